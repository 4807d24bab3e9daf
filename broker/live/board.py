"""What a supervisor's board says: which queues to look at, the two verbs of last resort, and the
day of a queue."""

from broker.core import visit as core
from broker.core.principal import Principal
from broker.core.visit import Actor, By, Outcome, QueueId, Visit, VisitId
from broker.desk import Done
from broker.errors import NotFound
from broker.live.office import Office
from broker.live.queue_verbs import QueueVerb, change_queue
from broker.live.snapshots import board_snapshot, queues_of, welcome
from broker.live.speech import answer, op_of
from broker.trust import policy
from signaling import messages as say
from signaling.connection import Connection
from signaling.errors import NeverYours
from signaling.hub import Address
from signaling.messages import ClientMessage


class BoardPage:
    """One supervisor's page on one socket; any number of them may be open."""

    def __init__(self, office: Office, connection: Connection, principal: Principal) -> None:
        self.office = office
        self.connection = connection
        self.principal = principal

    async def open(self) -> None:
        """Shows all queues of the departments."""
        await self._watch(await queues_of(self.office, self.principal))

    def queues(self) -> set[QueueId]:
        """A board sits nowhere."""
        return set()

    def places(self, queue: str) -> dict[Address, str]:
        """A board has no seat."""
        return {}

    async def sit_again(self, at: Address, visit: Visit | None) -> bool:
        """Nor does it lose one."""
        return False

    async def close(self) -> None:
        """Nothing is told any more."""
        self.office.boards.unwatch(self.connection)

    async def hear(self, message: ClientMessage) -> None:
        """Acts on one message; every command is answered exactly once."""
        match message:
            case say.Watch():
                await answer(self.connection, message.op, self._watch_some(message))
            case say.SendBack() | say.End():
                await answer(self.connection, message.op, self._move(message))
            case say.Acknowledge():
                await answer(self.connection, message.op, self._take_care(message))
            case say.CloseQueue() | say.TellQueue() | say.LendQueue():
                await answer(self.connection, message.op, self._change_queue(message))
            case _:
                raise NeverYours(f"a board never sends {type(message).__name__}")

    async def _move(self, message: say.SendBack | say.End) -> Done:
        found = await self.office.visits.get(VisitId(message.visit))
        if found is None:
            raise NotFound
        await self._may(message, found.queue)
        command: core.Command = core.SendBack()
        if isinstance(message, say.End):
            command = core.End(outcome=Outcome(message.outcome), note=message.note)
        actor = Actor(By.SUPERVISOR, self.principal.subject)
        return await self.office.desk.do(found.id, command, actor, op_of(self.principal, message))

    async def _take_care(self, message: say.Acknowledge) -> None:
        # The same op again is the same person again, and changes nothing.
        alert = await self.office.alarms.found(message.alert)
        await self._may(message, alert.queue)
        name = self.principal.name or self.principal.subject
        await self.office.alarms.take(alert, name)

    async def _change_queue(self, message: QueueVerb) -> Done | None:
        await self._may(message, message.queue)
        return await change_queue(self.office, self.principal, message)

    async def _watch_some(self, message: say.Watch) -> Done | None:
        for queue in message.queues:
            await self._may(message, queue)
        await self._watch(message.queues)
        return None

    async def _watch(self, queues: list[str]) -> None:
        show = self.office.boards.watch(self.connection, queues, with_names=False)
        snapshot = await board_snapshot(self.office, show)
        self.connection.greet(welcome(self.office, "board", snapshot))

    async def _may(self, message: ClientMessage, queue: str) -> None:
        mine = await queues_of(self.office, self.principal)
        policy.require(self.principal, policy.action_of(message), own_queue=queue in mine)
