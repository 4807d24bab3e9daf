"""What a supervisor asks for: of the own departments, and nothing that anybody typed."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from broker.core.alerts import Alarm, Kind, Limits
from broker.core.visit import Arrive, Call, End, Join, Outcome, QueueId, VisitId
from broker.stores.alerts import Alerts
from tests.http.city import API, Place, serving_city
from tests.support.dresden import CITIZEN, CLERK, running_city
from tests.support.web import Browser, browser

DEPARTMENT, QUEUE = "buergeramt-melden", QueueId("melden")
BOARD, REPORTS = f"{API}/board", f"{API}/reports"
BIRD = "Kanarienvogel4711"
TODAY = "from=2026-11-24&to=2026-11-24"


@pytest.fixture
async def place(database_url: str, real_redis_url: str) -> AsyncIterator[tuple[Place, Browser]]:
    """A city and a signed-in supervisor of the registration office."""
    async with (
        running_city(database_url, real_redis_url) as city,
        serving_city(city) as (made, at),
    ):
        await made.clerk(at, DEPARTMENT, role="supervisor")
        yield made, at


async def held(here: Place, slot: str, *, late: int = 5) -> VisitId:
    """A visit of a quarter of an hour with a canary in every field."""
    city = here.city
    async with browser(here.url) as citizen:
        made = await here.booked(citizen, slot, person={"name": BIRD}, needs=BIRD)
    city.clock.now = city.today(slot)
    visit = VisitId(made["visit"])
    await city.desk.desks.set(CLERK.id, f"Clerk {BIRD}", "open", [QUEUE], now=city.clock())
    await city.desk.do(visit, Arrive(), CITIZEN)
    city.clock.advance(minutes=late)
    await city.desk.do(visit, Call(reason=BIRD, ahead=2), CLERK)
    await city.desk.do(visit, Join(), CITIZEN)
    city.clock.advance(minutes=10)
    await city.desk.do(visit, End(outcome=Outcome.COMPLETED, note=BIRD), CLERK)
    return visit


async def only(at: Browser, report: str) -> dict[str, Any]:
    """The single row of a report, by column."""
    response, found = await at.ask("GET", f"{REPORTS}/{report}")
    assert response.status == 200, found
    (row,) = found["rows"]
    return dict(zip(found["columns"], row, strict=True))


async def test_a_timeline_tells_every_move_and_nothing_that_was_typed(
    place: tuple[Place, Browser],
) -> None:
    """The reason of a call out of turn is a sentence somebody wrote: only that there was one."""
    here, at = place
    visit = await held(here, "10:15")
    response, found = await at.ask("GET", f"{BOARD}/visits/{visit}")
    assert response.status == 200
    told = [(move["command"], move["by"]) for move in found["moves"]]
    assert told == [
        ("arrive", "citizen"),
        ("call", "queue-clerk"),
        ("join", "citizen"),
        ("end", "queue-clerk"),
    ]
    call = found["moves"][1]
    assert (call["ahead"], call["reason_given"], call["at"]) == (2, True, "2026-11-24T09:20:00Z")
    assert found["moves"][3]["outcome"] == "completed"
    assert (found["waited_s"], found["talked_s"]) == (300, 600)
    assert BIRD not in str(found)
    assert CLERK.id not in str(found)


async def test_curves_show_the_day_and_the_week(place: tuple[Place, Browser]) -> None:
    """Counted from moves and desk hours, in the office's own days."""
    here, at = place
    for slot in ("10:00", "10:30"):
        await held(here, slot)
    _, day = await at.ask("GET", f"{BOARD}/queues/{QUEUE}/curves?days=1")
    first, last = day["points"][0], day["points"][-1]
    assert (first["at"], last["at"]) == ("2026-11-23T23:00:00Z", "2026-11-24T09:30:00Z")
    points = {point["at"][11:16]: point for point in day["points"]}
    assert points["09:00"] == {
        "at": "2026-11-24T09:00:00Z",
        "waiting": 1,
        "desks": 1,
        "calls": 1,
        "wait_s": 300,
    }
    assert points["09:15"]["ended"] == 1
    assert points["08:45"] == {"at": "2026-11-24T08:45:00Z"}
    _, week = await at.ask("GET", f"{BOARD}/queues/{QUEUE}/curves?days=7")
    assert week["points"][0]["at"] == "2026-11-17T23:00:00Z"
    assert len(week["points"]) == 6 * 24 + 11
    assert (week["points"][-1]["ended"], week["points"][-1]["waiting"]) == (2, 1)
    response, _ = await at.ask("GET", f"{BOARD}/queues/{QUEUE}/curves?days=30")
    assert response.status == 400


async def test_limits_are_the_usual_ones_until_somebody_changes_them(
    place: tuple[Place, Browser],
) -> None:
    """Null switches one off; what makes no sense is refused and changes nothing."""
    here, at = place
    path = f"{BOARD}/queues/{QUEUE}/limits"
    usual = {"wait_s": 1800, "waiting": 10, "late_s": 600, "no_desk_s": 120, "no_shows": 3}
    assert (await at.ask("GET", path))[1] == usual
    changed = usual | {"wait_s": 900, "no_shows": None}
    assert (await at.ask("PUT", path, changed))[1] == changed
    assert (await at.ask("GET", path))[1] == changed
    for wrong in ({"wait_s": 59}, {"waiting": 0}, {"waiting": "10"}, {"more": 1}):
        response, _ = await at.ask("PUT", path, usual | wrong)
        assert response.status == 400
    response, _ = await at.ask("PUT", path, {"wait_s": 900})
    assert response.status == 400
    assert (await at.ask("GET", path))[1] == changed
    assert await here.city.alarms.limits(QueueId("parken")) == Limits()


async def test_reports_count_without_anybodys_data(place: tuple[Place, Browser]) -> None:
    """Times only where three or more are behind a figure; no name of a citizen or a clerk."""
    here, at = place
    for n, slot in enumerate(("10:00", "10:15")):
        await held(here, slot, late=n + 1)
        assert (await only(at, f"days?{TODAY}&queue={QUEUE}"))["longest_wait_s"] is None
    await held(here, "10:30", late=3)
    figures = await only(at, f"days?{TODAY}&queue={QUEUE}")
    assert (figures["longest_wait_s"], figures["arrived"]) == (180, 3)
    assert (figures["booked"], figures["held"], figures["median_wait_s"]) == (3, 3, 120)
    visits = await only(at, f"visits?{TODAY}")
    assert (visits["service"], visits["channel"]) == ("abmeldung-wohnsitz", "video")
    assert (visits["median_wait_s"], visits["median_talk_s"]) == (120, 600)
    desk = await only(at, f"desks?{TODAY}")
    assert (desk["desks"], desk["minutes_at_work"]) == (1, None)
    assert (desk["held"], desk["minutes_in_call"]) == (3, 30)
    for answer in (figures, visits, desk):
        assert BIRD not in str(answer) and CLERK.id not in str(answer)


async def test_the_hours_of_three_clerks_are_no_single_ones(
    place: tuple[Place, Browser],
) -> None:
    """And the minutes a queue was served at all do not count twice."""
    here, at = place
    city = here.city
    city.clock.now = city.today("10:00")
    for name in ("a", "b", "c"):
        await city.desk.desks.set(name, name, "open", [QUEUE], now=city.clock())
    for name in ("a", "b", "c"):
        city.clock.advance(minutes=10)
        await city.desk.desks.set(name, name, "closed", [], now=city.clock())
    shown = await only(at, f"desks?{TODAY}")
    assert (shown["desks"], shown["minutes_open"], shown["minutes_at_work"]) == (3, 30, 60)


async def test_the_report_of_alerts_says_how_long_and_not_who(
    place: tuple[Place, Browser],
) -> None:
    """Who took care is seen on the board as long as it matters."""
    here, at = place
    city = here.city
    city.clock.now = city.today("10:00")
    alerts = Alerts(city.database)
    alarm = Alarm(Kind.WAIT_TOO_LONG, 2000, 1800)
    await alerts.settle(QUEUE, opening=[alarm], now=city.clock())
    (alert,) = await alerts.open()
    await alerts.take(alert.id, BIRD, city.clock.advance(minutes=3))
    over = [Kind.WAIT_TOO_LONG]
    await alerts.settle(QUEUE, over=over, now=city.clock.advance(minutes=4))
    _, found = await at.ask("GET", f"{REPORTS}/alerts?{TODAY}")
    (row,) = found["rows"]
    assert row[0] == "2026-11-24 10:00"
    assert row[3:] == ["wait-too-long", 2000, 1800, 7, 3]
    assert BIRD not in str(found)


async def test_a_report_is_a_file_for_spreadsheets(place: tuple[Place, Browser]) -> None:
    """The same rows as in JSON, as an attachment, in UTF-8 with a mark."""
    here, at = place
    await held(here, "10:00")
    _, json = await at.ask("GET", f"{REPORTS}/visits?{TODAY}")
    url = f"{here.url}{REPORTS}/visits?{TODAY}&format=csv"
    async with at.session.get(url) as response:
        raw = await response.read()
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="visits-2026-11-24.csv"'
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";")
    assert head == json["columns"]
    assert rows == [["" if cell is None else str(cell) for cell in row] for row in json["rows"]]


@pytest.mark.parametrize(
    "query",
    ["", "from=2026-11-24", "from=2026-11-25&to=2026-11-24", "from=2026-01-01&to=2027-01-02"],
)
async def test_a_report_without_a_sound_span_is_refused(
    place: tuple[Place, Browser], query: str
) -> None:
    """366 days are the most: more is a question for the statistics."""
    _, at = place
    assert (await at.ask("GET", f"{REPORTS}/days?{query}"))[0].status == 400


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
async def test_only_supervisors_of_the_department_may_ask(
    place: tuple[Place, Browser], role: str
) -> None:
    """A clerk never, another department neither, a stranger not at all."""
    here, _ = place
    visit = await held(here, "10:15")
    paths = [
        ("GET", f"{BOARD}/visits/{visit}"),
        ("GET", f"{BOARD}/queues/{QUEUE}/curves?days=1"),
        ("GET", f"{BOARD}/queues/{QUEUE}/limits"),
        ("PUT", f"{BOARD}/queues/{QUEUE}/limits"),
        ("GET", f"{REPORTS}/visits?{TODAY}&queue={QUEUE}"),
    ]
    body: dict[str, Any] = dict.fromkeys(
        ("wait_s", "waiting", "late_s", "no_desk_s", "no_shows"), None
    )
    async with browser(here.url) as stranger, browser(here.url) as other:
        await here.clerk(other, DEPARTMENT if role == "clerk" else "parken", role=role)
        for method, path in paths:
            sent = body if method == "PUT" else None
            assert (await stranger.ask(method, path, sent))[0].status == 401
            expected = 401 if role == "clerk" else 403
            assert (await other.ask(method, path, sent))[0].status == expected
    limits = await here.city.alarms.limits(QUEUE)
    assert limits == Limits()
