"""Every press of a journey is a double one, and each is one step: pointer, finger and keys."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from broker.cli.demo import Demo
from broker.core.visit import Stage
from tests.browser.test_whole_visit import only_visit
from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, WAYS_OUT, new_context, open_tab
from tests.support.screens import reach

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

# Presses that reached what they were made on, as the page's own code sees them.
_COUNT = """addEventListener('click', ({ target }) => {
  if (target.closest('button, a, summary, label, input')) window.reached = (window.reached ?? 0) + 1
})"""
_REACHED = "() => { const n = window.reached ?? 0; window.reached = 0; return n }"
# The pause within a double click, in ms.
PAUSE = 60


@dataclass(frozen=True)
class Hasty:
    """Somebody who presses everything twice."""

    page: Page

    async def click(self, name: str) -> None:
        """Twice with the mouse; one of them may act."""
        await self.page.evaluate(_REACHED)
        button = self.page.get_by_role("button", name=name).last
        await button.dblclick(delay=PAUSE)
        assert await self.page.evaluate(_REACHED) == 1, f"a double click on {name!r}"

    async def tap(self, name: str) -> None:
        """Twice with a finger at one place; the second is no double click for the browser."""
        button = self.page.get_by_role("button", name=name).last
        await button.scroll_into_view_if_needed()
        box = await button.bounding_box()
        assert box is not None
        await button.tap()
        await self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    async def sees(self, text: str) -> None:
        """Waits until this can be read."""
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def press(self, key: str) -> None:
        """The same key twice."""
        await self.page.keyboard.press(key)
        await self.page.keyboard.press(key)


async def test_at_the_desk_a_double_press_is_one_step(browser: Browser, demo: Demo) -> None:
    """Opening calls nobody, calling ends nothing, ending does not choose how it ended."""
    links = await demo.links()
    home = Hasty((await open_tab(await _phone(browser), links.citizen, size=PHONE_SCREEN)).page)
    desk = Hasty((await open_tab(await _office(browser), links.clerk, size=DESK_SCREEN)).page)
    await _into_the_line(home)
    visit = await only_visit(demo)

    async def stage() -> Stage:
        found = await demo.node.office.visits.get(visit)
        assert found is not None
        return found.stage

    await desk.click("Arbeitsplatz öffnen")
    await desk.sees("Als Nächstes")
    assert await stage() == Stage.WAITING
    await desk.click("Nächste Person aufrufen")
    await desk.sees("ist aufgerufen")
    assert await stage() == Stage.CALLED
    await desk.click("Zurücknehmen")
    await desk.sees("Als Nächstes")
    await desk.press("n")
    await desk.sees("ist aufgerufen")
    await desk.press("b")
    await desk.sees("Als Nächstes")
    await reach(desk.page, "Nächste Person aufrufen")
    await desk.press("Enter")
    await desk.sees("ist aufgerufen")
    assert await stage() == Stage.CALLED
    await desk.click("Beenden")
    await desk.sees("Wie ist es ausgegangen?")
    await desk.click("Noch nicht beenden")
    assert await stage() == Stage.CALLED
    await home.tap("Jetzt beitreten")
    await expect(home.page.get_by_role("toolbar")).to_be_visible()
    await expect(desk.page.get_by_role("toolbar")).to_be_visible()
    await home.tap("Auflegen")
    await home.sees("Gespräch beenden?")
    await home.tap("Nein, weiter sprechen")
    assert await stage() == Stage.IN_CALL
    await desk.press("e")
    await desk.sees("Wie ist es ausgegangen?")
    assert await stage() == Stage.IN_CALL


async def test_on_a_phone_a_double_tap_is_one_step(browser: Browser, demo: Demo) -> None:
    """Booking, moving, cancelling: no step is skipped, and nothing is done that was not asked."""
    phone = Hasty((await open_tab(await _phone(browser), demo.node.settings.public_url)).page)
    await _book(phone)
    await phone.page.locator("a[href*='#booking=']").first.click()
    await phone.sees("Terminnummer")
    await phone.tap("Termin verschieben")
    await phone.sees("Neue Zeit wählen")
    await expect(phone.page.get_by_role("dialog")).to_have_count(0)
    await phone.tap("Beim alten Termin bleiben")
    await phone.tap("Termin absagen")
    await phone.sees("Termin wirklich absagen?")
    await phone.tap("Nein, behalten")
    await expect(phone.page.get_by_role("dialog")).to_have_count(0)
    await phone.sees("Termin verschieben")


async def _book(phone: Hasty) -> None:
    await phone.page.goto(f"{phone.page.url}#service=gespraech-auf-probe")
    await phone.page.locator(".time").first.tap()
    await phone.sees("Wer kommt?")
    await phone.page.get_by_label("Name").fill("Erika Muster")
    await phone.tap("Weiter")
    await phone.sees("Stimmt alles?")
    await phone.page.get_by_role("checkbox").check()
    await phone.tap("Termin buchen")
    await phone.sees("Ihr Termin ist gebucht")


async def _into_the_line(home: Hasty) -> None:
    await home.tap("Weiter")
    await home.sees("Kamera und Ton prüfen")
    await home.tap("Ohne Kamera und Mikrofon weiter")
    await home.tap("In den Warteraum")
    await home.page.get_by_text(WAYS_OUT).click()
    await expect(home.page.get_by_role("button", name="Platz aufgeben")).to_be_visible()
    await home.tap("Platz aufgeben")
    await home.sees("Platz wirklich aufgeben?")
    await home.tap("Nein, weiter warten")
    await expect(home.page.get_by_role("dialog")).to_have_count(0)


async def _phone(browser: Browser) -> BrowserContext:
    return await new_context(browser, has_touch=True, is_mobile=True, viewport=PHONE_SCREEN)


async def _office(browser: Browser) -> BrowserContext:
    context = await new_context(browser)
    await context.add_init_script(_COUNT)
    return context
