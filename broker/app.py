"""One node put together: every part of an installation, opened in order and closed in reverse.

The only composition root. Whoever wants a node - `serve`, `demo`, a test - opens one with `open_node`
and serves its application; all run on the same real parts.
"""

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from aiohttp import web

from broker.bookings import Bookings
from broker.catalogues import Catalogues
from broker.core.presence import Graces
from broker.core.principal import Principal
from broker.core.visit import QueueId, VisitId
from broker.desk import Desk, Patience
from broker.http import health, pages, public, session, staff
from broker.http.headers import Headers
from broker.http.health import Health
from broker.http.keys import BOOKINGS, CATALOGUES, LINKS, STATISTICS
from broker.http.problems import problems
from broker.http.session import DOOR, Door
from broker.keys import KeySet
from broker.links import Links
from broker.live.boards import Boards
from broker.live.inside import Inside
from broker.live.notices import Notices
from broker.live.office import Office
from broker.live.relay import Calls
from broker.live.route import Live
from broker.live.snapshots import citizen_visits
from broker.mail import Post, smtp
from broker.observe import Observer
from broker.routes import API
from broker.sessions import Sessions
from broker.settings import Settings
from broker.statistics import Statistics
from broker.stores.bookings import release_cancelled
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import DESKS, Line, connect, topic
from broker.stores.visits import Visits
from broker.sweeper import Sweeper
from broker.tokens import Tokens
from signaling.bus import Bus
from signaling.connection import Limits
from signaling.errors import GoingAway
from signaling.heart import Heart
from signaling.hub import Hub
from signaling.messages import CitizenSnapshot, GoAway

log = structlog.get_logger(__name__)
LONGEST_SPREAD_MS = 20_000
NO_MAIL = "no mail server is set: mails wait in the outbox"


def utc_now() -> datetime:
    """The clock of a running node; tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A running node. `application` is to be served by whoever opened it."""

    settings: Settings
    application: web.Application
    office: Office
    database: Database
    sessions: Sessions
    tokens: Tokens
    links: Links
    bookings: Bookings
    catalogues: Catalogues
    sweeper: Sweeper
    health: Health

    async def drain(self) -> None:
        """Takes no new sockets and sends the open ones to other nodes, spread over a while.

        Calls go on: their media is between the browsers. Returns when every socket is closed.
        """
        self.health.draining()
        connections = list(self.office.hub.connections())
        spread_ms = min(LONGEST_SPREAD_MS, 20 * len(connections))
        for connection in connections:
            connection.say(GoAway(after_ms=secrets.randbelow(spread_ms + 1)))
            connection.close(GoingAway)
        for connection in connections:
            await connection.finished()


@asynccontextmanager
async def open_node(
    settings: Settings,
    keys: Callable[[], KeySet],
    *,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[Node]:
    """Opens every part, runs the node's tasks, and closes all of it at the end.

    The database must be migrated and hold a catalogue. Raises StoreDown when the database or Redis
    does not answer, NotFound without a catalogue.
    """
    async with AsyncExitStack() as stack:
        numbers, name = settings.numbers, secrets.token_hex(4)
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        line = Line(connect(settings.redis_url))
        stack.push_async_callback(line.redis.aclose)
        if not await line.loaded():
            await line.load()
        observer = Observer()
        posted = asyncio.Event()
        visits = Visits(database, [release_cancelled])
        desks = Desks(database)
        desk = Desk(
            visits,
            desks,
            line,
            Epochs(database),
            clock=clock,
            rules=numbers.rules(),
            patience=Patience(hold=numbers.reservation, away=numbers.away),
            observe=observer.moved,
        )
        catalogues = Catalogues(database, clock)
        tokens = Tokens(keys, settings.public_url)
        links = Links(settings.public_url, tokens.sign_join, settings.secret.encode())
        bookings = Bookings(database, catalogues, desk, posted=posted.set)
        sessions = Sessions(
            database, tokens, staff_links=settings.staff_links, after=numbers.session_after
        )
        bus = Bus(
            settings.redis_url,
            name,
            on_letter=lambda letter: hub.received(letter),
            on_notice=lambda heard, notice: notices.received(heard, notice),
            on_gap=lambda: boards.missed_something(),
        )
        hub = Hub(name, bus.post)
        boards = Boards(
            visits, desks, line, catalogues, hub, clock=clock, away_after=numbers.away
        )
        office = Office(
            node=name,
            clock=clock,
            desk=desk,
            visits=visits,
            desks=desks,
            line=line,
            catalogues=catalogues,
            boards=boards,
            hub=hub,
            calls=Calls(hub),
            turn=settings.relay,
            heartbeat=numbers.ping,
            hold=numbers.hold,
            closed=observer.socket_closed,
        )
        notices = Notices(office)
        sweeper = Sweeper(
            node=name,
            desk=desk,
            visits=visits,
            desks=desks,
            line=line,
            boards=boards,
            catalogues=catalogues,
            clock=clock,
            graces=Graces(clerk=numbers.grace, citizen=numbers.grace, hold=numbers.hold),
        )
        inside = Inside(sessions, clock)
        limits = Limits(
            ping_s=numbers.ping.total_seconds(),
            dead_s=numbers.dead.total_seconds(),
            write_s=numbers.write.total_seconds(),
        )
        ready = Health(database, line, bus, clock=clock)

        async def snapshot(who: Principal) -> CitizenSnapshot:
            ids = [VisitId(visit) for visit in who.visits]
            return CitizenSnapshot(visits=await citizen_visits(office, ids))

        door = Door(
            sessions=sessions,
            clock=clock,
            public_url=settings.public_url,
            origins=settings.allowed_origins,
            snapshot=snapshot,
            signed_out=inside.signed_out,
        )
        live = Live(
            office,
            inside,
            who=door.who_speaks,
            origins=settings.allowed_origins,
            limits=limits,
        )
        application = web.Application(middlewares=[problems])
        node = Node(
            settings=settings,
            application=application,
            office=office,
            database=database,
            sessions=sessions,
            tokens=tokens,
            links=links,
            bookings=bookings,
            catalogues=catalogues,
            sweeper=sweeper,
            health=ready,
        )
        application.on_response_prepare.append(Headers(settings.public_url))
        application[DOOR] = door
        application[BOOKINGS] = bookings
        application[CATALOGUES] = catalogues
        application[LINKS] = links
        application[STATISTICS] = Statistics(database, catalogues)
        application.add_routes(
            [
                web.get(f"{API}/live", live),
                *session.routes(),
                *public.routes(),
                *staff.routes(),
                *health.routes(ready),
                *pages.routes(settings),
            ]
        )

        await bus.start()
        stack.push_async_callback(bus.stop)
        queues = [QueueId(queue) for queue in (await catalogues.current()).queues()]
        await bus.watch([topic(queue) for queue in (*queues, DESKS)])
        await boards.start()
        await sweeper.sweep()
        tasks = [boards.run(), notices.run(), inside.run(), Heart(hub, limits).run()]
        tasks += [sweeper.run()]
        if settings.smtp_url:
            post = Post(
                database,
                bookings,
                links,
                smtp(settings.smtp_url),
                sender=settings.mail_from,
                posted=posted,
                clock=clock,
            )
            tasks.append(post.run())
        else:
            log.info("mail.off", reason=NO_MAIL)
        async with _running(tasks):
            _quieten_collector()
            yield node
        await line.strike(name)


@asynccontextmanager
async def _running(work: list[Awaitable[Any]]) -> AsyncIterator[None]:
    """Runs the tasks of a node beside the body; one that fails takes the node down, loudly."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_endless(each)) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def _endless(work: Awaitable[Any]) -> None:
    await work


def _quieten_collector() -> None:
    """What was made at start lives as long as the process: the collector need not look at it again.

    Measured at 5,000 sockets: a connect costs 113 us instead of 193.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
