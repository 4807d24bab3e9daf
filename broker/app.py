"""One node put together: every part of an installation, opened in order and closed in reverse.

The only composition root. Whoever wants a node - `serve`, `demo`, a test - opens one with `open_node`
and serves its application; all run on the same real parts.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

import structlog
from aiohttp import web

from broker.alarms import Alarms
from broker.announce import ShownNotice
from broker.bookings import Bookings
from broker.catalogues import Catalogues
from broker.clock import OfficeClock
from broker.core.visit import QueueId
from broker.housekeeping import Housekeeping
from broker.http.health import Health
from broker.lease import Lease
from broker.live.alerts import Lookout
from broker.live.boards import Boards
from broker.live.foresight import HELD, Foresight
from broker.live.greetings import Greetings
from broker.live.inside import Inside
from broker.live.lines import Lines
from broker.live.notices import Notices
from broker.live.office import Office
from broker.live.relay import Calls
from broker.live.rollcall import RollCall
from broker.live.route import LIVE
from broker.observe import Observer
from broker.outbox.endpoints import PushOffer
from broker.outbox.mail import Post, smtp
from broker.outbox.push import Messenger, Send, push_session, through
from broker.parts import Parts, parts_of
from broker.pulse import Pulse
from broker.settings import Settings
from broker.site import site
from broker.stores.alerts import Alerts
from broker.stores.database import Database
from broker.stores.line import DESKS, topic
from broker.stores.promises import Promises
from broker.sweeper import Sweeper
from broker.tasks import end_all
from broker.trust.keys import Key, KeySet
from broker.trust.links import Links
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens
from signaling.bus import Bus
from signaling.errors import GoingAway, StoreDown
from signaling.heart import Heart
from signaling.hub import Hub
from signaling.messages import GoAway, OfficeRules

log = structlog.get_logger(__name__)
LONGEST_SPREAD_MS = 20_000
# For each socket: a node greets three times as many, and those who are there do not notice.
SPREAD_MS = 10
HANGING_UP_S = 5.0
LOOK_S = 0.05


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

        The proxy knows first, or it would send them back here. A page leaves when its new socket has
        been greeted elsewhere, so nobody sees a gap; who has not left in time is hung up on. Calls go
        on: their media is between the browsers. Returns when every socket is closed.
        """
        until = time.monotonic() + self.settings.numbers.drain.total_seconds() - HANGING_UP_S
        self.health.draining()
        await self.health.known()
        self.application[LIVE].stop()
        connections = list(self.office.hub.connections())
        left_s = max(0.0, until - time.monotonic())
        spread_ms = min(LONGEST_SPREAD_MS, SPREAD_MS * len(connections), int(left_s * 700))
        for connection in connections:
            connection.say(GoAway(after_ms=secrets.randbelow(spread_ms + 1)))
        if await self._others():
            while len(self.office.hub) and time.monotonic() < until:
                await asyncio.sleep(LOOK_S)
        await self.hang_up()

    async def _others(self) -> bool:
        """Whether there is anywhere to go; where nobody can say, it is hoped for."""
        try:
            return bool(await self.office.line.live_nodes() - {self.office.node})
        except StoreDown:
            return True

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
    settings: Settings, keys: Callable[[], KeySet], *, clock: Callable[[], datetime] | None = None
) -> AsyncIterator[Node]:
    """Opens every part, runs the node's tasks, and closes all of it at the end. Only a test has a `clock`
    that is not that of the office.

    The database must be migrated and hold a catalogue. Raises StoreDown when the database or Redis
    does not answer, NotFound without a catalogue, UnusableKeysError for the key of messages.
    """
    clock = OfficeClock() if clock is None else clock
    common = clock if isinstance(clock, OfficeClock) else None
    async with AsyncExitStack() as stack:
        parts, name = parts_of(settings, keys, clock), secrets.token_hex(4)
        stack.push_async_callback(parts.close)
        if not await parts.line.loaded():
            await parts.line.load()
        if common is not None:
            await common.ask(parts.line.now)
        # The bus needs the hub's ears and the hub the bus's mouth: it is found when it is used.
        hub = Hub(name, lambda node, letter: bus.post(node, letter))  # noqa: PLW0108
        lease = Lease(
            name,
            parts.line,
            buried=lambda: notices.emptied([*office.boards.queues(), DESKS]),
            thawed=lambda: office.boards.missed_something(),  # noqa: PLW0108
            clock=common,
        )
        office = _office(parts, hub, lease)
        rollcall, inside = RollCall(office), Inside(parts.sessions, clock)
        notices = Notices(office, rollcall)
        office.boards.heard_by(notices)
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
            # Of the machine: an operator has to put it right, though nothing is dated by it.
            clock=clock if common is None else common.machine,
            figures=parts.observer.registry,
            metrics_token=settings.metrics_token,
        )
        foresight = Foresight(
            office.boards.pictures, Promises(parts.database), parts.catalogues, clock=clock
        )
        pulse = Pulse()
        _count(parts.observer, hub, office, foresight, pulse)
        sweeper = _sweeper(parts, office, notices, bus)
        node = Node(
            settings=settings,
            application=site(parts, office, inside, ready),
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
        await lease.turn()
        await sweeper.sweep()
        heart = Heart(hub, settings.numbers.limits())
        work = [office.boards.run(), notices.run(), rollcall.run(), inside.run(), heart.run()]
        work += [sweeper.run(), _housekeeping(parts).run(), foresight.run(), office.lookout.run()]
        work += [pulse.run(), lease.run(), office.lines.run()]
        work += await _carriers(parts, stack)
        async with _running(work):
            yield node
        with contextlib.suppress(StoreDown):
            # Off the list only if every seat was left; else others bury this node.
            await office.later.try_again()
            await parts.line.strike(name)


def _office(parts: Parts, hub: Hub, lease: Lease) -> Office:
    settings, clock = parts.settings, parts.clock
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
        clerk_names=settings.clerk_names,
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
        greetings=Greetings(parts.database),
        lines=Lines(parts.visits, boards, hub, parts.later, clock),
        alarms=alarms,
        lookout=Lookout(alarms, boards, parts.catalogues, clock),
        hub=hub,
        lease=lease,
        calls=Calls(hub),
        turn=settings.relay,
        relay_only=settings.relay_only,
        heartbeat=settings.numbers.ping,
        hold=settings.numbers.hold,
        phone=settings.phone or None,
        phone_region=settings.phone_region,
        rules=_shown(settings),
        closed=parts.observer.socket_closed,
        push=parts.push_offer(),
    )


def _shown(settings: Settings) -> OfficeRules:
    """The numbers that pages show, in seconds."""
    numbers = settings.numbers
    return OfficeRules(
        late_s=int(numbers.late.total_seconds()),
        late_choices_s=int(numbers.late_choices.total_seconds()),
        warning_s=int(numbers.warning.total_seconds()),
        undo_s=int(numbers.rules().undo.total_seconds()),
        take_up_s=int(numbers.rules().take_up.total_seconds()),
        missed_calls=settings.missed_calls,
    )


def _count(
    observer: Observer, hub: Hub, office: Office, foresight: Foresight, pulse: Pulse
) -> None:
    """What the metrics say of this node."""
    observer.watch("sockets", "Open sockets of this node.", lambda: len(hub))
    observer.watch(
        "clock_off_seconds",
        "How far the clock of this machine is ahead of that of Redis.",
        lambda: office.lease.clock_off().total_seconds(),
    )
    observer.watch("waiting", "Who waits, in all queues.", office.boards.waiting)
    observer.watch("desks", "Desks at work, in all queues.", office.boards.at_work)
    observer.watch("loop_lag_seconds", "Worst delay of the loop since last asked.", pulse.lag)
    observer.watch("loop_busy_seconds", "Of it, computed in one piece.", pulse.busy)
    observer.watch_each(
        "promises",
        "Waiting times promised today in all queues, by how they held; alike on all nodes.",
        label="held",
        values=HELD,
        read=foresight.promises_today,
    )


def _sweeper(parts: Parts, office: Office, notices: Notices, bus: Bus) -> Sweeper:
    return Sweeper(
        node=office.node,
        desk=parts.desk,
        visits=parts.visits,
        desks=parts.desks,
        line=parts.line,
        boards=office.boards,
        catalogues=parts.catalogues,
        clock=parts.clock,
        graces=parts.settings.numbers.graces(),
        lease=office.lease,
        leftovers=office.later.try_again,
        watch=bus.watch,
    )


def _housekeeping(parts: Parts) -> Housekeeping:
    return Housekeeping(
        parts.sessions,
        parts.visits,
        parts.line,
        parts.catalogues,
        clock=parts.clock,
        push=parts.push_key is not None,
    )


async def _carriers(parts: Parts, stack: AsyncExitStack) -> list[Coroutine[Any, Any, None]]:
    """Who empties the outboxes that this installation has."""
    work = []
    if parts.settings.smtp_url:
        work.append(_post(parts).run())
    else:
        log.info("mail.off", reason="no mail server is set: mails wait in the outbox")
    offer = parts.push_offer()
    if parts.push_key is not None and offer is not None:
        send = through(await stack.enter_async_context(push_session()))
        work.append(_messenger(parts, send, offer, parts.push_key).run())
    return work


def _post(parts: Parts) -> Post:
    return Post(
        parts.database,
        parts.bookings,
        parts.links,
        smtp(parts.settings.smtp_url),
        sender=parts.settings.mail_from,
        posted=parts.posted,
        clock=parts.clock,
        refused=lambda visit: parts.later.tell(
            visit.queue, ShownNotice(visit=visit.id, queue=visit.queue), visit=visit.id
        ),
    )


def _messenger(parts: Parts, send: Send, offer: PushOffer, key: Key) -> Messenger:
    address = parseaddr(parts.settings.mail_from)[1]
    return Messenger(
        parts.database,
        parts.visits,
        send,
        offer,
        key=key,
        subject=f"mailto:{address}" if address else parts.settings.public_url,
        post=parts.posted.set,
        clock=parts.clock,
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
