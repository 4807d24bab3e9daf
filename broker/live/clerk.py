"""What a clerk's page says, and what comes of it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

from broker.core.principal import Principal
from broker.core.visit import IN_HAND, Actor, By, QueueId, Stage, Visit, VisitId
from broker.desk import Done
from broker.errors import NotFound, NotNow
from broker.live import seats
from broker.live.ice import grant
from broker.live.media import heard_media
from broker.live.office import Office
from broker.live.queue_verbs import change_queue
from broker.live.snapshots import (
    desk_snapshot,
    desk_view,
    queues_of,
    record,
    welcome,
)
from broker.live.speech import answer, op_of, visible
from broker.live.verbs import Verb, command_of
from broker.stores.line import DESKS
from broker.trust import policy
from signaling import messages as say
from signaling.connection import Connection
from signaling.errors import NeverYours, OutOfTurn
from signaling.hub import Address
from signaling.messages import ClientMessage, DeskChanged


class ClerkPage:
    """One clerk's page on one socket."""

    def __init__(
        self, office: Office, connection: Connection, principal: Principal, hello: say.Hello
    ) -> None:
        self.office = office
        self.connection = connection
        self.principal = principal
        self.actor = Actor(By.QUEUE_CLERK, principal.subject)
        self.chair = seats.Chair.of(connection, hello, office.clock())
        self.desk = Address(principal.subject, "clerk")
        # The last visit in hand, as it was called; the one in whose seat this page sits, or has
        # asked to sit; the one that it shows.
        self.in_hand: Visit | None = None
        self.seated: Visit | None = None
        self._shown: Visit | None = None
        # What was last said to be in hand; also where the seat could not be taken for sure.
        self._on_screen: VisitId | None = None
        # While a command of this page calls somebody, it takes up by itself whom it has called.
        self._calling = False
        self.mine: list[str] = []
        self.watched: list[str] = []
        self._shows = asyncio.Lock()
        self._takes_up = asyncio.Lock()

    async def open(self) -> None:
        """Sits down at the desk, takes the visit in hand up again, shows everything."""
        await seats.take_desk(self.office, self.chair, self.principal.subject)
        self.mine = await queues_of(self.office, self.principal)
        await self._give_back()
        await self._watch(self.mine)

    async def look_anew(self) -> None:
        """A queue may have been lent to this desk, or be lent no longer."""
        before, self.mine = self.mine, await queues_of(self.office, self.principal)
        await self._give_back()
        if self.mine != before and self.connection in self.office.pages:
            new = set(self.mine) - set(before)
            await self._watch([q for q in self.mine if q in new or q in self.watched])
            if self.connection not in self.office.pages:
                # It was closed just now.
                self.office.boards.unwatch(self.connection)

    async def _give_back(self) -> None:
        """A desk that is open for a queue that it may not serve any more would count as at work
        there, and who waits would be told a time."""
        row = self.office.boards.desk_of(self.principal.subject)
        if row is None or set(row.queues) <= set(self.mine):
            return
        # The picture may be a moment old; what is written anew is not.
        row = await self.office.desks.get(self.principal.subject)
        if row is None or set(row.queues) <= set(self.mine):
            return
        left = tuple(queue for queue in row.queues if queue in self.mine)
        state = row.state if left else "closed"
        await self.office.desk.set_desk(row.clerk, row.name, state, left)
        if self.watched:
            view = await desk_view(self.office, self.principal)
            self.connection.say(DeskChanged(desk=view))

    def queues(self) -> set[QueueId]:
        """That of the desks, and that of the visit in hand."""
        return {DESKS} if self.seated is None else {DESKS, self.seated.queue}

    def places(self, queue: str) -> dict[Address, str]:
        """The desk, or the seat in the visit in hand."""
        sits = str(self.chair.sitting)
        if queue == DESKS:
            return {self.desk: sits}
        if self.seated is None or self.seated.queue != queue:
            return {}
        return {Address(self.seated.id, "clerk"): sits}

    async def sit_again(self, at: Address, visit: Visit | None) -> bool:
        """Takes the desk, or the seat in the visit in hand, again."""
        if at == self.desk:
            return await seats.take_desk_again(self.office, self.chair, self.principal.subject)
        if visit is None or not self._has_in_hand(visit):
            await self.hear_of_end(VisitId(at.visit))
            return True
        return await seats.take_again(self.office, self.chair, visit, "clerk")

    def let_go(self, visit: str) -> None:
        """This visit is in hand no longer, so there is no seat in it."""
        if self._on_screen == visit:
            self._on_screen = None
        if self.seated is not None and self.seated.id == visit:
            self.seated = self._shown = None

    async def close(self) -> None:
        """The socket is over: the graces begin."""
        self.office.boards.unwatch(self.connection)
        if (visit := self.seated) is not None:
            await seats.leave(self.office, self.chair, visit.queue, visit.id, "clerk")
        await seats.leave_desk(self.office, self.chair, self.principal.subject)

    async def hear(self, message: ClientMessage) -> None:
        """Acts on one message; every command is answered exactly once."""
        match message:
            case say.Description() | say.Candidate():
                self.office.calls.relay(self.connection, "clerk", message)
            case say.Media():
                await heard_media(self.office, self.connection, "clerk", message)
            case say.Ice():
                await self._grant(message)
            case say.Hello():
                raise NeverYours("a second hello")
            case _:
                await answer(self.connection, message.op, self._work(message))

    async def _work(self, message: ClientMessage) -> Done | None:
        match message:
            case say.CallNext():
                return await self._calls(self._call_next(message))
            case say.Call() | say.Recall():
                return await self._calls(self._call(message))
            case say.Skip():
                return await self._skip(message)
            case say.Undo():
                return await self._calls(self._undo(message))
            case say.TakeUp():
                return await self._goes_on(message)
            case _ if isinstance(message, Verb):
                return await self._move(message)
        return await self._work_beside(message)

    async def _work_beside(self, message: ClientMessage) -> Done | None:
        """What changes no visit."""
        match message:
            case say.Say():
                return await self._say(message)
            case say.Desk():
                return await self._set_desk(message)
            case say.Watch():
                return await self._watch_some(message)
            case say.CloseQueue() | say.TellQueue():
                return await self._change_queue(message)
        raise NeverYours(f"a desk never sends {type(message).__name__}")

    async def _call_next(self, message: say.CallNext) -> Done:
        await self._may(message, message.queue)
        op = op_of(self.principal, message)
        return await self.office.desk.call_next(QueueId(message.queue), self.actor, op)

    async def _call(self, message: say.Call | say.Recall) -> Done:
        visit = await self._found(message, message.visit)
        op = op_of(self.principal, message)
        recall = isinstance(message, say.Recall)
        reason = message.reason if isinstance(message, say.Call) else None
        return await self.office.desk.call(visit.id, reason, self.actor, op, recall=recall)

    async def _skip(self, message: say.Skip) -> Done:
        visit = await self._found(message, message.visit)
        op = op_of(self.principal, message)
        return await self.office.desk.skip(visit.id, message.reason, self.actor, op)

    async def _undo(self, message: say.Undo) -> Done:
        policy.require(self.principal, policy.action_of(message))
        op = op_of(self.principal, message)
        # Whose queue it is was asked when the move was made, and only who made it takes it back.
        return await self.office.desk.undo(replace(op, id=message.of), self.actor, op)

    async def _change_queue(self, message: say.CloseQueue | say.TellQueue) -> Done | None:
        await self._may(message, message.queue)
        return await change_queue(self.office, self.principal, message)

    async def _calls(self, work: Awaitable[Done]) -> Done:
        self._calling = True
        try:
            done = await work
            # It is committed, so it is done, whatever fails from here on: that is made up for later.
            # A repeated op may be about a call that ended long ago: then nothing is taken up.
            if (visit := done.visit) is not None:
                await self.office.later.do(lambda: self.take_up(visit))
            return done
        finally:
            self._calling = False

    async def hear_of_call(self, visit: VisitId) -> None:
        """This clerk has somebody in hand. Raises StoreDown."""
        if not self._calling:
            await self.take_up(visit)

    async def hear_of_end(self, visit: VisitId) -> None:
        """This visit may be in hand no longer, and the word of it got lost: the page shows how it
        stands. Raises StoreDown."""
        async with self._takes_up:
            found = await self.office.visits.get(visit)
            if found is not None and self._has_in_hand(found):
                return
            stands = await self._record(visit) if found is not None else None
            if stands is not None and self.shown == visit:
                self.show_record(stands)
                await self.office.later.do(self._show_desk)
            self.office.hub.rise(Address(visit, "clerk"), self.connection)
            self.let_go(visit)

    @property
    def shown(self) -> VisitId | None:
        """The visit that stands here as the one in hand."""
        return self._shown.id if self._shown is not None else self._on_screen

    def shows(self, visit: VisitId) -> bool:
        """Whether this visit is the one in hand here, and this page sits in it."""
        return self._shown is not None and self._shown.id == visit

    async def take_up(self, visit: VisitId) -> None:
        """Sits down in the visit that this clerk has called, from whatever page, and shows it.

        Only where the clerk is now: a page that was replaced, or is over, must not take the seat
        from the one that has the desk. Raises StoreDown.
        """
        async with self._takes_up:
            if await self._sit_in(visit):
                self.show_record(await self._record(visit))
                self._shown = self.in_hand
        if self.connection not in self.office.pages:
            # It was closed just now, and must not keep what it has just taken.
            await self.close()

    async def _record(self, visit: VisitId) -> say.Record:
        return await record(self.office, visit, self.principal.subject)

    def show_record(self, shown: say.Record) -> None:
        """Says how a visit stands, with all that was said in it."""
        if shown.stage in IN_HAND:
            self._on_screen = VisitId(shown.visit)
        self.connection.say(shown)
        self.office.lines.shown(self.connection, shown.visit, shown.messages)

    async def _sit_in(self, visit: VisitId) -> bool:
        """True if it sits there now, and does not show it yet."""
        found = await self.office.visits.get(visit)
        if found is None or not self._has_in_hand(found) or not self._is_the_desk():
            return False
        known = self._shown
        if known is not None and (known.id, known.call) == (found.id, found.call):
            return False
        self.in_hand = self.seated = found
        await seats.take(self.office, self.chair, found, "clerk")
        if not self._sits_in(visit):
            self.let_go(visit)
        return self._sits_in(visit)

    def _has_in_hand(self, visit: Visit) -> bool:
        return visit.clerk == self.principal.subject and visit.stage in IN_HAND

    def _sits_in(self, visit: VisitId) -> bool:
        return self.office.hub.at(Address(visit, "clerk")) is self.connection

    def _is_the_desk(self) -> bool:
        open_ = self.connection in self.office.pages and not self.connection.closed
        return open_ and self.office.hub.at(self.desk) is self.connection

    async def _move(self, message: Verb) -> Done:
        visit = await self._found(message, message.visit)
        if isinstance(message, say.Transfer):
            await self._check_target(message)
        op = op_of(self.principal, message)
        return await self.office.desk.do(
            visit.id, command_of(message, self.office.phone_region), self.actor, op
        )

    async def _goes_on(self, message: say.TakeUp) -> Done:
        done = await self._calls(self._move(message))
        # One less served today.
        await self.office.later.do(self._show_desk)
        return done

    async def _check_target(self, message: say.Transfer) -> None:
        if message.queue not in (await self.office.catalogues.current()).distinct_queues():
            raise NotFound("there is no such queue")

    async def _say(self, message: say.Say) -> Done:
        visit = await self._found(message, message.visit)
        op = op_of(self.principal, message)
        return await self.office.lines.say(visit, "clerk", visible(message.text), op)

    async def _set_desk(self, message: say.Desk) -> Done | None:
        for queue in message.queues:
            await self._may(message, queue)
        await self.office.desk.set_desk(
            self.principal.subject,
            self.principal.name or "",
            message.state,
            tuple(QueueId(queue) for queue in message.queues),
            op_of(self.principal, message),
        )
        await self.office.later.do(self._show_desk)
        return None

    async def _show_desk(self) -> None:
        self.connection.say(DeskChanged(desk=await desk_view(self.office, self.principal)))

    async def _watch_some(self, message: say.Watch) -> Done | None:
        for queue in message.queues:
            await self._may(message, queue)
        await self._watch(message.queues)
        return None

    async def _watch(self, queues: list[str]) -> None:
        # One after the other: what is said last is what the deltas go on from.
        async with self._shows:
            self.watched = queues
            await self._show(queues)

    async def _show(self, queues: list[str]) -> None:
        # Watch first, show second: nothing that happens in between is lost, a row may come twice.
        show = self.office.boards.watch(self.connection, queues, with_names=True)
        # Asked once: what is shown is what this page sits in. Whoever is called from now on is
        # heard of at the desk.
        in_hand = await self.office.visits.in_hand(self.principal.subject)
        async with self._takes_up:
            if in_hand is not None:
                await self._sit_in(in_hand)
            snapshot = await desk_snapshot(self.office, self.principal, show, in_hand)
            self.connection.greet(welcome(self.office, "desk", snapshot, self.chair.opened))
            self._shown = self.seated
        # What those who wait have written is no part of a row.
        self.office.lines.greeted(self.connection, snapshot)

    async def _grant(self, message: say.Ice) -> None:
        async def work() -> Done | None:
            wanted = message.visit or (self.in_hand.id if self.in_hand else None)
            if wanted is None:
                raise OutOfTurn("no visit in hand")
            visit = await self._found(message, wanted)
            if visit.stage not in IN_HAND or visit.clerk != self.principal.subject:
                raise NotNow("relay credentials are for the visit in hand")
            self.connection.say(grant(self.office, message.op, visit.id, "clerk"))
            return None

        await answer(self.connection, message.op, work(), silent=True)

    async def _found(self, message: ClientMessage, visit: str) -> Visit:
        found = await self.office.visits.get(VisitId(visit))
        if found is None:
            raise NotFound
        if found.clerk != self.principal.subject or found.stage not in (*IN_HAND, Stage.ENDED):
            # Who is in a call goes on with it, or corrects how it ended, though the queue was lent
            # and is given back.
            await self._may(message, found.queue)
        else:
            policy.require(self.principal, policy.action_of(message), own_queue=True)
        return found

    async def _may(self, message: ClientMessage, queue: str) -> None:
        mine = await queues_of(self.office, self.principal)
        policy.require(self.principal, policy.action_of(message), own_queue=queue in mine)
