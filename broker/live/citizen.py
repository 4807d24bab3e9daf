"""What a citizen's page says, and what comes of it."""

from typing import assert_never

import msgspec

from broker.core import visit as core
from broker.core.phone_number import clean_phone
from broker.core.principal import Principal
from broker.core.visit import BEFORE_CALL, Actor, By, QueueId, Stage, Visit, VisitId
from broker.desk import Done
from broker.errors import NoPush, NotFound, NotNow, NotYours
from broker.figures.ledger import why
from broker.live import seats
from broker.live.ice import grant
from broker.live.media import heard_media
from broker.live.office import Office
from broker.live.snapshots import citizen_view, citizen_visit, welcome
from broker.live.speech import answer, op_of, visible
from broker.stores.greeting import Greeted
from broker.trust import policy
from signaling import messages as say
from signaling.connection import Connection
from signaling.errors import NeverYours, OutOfTurn
from signaling.hub import Address
from signaling.messages import CitizenSnapshot, ClientMessage

Verb = (
    say.Arrive | say.Leave | say.Join | say.SwitchChannel | say.Cancel | say.HoldOn | say.StepAway
)


class CitizenPage:
    """One citizen's page on one socket. It sits in the seat of each visit that it shows."""

    def __init__(
        self, office: Office, connection: Connection, principal: Principal, hello: say.Hello
    ) -> None:
        """`hello.visit` narrows a session of several visits to the one that this page shows."""
        only = hello.visit
        self.office = office
        self.connection = connection
        self.principal = principal
        if only is not None and only not in principal.visits:
            raise NotYours("this session does not hold that visit")
        self.visits = [VisitId(v) for v in ([only] if only else principal.visits)]
        self.chair = seats.Chair.of(connection, hello, office.clock())
        self.seated: dict[VisitId, QueueId] = {}
        self.told_why: tuple[VisitId, int, list[say.Before]] | None = None

    async def open(self) -> None:
        """Sits down and shows everything.

        Whoever sits hears of what happens; what was heard of between the reading and the seat is read
        again, and that is rare.
        """
        with self.office.meanwhile.reading() as heard:
            found = await self.office.greetings.of(self.visits)
            for each in found:
                await self._sit_down(each)
        if heard.touches(self.visits):
            found = await self.office.greetings.of(self.visits)
        visits = [await citizen_view(self.office, each) for each in found]
        for shown in visits:
            # Passed on while this page sat down: its seat is not where the visit is by now.
            if self.seated.get(VisitId(shown.visit), shown.queue) != shown.queue:
                await self._move_along(VisitId(shown.visit))
        snapshot = CitizenSnapshot(visits=visits)
        self.connection.greet(welcome(self.office, "citizen", snapshot, self.chair.opened))
        for shown in visits:
            self.office.lines.shown(self.connection, shown.visit, shown.messages)

    async def _sit_down(self, greeted: Greeted) -> None:
        visit = greeted.facts.visit
        if visit.stage is Stage.ENDED:
            return
        if greeted.promise is not None:
            self.office.boards.remember(visit, greeted.promise)
        # Noted first: a seat that was asked for is left, whatever came of asking.
        self.seated[visit.id] = visit.queue
        await seats.take(self.office, self.chair, visit, "citizen")

    async def follow(self, visit: VisitId) -> None:
        """The visit was transferred, or goes on after its end: the page sits where it is now, and is
        shown all of it anew."""
        await self._move_along(visit)
        await self.show(visit)

    async def show(self, visit: VisitId) -> None:
        """All of a visit anew. Raises NotFound."""
        shown = await citizen_visit(self.office, visit)
        self.connection.say(say.VisitShown(visit=shown))
        self.office.lines.shown(self.connection, visit, shown.messages)

    async def _move_along(self, visit: VisitId) -> None:
        """To the queue of the record. That of a notice may be left again by now, and no other notice
        need come."""
        found = await self.office.visits.get(visit)
        if found is None:
            return
        # Who opened the page after the end has no seat to leave.
        before = self.seated.get(visit, found.queue)
        self.seated[visit] = found.queue
        if found.stage is not Stage.ENDED:
            await seats.take_again(self.office, self.chair, found, "citizen")
        if before != found.queue:
            # Whoever passed it on may have died before the old queue heard of it.
            await self.office.line.drop(before, visit, found.version)

    def queues(self) -> set[QueueId]:
        """Those of its visits."""
        return set(self.seated.values())

    def places(self, queue: str) -> dict[Address, str]:
        """The seats of its visits in a queue."""
        mine = [visit for visit, where in self.seated.items() if where == queue]
        return {Address(visit, "citizen"): str(self.chair.sitting) for visit in mine}

    def wants(self, visit: Visit) -> bool:
        """Whether the seat of a visit, where it is now, is of use to this page."""
        return visit.stage is not Stage.ENDED and self.seated.get(visit.id) == visit.queue

    async def sit_again(self, at: Address, visit: Visit | None) -> bool:
        """Takes the seat of a visit again; that of one that is over is of no use to anybody."""
        if visit is None or not self.wants(visit):
            return True
        return await seats.take_again(self.office, self.chair, visit, "citizen")

    async def close(self) -> None:
        """The socket is over: the seats' graces begin."""
        for visit, queue in self.seated.items():
            await seats.leave(self.office, self.chair, queue, visit, "citizen")

    async def hear(self, message: ClientMessage) -> None:
        """Acts on one message; every command is answered exactly once."""
        match message:
            case say.Description() | say.Candidate():
                self.office.calls.relay(self.connection, "citizen", message)
            case say.Media():
                await heard_media(self.office, self.connection, "citizen", message)
            case say.Ice():
                await self._grant(message)
            case say.Say():
                await answer(self.connection, message.op, self._say(message))
            case say.Why():
                await answer(self.connection, message.op, self._why(message), silent=True)
            case _ if isinstance(message, Verb):
                await answer(self.connection, message.op, self._move(message))
            case _:
                raise NeverYours(f"a citizen never sends {type(message).__name__}")

    async def _move(self, message: Verb) -> Done:
        visit = self._own(message.visit, message)
        op = op_of(self.principal, message)
        actor = Actor(By.CITIZEN, self.principal.subject)
        command: core.Command
        match message:
            case say.Arrive():
                checks = message.checks
                command = core.Arrive(
                    when_called=message.when_called,
                    checks=core.Checks(
                        camera=checks.camera,
                        microphone=checks.microphone,
                        speaker=checks.speaker,
                    ),
                )
            case say.Leave():
                command = core.Leave()
            case say.Join():
                command = core.Join()
            case say.SwitchChannel():
                phone = clean_phone(message.phone, self.office.phone_region)
                command = core.SwitchChannel(phone=phone)
            case say.Cancel():
                command = core.Cancel()
            case say.HoldOn():
                command = core.HoldOn()
            case say.StepAway():
                command = await self._step_away(visit, message)
            case _:
                assert_never(message)
        return await self.office.desk.do(visit, command, actor, op)

    async def _say(self, message: say.Say) -> Done:
        visit, op = await self._found(message), op_of(self.principal, message)
        return await self.office.lines.say(visit, "citizen", visible(message.text), op)

    async def _why(self, message: say.Why) -> Done | None:
        visit = await self._visit(self._own(message.visit, message))
        if visit.stage not in BEFORE_CALL:
            raise NotNow("who does not wait was passed by nobody")
        now = self.office.clock()
        if self.told_why is None or self.told_why[:2] != (visit.id, int(now.timestamp())):
            # A long day is read for it: once a second is often enough for anybody.
            causes = await why(self.office.database, visit.queue, visit.id, now)
            rows = [say.Before(cause=cause.value, count=n) for cause, n in causes.items()]
            self.told_why = visit.id, int(now.timestamp()), rows
        before = self.told_why[2]
        self.connection.say(say.WhyAnswer(op=message.op, visit=visit.id, before=before))
        return None

    async def _step_away(self, visit: VisitId, message: say.StepAway) -> core.StepAway:
        """Promises only what can be kept. Raises NotNow without a mail address, NoPush."""
        if (message.push is not None) != (message.reach == "push"):
            raise NoPush("an address goes with a message of the browser, and with nothing else")
        if message.reach == "mail":
            found = await self.office.visits.facts(ids=[visit])
            if not any(facts.has_mail for facts in found):
                raise NotNow("the booking has no mail address")
        if message.push is None:
            return core.StepAway(reach=message.reach)
        if self.office.push is None:
            raise NoPush("this office sends no messages to browsers")
        address = core.PushAddress(**msgspec.structs.asdict(message.push))
        self.office.push.check(address)
        return core.StepAway(reach=message.reach, push=address)

    async def _grant(self, message: say.Ice) -> None:
        # Once the waiting room is open, and until the visit is over: never at booking time.
        async def work() -> Done | None:
            wanted = message.visit or (self.visits[0] if len(self.visits) == 1 else None)
            if wanted is None:
                raise OutOfTurn("say for which visit")
            visit = await self._visit(self._own(wanted, message))
            if visit.stage is Stage.ENDED or self.office.clock() < visit.opens_at:
                raise NotNow("no relay before the waiting room opens or after the visit")
            self.connection.say(grant(self.office, message.op, visit.id, "citizen"))
            return None

        await answer(self.connection, message.op, work(), silent=True)

    def _own(self, visit: str, message: ClientMessage) -> VisitId:
        policy.require(self.principal, policy.action_of(message), visit=visit)
        return VisitId(visit)

    async def _found(self, message: say.Say) -> Visit:
        return await self._visit(self._own(message.visit, message))

    async def _visit(self, visit: VisitId) -> Visit:
        found = await self.office.visits.get(visit)
        if found is None:
            raise NotFound
        return found
