/** One thing that a press does: busy while it lasts, and its problem until the next try. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from './announce';
import { asProblem, type Problem } from './problem';

export interface Act {
  readonly busy: Signal<boolean>;
  readonly problem: Signal<Problem | null>;
  /** True when it happened. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** One thing at a time. With `words` a problem is also said aloud; else where it is shown. */
export function useAct(words?: (problem: Problem) => string): Act {
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
    if (failed && words) announce(words(failed), true);
    if (here.current) {
      busy.value = false;
      problem.value = failed;
    }
    return !failed;
  };
  return { busy, problem, run };
}
