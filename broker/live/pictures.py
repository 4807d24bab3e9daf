"""What this node knows of every queue: rung up by notices, read from SQL.

A notice is only a doorbell: it says that a visit or a desk changed, and this node looks the truth up
in SQL, many visits in one query. A bell that was lost shows as a gap in the numbers, at the latest in
the poll of every second, and the queue is then read anew. After a loss that is each of them: they are
read one after the other, and the bells that ring meanwhile are answered in between.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from broker.announce import (
    DesksNotice,
    EpochNotice,
    MoveNotice,
    Notice,
    QueueNotice,
    SeatNotice,
)
from broker.core.today import KEPT
from broker.core.visit import BEFORE_CALL, IN_HAND, LIVE, QueueId, Stage, Visit, VisitId
from broker.live.rows import Picture
from broker.stores.desks import DeskRow, Desks
from broker.stores.line import Line, Mark
from broker.stores.queues import QueueDay
from broker.stores.reports import ended_since
from broker.stores.visits import Facts, Visits
from signaling.errors import StoreDown

GATHER_S = 0.02
AGAIN_S = 1.0


@dataclass(slots=True)
class News:
    """What the bells have said since this node looked last. `reload`: queues to be read anew, in turn."""

    visits: set[VisitId] = field(default_factory=set)
    desks: set[QueueId] = field(default_factory=set)
    days: set[QueueId] = field(default_factory=set)
    reload: dict[QueueId, None] = field(default_factory=dict)

    def read_anew(self, queues: Iterable[QueueId]) -> None:
        """These are to be read anew, with the desks and days that are read for all of them at once."""
        for queue in queues:
            self.reload.setdefault(queue)
            self.desks.add(queue)
            self.days.add(queue)


@dataclass(slots=True)
class Reading:
    """A queue that is being read: of which epoch, "" until that is known, and who moved meanwhile."""

    epoch: str = ""
    sat: dict[VisitId, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Changes:
    """What is to be shown anew. `gone`: visits that left, with the queue that they left; `offices`:
    queues whose desks changed; `reread`: queues that were read anew, so letters may be lost; `appeared`:
    visits that did not stand in their queue before, or come back to it out of a call."""

    queues: set[QueueId] = field(default_factory=set)
    visits: set[VisitId] = field(default_factory=set)
    gone: dict[VisitId, QueueId] = field(default_factory=dict)
    offices: set[QueueId] = field(default_factory=set)
    reread: set[QueueId] = field(default_factory=set)
    appeared: set[VisitId] = field(default_factory=set)


async def no_days() -> Mapping[QueueId, QueueDay]:
    """Where nobody has anything to say about today."""
    return {}


class Pictures:
    """The pictures of this node. One task takes `changes()`; everybody else looks or rings."""

    def __init__(
        self,
        visits: Visits,
        desks: Desks,
        line: Line,
        *,
        days: Callable[[], Awaitable[Mapping[QueueId, QueueDay]]] = no_days,
        clock: Callable[[], datetime],
    ) -> None:
        """`days` reads what today says of every queue."""
        self._visits = visits
        self._desks = desks
        self._line = line
        self._days = days
        self._clock = clock
        self._pictures: dict[QueueId, Picture] = {}
        self._where: dict[VisitId, QueueId] = {}
        self._news = News()
        self._changes = Changes()
        self._bell = asyncio.Event()
        # Up to which number queues had gone when they were last seen to be ahead of this node.
        self._awaited: dict[QueueId, int] = {}
        self._readings: dict[QueueId, Reading] = {}
        # The seats of which life of a queue those who sit here have taken, or were told to take.
        self._epochs: dict[QueueId, str] = {}

    # --- looking ------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Picture]:
        return iter(list(self._pictures.values()))

    def of(self, queue: str) -> Picture | None:
        """The picture of a queue."""
        return self._pictures.get(QueueId(queue))

    def facts(self, visit: str) -> Facts | None:
        """A live visit, in whatever queue it is."""
        picture = self._pictures.get(self._where.get(VisitId(visit), QueueId("")))
        return None if picture is None else picture.visits.get(VisitId(visit))

    # --- ringing ------------------------------------------------------------------------------

    def noticed(self, seq: int, notice: Notice) -> None:
        """Takes a notice of any node in."""
        picture = self.of(getattr(notice, "queue", ""))
        if picture is None:
            return
        if seq > picture.seq + 1:
            self._news.read_anew([picture.queue])
        # Redis counts anew what it has lost: the numbers of before are no measure any more.
        picture.seq = seq if isinstance(notice, EpochNotice) else max(picture.seq, seq)
        match notice:
            case SeatNotice() if notice.visit in picture.visits:
                # Who sits there is no matter of SQL: the row looks otherwise, and nothing is read.
                self._changes.visits.add(VisitId(notice.visit))
                self._changes.queues.add(picture.queue)
            case MoveNotice() | SeatNotice():
                self._news.visits.add(VisitId(notice.visit))
            case DesksNotice():
                self._news.desks.add(picture.queue)
            case QueueNotice():
                self._news.days.add(picture.queue)
            case EpochNotice() if not self._knows(picture, notice.epoch):
                self._news.read_anew([picture.queue])
        self._bell.set()

    def present(self, queue: str, visit: str, *, here: bool) -> None:
        """Notes that the citizen of a visit sat down or rose just now."""
        if QueueId(queue) in self._readings:
            self._readings[QueueId(queue)].sat[VisitId(visit)] = here
        picture = self.of(queue)
        if picture is None:
            return
        picture.moved = True
        if here:
            picture.lost.pop(VisitId(visit), None)
        else:
            picture.lost.setdefault(VisitId(visit), self._clock())

    def look_again(self) -> None:
        """Looks at desks and days anew: whoever changed them may have died before telling, and at
        midnight what was said for a day is over."""
        self._news.desks |= set(self._pictures)
        self._news.days |= set(self._pictures)
        self._bell.set()

    def missed_something(self) -> None:
        """The post was interrupted: look at everything anew."""
        self._read_anew(self._pictures)

    def compare(self, marks: Mapping[QueueId, Mark]) -> set[QueueId]:
        """Looks for lost bells: a queue whose number of the last look is not reached here is read anew.

        Returns the queues that Redis has lost and has again since the last look: their seats are empty,
        too, whether or not they were read anew since.
        """
        lost: set[QueueId] = set()
        emptied: set[QueueId] = set()
        # In flight or lost? The next look tells. By then a busy queue is ahead again, and yet all is well.
        awaited, self._awaited = self._awaited, {}
        for queue, picture in self._pictures.items():
            mark = marks.get(queue)
            if mark is None or not mark.epoch:
                continue
            if mark.epoch != self._epochs.get(queue):
                self._epochs[queue] = mark.epoch
                emptied.add(queue)
            if not self._knows(picture, mark.epoch):
                lost.add(queue)
            elif mark.epoch == picture.epoch and mark.seq > picture.seq:
                self._awaited[queue] = mark.seq
                if picture.seq < awaited.get(queue, 0):
                    lost.add(queue)
        self._read_anew(lost)
        return emptied

    def _knows(self, picture: Picture, epoch: str) -> bool:
        """Whether it was read since this life of the queue began, or is being read: once is enough."""
        reading = self._readings.get(picture.queue, Reading())
        return epoch in (picture.epoch, reading.epoch)

    def _read_anew(self, queues: Iterable[QueueId]) -> None:
        self._news.read_anew(queues)
        if self._news.reload:
            self._bell.set()

    # --- reading ------------------------------------------------------------------------------

    async def cover(self, queues: Iterable[str]) -> None:
        """Begins a picture of each queue that has none yet. Raises StoreDown."""
        new = {QueueId(queue) for queue in queues if queue not in self._pictures}
        try:
            for queue in sorted(new):
                await self._load(queue)
            if new:
                await self._look_at_days(new)
                await self._look_at_desks(new)
        except StoreDown:
            # Those that are begun are not begun again: the next look reads what they still lack.
            self._read_anew(new & self._pictures.keys())
            raise

    def is_appearing(self, visit: VisitId) -> bool:
        """Whether nobody has been told yet that this visit stands in a queue of this node (again)."""
        return visit in self._changes.appeared

    async def changes(self) -> Changes:
        """Waits for bells and says what changed. Tries again while a store is away."""
        while True:
            await self._bell.wait()
            # Many bells ring at once; one query answers them all.
            await asyncio.sleep(GATHER_S)
            try:
                await self._look(self._take_news())
            except StoreDown:
                self._news.read_anew(self._pictures)
                await asyncio.sleep(AGAIN_S)
                self._bell.set()
                continue
            return self._take_changes()

    def _take_news(self) -> News:
        """What is to be looked at now: all that rang, and one of the queues that are to be read anew. For
        the others nobody waits whose bell rings meanwhile."""
        news, self._news = self._news, News()
        first, later = list(news.reload)[:1], list(news.reload)[1:]
        news.reload, self._news.reload = dict.fromkeys(first), dict.fromkeys(later)
        if not later:
            self._bell.clear()
        return news

    def _take_changes(self) -> Changes:
        """What is told now. Who may have missed letters looks when all is read: once for all queues."""
        changes, self._changes = self._changes, Changes()
        if self._news.reload:
            self._changes.reread, changes.reread = changes.reread, set()
        return changes

    async def _look(self, news: News) -> None:
        for queue in news.reload:
            await self._load(queue)
        self._changes.reread.update(news.reload)
        await self._refetch(news.visits)
        if news.days:
            await self._look_at_days(news.days)
        if news.desks:
            await self._look_at_desks(news.desks)

    async def _look_at_desks(self, queues: set[QueueId]) -> None:
        desks = await self._open_desks()
        changed = {queue for queue in queues if self._pictures[queue].desks != desks}
        for queue in changed:
            self._pictures[queue].desks = desks
            self._pictures[queue].moved = True
        self._changes.queues |= changed
        self._changes.offices |= changed

    async def _look_at_days(self, queues: set[QueueId]) -> None:
        days = await self._days()
        today = {queue: days.get(queue, QueueDay(queue=queue)) for queue in queues}
        changed = {queue for queue in queues if self._pictures[queue].day != today[queue]}
        for queue in changed:
            self._pictures[queue].day = today[queue]
        self._changes.queues |= changed
        self._changes.offices |= changed

    async def _load(self, queue: QueueId) -> None:
        # Who sits down or rises while we read is in no answer yet, and would look away for ever.
        reading = self._readings[queue] = Reading()
        try:
            await self._read(queue, reading)
        finally:
            del self._readings[queue]
        for visit, here in reading.sat.items():
            self.present(queue, visit, here=here)

    async def _read(self, queue: QueueId, reading: Reading) -> None:
        before = self._pictures.get(queue) or Picture(queue)
        heard = before.seq
        mark = (await self._line.marks([queue]))[queue]
        reading.epoch = mark.epoch
        self._epochs.setdefault(queue, mark.epoch)
        presence = await self._line.presence(queue)
        facts = await self._visits.facts(queue=queue)
        picture = before.anew(mark.epoch)
        picture.day, picture.desks = before.day, before.desks
        picture.today.show(await ended_since(self._visits.database, queue, self._clock() - KEPT))
        picture.lost = {
            VisitId(visit): at for (visit, seat), at in presence.lost.items() if seat == "citizen"
        }
        # What was heard meanwhile is among the news, and need not look like a gap.
        picture.seq = mark.seq if before.seq == heard else max(mark.seq, before.seq)
        self._pictures[queue] = picture
        found = {each.visit.id: each for each in facts}
        for visit in before.visits.keys() - found.keys():
            self._take_out(visit, before)
        for visit, each in found.items():
            self._put_in(visit, each, picture)
        self._changes.queues.add(queue)
        self._changes.offices.add(queue)

    async def _refetch(self, ids: set[VisitId]) -> None:
        if not ids:
            return
        found = {each.visit.id: each for each in await self._visits.facts(ids=list(ids))}
        for visit in ids:
            facts = found.get(visit)
            live = facts is not None and facts.visit.stage in LIVE
            now = self.of(facts.visit.queue) if facts is not None and live else None
            before = self._pictures.get(self._where.get(visit, QueueId("")))
            if before is not None and before is not now:
                self._take_out(visit, before)
            if now is not None and facts is not None:
                self._put_in(visit, facts, now)
            if facts is not None:
                self._note_end(facts.visit)

    def _put_in(self, visit: VisitId, facts: Facts, picture: Picture) -> None:
        before = self._pictures.get(self._where.get(visit, picture.queue))
        if before is not None and before.queue != picture.queue:
            # Passed on, and the bell of it was lost: it stands in one picture only.
            self._take_out(visit, before)
        known = picture.visits.get(visit)
        picture.visits[visit] = facts
        picture.moved = True
        if self._where.get(visit) != picture.queue or _is_back(known, facts):
            self._changes.appeared.add(visit)
        if facts.visit.stage is not Stage.WAITING:
            # Who comes back into the line is told anew, whatever was said before.
            picture.told.pop(visit, None)
            picture.unread = True
        self._where[visit] = picture.queue
        self._changes.visits.add(visit)
        self._changes.queues.add(picture.queue)

    def _take_out(self, visit: VisitId, picture: Picture) -> None:
        picture.visits.pop(visit, None)
        picture.told.pop(visit, None)
        picture.moved = picture.unread = True
        picture.lost.pop(visit, None)
        if self._where.get(visit) == picture.queue:
            del self._where[visit]
        self._changes.gone[visit] = picture.queue
        self._changes.queues.add(picture.queue)

    def _note_end(self, visit: Visit) -> None:
        # Also of somebody who never came, and so was never in the picture.
        picture = self.of(visit.queue)
        if picture is not None and picture.today.note(visit):
            self._changes.queues.add(picture.queue)

    async def _open_desks(self) -> dict[str, DeskRow]:
        return {desk.clerk: desk for desk in await self._desks.all_open()}


def _is_back(known: Facts | None, facts: Facts) -> bool:
    """Whether somebody comes out of the hand of one clerk, and belongs to all desks of the queue."""
    if known is None or facts.visit.stage not in BEFORE_CALL:
        return False
    # A call that came and went between two looks was never seen here.
    called = known.visit.stage in IN_HAND
    return called or known.visit.call != facts.visit.call
