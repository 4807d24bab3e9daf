"""Who is inside by a socket, and who is asked to leave because the session ended."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from broker.core.principal import Principal
from broker.trust.sessions import Sessions
from signaling.connection import Connection
from signaling.errors import Revoked, StoreDown

LOOK_EVERY_S = 3.0


class Inside:
    """The principals of this node's sockets, looked up again every few seconds."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._people: dict[Connection, Principal] = {}

    def entered(self, connection: Connection, principal: Principal) -> None:
        """This socket speaks for this principal."""
        self._people[connection] = principal

    def left(self, connection: Connection) -> None:
        """This socket is over."""
        self._people.pop(connection, None)

    async def signed_out(self, session: str) -> None:
        """Closes the sockets of a session here at once; other nodes see it at their next look."""
        self._close(lambda principal: principal.session == session)

    async def run(self) -> None:
        """Closes the sockets of sessions that ended or were revoked (4506), until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except StoreDown:
                continue

    async def look(self) -> None:
        """One look at everybody inside. Raises StoreDown."""
        if not self._people:
            return
        gone = await self._sessions.revoked(list(self._people.values()), self._clock())
        ids = {id(principal) for principal in gone}
        self._close(lambda principal: id(principal) in ids)

    def _close(self, concerns: Callable[[Principal], bool]) -> None:
        for connection, principal in list(self._people.items()):
            if concerns(principal):
                connection.close(Revoked)
