"""The staff routes: own departments only, walk-ins and bookings for others, no names for a board."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from broker.core.visit import Arrive, Call, End, Join, Outcome, QueueId, VisitId
from tests.http.city import API, Place, serving_city
from tests.support.dresden import CITIZEN, CLERK, running_city
from tests.support.web import Browser, browser

BOOKINGS, HISTORY = f"{API}/desk/bookings", f"{API}/desk/history"
DEPARTMENT = "buergeramt-melden"


@pytest.fixture
async def place(sqlite_url: str, real_redis_url: str) -> AsyncIterator[tuple[Place, Browser]]:
    """A city and a signed-in clerk of the registration office."""
    async with (
        running_city(sqlite_url, real_redis_url) as city,
        serving_city(city) as (made, at),
    ):
        await made.clerk(at, DEPARTMENT)
        yield made, at


def asked(place: Place, slot: str | None = None, **changes: Any) -> dict[str, Any]:
    start = None if slot is None else place.city.today(slot).isoformat()
    person = {"name": "Erika Beispiel"}
    body = {"service": "kfz-ummeldung", "slot": start, "channel": "video", "person": person}
    return {**body, **changes}


async def test_a_walk_in_is_in_the_line_and_has_a_link(place: tuple[Place, Browser]) -> None:
    """The clerk shows or prints it; the citizen needs no e-mail address."""
    here, at = place
    here.city.clock.now = here.city.today("10:00")
    response, made = await at.ask("POST", BOOKINGS, asked(here))
    assert response.status == 201
    assert "slot_start" not in made
    visit = await here.city.desk.visits.get(VisitId(made["visit"]))
    assert visit is not None and visit.stage == "waiting"
    async with browser(here.url) as phone:
        token = made["join_url"].partition("#")[2]
        response, session = await phone.ask("POST", f"{API}/session", {"token": token})
        assert (response.status, session["visits"]) == (200, [made["visit"]])


async def test_a_lent_queue_is_served_like_an_own_one(place: tuple[Place, Browser]) -> None:
    """The day's list, and somebody at the counter: for today, as long as it is lent."""
    here, at = place
    here.city.clock.now = here.city.today("10:00")
    wish = asked(here, service="anwohnerparkausweis")
    response, _ = await at.ask("POST", BOOKINGS, wish)
    assert response.status == 403
    await here.city.days.lend(QueueId("parken"), [DEPARTMENT])
    response, _ = await at.ask("POST", BOOKINGS, wish)
    assert response.status == 201
    response, found = await at.ask("GET", f"{BOOKINGS}?queue=parken")
    assert (response.status, len(found["bookings"])) == (200, 1)
    here.city.clock.advance(days=1)
    response, _ = await at.ask("GET", f"{BOOKINGS}?queue=parken")
    assert response.status in (401, 403)


async def test_a_walk_in_with_priority_says_why(place: tuple[Place, Browser]) -> None:
    """It counts as ten minutes earlier, once, and the reason stands in the record."""
    here, at = place
    here.city.clock.now = here.city.today("10:00")
    response, made = await at.ask(
        "POST", BOOKINGS, asked(here, priority="kann nicht lange sitzen")
    )
    assert response.status == 201
    visits = here.city.desk.visits
    visit = await visits.get(VisitId(made["visit"]))
    assert visit is not None and visit.priority
    # One move: a node that dies in between leaves nobody in the line without the priority.
    history = await visits.history(VisitId(made["visit"]))
    assert [move.command for move in history] == ["arrive"]
    assert history[0].detail == {"priority": "kann nicht lange sitzen"}


async def test_a_clerk_books_a_time_without_number_or_address(
    place: tuple[Place, Browser],
) -> None:
    """At the counter, also by telephone channel: the clerk has the person before them."""
    here, at = place
    response, made = await at.ask("POST", BOOKINGS, asked(here, "10:15", channel="phone"))
    assert response.status == 201
    assert made["slot_start"] == "2026-11-24T09:15:00Z"


async def test_the_day_lists_bookings_of_the_own_queues(place: tuple[Place, Browser]) -> None:
    """In the order of their times; the link only of what this clerk has booked."""
    here, at = place
    await here.booked(at, "11:00")
    await at.ask("POST", BOOKINGS, asked(here, "10:15"))
    await here.booked(at, "11:00", service="anwohnerparkausweis")
    await here.booked(at, "2026-11-26T11:00:00+01:00")
    response, found = await at.ask("GET", BOOKINGS)
    assert (response.status, found["date"]) == (200, "2026-11-24")
    times = [row["slot_start"] for row in found["bookings"]]
    assert times == ["2026-11-24T09:15:00Z", "2026-11-24T10:00:00Z"]
    assert ["join_url" in row for row in found["bookings"]] == [True, False]
    assert found["bookings"][0]["service_name"] == "Ummeldung von Kraftfahrzeugen bei Umzug"
    _, later = await at.ask("GET", f"{BOOKINGS}?date=2026-11-26&queue=melden")
    assert len(later["bookings"]) == 1
    _, nothing = await at.ask("GET", f"{BOOKINGS}?date=2026-11-25")
    assert nothing["bookings"] == []


async def test_foreign_departments_are_closed(place: tuple[Place, Browser]) -> None:
    """Neither to see nor to book, nor to guess by an unknown queue."""
    here, at = place
    for path in (BOOKINGS, HISTORY):
        for queue in ("parken", "nirgendwo"):
            response, problem = await at.ask("GET", f"{path}?queue={queue}")
            assert (response.status, problem["type"]) == (403, "/problems/not-yours")
    response, _ = await at.ask("POST", BOOKINGS, asked(here, service="anwohnerparkausweis"))
    assert response.status == 403


async def test_nobody_without_a_session_sees_anything(place: tuple[Place, Browser]) -> None:
    """Neither a stranger nor a citizen."""
    here, _ = place
    async with browser(here.url) as stranger:
        for method, path in (("GET", BOOKINGS), ("GET", HISTORY), ("POST", BOOKINGS)):
            body = asked(here) if method == "POST" else None
            response, _ = await stranger.ask(method, path, body)
            assert response.status == 401
        made = await here.booked(stranger)
        token = made["join_url"].partition("#")[2]
        await stranger.ask("POST", f"{API}/session", {"token": token})
        response, _ = await stranger.ask("GET", BOOKINGS)
        assert response.status == 401


async def test_history_tells_what_ended_today(place: tuple[Place, Browser]) -> None:
    """The last one first, with outcome and note for the clerk."""
    here, at = place
    city = here.city
    for slot in ("10:00", "10:15"):
        made = await here.booked(at, slot)
        city.clock.now = city.today(slot)
        visit = VisitId(made["visit"])
        await city.desk.do(visit, Arrive(), CITIZEN)
        await city.desk.do(visit, Call(), CLERK)
        await city.desk.do(visit, Join(), CITIZEN)
        city.clock.advance(minutes=5)
        await city.desk.do(visit, End(outcome=Outcome.COMPLETED, note="Formular fehlt"), CLERK)
    _, found = await at.ask("GET", HISTORY)
    ended = [row["ended_at"] for row in found["visits"]]
    assert ended == ["2026-11-24T09:20:00Z", "2026-11-24T09:05:00Z"]
    assert found["visits"][0]["note"] == "Formular fehlt"
    assert found["visits"][0]["talked_s"] == 300
    city.clock.now = city.today("2026-11-25T00:00:00+01:00")
    await here.clerk(at, DEPARTMENT)
    _, tomorrow = await at.ask("GET", HISTORY)
    assert tomorrow["visits"] == []


async def test_a_supervisor_sees_no_names(place: tuple[Place, Browser]) -> None:
    """The board needs figures, not people; nor does it book."""
    here, at = place
    made = await here.booked(at)
    await at.ask(
        "DELETE",
        f"{API}/bookings/{made['reference']}",
        Authorization=f"Bearer {made['manage_token']}",
    )
    async with browser(here.url) as board:
        await here.clerk(board, DEPARTMENT, role="supervisor")
        _, found = await board.ask("GET", BOOKINGS)
        assert [row["who"] for row in found["bookings"]] == [""]
        _, ended = await board.ask("GET", HISTORY)
        assert [row["who"] for row in ended["visits"]] == [""]
        response, _ = await board.ask("POST", BOOKINGS, asked(here))
        assert response.status == 401


async def test_a_foreign_page_cannot_book(place: tuple[Place, Browser]) -> None:
    """The cookie counts only from our own pages."""
    here, at = place
    response, _ = await at.ask("POST", BOOKINGS, asked(here), Origin="https://evil.example")
    assert response.status == 403
