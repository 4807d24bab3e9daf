"""The own devices, tried before anybody is called: all three at once, with a verdict each."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from broker.cli.demo import Demo
from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, CitizenTab, new_context, open_tab
from tests.support.screens import run_axe

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_a_clerk_hears_two_seconds_of_the_own_voice(browser: Browser, demo: Demo) -> None:
    """Recorded and played in the page: no request leaves it meanwhile. Then the loudspeaker is asked for."""
    links = await demo.links()
    tab = await open_tab(await new_context(browser), links.clerk, size=DESK_SCREEN)
    await tab.press("Kamera und Mikrofon prüfen")
    said = tab.page.locator(".trial [role=status]")
    await expect(said).to_contain_text("Nichts verlässt Ihren Browser")
    for device in ("Kamera", "Mikrofon", "Lautsprecher"):
        await expect(line(tab.page, device)).to_be_in_viewport(ratio=1)
    sent: list[str] = []
    tab.page.on(
        "request", lambda request: sent.append(request.url) if request.method != "GET" else None
    )
    await tab.press("In zwei Sekunden testen")
    await expect(said).to_have_text("Sprechen Sie jetzt …")
    await expect(said).to_have_text("So hört man Sie.")
    await expect(said).to_have_text("Man hört Sie gut.")
    await expect(line(tab.page, "Lautsprecher")).to_contain_text("Haben Sie sich gehört?")
    await tab.press("Ja")
    await expect(tab.page.locator(".device-next")).to_have_text("Alles ist bereit.")
    assert sent == []
    assert tab.complaints == []


async def test_a_citizen_sees_level_and_verdict_and_can_go_on(
    browser: Browser, demo: Demo
) -> None:
    """On a phone: the fake microphone beeps, so it is heard; who hears no tone is told what to do."""
    links = await demo.links()
    tab = await open_tab(await new_context(browser), links.citizen, size=PHONE_SCREEN)
    citizen = CitizenTab(tab)
    await citizen.check()
    await expect(line(tab.page, "Mikrofon")).to_contain_text("Wir hören Sie.")
    await tab.press("Ton abspielen")
    await expect(line(tab.page, "Lautsprecher").locator(".meter-step--lit").first).to_be_visible()
    await tab.press("Nein")
    await expect(line(tab.page, "Lautsprecher")).to_contain_text("Machen Sie Ihr Gerät lauter")
    await expect(tab.page.locator(".device-next")).to_contain_text(
        "Weitergehen können Sie trotzdem"
    )
    await expect(tab.page.get_by_role("button", name="In den Warteraum")).to_be_in_viewport()
    assert await run_axe(tab.page) == []
    assert tab.complaints == []


def line(page: Page, device: str) -> Locator:
    """The line of one device."""
    return page.locator(".check-line", has=page.get_by_text(device, exact=True))
