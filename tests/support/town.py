"""A whole installation in this process: some nodes on one database and one Redis."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientSession

from broker.app import Node, open_node
from broker.bookings import Booked
from broker.catalogues import (
    DEMO_QUEUE,
    DEMO_SERVICE,
    import_document,
    sample_document,
    with_always_open,
)
from broker.cli.serving import bound_socket, serve
from broker.cli.staff import staff_link
from broker.clock import OfficeClock, utc_now
from broker.core.booking import Wish
from broker.core.visit import Stage, VisitId
from broker.routes import API
from broker.settings import Numbers, Settings
from broker.stores.database import Database
from broker.trust.keys import new_set
from tests.support.wire import WITHIN_S, Wire, token_of, wire

QUEUE = DEMO_QUEUE
# Of a machine that is busy with other tests.
PATIENT = Numbers(redis_wait=timedelta(seconds=20))


@dataclass
class Guest:
    """A citizen with a booking: the token of the link, and the visit's id."""

    token: str
    visit: VisitId
    reference: str


@dataclass
class Town:
    """The nodes, the addresses of their APIs, and a client for all."""

    nodes: list[Node]
    apis: list[str]
    client: ClientSession
    clock: Callable[[], datetime]

    async def guest(
        self,
        *,
        language: str = "de",
        service: str = DEMO_SERVICE,
        email: str | None = None,
        phone: str | None = None,
    ) -> Guest:
        """Books somebody in; the waiting room is open."""
        node, now = self.nodes[0], self.clock()
        today = now.astimezone((await node.catalogues.current()).zone).date()
        # Late in the evening the next free time is tomorrow's.
        tomorrow = today + timedelta(days=1)
        free = await node.bookings.slots(service, today, tomorrow, "video", now=now)
        wish = Wish(
            service=service,
            slot=free[0].start,
            channel="video",
            name="Erika Muster",
            language=language,
            email=email,
            phone=phone,
            consent=True,
        )
        return _with_link(node, await node.bookings.book(wish, created_by="test", now=now), now)

    async def walk_in(self, number: int = 0) -> Guest:
        """Somebody for whom a clerk took a number at a node: in the line from that node's now on."""
        node = self.nodes[number]
        now = node.office.clock()
        wish = Wish(
            service=DEMO_SERVICE,
            slot=None,
            channel="video",
            name="Geist",
            language="de",
            consent=True,
        )
        return _with_link(node, await node.bookings.walk_in(wish, clerk="anna", now=now), now)

    def staff(self, role: str = "clerk", name: str = "Anna", department: str = "demo") -> str:
        """The token of a staff link."""
        node = self.nodes[0]
        link = staff_link(
            node.tokens,
            node.settings,
            role=role,  # type: ignore[arg-type] # tests name both roles
            departments=[department],
            person="1",
            name=name,
            now=self.clock(),
        )
        return token_of(link)

    @asynccontextmanager
    async def citizen(
        self, guest: Guest, node: int = 0, **hello: Any
    ) -> AsyncIterator[tuple[Wire, dict[str, Any]]]:
        """The guest's page on a node, with its view of the visit."""
        async with wire(self.client, self.apis[node], guest.token, **hello) as (page, snapshot):
            yield page, snapshot["visits"][0]

    @asynccontextmanager
    async def clerk(
        self, node: int = 0, *, name: str = "Anna", opened: bool = True
    ) -> AsyncIterator[Wire]:
        """A clerk's page on a node, its desk open for the queue."""
        async with wire(self.client, self.apis[node], self.staff(name=name)) as (page, _):
            if opened:
                done = await page.ask("desk", state="open", queues=[QUEUE])
                assert done["type"] == "done"
            yield page


def _with_link(node: Node, booked: Booked, now: datetime) -> Guest:
    """The link lives as long as a page may need it."""
    expires = max(booked.visit.closes_at, booked.visit.serve_until)
    reference, gen = booked.booking.reference, booked.booking.gen
    link = node.links.join(reference, gen, expires_at=expires, now=now)
    return Guest(token_of(link), booked.visit.id, reference)


@asynccontextmanager
async def open_town(
    database_url: str,
    redis_url: str,
    *,
    nodes: int = 1,
    clock: Callable[[], datetime] | None = None,
    machines: Sequence[Callable[[], datetime]] = (),
    numbers: Numbers = PATIENT,
    document: dict[str, Any] | None = None,
    **more: Any,
) -> AsyncIterator[Town]:
    """Imports the sample catalogue or `document` into a migrated database, and opens the nodes, each
    on a port of its own; `machines` are the clocks of the machines of the first nodes, when they are
    not right; `more` are settings."""
    now = (clock or utc_now)()
    database = Database(database_url)
    await import_document(database, document or with_always_open(sample_document()), now)
    await database.close()
    keys, secret = new_set(now), secrets.token_urlsafe(32)
    async with AsyncExitStack() as stack:
        opened, apis = [], []
        sockets = [stack.enter_context(bound_socket("127.0.0.1", 0)) for _ in range(nodes)]
        public = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        wrong = [OfficeClock(machine) for machine in machines]
        own = [*wrong, *[clock] * (nodes - len(wrong))]
        for listening, its in zip(sockets, own, strict=True):
            settings = Settings(
                public_url=public,
                secret=secret,
                database_url=database_url,
                redis_url=redis_url,
                staff_links=True,
                numbers=numbers,
                **more,
            )
            node = await stack.enter_async_context(open_node(settings, lambda: keys, clock=its))
            await stack.enter_async_context(serve(node, listening))
            opened.append(node)
            apis.append(f"http://127.0.0.1:{listening.getsockname()[1]}{API}")
        client = await stack.enter_async_context(ClientSession())
        yield Town(opened, apis, client, clock or utc_now)


async def heard_of(node: Node, *guests: Guest) -> None:
    """Waits until all of them wait in this node's picture of the queue: each node learns by itself
    what was done on another one, and when."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            picture = node.office.boards.pictures.of(QUEUE)
            assert picture is not None
            known = [picture.visits.get(guest.visit) for guest in guests]
            if all(facts is not None and facts.visit.stage is Stage.WAITING for facts in known):
                return
            await asyncio.sleep(0.02)


async def only_those(town: Town, pages: int) -> None:
    """Waits until the first node has done with all pages but so many: a socket that is closed here
    is not yet over there."""
    async with asyncio.timeout(WITHIN_S):
        while len(town.nodes[0].office.pages) > pages:
            await asyncio.sleep(0.01)


async def arrive(page: Wire, visit: str, **more: object) -> None:
    """Into the line."""
    done = await page.ask("arrive", visit=visit, **more)
    assert done["type"] == "done", done
