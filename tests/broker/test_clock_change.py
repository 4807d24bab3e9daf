"""The two days a year on which the clock changes, from the first minute to the last one.

Berlin skips 02:00-03:00 on 29 March 2026 and has it twice on 25 October 2026; the demo queue is open
day and night.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from broker.catalogues import DEMO_QUEUE, DEMO_SERVICE, sample_document, with_always_open
from broker.cli.embedded import embedded_redis
from broker.core.calendar import day_start
from broker.core.today import Today
from broker.core.visit import Arrive, End, Outcome, QueueId, VisitId
from broker.figures.reports import Reports
from tests.support.clock import Clock
from tests.support.dresden import CITIZEN, CLERK, City, running_city

QUEUE = QueueId(DEMO_QUEUE)
BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
CHANGES = [(SPRING, 23), (AUTUMN, 25)]
SECOND = timedelta(seconds=1)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first instant of a local day, and that of the next one."""
    return day_start(day, BERLIN), day_start(day + timedelta(days=1), BERLIN)


@pytest.fixture
async def city(sqlite_url: str) -> AsyncIterator[City]:
    """One node without sockets."""
    document = with_always_open(sample_document())
    with embedded_redis() as redis:
        clock = Clock(datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
        async with running_city(sqlite_url, redis, document=document, clock=clock) as opened:
            yield opened


@pytest.mark.parametrize(("day", "hours"), CHANGES)
async def test_what_is_said_for_a_day_holds_for_all_of_its_hours(
    city: City, day: date, hours: int
) -> None:
    """Closed for the day, a notice, a loan: from midnight to midnight, not for 24 hours."""
    first, last = bounds(day)
    assert last - first == timedelta(hours=hours)
    city.clock.now = first
    await city.days.close(QUEUE, closed=True)
    await city.days.lend(QUEUE, ["parken"])
    for at, closed in ((first, True), (last - SECOND, True), (last, False)):
        city.clock.now = at
        assert await city.days.is_closed(QUEUE) is closed
        assert ("parken" in (await city.days.loans()).get(QUEUE, ())) is closed
    assert await city.days.is_closed(QUEUE, first - SECOND) is False


@pytest.mark.parametrize(("day", "hours"), CHANGES)
async def test_the_curve_of_the_day_and_of_its_week_have_every_hour_once(
    city: City, day: date, hours: int
) -> None:
    """Steps are stretches of time: no hour of the office is lost, and none is drawn twice."""
    first, last = bounds(day)
    reports = Reports(city.database, city.catalogues)
    points = await reports.curve(QUEUE, 1, last - SECOND)
    assert (points[0].at, len(points)) == (first, 4 * hours)
    week = await reports.curve(QUEUE, 7, last - SECOND)
    assert len(week) == 6 * 24 + hours
    assert week[0].at == day_start(day - timedelta(days=6), BERLIN)
    for steps, length in ((points, timedelta(minutes=15)), (week, timedelta(hours=1))):
        assert {b.at - a.at for a, b in pairwise(steps)} == {length}


@pytest.mark.parametrize(("day", "hours"), CHANGES)
async def test_reports_count_the_hours_that_the_day_had(city: City, day: date, hours: int) -> None:
    """A desk at work around the clock was so for 23 or 25 hours, all of them on that day."""
    first, last = bounds(day)
    reports = Reports(city.database, city.catalogues)
    await city.desk.desks.set("anna", "Anna", "open", [QUEUE], now=first)
    city.clock.now = first + timedelta(minutes=10)
    early = await arrived(city)
    city.clock.now = last - timedelta(minutes=10)
    late = await arrived(city)
    for visit in (early, late):
        await city.desk.do(visit, End(outcome=Outcome.COME_IN_PERSON), CLERK)
    await city.desk.desks.set("anna", "Anna", "closed", [], now=last)
    day_before, day_after = day - timedelta(days=1), day + timedelta(days=1)
    desks = await reports.sheet("desks", {QUEUE}, day_before, day_after, last)
    found = [dict(zip(desks.columns, row, strict=True)) for row in desks.rows]
    assert [(row["day"], row["minutes_open"]) for row in found] == [(f"{day}", 60 * hours)]
    days = await reports.sheet("days", {QUEUE}, day_before, day_after, last)
    found = [dict(zip(days.columns, row, strict=True)) for row in days.rows]
    assert [(row["day"], row["booked"]) for row in found] == [(f"{day}", 2)]


async def test_who_was_served_after_midnight_is_served_today_all_day_long(city: City) -> None:
    """A day of 25 hours is longer than 24: the first of the day still counts in its last minute."""
    first, last = bounds(AUTUMN)
    today = Today()
    ended = []
    for at in (first - timedelta(minutes=1), first + SECOND, last - SECOND):
        city.clock.now = at - timedelta(minutes=2)
        visit = await arrived(city)
        city.clock.now = at
        ended.append(await city.desk.do(visit, End(outcome=Outcome.NO_SHOW_CITIZEN), CLERK))
    for done in ended:
        assert done.moved is not None
        today.note(done.moved.after)
    assert today.counts(first).no_show_citizen == 2
    assert today.counts(last).no_show_citizen == 0


async def test_both_copies_of_an_hour_are_booked_and_served_one_after_the_other(
    city: City,
) -> None:
    """02:30 is there twice: two slots, two places in the line, each in its own window."""
    city.clock.now = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    free = await city.bookings.slots(DEMO_SERVICE, AUTUMN, AUTUMN, "video", now=city.clock())
    assert len({slot.start for slot in free}) == len(free) == 25 * 6
    copies = [s.start for s in free if f"{s.start.astimezone(BERLIN):%H:%M}" == "02:30"]
    assert copies[1] - copies[0] == timedelta(hours=1)
    booked = [await city.book(at, service=DEMO_SERVICE) for at in reversed(copies)]
    later, sooner = (each.visit for each in booked)
    assert later.opens_at - sooner.opens_at == timedelta(hours=1)
    city.clock.now = copies[0] - timedelta(minutes=10)
    await city.desk.do(sooner.id, Arrive(), CITIZEN)
    city.clock.now = copies[1] - timedelta(minutes=10)
    await city.desk.do(later.id, Arrive(), CITIZEN)
    assert await city.desk.line.in_order(QUEUE) == [sooner.id, later.id]


async def arrived(city: City) -> VisitId:
    """A walk-in who waits."""
    wish = city.wish(None, service=DEMO_SERVICE)
    booked = await city.bookings.walk_in(wish, clerk="anna", now=city.clock())
    return booked.visit.id
