/** A button that does one thing with the office: busy meanwhile, and a sentence when it did not work. */
import type { ComponentChildren } from 'preact';
import { useAct } from '../../act';
import { Trouble } from '../../frame/trouble';
import { Button, type IconName } from '../../ui';

interface Props {
  act: () => Promise<unknown>;
  looks?: 'primary' | 'secondary' | 'tertiary';
  icon?: IconName;
  block?: boolean;
  children: ComponentChildren;
}

export function ActButton({ act, children, ...looks }: Props) {
  const { busy, problem, run } = useAct();
  return (
    <>
      <Button busy={busy.value} onClick={() => void run(act)} {...looks}>
        {children}
      </Button>
      {problem.value && <Trouble problem={problem.value} />}
    </>
  );
}
