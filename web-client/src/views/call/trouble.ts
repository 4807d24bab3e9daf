/** The one line of trouble in a call: what weighs most, with one thing to do. Pure. */
import type { Remote } from '../../call';
import type { Input } from '../../media';
import type { MediaState } from '../../wire';

export type CallTrouble =
  | { key: 'call-trouble-path'; action: 'repair' }
  | { key: 'call-trouble-slow'; action: 'repair' }
  | { key: 'call-trouble-alone'; action: null }
  | { key: 'call-trouble-silent'; action: 'start' }
  | { key: 'call-trouble-microphone'; action: 'microphone' }
  | { key: 'call-trouble-poor'; action: 'audio-only' };

export interface CallFacts {
  state: MediaState;
  remotes: readonly Remote[];
  poor: boolean;
  audioOnly: boolean;
  microphone: Input;
  /** How long the call has been trying without ever being connected. */
  tryingMs: number;
}

const SLOW_MS = 12_000;

export function callTrouble(facts: CallFacts): CallTrouble | null {
  if (facts.remotes.length > 0 && facts.remotes.every(({ here }) => !here)) return { key: 'call-trouble-alone', action: null };
  if (facts.state === 'failed' || facts.state === 'disconnected') return { key: 'call-trouble-path', action: 'repair' };
  if (facts.state !== 'connected' && facts.tryingMs > SLOW_MS) return { key: 'call-trouble-slow', action: 'repair' };
  if (facts.microphone.kind === 'untried') return { key: 'call-trouble-silent', action: 'start' };
  if (facts.microphone.kind === 'trouble') return { key: 'call-trouble-microphone', action: 'microphone' };
  if (facts.poor && !facts.audioOnly) return { key: 'call-trouble-poor', action: 'audio-only' };
  return null;
}
