import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export type Mood = 'info' | 'success' | 'warning' | 'danger';
const ICONS: { [M in Mood]: IconName } = { info: 'info', success: 'check', warning: 'warning', danger: 'danger' };

/** A notice: one sentence, perhaps a little more below it, and what one can do. */
export function Alert({ mood = 'info', title, children }: { mood?: Mood; title: string; children?: ComponentChildren }) {
  return (
    <div class={`kern-alert kern-alert--${mood} alert`} role={mood === 'danger' ? 'alert' : undefined}>
      <div class="kern-alert__header">
        <span class={`alert-icon alert-icon--${mood}`}>
          <Icon name={ICONS[mood]} size={28} />
        </span>
        <span class="kern-title">{title}</span>
      </div>
      {children && <div class="kern-alert__body">{children}</div>}
    </div>
  );
}

/** One line with one action, e.g. trouble above the bar of a call. */
export function Notice({ mood = 'info', icon, children, action }: { mood?: Mood; icon?: IconName; children: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class={`notice notice--${mood}`}>
      <Icon name={icon ?? ICONS[mood]} />
      <span class="notice-text">{children}</span>
      {action}
    </div>
  );
}

export function Badge({ mood = 'info', children }: { mood?: Mood; children: ComponentChildren }) {
  return (
    <span class={`kern-badge kern-badge--${mood} kern-badge--small badge`}>
      <span class="kern-label kern-label--small">{children}</span>
    </span>
  );
}
