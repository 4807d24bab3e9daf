/** The one line of trouble in a call: what weighs most, with one thing to do. Pure. */
import type { Remote } from '../../call';
import type { Input, Replaced } from '../../media';
import type { MediaState } from '../../wire';

export type CallTrouble =
  | { key: 'call-held'; action: 'play' }
  | { key: 'call-trouble-muted'; action: 'microphone' }
  | { key: 'call-trouble-camera'; action: 'camera' }
  | { key: 'call-trouble-replaced'; action: null; label: string }
  | { key: 'call-other-microphone' | 'call-other-camera'; action: null; seat: Remote['seat'] }
  | { key: 'call-trouble-path'; action: 'repair' }
  | { key: 'call-trouble-slow'; action: 'repair' }
  | { key: 'call-trouble-alone'; action: null }
  | { key: 'call-trouble-silent' | 'call-held-silent'; action: 'start' }
  | { key: 'call-trouble-microphone'; action: 'microphone' }
  | { key: 'call-trouble-poor'; action: 'audio-only' };

export interface CallFacts {
  state: MediaState;
  remotes: readonly Remote[];
  poor: boolean;
  audioOnly: boolean;
  microphone: Input;
  camera: Input;
  replaced: Replaced | null;
  /** The browser waits for an act of the reader. */
  heldBack: boolean;
  /** How long the call has been trying without ever being connected. */
  tryingMs: number;
}

const SLOW_MS = 12_000;

export function callTrouble(facts: CallFacts): CallTrouble | null {
  if (facts.remotes.length > 0 && facts.remotes.every(({ here }) => !here)) return { key: 'call-trouble-alone', action: null };
  if (facts.state === 'failed' || facts.state === 'disconnected') return { key: 'call-trouble-path', action: 'repair' };
  if (facts.state !== 'connected' && facts.tryingMs > SLOW_MS) return { key: 'call-trouble-slow', action: 'repair' };
  // The press that opens the devices lets out what is held back, too: after a reload one press is enough.
  if (facts.microphone.kind === 'untried') return { key: facts.heldBack ? 'call-held-silent' : 'call-trouble-silent', action: 'start' };
  if (facts.heldBack) return { key: 'call-held', action: 'play' };
  if (facts.microphone.kind === 'trouble') return { key: 'call-trouble-microphone', action: 'microphone' };
  if (facts.microphone.kind === 'on' && facts.microphone.silent) return { key: 'call-trouble-muted', action: 'microphone' };
  const other = othersTrouble(facts.remotes);
  if (other) return other;
  if (facts.camera.kind === 'trouble') return { key: 'call-trouble-camera', action: 'camera' };
  if (facts.replaced) return { key: 'call-trouble-replaced', action: null, label: facts.replaced.label };
  if (facts.poor && !facts.audioOnly) return { key: 'call-trouble-poor', action: 'audio-only' };
  return null;
}

/** Who hears nothing is told that it is not the line. A microphone switched off on purpose stands at the name. */
function othersTrouble(remotes: readonly Remote[]): CallTrouble | null {
  const silent = remotes.find(({ microphone }) => microphone === 'lost');
  if (silent) return { key: 'call-other-microphone', action: null, seat: silent.seat };
  const unseen = remotes.find(({ camera }) => camera === 'lost');
  return unseen ? { key: 'call-other-camera', action: null, seat: unseen.seat } : null;
}
