"""`/api/v1/live`: opens a socket, finds out who speaks, and lets the right page hear."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from broker.core.principal import Principal
from broker.errors import Internal
from broker.live.board import BoardPage
from broker.live.citizen import CitizenPage
from broker.live.clerk import ClerkPage
from broker.live.inside import Inside
from broker.live.office import Office
from broker.live.speech import problem_said
from signaling.connection import Connection, Limits, open_connection
from signaling.errors import BadCredentials, GoingAway, OldClient, Problem
from signaling.messages import PROTOCOL, Hello
from signaling.session import check

log = structlog.get_logger(__name__)
Page = CitizenPage | ClerkPage | BoardPage

# Who speaks: by the token of the hello, or by a cookie if cookies count here.
WhoSpeaks = Callable[[web.Request, Hello, bool], Awaitable[Principal]]


class Live:
    """The WebSocket route of one node."""

    def __init__(
        self,
        office: Office,
        inside: Inside,
        *,
        who: WhoSpeaks,
        origins: frozenset[str],
        limits: Limits,
    ) -> None:
        self._office = office
        self._inside = inside
        self._who = who
        self._origins = origins
        self._limits = limits
        self._stopped = False

    def stop(self) -> None:
        """Takes no new sockets; those that are open stay."""
        self._stopped = True

    async def open(self, request: web.Request) -> web.StreamResponse:
        """One socket from its upgrade to its last frame. Raises GoingAway before the upgrade."""
        if self._stopped:
            raise GoingAway
        connection = await open_connection(
            request, node=self._office.node, origins=self._origins, limits=self._limits
        )
        self._office.hub.add(connection)
        audience = "unknown"
        try:
            page = await self._enter(request, connection)
            audience = page.principal.audience
            await self._converse(connection, page)
        except Problem as problem:
            connection.close(problem if problem.close_code else BadCredentials)
        except Exception:
            # The other place that catches everything: one socket must not take others with it.
            log.exception("socket.failed", audience=audience)
            connection.close(Internal)
        finally:
            self._inside.left(connection)
            self._office.hub.drop(connection)
            await connection.finished()
            self._office.closed(connection, audience)
        return connection.response

    async def _principal(
        self, request: web.Request, connection: Connection, hello: Hello
    ) -> Principal:
        if hello.protocol != PROTOCOL:
            connection.say(problem_said(OldClient(), None))
            raise BadCredentials("another version of the protocol")
        principal = await self._who(request, hello, connection.origin_ok)
        self._inside.entered(connection, principal)
        return principal

    async def _enter(self, request: web.Request, connection: Connection) -> Page:
        """The page of whoever says hello. The hello, and the token in it, is not kept."""
        hello = await connection.hello()
        principal = await self._principal(request, connection, hello)
        return self._page(connection, principal, hello)

    async def _converse(self, connection: Connection, page: Page) -> None:
        self._office.pages[connection] = page
        # Whoever has a seat is told things, perhaps before the snapshot that they build upon.
        connection.hold()
        try:
            await page.open()
            async for message in connection.messages():
                check(page.principal.audience, message)
                if self._office.lease.stood_still:
                    await self._office.lease.awake()
                await page.hear(message)
        finally:
            del self._office.pages[connection]
            await page.close()

    def _page(self, connection: Connection, principal: Principal, hello: Hello) -> Page:
        match principal.audience:
            case "citizen":
                return CitizenPage(self._office, connection, principal, hello)
            case "desk":
                return ClerkPage(self._office, connection, principal, hello)
            case "board":
                return BoardPage(self._office, connection, principal)


LIVE = web.AppKey("live", Live)
