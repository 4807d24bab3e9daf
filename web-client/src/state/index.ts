/** One reducer for all audiences: server message in, next state out. Pure, no clock. */
import type { ServerMessage } from '../protocol.gen';
import type { Audience } from '../wire';
import { boardAfter, emptyBoard, type BoardState } from './board';
import { citizenAfter, emptyCitizen, type CitizenState } from './citizen';
import { deskAfter, emptyDesk, type DeskState } from './desk';

export type State = CitizenState | DeskState | BoardState;
export type StateOf<A extends Audience> = Extract<State, { for: A }>;

const EMPTY: { [A in Audience]: StateOf<A> } = { citizen: emptyCitizen, desk: emptyDesk, board: emptyBoard };

export function empty<A extends Audience>(audience: A): StateOf<A> {
  return EMPTY[audience];
}

export function after<S extends State>(state: S, message: ServerMessage): S;
export function after(state: State, message: ServerMessage): State {
  switch (state.for) {
    case 'citizen':
      return citizenAfter(state, message);
    case 'desk':
      return deskAfter(state, message);
    case 'board':
      return boardAfter(state, message);
  }
}

export type { BoardState, CitizenState, DeskState };
export { citizenFrom } from './citizen';
