/** What a citizen's page knows: the visits of the session, as the server last told them. Pure. */
import type { CitizenSnapshot, CitizenVisit, Said, ServerMessage, StageChanged } from '../protocol.gen';
import { outdated, withNames } from './shared';

export interface CitizenState {
  for: 'citizen';
  visits: readonly CitizenVisit[];
  /** By visit: the command that sent somebody back to the waiting room, until the next call. */
  returned: Readonly<Record<string, string>>;
}

export const emptyCitizen: CitizenState = { for: 'citizen', visits: [], returned: {} };

export function citizenFrom(snapshot: CitizenSnapshot): CitizenState {
  return { for: 'citizen', visits: snapshot.visits, returned: {} };
}

export function citizenAfter(state: CitizenState, message: ServerMessage): CitizenState {
  switch (message.type) {
    case 'welcome':
      return message.snapshot.for === 'citizen' ? { ...citizenFrom(message.snapshot), returned: state.returned } : state;
    case 'position':
      return change(state, message.visit, (visit) => ({ ...visit, position: message }));
    case 'office':
      return {
        ...state,
        visits: state.visits.map((visit) => (visit.queue === message.queue ? { ...visit, office: message } : visit)),
      };
    case 'stage':
      return {
        ...change(state, message.visit, (visit) => afterStage(visit, message)),
        returned: returnedAfter(state, message),
      };
    case 'visit':
      return withVisit(state, message.visit);
    case 'peers':
      return change(state, message.visit, (visit) =>
        visit.call === message.call ? { ...visit, peers: withNames(message.peers, visit.peers) } : visit,
      );
    case 'said':
      return change(state, message.visit, (visit) => ({ ...visit, messages: withSaid(visit.messages, message) }));
    default:
      return state;
  }
}

function change(state: CitizenState, id: string, next: (visit: CitizenVisit) => CitizenVisit): CitizenState {
  return { ...state, visits: state.visits.map((visit) => (visit.visit === id ? next(visit) : visit)) };
}

/** The whole visit anew. In another queue it was passed on, and the place there is told apart. */
function withVisit(state: CitizenState, told: CitizenVisit): CitizenState {
  const known = state.visits.find(({ visit }) => visit === told.visit);
  if (!known || outdated(known, told)) return state;
  const passedOn = known.queue !== told.queue && told.stage !== 'booked' && told.stage !== 'ended';
  return {
    ...change(state, told.visit, () => told),
    returned: passedOn ? { ...state.returned, [told.visit]: 'transfer' } : state.returned,
  };
}

function afterStage(visit: CitizenVisit, letter: StageChanged): CitizenVisit {
  if (outdated(visit, letter)) return visit;
  const waits = letter.stage === 'waiting' || letter.stage === 'parked';
  // Passed on: place and office of the old queue are over; the whole visit anew follows with the new.
  const stays = !letter.queue || letter.queue === visit.queue;
  return {
    ...visit,
    version: letter.version,
    stage: letter.stage,
    since: letter.since,
    call: letter.call ?? null,
    peers: letter.peers ?? [],
    outcome: letter.outcome ?? null,
    channel: letter.channel ?? visit.channel,
    when_called: letter.when_called ?? visit.when_called ?? 'ask',
    passed_over: letter.passed_over ?? false,
    answer_by: letter.answer_by ?? null,
    stay_close: letter.stay_close ?? false,
    reach: letter.reach ?? 'page',
    may_hold_on: letter.may_hold_on ?? false,
    hold: letter.hold ?? null,
    ...(letter.checks && { checks: letter.checks }),
    office: stays ? (visit.office ?? null) : null,
    position: waits && stays ? (visit.position ?? null) : null,
  };
}

function returnedAfter({ visits, returned }: CitizenState, letter: StageChanged): CitizenState['returned'] {
  const visit = visits.find((one) => one.visit === letter.visit);
  if (!visit || outdated(visit, letter)) return returned;
  const { [letter.visit]: known, ...others } = returned;
  if (letter.stage !== 'waiting' || letter.passed_over) return others;
  const wasCalled = visit.stage === 'called' || visit.stage === 'in-call';
  // A transfer is told with the name of the new office, which comes with the whole visit.
  const reason = (wasCalled && letter.reason !== 'transfer' ? letter.reason : undefined) ?? known;
  return reason ? { ...others, [letter.visit]: reason } : others;
}

/** Lines in their order, each once: a repeated letter changes nothing. */
export function withSaid(lines: readonly Said[] | undefined, line: Said): Said[] {
  const others = (lines ?? []).filter(({ id }) => id !== line.id);
  return [...others, line].sort((a, b) => a.id - b.id);
}
