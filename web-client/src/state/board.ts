/** What a supervisor's page knows: the queues and their lines, without names. Pure. */
import type { ServerMessage } from '../protocol.gen';
import { rowsAfter, type Rows } from './desk';

export interface BoardState extends Rows {
  for: 'board';
}

export const emptyBoard: BoardState = { for: 'board', queues: [], visits: [], seq: 0, gap: false };

export function boardAfter(state: BoardState, message: ServerMessage): BoardState {
  if (message.type === 'welcome' && message.snapshot.for === 'board') {
    const { queues, visits, seq = 0 } = message.snapshot;
    return { for: 'board', queues, visits, seq, gap: false };
  }
  return message.type === 'board-delta' ? { ...state, ...rowsAfter(state, message) } : state;
}
