/** What a supervisor's page knows: the queues, their lines without names, the open alerts. Pure. */
import type { AlertRow, ServerMessage } from '../protocol.gen';
import { rowsAfter, type Rows } from './desk';

export interface BoardState extends Rows {
  for: 'board';
  alerts: readonly AlertRow[];
}

export const emptyBoard: BoardState = { for: 'board', queues: [], visits: [], alerts: [], seq: 0, gap: false };

export function boardAfter(state: BoardState, message: ServerMessage): BoardState {
  if (message.type === 'welcome' && message.snapshot.for === 'board') {
    const { queues, visits, alerts = [], seq = 0 } = message.snapshot;
    return { for: 'board', queues, visits, alerts, seq, gap: false };
  }
  if (message.type !== 'board-delta' || message.seq <= state.seq) return state;
  return { ...state, ...rowsAfter(state, message), alerts: message.alerts ?? state.alerts };
}
