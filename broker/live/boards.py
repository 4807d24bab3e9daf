"""Who watches the queues of this node, and what they are told: boards, desks, those who wait.

What is true stands in the pictures; here it becomes rows, numbered for each watch without gaps.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from broker.announce import Notice
from broker.catalogues import Catalogues
from broker.core.catalogue import Catalogue
from broker.core.line import is_near
from broker.core.promise import Promise
from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.live.pictures import Changes, Pictures, no_days
from broker.live.positions import position_of, remember, tell_positions
from broker.live.rows import LATE, Picture, office_of, queue_row, visit_row
from broker.stores.desks import DeskRow, Desks
from broker.stores.line import Line, Mark
from broker.stores.queues import QueueDay
from broker.stores.visits import Facts, Visits
from broker.tasks import end_all
from broker.trust.policy import Loans
from signaling.connection import Connection
from signaling.hub import Hub
from signaling.messages import AlertRow, BoardDelta, Office, Position, QueueRow, VisitRow

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
    alerts: list[AlertRow]


class Ears(Protocol):
    """Who acts on what the pictures of this node show anew."""

    def reread(self, queues: Iterable[str], /) -> None:
        """These queues were read anew: whoever has a seat there may have missed a letter."""

    def emptied(self, queues: Iterable[str], /) -> None:
        """Redis lost these queues and has them again: whoever has a seat there has to take it."""

    def appeared(self, visits: Iterable[VisitId], /) -> None:
        """These visits stand in a queue of this node that they did not stand in before, or were in
        the hand of one clerk and belong to all of its desks again."""

    def lent(self) -> None:
        """Other departments may serve some queue now, or no longer."""

    def tell_office(self, office: Office, /) -> None:
        """What citizens of a queue are to know of its office."""


class Boards:
    """All watches of this node."""

    def __init__(
        self,
        visits: Visits,
        desks: Desks,
        line: Line,
        catalogues: Catalogues,
        hub: Hub,
        *,
        days: Callable[[], Awaitable[Mapping[QueueId, QueueDay]]] = no_days,
        clock: Callable[[], datetime],
        away_after: timedelta,
        late_after: timedelta = LATE,
        clerk_names: bool = True,
    ) -> None:
        self._clerk_names = clerk_names
        self.pictures = Pictures(visits, desks, line, days=days, clock=clock)
        self._visits = visits
        self._catalogues = catalogues
        self._hub = hub
        self._clock = clock
        self._away_after = away_after
        self._late_after = late_after
        self._ears: list[Ears] = []
        self._loans: Loans = {}
        self._watches: dict[Connection, Watch] = {}
        self._offices: dict[QueueId, Office] = {}
        self._alerts: list[AlertRow] = []
        # Queues that changed since somebody took this set away to look for alerts.
        self.touched: set[QueueId] = set()

    def heard_by(self, ears: Ears) -> None:
        """From now on `ears` are told as well."""
        self._ears.append(ears)

    async def start(self) -> None:
        """Reads every queue of the catalogue that is not covered yet. Raises StoreDown."""
        await self.pictures.cover((await self._catalogues.current()).queues())

    async def run(self) -> None:
        """Brings news to those who watch, until cancelled."""
        loops = (self._keep_fresh(), self._keep_positions(), self._keep_refreshed())
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in loops]
            try:
                await asyncio.Event().wait()
            finally:
                await end_all(tasks)

    # --- bells --------------------------------------------------------------------------------

    def noticed(self, seq: int, notice: Notice) -> None:
        """Takes a notice of any node in."""
        self.pictures.noticed(seq, notice)

    def present(self, queue: str, visit: str, *, here: bool) -> None:
        """Notes that the citizen of a visit sat down or rose just now."""
        self.pictures.present(queue, visit, here=here)

    def missed_something(self) -> None:
        """The post was interrupted: look at everything anew."""
        self.pictures.missed_something()

    def compare(self, marks: Mapping[QueueId, Mark]) -> None:
        """Looks for lost bells."""
        emptied = self.pictures.compare(marks)
        if emptied:
            for ears in self._ears:
                ears.emptied(emptied)

    # --- looking ------------------------------------------------------------------------------

    def watch(
        self, connection: Connection, queues: Iterable[str], *, with_names: bool
    ) -> Callable[[Catalogue], Shown]:
        """From now on `connection` is sent what changes in these queues, numbered from 1.

        Returns what shows everything in them now. Call it last, and say its answer without awaiting
        anything in between: then the deltas go on exactly where the snapshot stands.
        """
        watch = Watch(connection, frozenset(QueueId(queue) for queue in queues), with_names)
        self._watches[connection] = watch

        def show(catalogue: Catalogue) -> Shown:
            watch.shown = True
            pictures = [p for p in self.pictures if p.queue in watch.queues]
            now = self._clock()
            return Shown(
                queues=[self._queue_row(p, catalogue, now) for p in pictures],
                visits=[
                    self._row(facts, catalogue, now, with_names=with_names)
                    for picture in pictures
                    for facts in picture.visits.values()
                ],
                seq=watch.seq,
                alerts=self._alerts_of(watch),
            )

        return show

    def unwatch(self, connection: Connection) -> None:
        """Ends it."""
        self._watches.pop(connection, None)

    def position(self, queue: str, visit: str) -> Position | None:
        """Where this citizen stands, or None when not in the line (yet): a letter will tell."""
        picture = self.pictures.of(queue)
        if picture is None:
            return None
        catalogue, now = self._catalogues.known(), self._clock()
        return position_of(
            picture,
            visit,
            catalogue,
            now=now,
            away_after=self._away_after,
            others=self._others(picture),
        )

    def remember(self, visit: Visit, promise: Promise) -> None:
        """Notes what somebody who waits was promised by another node."""
        picture = self.pictures.of(visit.queue)
        if picture is not None and visit.stage is Stage.WAITING:
            remember(picture, visit, promise, self._catalogues.known(), self._clock())

    def near(self) -> list[VisitId]:
        """Who stepped away, has not been told yet, and whose turn comes near."""
        return [
            visit
            for picture in self.pictures
            for visit, facts in picture.visits.items()
            if facts.visit.reach != "page" and facts.visit.near_at is None
            if (place := picture.places.get(visit)) is not None and is_near(place)
        ]

    def office(self, queue: str) -> Office | None:
        """Whether the office of a queue can call now."""
        picture = self.pictures.of(queue)
        if picture is None:
            return None
        return office_of(picture, self._catalogues.known(), now=self._clock())

    def desks_at(self, queue: str) -> list[Connection]:
        """Every desk here that was shown this queue."""
        watches = self._watches.values()
        return [w.connection for w in watches if w.shown and w.with_names and queue in w.queues]

    def here(self, picture: Picture, now: datetime) -> list[Visit]:
        """Who waits in a queue and is not away."""
        return picture.here(now, self._away_after)

    def alarm(self, alerts: list[AlertRow]) -> None:
        """These alerts are open now; tells the boards whose alerts are others by that."""
        before, self._alerts = self._alerts, alerts
        changed = {row.queue for row in before if row not in alerts}
        changed |= {row.queue for row in alerts if row not in before}
        for watch in self._watches.values():
            if watch.shown and not watch.with_names and changed & watch.queues:
                watch.seq += 1
                watch.connection.say(BoardDelta(seq=watch.seq, alerts=self._alerts_of(watch)))

    def _alerts_of(self, watch: Watch) -> list[AlertRow]:
        return [row for row in self._alerts if row.queue in watch.queues]

    def waiting(self) -> int:
        """How many wait, in all queues."""
        return sum(
            facts.visit.stage is Stage.WAITING
            for picture in self.pictures
            for facts in picture.visits.values()
        )

    def at_work(self) -> int:
        """How many desks are open, in all queues; one desk counts once."""
        return len(
            {name for p in self.pictures for name, d in p.desks.items() if d.state == "open"}
        )

    def loans(self) -> Loans:
        """Which departments may serve which queue today besides their own."""
        return {p.queue: p.day.lent_to for p in self.pictures if p.day.lent_to}

    def closed_today(self) -> set[str]:
        """The queues that let nobody new in today."""
        return {p.queue for p in self.pictures if p.day.closed}

    def queues(self) -> list[QueueId]:
        """Every queue that this node has a picture of."""
        return [picture.queue for picture in self.pictures]

    def clerk_of(self, visit: str) -> str | None:
        """The name of the clerk who has this visit in hand, for the other seats of the call."""
        facts = self.pictures.facts(visit)
        return None if facts is None else self.clerk_name(facts.visit.clerk)

    def clerk_name(self, clerk: str | None) -> str | None:
        """The name on a clerk's desk, for the other seats of a call; None where the city says none."""
        desk = self.desk_of(clerk) if clerk is not None and self._clerk_names else None
        return None if desk is None else desk.name

    def desk_of(self, clerk: str) -> DeskRow | None:
        """A clerk's desk that is open or on a break, without asking SQL."""
        for picture in self.pictures:
            if clerk in picture.desks:
                return picture.desks[clerk]
        return None

    # --- telling ------------------------------------------------------------------------------

    async def _keep_fresh(self) -> None:
        while True:
            changes = await self.pictures.changes()
            self.touched |= changes.queues
            self._tell_watches(changes)
            self._tell_offices(changes.offices)
            self._look_at_loans()
            for ears in self._ears:
                ears.appeared(changes.appeared)
                ears.reread(changes.reread)

    def _look_at_loans(self) -> None:
        loans = self.loans()
        if loans != self._loans:
            self._loans = loans
            for ears in self._ears:
                ears.lent()

    async def _keep_positions(self) -> None:
        while True:
            await asyncio.sleep(POSITIONS_EVERY_S)
            self.tell_turned()
            for picture in self.pictures:
                tell_positions(
                    picture,
                    self._hub,
                    self._catalogues.known(),
                    now=self._clock(),
                    away_after=self._away_after,
                    others=self._others(picture),
                )

    def tell_turned(self) -> None:
        """Tells whose rows time alone has changed: silence became "away", a pause is over."""
        now = self._clock()
        turned = {p.queue: p.turns(now, self._away_after) for p in self.pictures}
        visits = {visit for some in turned.values() for visit in some}
        if visits:
            self._tell_watches(Changes(queues={q for q in turned if turned[q]}, visits=visits))

    def _others(self, picture: Picture) -> list[Picture]:
        """The pictures of the other queues that desks of this one serve as well."""
        shared = {queue for desk in picture.desks.values() for queue in desk.queues}
        return [p for p in self.pictures if p.queue in shared and p.queue != picture.queue]

    async def _keep_refreshed(self) -> None:
        # Waits grow, an office opens: all without any bell.
        while True:
            await asyncio.sleep(REFRESH_EVERY_S)
            self.refresh()

    def refresh(self) -> None:
        """What needs no bell, and what one may have been lost of; every quarter of a minute."""
        self.pictures.look_again()
        queues = set(self.queues())
        self._tell_watches(Changes(queues=queues))
        self._tell_offices(queues)

    def _tell_watches(self, changes: Changes) -> None:
        # Who has not been shown anything yet will find all of this in the snapshot.
        watches = [watch for watch in self._watches.values() if watch.shown]
        if not watches:
            return
        catalogue, now = self._catalogues.known(), self._clock()
        queues = [
            self._queue_row(picture, catalogue, now)
            for picture in self.pictures
            if picture.queue in changes.queues
        ]
        found = [facts for v in changes.visits if (facts := self.pictures.facts(v)) is not None]
        rows = {
            with_names: [self._row(f, catalogue, now, with_names=with_names) for f in found]
            for with_names in {watch.with_names for watch in watches}
        }
        for watch in watches:
            _tell(watch, queues, rows[watch.with_names], changes.gone)

    def _tell_offices(self, queues: Iterable[QueueId]) -> None:
        for queue in queues:
            office = self.office(queue)
            if office is not None and office != self._offices.get(queue):
                self._offices[queue] = office
                for ears in self._ears:
                    ears.tell_office(office)

    def _queue_row(self, picture: Picture, catalogue: Catalogue, now: datetime) -> QueueRow:
        away_after, late_after = self._away_after, self._late_after
        return queue_row(picture, catalogue, now=now, away_after=away_after, late_after=late_after)

    def _row(
        self, facts: Facts, catalogue: Catalogue, now: datetime, *, with_names: bool
    ) -> VisitRow:
        picture = self.pictures.of(facts.visit.queue) or Picture(facts.visit.queue)
        away = picture.is_away(facts.visit.id, now, self._away_after)
        return visit_row(facts, catalogue, now=now, away=away, with_name=with_names)


def _tell(
    watch: Watch,
    queues: Iterable[QueueRow],
    rows: Iterable[VisitRow],
    gone: Mapping[VisitId, QueueId],
) -> None:
    mine = [row for row in queues if row.queue in watch.queues]
    visits = [row for row in rows if row.queue in watch.queues]
    here = {row.visit for row in visits}
    left: list[str] = [v for v, queue in gone.items() if queue in watch.queues and v not in here]
    if mine or visits or left:
        watch.seq += 1
        watch.connection.say(BoardDelta(seq=watch.seq, queues=mine, visits=visits, gone=left))
