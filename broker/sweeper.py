"""Turns time into commands: deadlines that passed, seats that stayed silent, moves left untold.

Every node sweeps; whatever two of them do at once is decided by compare-and-set, so one is enough
and ten do no harm. A node that was frozen itself must not blame others for the silence: after a gap
of more than 3 s - its own or that of a store - all graces begin anew, and while its time is not that of
Redis it lets nothing pass at all. Its lease is renewed beside it (`lease.py`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from broker.announce import SeatNotice, pack
from broker.catalogues import Catalogues
from broker.core.presence import Graces, verdict
from broker.core.visit import (
    SYSTEM,
    Arrive,
    Command,
    Expire,
    QueueId,
    Stage,
    TurnNear,
    Visit,
    VisitId,
    due,
)
from broker.desk import Desk
from broker.lease import LEASE, Lease
from broker.live.boards import Boards
from broker.stores.desks import Desks
from broker.stores.line import DESKS, Line, Mark, Presence, life_of, topic
from broker.stores.visits import DUE, Visits
from signaling.errors import Problem, StoreDown

log = structlog.get_logger(__name__)
GAP = timedelta(seconds=3)
RETELL = timedelta(seconds=15)
FIRST_LOOK = timedelta(hours=12)
SILENT_DESK = timedelta(minutes=2)


async def _nothing(*_: object) -> None:
    """For a sweeper alone."""


@dataclass(slots=True, kw_only=True)
class Sweeper:
    """One node's sweeper. `run()` is its task; `sweep()` is one round, for tests.

    Each round calls `watch` with the topics of all queues, and `leftovers` for what this node could
    not tell Redis at its time.
    """

    node: str
    desk: Desk
    visits: Visits
    desks: Desks
    line: Line
    boards: Boards
    catalogues: Catalogues
    clock: Callable[[], datetime]
    lease: Lease
    graces: Graces = field(default_factory=Graces)
    leftovers: Callable[[], Awaitable[None]] = _nothing
    watch: Callable[[Iterable[str]], Awaitable[None]] = _nothing
    every_s: float = 1.0
    glance_s: float = 0.25
    last: datetime | None = None
    fair_since: datetime | None = None
    unsure: bool = True
    run_seen: str | None = None

    async def run(self) -> None:
        """Sweeps until cancelled. A store that is away only makes a round fail."""
        while True:
            try:
                await self.sweep()
            except StoreDown:
                log.warning("sweep.store_down")
            await self._rest()

    async def _rest(self) -> None:
        """Until the next round. A Redis that was emptied, or is another one, is seen sooner: nobody can be
        called meanwhile, or the wrong one."""
        left_s = self.every_s
        while left_s > 0:
            nap_s = min(self.glance_s, left_s)
            await asyncio.sleep(nap_s)
            left_s -= nap_s
            with suppress(StoreDown):
                if not (await self.line.marks([DESKS]))[DESKS].is_whole:
                    return

    async def sweep(self) -> None:
        """One round. Raises StoreDown."""
        now = self.clock()
        # The clock of the office never goes back (`clock.py`), so a gap is always one forwards.
        if self.last is None or now - self.last > GAP:
            self.fair_since = now
            self.unsure = True
        try:
            if self.lease.may_count():
                await self._deadlines(now)
        finally:
            # Neither store waits for the other: deadlines need SQL alone, all else Redis, too.
            await self._presence(now)
        # Only a whole round counts: an outage is a gap, and what it left untold is still owed.
        self.last = self.clock()

    async def _presence(self, now: datetime) -> None:
        try:
            # The lines first: whoever is called meanwhile may have gone, or have others before.
            queues = await self._queues()
            marks = await self.line.marks([*queues, DESKS])
            older = await self._given_elsewhere_since(marks)
            for queue, mark in marks.items():
                lost = not mark.is_whole or queue in older
                if lost or (self.unsure and await self._knows_too_much(queue)):
                    await self.desk.rebuild(queue, mark.epoch)
            self.run_seen, self.unsure = marks[DESKS].run, False
            await self._untold(now)
        finally:
            # Letters and seats: they may be many, one after the other, and need no SQL.
            await self.leftovers()
        await self._bury([*queues, DESKS], now)
        self.boards.compare(marks)
        if self.lease.may_count():
            for queue in queues:
                if marks[queue].lost:
                    await self._silences(queue, now)
            if marks[DESKS].lost:
                await self._silent_desks(now)
        for near in self.boards.near():
            await self._owe(near, TurnNear())

    async def _queues(self) -> list[QueueId]:
        """All queues, from now on also those of a catalogue that was just imported."""
        offered = [QueueId(queue) for queue in (await self.catalogues.current()).queues()]
        await self.watch([topic(queue) for queue in offered])
        await self.boards.start()
        return self.boards.queues()

    async def _given_elsewhere_since(self, marks: Mapping[QueueId, Mark]) -> set[QueueId]:
        """Queues that another Redis was given after the one that answers now: it was asked before, nobody
        told it what went on meanwhile, and in its own eyes it is whole."""
        if marks[DESKS].run == self.run_seen:
            return set()
        last = await self.desk.epochs.last()
        return {queue for queue, mark in marks.items() if life_of(mark.epoch) < last.get(queue, 0)}

    async def _knows_too_much(self, queue: QueueId) -> bool:
        """Redis is told only what is committed. What it knows and SQL does not was lost with a database
        that was restored from a backup, or is of another installation."""
        if queue == DESKS:
            return False
        return await self.visits.any_behind(await self.line.all_versions(queue))

    async def _deadlines(self, now: datetime) -> None:
        closed: dict[QueueId, bool] = {}
        left = 0
        while found := await self.visits.due(now, beyond=left):
            for visit in found:
                command = due(visit, now, desk_was_open=True)
                if isinstance(command, Arrive):
                    if visit.queue not in closed:
                        closed[visit.queue] = await self.desk.is_closed(visit.queue, now)
                    if closed[visit.queue]:
                        # Nobody rings today; at the end of its window it is the office's no-show.
                        left += 1
                        continue
                elif isinstance(command, Expire):
                    command = Expire(desk_was_open=await self._could_come(visit))
                left += command is None or not await self._owe(visit.id, command)
            if len(found) < DUE:
                return

    async def _could_come(self, visit: Visit) -> bool:
        """Whether anyone could have served this visit in its time, and was let in."""
        start, end = visit.slot_start or visit.opens_at, visit.closes_at
        if visit.stage is Stage.BOOKED and await self.desk.is_closed(visit.queue, start):
            return False
        return await self.desks.was_open(visit.queue, start, end)

    async def _bury(self, queues: list[QueueId], now: datetime) -> None:
        if self.fair_since is None or now - self.fair_since < LEASE or not self.lease.may_judge():
            # After an outage every lease has ended; those who live renew it within a second. So it is when
            # the clock of Redis is put on, which no renewal of our own would show: that is a gap of time.
            return
        for node, since in (await self.line.dead_nodes()).items():
            if node == self.node:
                continue
            for queue in queues:
                await self._free(queue, node, since)
            await self.line.strike(node)
            log.info("node.buried", node=node)

    async def _free(self, queue: QueueId, node: str, since: datetime) -> None:
        """The seats of a dead node are lost since then. Told as each of them would have told it: on
        every node somebody sits beside them, and the node may only have been frozen."""
        for (visit, seat), conn in (await self.line.seated(queue, node)).items():
            notice = pack(SeatNotice(visit=visit, queue=queue, seat=seat))
            await self.line.rise(queue, visit, seat, conn, notice, since=since)

    async def _silences(self, queue: QueueId, now: datetime) -> None:
        if not await self.line.lost_by(queue, now - self.graces.shortest):
            return
        presence = await self.line.presence(queue)
        lost = self._silent(presence, now)
        found = await self._found(list(lost))
        for unknown in lost.keys() - {visit.id for visit in found}:
            await self._forget(queue, unknown, lost[unknown])
        for visit in found:
            if visit.queue != queue:
                # A node died between telling the new queue and this one: what is lost is no seat.
                await self.line.drop(queue, visit.id, visit.version)
                continue
            media_flows = any(
                state == "connected" and place[0] == visit.id
                for place, state in presence.media.items()
            )
            command = verdict(
                visit, lost[visit.id], media_flows=media_flows, now=now, graces=self.graces
            )
            if command is not None:
                await self._owe(visit.id, command)
            if visit.stage in (Stage.BOOKED, Stage.ENDED):
                await self._forget(queue, visit.id, lost[visit.id])

    async def _forget(self, queue: QueueId, visit: str, seats: Iterable[str]) -> None:
        for seat in seats:
            await self.line.forget(queue, visit, seat)

    async def _silent_desks(self, now: datetime) -> None:
        lost = self._lost(await self.line.presence(DESKS))
        open_desks = {desk.clerk: desk for desk in await self.desks.all_open()}
        for clerk, seats in lost.items():
            if now - min(seats.values()) < SILENT_DESK:
                continue
            desk = open_desks.get(clerk)
            if desk is not None:
                await self.desk.set_desk(clerk, desk.name, "closed", ())
            await self.line.forget(DESKS, clerk, "clerk")

    async def _untold(self, now: datetime) -> None:
        by_queue: dict[QueueId, list[Visit]] = defaultdict(list)
        first = self.last is None
        since = (self.last or now - FIRST_LOOK) - RETELL
        for visit in await self.visits.moved_since(since):
            # Of what ended before this node was there, nobody here waits to hear.
            if not (first and visit.stage is Stage.ENDED):
                by_queue[visit.queue].append(visit)
        for queue, moved in by_queue.items():
            known = await self.line.versions(queue, [visit.id for visit in moved])
            for visit in moved:
                if known.get(visit.id, -1) < visit.version and visit.version > 0:
                    await self.desk.project(visit.id, queue)

    async def _owe(self, visit: VisitId, command: Command) -> bool:
        """Moves it; False when it may not be moved so (any more)."""
        try:
            await self.desk.do(visit, command, SYSTEM)
            return True
        except StoreDown:
            raise
        except Problem as problem:
            # Somebody was faster, which is what the table is for.
            log.debug("sweep.too_late", visit=visit, kind=problem.slug)
            return False

    async def _found(self, ids: list[str]) -> list[Visit]:
        if not ids:
            return []
        facts = await self.visits.facts(ids=[VisitId(visit) for visit in ids])
        return [each.visit for each in facts]

    def _silent(self, presence: Presence, now: datetime) -> dict[str, dict[str, datetime]]:
        """Those who may be owed something: who has just lost a node comes back."""
        return {
            visit: seats
            for visit, seats in self._lost(presence).items()
            if now - min(seats.values()) >= self.graces.shortest
        }

    def _lost(self, presence: Presence) -> dict[str, dict[str, datetime]]:
        """Since when each seat is lost, but never from before this node saw the world clearly."""
        lost: dict[str, dict[str, datetime]] = defaultdict(dict)
        for (visit, seat), at in presence.lost.items():
            lost[visit][seat] = max(at, self.fair_since or at)
        return lost
