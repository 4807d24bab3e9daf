/**
 * The title of the document, from one place: what the tab has to say first (a place in line), else the
 * screen and the page. Windows are told apart by it, and a screen reader says it first.
 */
import { effect, signal } from '@preact/signals';
import { language, plain } from '../texts';

const screen = signal('');
const tab = signal<string | null>(null);
const called = signal<string | null>(null);

/** From now on; `page` is the text key of the page's own title. */
export function titleFrom(page: string): void {
  effect(() => {
    const own = language.value ? plain(page) : '';
    const parts = screen.value && screen.value !== own ? [screen.value, own] : [own];
    document.title = called.value ?? tab.value ?? parts.join(' – ');
  });
}

/** What is on the screen now; empty for the page itself. Marks of direction are no words. */
export function nameScreen(title: string): void {
  screen.value = title.replace(/[\u2066-\u2069]/g, '').trim();
}

/** What a look at the tab should tell before all else; null when there is nothing. */
export function tabSays(title: string | null): void {
  tab.value = title;
}

/** Before even that: somebody is called, and the title blinks. */
export function callByTitle(title: string | null): void {
  called.value = title;
}
