"""A clerk at the desk page who has no mouse: every verb by its key, in German."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.support.browser import Tab
from tests.support.screens import reach

_CHOSEN = "() => document.activeElement?.querySelector('.row-who')?.textContent ?? null"
_VISITS = """() => JSON.stringify([...document.querySelectorAll('.row-visit:not(.row-visit--gone)')]
  .map((row) => row.dataset.visit).sort())"""
_SHOWN = f"(wanted) => ({_VISITS})() === wanted"
LONGEST_LIST = 60


@dataclass(frozen=True)
class Desk:
    """A desk that is used by its keys alone."""

    tab: Tab

    @property
    def page(self) -> Page:
        """Where it is."""
        return self.tab.page

    @property
    def hand(self) -> Locator:
        """The name of who is in the hand, or of who was chosen."""
        return self.page.locator(".record-who").first

    @property
    def busy(self) -> Locator:
        """There while somebody is in the hand."""
        return self.page.locator(".desk--busy")

    def row(self, name: str) -> Locator:
        """Of somebody who is in the list."""
        who = self.page.locator(".row-who", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.page.locator(".row-visit:not(.row-visit--gone)").filter(has=who)

    async def press(self, *keys: str) -> None:
        """One after another, as a hand does it."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        """Into the field that has the focus."""
        await self.page.keyboard.type(text)

    async def reads(self, text: str) -> None:
        """Waits until this can be read somewhere."""
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def alone(self) -> None:
        """Waits until no question is open any more."""
        await expect(self.page.get_by_role("dialog")).to_have_count(0)

    async def choose(self, name: str) -> None:
        """Walks through the list to a person. Fails when nobody of this name is in it."""
        await self.into_list()
        await expect(self.row(name)).to_have_count(1)
        await self.press("Home")
        for _ in range(LONGEST_LIST):
            if await self.page.evaluate(_CHOSEN) == name:
                return await expect(self.hand).to_have_text(name)
            await self.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {name}")

    async def into_list(self) -> None:
        """To the list as it is now: L shows what has changed, and once more goes into it."""
        await self.press("l")
        if await self.page.evaluate(_CHOSEN) is None:
            await self.press("l")

    async def shows(self, visits: Sequence[str]) -> None:
        """Waits until the list shows these visits and no other."""
        await self.into_list()
        wanted = "[" + ",".join(f'"{visit}"' for visit in sorted(visits)) + "]"
        try:
            await self.page.wait_for_function(_SHOWN, arg=wanted)
        except Exception:
            assert await self.page.evaluate(_VISITS) == wanted
            raise

    async def open(self, *, without: str | None = None) -> None:
        """Takes its place, for all queues but one."""
        await self.reads("Ihr Arbeitsplatz ist geschlossen")
        if without is not None:
            await reach(self.page, f"{without} (")
            await self.press("Space")
        await self.press("o")
        await expect(self.page.get_by_role("button", name="Arbeitsplatz öffnen")).to_have_count(0)

    async def call(self, name: str, reason: str = "2") -> None:
        """This one, whoever stands before: with the usual reason of that digit, if one is asked."""
        await self.choose(name)
        await self.press("c")
        asked = self.page.get_by_role("dialog")
        await expect(asked.or_(self.busy).first).to_be_visible()
        if await asked.count():
            await self.pick(reason)
        await self.has_called(name)

    async def has_called(self, name: str) -> None:
        """Waits until this one is called, or in the call already: some are quick."""
        heading = self.page.locator(".desk-stage h2", has_text=name)
        await expect(self.busy).to_be_visible()
        await expect(heading).to_be_visible()

    async def talks(self) -> None:
        """Waits for the picture of a call."""
        await expect(self.page.get_by_role("toolbar")).to_be_visible()

    async def end(self, outcome: int) -> None:
        """The visit in the hand, with the outcome of that digit."""
        await self.press("e")
        await self.reads("Wie ist es ausgegangen?")
        await self.pick(str(outcome))
        await self.is_free()

    async def pick(self, digit: str) -> None:
        """One of the choices, once it has been there for a moment: until then a digit that stood in
        another question just before is not heard, and no hand is so quick over a call."""
        await expect(self.page.locator(f'[data-key="{digit}"]')).to_be_visible()
        await expect(self.page.locator("[data-fresh] .ending-choice")).to_have_count(0)
        await self.press(digit)

    async def is_free(self) -> None:
        """Waits until nobody is in the hand."""
        await expect(self.busy).to_have_count(0)

    async def transfer(self, name: str, queue: str, note: str) -> None:
        """Hands somebody over; what is typed into the search leaves one queue."""
        await self.choose(name)
        await self.press("u")
        await self.type(queue)
        await expect(self.page.locator(".target")).to_have_count(1)
        await reach(self.page, "Notiz für die Kolleginnen")
        await self.type(note)
        await reach(self.page, queue)
        await self.press("Space", "Enter")
        await expect(self.page.locator(".transfer-sure strong")).to_have_text(queue)

    async def transfer_sure(self, name: str) -> None:
        """Yes, this queue, also where it closes soon."""
        await reach(self.page, " übergeben")
        await self.press("Enter")
        await self.reads(f"{name} ist übergeben.")

    async def book(self, name: str, *, service: str | None = None, phone: str = "") -> None:
        """Fills in a booking on the spot, up to the last key."""
        await self.press("w")
        await self.reads("Jetzt, in die Reihe")
        # At once, as a hand does it: not a letter of the name may be lost.
        await self.type(name)
        await expect(self.page.locator("input:focus")).to_have_value(name)
        if service is not None:
            await reach(self.page, "Anliegen")
            await self.type(service)
        if phone:
            await reach(self.page, "Video")
            await self.press("ArrowDown")
            await reach(self.page, "Telefonnummer")
            await self.type(phone)

    async def booked(self) -> str:
        """Books it, and reads the link to hand on."""
        await self.press("Enter")
        await self.reads("Die Person ist in der Reihe")
        link: str = await self.page.locator(".link-address").inner_text()
        await self.press("Escape")
        await self.alone()
        return link.strip()

    async def queue_menu(self, entry: str) -> None:
        """The menu of the queue one stands in; an entry by its words, with the arrow keys."""
        await self.press("#")
        for _ in range(6):
            at: Any = await self.page.evaluate("() => document.activeElement?.textContent ?? ''")
            if entry in at:
                return await self.press("Enter")
            await self.press("ArrowDown")
        raise AssertionError(f"no entry {entry!r} in the menu of the queue")

    async def press_named(self, name: str) -> None:
        """Tab by tab to a button, and presses it."""
        await reach(self.page, name)
        await self.press("Enter")

    async def serve_all(self) -> int:
        """Calls the next one again and again until nobody is left; how many came."""
        served = 0
        next_one = self.page.locator('[data-key="n"]')
        nobody = self.page.get_by_role("heading", name="Niemand wartet")
        refused = self.page.locator(".act-problem")
        while True:
            await expect(next_one.or_(nobody).or_(self.busy).first).to_be_visible()
            if not await self.busy.count():
                if not await next_one.count():
                    return served
                await self.press("n")
                await expect(self.busy.or_(refused).or_(nobody).first).to_be_visible()
            # What was refused before may still stand there while the next call has come about.
            if await self.busy.count():
                await self._hear_out()
                served += 1

    async def _hear_out(self) -> None:
        """From the call to its end; the person joins by itself, or takes the telephone up."""
        answered = self.page.locator('[data-key="j"]')
        talk = self.page.locator('.call, [data-key="j"]')
        await expect(talk.first).to_be_visible()
        if await answered.count():
            await self.press("j")
            await self.reads("Am Telefon:")
        await self.end(1)
