/** A button that does something: busy while it lasts, and its problem stands right below it. */
import type { ComponentChildren } from 'preact';
import { useAct as useOneAct, type Act } from '../../act';
import type { Problem } from '../../problem';
import { Button, Icon, type IconName } from '../../ui';
import { Key, type KeyName } from './keys';
import { sentence } from './problems';

/** A problem is said in the words of a desk. */
export function useAct(): Act {
  return useOneAct(sentence);
}

export function Mistake({ problem }: { problem: Problem | null }) {
  return problem ? (
    <p class="act-problem">
      <Icon name="danger" size={20} />
      <span>{sentence(problem)}</span>
    </p>
  ) : null;
}

interface Props {
  looks?: 'primary' | 'secondary' | 'tertiary' | 'danger';
  icon?: IconName;
  block?: boolean;
  /** The key that does the same. */
  name?: KeyName;
  onAct: () => Promise<unknown>;
  children: ComponentChildren;
}

export function ActButton({ name, onAct, children, ...rest }: Props) {
  const { busy, problem, run } = useAct();
  return (
    <div class={`act${rest.block ? ' act--block' : ''}`}>
      <Button {...rest} {...(name ? { 'data-key': name, 'aria-keyshortcuts': name } : {})} busy={busy.value} onClick={() => void run(onAct)}>
        {children}
        {name && <Key name={name} />}
      </Button>
      <Mistake problem={problem.value} />
    </div>
  );
}
