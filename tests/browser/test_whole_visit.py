"""The whole visit in real browsers: link, check, waiting room, call with decoded pictures, outcome."""

import asyncio

from playwright.async_api import Browser, expect

from broker.cli.demo import Demo
from broker.core.visit import Outcome, Stage, VisitId
from tests.support.browser import (
    DESK_SCREEN,
    PHONE_SCREEN,
    CitizenTab,
    ClerkTab,
    new_context,
    open_tab,
)

LOOKED_AT_S = 15


async def only_visit(demo: Demo) -> VisitId:
    """The visit of the one guest who arrived."""
    (picture,) = await demo.node.office.visits.facts(queue=demo.queue)
    return picture.visit.id


async def looks_into_the_picture(clerk: ClerkTab) -> None:
    """Papers in front of the camera: by wheel, pulled about, by keys, and whole again."""
    page, picture = clerk.page, clerk.page.locator(".zoomed")
    larger = page.get_by_role("button", name="Bild vergrößern")
    whole = page.get_by_role("button", name="zurücksetzen")
    await page.locator(".tile-fit").hover()
    await page.mouse.wheel(0, -400)
    await expect(whole).to_contain_text("272")
    fills = await page.locator(".tile-fit").get_attribute("aria-pressed")
    before = await picture.get_attribute("style")
    await page.mouse.down()
    await page.mouse.move(700, 300, steps=4)
    await page.mouse.up()
    await expect(picture).not_to_have_attribute("style", before or "")
    assert await page.locator(".tile-fit").get_attribute("aria-pressed") == fills
    await whole.click()
    await expect(whole).to_have_count(0)
    await larger.focus()
    await page.keyboard.press("+")
    await expect(whole).to_contain_text("150")
    await page.keyboard.press("0")
    await expect(whole).to_have_count(0)


async def test_three_tabs_of_one_browser_make_a_whole_visit(browser: Browser, demo: Demo) -> None:
    """Both sides decode the other's picture, for 15 s and more after the first frame."""
    links = await demo.links()
    context = await new_context(browser)
    citizen = CitizenTab(await open_tab(context, links.citizen, size=PHONE_SCREEN))
    clerk = ClerkTab(await open_tab(context, links.clerk, size=DESK_SCREEN))
    board = await open_tab(context, links.supervisor, size=DESK_SCREEN)
    await clerk.open_desk()
    await citizen.wait()
    await clerk.tab.sees("Erika Muster")
    visit = await only_visit(demo)
    await expect(board.page.get_by_text("Erika Muster")).to_have_count(0)
    await clerk.call_next()
    await citizen.join()
    await asyncio.gather(citizen.tab.until_frames(), clerk.tab.until_frames())
    assert await citizen.tab.is_lit()
    assert await clerk.tab.is_lit()
    await looks_into_the_picture(clerk)
    before = await asyncio.gather(citizen.tab.frames(), clerk.tab.frames())
    for _ in range(LOOKED_AT_S):
        await asyncio.gather(citizen.tab.until_frames(8), clerk.tab.until_frames(8))
    after = await asyncio.gather(citizen.tab.frames(), clerk.tab.frames())
    assert all(now - then > 5 * LOOKED_AT_S for now, then in zip(after, before, strict=True))
    await clerk.end()
    await citizen.tab.sees("Vielen Dank für das Gespräch")
    found = await demo.node.office.visits.get(visit)
    assert found is not None
    assert (found.stage, found.outcome) == (Stage.ENDED, Outcome.COMPLETED)
    assert found.connected_at is not None
    public = f"{demo.node.settings.public_url}/statistics"
    figures = (await open_tab(context, public, size=PHONE_SCREEN)).page
    await expect(figures.locator(".figure").first).to_contain_text("Gespräche")
    await expect(figures.locator(".figure-value").first).to_have_text("1")
    assert [*citizen.tab.complaints, *clerk.tab.complaints, *board.complaints] == []


async def test_a_reload_in_the_line_and_in_the_call_loses_nothing(
    browser: Browser, demo: Demo
) -> None:
    """The place stays; the call comes back by itself, the citizen's camera after one press."""
    links = await demo.links()
    office, home = await new_context(browser), await new_context(browser)
    citizen = CitizenTab(await open_tab(home, links.citizen, size=PHONE_SCREEN))
    clerk = ClerkTab(await open_tab(office, links.clerk, size=DESK_SCREEN))
    await citizen.wait()
    visit = await only_visit(demo)
    arrived = await demo.node.office.visits.get(visit)
    await citizen.page.reload()
    await citizen.is_waiting()
    assert await demo.node.office.visits.get(visit) == arrived
    await clerk.open_desk()
    await clerk.call_next()
    await citizen.join()
    await asyncio.gather(citizen.tab.until_frames(), clerk.tab.until_frames())
    await clerk.page.reload()
    await asyncio.gather(citizen.tab.until_frames(), clerk.tab.until_frames())
    await citizen.page.reload()
    await citizen.tab.until_frames()
    # Devices stay off until a gesture: nobody is seen because a page happened to load.
    await citizen.tab.press("Mikrofon und Kamera einschalten")
    await clerk.tab.until_frames()
    await clerk.end()
    await citizen.tab.sees("Vielen Dank für das Gespräch")
