/** What the views of a desk need; the page brings the real thing, an example its own. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { OwnMedia } from '../../media';
import type { BookingMade, CatalogueView, DeskBookingRequest, DeskBookings, HistoryView, Said, SlotsView } from '../../protocol.gen';
import type { DeskState } from '../../state';
import type { Channel, Outcome } from '../../wire';
import type { CallShown } from '../call/line';
import type { Notes } from './notes';
import type { Tones } from './tones';
import type { Trace } from './undo';

export type DeskWord = DeskState['desk']['state'];

/** Every promise rejects with a `Problem`. */
export interface Acts {
  setDesk(state: DeskWord, queues: readonly string[]): Promise<unknown>;
  callNext(queue: string, channel: Channel): Promise<unknown>;
  call(visit: string, channel: Channel, reason?: string): Promise<unknown>;
  sendBack(visit: string): Promise<unknown>;
  park(visit: string, reason?: string): Promise<unknown>;
  resume(visit: string): Promise<unknown>;
  skip(visit: string, reason: string): Promise<unknown>;
  preCall(visit: string): Promise<unknown>;
  recall(visit: string, channel: Channel): Promise<unknown>;
  prioritise(visit: string, reason: string): Promise<unknown>;
  transfer(visit: string, queue: string, note?: string): Promise<unknown>;
  /** Takes back what `Work.trace` shows. */
  undo(): Promise<unknown>;
  /** Goes on with a visit that ended within the last minute. */
  takeUp(visit: string, channel: Channel): Promise<unknown>;
  closeQueue(queue: string, closed: boolean): Promise<unknown>;
  /** A notice to all who wait in a queue; null takes it back. */
  tellQueue(queue: string, text: string | null): Promise<unknown>;
  answered(visit: string): Promise<unknown>;
  end(visit: string, outcome: Outcome): Promise<unknown>;
  amend(visit: string, change: { outcome?: Outcome; note?: string }): Promise<unknown>;
  switchToPhone(visit: string, phone: string): Promise<unknown>;
  cancel(visit: string): Promise<unknown>;
  say(visit: string, text: string): Promise<unknown>;
}

/** What is asked over HTTP, only when a dialog wants it. */
export interface Papers {
  catalogue(): Promise<CatalogueView>;
  slots(service: string, channel: Channel, from: string, to: string): Promise<SlotsView>;
  book(request: DeskBookingRequest, key: string): Promise<BookingMade>;
  bookings(date: string): Promise<DeskBookings>;
  history(): Promise<HistoryView>;
}

export interface Work {
  readonly state: ReadonlySignal<DeskState>;
  readonly acts: Acts;
  readonly papers: Papers;
  readonly media: OwnMedia;
  readonly call: ReadonlySignal<CallShown | null>;
  readonly online: ReadonlySignal<boolean>;
  /** Another window has this desk: here everything stands still until it is taken over. */
  readonly replaced: ReadonlySignal<boolean>;
  /** Text of visits that no clerk has in hand, as far as this page heard it. */
  readonly texts: ReadonlySignal<ReadonlyMap<string, readonly Said[]>>;
  /** Lines of text by visit that nobody here has looked at. */
  readonly unread: ReadonlySignal<ReadonlyMap<string, number>>;
  /** What people are asked to have ready, by service; empty until it is known. */
  readonly documents: ReadonlySignal<ReadonlyMap<string, readonly string[]>>;
  readonly chosen: Signal<string | null>;
  /** What the clerk writes down, by visit; it saves itself. */
  readonly notes: Notes;
  /** What was done last and can be taken back, or what became of that. */
  readonly trace: Signal<Trace | null>;
  /** Whether somebody's arrival makes a sound and a notice. */
  /** The sounds that the clerk wants on this device. */
  readonly tones: Signal<Tones>;
  setTones(tones: Tones): Promise<void>;
  /** Devices are open for a check; the call keeps them. */
  checkDevices(on: boolean): void;
  signOut(): Promise<void>;
}
