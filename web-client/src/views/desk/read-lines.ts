/** Up to which line the clerk has read each visit; kept over a reload, so that nothing old is new again. */
import { signal } from '@preact/signals';
import { keep, kept } from '../../kept';

const NAME = 'vorsprache-desk-read';
/** More visits than wait at one desk in a day. */
const MOST = 100;

export class ReadLines {
  readonly #last = signal<ReadonlyMap<string, number>>(restored());

  /** The number of the last line that was read, 0 for none. Reading it in an effect follows it. */
  last(visit: string): number {
    return this.#last.value.get(visit) ?? 0;
  }

  upTo(visit: string, line: number): void {
    const before = this.#last.peek();
    if ((before.get(visit) ?? 0) >= line) return;
    const others = [...before].filter(([other]) => other !== visit).slice(1 - MOST);
    this.#last.value = new Map([...others, [visit, line]]);
    keep(NAME, JSON.stringify([...this.#last.value]));
  }
}

function restored(): ReadonlyMap<string, number> {
  try {
    return new Map(JSON.parse(kept(NAME) ?? '[]') as [string, number][]);
  } catch {
    return new Map();
  }
}
