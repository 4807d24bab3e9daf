/** The keys of a desk on keyboards that write other letters: the place of the key counts. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { useKeys } from './keys';

const pressed = vi.fn();
const root = document.createElement('div');

function Desk() {
  useKeys();
  return (
    <button type="button" data-key="n" onClick={pressed}>
      Next
    </button>
  );
}

afterEach(async () => {
  await act(() => render(null, root));
  root.remove();
  pressed.mockClear();
});

for (const [script, key, code, times] of [
  ['Latin', 'n', 'KeyN', 1],
  ['Cyrillic', 'т', 'KeyN', 1],
  ['Greek', 'ν', 'KeyN', 1],
  ['Arabic', 'ى', 'KeyN', 1],
  // A Latin letter is what is written on it, wherever it lies.
  ['Dvorak', 'b', 'KeyN', 0],
] as const) {
  test(`${script}: ${key}`, async () => {
    document.body.append(root);
    await act(() => render(<Desk />, root));
    await act(() => void dispatchEvent(new KeyboardEvent('keydown', { key, code, cancelable: true })));
    expect(pressed).toHaveBeenCalledTimes(times);
  });
}
