"""Every control of every page, pressed once and twice: see `tests/support/walker.py`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser

from broker.cli.demo import DEPARTMENTS, Demo
from broker.cli.staff import staff_link
from broker.core.visit import Actor, By, Cancel, Leave
from broker.core.visit import Stage as At
from broker.routes import API
from tests.support.browser import CitizenTab
from tests.support.walker import WAYS, Control, Stage, Walker, Way, on_stage
from tests.support.wire import Wire, token_of, wire

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
QUEUE = "demo"
Recipe = Callable[[bool], AbstractAsyncContextManager[Stage]]


@dataclass
class House:
    """The demo, and who plays the other side."""

    browser: Browser
    demo: Demo
    client: ClientSession

    @property
    def url(self) -> str:
        """Of the site."""
        return self.demo.node.settings.public_url

    async def clean(self) -> None:
        """Nobody is left of the state before."""
        office = self.demo.node.office
        for picture in await office.visits.facts(queue=self.demo.queue):
            visit = picture.visit
            if visit.stage is not At.ENDED:
                # What is cancelled gives its time back: there are not many for a whole walk.
                early = visit.stage in (At.BOOKED, At.WAITING, At.PARKED)
                end = Cancel() if early else Leave()
                await office.desk.do(visit.id, end, Actor(By.CITIZEN, visit.id))

    def staff(self, role: Any = "clerk") -> str:
        """A link of somebody new."""
        return staff_link(
            self.demo.node.tokens,
            self.demo.node.settings,
            role=role,
            departments=DEPARTMENTS,
            name="Alex Beispiel",
            person=token_hex(4),
            now=self.demo.node.office.clock(),
        )

    @asynccontextmanager
    async def clerk(self) -> AsyncIterator[Wire]:
        """Somebody at an open desk."""
        async with wire(self.client, f"{self.url}{API}", token_of(self.staff())) as (page, _):
            done = await page.ask("desk", state="open", queues=[QUEUE])
            assert done["type"] == "done", done
            yield page

    @asynccontextmanager
    async def citizen(self, link: str | None = None) -> AsyncIterator[Wire]:
        """Somebody who waits."""
        token = token_of(link or await self.demo.book())
        async with wire(self.client, f"{self.url}{API}", token) as (page, snapshot):
            done = await page.ask("arrive", visit=snapshot["visits"][0]["visit"])
            assert done["type"] == "done", done
            yield page


@pytest_asyncio.fixture(loop_scope="session")
async def house(browser: Browser, demo: Demo) -> AsyncIterator[House]:
    """A house for one test."""
    async with ClientSession() as client:
        yield House(browser, demo, client)


def ways(test: Any) -> Any:
    """Each way of pressing is a test of its own, and a long one."""
    return pytest.mark.long(pytest.mark.parametrize("way", WAYS)(test))


async def _walk(states: dict[str, Recipe], way: Way) -> None:
    """All states of one kind of person; what was tried in one is not tried again in the next."""
    tried: set[Control] = set()
    findings = []
    for name, recipe in states.items():
        walker = Walker(recipe, way, tried)
        await walker.walk()
        findings += [f"{name}: {each}" for each in walker.findings]
        print("STATE", name, walker.walked, "walked", flush=True)
    assert findings == []


PUBLIC = (
    "/",
    "/#all",
    "/#service=gespraech-auf-probe",
    "/statistics",
    "/imprint",
    "/nothing",
    "/join",
    "/desk",
    "/board",
    "/mailbox",
    "/demo",
)
CITIZEN = ("booked", "check", "checked", "waiting", "called", "in-call", "ended")
CLERK = ("closed", "idle", "open", "called", "in-call", "after")
BOARD = ("/board", "/board?wall=1", "/board?queue=demo")


@pytest.mark.timeout(240)
async def test_the_first_controls_of_a_citizen_and_a_clerk(house: House) -> None:
    """What the long ones do with everything."""
    citizen = Walker(partial(_citizen, house, "booked"), "finger", most=3)
    clerk = Walker(partial(_clerk, house, "closed"), "key", most=4)
    for walker in (citizen, clerk):
        await walker.walk()
        assert walker.walked >= walker.most
    assert citizen.findings + clerk.findings == []


@ways
async def test_public_pages(house: House, way: Way) -> None:
    """Pages of everybody."""
    await _walk({path: partial(_public, house, path) for path in PUBLIC}, way)


@ways
async def test_citizen(house: House, way: Way) -> None:
    """From the link to the end."""
    await _walk({state: partial(_citizen, house, state) for state in CITIZEN}, way)


@ways
async def test_clerk(house: House, way: Way) -> None:
    """A desk with two people in its line."""
    await _walk({state: partial(_clerk, house, state) for state in CLERK}, way)


@ways
async def test_board(house: House, way: Way) -> None:
    """A supervisor's screens."""
    await _walk({path: partial(_board, house, path) for path in BOARD}, way)


@asynccontextmanager
async def _public(house: House, path: str, finger: bool) -> AsyncIterator[Stage]:
    async with on_stage(house.browser, house.url + path, finger=finger) as stage:
        yield stage


@asynccontextmanager
async def _citizen(house: House, state: str, finger: bool) -> AsyncIterator[Stage]:
    await house.clean()
    link = await house.demo.book()
    async with on_stage(house.browser, link, finger=finger) as stage, house.clerk() as clerk:
        citizen = CitizenTab(stage.tab)
        if state == "check":
            await stage.tab.press("Weiter")
        elif state == "checked":
            await citizen.check()
        elif state != "booked":
            await citizen.wait()
        if state in ("called", "in-call", "ended"):
            done = await clerk.ask("call-next", queue=QUEUE)
            await stage.tab.sees("Jetzt beitreten")
            if state != "called":
                await citizen.join()
                await stage.page.get_by_role("toolbar").wait_for()
            if state == "ended":
                await clerk.ask("end", visit=done["visit"], outcome="completed")
                await stage.tab.sees("Vielen Dank")
        yield stage


@asynccontextmanager
async def _clerk(house: House, state: str, finger: bool) -> AsyncIterator[Stage]:
    await house.clean()
    async with on_stage(house.browser, house.staff(), finger=finger) as stage:
        tab = stage.tab
        if state in ("closed", "idle"):
            if state == "idle":
                await tab.press("Arbeitsplatz öffnen")
            yield stage
            return
        async with house.citizen() as first, house.citizen():
            await tab.press("Arbeitsplatz öffnen")
            await tab.sees("Erika Muster")
            if state != "open":
                await stage.settled()
                await tab.press("Nächste Person aufrufen")
                called = await first.until(type="stage", stage="called")
                if state != "called":
                    await first.ask("join", visit=called["visit"])
                    await stage.page.get_by_role("toolbar").wait_for()
                if state == "after":
                    await first.ask("leave", visit=called["visit"])
                    await tab.sees("Zuletzt")
            yield stage


@asynccontextmanager
async def _board(house: House, path: str, finger: bool) -> AsyncIterator[Stage]:
    await house.clean()
    link = house.staff("supervisor").replace("/board", path)
    async with house.citizen(), on_stage(house.browser, link, finger=finger) as stage:
        yield stage
