"""The live picture of every queue on this node, and who watches it.

A notice is only a doorbell: it says that a visit or a desk changed, and this node looks the truth up
in SQL, many visits in one query. A bell that was lost shows as a gap in the numbers, at the latest in
the poll of every second, and the queue is then read anew. Positions go to each waiting citizen at
most once a second; the order comes from the same keys that Redis sorts by.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from broker.announce import DesksNotice, EpochNotice, MoveNotice, Notice, SeatNotice
from broker.catalogues import Catalogues
from broker.core.catalogue import Catalogue
from broker.core.line import Place
from broker.core.visit import QueueId, Stage, VisitId
from broker.live.rows import Picture, office_of, places_of, queue_row, visit_row
from broker.stores.desks import Desks
from broker.stores.line import Line, Mark
from broker.stores.visits import LIVE, Facts, Visits
from signaling.connection import Connection
from signaling.errors import StoreDown
from signaling.hub import Address, Hub
from signaling.messages import BoardDelta, Office, Position, QueueRow, VisitRow, encode

log = structlog.get_logger(__name__)
GATHER_S = 0.02
POSITIONS_EVERY_S = 1.0
REFRESH_EVERY_S = 15.0


@dataclass(slots=True, eq=False)
class Watch:
    """One desk or board that looks at some queues."""

    connection: Connection
    queues: frozenset[QueueId]
    with_names: bool
    shown: bool = False
    seq: int = 0


class Shown(NamedTuple):
    """Everything in the queues of a watch, and the number of the last delta that it holds."""

    queues: list[QueueRow]
    visits: list[VisitRow]
    seq: int


@dataclass(slots=True)
class News:
    """What has changed since the boards were told last."""

    visits: set[VisitId] = field(default_factory=set)
    desks: set[QueueId] = field(default_factory=set)
    reload: set[QueueId] = field(default_factory=set)


class Boards:
    """All pictures of this node."""

    def __init__(
        self,
        visits: Visits,
        desks: Desks,
        line: Line,
        catalogues: Catalogues,
        hub: Hub,
        *,
        clock: Callable[[], datetime],
        away_after: timedelta,
    ) -> None:
        self._visits = visits
        self._desks = desks
        self._line = line
        self._catalogues = catalogues
        self._hub = hub
        self._clock = clock
        self._away_after = away_after
        self._pictures: dict[QueueId, Picture] = {}
        self._where: dict[VisitId, QueueId] = {}
        self._watches: dict[Connection, Watch] = {}
        self._news = News()
        self._bell = asyncio.Event()
        self._stale: set[QueueId] = set()
        self._told: dict[VisitId, Position] = {}
        self._offices: dict[QueueId, Office] = {}

    async def start(self) -> None:
        """Reads every queue of the catalogue. Raises StoreDown."""
        for queue in (await self._catalogues.current()).queues():
            await self._load(QueueId(queue))

    def noticed(self, seq: int, notice: Notice) -> None:
        """Takes a notice of any node in."""
        picture = self._pictures.get(QueueId(getattr(notice, "queue", "")))
        if picture is None:
            return
        if seq > 0:
            if picture.seq and seq != picture.seq + 1:
                self._news.reload.add(picture.queue)
            picture.seq = max(seq, picture.seq) if seq != 1 else 1
        match notice:
            case MoveNotice():
                self._news.visits.add(VisitId(notice.visit))
            case SeatNotice():
                self._news.visits.add(VisitId(notice.visit))
            case DesksNotice():
                self._news.desks.add(picture.queue)
            case EpochNotice():
                self._news.reload.add(picture.queue)
        self._bell.set()

    def present(self, queue: str, visit: str, *, here: bool) -> None:
        """Notes that the citizen of a visit sat down or rose just now."""
        picture = self._pictures.get(QueueId(queue))
        if picture is None:
            return
        if here:
            picture.lost.pop(VisitId(visit), None)
        else:
            picture.lost.setdefault(VisitId(visit), self._clock())

    def missed_something(self) -> None:
        """The post was interrupted: look at everything anew."""
        self._news.reload.update(self._pictures)
        self._bell.set()

    async def run(self) -> None:
        """Brings news to those who watch, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_fresh())
            tasks.create_task(self._keep_positions())
            tasks.create_task(self._keep_refreshed())

    def watch(
        self, connection: Connection, queues: Iterable[str], *, with_names: bool
    ) -> Callable[[Catalogue], Shown]:
        """From now on `connection` is sent what changes in these queues, numbered from 1.

        Returns what shows everything in them now. Call it last, and say its answer without awaiting
        anything in between: then the deltas go on exactly where the snapshot stands.
        """
        known = frozenset(QueueId(queue) for queue in queues if queue in self._pictures)
        watch = Watch(connection, known, with_names)
        self._watches[connection] = watch

        def show(catalogue: Catalogue) -> Shown:
            watch.shown = True
            rows = self._rows(catalogue, known, with_names=with_names)
            return Shown(*rows, seq=watch.seq)

        return show

    def unwatch(self, connection: Connection) -> None:
        """Ends it."""
        self._watches.pop(connection, None)

    async def position(self, queue: str, visit: str) -> Position | None:
        """Where this citizen stands, or None when not in the line (yet)."""
        picture = self._pictures.get(QueueId(queue))
        if picture is None:
            return None
        if visit not in picture.visits:
            await self._refetch({VisitId(visit)})
        place = (await self._places(picture)).get(visit)
        return None if place is None else _position(visit, place, None, None)

    async def office(self, queue: str) -> Office | None:
        """Whether the office of a queue can call now."""
        picture = self._pictures.get(QueueId(queue))
        if picture is None:
            return None
        return office_of(picture, await self._catalogues.current(), now=self._clock())

    def tell_desks(self, queue: str, frame: bytes) -> None:
        """Says a frame to every desk that watches this queue."""
        for watch in self._watches.values():
            if watch.shown and watch.with_names and queue in watch.queues:
                watch.connection.say_frame(frame)

    def waiting(self) -> int:
        """How many wait, in all queues."""
        pictures = self._pictures.values()
        return sum(
            facts.visit.stage is Stage.WAITING for p in pictures for facts in p.visits.values()
        )

    def at_work(self) -> int:
        """How many desks are open, in all queues; one desk counts once."""
        pictures = self._pictures.values()
        return len({name for p in pictures for name, d in p.desks.items() if d.state == "open"})

    def clerk_of(self, visit: str) -> str | None:
        """The name of the clerk who has this visit in hand, for the other seats of the call."""
        picture = self._pictures.get(self._where.get(VisitId(visit), QueueId("")))
        facts = None if picture is None else picture.visits.get(VisitId(visit))
        return None if facts is None else self.clerk_name(facts.visit.clerk)

    def clerk_name(self, clerk: str | None) -> str | None:
        """The name on a clerk's desk, for the other seats of a call."""
        for picture in self._pictures.values():
            if clerk in picture.desks:
                return picture.desks[clerk].name
        return None

    def compare(self, marks: Mapping[QueueId, Mark]) -> None:
        """Looks for lost bells: a queue that is behind twice in a row is read anew."""
        behind: set[QueueId] = set()
        for queue, picture in self._pictures.items():
            mark = marks[queue]
            if mark.epoch and mark.epoch != picture.epoch:
                self._news.reload.add(queue)
                self._bell.set()
            elif mark.seq != picture.seq:
                # In flight or lost? The next look tells.
                behind.add(queue)
        overdue = behind & self._stale
        if overdue:
            self._news.reload |= overdue
            self._bell.set()
        self._stale = behind

    def _rows(
        self, catalogue: Catalogue, queues: frozenset[QueueId], *, with_names: bool
    ) -> tuple[list[QueueRow], list[VisitRow]]:
        now, away_after = self._clock(), self._away_after
        pictures = [self._pictures[queue] for queue in self._pictures if queue in queues]
        return (
            [
                queue_row(picture, catalogue, now=now, away_after=away_after)
                for picture in pictures
            ],
            [
                visit_row(
                    facts,
                    catalogue,
                    away=picture.is_away(facts.visit.id, now, away_after),
                    with_name=with_names,
                )
                for picture in pictures
                for facts in picture.visits.values()
            ],
        )

    async def _keep_fresh(self) -> None:
        while True:
            await self._bell.wait()
            # Many bells ring at once; one query answers them all.
            await asyncio.sleep(GATHER_S)
            self._bell.clear()
            news, self._news = self._news, News()
            try:
                await self._freshen(news)
            except StoreDown:
                self._news.reload |= set(self._pictures)
                await asyncio.sleep(1.0)
                self._bell.set()

    async def _freshen(self, news: News) -> None:
        for queue in news.reload:
            await self._load(queue)
        changed = await self._refetch(news.visits)
        desks = news.desks | {self._where[v] for v in changed if v in self._where}
        if news.desks:
            await self._refetch_desks(news.desks)
        await self._tell_watches(news.reload, changed, desks)
        await self._tell_offices(news.desks | news.reload)

    async def _load(self, queue: QueueId) -> None:
        mark = (await self._line.marks([queue]))[queue]
        presence = await self._line.presence(queue)
        facts = await self._visits.facts(queue=queue)
        picture = Picture(queue, epoch=mark.epoch, seq=mark.seq)
        picture.visits = {each.visit.id: each for each in facts}
        picture.lost = {
            VisitId(visit): at for (visit, seat), at in presence.lost.items() if seat == "citizen"
        }
        picture.desks = {desk.clerk: desk for desk in await self._desks.all_open()}
        picture.talks_s = await self._visits.recent_talks_s(queue)
        self._pictures[queue] = picture
        self._where.update(dict.fromkeys(picture.visits, queue))

    async def _refetch(self, ids: set[VisitId]) -> set[VisitId]:
        if not ids:
            return set()
        found = {each.visit.id: each for each in await self._visits.facts(ids=list(ids))}
        for visit in ids:
            await self._place_in_picture(visit, found.get(visit))
        return ids

    async def _place_in_picture(self, visit: VisitId, facts: Facts | None) -> None:
        live = facts is not None and facts.visit.stage in LIVE
        queue = facts.visit.queue if facts is not None else None
        before = self._where.get(visit)
        if before is not None and (not live or before != queue):
            picture = self._pictures[before]
            picture.visits.pop(visit, None)
            picture.lost.pop(visit, None)
            self._told.pop(visit, None)
            picture.talks_s = await self._visits.recent_talks_s(before)
        if live and facts is not None and queue in self._pictures:
            self._pictures[queue].visits[visit] = facts
            self._where[visit] = queue

    async def _refetch_desks(self, queues: set[QueueId]) -> None:
        rows = {desk.clerk: desk for desk in await self._desks.all_open()}
        for queue in queues:
            self._pictures[queue].desks = rows

    async def _tell_watches(
        self, whole: set[QueueId], changed: set[VisitId], desks: set[QueueId]
    ) -> None:
        if not self._watches:
            return
        catalogue, now = await self._catalogues.current(), self._clock()
        queues = whole | desks
        queue_rows = {
            queue: queue_row(
                self._pictures[queue], catalogue, now=now, away_after=self._away_after
            )
            for queue in queues
            if queue in self._pictures
        }
        gone = [
            visit
            for visit in changed
            if visit
            not in self._pictures.get(self._where.get(visit, QueueId("")), _NOWHERE).visits
        ]
        for visit in gone:
            self._where.pop(visit, None)
        shown = [
            (picture, facts)
            for queue, picture in self._pictures.items()
            for facts in picture.visits.values()
            if queue in whole or facts.visit.id in changed
        ]
        rows = {
            with_names: {
                facts.visit.id: visit_row(
                    facts,
                    catalogue,
                    away=picture.is_away(facts.visit.id, now, self._away_after),
                    with_name=with_names,
                )
                for picture, facts in shown
            }
            for with_names in (True, False)
        }
        # Who has not been shown anything yet will find all of this in the snapshot.
        for watch in [watch for watch in self._watches.values() if watch.shown]:
            self._tell(watch, queue_rows, list(rows[watch.with_names].values()), gone)

    def _tell(
        self,
        watch: Watch,
        queue_rows: dict[QueueId, QueueRow],
        rows: list[VisitRow],
        gone: list[VisitId],
    ) -> None:
        mine = [row for queue, row in queue_rows.items() if queue in watch.queues]
        visits = [row for row in rows if row.queue in watch.queues]
        if mine or visits or gone:
            watch.seq += 1
            watch.connection.say(
                BoardDelta(seq=watch.seq, queues=mine, visits=visits, gone=list(gone))
            )

    async def _tell_offices(self, queues: Iterable[QueueId]) -> None:
        catalogue, now = await self._catalogues.current(), self._clock()
        for queue in queues:
            picture = self._pictures.get(queue)
            if picture is None:
                continue
            office = office_of(picture, catalogue, now=now)
            if office == self._offices.get(queue):
                continue
            self._offices[queue] = office
            frame = encode(office)
            for visit in picture.visits:
                self._hub.deliver(Address(visit, "citizen"), frame)

    async def _keep_positions(self) -> None:
        while True:
            await asyncio.sleep(POSITIONS_EVERY_S)
            for picture in list(self._pictures.values()):
                if picture.visits:
                    await self._tell_positions(picture)

    async def _tell_positions(self, picture: Picture) -> None:
        for visit, place in (await self._places(picture)).items():
            connection = self._hub.at(Address(visit, "citizen"))
            if connection is None:
                continue
            told = self._told.get(VisitId(visit))
            position = _position(visit, place, told, picture)
            if position is not told:
                self._told[VisitId(visit)] = position
                connection.say(position)

    async def _keep_refreshed(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_EVERY_S)
            try:
                # Waits grow and somebody turns away without any bell.
                away = {
                    facts.visit.id
                    for picture in self._pictures.values()
                    for facts in picture.visits.values()
                    if facts.visit.id in picture.lost
                }
                await self._tell_watches(set(), away, set(self._pictures))
                await self._tell_offices(self._pictures)
            except StoreDown:
                continue

    async def _places(self, picture: Picture) -> dict[str, Place]:
        return places_of(
            picture,
            await self._catalogues.current(),
            now=self._clock(),
            away_after=self._away_after,
        )


_NOWHERE = Picture(QueueId(""))


def _position(
    visit: str, place: Place, told: Position | None, picture: Picture | None
) -> Position:
    """The new position, or `told` itself when nothing worth saying has changed."""
    fresh = Position(
        visit=visit,
        ahead=place.ahead,
        earliest_s=_minutes(place.earliest_s, up=False),
        latest_s=_minutes(place.latest_s, up=True),
    )
    if told is None:
        return fresh
    same = (fresh.ahead, fresh.earliest_s, fresh.latest_s) == (
        told.ahead,
        told.earliest_s,
        told.latest_s,
    )
    if same:
        return told
    return Position(
        visit=visit,
        ahead=fresh.ahead,
        earliest_s=fresh.earliest_s,
        latest_s=fresh.latest_s,
        reason=_why_longer(told, fresh),
    )


def _why_longer(told: Position, fresh: Position) -> str | None:
    if fresh.ahead > told.ahead:
        return "earlier-place"
    if fresh.latest_s is None and told.latest_s is not None:
        return "no-desk"
    if told.latest_s is not None and fresh.latest_s is not None and fresh.latest_s > told.latest_s:
        return "takes-longer"
    return None


def _minutes(seconds: int | None, *, up: bool) -> int | None:
    """Whole minutes: nobody believes a wait in seconds, and the screen would flicker."""
    if seconds is None:
        return None
    return (seconds + (59 if up else 0)) // 60 * 60
