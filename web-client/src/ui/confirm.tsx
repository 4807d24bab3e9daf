/** Asked once more before it happens. Closed when it has; what went wrong stands in it until the next try. */
import type { ComponentChildren } from 'preact';
import { useAct } from '../act';
import type { Problem } from '../problem';
import { choice } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';

interface Props {
  title: string;
  yes: string;
  no: string;
  children: ComponentChildren;
  onYes: () => Promise<unknown>;
  onClose: () => void;
  /** A problem in the words of the page. */
  words?: (problem: Problem) => string;
}

const plainly = ({ kind }: Problem) => choice('problem', kind);

export function Confirm({ title, yes, no, children, onYes, onClose, words = plainly }: Props) {
  const { busy, problem, run } = useAct(words);
  const go = async () => {
    if (await run(onYes)) onClose();
  };
  return (
    <Dialog
      title={title}
      busy={busy.value}
      onClose={onClose}
      footer={
        <>
          <Button busy={busy.value} onClick={onClose}>
            {no}
          </Button>
          <Button looks="primary" busy={busy.value} onClick={() => void go()}>
            {yes}
          </Button>
        </>
      }
    >
      {children}
      {problem.value && <p class="kern-body mistake">{words(problem.value)}</p>}
    </Dialog>
  );
}
