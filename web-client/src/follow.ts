/** Keeps one `Call` in step with the stage of one visit; citizen and desk use it alike. */
import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { Call } from './call';
import type { Live } from './live';
import type { OwnMedia } from './media';
import type { Peer } from './protocol.gen';
import type { Audience, IceServers, Stage } from './wire';

/** The part of a visit that a call depends on. */
export interface InCall {
  visit: string;
  stage: Stage;
  call?: number | null;
  peers?: Peer[];
}

/** Servers asked for while it rings: one round trip less before the first picture. */
interface Early {
  visit: string;
  at: number;
  servers: Promise<IceServers | undefined>;
}

const EARLY_MS = 120_000;

export interface Followed {
  readonly call: ReadonlySignal<Call | null>;
  stop(): void;
}

export function followCall<A extends Audience>(live: Live<A>, visit: ReadonlySignal<InCall | null>, media: OwnMedia): Followed {
  const call = signal<Call | null>(null);
  let early: Early | null = null;
  const ice = async (id: string) => {
    const ready = early?.visit === id && Date.now() - early.at < EARLY_MS ? await early.servers : undefined;
    early = null;
    return ready ?? live.wire.command({ type: 'ice', visit: id });
  };
  const end = () => {
    call.peek()?.close();
    call.value = null;
    live.wire.keepOpen = false;
  };
  const follow = effect(() => {
    const now = visit.value;
    // Opened elsewhere, or signed out: the seat has another page now, and this one lets go.
    const stopped = live.wire.state.value.kind === 'stopped';
    untracked(() => {
      if (stopped) return end();
      if (now?.stage === 'called' && early?.visit !== now.visit) {
        const servers = live.wire.command({ type: 'ice', visit: now.visit }).catch(() => undefined);
        early = { visit: now.visit, at: Date.now(), servers };
      }
      if (now?.stage !== 'in-call' || !now.call) return end();
      if (call.peek()?.visit !== now.visit || call.peek()?.call !== now.call) {
        end();
        call.value = new Call(now.visit, now.call, media, {
          send: (relay) => live.wire.relay(relay),
          ice: () => ice(now.visit),
        });
        live.wire.keepOpen = true;
      }
      call.peek()?.update(now.peers ?? []);
    });
  });
  const hear = live.onRelay((message) => call.peek()?.receive(message));
  const resume = effect(() => {
    if (live.wire.state.value.kind === 'open') untracked(() => call.peek()?.resume());
  });
  return {
    call,
    stop: () => {
      follow();
      hear();
      resume();
      end();
    },
  };
}
