/** A page's connection and what it knows, together: the socket feeds the reducer, views read signals. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { setServerTime } from './clock';
import { setRules } from './rules';
import { Wire } from './socket';
import { after, empty, type StateOf } from './state';
import type { Audience, RelayFrom } from './wire';

export class Live<A extends Audience> {
  readonly wire: Wire;
  readonly state: ReadonlySignal<StateOf<A>>;
  /** False until the first snapshot of this page. */
  readonly known: ReadonlySignal<boolean>;
  readonly #calls = new Set<(message: RelayFrom) => void>();

  constructor(audience: A, { start = empty(audience), visit }: { start?: StateOf<A>; visit?: string | undefined } = {}) {
    const state = signal(start);
    const welcomes = signal(0);
    this.state = state;
    this.known = computed(() => welcomes.value > 0);
    this.wire = new Wire(audience, visit);
    this.wire.listen((message) => {
      if (message.type === 'welcome') {
        setServerTime(message.server_time);
        setRules(message.rules);
        welcomes.value += 1;
      }
      if (message.type === 'description' || message.type === 'candidate' || message.type === 'media') {
        for (const call of this.#calls) call(message);
        return;
      }
      state.value = after(state.value, message) as StateOf<A>;
      if ('gap' in state.value && state.value.gap) this.wire.refresh();
    });
  }

  /** What the other seats of a call send. Returns how to stop listening. */
  onRelay(listener: (message: RelayFrom) => void): () => void {
    this.#calls.add(listener);
    return () => this.#calls.delete(listener);
  }
}
