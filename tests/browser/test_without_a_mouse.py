"""A whole visit by keyboard alone, and every screen on the way looked at by axe-core."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from broker.cli.demo import Demo
from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, new_context, open_tab
from tests.support.screens import Inspector, press, reach, words

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Person:
    """Somebody at a page, with a keyboard and the words of a language."""

    page: Page
    says: dict[str, str]

    async def press(self, key: str) -> None:
        """The control with this text, wherever it is."""
        await press(self.page, self.says[key])

    async def sees(self, key: str) -> None:
        """Waits for a heading or a text."""
        await expect(self.page.get_by_text(self.says[key]).first).to_be_visible(timeout=15_000)

    async def writes(self, text: str) -> None:
        """A line of text, sent by Enter."""
        await reach(self.page, self.says["chat-label"])
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.long)])
async def test_a_whole_visit_by_keyboard_and_nothing_for_axe_to_find(
    browser: Browser, demo: Demo, language: str
) -> None:
    """Citizen and clerk, from the link to the outcome; in light and dark, small and wide."""
    links = await demo.links()
    inspector, says = Inspector(), words(language)
    locale = {"de": "de-DE", "en": "en-GB"}[language]
    home = await new_context(browser, locale=locale)
    office = await new_context(browser, locale=locale)
    citizen = Person((await open_tab(home, links.citizen, size=PHONE_SCREEN)).page, says)
    clerk = Person((await open_tab(office, links.clerk, size=DESK_SCREEN)).page, says)
    leader = await new_context(browser, locale=locale)
    board = (await open_tab(leader, links.supervisor, size=DESK_SCREEN)).page
    await citizen.sees("appointment-title")
    await inspector.look(citizen.page, "appointment")
    await citizen.press("action-continue")
    await inspector.look(citizen.page, "check")
    await citizen.press("check-start")
    await citizen.sees("check-into-line")
    await inspector.look(citizen.page, "checked")
    await citizen.press("check-into-line")
    await citizen.sees("waiting-title")
    await citizen.writes("Guten Tag")
    await expect(citizen.page.get_by_text("Guten Tag")).to_be_visible()
    await inspector.look(citizen.page, "waiting")
    await clerk.sees("desk-closed-title")
    await inspector.look(clerk.page, "desk closed")
    await clerk.press("desk-open")
    await clerk.sees("desk-call-next")
    await inspector.look(clerk.page, "desk idle")
    await expect(board.get_by_role("heading", level=1)).to_be_visible()
    await inspector.look(board, "board")
    await clerk.press("desk-call-next")
    await citizen.sees("called-title")
    await inspector.look(citizen.page, "called")
    await inspector.look(clerk.page, "desk called")
    await citizen.press("called-join")
    await expect(clerk.page.get_by_role("toolbar")).to_be_visible(timeout=15_000)
    await expect(citizen.page.get_by_role("toolbar")).to_be_visible()
    await inspector.look(citizen.page, "call")
    await inspector.look(clerk.page, "desk call")
    await citizen.press("bar-text")
    await expect(citizen.page.locator(".panel")).to_be_focused()
    await citizen.writes("Danke")
    await expect(clerk.page.get_by_text("Danke").first).to_be_visible()
    await inspector.look(citizen.page, "call with text")
    await citizen.page.keyboard.press("Escape")
    await expect(citizen.page.get_by_role("button", name=says["bar-text"])).to_be_focused()
    await clerk.press("desk-end")
    await clerk.sees("desk-ending-title")
    await inspector.look(clerk.page, "desk ending")
    await clerk.press("desk-outcome-completed")
    await citizen.sees("outcome-completed")
    await inspector.look(citizen.page, "goodbye")
    await clerk.sees("desk-last")
    await inspector.look(clerk.page, "desk after")
    assert inspector.findings == []


async def test_a_day_at_the_desk_with_its_own_keys(browser: Browser, demo: Demo) -> None:
    """O opens it, N calls the next, E and a digit end it; and each key stands on its button."""
    links = await demo.links()
    home, office = await new_context(browser), await new_context(browser)
    says = words("de")
    citizen = Person((await open_tab(home, links.citizen)).page, says)
    clerk = Person((await open_tab(office, links.clerk, size=DESK_SCREEN)).page, says)
    await citizen.press("action-continue")
    await citizen.press("check-skip")
    await citizen.press("check-into-line")
    await clerk.sees("desk-closed-title")
    await clerk.page.keyboard.press("o")
    await clerk.sees("desk-call-next")
    await clerk.page.keyboard.press("n")
    await citizen.sees("called-title")
    await citizen.press("called-join")
    # Its own E belongs to the call before: who comes in closes what stood open there.
    await expect(clerk.page.locator("[data-key='m']")).to_be_visible(timeout=15_000)
    # What has just appeared takes no press yet.
    fresh = clerk.page.locator("[data-fresh] [data-key='e'], [data-fresh][data-key='e']")
    await expect(fresh).to_have_count(0)
    await clerk.page.keyboard.press("e")
    await clerk.sees("desk-ending-title")
    await clerk.page.keyboard.press("1")
    await citizen.sees("outcome-completed")


async def test_who_gives_the_place_up_is_asked_and_can_think_better_of_it(
    browser: Browser, demo: Demo
) -> None:
    """The dialog takes the focus, Escape closes it and gives it back; only "yes" is final."""
    tab = await open_tab(await new_context(browser), (await demo.links()).citizen)
    citizen = Person(tab.page, words("de"))
    await citizen.press("action-continue")
    await citizen.press("check-skip")
    await citizen.press("check-into-line")
    await citizen.sees("waiting-title")
    await citizen.press("leave-button")
    await citizen.sees("leave-title")
    await tab.page.keyboard.press("Escape")
    await expect(tab.page.get_by_role("dialog")).to_have_count(0)
    await expect(tab.page.get_by_role("button", name=citizen.says["leave-button"])).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await citizen.press("leave-yes")
    await citizen.sees("outcome-citizen-left")
