"""The whole system on one machine with nothing else installed.

SQLite in a temporary folder, an embedded Redis-compatible server, the sample catalogue with one queue
that is open day and night, a mailbox page, and people who are played by the program on a switch. All
of it is the real system: the same node, the same stores' code, the same contract.
"""

import asyncio
import contextlib
import secrets
import socket
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType

import msgspec
import structlog
from aiohttp import web

from broker.app import Node, open_node
from broker.catalogues import (
    DEMO_QUEUE,
    DEMO_SERVICE,
    import_document,
    sample_document,
    with_always_open,
)
from broker.cli import certificate
from broker.cli.embedded import embedded_redis
from broker.cli.serving import bound_socket, quieten_collector, serve, stopped_by_signal
from broker.cli.staff import staff_link
from broker.clock import utc_now
from broker.contract import DemoView, MailboxView, MailView, Simulation
from broker.core.booking import Wish
from broker.core.catalogue import PROBE_QUEUE
from broker.core.office_day import TRAINING, Guest, OfficeDay
from broker.core.office_day import office_day as drawn_day
from broker.core.visit import QueueId
from broker.http.problems import body, expecting, reply
from broker.migrate import migrate
from broker.outbox.mailbox import Mailbox
from broker.played.simulation import Player
from broker.played.simulation import Simulation as Players
from broker.played.training import Training, WalkIn
from broker.routes import API
from broker.settings import Numbers, Settings
from broker.stores.database import Database
from broker.tasks import end_all
from broker.trust.claims import StaffRole
from broker.trust.keys import new_set, write

log = structlog.get_logger(__name__)
NAME, MAIL = "Erika Muster", "erika.muster@example.org"
CLERK, SUPERVISOR = "Alex Beispiel", "Robin Aufsicht"
# The telephone number of all German authorities.
PHONE = "115"
DEPARTMENTS = (DEMO_QUEUE, PROBE_QUEUE)
# Where an office day is played, beside the queue to try.
TRAINING_QUEUES = MappingProxyType(
    {"uebung-ausweise": "Ausweise (Übung)", "uebung-wohnsitz": "Wohnsitz (Übung)"}
)
LONGEST_LINK = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo. `links()` are ready to open, any number of times."""

    node: Node
    mailbox: Mailbox
    players: Players
    departments: tuple[str, ...] = DEPARTMENTS
    trust: ssl.SSLContext | None = None
    queue: QueueId = QueueId(DEMO_QUEUE)

    async def links(self) -> DemoView:
        """Fresh links; the citizen's is of a new booking each time."""
        url = self.node.settings.public_url
        return DemoView(
            citizen=await self.book(),
            clerk=self.staff("clerk", CLERK),
            supervisor=self.staff("supervisor", SUPERVISOR),
            api=f"{url}{API}",
        )

    async def book(
        self, name: str = NAME, language: str = "de", *, email: str | None = MAIL
    ) -> str:
        """Books the next slot of the demo queue; its waiting room is open already."""
        now = self.node.office.clock()
        today = now.astimezone((await self.node.catalogues.current()).zone).date()
        free = await self.node.bookings.slots(
            DEMO_SERVICE, today, today + timedelta(days=1), "video", now=now
        )
        wish = Wish(
            service=DEMO_SERVICE,
            slot=free[0].start,
            channel="video",
            name=name,
            email=email,
            phone=None,
            language=language,
            needs=None,
            consent=True,
        )
        booked = await self.node.bookings.book(wish, created_by="demo", now=now)
        visit = booked.visit
        return self.node.links.join(
            booked.booking.reference,
            booked.booking.gen,
            expires_at=max(visit.closes_at, visit.serve_until),
            now=now,
        )

    def staff(self, role: StaffRole, name: str) -> str:
        """A sign-in link for the demo's departments."""
        return staff_link(
            self.node.tokens,
            self.node.settings,
            role=role,
            departments=self.departments,
            name=name,
            person="demo",  # The same one in every tab.
            now=self.node.office.clock(),
            life=LONGEST_LINK,
        )

    def training(self, day: OfficeDay, *, speed: float) -> Training:
        """An office day that can be played here; its queues are those of `TRAINING`."""
        return Training(
            day,
            api=f"{self.node.settings.public_url}{API}",
            speed=speed,
            walk_in=self._walk_in,
            clerk_token=lambda name: self.staff("clerk", name).partition("#")[2],
            trust=self.trust,
        )

    async def _walk_in(self, guest: Guest, player: Player) -> WalkIn:
        now = self.node.office.clock()
        service = guest.service.rpartition("-")[0]
        wish = Wish(
            service=DEMO_SERVICE if service == DEMO_QUEUE else service,
            slot=None,
            channel=guest.channel,
            name=player.name,
            language=player.language,
            phone=PHONE if guest.channel == "phone" else None,
        )
        booked = await self.node.bookings.walk_in(wish, clerk="office-day", now=now)
        link = self.node.links.join(
            booked.booking.reference,
            booked.booking.gen,
            expires_at=max(booked.visit.closes_at, booked.visit.serve_until),
            now=now,
        )
        return WalkIn(booked.visit.id, link.partition("#")[2])

    def routes(self) -> list[web.RouteDef]:
        """What only a demo has."""
        return [
            web.get(f"{API}/demo", self._links),
            web.get(f"{API}/demo/mailbox", self._mails),
            web.get(f"{API}/demo/simulation", self._simulation),
            web.post(f"{API}/demo/simulation", self._set_simulation),
        ]

    async def _links(self, request: web.Request) -> web.Response:
        return reply(await self.links())

    async def _mails(self, request: web.Request) -> web.Response:
        mails = [
            MailView(
                id=mail.id,
                to=mail.to,
                subject=mail.subject,
                at=mail.at,
                text=mail.text,
                attachments=mail.attachments,
            )
            for mail in self.mailbox.mails
        ]
        return reply(MailboxView(mails=mails))

    async def _simulation(self, request: web.Request) -> web.Response:
        return reply(self.players.state)

    async def _set_simulation(self, request: web.Request) -> web.Response:
        wanted = await body(request, Simulation)
        await self.players.set(citizens=wanted.citizens, clerk=wanted.clerk)
        return reply(self.players.state)


@asynccontextmanager
async def open_demo(
    *, host: str = "127.0.0.1", port: int = 0, tls: bool = False, office_day: bool = False
) -> AsyncIterator[Demo]:
    """A demo that answers on `host` and `port` (0: a free one). Everything goes with it at the end.

    `office_day`: with the queues that an office day is played in.
    Raises OSError when the address cannot be had.
    """
    secure = tls or not is_loopback(host)
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(bound_socket(host, port))
        port = listening.getsockname()[1]
        public = f"{'https' if secure else 'http'}://{shown(host)}:{port}"
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vorsprache-")))
        redis_url = stack.enter_context(embedded_redis())
        async with Mailbox(utc_now) as mailbox:
            settings = Settings(
                public_url=public,
                secret=secrets.token_urlsafe(32),
                host=host,
                port=port,
                database_url=f"sqlite+aiosqlite:///{folder}/vorsprache.db",
                redis_url=redis_url,
                staff_links=True,
                smtp_url=mailbox.url,
                mail_from="demo@vorsprache.example",
                push_key_file=_push_key(folder),
                phone=PHONE,
                demo=True,
                # Redis shares this process with simulated people who encode pictures.
                numbers=Numbers(redis_wait=timedelta(seconds=10)),
            )
            await _fill(settings, TRAINING_QUEUES if office_day else {})
            keys = new_set(utc_now())
            context = certificate.context(shown(host), folder) if secure else None
            async with open_node(settings, lambda: keys) as node:
                trust = certificate.trust(folder) if secure else None
                more = tuple(TRAINING_QUEUES) if office_day else ()
                demo = _with_players(node, mailbox, trust, (*DEPARTMENTS, *more))
                node.application.add_routes(expecting(demo.routes()))
                async with serve(node, listening, context):
                    try:
                        yield demo
                    finally:
                        await demo.players.set(citizens=False, clerk=False)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it. A name other than localhost counts as reachable."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_everywhere(host: str) -> bool:
    """Whether it stands for all addresses of this machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def shown(host: str) -> str:
    """The host as people type it: for "all addresses" the first that others can reach."""
    if not is_everywhere(host):
        return f"[{host}]" if ":" in host else host
    for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
        address = str(found[4][0])
        if not ip_address(address).is_loopback:
            return address
    return "127.0.0.1"


def _push_key(folder: Path) -> Path:
    path = folder / "push.json"
    write(new_set(utc_now()), path, replace_file=False)
    return path


async def _fill(settings: Settings, training: Mapping[str, str]) -> None:
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    document = with_always_open(sample_document(), training=training)
    await import_document(database, document, utc_now())
    await database.close()


def _with_players(
    node: Node, mailbox: Mailbox, trust: ssl.SSLContext | None, departments: tuple[str, ...]
) -> Demo:
    def clerk_token() -> str:
        return demo.staff("clerk", "Kim Simulation").partition("#")[2]

    async def book(name: str, language: str) -> str:
        # Without an address: the mailbox is for the person who tries it out.
        return (await demo.book(name, language, email=None)).partition("#")[2]

    api = f"{node.settings.public_url}{API}"
    players = Players(api=api, book=book, clerk_token=clerk_token, trust=trust)
    demo = Demo(node=node, mailbox=mailbox, players=players, departments=departments, trust=trust)
    return demo


async def run(
    *,
    host: str,
    port: int,
    tls: bool,
    as_json: bool,
    office_day: bool = False,
    speed: float = 60.0,
) -> int:
    """The command: prints the links, then serves until it is told to stop."""
    try:
        async with open_demo(host=host, port=port, tls=tls, office_day=office_day) as demo:
            links = await demo.links()
            quieten_collector()
            print(msgspec.json.encode(links).decode() if as_json else _words(links), flush=True)
            async with _played(demo, speed) if office_day else contextlib.nullcontext():
                await stopped_by_signal()
            await demo.node.drain()
    except OSError as error:
        print(f"vorsprache: {host}:{port} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


@asynccontextmanager
async def _played(demo: Demo, speed: float) -> AsyncIterator[None]:
    """Plays an office day beside the body; it ends with it."""
    queues = (DEMO_QUEUE, *TRAINING_QUEUES)
    day = drawn_day(replace(TRAINING, queues=queues), secrets.randbelow(1_000_000))
    training = demo.training(day, speed=speed)
    demo.node.foresight.play(speed)
    minutes = day.length / speed / 60
    print(
        f"  An office day is played: {len(day.guests)} people in {minutes:.0f} minutes.",
        file=sys.stderr,
    )

    async def play() -> None:
        await training.play()
        ends = ", ".join(f"{number} {outcome}" for outcome, number in training.done.items())
        print(f"  The office day is over: {ends}.", file=sys.stderr)

    playing = asyncio.create_task(play())
    try:
        yield
    finally:
        await end_all([playing])


def _words(links: DemoView) -> str:
    page = links.api.removesuffix(API)
    return "\n".join(
        (
            "",
            "vorsprache is running. Open these three links in three tabs:",
            "",
            f"  citizen     {links.citizen}",
            f"  clerk       {links.clerk}",
            f"  supervisor  {links.supervisor}",
            "",
            f"  More: {page}/demo (fresh links, simulated people), {page}/mailbox, {page}/",
            "  Stop with Ctrl-C.",
            "",
        )
    )
