"""The only place that changes a visit: read, decide, commit, tell.

Everything that happens to a visit - a click, an HTTP request, a deadline - ends in `Desk.do`. It
reads the visit, asks the table, commits by compare-and-set and only then tells. If telling fails
(Redis is away, this process dies), the move stands, and the sweeper tells it later.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from broker.announce import DesksNotice, EpochNotice, MoveNotice, notice_of, pack, retold
from broker.core.visit import (
    Actor,
    Arrive,
    Call,
    Command,
    Moved,
    QueueId,
    Rules,
    Skip,
    Stage,
    Transfer,
    Undo,
    Visit,
    VisitId,
    decide,
)
from broker.errors import (
    ClosedToday,
    Conflict,
    DeskBusy,
    LineEmpty,
    NotFound,
    NotNow,
    QueueClosed,
    VisitOver,
)
from broker.later import Later
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import DESKS, EpochMissing, Line, Reserved, life_of, new_epoch
from broker.stores.visits import AlreadyDone, Late, Op, Visits
from signaling.errors import Problem, StoreDown

log = structlog.get_logger(__name__)
TRIES = 3
# A move says when it happened. One that waits longer for its commit is decided anew, or its time would
# lie before moves that it has not seen: less than what the ledger takes for the same moment.
# A call says when it was looked who is first, so nobody is overtaken who came later.
LATE_S = 1.5
LATE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to. `moved` is None when the op had happened before."""

    visit: VisitId | None
    version: int | None
    moved: Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Times of the line that are no rule of the table."""

    hold: timedelta = timedelta(seconds=2)
    away: timedelta = timedelta(seconds=30)


async def _never_closed(queue: QueueId, at: datetime) -> bool:
    return False


class Desk:
    """Changes visits. Any number of desks on any number of nodes may work on the same visits."""

    def __init__(
        self,
        visits: Visits,
        desks: Desks,
        line: Line,
        epochs: Epochs,
        later: Later,
        *,
        clock: Callable[[], datetime],
        rules: Rules = Rules(),
        patience: Patience = Patience(),
        observe: Callable[[Moved], None] = lambda moved: None,
        is_closed: Callable[[QueueId, datetime], Awaitable[bool]] = _never_closed,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`observe` is told every move once, after its commit, on the node that made it.
        `is_closed` says whether a queue lets nobody new into its line on the day of an instant.
        `monotonic` are real seconds: `clock` may be played faster, or be set."""
        self.visits = visits
        self.desks = desks
        self.line = line
        self.epochs = epochs
        self.later = later
        self.clock = clock
        self.rules = rules
        self.patience = patience
        self.observe = observe
        self.is_closed = is_closed
        self.monotonic = monotonic

    async def do(
        self, visit: VisitId, command: Command, actor: Actor, op: Op | None = None
    ) -> Done:
        """Moves a visit by one command, or raises a Problem and changes nothing.

        The same `op` again gives the same answer. Raises what `decide` raises, NotFound, DeskBusy,
        OpReused, Conflict after three lost races, StoreDown, Unknown when nobody can tell whether
        it moved. Once it is committed nothing is raised any more, whatever fails.
        """
        return await self._once_only(op, lambda: self._do(visit, command, actor, op))

    async def _once_only(self, op: Op | None, attempt: Callable[[], Awaitable[Done]]) -> Done:
        """What it gives, or what the same `op` gave before: the first of two equal ops may be the very
        reason why the second is refused, wherever on its way that is."""
        try:
            try:
                return await self._in_time(attempt)
            except Problem as refusal:
                await self.visits.done_before(op, refusal)
                raise
        except AlreadyDone as done:
            return Done(done.answer.visit, done.answer.version)

    async def _in_time(self, attempt: Callable[[], Awaitable[Done]]) -> Done:
        """Anew from its first question when the commit came too late to answer it: who is before
        whom, and what time it is. Raises StoreDown when it is too late each time."""
        for _ in range(LATE_TRIES):
            with suppress(Late):
                return await attempt()
        raise StoreDown("the database is too slow; nothing was changed")

    async def _do(
        self,
        visit: VisitId,
        command: Command,
        actor: Actor,
        op: Op | None,
        seen: datetime | None = None,
    ) -> Done:
        """`seen` is when it was looked who is first: what has come since is no part of the decision."""
        for _ in range(TRIES):
            with suppress(Conflict):
                return await self._once(visit, command, actor, op, seen)
        raise Conflict

    async def call_next(self, queue: QueueId, actor: Actor, op: Op | None = None) -> Done:
        """Calls the first of a queue who is here.

        Raises LineEmpty when nobody is, QueueClosed when the clerk's desk is not open for it,
        DeskBusy when the clerk has a visit in hand, and what `do` raises.
        """
        return await self._once_only(op, lambda: self._call_next(queue, actor, op))

    async def _call_next(self, queue: QueueId, actor: Actor, op: Op | None) -> Done:
        await self._open_for(queue, actor)
        if await self.visits.in_hand(actor.id) is not None:
            # Only a courtesy, so that no hold is burnt: the index decides.
            raise DeskBusy
        for _ in range(TRIES * 5):
            seen = self.clock()
            reserved = await self._reserve_in_turn(queue, None, actor)
            if reserved is None:
                raise LineEmpty
            try:
                command = Call(absent=reserved.absent, called_from=queue, in_turn=True)
                return await self._do_reserved(queue, reserved, command, actor, op, seen)
            except (NotNow, VisitOver, NotFound):
                # Redis was behind SQL: put this entry right and look again.
                await self.project(reserved.visit, queue)
        raise Conflict

    async def call(
        self,
        visit: VisitId,
        reason: str | None,
        actor: Actor,
        op: Op | None = None,
        *,
        recall: bool = False,
    ) -> Done:
        """Calls this one. Raises ReasonNeeded when others who are here stand before it.

        `recall` calls again who missed a call: TooEarly before the few minutes are over, NotNow
        when no call was missed.
        """
        attempt = partial(self._call, visit, reason, actor, op, recall=recall)
        return await self._once_only(op, attempt)

    async def _call(
        self, visit: VisitId, reason: str | None, actor: Actor, op: Op | None, *, recall: bool
    ) -> Done:
        found = await self.visits.get(visit)
        if found is None:
            raise NotFound
        await self._open_for(found.queue, actor)
        # Whoever need not stand in the way of the others is not asked who they are.
        free, seen = bool(reason) or recall, self.clock()
        reserved = await self._reserve_in_turn(found.queue, found, actor, counts=not free)
        command = Call(reason=reason, called_from=found.queue, recall=recall)
        if reserved is None:
            return await self._do(visit, command, actor, op, seen)
        command = replace(command, ahead=reserved.ahead, absent=reserved.absent)
        return await self._do_reserved(found.queue, reserved, command, actor, op, seen)

    async def skip(self, visit: VisitId, reason: str, actor: Actor, op: Op | None = None) -> Done:
        """Puts a waiting visit behind the next one who is here. Raises NotNow without such a one."""
        return await self._once_only(op, lambda: self._skip(visit, reason, actor, op))

    async def _skip(self, visit: VisitId, reason: str, actor: Actor, op: Op | None) -> Done:
        found = await self.visits.get(visit)
        if found is None:
            raise NotFound
        behind = await self._next_here(found) if found.stage is Stage.WAITING else ""
        return await self._do(visit, Skip(reason=reason, behind=behind), actor, op)

    async def undo(self, of: Op, actor: Actor, op: Op) -> Done:
        """Takes back what the op `of` of the same person did. Raises NotFound, NotNow, NotYours."""
        answer = await self.visits.answered(of, any_body=True)
        if answer is None or answer.visit is None or answer.version is None:
            raise NotFound
        return await self.do(answer.visit, Undo(version=answer.version), actor, op)

    async def set_desk(
        self,
        clerk: str,
        name: str,
        state: str,
        queues: tuple[QueueId, ...],
        op: Op | None = None,
    ) -> None:
        """Opens, pauses or closes a clerk's desk, and tells the queues concerned.

        The same `op` again changes nothing, but tells again: whoever set the desk may have died
        before. Raises OpReused, StoreDown.
        """
        before = await self.desks.get(clerk)
        with suppress(AlreadyDone):
            await self.desks.set(clerk, name, state, queues, now=self.clock(), op=op)
        for queue in {*queues, *(before.queues if before else ())}:
            await self.later.tell(queue, DesksNotice(queue=queue, clerk=clerk))

    async def project(self, visit: VisitId, queue: QueueId) -> None:
        """Puts what SQL says of a visit into Redis, without a move. Idempotent."""
        found = await self.visits.get(visit)
        if found is None:
            await self.line.drop(queue, visit)
            return
        if found.queue != queue:
            await self.line.drop(queue, visit, found.version)
        await self._project(found, retold(found))

    async def rebuild(self, queue: QueueId, seen: str = "") -> None:
        """Gives Redis a lost queue back from SQL: the same line, the same order.

        `seen` is the epoch at which the loss was noticed, "" when it was missing. It is never asked
        for here: another node may have rebuilt the queue meanwhile, and whoever sits there again
        would lose the seat once more.
        """
        epoch = new_epoch(await self.epochs.next(queue, life_of(seen)), await self.line.run())
        live = [facts.visit for facts in await self.visits.facts(queue=queue)]
        notice = pack(EpochNotice(queue=queue, epoch=epoch))
        desks = [d.clerk for d in await self.desks.all_open()] if queue == DESKS else []
        if await self.line.rebuild(
            queue, live, seen=seen, epoch=epoch, notice=notice, desks=desks
        ):
            log.info("queue.rebuilt", queue=queue, visits=len(live))

    async def _once(
        self,
        visit: VisitId,
        command: Command,
        actor: Actor,
        op: Op | None,
        seen: datetime | None,
    ) -> Done:
        found = await self.visits.get(visit)
        if found is None:
            raise NotFound
        begun = self.monotonic()
        # Never before what this visit itself has done since.
        now = self.clock() if seen is None else max(seen, found.since)
        moved = decide(found, command, actor, now, self.rules)
        await self._let_in(moved)
        await self.visits.commit(moved, op, late=lambda: self.monotonic() - begun > LATE_S)
        if moved.changed:
            self.observe(moved)
            # Telling goes on when the caller is cancelled: a clerk's page may close right now.
            await asyncio.shield(self._tell(moved))
        return Done(moved.after.id, moved.after.version, moved)

    async def _let_in(self, moved: Moved) -> None:
        """Raises ClosedToday when somebody would come new into the line of a closed queue."""
        arrives = isinstance(moved.command, Arrive) and moved.before.stage is Stage.BOOKED
        comes = arrives or isinstance(moved.command, Transfer)
        if comes and await self.is_closed(moved.after.queue, moved.at):
            raise ClosedToday

    async def _tell(self, moved: Moved) -> None:
        before, after = moved.before.queue, moved.after
        try:
            await self._project(after, notice_of(moved))
            if before != after.queue:
                # If this is lost, a call from the queue that it left finds out, and drops it there.
                await self.line.drop(before, after.id, after.version)
        except StoreDown:
            log.warning("visit.untold", visit=after.id, version=after.version)

    async def _next_here(self, visit: Visit) -> str:
        """The order key of the next one behind who is here and may be called, "" without one."""
        behind = await self.visits.next_orders(visit)
        lost = (await self.line.presence(visit.queue)).lost if behind else {}
        now = self.clock()
        for other, order in behind:
            since = lost.get((other, "citizen"))
            if since is None or now - since < self.patience.away:
                return order
        return ""

    async def _project(self, visit: Visit, notice: MoveNotice) -> None:
        try:
            await self.line.project(visit, pack(notice))
        except EpochMissing:
            await self.rebuild(visit.queue)
            # The rebuilt queue already holds this version, so project() would tell nobody.
            await self.line.publish(visit.queue, pack(notice), visit=visit.id)

    async def _do_reserved(
        self,
        queue: QueueId,
        reserved: Reserved,
        command: Call,
        actor: Actor,
        op: Op | None,
        seen: datetime,
    ) -> Done:
        try:
            return await self._do(reserved.visit, command, actor, op, seen)
        except (Problem, Late, AlreadyDone):
            with suppress(StoreDown):
                # The hold falls back by itself, and why nobody was called is worth more.
                await self.line.release(queue, reserved.visit)
            raise

    async def _reserve_in_turn(
        self, queue: QueueId, visit: Visit | None, actor: Actor, *, counts: bool = True
    ) -> Reserved | None:
        """Holds one, and looks into SQL for whom Redis has not heard of: an arrival that nobody
        could tell is before the others all the same. `counts`: does it matter who is before?"""
        wanted, order = (None, "") if visit is None else (visit.id, visit.order)
        reserved = await self._reserve(queue, wanted, order, actor.id)
        unheard = [wanted] if reserved is None and wanted is not None else []
        if reserved is not None and counts and not reserved.ahead:
            unheard = await self._unheard(queue, reserved)
        if not unheard:
            return reserved
        if reserved is not None:
            await self.line.release(queue, reserved.visit)
        for each in unheard:
            await self.project(each, queue)
        return await self._reserve(queue, wanted, order, actor.id)

    async def _unheard(self, queue: QueueId, reserved: Reserved) -> list[VisitId]:
        """Who waits before a held visit, as SQL has it, at a version that Redis does not know."""
        absent = {other for other, _ in reserved.absent}
        before = await self.visits.before(reserved.visit, queue)
        open_ = {other: version for other, version in before if other not in absent}
        known = await self.line.versions(queue, list(open_)) if open_ else {}
        return [other for other, version in open_.items() if known.get(other, -1) < version]

    async def _reserve(
        self, queue: QueueId, visit: VisitId | None, order: str, by: str
    ) -> Reserved | None:
        hold_ms = int(self.patience.hold / timedelta(milliseconds=1))
        away_ms = int(self.patience.away / timedelta(milliseconds=1))
        for _ in range(TRIES):
            try:
                return await self.line.reserve(
                    queue,
                    visit=visit,
                    hold_ms=hold_ms,
                    away_ms=away_ms,
                    order=order,
                    by=by,
                )
            except EpochMissing:
                await self.rebuild(queue)
        raise StoreDown("the line could not be rebuilt")

    async def _open_for(self, queue: QueueId, actor: Actor) -> None:
        row = await self.desks.get(actor.id)
        if row is None or row.state != "open" or queue not in row.queues:
            raise QueueClosed
