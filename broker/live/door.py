"""Who comes in by a socket, and who is asked to leave because the session ended."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web

from broker.core.principal import Principal
from broker.errors import NotSignedIn, TokenExpired, TokenInvalid
from broker.sessions import Sessions
from signaling.connection import Connection
from signaling.errors import BadCredentials, Revoked, StoreDown
from signaling.messages import Audience, Hello

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 3.0


class Door:
    """Looks principals up at the hello, and again every few seconds while their sockets live."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        cookie_name: Callable[[Audience], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._cookie_name = cookie_name
        self._clock = clock
        self._inside: dict[Connection, Principal] = {}

    async def enter(self, request: web.Request, hello: Hello, connection: Connection) -> Principal:
        """The principal of a hello: by token for programs, by cookie for our own pages.

        A cookie counts only with our Origin. Raises BadCredentials, whatever is wrong; StoreDown.
        """
        try:
            principal = await self._principal(request, hello, connection.origin_ok)
        except (NotSignedIn, TokenInvalid, TokenExpired) as refusal:
            raise BadCredentials from refusal
        self._inside[connection] = principal
        return principal

    def left(self, connection: Connection) -> None:
        """This socket is over."""
        self._inside.pop(connection, None)

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
        by_person: dict[int, list[Connection]] = {}
        people: dict[int, Principal] = {}
        for connection, principal in self._inside.items():
            people[id(principal)] = principal
            by_person.setdefault(id(principal), []).append(connection)
        if not people:
            return
        for principal in await self._sessions.revoked(list(people.values()), self._clock()):
            for connection in by_person.get(id(principal), ()):
                connection.close(Revoked)

    async def _principal(self, request: web.Request, hello: Hello, origin_ok: bool) -> Principal:
        now = self._clock()
        if hello.token is not None:
            return await self._sessions.of_token(hello.token, now)
        if hello.as_ is None or not origin_ok:
            raise NotSignedIn
        cookie = request.cookies.get(self._cookie_name(hello.as_), "")
        return await self._sessions.of_cookie(cookie, hello.as_, now)
