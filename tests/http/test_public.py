"""The public routes: what anybody sees, and a booking in the hands of who made it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from icalendar import Calendar
from sqlalchemy import select

from broker import contract
from broker.core.visit import Arrive, Call, End, Join, Outcome, VisitId
from broker.stores.tables import mails
from tests.http.city import API, Place, serving_city
from tests.support.dresden import CITIZEN, CLERK, running_city
from tests.support.web import Browser, browser

SLOTS = f"{API}/services/abmeldung-wohnsitz/slots"


@pytest.fixture
async def place(sqlite_url: str, real_redis_url: str) -> AsyncIterator[tuple[Place, Browser]]:
    """A city and a browser."""
    async with (
        running_city(sqlite_url, real_redis_url) as city,
        serving_city(city) as (made, at),
    ):
        yield made, at


def bearer(made: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {made['manage_token']}"}


def path_of(made: dict[str, Any]) -> str:
    return f"{API}/bookings/{made['reference']}"


async def test_the_catalogue_lists_everything_with_its_next_free_time(
    place: tuple[Place, Browser],
) -> None:
    """Planned services too; the next time is there without a click."""
    _, at = place
    response, found = await at.ask("GET", f"{API}/catalogue")
    assert response.status == 200
    view = msgspec.convert(found, contract.CatalogueView)
    services = {service.id: service for d in view.departments for service in d.services}
    assert len(services) == 27
    assert services["suchtberatung"].status == "planned"
    assert services["suchtberatung"].next_free is None
    free = services["abmeldung-wohnsitz"].next_free
    assert free is not None and free.isoformat() == "2026-11-24T07:00:00+00:00"
    opening = view.departments[0].opening
    assert opening["tue"] == ["08:00-12:00", "13:00-18:00"]
    assert "sun" not in opening


async def test_slots_come_with_the_wall_clock_of_the_office(place: tuple[Place, Browser]) -> None:
    """Screens show `local`; programs book `start`."""
    _, at = place
    response, found = await at.ask("GET", f"{SLOTS}?from=2026-11-24&to=2026-11-24&channel=video")
    assert response.status == 200
    view = msgspec.convert(found, contract.SlotsView)
    assert (len(view.slots), view.time_zone) == (36, "Europe/Berlin")
    assert view.slots[0].local == "2026-11-24T08:00:00+01:00"
    assert view.slots[0].seats == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-11-24&to=2026-12-25&channel=video", 200),
        ("from=2026-11-24&to=2026-12-26&channel=video", 400),
        ("from=2026-11-24&to=2026-11-23&channel=video", 400),
        ("from=2026-11-24&channel=video", 400),
        ("from=24.11.2026&to=2026-11-24&channel=video", 400),
        ("from=2026-11-24&to=2026-11-24", 400),
        ("from=2026-11-24&to=2026-11-24&channel=fax", 400),
        ("from=2199-12-31&to=2199-12-31&channel=video", 200),
        ("from=2001-01-01&to=2001-01-31&channel=video", 200),
    ],
)
async def test_the_range_of_slots_is_checked(
    place: tuple[Place, Browser], query: str, status: int
) -> None:
    """At most 31 days, both ends named; far away there is nothing, and no failure."""
    _, at = place
    response, _ = await at.ask("GET", f"{SLOTS}?{query}")
    assert response.status == status


async def test_who_sits_in_the_waiting_room_moves_the_own_booking_and_no_other(
    place: tuple[Place, Browser],
) -> None:
    """The office is late: another day without looking for the mail with the manage link."""
    here, at = place
    made, other = await here.booked(at), await here.booked(at, "10:45")
    here.city.clock.now = here.city.today("10:05")
    token = made["join_url"].partition("#")[2]
    response, _ = await at.ask("POST", f"{API}/session", {"token": token})
    assert response.status == 200
    await here.city.desk.do(VisitId(made["visit"]), Arrive(), CITIZEN)
    change = {"slot": here.city.today("11:30").isoformat()}
    response, moved = await at.ask("PATCH", path_of(made), change)
    assert (response.status, moved["visit"]["stage"]) == (200, "booked")
    response, problem = await at.ask("PATCH", path_of(other), change)
    assert (response.status, problem["type"]) == (403, "/problems/not-yours")
    async with browser(here.url) as stranger:
        response, problem = await stranger.ask("PATCH", path_of(made), change)
        assert (response.status, problem["type"]) == (401, "/problems/token-invalid")


async def test_a_booking_can_be_seen_moved_and_cancelled_by_its_token(
    place: tuple[Place, Browser],
) -> None:
    """The whole life of a booking in the hands of who made it."""
    here, at = place
    made = await here.booked(at)
    assert msgspec.convert(made, contract.BookingMade).slot_start is not None
    assert made["join_url"].startswith(f"{here.url}/join#ey")
    assert made["manage_url"] == (
        f"{here.url}/#booking={made['reference']}.{made['manage_token']}"
    )
    response, seen = await at.ask("GET", path_of(made), **bearer(made))
    assert (response.status, seen["status"]) == (200, "booked")
    assert seen["visit"]["stage"] == "booked"
    change = {"slot": here.city.today("11:00").isoformat()}
    response, moved = await at.ask("PATCH", path_of(made), change, **bearer(made))
    assert response.status == 200
    assert moved["slot_start"] == "2026-11-24T10:00:00Z"
    for _ in range(2):
        response, gone = await at.ask("DELETE", path_of(made), **bearer(made))
        assert (response.status, gone["status"]) == (200, "cancelled")
        assert gone["visit"]["outcome"] == "cancelled"
    response, problem = await at.ask("PATCH", path_of(made), change, **bearer(made))
    assert (response.status, problem["type"]) == (410, "/problems/visit-over")


async def test_the_join_link_opens_the_visit_and_dies_with_it(
    place: tuple[Place, Browser],
) -> None:
    """A cancelled visit answers with its outcome, so that the page can say what happened."""
    here, at = place
    made = await here.booked(at)
    token = made["join_url"].partition("#")[2]
    async with browser(here.url) as phone:
        response, session = await phone.ask("POST", f"{API}/session", {"token": token})
        assert (response.status, session["visits"]) == (200, [made["visit"]])
        assert session["opens_at"] == "2026-11-24T09:00:00Z"
        await at.ask("DELETE", path_of(made), **bearer(made))
        response, problem = await phone.ask("POST", f"{API}/session", {"token": token})
        assert (response.status, problem["outcome"]) == (410, "cancelled")


async def test_unknown_and_wrong_are_answered_alike(place: tuple[Place, Browser]) -> None:
    """Nobody learns from the answer which references exist."""
    here, at = place
    made = await here.booked(at)
    other = await here.booked(at, "10:30")
    answers = []
    for reference in (made["reference"], "ZZZZ-2222", "%00", "x" * 300):
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Bearer {other['manage_token']}"},
            {"Authorization": f"Basic {made['manage_token']}"},
            {"Authorization": "Bearer \u00fc"},
        ):
            path = f"{API}/bookings/{reference}"
            for method, end in (
                ("GET", ""),
                ("DELETE", ""),
                ("PATCH", ""),
                ("GET", "/calendar.ics"),
            ):
                response, problem = await at.ask(method, path + end, **headers)
                answers.append((response.status, tuple(sorted(problem.items()))))
    assert len(set(answers)) == 1
    assert answers[0][0] == 401


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"consent": False}, 422, "consent-missing"),
        ({"service": "nirgendwo"}, 404, "not-found"),
        ({"service": "suchtberatung"}, 409, "service-closed"),
        ({"slot": "2026-11-23T08:15:00+01:00"}, 409, "slot-taken"),
        ({"slot": "2026-11-24T08:16:00+01:00"}, 400, "bad-request"),
        ({"slot": "2026-11-24T08:15:00"}, 400, "bad-request"),
        ({"slot": "9999-12-31T23:59:59+00:00"}, 400, "bad-request"),
        ({"slot": None}, 400, "bad-request"),
        ({"channel": "fax"}, 400, "bad-request"),
        ({"person": {"name": "\u0000"}}, 400, "bad-request"),
        ({"person": {"name": "E", "email": "a@b\nBcc: c@d"}}, 400, "bad-request"),
        ({"person": {"name": "E", "email": "a,b@example.org"}}, 400, "bad-request"),
        ({"language": "de\n"}, 400, "bad-request"),
        ({"surprise": 1}, 400, "bad-request"),
    ],
)
async def test_what_cannot_be_booked_is_refused_by_name(
    place: tuple[Place, Browser], changes: dict[str, Any], status: int, kind: str
) -> None:
    """RFC 9457, a slug for each reason; a page can say it in every language."""
    here, at = place
    response, problem = await at.ask("POST", f"{API}/bookings", {**here.body(), **changes})
    assert (response.status, problem["type"]) == (status, f"/problems/{kind}")
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("person", "field", "why"),
    [
        ({"name": "\u3164"}, "person.name", "unseen"),
        ({"name": "E", "email": "müller@x.example"}, "person.email", "name"),
        ({"name": "E", "email": "e@x.example,"}, "person.email", "host"),
        ({"name": "E", "phone": "+---"}, "person.phone", "short"),
        ({"name": "E", "phone": "1" * 65}, "person.phone", None),
        ({"name": 7}, "person.name", None),
    ],
)
async def test_a_wrong_entry_is_refused_at_its_field(
    place: tuple[Place, Browser], person: dict[str, Any], field: str, why: str | None
) -> None:
    """So that a page can say it where it was typed, and what is wrong with it."""
    here, at = place
    response, problem = await at.ask("POST", f"{API}/bookings", here.body(person=person))
    assert (response.status, problem["type"]) == (400, "/problems/bad-request")
    assert (problem["field"], problem.get("why")) == (field, why)


async def test_mail_and_telephone_are_kept_as_they_are_reached(
    place: tuple[Place, Browser],
) -> None:
    """The outbox has the host as mail servers know it, the desk a number that can be dialled."""
    here, at = place
    person = {"name": "E", "email": "e@straße.example", "phone": "\u202a+49 (0)351 ١٢٣\u202c"}
    made = await here.booked(at, person=person)
    found = (await here.city.bookings.get(made["reference"])).booking
    assert (found.email, found.phone) == ("e@xn--strae-oqa.example", "+49351123")
    async with here.city.database.read() as connection:
        recipients = (await connection.scalars(select(mails.c.recipient))).all()
    assert set(recipients) == {"e@xn--strae-oqa.example"}


async def test_a_taken_slot_names_the_next_one(place: tuple[Place, Browser]) -> None:
    """The page offers it at once."""
    here, at = place
    await here.booked(at)
    await here.booked(at)
    response, problem = await at.ask("POST", f"{API}/bookings", here.body())
    assert (response.status, problem["next"]) == (409, "2026-11-24T09:30:00Z")


async def test_the_same_key_gives_the_same_answer(place: tuple[Place, Browser]) -> None:
    """The manage token is derived, so even a lost answer is not lost."""
    here, at = place
    path = f"{API}/bookings"
    _, first = await at.ask("POST", path, here.body(), Idempotency_Key="k" * 20)
    _, again = await at.ask("POST", path, here.body(), Idempotency_Key="k" * 20)
    for member in ("reference", "manage_token", "visit"):
        assert first[member] == again[member]
    response, problem = await at.ask("POST", path, here.body("10:30"), Idempotency_Key="k" * 20)
    assert (response.status, problem["type"]) == (409, "/problems/op-reused")
    response, _ = await at.ask("POST", path, here.body(), Idempotency_Key="k" * 65)
    assert response.status == 400


@pytest.mark.parametrize(
    "correction",
    [
        {"slot": "10:30"},
        {"person": {"name": "Erika Berichtigt", "email": "erika@example.org"}},
        {"needs": "Gebärdensprache"},
        {"language": "en"},
    ],
)
async def test_who_corrects_what_is_already_booked_gets_the_booking(
    place: tuple[Place, Browser], correction: dict[str, Any]
) -> None:
    """The answer was lost: the correction is neither dropped in silence nor refused for ever."""
    here, at = place
    path, key = f"{API}/bookings", "k" * 32
    _, made = await at.ask("POST", path, here.body(), Idempotency_Key=key)
    response, problem = await at.ask("POST", path, here.body(**correction), Idempotency_Key=key)
    assert (response.status, problem["type"]) == (409, "/problems/op-reused")
    for member in ("reference", "manage_token", "slot_start", "manage_url"):
        assert problem["booking"][member] == made[member]
    response, _ = await at.ask("GET", path_of(made), **bearer(problem["booking"]))
    assert response.status == 200


async def test_only_a_secret_key_opens_its_booking_while_it_stands(
    place: tuple[Place, Browser],
) -> None:
    """Not a short key, not one of yesterday, not a booking that was called off."""
    here, at = place
    path, wish, other = f"{API}/bookings", here.body(), here.body(language="en")

    async def told(key: str) -> bool:
        response, problem = await at.ask("POST", path, other, Idempotency_Key=key)
        assert response.status == 409
        return "booking" in problem

    await at.ask("POST", path, wish, Idempotency_Key="s" * 31)
    assert not await told("s" * 31)
    _, made = await at.ask("POST", path, wish, Idempotency_Key="l" * 40)
    assert await told("l" * 40)
    here.city.clock.advance(days=1, seconds=1)
    assert not await told("l" * 40)
    here.city.clock.advance(days=-1)
    await at.ask("DELETE", path_of(made), **bearer(made))
    assert not await told("l" * 40)


async def test_the_calendar_file_is_kept_up_to_date(place: tuple[Place, Browser]) -> None:
    """PUBLISH to keep, CANCEL when it is off; same entry, higher sequence."""
    here, at = place
    made = await here.booked(at)
    found = []
    for _ in range(2):
        url = f"{here.url}{path_of(made)}/calendar.ics"
        async with at.session.get(url, headers=bearer(made)) as response:
            assert response.content_type == "text/calendar"
            parsed = Calendar.from_ical(await response.read())
        event = parsed.walk("VEVENT")[0]
        found.append((str(parsed["METHOD"]), str(event["SEQUENCE"]), str(event["UID"])))
        assert "ATTENDEE" not in event
        await at.ask("DELETE", path_of(made), **bearer(made))
    uid = f"{made['reference'].lower()}@127.0.0.1"
    assert found == [("PUBLISH", "0", uid), ("CANCEL", "1", uid)]


async def test_the_booking_tells_what_became_of_the_visit(place: tuple[Place, Browser]) -> None:
    """Times, seconds and moves; nothing that a clerk wrote, and nobody else's visit."""
    here, at = place
    made = await here.booked(at)
    city, visit = here.city, VisitId(made["visit"])
    city.clock.now = city.today("10:10")
    await city.desk.do(visit, Arrive(), CITIZEN)
    city.clock.advance(minutes=7)
    await city.desk.do(visit, Call(absent=(("secret-visit", "away"),)), CLERK)
    city.clock.advance(seconds=10)
    await city.desk.do(visit, Join(), CITIZEN)
    city.clock.advance(minutes=5)
    await city.desk.do(visit, End(outcome=Outcome.COMPLETED, note="war freundlich"), CLERK)
    _, seen = await at.ask("GET", path_of(made), **bearer(made))
    story = seen["visit"]
    assert (seen["status"], story["outcome"]) == ("over", "completed")
    assert (story["waited_s"], story["talked_s"]) == (420, 300)
    assert [move["command"] for move in story["moves"]] == ["arrive", "call", "join", "end"]
    assert "join_url" not in seen
    for secret in ("freundlich", "secret-visit", CLERK.id):
        assert secret not in msgspec.json.encode(seen).decode()


async def test_statistics_count_what_happened(place: tuple[Place, Browser]) -> None:
    """One row a service, channel and local month; a median only over enough visits."""
    here, at = place
    city = here.city
    for minute in ("00", "15", "30", "45"):
        await here.booked(at, f"09:{minute}")
    cancelled = await here.booked(at, "10:00")
    await at.ask("DELETE", path_of(cancelled), **bearer(cancelled))
    await here.booked(at, "2026-12-01T08:00:00+01:00")
    wish = city.wish(None, service="kfz-ummeldung", consent=None)
    city.clock.now = city.today("09:00")
    await city.bookings.walk_in(wish, clerk=CLERK.id, now=city.clock())
    async with city.database.read() as connection:
        ids = await connection.exec_driver_sql(
            "SELECT id FROM visits WHERE stage = 'booked' AND slot_start < '2026-11-30' ORDER BY slot_start"
        )
        visits = [VisitId(row[0]) for row in ids]
    for n, visit in enumerate(visits[:3]):
        city.clock.now = city.today("09:00")
        city.clock.advance(minutes=15 * n)
        await city.desk.do(visit, Arrive(), CITIZEN)
        city.clock.advance(minutes=n + 1)
        await city.desk.do(visit, Call(), CLERK)
        await city.desk.do(visit, Join(), CITIZEN)
        city.clock.advance(minutes=4)
        await city.desk.do(visit, End(outcome=Outcome.COMPLETED), CLERK)
    _, found = await at.ask("GET", f"{API}/statistics")
    rows = {(row["service"], row["month"]): row for row in found["rows"]}
    assert set(rows) == {
        ("abmeldung-wohnsitz", "2026-11"),
        ("abmeldung-wohnsitz", "2026-12"),
        ("kfz-ummeldung", "2026-11"),
    }
    row = rows["abmeldung-wohnsitz", "2026-11"]
    assert (row["booked"], row["held"], row["cancelled"]) == (5, 3, 1)
    assert (row["median_wait_s"], row["median_talk_s"]) == (120, 240)
    assert row["department_name"] == "Bürgeramt – Meldeangelegenheiten"
    weeks = {(week["department"], week["week"]): week for week in found["weeks"]}
    assert found["this_week"] == "2026-11-23"
    assert weeks[row["department"], "2026-11-23"]["held"] == 3
    walk_in = rows["kfz-ummeldung", "2026-11"]
    assert walk_in["booked"] == 1
    assert "median_wait_s" not in walk_in


async def test_statistics_follow_every_move(place: tuple[Place, Browser]) -> None:
    """What was counted is kept only until something has moved."""
    here, at = place
    made = await here.booked(at)
    _, before = await at.ask("GET", f"{API}/statistics")
    await at.ask("DELETE", path_of(made), **bearer(made))
    _, after = await at.ask("GET", f"{API}/statistics")
    assert "cancelled" not in before["rows"][0]
    assert after["rows"][0]["cancelled"] == 1


async def test_who_moves_an_appointment_keeps_it_in_this_browser(
    place: tuple[Place, Browser],
) -> None:
    """The link has left the address for a cookie: that lives as long as the booking, and so does
    the session of every other browser that holds it."""
    here, at = place
    made = await here.booked(at)
    async with browser(here.url) as phone:
        for one in (at, phone):
            token = made["join_url"].partition("#")[2]
            await one.ask("POST", f"{API}/session", {"token": token})
        day, now = date(2026, 11, 30), here.city.clock()
        free = await here.city.bookings.slots("abmeldung-wohnsitz", day, day, "video", now=now)
        later = free[0].start
        change = {"slot": later.isoformat()}
        response, _ = await at.ask("PATCH", path_of(made), change, **bearer(made))
        assert response.status == 200
        response, _ = await at.ask("GET", f"{API}/session")
        (cookie,) = response.cookies.values()
        assert now + timedelta(seconds=int(cookie["max-age"])) > later
        here.city.clock.now = later
        response, seen = await phone.ask("GET", f"{API}/session")
        assert (response.status, seen.get("visits")) == (200, [made["visit"]])
