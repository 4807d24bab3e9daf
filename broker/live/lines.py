"""Lines of text between citizen and clerk: written once, told in order, and told later if need be.

The numbers of a visit's lines have no gaps. So a node that hears of one whose predecessor it has not
told knows that it missed something, and reads it: every page here hears the lines of a visit in
their order, whatever the post between the nodes has lost.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice

from broker.announce import SEATS, SaidNotice, Seats
from broker.core.visit import Stage, Visit, VisitId
from broker.desk import Done
from broker.errors import NotNow
from broker.live.office import Office
from broker.live.snapshots import said
from broker.stores.visits import AlreadyDone, Op, SaidLine
from signaling.errors import StoreDown
from signaling.hub import Address
from signaling.messages import encode

TALKING = (Stage.WAITING, Stage.PARKED, Stage.CALLED, Stage.IN_CALL)
BEFORE_CALL = (Stage.WAITING, Stage.PARKED)
LATELY = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=12)
CHUNK = 500


async def say(office: Office, visit: Visit, seat: str, text: str, op: Op) -> Done:
    """Writes a line of text and tells it to all nodes.

    Raises NotNow before the arrival and after the end, Rate when the visit is full, AlreadyDone for
    an op that was said before, OpReused, StoreDown.
    """
    if visit.stage not in TALKING:
        raise NotNow("text is possible from the arrival to the end of the visit")
    try:
        line = await office.visits.say(visit, seat, text, now=office.clock(), op=op)
    except AlreadyDone:
        # Whoever wrote it may have died before telling: whoever misses a line sees it by the last one.
        for last in (await office.visits.said(visit.id))[-1:]:
            await _tell_all(office, visit, last)
        raise
    await _tell_all(office, visit, line)
    return Done(visit.id, visit.version)


async def _tell_all(office: Office, visit: Visit, line: SaidLine) -> None:
    notice = SaidNotice(visit=visit.id, queue=visit.queue, said=said(visit.id, line))
    await office.later.tell(visit.queue, notice, visit=visit.id)


class Lines:
    """What this node has told of what is said: to the seats that are here, and before a call to every
    desk that looks at the queue with names."""

    def __init__(self, office: Office, due: Callable[[], None]) -> None:
        """`due` is called when `catch_up` has something to do."""
        self._office = office
        self._rings = due
        self._told: dict[VisitId, int] = {}
        self._due: dict[VisitId, timedelta] = {}
        self._new_to_desks: set[VisitId] = set()
        # Something was said that only the two in the call heard: it is due to the desks after it.
        self._withheld: set[VisitId] = set()

    def noticed(self, seats: Seats, notice: SaidNotice) -> None:
        """A line that was written on any node. Twice is no harm."""
        visit, told = VisitId(notice.visit), self._told.get(VisitId(notice.visit), 0)
        private = "clerk" in seats or self._is_in_hand(visit)
        if private:
            self._withheld.add(visit)
        elif visit in self._withheld:
            self.appeared([visit])
        if notice.said.id == told + 1 and visit not in self._new_to_desks:
            self._told[visit] = notice.said.id
            queues = {notice.queue, self._queue(visit) or notice.queue}
            self._tell(visit, encode(notice.said), () if private else queues)
        elif notice.said.id > told:
            self._look_at([visit], LATELY)

    def appeared(self, visits: Iterable[VisitId]) -> None:
        """Desks see these visits here for the first time, or again after a call: what was said before
        belongs to them. Who has just arrived has said nothing that was not heard here."""
        known = [visit for visit in visits if visit in self._told or self._has_moved(visit)]
        self._new_to_desks.update(known)
        self._look_at(known, LONGEST_WAIT)

    def missed(self, queue: str) -> None:
        """Something of this queue may not have been heard here."""
        picture = self._office.boards.pictures.of(queue)
        self._look_at([] if picture is None else list(picture.visits), LATELY)

    def over(self, visit: VisitId) -> None:
        """A visit has ended: nothing more is said in it."""
        self._told.pop(visit, None)
        self._due.pop(visit, None)
        self._new_to_desks.discard(visit)
        self._withheld.discard(visit)

    async def catch_up(self) -> None:
        """Reads what was missed and tells it. Raises StoreDown; what is left stays due."""
        while self._due:
            some = dict(islice(self._due.items(), CHUNK))
            back = max(some.values())
            for visit in some:
                del self._due[visit]
            try:
                since = self._office.clock() - back
                found = await self._office.visits.said_since(list(some), since)
            except StoreDown:
                self._due = some | self._due
                raise
            for visit, line in found:
                self._tell_again(visit, line)
            self._new_to_desks.difference_update(some)
            self._withheld.difference_update(v for v in some if not self._is_in_hand(v))

    def _tell_again(self, visit: VisitId, line: SaidLine) -> None:
        facts = self._office.boards.pictures.facts(visit)
        before_call = facts is not None and facts.visit.stage in BEFORE_CALL
        queues = [facts.visit.queue] if facts is not None and before_call else []
        frame = encode(said(visit, line))
        if line.n > self._told.get(visit, 0):
            self._told[visit] = line.n
            self._tell(visit, frame, queues)
        elif visit in self._new_to_desks:
            for queue in queues:
                self._office.boards.tell_desks(queue, frame)

    def _tell(self, visit: VisitId, frame: bytes, queues: Iterable[str]) -> None:
        for seat in SEATS:
            self._office.hub.deliver(Address(visit, seat), frame)
        for queue in queues:
            self._office.boards.tell_desks(queue, frame)

    def _look_at(self, visits: Iterable[VisitId], back: timedelta) -> None:
        heard = [visit for visit in visits if self._is_heard(visit)]
        for visit in heard:
            self._due[visit] = max(back, self._due.get(visit, back))
        if heard:
            self._rings()

    def _is_heard(self, visit: VisitId) -> bool:
        """Whether anybody here would hear what is said in this visit."""
        seated = any(self._office.hub.at(Address(visit, seat)) for seat in SEATS)
        queue = self._queue(visit)
        return seated or (queue is not None and self._office.boards.has_desks(queue))

    def _is_in_hand(self, visit: VisitId) -> bool:
        facts = self._office.boards.pictures.facts(visit)
        return facts is not None and facts.visit.stage in (Stage.CALLED, Stage.IN_CALL)

    def _has_moved(self, visit: VisitId) -> bool:
        facts = self._office.boards.pictures.facts(visit)
        return facts is not None and facts.visit.version > 1

    def _queue(self, visit: VisitId) -> str | None:
        facts = self._office.boards.pictures.facts(visit)
        return None if facts is None else facts.visit.queue
