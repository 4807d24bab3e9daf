"""`/api/v1/live`: opens a socket, finds out who speaks, and lets the right page hear."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from broker.core.principal import Principal
from broker.errors import Internal
from broker.live.board import BoardPage
from broker.live.citizen import CitizenPage
from broker.live.clerk import ClerkPage
from broker.live.doorway import AT_ONCE, Doorway, Turn
from broker.live.inside import Inside
from broker.live.office import Office
from broker.live.speech import problem_said
from signaling.connection import Connection, Limits, open_connection
from signaling.errors import BadCredentials, GoingAway, OldClient, Problem, StoreDown
from signaling.messages import PROTOCOL, Candidate, ClientMessage, Description, Hello
from signaling.session import check

log = structlog.get_logger(__name__)
WAITING = 64
# Staff are few, and are there before whom they serve: they never wait behind a crowd.
CROWDS = ("citizen", None)
Page = CitizenPage | ClerkPage | BoardPage

# Who speaks: by the token of the hello, or by a cookie if cookies count here.
WhoSpeaks = Callable[[web.Request, Hello, bool], Awaitable[Principal]]


class Commands:
    """What one page says and a store has to be asked for: one after the other, beside the relay.

    A store that hangs holds up the commands of a page and nothing else of it: neither what two
    browsers say to each other, nor the reading of the socket.
    """

    def __init__(self, connection: Connection, page: Page) -> None:
        self._connection = connection
        self._page = page
        self._waiting: deque[ClientMessage] = deque()
        self._work: asyncio.Task[None] | None = None

    def put(self, message: ClientMessage) -> None:
        """Takes one in; what is too much is refused, and media reports are said again anyway."""
        if len(self._waiting) < WAITING:
            self._waiting.append(message)
            if self._work is None:
                self._work = asyncio.create_task(self._hear())
        elif (op := getattr(message, "op", None)) is not None:
            refused = StoreDown("too much of this page waits for a store")
            self._connection.say(problem_said(refused, op))

    async def finish(self) -> None:
        """Returns when the one that is being heard is done with; the others are not begun. Raises
        what hearing raised."""
        self._waiting.clear()
        if self._work is not None:
            await self._work

    async def _hear(self) -> None:
        try:
            while self._waiting:
                if self._page.office.lease.stood_still:
                    # The socket may be over by then, and nothing waits any more.
                    await self._page.office.lease.awake()
                    continue
                await self._page.hear(self._waiting.popleft())
            self._work = None
        except Problem as problem:
            self._connection.close(problem)
            raise
        except Exception:
            self._connection.close(Internal)
            raise


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
        self._doorway = Doorway(AT_ONCE)
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
        audience, turn = "unknown", self._doorway.turn()
        try:
            page = await self._enter(request, connection, turn)
            audience = page.principal.audience
            await self._converse(connection, page, turn)
        except Problem as problem:
            connection.close(problem if problem.close_code else BadCredentials)
        except Exception:
            # The other place that catches everything: one socket must not take others with it.
            log.exception("socket.failed", audience=audience)
            connection.close(Internal)
        finally:
            turn.end()
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

    async def _enter(self, request: web.Request, connection: Connection, turn: Turn) -> Page:
        """The page of whoever says hello. The hello, and the token in it, is not kept."""
        hello = await connection.hello()
        if hello.as_ in CROWDS:
            await turn.begin(connection)
        principal = await self._principal(request, connection, hello)
        return self._page(connection, principal, hello)

    async def _converse(self, connection: Connection, page: Page, turn: Turn) -> None:
        self._office.pages[connection] = page
        # Whoever has a seat is told things, perhaps before the snapshot that they build upon.
        connection.hold()
        commands = Commands(connection, page)
        try:
            await page.open()
            turn.end()
            async for message in connection.messages():
                check(page.principal.audience, message)
                if self._office.lease.stood_still:
                    await self._office.lease.awake()
                if isinstance(message, Description | Candidate):
                    # No store is asked for it, so a command that waits for one does not hold it up.
                    await page.hear(message)
                else:
                    commands.put(message)
        finally:
            try:
                await commands.finish()
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
