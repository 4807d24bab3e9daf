import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { Problem } from '../problem';
import { t } from '../texts';
import { Confirm } from './confirm';

/** What the person says yes to; each answer is for one press. */
async function asked(answers: (() => Promise<unknown>)[]) {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const onYes = vi.fn(() => answers.shift()?.() ?? Promise.resolve());
  const onClose = vi.fn();
  await act(() => render(<Confirm title="Wirklich?" yes="Ja" no="Nein" onYes={onYes} onClose={onClose}>Text</Confirm>, root));
  const press = (word: string) =>
    act(async () => {
      [...root.querySelectorAll('button')].find(({ textContent }) => textContent === word)?.click();
      await new Promise((resolve) => setTimeout(resolve));
    });
  return { root, onYes, onClose, press };
}

test('what was confirmed happens once, and the question goes when it has happened', async () => {
  let done = () => undefined as void;
  const { onYes, onClose, press } = await asked([() => new Promise<void>((resolve) => (done = resolve))]);
  await press('Ja');
  await press('Ja');
  expect(onYes).toHaveBeenCalledTimes(1);
  expect(onClose).not.toHaveBeenCalled();
  await act(async () => (done(), new Promise((resolve) => setTimeout(resolve))));
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('a failure stands in the question, which stays and can be tried again', async () => {
  const { root, onYes, onClose, press } = await asked([() => Promise.reject(new Problem('offline'))]);
  await press('Ja');
  expect(root.querySelector('.mistake')?.textContent).toBe(t('problem-offline'));
  expect(onClose).not.toHaveBeenCalled();
  await press('Ja');
  expect(root.querySelector('.mistake')).toBeNull();
  expect(onYes).toHaveBeenCalledTimes(2);
  expect(onClose).toHaveBeenCalledTimes(1);
});

test('while it is on its way neither "no" nor Escape promises what is too late, and in time it is said why', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let done = () => undefined as void;
  const { root, onClose } = await asked([() => new Promise<void>((resolve) => (done = resolve))]);
  const [no, yes] = [...root.querySelectorAll('button')];
  await act(() => yes?.click());
  await act(() => no?.click());
  await act(() => void root.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true })));
  expect(onClose).not.toHaveBeenCalled();
  expect(root.textContent).not.toContain(t('action-slow'));
  await act(() => void vi.advanceTimersByTime(2_000));
  expect(root.querySelector('[role=status]')?.textContent).toBe(t('action-slow'));
  vi.useRealTimers();
  await act(async () => (done(), new Promise((resolve) => setTimeout(resolve))));
  expect(onClose).toHaveBeenCalledTimes(1);
});
