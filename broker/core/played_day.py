"""Plays an office day event by event, with the real order of a line and the real forecast. Pure.

Clerks call whoever is first and here, as `call-next` does; those who enter a line are promised a wait,
and what became of it is written down. Seconds since the opening; instants only where the forecast
wants them.
"""

from bisect import insort
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random

from broker.core.forecast import AtWork, Outlook, places
from broker.core.line import Waiting, order_key
from broker.core.office_day import Guest, OfficeDay, Shift, long_tail
from broker.core.pace import Pace, PastCall, learn
from broker.core.promise import Held, Promise, margin_after, verdict, whole_minutes

OPENING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
PATIENCE_S, PHONE_PATIENCE_S, PASSED_OVER_S = 60.0, 300.0, 300.0
REACTION_S = 12.0
REMEMBERED = 40
"""So many of its last calls an office learns from."""
EXPECTED_LATE = 10 * 60.0
OFF, PAUSED, READY, TAKEN = "off", "paused", "ready", "taken"


@dataclass(slots=True)
class Met:
    """What happened to a guest. `held` None: no promise was made, or it was left before it was due."""

    guest: Guest
    queue: str
    order: str = ""
    promise: Promise | None = None
    called: float | None = None
    ended: float | None = None
    held: Held | None = None


@dataclass(slots=True)
class _Desk:
    shift: Shift
    state: str = OFF
    guest: Met | None = None
    since: float = 0.0
    closing: bool = False
    pausing: float = 0.0


@dataclass(slots=True)
class _Queue:
    line: list[tuple[str, str]] = field(default_factory=list)
    past: deque[PastCall] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    outcomes: list[Held] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)


class PlayedDay:
    """A day that is played once: `met` says afterwards what happened to everybody."""

    def __init__(self, day: OfficeDay) -> None:
        self.met: dict[str, Met] = {}
        self._day = day
        self._chance = Random(f"played {day.kind} {day.seed}")
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._now = 0.0
        self._desks = [_Desk(shift) for shift in day.shifts]
        self._queues: dict[str, _Queue] = defaultdict(_Queue)
        self._owed: list[Met] = []

    def play(self) -> list[Met]:
        """From the opening until the last guest has gone."""
        for desk in self._desks:
            self._plan_shift(desk)
        for guest in self._day.guests:
            self._at(guest.arrives, lambda guest=guest: self._arrive(guest))  # type: ignore[misc]
        while self._agenda:
            self._now, _, happen = heappop(self._agenda)
            happen()
        return list(self.met.values())

    def _at(self, when: float, happen: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._agenda, (when, self._count, happen))

    # --- guests -------------------------------------------------------------------------------

    def _arrive(self, guest: Guest) -> None:
        queue = self._day.offers[guest.service].queue
        slot = None if guest.slot is None else _instant(guest.slot)
        met = Met(guest, queue, order_key(arrived_at=_instant(self._now), slot_start=slot))
        self.met[guest.id] = met
        self._owed.append(met)
        self._enter(met)
        self._promise()
        self._at(self._now + guest.gives_up, lambda: self._give_up(met))

    def _enter(self, met: Met) -> None:
        insort(self._queues[met.queue].line, (met.order, met.guest.id))
        for desk in self._desks:
            if desk.state == READY and desk.guest is None and met.queue in desk.shift.queues:
                reaction = long_tail(self._chance, REACTION_S, 0.6)
                self._at(self._now + reaction, lambda desk=desk: self._call(desk))  # type: ignore[misc]

    def _give_up(self, met: Met) -> None:
        line = self._queues[met.queue].line
        if (met.order, met.guest.id) in line and met.ended is None:
            line.remove((met.order, met.guest.id))
            self._over(met, None)

    def _over(self, met: Met, desk: _Desk | None) -> None:
        met.ended = self._now
        self._judge(met)
        queue, offer = self._queues[met.queue], self._day.offers[met.guest.service]
        arrived = max(met.guest.arrives, -1e6)
        queue.past.append(
            PastCall(
                met.guest.service,
                offer.minutes * 60.0,
                None if desk is None else desk.shift.clerk,
                _instant(arrived),
                None if desk is None else _instant(desk.since),
                None if desk is None else _instant(desk.since),
                _instant(self._now),
            )
        )
        queue.pace = learn(queue.past)

    # --- desks --------------------------------------------------------------------------------

    def _plan_shift(self, desk: _Desk) -> None:
        self._at(desk.shift.opens, lambda: self._open(desk))
        for begins, ends in desk.shift.breaks:
            self._at(begins, lambda ends=ends: self._pause(desk, ends))  # type: ignore[misc]
        self._at(desk.shift.closes, lambda: self._close(desk))

    def _open(self, desk: _Desk) -> None:
        if desk.closing:
            return
        desk.state, desk.since = READY, self._now
        self._promise()
        self._call(desk)

    def _pause(self, desk: _Desk, ends: float) -> None:
        if desk.state == TAKEN:
            desk.pausing = ends
        elif desk.state == READY:
            desk.state = PAUSED
            self._at(max(ends, self._now), lambda: self._open(desk))

    def _close(self, desk: _Desk) -> None:
        """Goes home, unless that would leave a line without anybody."""
        desk.closing = True
        if desk.state in (READY, PAUSED) and not self._needed(desk):
            desk.state = OFF

    def _needed(self, desk: _Desk) -> bool:
        others = [
            other
            for other in self._desks
            if other is not desk and other.state in (READY, TAKEN) and not other.closing
        ]
        return self._now >= self._day.length - 1 or any(
            not any(queue in other.shift.queues for other in others) for queue in desk.shift.queues
        )

    def _call(self, desk: _Desk) -> None:
        if desk.state != READY:
            return
        lines = [line for q in desk.shift.queues if (line := self._queues[q].line)]
        if not lines:
            if desk.closing and not self._needed(desk):
                desk.state = OFF
            return
        _, name = min(lines, key=lambda line: line[0]).pop(0)
        met = self.met[name]
        desk.state, desk.guest, desk.since = TAKEN, met, self._now
        if met.called is None:
            met.called = self._now
            self._judge(met)
        self._at(self._now + self._lasts(desk, met), lambda: self._hang_up(desk, met))

    def _lasts(self, desk: _Desk, met: Met) -> float:
        guest = met.guest
        if guest.misses:
            return PHONE_PATIENCE_S if guest.channel == "phone" else PATIENCE_S
        return guest.joins_after + guest.talks / desk.shift.speed

    def _hang_up(self, desk: _Desk, met: Met) -> None:
        if met.guest.misses and met.order:
            self._pass_over(met)
        else:
            self._over(met, desk)
        desk.state, desk.guest, desk.since = READY, None, self._now
        if desk.pausing:
            ends, desk.pausing = desk.pausing, 0.0
            self._pause(desk, max(ends, self._now + 300))
            return
        gap = long_tail(self._chance, desk.shift.gap, 0.7)
        self._at(self._now + gap, lambda: self._call(desk))

    def _pass_over(self, met: Met) -> None:
        """Back in line after a while, at the old place; then answers, or not for the third time."""
        order, met.order = met.order, ""
        answers = Guest(
            **{name: getattr(met.guest, name) for name in Guest.__slots__} | {"misses": 0}
        )
        met.guest = answers

        def back() -> None:
            met.order = order
            self._enter(met)

        self._at(self._now + PASSED_OVER_S, back)

    # --- promises -----------------------------------------------------------------------------

    def _promise(self) -> None:
        """To everybody who waits and was told nothing yet, where a desk is at work."""
        for name in {met.queue for met in self._owed}:
            found = places(self._line(name), self._outlook(name))
            for met in [met for met in self._owed if met.queue == name]:
                place = found.get(met.guest.id)
                if place is None:
                    self._owed.remove(met)
                elif place.earliest_s is not None and place.latest_s is not None:
                    met.promise = Promise(
                        _instant(self._now),
                        whole_minutes(place.earliest_s, up=False),
                        whole_minutes(place.latest_s, up=True),
                    )
                    self._owed.remove(met)

    def _judge(self, met: Met) -> None:
        if met.promise is None or met.held is not None:
            return
        called = None if met.called is None else _instant(met.called)
        left = None if met.ended is None else _instant(met.ended)
        met.held = verdict(met.promise, called_at=called, left_at=left, now=_instant(self._now))
        if met.held is not None and met.promise.is_range:
            self._queues[met.queue].outcomes.append(met.held)

    def _line(self, name: str) -> Sequence[Waiting]:
        offers = self._day.offers
        return [
            Waiting(
                visit,
                order,
                here=True,
                minutes=offers[self.met[visit].guest.service].minutes,
                service=self.met[visit].guest.service,
            )
            for order, visit in self._queues[name].line
        ]

    def _outlook(self, name: str) -> Outlook:
        queue = self._queues[name]
        gone = {met.guest.slot for met in self.met.values() if met.queue == name}
        slots = [
            slot
            for slot in self._day.booked[name]
            if slot > self._now - EXPECTED_LATE and slot not in gone
        ]
        return Outlook(
            now=_instant(self._now),
            desks=[
                self._at_work(desk, name)
                for desk in self._desks
                if desk.state in (READY, TAKEN) and name in desk.shift.queues
            ],
            pace=queue.pace,
            margin=margin_after(queue.outcomes),
            expected=[_instant(slot) for slot in slots],
        )

    def _at_work(self, desk: _Desk, name: str) -> AtWork:
        waiting = {queue: len(self._queues[queue].line) for queue in desk.shift.queues}
        share = max(1, waiting[name]) / max(1, sum(waiting.values()))
        if desk.guest is None:
            head = self._queues[name].line[0][1]
            idle = min(self._now - desk.since, self._now - self.met[head].guest.arrives)
            return AtWork(idle_s=idle, share=min(1.0, share))
        offer = self._day.offers[desk.guest.guest.service]
        return AtWork(
            service=offer.service,
            planned_s=offer.minutes * 60.0,
            busy_s=self._now - desk.since,
            share=min(1.0, share),
        )


def _instant(seconds: float) -> datetime:
    return OPENING + timedelta(seconds=seconds)
