"""Lines of text between citizen and clerk: written once, and told to each page in order.

The numbers of a visit's lines have no gaps, and this node knows for each connection up to which one
it was told. So a page hears a line when it has heard the one before; else what it misses is read, and
told first - whether it has just been greeted, the post has lost something, or the visit has just come
into its queue or out of the hand of another clerk.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from broker.announce import SEATS, SaidNotice, Seats
from broker.core.visit import BEFORE_CALL, IN_HAND, Stage, Visit, VisitId
from broker.desk import Done
from broker.later import Later
from broker.live.boards import Boards
from broker.stores.visits import AlreadyDone, Op, SaidLine, Visits
from signaling.connection import Connection
from signaling.errors import StoreDown
from signaling.hub import Address, Hub
from signaling.messages import DeskSnapshot, Said, SeatName, encode

CHUNK = 500
AGAIN_S = 1.0
# Visits that one page is noted with before those that are over are forgotten.
MANY = 64


def said(visit: str, line: SaidLine) -> Said:
    """A stored line of text as it is told."""
    seat: SeatName = "clerk" if line.seat == "clerk" else "citizen"
    return Said(visit=visit, id=line.n, from_=seat, text=line.text, at=line.at)


class Lines:
    """What this node has told of what is said: to the seats that are here, and before a call to every
    desk that looks at the queue with names."""

    def __init__(
        self,
        visits: Visits,
        boards: Boards,
        hub: Hub,
        later: Later,
        clock: Callable[[], datetime],
    ) -> None:
        self._visits = visits
        self._boards = boards
        self._hub = hub
        self._later = later
        self._clock = clock
        # Up to which number a connection was told what is said in a visit; else nothing of it.
        self._told: WeakKeyDictionary[Connection, dict[VisitId, int]] = WeakKeyDictionary()
        self._due: dict[VisitId, None] = {}
        self._bell = asyncio.Event()

    async def say(self, visit: Visit, seat: SeatName, text: str, op: Op) -> Done:
        """Writes a line of text and tells it to all nodes.

        Raises NotNow before the arrival and after the end, Rate when the visit is full, AlreadyDone
        for an op that was said before, OpReused, StoreDown.
        """
        try:
            line = await self._visits.say(visit, seat, text, now=self._clock(), op=op)
        except AlreadyDone:
            # Whoever wrote it may have died before telling: whoever misses a line sees it by the last one.
            for last in (await self._visits.said(visit.id))[-1:]:
                await self._tell_all(visit, last)
            raise
        await self._tell_all(visit, line)
        return Done(visit.id, visit.version)

    async def _tell_all(self, visit: Visit, line: SaidLine) -> None:
        notice = SaidNotice(visit=visit.id, queue=visit.queue, said=said(visit.id, line))
        await self._later.tell(visit.queue, notice, visit=visit.id)

    # --- what a page learns -------------------------------------------------------------------

    def noticed(self, seats: Seats, notice: SaidNotice) -> None:
        """A line that was written on any node. Twice is no harm."""
        visit = VisitId(notice.visit)
        # In a call only the two hear it; desks catch up when the visit comes back to them, or is
        # seen here for the first time: of what they do not see they are told nothing.
        private = "clerk" in seats or self._stage(visit) in IN_HAND
        queue = None if private else self._queue(visit)
        frame = encode(notice.said)
        for hearer in self._hearers(visit, queue):
            told = self._told_to(hearer, visit)
            if notice.said.id == told + 1:
                self._tell(hearer, visit, notice.said.id, frame)
            elif notice.said.id > told:
                self._look_at([visit])

    def shown(self, connection: Connection, visit: str, messages: Sequence[Said]) -> None:
        """A page was just shown the last lines of a visit, in the place of what it knew of them."""
        last, before = (
            messages[-1].id if messages else 0,
            self._told_to(connection, VisitId(visit)),
        )
        if last != before:
            self._note(connection, VisitId(visit), last)
        if before > last:
            self._look_at([VisitId(visit)])

    def greeted(self, connection: Connection, snapshot: DeskSnapshot) -> None:
        """A desk was just shown this: of the rows it knows nothing that was said."""
        self._told.pop(connection, None)
        self._look_at(VisitId(row.visit) for row in snapshot.visits)
        if (current := snapshot.current) is not None:
            self.shown(connection, current.visit, current.messages)

    def appeared(self, visits: Iterable[VisitId]) -> None:
        """Desks see these visits here for the first time, or again: what was said before belongs to
        them."""
        seen = list(visits)
        for visit in seen:
            # Who had it in hand keeps what was said with the call, and not with the row.
            for desk in self._boards.desks_at(self._queue(visit) or ""):
                self._told.get(desk, {}).pop(visit, None)
        self._look_at(seen)

    def missed(self, queue: str) -> None:
        """Something of this queue may not have been heard here."""
        picture = self._boards.pictures.of(queue)
        self._look_at([] if picture is None else list(picture.visits))

    # --- catching up --------------------------------------------------------------------------

    async def run(self) -> None:
        """Reads and tells what is due, until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            try:
                await self._catch_up()
            except StoreDown:
                await asyncio.sleep(AGAIN_S)
                self._bell.set()

    async def _catch_up(self) -> None:
        """Raises StoreDown; what is left stays due."""
        while self._due:
            some = list(self._due)[:CHUNK]
            for visit in some:
                del self._due[visit]
            floors = {
                visit: min(self._told_to(hearer, visit) for hearer in hearers)
                for visit in some
                if (hearers := self._hearers_now(visit))
            }
            try:
                found = await self._visits.said_after(floors)
            except StoreDown:
                self._due = dict.fromkeys(some) | self._due
                raise
            for visit, line in found:
                self._tell_again(visit, line, floors[visit])

    def _tell_again(self, visit: VisitId, line: SaidLine, floor: int) -> None:
        frame = encode(said(visit, line))
        for hearer in self._hearers_now(visit):
            told = self._told_to(hearer, visit)
            if told < floor:
                # It came while this was read, and misses more.
                self._look_at([visit])
            elif told < line.n:
                self._tell(hearer, visit, line.n, frame)

    def _tell(self, hearer: Connection, visit: VisitId, n: int, frame: bytes) -> None:
        self._note(hearer, visit, n)
        hearer.say_frame(frame)

    def _note(self, hearer: Connection, visit: VisitId, n: int) -> None:
        told = self._told.setdefault(hearer, {})
        if visit not in told and len(told) % MANY == MANY - 1:
            # A desk is open all day, and hears nothing more of what is over.
            for over in [each for each in told if hearer not in self._hearers_now(each)]:
                del told[over]
        told[visit] = n

    def _look_at(self, visits: Iterable[VisitId]) -> None:
        self._due.update((visit, None) for visit in visits if self._hearers_now(visit))
        if self._due:
            self._bell.set()

    def _told_to(self, connection: Connection, visit: VisitId) -> int:
        return self._told.get(connection, {}).get(visit, 0)

    def _hearers_now(self, visit: VisitId) -> list[Connection]:
        before_call = self._stage(visit) in BEFORE_CALL
        return self._hearers(visit, self._queue(visit) if before_call else None)

    def _hearers(self, visit: VisitId, queue: str | None) -> list[Connection]:
        """Who hears of a visit here: its seats, and the desks at this queue. While a row is new to the
        desks they hear nothing: all that was said is told when it has appeared, and would come twice.
        """
        seated = [self._hub.at(Address(visit, seat)) for seat in SEATS]
        unseen = self._boards.pictures.is_appearing(visit)
        desks = [] if queue is None or unseen else self._boards.desks_at(queue)
        return list(dict.fromkeys([each for each in seated if each is not None] + desks))

    def _stage(self, visit: VisitId) -> Stage | None:
        facts = self._boards.pictures.facts(visit)
        return None if facts is None else facts.visit.stage

    def _queue(self, visit: VisitId) -> str | None:
        facts = self._boards.pictures.facts(visit)
        return None if facts is None else facts.visit.queue
