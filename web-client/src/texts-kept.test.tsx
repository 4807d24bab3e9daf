/** Every view under a translator that takes the text nodes away: what is shown is what is true. */
import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Examples } from './example';
import './testing/translator.js';
import { speak } from './texts';

declare global {
  /** Of `testing/translator.js`; returns how to stop it. */
  var startTranslator: (root: Element) => () => void;
}

const files = import.meta.glob<Examples>('./views/**/*.examples.tsx', { eager: true });
const examples = Object.values(files).flatMap((file) => file.examples);
/** Those whose truth moves while somebody looks; the others go by one after the other. */
const moving = examples.filter(({ name }) => /^(waiting|called|booking|desk-(call|lines|empty))/.test(name));

/** What a reader of the translated page reads, without the marks of the translation; what is said aloud comes in its own time. */
function read(page: Element): string {
  const copy = page.cloneNode(true) as Element;
  for (const aloud of copy.querySelectorAll('[data-live-region]')) aloud.remove();
  return (copy.textContent ?? '').replace(/[«»]/g, '');
}

function stage(): HTMLElement {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  return root;
}

let root: HTMLElement;
let stop: () => void = () => undefined;

function translate(page: HTMLElement): void {
  stop = startTranslator(page);
}

async function tidy(): Promise<void> {
  stop();
  await act(() => render(null, root));
  await speak('de');
}

beforeEach(() => {
  root = stage();
});
afterEach(tidy);

/** What stands there after another language was chosen; what a view still had to fetch has arrived. */
async function afterAnotherLanguage(view: ComponentChild, around: (page: HTMLElement) => void): Promise<string> {
  await act(() => render(view, root));
  around(root);
  await act(() => speak('en'));
  await act(() => new Promise<void>((done) => setTimeout(done)));
  return read(root);
}

describe('under a translator', () => {
  for (const { name, show } of moving) {
    test(`${name} follows what changes`, async () => {
      const wanted = await afterAnotherLanguage(show(), () => undefined);
      await tidy();
      expect(await afterAnotherLanguage(show(), translate)).toBe(wanted);
    }, 60_000);
  }

  test('one screen after the other leaves nothing behind', async () => {
    translate(root);
    for (const { show } of examples) {
      await act(() => render(show(), root));
      await new Promise((done) => queueMicrotask(() => done(undefined)));
    }
    await act(() => render(<p>Ende</p>, root));
    expect(read(root)).toBe('Ende');
  }, 60_000);

  test('a number beside a word, a text that comes and goes, an element between', async () => {
    const View = ({ n, late }: { n: number; late: boolean }) => (
      <p>
        Vor Ihnen: <strong>{n}</strong>
        {late && 'später'} {n > 1 ? `noch ${n}` : <em>gleich</em>}
      </p>
    );
    translate(root);
    for (const [n, late, wanted] of [[2, false, 'Vor Ihnen: 2 noch 2'], [3, true, 'Vor Ihnen: 3später noch 3'], [1, false, 'Vor Ihnen: 1 gleich']] as const) {
      await act(() => render(<View n={n} late={late} />, root));
      await Promise.resolve();
      expect(read(root)).toBe(wanted);
    }
  });
});
