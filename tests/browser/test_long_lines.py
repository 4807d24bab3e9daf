"""A desk with more people in a line than a screen is tall."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from broker.catalogues import DEMO_SERVICE
from broker.cli.demo import Demo, open_demo
from broker.played.people import Portal, token_of
from tests.support.browser import DESK_SCREEN, ClerkTab, new_context, open_tab
from tests.support.screens import run_axe

pytestmark = pytest.mark.slow
MANY = 25


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncIterator[Demo]:
    """One with several queues."""
    async with open_demo(office_day=True) as opened:
        yield opened
        await opened.node.drain()


async def test_a_long_line_hides_no_other_and_moves_under_no_pointer(
    browser: Browser, demo: Demo
) -> None:
    """Every queue keeps its heading in sight, news moves no row that is pointed at, and the keyboard
    reaches the last in line."""
    links = await demo.links()
    async with Portal(links.api) as portal:
        await portal.sign_in(token_of(links.clerk))
        for n in range(MANY):
            await portal.walk_in(DEMO_SERVICE, f"Person {n}")
        tab = await open_tab(await new_context(browser), links.clerk, size=DESK_SCREEN)
        await ClerkTab(tab).open_desk()
        page, rows = tab.page, tab.page.locator(".row-visit")
        await expect(rows).to_have_count(MANY)
        headings = page.locator(".line-title")
        assert await headings.count() > 1
        for heading in await headings.all():
            await expect(heading).to_be_in_viewport(ratio=1)
        await rows.first.hover()
        before = await rows.first.bounding_box()
        await portal.walk_in(DEMO_SERVICE, "Zuletzt gekommen")
        await expect(page.get_by_text("1 neue Person anzeigen")).to_be_visible()
        assert await rows.first.bounding_box() == before
        assert await run_axe(page) == []
        await page.keyboard.press("l")
        await expect(rows).to_have_count(MANY + 1)
        await rows.first.focus()
        await page.keyboard.press("End")
        last = page.locator(".row-visit:focus")
        await expect(last).to_contain_text("Zuletzt gekommen")
        await expect(last).to_be_in_viewport(ratio=1)
