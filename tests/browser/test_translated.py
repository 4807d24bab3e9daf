"""The browser translates the pages: text nodes go, elements of the translator stand in their place."""

from pathlib import Path

from playwright.async_api import Browser, BrowserContext, expect

from broker.cli.demo import Demo
from tests.support.browser import (
    DESK_SCREEN,
    PHONE_SCREEN,
    CitizenTab,
    ClerkTab,
    new_context,
    open_tab,
)

TRANSLATOR = Path(__file__).parents[2] / "web-client/src/testing/translator.js"
# The same words, so that a test can read them; each node is replaced all the same.
START = (
    "addEventListener('DOMContentLoaded', () => startTranslator(document.body, (text) => text));"
)


async def translated(browser: Browser) -> BrowserContext:
    """A person's own browser that translates every page from its first word on."""
    context = await new_context(browser)
    await context.add_init_script(f"{TRANSLATOR.read_text(encoding='utf-8')}\n{START}")
    return context


async def test_a_visit_under_a_translator(browser: Browser, demo: Demo) -> None:
    """Place, call, talk and goodbye are told as they become true, on both sides; nothing throws."""
    links = await demo.links()
    first = await translated(browser)
    other = CitizenTab(
        await open_tab(await new_context(browser), links.citizen, size=PHONE_SCREEN)
    )
    await other.wait(camera=False)
    citizen = CitizenTab(await open_tab(first, (await demo.links()).citizen, size=PHONE_SCREEN))
    clerk = ClerkTab(await open_tab(await translated(browser), links.clerk, size=DESK_SCREEN))
    await citizen.wait(camera=False)
    await citizen.tab.sees("Vor Ihnen ist noch 1 Person.")
    await clerk.open_desk()
    await expect(citizen.page.locator(".place-number")).to_have_text("1")
    await other.show_ways_out()
    await other.tab.press("Platz aufgeben")
    await other.page.get_by_role("dialog").get_by_role("button", name="Ja, Platz aufgeben").click()
    await citizen.tab.sees("Sie sind als Nächstes an der Reihe")
    await clerk.call_next()
    await citizen.join()
    await clerk.end()
    await citizen.tab.sees("Vielen Dank für das Gespräch")
    await expect(clerk.page.get_by_role("button", name="Beenden")).to_have_count(0)
    for tab in (citizen.tab, clerk.tab):
        assert await tab.page.locator("font").count() > 5
        assert tab.complaints == []
