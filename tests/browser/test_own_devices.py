"""The own microphone, tried before anybody is called."""

import pytest
from playwright.async_api import Browser, expect

from broker.cli.demo import Demo
from tests.support.browser import DESK_SCREEN, new_context, open_tab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_a_clerk_hears_two_seconds_of_the_own_voice(browser: Browser, demo: Demo) -> None:
    """Recorded and played in the page: no request leaves it meanwhile."""
    links = await demo.links()
    tab = await open_tab(await new_context(browser), links.clerk, size=DESK_SCREEN)
    await tab.press("Kamera und Mikrofon prüfen")
    said = tab.page.locator(".trial [role=status]")
    await expect(said).to_contain_text("Nichts verlässt Ihren Browser")
    sent: list[str] = []
    tab.page.on(
        "request", lambda request: sent.append(request.url) if request.method != "GET" else None
    )
    await tab.press("In zwei Sekunden testen")
    await expect(said).to_have_text("Sprechen Sie jetzt …")
    await expect(said).to_have_text("So hört man Sie.")
    await expect(said).to_contain_text("Nichts verlässt Ihren Browser")
    assert sent == []
    assert tab.complaints == []
