/** The bar of a call: each button with its word, its state in the word too. */
import type { ComponentChildren } from 'preact';
import type { OwnMedia } from '../../media';
import { t } from '../../texts';
import { Icon, type IconName } from '../../ui';

interface BarButtonProps {
  icon: IconName;
  word: string;
  /** For a switch: whether it is on. The word says it too. */
  pressed?: boolean;
  looks?: 'usual' | 'off' | 'leave';
  badge?: number;
  onClick: () => void;
}

export function BarButton({ icon, word, pressed, looks = 'usual', badge = 0, onClick }: BarButtonProps) {
  return (
    <button type="button" class={`bar-button bar-button--${looks}`} aria-pressed={pressed} onClick={onClick}>
      <span class="bar-icon">
        <Icon name={icon} />
        {badge > 0 && <span class="bar-badge">{badge}</span>}
      </span>
      <span class="bar-word">{word}</span>
    </button>
  );
}

export function MicrophoneButton({ media }: { media: OwnMedia }) {
  const input = media.microphone.value;
  const on = input.kind === 'on' && !input.muted;
  return (
    <BarButton
      icon={on ? 'microphone' : 'microphone-off'}
      word={t(on ? 'bar-microphone-on' : 'bar-microphone-off')}
      pressed={on}
      looks={on ? 'usual' : 'off'}
      onClick={() => void media.turn('microphone', !on)}
    />
  );
}

export function CameraButton({ media }: { media: OwnMedia }) {
  const on = media.camera.value.kind === 'on';
  return (
    <BarButton
      icon={on ? 'camera' : 'camera-off'}
      word={t(on ? 'bar-camera-on' : 'bar-camera-off')}
      pressed={on}
      looks={on ? 'usual' : 'off'}
      onClick={() => void media.turn('camera', !on)}
    />
  );
}

export function CallBar({ children }: { children: ComponentChildren }) {
  return (
    <div class="bar" role="toolbar" aria-label={t('bar-label')}>
      {children}
    </div>
  );
}
