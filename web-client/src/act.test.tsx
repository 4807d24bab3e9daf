import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { useAct, type Act } from './act';
import { Problem } from './problem';

function mounted(): { found: Act; leave: () => void } {
  const root = document.createElement('div');
  let found: Act | undefined;
  const Here = () => ((found = useAct()), null);
  act(() => render(<Here />, root));
  return { found: found as Act, leave: () => act(() => render(null, root)) };
}

test('what is being done is not begun again, and a problem lasts until the next try', async () => {
  const { found } = mounted();
  let begun = 0;
  let end: (failed?: Problem) => void = () => undefined;
  const work = () => new Promise<void>((done, fail) => (begun++, (end = (failed) => (failed ? fail(failed) : done()))));
  const first = found.run(work);
  expect(await found.run(work)).toBe(false);
  expect([begun, found.busy.value]).toEqual([1, true]);
  end(new Problem('not-now'));
  expect(await first).toBe(false);
  expect([found.busy.value, found.problem.value?.kind]).toEqual([false, 'not-now']);
  const again = found.run(work);
  expect(found.problem.value).toBe(null);
  end();
  expect(await again).toBe(true);
});

test('who has left the page is told nothing any more', async () => {
  const { found, leave } = mounted();
  let fail: (problem: Problem) => void = () => undefined;
  const running = found.run(() => new Promise((_, reject) => (fail = reject)));
  leave();
  fail(new Problem('offline'));
  await running;
  expect(found.problem.value).toBe(null);
});
