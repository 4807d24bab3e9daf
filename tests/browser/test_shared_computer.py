"""A computer that many use, and a network that lets no socket through."""

from playwright.async_api import Browser, WebSocketRoute, expect

from broker.cli.demo import Demo
from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, CitizenTab, new_context, open_tab

PROMISE = "Ihr Platz bleibt"


async def test_whoever_comes_next_sees_nothing_of_who_went(browser: Browser, demo: Demo) -> None:
    """Without a link the appointment is asked for, not shown; after the end Back finds nothing."""
    links = await demo.links()
    context = await new_context(browser)
    tab = await open_tab(context, links.citizen, size=DESK_SCREEN)
    page = tab.page
    await tab.sees("Gespräch auf Probe")
    await page.goto(f"{demo.node.settings.public_url}/imprint")
    await page.goto(f"{demo.node.settings.public_url}/join")
    await tab.sees("Ist das Ihr Termin?")
    await expect(page.get_by_text("Gespräch auf Probe")).to_have_count(0)
    await page.get_by_role("button", name="Ja:").click()
    await tab.sees("Gespräch auf Probe")
    await tab.press("Nicht Sie? An diesem Gerät beenden")
    await tab.press("Ja, hier beenden")
    await tab.sees("An diesem Gerät ist nichts Persönliches mehr offen.")
    await page.go_back()
    await expect(page.get_by_text("Gespräch auf Probe")).to_have_count(0)
    await page.goto(f"{demo.node.settings.public_url}/join")
    await tab.sees("Diese Seite gehört zu einem Termin.")


async def test_a_network_without_sockets_is_named(browser: Browser, demo: Demo) -> None:
    """Nothing is promised, the press gets an end; when the socket comes, on as usual."""
    links = await demo.links()
    context = await new_context(browser)
    passes: list[bool] = []

    def hold(socket: WebSocketRoute) -> None:
        if passes:
            socket.connect_to_server()

    await context.route_web_socket("**/api/v1/live", hold)
    citizen = CitizenTab(await open_tab(context, links.citizen, size=PHONE_SCREEN))
    await citizen.check(camera=False)
    await citizen.tab.press("In den Warteraum")
    await citizen.tab.sees("Dieses Netz lässt die Verbindung zum Warteraum nicht durch.")
    await expect(citizen.page.get_by_text(PROMISE)).to_have_count(0)
    press = citizen.page.get_by_role("button", name="In den Warteraum")
    await expect(press).not_to_have_attribute("aria-busy", "true")
    passes.append(True)
    await citizen.page.reload()
    await citizen.wait(camera=False)
