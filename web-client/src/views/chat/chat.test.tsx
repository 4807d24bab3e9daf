/** A line is written and sent; what is typed meanwhile is nobody's to take away. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { Chat } from './chat';

test('the next line may be begun while one is on its way', async () => {
  const root = document.createElement('div');
  let sent: (value?: unknown) => void = () => undefined;
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    return new Promise((resolve) => (sent = resolve));
  };
  await act(() => render(<Chat lines={[]} me="citizen" onSay={say} />, root));
  const field = root.querySelector('input')!;
  const type = (text: string) =>
    act(() => {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  await type('Guten Tag');
  await act(() => void root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
  await type('Guten Tag ich habe');
  await act(async () => sent());
  expect(said).toEqual(['Guten Tag']);
  expect(field.value).toBe('ich habe');
});
