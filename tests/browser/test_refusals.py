"""What does not work says so in one sentence, and leaves a way on."""

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from broker.cli.demo import Demo
from broker.core.visit import Actor, By, Cancel, VisitId
from broker.trust.keys import new_set
from broker.trust.tokens import Tokens
from tests.cluster.watched import watched_tab
from tests.support.browser import (
    DESK_SCREEN,
    PHONE_SCREEN,
    CitizenTab,
    ClerkTab,
    Tab,
    new_context,
    open_browser,
    open_tab,
)
from tests.support.wire import token_of

ELSEWHERE = "Ihr Termin ist in einem anderen Fenster oder Gerät geöffnet."
TAKE_OVER = "Hier weitermachen"


async def say(page: Page, text: str) -> None:
    """Writes a line of text and sends it."""
    await page.get_by_label("Ihre Nachricht").fill(text)
    await page.get_by_role("button", name="Senden").click()


async def test_without_camera_and_microphone_the_visit_goes_on_by_text(demo: Demo) -> None:
    """Both are refused by the browser, on both sides: a sentence says how to allow them, text works
    before and in the call, and the clerk can end it as done."""
    links = await demo.links()
    async with open_browser(devices=False) as browser:
        home, office = await new_context(browser), await new_context(browser)
        citizen = CitizenTab(await open_tab(home, links.citizen, size=PHONE_SCREEN))
        clerk = ClerkTab(await open_tab(office, links.clerk, size=DESK_SCREEN))
        await citizen.check()
        await citizen.tab.sees("Der Browser darf die Kamera nicht benutzen.")
        await citizen.tab.sees("Der Browser darf das Mikrofon nicht benutzen.")
        await citizen.tab.press("In den Warteraum")
        await citizen.tab.sees("Warteraum")
        await say(citizen.page, "Ich kann nur schreiben.")
        await clerk.open_desk()
        await clerk.call_next()
        await citizen.join()
        await clerk.tab.sees("Ich kann nur schreiben.")
        await say(clerk.page, "Das macht nichts.")
        await citizen.tab.press("Text")
        await citizen.tab.sees("Das macht nichts.")
        await clerk.end()
        await citizen.tab.sees("Vielen Dank für das Gespräch")


async def test_a_second_tab_takes_over_and_the_first_says_so_and_stays_away(
    browser: Browser, demo: Demo
) -> None:
    """Only a press of its button brings the first one back; then the second one says so."""
    link = (await demo.links()).citizen
    first = await watched_tab(await new_context(browser), link)
    await CitizenTab(first.tab).wait()
    second = await watched_tab(await new_context(browser), link)
    await second.tab.sees("Warteraum")
    await first.tab.sees(ELSEWHERE)
    # Longer than the longest wait between two attempts: by itself it would have come back.
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(6):
            await first.welcomed(2)
    await expect(second.page.get_by_text(ELSEWHERE)).to_have_count(0)
    await first.tab.press(TAKE_OVER)
    await first.tab.sees("Warteraum")
    await second.tab.sees(ELSEWHERE)


async def test_two_tabs_of_one_browser_likewise(browser: Browser, demo: Demo) -> None:
    """The same cookie, and still only one of them speaks."""
    link = (await demo.links()).citizen
    context = await new_context(browser)
    first = await open_tab(context, link)
    await CitizenTab(first).wait()
    second = await open_tab(context, link)
    await second.sees("Warteraum")
    await first.sees(ELSEWHERE)


def links_that_do_not_work(demo: Demo, link: str) -> dict[str, tuple[str, str]]:
    """By name: the token, and the sentence that the page shows."""
    now = demo.node.office.clock()
    token = token_of(link)
    head, claims, signature = token.split(".")
    forged = f"{head}.{claims}.{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BB'}"
    strange = Tokens(lambda: new_set(now), demo.node.settings.public_url)
    foreign = strange.sign_join(
        booking="AAAA-2222", gen=1, expires_at=now + timedelta(hours=1), now=now
    )
    past = now - timedelta(days=2)
    expired = demo.node.tokens.sign_join(
        booking="AAAA-2222", gen=1, expires_at=past + timedelta(hours=1), now=past
    )
    invalid = "Dieser Link ist nicht gültig."
    return {
        "forged": (forged, invalid),
        "foreign": (foreign, invalid),
        "cut off": (token[: len(token) // 2], invalid),
        "with a letter behind it": (f"{token}x", invalid),
        "expired": (expired, "Dieser Link ist abgelaufen."),
        "of the staff": (token_of(demo.staff("clerk", "Alex")), "Das ist nicht erlaubt."),
    }


async def test_a_link_that_does_not_work_says_why(browser: Browser, demo: Demo) -> None:
    """Forged, foreign, cut off, expired, of somebody else: one sentence, and a way to a new one."""
    page_url, _, _ = (link := (await demo.links()).citizen).partition("#")
    for name, (token, sentence) in links_that_do_not_work(demo, link).items():
        tab = await open_tab(await new_context(browser), f"{page_url}#{token}")
        await tab.sees(sentence)
        assert token not in tab.page.url, name
        await expect(tab.page.get_by_role("link", name="Neuen Termin buchen")).to_be_visible()


async def test_links_as_mail_programs_deliver_them_open_the_waiting_room(
    browser: Browser, demo: Demo
) -> None:
    """The # as %23, once or twice, a slash before it, a full stop behind it; and the token leaves
    the address. A damaged link to a booking says so; an unknown address is a page."""
    link = (await demo.links()).citizen
    site, _, token = link.replace("/join", "").partition("#")
    for shape in (f"/join%23{token}", f"/join%2523{token}", f"/join/#{token}", f"/join#{token}>"):
        tab = await open_tab(await new_context(browser), site + shape)
        await tab.page.wait_for_url(re.compile(r"/join#v=[\w-]+$"))
        assert token not in tab.page.url, shape
    damaged = await open_tab(await new_context(browser), f"{site}/%23booking=ABCD-1234.")
    await damaged.sees("Dieser Link ist nicht vollständig.")
    unknown = await open_tab(await new_context(browser), f"{site}/nothing")
    await unknown.sees("Diese Seite gibt es nicht.")


async def test_a_cancelled_visit_says_so_at_once_and_to_who_comes_later(
    browser: Browser, demo: Demo
) -> None:
    """Whoever waits sees it happen; the link tells the same afterwards."""
    link = (await demo.links()).citizen
    tab = await open_tab(await new_context(browser), link)
    await CitizenTab(tab).wait()
    visit = await visit_of(demo)
    await demo.node.office.desk.do(visit, Cancel(), Actor(By.CITIZEN, visit))
    await tab.sees("Der Termin ist abgesagt.")
    await says_afterwards(browser, link, tab, "Der Termin ist abgesagt.")


async def test_an_ended_visit_says_what_came_of_it(browser: Browser, demo: Demo) -> None:
    """Also after a reload, and also in another browser."""
    links = await demo.links()
    home, office = await new_context(browser), await new_context(browser)
    citizen = CitizenTab(await open_tab(home, links.citizen))
    clerk = ClerkTab(await open_tab(office, links.clerk, size=DESK_SCREEN))
    await citizen.wait()
    await clerk.open_desk()
    await clerk.call_next()
    await citizen.join()
    await clerk.end("Muss persönlich kommen")
    sentence = "Bitte kommen Sie noch persönlich ins Amt."
    await citizen.tab.sees(sentence)
    await says_afterwards(browser, links.citizen, citizen.tab, sentence)


async def says_afterwards(browser: Browser, link: str, tab: Tab, sentence: str) -> None:
    """After a reload of the page, and where the link is opened for the first time."""
    await tab.page.reload()
    await tab.sees(sentence)
    await (await open_tab(await new_context(browser), link)).sees(sentence)


async def visit_of(demo: Demo) -> VisitId:
    """The one visit that is in the line."""
    (picture,) = await demo.node.office.visits.facts(queue=demo.queue)
    return picture.visit.id
