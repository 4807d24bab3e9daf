/** The queue of `vorsprache probe` is no office: people see it only when they serve nothing else. Pure. */
import type { QueueRow } from '../protocol.gen';

export const PROBE_QUEUE = 'probe';

export function withoutProbe<State extends { queues: readonly QueueRow[] }>(state: State): State {
  const offices = state.queues.filter(({ queue }) => queue !== PROBE_QUEUE);
  return offices.length === 0 || offices.length === state.queues.length ? state : { ...state, queues: offices };
}
