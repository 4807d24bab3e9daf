"""The lid of the office's laptop is closed in the middle of a call, and the citizen is told in words."""

import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from broker.catalogues import DEMO_QUEUE
from broker.cli.staff import staff_link
from tests.support.album import Album
from tests.support.browser import (
    DESK_SCREEN,
    PHONE_SCREEN,
    CitizenTab,
    new_context,
    open_browser,
    open_tab,
)
from tests.support.keyboard import Desk
from tests.support.town import PATIENT, Town, open_town

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(240)]

# Long enough for a busy machine, and short enough to wait for.
QUICK = replace(
    PATIENT,
    ping=timedelta(seconds=2),
    dead=timedelta(seconds=7),
    grace=timedelta(seconds=8),
)

IN_WORDS = re.compile("Die Verbindung ist unterbrochen|Das Amt ist kurz weg")


@pytest_asyncio.fixture(loop_scope="session")
async def town(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """An office whose graces are short."""
    async with open_town(sqlite_url, real_redis_url, numbers=QUICK) as opened:
        yield opened
        await opened.nodes[0].drain()


async def _programs(browser: Browser) -> list[int]:
    """Every process of this browser: window, pages, network."""
    session = await browser.new_browser_cdp_session()
    found = await session.send("SystemInfo.getProcessInfo")
    return [each["id"] for each in found["processInfo"]]


@contextmanager
def _asleep(programs: list[int]) -> Iterator[None]:
    """Nothing of them runs, and nobody was told: as when a lid is closed."""
    try:
        for pid in programs:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in programs:
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def _laptop(town: Town) -> AsyncIterator[tuple[Browser, Desk]]:
    """The clerk's own machine, as far as a test can have one."""
    node = town.nodes[0]
    link = staff_link(
        node.tokens,
        node.settings,
        role="clerk",
        departments=[DEMO_QUEUE],
        name="Anna",
        person="1",
        now=town.clock(),
    )
    async with open_browser() as browser:
        tab = await open_tab(await new_context(browser), link, size=DESK_SCREEN)
        yield browser, Desk(tab)


async def test_while_the_laptop_of_the_office_sleeps_the_citizen_reads_what_goes_on(
    browser: Browser, town: Town
) -> None:
    """Somebody is away for a moment; then first in line again; and the desk wakes up to the truth."""
    album = Album()
    guest = await town.guest()
    link = f"{town.nodes[0].settings.public_url}/join#{guest.token}"
    home = await new_context(browser)
    citizen = CitizenTab(await open_tab(home, link, size=PHONE_SCREEN))
    await citizen.wait()
    async with _laptop(town) as (machine, desk):
        await desk.open()
        await desk.press("n")
        await citizen.join()
        await citizen.tab.until_frames()
        with _asleep(await _programs(machine)):
            await expect(citizen.page.get_by_text(IN_WORDS).first).to_be_visible()
            await album.look(citizen.page, "asleep the picture stands still")
            await citizen.tab.sees("Das Amt hat die Verbindung verloren.")
            await album.look(citizen.page, "asleep first in line again")
        await desk.reads("Als Nächstes")
        await desk.reads("Zuletzt: Erika Muster – wartet")
        await expect(desk.busy).to_have_count(0)
        await album.look(desk.page, "awake")
        await desk.press("n")
        await citizen.tab.sees("Sie sind an der Reihe")
        await citizen.join()
        await citizen.tab.until_frames()
        await desk.tab.until_frames()
        await desk.end(1)
        await citizen.tab.sees("Vielen Dank für das Gespräch.")
        assert citizen.tab.complaints + desk.tab.complaints == []
    assert album.findings == []
