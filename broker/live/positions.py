"""Where each waiting citizen stands, told at most once a second and only when it is news.

A line is gone through when something in it moved, or every quarter of a minute because calls grow
older; a page that connects in between is shown the place of the last time. The order comes from the
same keys that Redis sorts by. A range that was told does not grow unless there is a reason to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker.core.catalogue import Catalogue
from broker.core.forecast import AtWork, Outlook, places
from broker.core.line import Place, Waiting, order_key
from broker.core.promise import AT_ONCE_S, Promise
from broker.core.visit import IN_HAND, QueueId, Stage, Visit, VisitId
from broker.live.rows import Picture, is_passed_over, service_minutes, shown_s
from broker.live.told import Reasons, Told
from broker.stores.promises import Promised
from broker.stores.visits import Facts
from signaling.hub import Address, Hub
from signaling.messages import Position

LOOK_EVERY = timedelta(seconds=15)
# Up to the first number a line is gone through every second; for so many more it rests a second longer. Of
# ten thousand who come back it took half of a core, which they needed themselves.
SHORT_LINE, A_SECOND_MORE = 1000, 3000
# No visit is called so.
NEWCOMER = ""
# A range that is wider is not worth saying.
WIDEST_S = 2 * 3600
# A pace that is slower by less is the same pace.
SLOWER = 1.02


def tell_positions(
    picture: Picture,
    hub: Hub,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
    others: Iterable[Picture] = (),
) -> None:
    """Tells each citizen who is here and waits in this queue, if there is news.

    `others`: pictures of the queues that the same desks may serve.
    """
    if not picture.moved and picture.look_at is not None and now < picture.look_at:
        return
    if picture.rests_until is not None and now < picture.rests_until:
        return
    reasons = _look(picture, catalogue, now=now, away_after=away_after, others=others)
    for visit, place in picture.places.items():
        connection = hub.at(Address(visit, "citizen"))
        if connection is None:
            continue
        version = picture.visits[VisitId(visit)].visit.version
        told = picture.told.get(visit)
        position = _position(visit, place, told, reasons)
        if position.latest_s is not None and (told is None or told.position.latest_s is None):
            picture.made.append(_promised(picture.queue, position, now))
        # After a move the page may have dropped what it knew.
        if told is None or position is not told.position or version != told.version:
            connection.say(position)
        if told is None or position is not told.position:
            picture.told[visit] = Told(version, position, reasons)
        elif version != told.version:
            picture.told[visit] = told._replace(version=version)


def position_of(
    picture: Picture,
    visit: str,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
    others: Iterable[Picture] = (),
) -> Position | None:
    """Where a citizen stands, or None when not in the line (yet)."""
    facts = picture.visits.get(VisitId(visit))
    if facts is None or facts.visit.stage is not Stage.WAITING:
        return None
    if visit not in picture.places:
        _look(picture, catalogue, now=now, away_after=away_after, others=others)
        # Whoever waits here has to hear of it, too.
        picture.moved = True
    told = picture.told.get(visit)
    reasons = Reasons() if told is None else told.reasons
    return _position(visit, picture.places[visit], told, reasons)


def remember(
    picture: Picture, visit: Visit, promise: Promise, catalogue: Catalogue, now: datetime
) -> None:
    """Notes what another node has told somebody of this queue: a page that changes its node must
    not see its time grow by that. Who has been told something here knows better."""
    position = Position(
        visit=visit.id,
        ahead=len(picture.visits),
        earliest_s=promise.earliest_s,
        latest_s=promise.latest_s,
    )
    if visit.id not in picture.told:
        reasons = _reasons(picture, catalogue, now)
        picture.told[visit.id] = Told(visit.version, position, reasons)


def places_of(
    picture: Picture,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
    others: Iterable[Picture] = (),
) -> dict[str, Place]:
    """The place of everybody who waits in this queue; under "" that of who would come now."""
    line = list(_line(picture, catalogue, now=now, away_after=away_after))
    head = min(line, key=lambda entry: entry.order, default=None)
    ready = now if head is None else picture.visits[VisitId(head.visit)].visit.arrived_at or now
    desks = list(_desks(picture, catalogue, now=now, ready=ready, others=[picture, *others]))
    order = order_key(arrived_at=now, slot_start=None)
    usual = _usual_minutes(line)
    line.append(Waiting(NEWCOMER, order, here=True, minutes=usual, counts=False))
    experience = picture.experience
    outlook = Outlook(
        now=now,
        desks=desks,
        pace=experience.pace,
        margin=experience.margin,
        expected=experience.expected,
        comes=experience.comes,
    )
    known = experience.pace.seen > 0
    found = places(line, outlook)
    return {visit: _worth_saying(place, known=known) for visit, place in found.items()}


def _worth_saying(place: Place, *, known: bool) -> Place:
    """From 1 to 270 minutes is right, and tells nobody anything: then only who is ahead is said. So it
    is in an office of which nothing is `known` yet but the plan, unless a desk is free."""
    if place.earliest_s is None or place.latest_s is None or place.latest_s <= AT_ONCE_S:
        return place
    told = known and place.latest_s - place.earliest_s <= WIDEST_S
    return place if told else Place(place.ahead)


@dataclass(frozen=True, slots=True)
class _InHand:
    facts: Facts
    since: datetime


def _look(
    picture: Picture,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
    others: Iterable[Picture],
) -> Reasons:
    """Works the places out anew; says what may have made them longer."""
    others = list(others)
    picture.moved = False
    found = places_of(picture, catalogue, now=now, away_after=away_after, others=others)
    picture.newcomer = found.pop(NEWCOMER)
    picture.places = found
    more = max(0, len(found) - SHORT_LINE)
    picture.rests_until = now + timedelta(seconds=more / A_SECOND_MORE) if more else None
    turns_at = picture.turns_at(now, away_after)
    later = now + LOOK_EVERY
    picture.look_at = later if turns_at is None else min(later, turns_at)
    return _reasons(picture, catalogue, now)


def _reasons(picture: Picture, catalogue: Catalogue, now: datetime) -> Reasons:
    pace, dragging = picture.experience.pace, False
    for facts in picture.visits.values():
        called_at = facts.visit.called_at
        if facts.visit.stage in IN_HAND and called_at is not None:
            usual = pace.takes_s(facts.service, 60.0 * service_minutes(catalogue, facts.service))
            dragging |= (now - called_at).total_seconds() > usual
    return Reasons(picture.open_desks(), pace.ratio, dragging)


def _line(
    picture: Picture, catalogue: Catalogue, *, now: datetime, away_after: timedelta
) -> Iterable[Waiting]:
    minutes: dict[str, int] = {}
    for facts in picture.visits.values():
        visit = facts.visit
        if visit.stage is Stage.WAITING:
            if facts.service not in minutes:
                minutes[facts.service] = service_minutes(catalogue, facts.service)
            here = not is_passed_over(visit, now) and not picture.is_away(
                visit.id, now, away_after
            )
            yield Waiting(visit.id, visit.order, here, minutes[facts.service], facts.service)


def _usual_minutes(line: list[Waiting]) -> int:
    return round(sum(entry.minutes for entry in line) / len(line)) if line else 15


def _desks(
    picture: Picture,
    catalogue: Catalogue,
    *,
    now: datetime,
    ready: datetime,
    others: list[Picture],
) -> Iterable[AtWork]:
    """The open desks of a queue. A desk of several queues is shared as their lines are long."""
    clerks = {
        clerk: desk
        for clerk, desk in picture.desks.items()
        if desk.state == "open" and picture.queue in desk.queues
    }
    if not clerks:
        return
    in_hand = _in_hand(others, clerks.keys())
    waiting = {other.queue: len(other.visits) for other in others}
    for clerk, desk in clerks.items():
        all_of_them = sum(waiting.get(queue, 0) for queue in desk.queues)
        share = min(1.0, max(1, waiting[picture.queue]) / max(1, all_of_them))
        held = in_hand.get(clerk)
        if held is None:
            free_since = picture.experience.last_ends.get(clerk, desk.since)
            idle = now - max(free_since, desk.since, ready)
            yield AtWork(idle_s=max(0.0, idle.total_seconds()), share=share)
        else:
            yield AtWork(
                service=held.facts.service,
                planned_s=60.0 * service_minutes(catalogue, held.facts.service),
                busy_s=max(0.0, (now - held.since).total_seconds()),
                share=share,
            )


def _in_hand(pictures: Iterable[Picture], clerks: Iterable[str]) -> dict[str, _InHand]:
    wanted = set(clerks)
    return {
        facts.visit.clerk: _InHand(facts, facts.visit.called_at or facts.visit.since)
        for picture in pictures
        for facts in picture.visits.values()
        if facts.visit.clerk in wanted and facts.visit.stage in IN_HAND
    }


def _promised(queue: QueueId, position: Position, now: datetime) -> Promised:
    assert position.earliest_s is not None
    assert position.latest_s is not None
    promise = Promise(now, position.earliest_s, position.latest_s)
    return Promised(VisitId(position.visit), queue, promise)


def _position(visit: str, place: Place, told: Told | None, reasons: Reasons) -> Position:
    """The new position, or what was told itself when nothing worth saying has changed."""
    earliest_s = shown_s(place.earliest_s, up=False)
    latest_s = shown_s(place.latest_s, up=True)
    fresh = Position(visit=visit, ahead=place.ahead, earliest_s=earliest_s, latest_s=latest_s)
    if told is None:
        return fresh
    why = _why_longer(told, fresh, reasons)
    if why is None:
        earliest_s = _at_most(earliest_s, told.position.earliest_s)
        latest_s = _at_most(latest_s, told.position.latest_s)
    old = told.position
    if (fresh.ahead, earliest_s, latest_s) == (old.ahead, old.earliest_s, old.latest_s):
        return old
    return Position(
        visit=visit, ahead=place.ahead, earliest_s=earliest_s, latest_s=latest_s, reason=why
    )


def _why_longer(told: Told, fresh: Position, reasons: Reasons) -> str | None:
    """The reason to say for a wait that grew; None when it did not, or when there is none."""
    old = told.position
    if fresh.ahead > old.ahead:
        return "earlier-place"
    if old.latest_s is None or old.earliest_s is None:
        return None
    if fresh.latest_s is None or fresh.earliest_s is None:
        if not reasons.desks:
            return "no-desk"
        return "desk-taken" if old.latest_s <= AT_ONCE_S else "today"
    if fresh.latest_s <= old.latest_s and fresh.earliest_s <= old.earliest_s:
        return None
    if old.latest_s <= AT_ONCE_S:
        return "desk-taken"
    if reasons.desks < told.reasons.desks:
        return "fewer-desks"
    if reasons.dragging:
        return "takes-longer"
    return "today" if reasons.ratio > SLOWER * told.reasons.ratio else None


def _at_most(seconds: int | None, told: int | None) -> int | None:
    return seconds if told is None or seconds is None else min(seconds, told)
