/** A button that does something: busy while it lasts, and its problem stands right below it. */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../announce';
import { asProblem, type Problem } from '../../problem';
import { Button, Icon, type IconName } from '../../ui';
import { Key, type KeyName } from './keys';
import { sentence } from './problems';

export interface Act {
  readonly busy: Signal<boolean>;
  readonly problem: Signal<Problem | null>;
  /** True when it happened. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** One thing at a time; a refusal is kept until the next try. */
export function useAct(): Act {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  const run = async (work: () => Promise<unknown>) => {
    if (busy.peek()) return false;
    busy.value = true;
    problem.value = null;
    const failed = await work().then(
      () => null,
      (thrown: unknown) => asProblem(thrown),
    );
    if (failed) announce(sentence(failed), true);
    if (here.current) {
      busy.value = false;
      problem.value = failed;
    }
    return !failed;
  };
  return { busy, problem, run };
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
