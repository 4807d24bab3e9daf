"""One node put together: every part of an installation, opened in order and closed in reverse.

The only composition root. Whoever wants a node - `serve`, `demo`, a test - opens one with `open_node`
and serves its application; all run on the same real parts.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

import structlog
from aiohttp import web

from broker.alarms import Alarms
from broker.bookings import Bookings, consequences
from broker.catalogues import Catalogues
from broker.core.booking import Reach
from broker.core.presence import Graces
from broker.core.principal import Principal
from broker.core.visit import QueueId, VisitId
from broker.desk import Desk, Patience
from broker.endpoints import PushOffer
from broker.housekeeping import Housekeeping
from broker.http import board, health, pages, public, session, staff
from broker.http.headers import Headers
from broker.http.health import Health
from broker.http.keys import (
    ALARMS,
    BOOKINGS,
    CATALOGUES,
    LINKS,
    QUEUE_DAYS,
    REPORTS,
    STATISTICS,
)
from broker.http.problems import OBSERVED, problems
from broker.http.session import DOOR, Door
from broker.keys import Key, KeySet, read_only_one
from broker.later import Later
from broker.links import Links
from broker.live.alerts import Lookout
from broker.live.boards import Boards
from broker.live.foresight import HELD, Foresight
from broker.live.inside import Inside
from broker.live.notices import Notices
from broker.live.office import Office
from broker.live.relay import Calls
from broker.live.route import LIVE, Live
from broker.live.snapshots import citizen_visits
from broker.mail import Post, smtp
from broker.observe import Observer
from broker.push import Messenger, Send, push_session, through
from broker.queue_days import QueueDays
from broker.reports import Reports
from broker.routes import API
from broker.sessions import Sessions
from broker.settings import Numbers, Settings
from broker.statistics import Statistics
from broker.stores.alerts import Alerts
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import DESKS, Line, connect, topic
from broker.stores.promises import Promises
from broker.stores.queues import Queues
from broker.stores.visits import Visits
from broker.sweeper import Sweeper
from broker.tasks import end_all
from broker.tokens import Tokens
from broker.webpush import packed, point
from signaling.bus import Bus
from signaling.connection import Limits
from signaling.errors import GoingAway, StoreDown
from signaling.heart import Heart
from signaling.hub import Hub
from signaling.messages import CitizenSnapshot, GoAway, OfficeRules
from signaling.messages import Office as OfficeSaid

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
    foresight: Foresight

    async def drain(self) -> None:
        """Takes no new sockets and sends the open ones to other nodes, spread over a while.

        The proxy knows first, or it would send them back here. Calls go on: their media is between
        the browsers. Returns when every socket is closed.
        """
        self.health.draining()
        await self.health.known()
        self.application[LIVE].stop()
        connections = list(self.office.hub.connections())
        spread_ms = min(LONGEST_SPREAD_MS, 20 * len(connections))
        for connection in connections:
            connection.say(GoAway(after_ms=secrets.randbelow(spread_ms + 1)))
        await self.hang_up()

    async def hang_up(self) -> None:
        """Takes no new sockets and closes the open ones; returns when every one is closed."""
        self.application[LIVE].stop()
        connections = list(self.office.hub.connections())
        for connection in connections:
            connection.close(GoingAway)
        for connection in connections:
            await connection.finished()


@asynccontextmanager
async def open_node(
    settings: Settings, keys: Callable[[], KeySet], *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Node]:
    """Opens every part, runs the node's tasks, and closes all of it at the end.

    The database must be migrated and hold a catalogue. Raises StoreDown when the database or Redis
    does not answer, NotFound without a catalogue, UnusableKeysError for the key of messages.
    """
    async with AsyncExitStack() as stack:
        push_key = (
            None if settings.push_key_file is None else read_only_one(settings.push_key_file)
        )
        observer, posted, name = Observer(), asyncio.Event(), secrets.token_hex(4)
        parts = _parts(settings, keys, clock, observer, posted)
        stack.push_async_callback(parts.database.close)
        stack.push_async_callback(parts.line.redis.aclose)
        if not await parts.line.loaded():
            await parts.line.load()
        # The bus needs the hub's ears and the hub the bus's mouth: it is found when it is used.
        hub = Hub(name, lambda node, letter: bus.post(node, letter))  # noqa: PLW0108
        office = _office(
            parts,
            settings,
            hub,
            clock,
            observer,
            lambda queues: notices.reread(queues),  # noqa: PLW0108
            lambda: notices.lent(),  # noqa: PLW0108
            lambda office: notices.tell_office(office),  # noqa: PLW0108
            _push_offer(settings, push_key),
        )
        notices, inside = Notices(office), Inside(parts.sessions, clock)
        bus = Bus(
            settings.redis_url,
            name,
            on_letter=hub.received,
            on_notice=notices.received,
            on_gap=office.boards.missed_something,
        )
        ready = Health(
            parts.database,
            parts.line,
            bus,
            clock=clock,
            figures=observer.registry,
            metrics_token=settings.metrics_token,
        )
        observer.watch("sockets", "Open sockets of this node.", lambda: len(hub))
        observer.watch("waiting", "Who waits, in all queues.", office.boards.waiting)
        observer.watch("desks", "Desks at work, in all queues.", office.boards.at_work)
        foresight = Foresight(
            office.boards.pictures, Promises(parts.database), parts.catalogues, clock=clock
        )
        observer.watch_each(
            "promises",
            "Waiting times promised today in all queues, by how they held; alike on all nodes.",
            label="held",
            values=HELD,
            read=foresight.promises_today,
        )
        sweeper = _sweeper(parts, office, notices, bus, settings.numbers)
        application = _application(settings, parts, office, inside, observer, ready)
        node = Node(
            settings=settings,
            application=application,
            office=office,
            database=parts.database,
            sessions=parts.sessions,
            tokens=parts.tokens,
            links=parts.links,
            bookings=parts.bookings,
            catalogues=parts.catalogues,
            sweeper=sweeper,
            health=ready,
            foresight=foresight,
        )
        await bus.start()
        stack.push_async_callback(bus.stop)
        queues = [QueueId(queue) for queue in (await parts.catalogues.current()).queues()]
        await bus.watch([topic(queue) for queue in (*queues, DESKS)])
        await office.boards.start()
        await sweeper.sweep()
        heart = Heart(hub, _limits(settings.numbers))
        tidy = Housekeeping(
            parts.sessions,
            parts.visits,
            parts.line,
            parts.catalogues,
            clock=clock,
            push=push_key is not None,
        )
        work = [office.boards.run(), notices.run(), inside.run(), heart.run(), sweeper.run()]
        work += [tidy.run(), foresight.run(), office.lookout.run()]
        if settings.smtp_url:
            work.append(_post(settings, parts, posted, clock).run())
        else:
            log.info("mail.off", reason="no mail server is set: mails wait in the outbox")
        if push_key is not None and office.push is not None:
            asking = await stack.enter_async_context(push_session())
            send, post = through(asking), posted.set
            work.append(
                _messenger(settings, parts, send, office.push, push_key, post, clock).run()
            )
        async with _running(work):
            yield node
        with contextlib.suppress(StoreDown):
            # Off the list only if every seat was left; else others bury this node.
            await office.later.try_again()
            await parts.line.strike(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What a node has of the office, before anybody is connected to it."""

    database: Database
    line: Line
    later: Later
    visits: Visits
    desks: Desks
    days: QueueDays
    desk: Desk
    catalogues: Catalogues
    tokens: Tokens
    links: Links
    bookings: Bookings
    sessions: Sessions


def _parts(
    settings: Settings,
    keys: Callable[[], KeySet],
    clock: Callable[[], datetime],
    observer: Observer,
    posted: asyncio.Event,
) -> _Parts:
    numbers = settings.numbers
    redis = connect(settings.redis_url, wait_s=numbers.redis_wait.total_seconds())
    database, line = Database(settings.database_url), Line(redis)
    catalogues, tokens = Catalogues(database, clock), Tokens(keys, settings.public_url)
    visits, desks = Visits(database, consequences(catalogues)), Desks(database)
    later = Later(line)
    days = QueueDays(Queues(database), later, catalogues, clock=clock)
    desk = Desk(
        visits,
        desks,
        line,
        Epochs(database),
        later,
        clock=clock,
        rules=numbers.rules(missed_calls=settings.missed_calls),
        patience=Patience(hold=numbers.reservation, away=numbers.away),
        observe=observer.moved,
        is_closed=days.is_closed,
    )
    return _Parts(
        database=database,
        days=days,
        line=line,
        later=later,
        visits=visits,
        desks=desks,
        desk=desk,
        catalogues=catalogues,
        tokens=tokens,
        links=Links(settings.public_url, tokens.sign_join, settings.secret.encode()),
        bookings=Bookings(
            database,
            catalogues,
            desk,
            reach=Reach(open_before=numbers.open_before, close_after=numbers.close_after),
            posted=posted.set,
        ),
        sessions=Sessions(
            database, tokens, staff_links=settings.staff_links, after=numbers.session_after
        ),
    )


def _office(
    parts: _Parts,
    settings: Settings,
    hub: Hub,
    clock: Callable[[], datetime],
    observer: Observer,
    reread: Callable[[Iterable[str]], None],
    lent: Callable[[], None],
    told: Callable[[OfficeSaid], None],
    push: PushOffer | None,
) -> Office:
    boards = Boards(
        parts.visits,
        parts.desks,
        parts.line,
        parts.catalogues,
        hub,
        days=parts.days.today,
        clock=clock,
        away_after=settings.numbers.away,
        late_after=settings.numbers.late,
        reread=reread,
        lent=lent,
        told=told,
    )
    alarms = Alarms(Alerts(parts.database), parts.later, clock)
    return Office(
        node=hub.node,
        clock=clock,
        desk=parts.desk,
        visits=parts.visits,
        desks=parts.desks,
        days=parts.days,
        database=parts.database,
        line=parts.line,
        later=parts.later,
        catalogues=parts.catalogues,
        boards=boards,
        alarms=alarms,
        lookout=Lookout(alarms, boards, parts.catalogues, clock),
        hub=hub,
        calls=Calls(hub),
        turn=settings.relay,
        relay_only=settings.relay_only,
        heartbeat=settings.numbers.ping,
        hold=settings.numbers.hold,
        phone=settings.phone or None,
        rules=_shown(settings),
        closed=observer.socket_closed,
        push=push,
    )


def _push_offer(settings: Settings, key: Key | None) -> PushOffer | None:
    return None if key is None else PushOffer(packed(point(key.public)), settings.push_hosts)


def _shown(settings: Settings) -> OfficeRules:
    """The numbers that pages show, in seconds."""
    numbers = settings.numbers
    return OfficeRules(
        late_s=int(numbers.late.total_seconds()),
        late_choices_s=int(numbers.late_choices.total_seconds()),
        warning_s=int(numbers.warning.total_seconds()),
        undo_s=int(numbers.rules().undo.total_seconds()),
        missed_calls=settings.missed_calls,
    )


def _application(
    settings: Settings,
    parts: _Parts,
    office: Office,
    inside: Inside,
    observer: Observer,
    ready: Health,
) -> web.Application:
    async def snapshot(who: Principal) -> CitizenSnapshot:
        ids = [VisitId(visit) for visit in who.visits]
        return CitizenSnapshot(visits=await citizen_visits(office, ids))

    door = Door(
        sessions=parts.sessions,
        clock=office.clock,
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
        limits=_limits(settings.numbers),
    )
    application = web.Application(middlewares=[problems])
    application.on_response_prepare.append(Headers(settings.public_url))
    application[DOOR] = door
    application[LIVE] = live
    application[OBSERVED] = observer.answered
    application[BOOKINGS] = parts.bookings
    application[CATALOGUES] = parts.catalogues
    application[LINKS] = parts.links
    application[ALARMS] = office.alarms
    application[REPORTS] = Reports(parts.database, parts.catalogues)
    application[QUEUE_DAYS] = parts.days
    application[STATISTICS] = Statistics(parts.database, parts.catalogues)
    application.add_routes(
        [
            web.get(f"{API}/live", live.open),
            *session.routes(),
            *public.routes(),
            *staff.routes(),
            *board.routes(),
            *health.routes(ready),
            *pages.routes(settings),
        ]
    )
    return application


def _sweeper(
    parts: _Parts, office: Office, notices: Notices, bus: Bus, numbers: Numbers
) -> Sweeper:
    return Sweeper(
        node=office.node,
        desk=parts.desk,
        visits=parts.visits,
        desks=parts.desks,
        line=parts.line,
        boards=office.boards,
        catalogues=parts.catalogues,
        clock=office.clock,
        graces=Graces(
            clerk=numbers.grace,
            citizen=numbers.grace,
            hold=numbers.hold,
            warning=min(numbers.hold / 3, timedelta(minutes=10)),
        ),
        buried=notices.buried,
        leftovers=office.later.try_again,
        watch=bus.watch,
    )


def _post(
    settings: Settings, parts: _Parts, posted: asyncio.Event, clock: Callable[[], datetime]
) -> Post:
    return Post(
        parts.database,
        parts.bookings,
        parts.links,
        smtp(settings.smtp_url),
        sender=settings.mail_from,
        posted=posted,
        clock=clock,
    )


def _messenger(
    settings: Settings,
    parts: _Parts,
    send: Send,
    offer: PushOffer,
    key: Key,
    post: Callable[[], None],
    clock: Callable[[], datetime],
) -> Messenger:
    address = parseaddr(settings.mail_from)[1]
    return Messenger(
        parts.database,
        parts.visits,
        send,
        offer,
        key=key,
        subject=f"mailto:{address}" if address else settings.public_url,
        post=post,
        clock=clock,
    )


def _limits(numbers: Numbers) -> Limits:
    return Limits(
        ping_s=numbers.ping.total_seconds(),
        dead_s=numbers.dead.total_seconds(),
        write_s=numbers.write.total_seconds(),
    )


@asynccontextmanager
async def _running(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Runs the tasks of a node beside the body; one that fails takes the node down, loudly."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in work]
        try:
            yield
        finally:
            await end_all(tasks)
