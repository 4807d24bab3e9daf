"""What a supervisor says, and sees: all lines without names, and the two verbs of last resort."""

import aiohttp

from broker.played.people.lines import Lines
from broker.played.people.person import Person, new_op
from signaling.messages import (
    BoardDelta,
    BoardSnapshot,
    End,
    SendBack,
    ServerMessage,
    Watch,
    Welcome,
)


class Supervisor(Person):
    """Somebody at a board."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.lines = Lines()
        super().__init__(socket)

    async def watch(self, *queues: str) -> None:
        """Looks at these queues only."""
        await self.do(Watch(op=new_op(), queues=list(queues)))

    async def send_back(self, visit: str) -> None:
        """Withdraws somebody's call."""
        await self.do(SendBack(op=new_op(), visit=visit))

    async def abort(self, visit: str) -> None:
        """Ends a visit."""
        await self.do(End(op=new_op(), visit=visit, outcome="aborted"))

    def take(self, message: ServerMessage) -> None:
        """Keeps the lines up to date."""
        match message:
            case Welcome(snapshot=BoardSnapshot() as snapshot):
                self.lines.show(snapshot.queues, snapshot.visits, snapshot.seq)
            case BoardDelta():
                self.lines.change(message)
        super().take(message)
