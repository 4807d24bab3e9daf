"""A day at the office: three clerks without a mouse, forty citizens, every verb of the desk once."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from sqlalchemy import select

from broker.catalogues import DEMO_QUEUE
from broker.figures.ledger import as_text, verify
from broker.stores.tables import visits
from tests.support.browser import PHONE_SCREEN, CitizenTab, Tab, open_tab
from tests.support.keyboard import Desk
from tests.support.office_day import OFFICES, PASSES, OfficeDay, open_office

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(300)]

# So many wait in each line before the doors open; a few more come during the day.
EARLY = {DEMO_QUEUE: 18, PASSES: 13}


@pytest_asyncio.fixture(loop_scope="session")
async def day(browser: Browser, sqlite_url: str, real_redis_url: str) -> AsyncIterator[OfficeDay]:
    """The office, for one test."""
    async with open_office(browser, sqlite_url, real_redis_url) as opened:
        yield opened


async def test_a_day_at_the_office(day: OfficeDay) -> None:
    """Everybody is served or told why not, nobody waits unseen, and no page has a complaint."""
    await _early(day)
    booked = await day.town.guest(email="erika@example.org")
    erika = await _through_the_check(day, day.link(booked), "erika")
    otto = await _into_the_room(day, await day.walk_in(DEMO_QUEUE, "Otto Leise"), "otto")
    anna, ben, cem = [await day.clerk(name) for name in ("Anna", "Ben", "Cem")]
    board = await day.staff("supervisor", "Robin Aufsicht")
    await _doors_open(day, anna, ben, cem, board)
    mina = await _at_the_counter(day, anna, ben)
    await day.agree(ben)
    erika = await _tend_the_line(day, anna, erika)
    erika = await _hand_over(day, anna, erika)
    await _whole_queues(day, cem, erika)
    await _missed_and_recalled(day, anna, otto)
    await _every_outcome(day, anna, ben)
    await _by_telephone(day, ben, mina)
    await _last_one(day, cem, erika)
    await day.agree(ben)
    await day.look(board.page, "board at noon")
    await day.guests.all[-1].citizen.leave()
    served = await asyncio.gather(anna.serve_all(), ben.serve_all(), cem.serve_all())
    await day.guests.gone()
    await day.look(ben.page, "desk nobody waits")
    await day.look(board.page, "board in the evening")
    assert await day.agree(anna, ben, cem) == {DEMO_QUEUE: {}, PASSES: {}}
    await _evening(day, sum(served))


async def _early(day: OfficeDay) -> None:
    """Who stood at the door before it opened."""
    for queue, number in EARLY.items():
        for n in range(number):
            await day.guest(queue, f"{queue.title()} Gast {n + 1}")
    await day.guest(DEMO_QUEUE, "Nora Niemals", "never answers")
    await day.walk_in(PASSES, "Tilda Ton", phone="0351 4880")
    await day.walk_in(DEMO_QUEUE, "Theo Ton", phone="0351 4881")
    await day.guest(DEMO_QUEUE, "Gerd Gehtwieder")


async def _into_the_room(day: OfficeDay, link: str, name: str) -> CitizenTab:
    """Who was put into the line at the counter is there at once; others come through the check."""
    citizen = CitizenTab(await day.tab(link, PHONE_SCREEN))
    await citizen.is_waiting()
    await day.look(citizen.page, f"{name} waits")
    return citizen


async def _through_the_check(day: OfficeDay, link: str, name: str) -> CitizenTab:
    citizen = CitizenTab(await day.tab(link, PHONE_SCREEN))
    await citizen.tab.sees("Ihr Termin")
    await day.look(citizen.page, f"{name} appointment")
    await citizen.check()
    await expect(citizen.page.get_by_role("button", name="In den Warteraum")).to_be_visible()
    await day.look(citizen.page, f"{name} check")
    await citizen.tab.press("In den Warteraum")
    await citizen.is_waiting()
    await day.look(citizen.page, f"{name} waits")
    return citizen


async def _doors_open(day: OfficeDay, anna: Desk, ben: Desk, cem: Desk, board: Tab) -> None:
    """One clerk for each queue, and one for both."""
    await anna.reads("Ihr Arbeitsplatz ist geschlossen")
    await day.look(anna.page, "desk closed")
    await day.look(board.page, "board before opening")
    await anna.open(without=OFFICES[PASSES])
    await ben.open()
    await cem.open(without=OFFICES[DEMO_QUEUE])
    await ben.reads("Als Nächstes")
    await day.look(ben.page, "desk two queues")
    await ben.press("?")
    await ben.reads("Einzelne Tasten benutzen")
    await day.look(ben.page, "desk keys")
    await ben.press("Escape", "p")
    await ben.reads("Sie haben Pause")
    await day.look(ben.page, "desk break")
    await ben.press("o")
    await ben.reads("Als Nächstes")
    await ben.press("d")
    await ben.reads("Beendet (0)")
    await day.look(ben.page, "desk today")
    await ben.press("Escape")
    await ben.alone()


async def _at_the_counter(day: OfficeDay, anna: Desk, ben: Desk) -> CitizenTab:
    """A walk-in and two for the telephone; the walk-in comes with the link on a phone."""
    await anna.book("Mina Beispiel")
    await day.look(anna.page, "desk new")
    link = await anna.booked()
    for name in ("Paula Phon", "Rita Ruf"):
        await ben.book(name, phone="0351 4882")
        await day.look(ben.page, "desk new by telephone")
        await ben.booked()
    mina = await _into_the_room(day, link, "mina")
    await mina.tab.press("Kamera und Ton prüfen")
    await mina.tab.press("Kamera und Mikrofon einschalten")
    await mina.tab.press("In den Warteraum")
    await mina.is_waiting()
    await expect(mina.page.get_by_text("noch nicht geprüft")).to_have_count(0)
    await day.look(mina.page, "mina checked")
    return mina


async def _tend_the_line(day: OfficeDay, anna: Desk, erika: CitizenTab) -> CitizenTab:
    """Told in advance, skipped, undone, moved up, noted, set aside and taken back."""
    await anna.choose("Erika Muster")
    await day.look(anna.page, "desk chosen")
    await anna.press("h")
    await erika.tab.sees("Gleich sind Sie an der Reihe.")
    await day.look(erika.page, "erika told in advance")
    await anna.choose("Demo Gast 3")
    await anna.press("s")
    await anna.reads("Demo Gast 3 einen Platz zurück?")
    await day.look(anna.page, "desk skip")
    await anna.press("1")
    await anna.reads("Demo Gast 3 steht einen Platz weiter hinten.")
    await day.look(anna.page, "desk undo")
    await anna.press("z")
    await anna.reads("Demo Gast 3 hat den alten Platz wieder.")
    await anna.choose("Demo Gast 5")
    await anna.press("q", "2")
    await anna.alone()
    await anna.choose("Demo Gast 5")
    await expect(anna.page.locator(".lines-why")).to_contain_text("Hat Vorrang")
    await anna.press("i")
    await anna.type("Kind ist dabei.")
    await anna.press("Escape", "y")
    await anna.type("AZ 12/26")
    await anna.press("Escape")
    await anna.reads("Gespeichert")
    await anna.choose("Erika Muster")
    await anna.press("k")
    await anna.reads("Der Platz bleibt erhalten.")
    await day.look(anna.page, "desk park")
    await anna.press("1")
    await erika.tab.sees("Bitte holen Sie Ihre Unterlagen. Das Amt wartet so lange.")
    await day.look(erika.page, "erika parked")
    erika = await _killed_and_reopened(day, erika)
    await erika.tab.sees("Bitte holen Sie Ihre Unterlagen. Das Amt wartet so lange.")
    await day.look(erika.page, "erika parked and back")
    await anna.choose("Erika Muster")
    await day.look(anna.page, "desk parked")
    await anna.press("k")
    await expect(erika.page.get_by_text("kurz zurückgestellt")).to_have_count(0)
    await day.look(erika.page, "erika resumed")
    return erika


async def _killed_and_reopened(day: OfficeDay, citizen: CitizenTab) -> CitizenTab:
    """The phone's system has taken the tab away; it is opened again from the history."""
    address, context = citizen.page.url, citizen.page.context
    await citizen.page.close()
    tab = await open_tab(context, address, size=PHONE_SCREEN)
    day.tabs.append(tab)
    return CitizenTab(tab)


async def _hand_over(day: OfficeDay, anna: Desk, erika: CitizenTab) -> CitizenTab:
    """To the other office, with a note; the phone loses the tab just then."""
    await anna.transfer("Erika Muster", OFFICES[PASSES], "Braucht einen Reisepass.")
    await day.look(anna.page, "desk hand over")
    await anna.transfer_sure("Erika Muster")
    await erika.tab.sees(f"Sie wurden weitergegeben an: {OFFICES[PASSES]}")
    await day.look(erika.page, "erika handed over")
    erika = await _killed_and_reopened(day, erika)
    await erika.is_waiting()
    await day.look(erika.page, "erika handed over and back")
    return erika


async def _whole_queues(day: OfficeDay, cem: Desk, erika: CitizenTab) -> None:
    """A notice to all who wait; closed for the day, and open again."""
    await cem.into_list()
    await cem.queue_menu("Hinweis an alle")
    await cem.type("Der Drucker ist kaputt. Es dauert heute länger.")
    await day.look(cem.page, "desk notice")
    await cem.press_named("Hinweis an")
    await erika.tab.sees("Der Drucker ist kaputt.")
    await cem.into_list()
    await cem.queue_menu("Für heute schließen")
    await cem.reads("für heute schließen?")
    await day.look(cem.page, "desk close queue")
    await cem.press_named("Für heute schließen")
    await cem.reads("Für heute geschlossen: Niemand Neues")
    await erika.tab.sees("Das Amt nimmt heute niemanden mehr neu auf.")
    await day.look(cem.page, "desk queue closed")
    await day.look(erika.page, "erika queue closed")
    await cem.into_list()
    await cem.queue_menu("Wieder öffnen")
    await cem.press_named("Wieder öffnen")
    await cem.alone()
    await expect(erika.page.get_by_text("niemanden mehr neu auf")).to_have_count(0)


async def _missed_and_recalled(day: OfficeDay, anna: Desk, otto: CitizenTab) -> None:
    """A call without an answer, recalled, sent back out of the call, and called again."""
    await anna.press("n")
    await anna.talks()
    await day.look(anna.page, "desk call without a picture")
    await anna.end(1)
    await anna.reads("Zuletzt:")
    await anna.call("Otto Leise")
    await otto.tab.sees("Sie sind an der Reihe")
    await day.look(anna.page, "desk called")
    await day.look(otto.page, "otto called")
    await day.out_of_patience("Otto Leise")
    await otto.tab.sees("Wir haben Sie aufgerufen")
    await day.look(otto.page, "otto missed it")
    await anna.is_free()
    await anna.choose("Otto Leise")
    await day.look(anna.page, "desk missed")
    # Wait for the button itself: that none has a time is also true before the record is drawn.
    again = anna.page.get_by_role("button", name=re.compile(r"^Noch einmal aufrufen(?!, ab)"))
    await expect(again).to_be_visible(timeout=15_000)
    await anna.press("r")
    await anna.has_called("Otto Leise")
    await otto.join()
    await anna.talks()
    await otto.tab.until_frames()
    await day.look(anna.page, "desk call")
    await day.look(otto.page, "otto call")
    await anna.press("b")
    await otto.tab.sees("Das Amt hat den Aufruf zurückgenommen.")
    await day.look(otto.page, "otto sent back")
    await anna.call("Otto Leise")
    await otto.join()
    await anna.talks()
    await anna.press("e")
    await anna.reads("Wie ist es ausgegangen?")
    await day.look(anna.page, "desk ending")
    await anna.press("2")
    await otto.tab.sees("Bitte kommen Sie noch persönlich ins Amt.")
    await day.look(otto.page, "otto goodbye")
    await day.look(anna.page, "desk after")


# Digit of the outcome, at the desk; each out of a call, beside those that have their own scene.
ENDS = {3: "Demo Gast 6", 4: "Demo Gast 7", 5: "Demo Gast 8", 6: "Demo Gast 9", 7: "Demo Gast 10"}


async def _every_outcome(day: OfficeDay, anna: Desk, ben: Desk) -> None:
    """Each kind of end; two of them without a call, and one who never came."""
    for digit, name in ENDS.items():
        await anna.call(name)
        await anna.talks()
        await anna.end(digit)
    await ben.call("Nora Niemals")
    await ben.press("x")
    await ben.is_free()
    await ben.choose("Demo Gast 11")
    await ben.press("e")
    await ben.reads("Wie ist es ausgegangen?")
    await day.look(ben.page, "desk ending from the list")
    await ben.press("6")
    await expect(ben.row("Demo Gast 11")).to_have_count(0)


async def _by_telephone(day: OfficeDay, ben: Desk, mina: CitizenTab) -> None:
    """From video to the telephone; one who takes it up, and one who does not."""
    await ben.call("Mina Beispiel")
    await mina.tab.sees("Sie sind an der Reihe")
    await mina.join()
    await ben.talks()
    await ben.tab.until_frames()
    await day.look(mina.page, "mina call")
    await ben.press("f")
    await ben.reads("Am Telefon weitersprechen?")
    await ben.type("0351 4883")
    await day.look(ben.page, "desk to telephone")
    await ben.press_named("Am Telefon weiter")
    await ben.reads("Am Telefon: Mina Beispiel")
    await mina.tab.sees("Das Gespräch ist am Telefon")
    await day.look(ben.page, "desk telephone")
    await day.look(mina.page, "mina telephone")
    await ben.end(1)
    await mina.tab.sees("Vielen Dank für das Gespräch.")
    await ben.call("Paula Phon")
    await day.look(ben.page, "desk ring up")
    await ben.press("j")
    await ben.reads("Am Telefon: Paula Phon")
    await ben.end(1)
    await ben.call("Rita Ruf")
    await ben.press("x")
    await ben.is_free()


async def _last_one(day: OfficeDay, cem: Desk, erika: CitizenTab) -> None:
    """Who was handed over is called there; the note came along."""
    await cem.call("Erika Muster")
    await expect(cem.page.get_by_label("Notiz")).to_have_value("Braucht einen Reisepass.")
    await day.look(cem.page, "desk handed over here")
    await erika.join()
    await cem.talks()
    await erika.tab.until_frames()
    await cem.end(1)
    await erika.tab.sees("Vielen Dank für das Gespräch.")
    await cem.press("a")
    await cem.reads("Ergebnis ändern")
    await day.look(cem.page, "desk amend")
    await cem.press("Escape")
    await cem.alone()


async def _evening(day: OfficeDay, served: int) -> None:
    """Nobody is left over, the book is whole, and no page had anything to say."""
    async with day.node.database.read() as connection:
        ends = (await connection.execute(select(visits.c.stage, visits.c.outcome))).all()
    assert len(ends) == 40
    assert {end.stage for end in ends} == {"ended"}
    assert all(guest.citizen.visit.outcome for guest in day.guests.all)
    assert served > 0
    verdict = await verify(day.node.database)
    assert verdict.sound, as_text(verdict)
    assert [tab.complaints for tab in day.tabs if tab.complaints] == []
    assert day.album.findings == []
