"""A clerk's verbs on the real page against the real server, by keyboard alone."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from broker.cli.demo import Demo
from tests.support.browser import (
    DESK_SCREEN,
    PHONE_SCREEN,
    WAYS_OUT,
    CitizenTab,
    new_context,
    open_tab,
)
from tests.support.screens import Inspector

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Keys:
    """A desk that is used by its keys alone."""

    page: Page

    async def press(self, *keys: str) -> None:
        """One after another, as a hand does it."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def reads(self, text: str) -> None:
        """Waits until this can be read somewhere."""
        await expect(self.page.get_by_text(text).first).to_be_visible()


async def _waiting(context: BrowserContext, demo: Demo) -> CitizenTab:
    tab = await open_tab(context, (await demo.links()).citizen, size=PHONE_SCREEN)
    citizen = CitizenTab(tab)
    await citizen.wait(camera=False)
    return citizen


async def _desk(browser: Browser, demo: Demo) -> Keys:
    office = await new_context(browser)
    tab = await open_tab(office, (await demo.links()).clerk, size=DESK_SCREEN)
    keys = Keys(tab.page)
    await keys.reads("Ihr Arbeitsplatz ist geschlossen")
    await keys.press("o")
    await keys.reads("Als Nächstes")
    return keys


async def test_a_place_in_the_line_is_moved_and_given_back_by_keys(
    browser: Browser, demo: Demo
) -> None:
    """Set aside, undone, told in advance, noted: each by its key, each seen on the page."""
    inspector = Inspector()
    citizen = await _waiting(await new_context(browser), demo)
    desk = await _desk(browser, demo)
    await desk.press("ArrowDown")
    await desk.reads("Aus der Liste")
    await inspector.look(desk.page, "chosen")
    await desk.press("k", "1")
    await desk.reads("ist zurückgestellt.")
    await desk.reads("zurückgestellt: Holt noch Unterlagen")
    await citizen.tab.sees("Bitte holen Sie Ihre Unterlagen")
    await desk.press("z")
    await desk.reads("nicht mehr zurückgestellt")
    await expect(desk.page.locator(".row-visit--parked")).to_have_count(0)
    await desk.press("h")
    await desk.reads("hält sich bereit")
    await desk.press("s", "1")
    await desk.reads("Dahinter steht niemand, der da ist")
    await desk.press("Escape")
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    await desk.press("i")
    await desk.page.keyboard.type("Bringt den Ausweis mit.")
    await desk.reads("Gespeichert")
    await desk.press("Escape", "y")
    await desk.page.keyboard.type("AZ 12/26")
    await desk.press("Escape", "c")
    await desk.reads("ist aufgerufen")
    await expect(desk.page.get_by_label("Notiz")).to_have_value("Bringt den Ausweis mit.")
    await expect(desk.page.get_by_label("Aktenzeichen")).to_have_value("AZ 12/26")
    await desk.reads("Vorab Bescheid gegeben: bald an der Reihe.")
    await desk.press("b")
    await desk.reads("steht wieder ganz vorn")
    await desk.press("z")
    await desk.reads("ist wieder bei Ihnen aufgerufen")
    await expect(desk.page.get_by_role("heading", name="ist aufgerufen")).to_be_visible()
    await desk.press("i", "End")
    await desk.page.keyboard.type(" Kommt wieder.")
    await desk.press("Escape", "x")
    await desk.reads("Zuletzt:")
    # An end can be taken back longest: there is time to look.
    await inspector.look(desk.page, "undo bar")
    await desk.press("a")
    note = desk.page.get_by_role("dialog").get_by_label("Notiz")
    await expect(note).to_have_value("Bringt den Ausweis mit. Kommt wieder.")
    assert inspector.findings == []


async def test_a_visit_is_handed_over_by_name_and_a_queue_is_told_and_closed(
    browser: Browser, demo: Demo
) -> None:
    """The name of the queue is asked for once more; the notice stands at its heading."""
    inspector = Inspector()
    await _waiting(await new_context(browser), demo)
    desk = await _desk(browser, demo)
    await desk.press("ArrowDown", "#")
    await desk.reads("Hinweis an alle, die warten")
    await inspector.look(desk.page, "menu of a queue")
    await desk.press("Escape", "#", "Home", "ArrowDown", "Enter")
    await desk.page.keyboard.type("Heute dauert es länger.")
    await inspector.look(desk.page, "notice")
    await desk.press("Tab", "Tab", "Enter")
    said = desk.page.locator(".line-said")
    await expect(said).to_have_text("Hinweis an alle, die warten: Heute dauert es länger.")
    await desk.press("l", "u")
    await desk.page.keyboard.type("jugend")
    await inspector.look(desk.page, "hand over")
    # Below the name may stand its hours.
    name, *_ = (await desk.page.locator(".target").first.inner_text()).splitlines()
    await desk.page.locator(".target input").first.focus()
    await desk.press("Space", "Enter")
    await expect(desk.page.locator(".transfer-sure strong")).to_have_text(name)
    await inspector.look(desk.page, "hand over, sure")
    await desk.press("Tab", "Tab", "Enter")
    await desk.reads("ist übergeben.")
    assert inspector.findings == []


async def test_who_signs_out_gives_back_whom_they_have_called(
    browser: Browser, demo: Demo
) -> None:
    """At once: else somebody would talk to a desk that nobody sits at, until its time is over."""
    citizen = await _waiting(await new_context(browser), demo)
    desk = await _desk(browser, demo)
    await desk.press("ArrowDown", "c")
    await citizen.join()
    await desk.reads("Beenden")
    await desk.page.get_by_role("button", name="Abmelden").click()
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Diese Person kommt zurück in die Reihe.")
    await dialog.get_by_role("button", name="Abmelden").click()
    await expect(citizen.page.get_by_text(WAYS_OUT)).to_be_visible(timeout=10_000)
    await desk.reads("nicht angemeldet")
