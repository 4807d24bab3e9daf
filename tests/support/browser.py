"""Real Chromium with fake devices, and the pages of citizen and clerk as a person uses them."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
YES_TO_DEVICES = "--use-fake-ui-for-media-stream"
WITHIN_MS = 40_000
# A hand that got no answer presses again.
AGAIN_MS = 3_000
expect.set_options(timeout=WITHIN_MS)
WAYS_OUT = "Ich möchte nicht hier warten"
PHONE_SCREEN = {"width": 360, "height": 740}
DESK_SCREEN = {"width": 1280, "height": 800}

# Every picture of another seat, as the page really decodes it. Our own preview is muted.
_FRAMES = """() => [...document.querySelectorAll('video')]
  .filter((video) => video.srcObject && !video.muted)
  .map((video) => video.getVideoPlaybackQuality().totalVideoFrames)"""
# A picture that comes back after a reload counts from 0 again: only what is new is added up.
_MORE = """() => {
  const now = Math.max(0, ...(%s)());
  const seen = (window.decoded ??= { last: now, sum: 0 });
  seen.sum += now >= seen.last ? now - seen.last : now;
  seen.last = now;
  return seen.sum >= %d;
}"""
_LIT = """() => [...document.querySelectorAll('video')]
  .filter((video) => video.srcObject && !video.muted && video.videoWidth > 0)
  .map((video) => {
    const canvas = new OffscreenCanvas(16, 16).getContext('2d');
    canvas.drawImage(video, 0, 0, 16, 16);
    return Math.max(...canvas.getImageData(0, 0, 16, 16).data.filter((_, i) => i % 4 !== 3));
  })"""


def chromium() -> str:
    """Where Chromium is. Raises FileNotFoundError with the package's name."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise FileNotFoundError("Chromium is missing: apt-get install chromium")
    return found


@asynccontextmanager
async def open_browser(*extra: str, devices: bool = True) -> AsyncIterator[Browser]:
    """A browser of its own. Without `devices` every question for camera or microphone is refused."""
    flags = [*FLAGS, *extra, *([YES_TO_DEVICES] if devices else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


async def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context (its own cookies) with our time limits; German, in Germany, by default."""
    context = await browser.new_context(
        **{"locale": "de-DE", "timezone_id": "Europe/Berlin", **options}
    )
    context.set_default_timeout(WITHIN_MS)
    return context


@dataclass
class Tab:
    """A page, and everything that its console complained about."""

    page: Page
    complaints: list[str]

    async def frames(self) -> int:
        """How many frames of the other side this page has decoded."""
        return max(await self.page.evaluate(_FRAMES), default=0)

    async def until_frames(self, more: int = 5) -> None:
        """Waits until so many more frames of the other side were decoded, over new elements too."""
        await self.page.evaluate("() => { window.decoded = undefined }")
        await self.page.wait_for_function(_MORE % (_FRAMES, more), timeout=2 * WITHIN_MS)

    async def is_lit(self) -> bool:
        """Whether the other side's picture is no black surface."""
        return max(await self.page.evaluate(_LIT), default=0) > 40

    async def press(self, name: str) -> None:
        """Presses the button of this name, with this tab before the others of its window: those behind
        draw once a second."""
        await self.page.bring_to_front()
        await self.page.get_by_role("button", name=name).first.click()

    async def sees(self, text: str) -> None:
        """Waits until this text can be read."""
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=WITHIN_MS)


async def open_tab(context: BrowserContext, url: str, **size: Any) -> Tab:
    """Opens a link in a new tab."""
    page = await context.new_page()
    if size:
        await page.set_viewport_size(size["size"])
    tab = Tab(page, [])
    page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: tab.complaints.append(line.text) if line.type == "error" else None,
    )
    await page.goto(url)
    return tab


class CitizenTab:
    """What a citizen does, screen by screen, in German."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page

    async def check(self, *, camera: bool = True) -> None:
        """From the appointment through the device check."""
        await self.tab.press("Weiter")
        if camera:
            await self.tab.press("Kamera und Mikrofon einschalten")
        else:
            await self.tab.press("Ohne Kamera und Mikrofon weiter")

    async def wait(self, *, connect: bool = False, camera: bool = True) -> None:
        """Into the waiting room."""
        await self.check(camera=camera)
        if connect:
            await self.page.get_by_text("Verbinden Sie mich sofort").click()
        await self.tab.press("In den Warteraum")
        await self.is_waiting()

    async def is_waiting(self) -> None:
        """Only the waiting room has these ways out; they are folded away."""
        await expect(self.page.get_by_text(WAYS_OUT)).to_be_visible(timeout=WITHIN_MS)

    async def show_ways_out(self) -> None:
        """Unfolds what is for those who do not want to wait here."""
        await self.page.get_by_text(WAYS_OUT).click()

    async def join(self) -> None:
        """It is my turn: yes."""
        await self.tab.press("Jetzt beitreten")


class ClerkTab:
    """What a clerk does, in German."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page

    async def open_desk(self) -> None:
        """Ready to call."""
        await self.tab.press("Arbeitsplatz öffnen")
        await expect(self.page.get_by_role("button", name="Arbeitsplatz öffnen")).to_have_count(0)

    @property
    def call_next_button(self) -> Any:
        """The one big button."""
        return self.page.get_by_role("button", name="Nächste Person aufrufen")

    async def call_next(self) -> None:
        """Calls whoever is first."""
        await expect(self.call_next_button).to_be_enabled()
        await self.call_next_button.click()

    async def end(self, outcome: str = "Erledigt") -> None:
        """Ends the visit in hand with an outcome."""
        choice = self.page.get_by_role("button", name=outcome).first
        async with asyncio.timeout(WITHIN_MS / 1000):
            # A press on what has just changed does nothing; a person presses again.
            while not await choice.is_visible():
                await self.tab.press("Beenden")
                with contextlib.suppress(AssertionError):
                    await expect(choice).to_be_visible(timeout=AGAIN_MS)
        await choice.click()
