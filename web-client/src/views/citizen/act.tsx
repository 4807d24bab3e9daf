/** A button that does one thing with the office: busy meanwhile, and a sentence when it did not work. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Trouble } from '../../frame/trouble';
import { asProblem, type Problem } from '../../problem';
import { Button, type IconName } from '../../ui';

interface Props {
  act: () => Promise<unknown>;
  looks?: 'primary' | 'secondary' | 'tertiary';
  icon?: IconName;
  block?: boolean;
  children: ComponentChildren;
}

export function ActButton({ act, children, ...looks }: Props) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const press = async () => {
    busy.value = true;
    problem.value = null;
    try {
      await act();
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    busy.value = false;
  };
  return (
    <>
      <Button busy={busy.value} onClick={() => void press()} {...looks}>
        {children}
      </Button>
      {problem.value && <Trouble problem={problem.value} />}
    </>
  );
}
