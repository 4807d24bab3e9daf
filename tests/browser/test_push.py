"""A message of the device in real Chromium: asked for by a press, shown by the service worker.

Chromium subscribes at its maker's push service, which nobody reaches from here: that this fails in
plain words is one test. The message itself is delivered as the developer tools do it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Worker, expect

from broker.cli.demo import Demo
from tests.support.browser import CitizenTab, Tab, new_context, open_tab

BUTTON = "Weggehen und Nachricht auf dieses Gerät"
FAILED = "Das Gerät konnte sich nicht für Nachrichten anmelden."
REFUSED = "Ihr Browser erlaubt keine Nachrichten von dieser Seite."
_NOTICES = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.getNotifications() ?? []).map(({ title, body, lang, dir }) => [title, body, lang, dir]);
}"""
# Ready is a worker that is still being activated, too; the tools may deliver nothing to it.
_ACTIVATED = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state !== 'activated') await new Promise((resolve) => active.addEventListener('statechange', resolve));
}"""
_LEAVE = """async (left) => {
  const store = await caches.open('vorsprache-left');
  await store.put(`/left/${left.visit}`, Response.json(left));
}"""
# Only a press on a real notice may focus a window: what the worker asks for is written down.
_WRITE_DOWN = """() => {
  self.asked = [];
  WindowClient.prototype.focus = async function () { self.asked.push(`focus ${new URL(this.url).pathname}`); return this; };
  Clients.prototype.openWindow = async (url) => { self.asked.push(`open ${url}`); return null; };
}"""
_PRESS = """async () => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent('notificationclick', { notification });
  const waits = [];
  event.waitUntil = (work) => waits.push(work);
  self.dispatchEvent(event);
  await Promise.all(waits);
  return [self.asked, (await self.registration.getNotifications()).length];
}"""


@asynccontextmanager
async def waiting(
    browser: Browser, demo: Demo, *, granted: bool = True
) -> AsyncIterator[tuple[BrowserContext, Tab]]:
    """Somebody in the waiting room, in a browser of their own."""
    context = await new_context(browser)
    if granted:
        await context.grant_permissions(["notifications"])
    tab = await open_tab(context, await demo.book())
    await CitizenTab(tab).wait(camera=False)
    try:
        yield context, tab
    finally:
        await context.close()


async def registered(context: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """Presses the button, so that the worker is there; the developer tools' name of it."""
    tools = await context.new_cdp_session(page)
    names: asyncio.Queue[str] = asyncio.Queue()

    def note(told: dict[str, list[dict[str, str]]]) -> None:
        for each in told["registrations"]:
            names.put_nowait(each["registrationId"])

    tools.on("ServiceWorker.workerRegistrationUpdated", note)
    await tools.send("ServiceWorker.enable")
    await page.get_by_role("button", name=BUTTON).click()
    await page.evaluate(_ACTIVATED)
    await expect(page.get_by_text(FAILED)).to_be_visible()
    # Chromium tells its tools in its own time, now and then after the page.
    return tools, await asyncio.wait_for(names.get(), 10)


async def deliver(tools: CDPSession, page: Page, name: str, said: Any) -> None:
    """What a push service would hand to the browser, already decrypted."""
    origin = await page.evaluate("() => location.origin")
    data = said if isinstance(said, str) else json.dumps(said)
    message = {"origin": origin, "registrationId": name, "data": data}
    for _ in range(5):
        await tools.send("ServiceWorker.deliverPushMessage", message)
        # Now and then the tools deliver nothing and say nothing of it; why is not known.
        with suppress(TimeoutError):
            await notices(page, within_s=4)
            return


async def notices(
    page: Page, once: str = "shown.length > 0", within_s: float = 20
) -> list[list[str]]:
    """What is shown on the device, once that is so. (What Playwright waits for must not be a promise: one
    is as good as true.)"""
    look = f"""async () => {{
      for (;;) {{
        const shown = await ({_NOTICES})();
        if ({once}) return shown;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }}
    }}"""
    shown: list[list[str]] = await asyncio.wait_for(page.evaluate(look), within_s)
    return shown


async def test_a_push_service_out_of_reach_is_said_in_plain_words(
    browser: Browser, demo: Demo
) -> None:
    """The place is untouched, the other ways are there, and our policy lets the worker in."""
    async with waiting(browser, demo) as (context, tab):
        tools, _ = await registered(context, tab.page)
        await expect(tab.page.get_by_role("button", name="E-Mail bekommen")).to_be_enabled()
        await expect(tab.page.get_by_role("button", name=BUTTON)).to_be_enabled()
        await CitizenTab(tab).is_waiting()
        worker = await tab.page.evaluate(
            "async () => (await navigator.serviceWorker.ready).active.scriptURL"
        )
        assert worker == f"{demo.node.settings.public_url}/sw.js"
        assert [
            line for line in tab.complaints if "Policy" in line or "TrustedScript" in line
        ] == []
        await tools.detach()


async def test_who_refuses_is_told_what_to_do_instead(browser: Browser, demo: Demo) -> None:
    """Asked by the press alone, never by the page on its own."""
    async with waiting(browser, demo, granted=False) as (_, tab):
        assert await tab.page.evaluate("() => navigator.serviceWorker.controller") is None
        await tab.press(BUTTON)
        await tab.sees(REFUSED)
        await CitizenTab(tab).is_waiting()


async def test_a_message_is_shown_in_the_language_of_the_page(
    browser: Browser, demo: Demo
) -> None:
    """In that of the message where the page left none, and never silently."""
    async with waiting(browser, demo) as (context, tab):
        page = tab.page
        tools, name = await registered(context, page)
        await deliver(tools, page, name, {"kind": "near", "language": "en"})
        assert await notices(page) == [
            ["It is nearly your turn", "Please come back to the waiting room now.", "en-GB", "ltr"]
        ]
        await page.evaluate(_LEAVE, {"visit": "v1", "language": "ar"})
        await deliver(tools, page, name, {"kind": "place-ends", "language": "de"})
        ((title, _, language, _),) = await notices(page, "shown[0]?.[3] === 'rtl'")
        assert title == "سينتهي مكانك في غرفة الانتظار قريبًا"
        assert language.startswith("ar")


@pytest.mark.parametrize("said", ["", "no json", "null", '{"kind":"what"}'])
async def test_a_message_that_nobody_understands_still_calls_back(
    browser: Browser, demo: Demo, said: str
) -> None:
    """A browser takes the right to send away from whoever sends and shows nothing."""
    async with waiting(browser, demo) as (context, tab):
        tools, name = await registered(context, tab.page)
        await deliver(tools, tab.page, name, said)
        assert (await notices(tab.page))[0][0] == "Bald sind Sie an der Reihe"


@pytest.mark.parametrize(
    ("shown", "asked"),
    [("", "focus /join"), ("/imprint", "open /join#v=v1")],
    ids=["open", "left"],
)
async def test_a_press_on_the_notice_leads_back_to_the_waiting_room(
    browser: Browser, demo: Demo, shown: str, asked: str
) -> None:
    """To the page that is open; else to a new one of the visit that was left."""
    async with waiting(browser, demo) as (context, tab):
        page = tab.page
        tools, name = await registered(context, page)
        worker: Worker = context.service_workers[0]
        await worker.evaluate(_WRITE_DOWN)
        await page.evaluate(_LEAVE, {"visit": "v1", "language": "de"})
        if shown:
            await page.goto(f"{demo.node.settings.public_url}{shown}")
        await deliver(tools, page, name, {"kind": "near", "language": "de"})
        await notices(page)
        assert await worker.evaluate(_PRESS) == [[asked], 0]
