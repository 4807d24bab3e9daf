"""An office of two departments for a whole day: who is where, and the truths that have to agree."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from playwright.async_api import Browser, Page
from sqlalchemy import select, update

from broker.app import Node
from broker.catalogues import DEMO_QUEUE, DEMO_SERVICE, sample_document, with_always_open
from broker.cli.staff import staff_link
from broker.core.booking import Wish
from broker.core.visit import QueueId, VisitId
from broker.stores.tables import bookings, visits
from tests.support.album import Album
from tests.support.browser import DESK_SCREEN, Tab, new_context, open_tab
from tests.support.guests import Guests, Habit, played_guests
from tests.support.keyboard import Desk
from tests.support.town import PATIENT, Guest, Town, open_town
from tests.support.wire import token_of

PASSES = "paesse"
OFFICES = {DEMO_QUEUE: "Bürgeramt zum Ausprobieren", PASSES: "Passstelle am Markt"}
SERVICES = {DEMO_QUEUE: DEMO_SERVICE, PASSES: PASSES}
PASSED_OVER = timedelta(seconds=3)


@dataclass
class OfficeDay:
    """The town, who is where, and what was seen."""

    town: Town
    browser: Browser
    guests: Guests
    album: Album = field(default_factory=Album)
    tabs: list[Tab] = field(default_factory=list)

    @property
    def node(self) -> Node:
        """The one node."""
        return self.town.nodes[0]

    async def staff(self, role: Any, name: str) -> Tab:
        """Somebody of both departments, in a browser of their own."""
        node = self.node
        link = staff_link(
            node.tokens,
            node.settings,
            role=role,
            departments=list(OFFICES),
            person="1",
            name=name,
            now=self.town.clock(),
        )
        return await self.tab(link, DESK_SCREEN)

    async def clerk(self, name: str) -> Desk:
        """A clerk, the desk still closed."""
        return Desk(await self.staff("clerk", name))

    async def tab(self, link: str, size: Any) -> Tab:
        """A page in a browser of its own."""
        tab = await open_tab(await new_context(self.browser), link, size=size)
        self.tabs.append(tab)
        return tab

    async def walk_in(
        self, queue: str, name: str, *, language: str = "de", phone: str | None = None
    ) -> str:
        """Somebody at the counter of the house, into the line now; their link."""
        now = self.town.clock()
        wish = Wish(
            service=SERVICES[queue],
            slot=None,
            channel="phone" if phone else "video",
            name=name,
            language=language,
            phone=phone,
        )
        booked = await self.node.bookings.walk_in(wish, clerk="counter", now=now)
        expires = max(booked.visit.closes_at, booked.visit.serve_until)
        reference, gen = booked.booking.reference, booked.booking.gen
        return self.node.links.join(reference, gen, expires_at=expires, now=now)

    def link(self, guest: Guest) -> str:
        """Of somebody with an appointment."""
        return f"{self.node.settings.public_url}/join#{guest.token}"

    async def guest(self, queue: str, name: str, habit: Habit = "comes") -> None:
        """One of those whom the program plays."""
        await self.guests.come(name, token_of(await self.walk_in(queue, name)), habit)

    async def visit(self, name: str) -> VisitId:
        """Whose visit that is."""
        query = select(visits.c.id).join(bookings, bookings.c.reference == visits.c.booking)
        async with self.node.database.read() as connection:
            found = await connection.scalar(query.where(bookings.c.name == name))
        assert found is not None, name
        return VisitId(found)

    async def out_of_patience(self, name: str) -> None:
        """The time to answer this call is over now: no test waits for a minute."""
        change = update(visits).where(visits.c.id == await self.visit(name))
        await self.node.database.write(
            lambda connection: connection.execute(change.values(deadline=self.town.clock()))
        )

    async def live(self) -> dict[str, dict[VisitId, str]]:
        """By queue, the stage of each visit that is not over: what SQL says."""
        found = {}
        for queue in OFFICES:
            facts = await self.node.office.visits.facts(queue=QueueId(queue))
            found[queue] = {fact.visit.id: str(fact.visit.stage) for fact in facts}
        return found

    async def agree(self, *desks: Desk) -> dict[str, dict[VisitId, str]]:
        """SQL, the line in Redis, every desk and every citizen say the same. Fails when they differ."""
        truth = await self.live()
        for queue, stages in truth.items():
            line = await self.node.office.line.in_order(QueueId(queue))
            assert line == [visit for visit, stage in stages.items() if stage == "waiting"]
        everybody = [visit for stages in truth.values() for visit in stages]
        for desk in desks:
            await desk.shows(everybody)
        stages = {visit: stage for found in truth.values() for visit, stage in found.items()}
        for guest in self.guests.all:
            assert guest.stage == stages.get(VisitId(guest.citizen.visit.visit), "ended"), (
                guest.name
            )
        return truth

    async def look(self, page: Page, screen: str) -> None:
        """Into the album."""
        await self.album.look(page, screen)


@asynccontextmanager
async def open_office(
    browser: Browser, database_url: str, redis_url: str
) -> AsyncIterator[OfficeDay]:
    """The doors are about to open. A missed call may be repeated after `PASSED_OVER`."""
    document = with_always_open(sample_document(), training={PASSES: OFFICES[PASSES]})
    numbers = replace(PATIENT, passed_over=PASSED_OVER)
    async with (
        open_town(database_url, redis_url, document=document, numbers=numbers) as town,
        played_guests(town.apis[0], town.client) as guests,
    ):
        yield OfficeDay(town, browser, guests)
        await town.nodes[0].drain()
