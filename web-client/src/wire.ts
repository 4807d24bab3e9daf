/** Names for parts of the generated protocol, and the few shapes the schema leaves open. */
import type {
  CandidateFrom,
  Checks,
  CitizenVisit,
  ClientMessage,
  DescriptionFrom,
  Hello,
  IceServers,
  MediaFrom,
  Peer,
  ProblemSaid,
  ServerMessage,
  StageChanged,
  WhyAnswer,
} from './protocol.gen';

export const PROTOCOL = 1;
export const SUBPROTOCOL = 'vorsprache.v1';

export type Audience = NonNullable<Hello['as']>;
export type Stage = CitizenVisit['stage'];
export type Reach = NonNullable<StageChanged['reach']>;
export type Cause = WhyAnswer['before'][number]['cause'];
export type Channel = CitizenVisit['channel'];
export type Outcome = NonNullable<CitizenVisit['outcome']>;
export type WhenCalled = NonNullable<CitizenVisit['when_called']>;
export type CheckResult = NonNullable<Checks['camera']>;
export type SeatName = Peer['seat'];
export type MediaState = MediaFrom['state'];
export type Sends = NonNullable<MediaFrom['microphone']>;
export type Retry = ProblemSaid['retry'];

/** A message that carries `op` and gets exactly one answer. */
export type Command = Extract<ClientMessage, { op: string }>;
/** A command as the callers write it: the socket makes the op. */
export type CommandBody = Command extends infer C ? (C extends Command ? Omit<C, 'op'> : never) : never;
/** What goes to the other seats of a call: no op, no answer, dropped while the socket is down. */
export type Relay = Extract<ClientMessage, { type: 'description' | 'candidate' | 'media' }>;
export type RelayFrom = DescriptionFrom | CandidateFrom | MediaFrom;

export type { ClientMessage, IceServers, ServerMessage, WhyAnswer };
