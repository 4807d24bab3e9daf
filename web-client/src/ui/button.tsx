import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

type Looks = 'primary' | 'secondary' | 'tertiary' | 'danger';

interface Props {
  looks?: Looks;
  icon?: IconName;
  /** Something is on its way: the button says so and does nothing twice. */
  busy?: boolean;
  block?: boolean;
  children: ComponentChildren;
}

export function Button({
  looks = 'secondary',
  icon,
  busy = false,
  block = false,
  children,
  onClick,
  ...rest
}: Props & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'icon'>) {
  return (
    <button
      type="button"
      class={classes(looks, block)}
      aria-disabled={busy ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      {...rest}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon name={icon} />}
      <span class="kern-label">{children}</span>
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it does not do something. */
export function ButtonLink({
  looks = 'secondary',
  icon,
  block = false,
  children,
  ...rest
}: Omit<Props, 'busy'> & { href: string; download?: string; target?: '_blank'; rel?: string }) {
  return (
    <a class={classes(looks, block)} {...rest}>
      {icon && <Icon name={icon} />}
      <span class="kern-label">{children}</span>
    </a>
  );
}

function classes(looks: Looks, block: boolean): string {
  const kern = looks === 'danger' ? 'kern-btn--secondary button-danger' : `kern-btn--${looks}`;
  return `kern-btn ${kern} button${block ? ' kern-btn--block' : ''}`;
}
