"""Bookings on both databases: who gets a time, what is kept together, what comes free again."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from broker.bookings import Booked
from broker.catalogues import sample_document, with_always_open
from broker.core.booking import reference_of
from broker.core.visit import Actor, Arrive, By, Call, Join, Outcome, QueueId, Stage
from broker.desk import Done
from broker.errors import (
    BadRequest,
    ClosedToday,
    ConsentMissing,
    NotFound,
    NotNow,
    NotYours,
    ServiceClosed,
    SlotTaken,
    TooEarly,
    VisitOver,
)
from broker.stores.tables import bookings, contingents, desk_cells, mails, moves, visits
from signaling.errors import OpReused, Problem
from tests.support.dresden import CITIZEN, CLERK, City, running_city
from tests.support.redis import running_redis


def one_desk(**changes: Any) -> dict[str, Any]:
    """The sample with one desk in the registration office; `changes` are of its first service."""
    document = sample_document()
    department = document["departments"][0]
    department["desks"] = 1
    department["services"][0].update(changes)
    return document


@pytest.fixture
async def small(database_url: str, real_redis_url: str) -> AsyncIterator[City]:
    """An office with one desk."""
    async with running_city(database_url, real_redis_url, document=one_desk()) as made:
        yield made


async def count(city: City, table: Any) -> int:
    async with city.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def outcomes(*tries: Awaitable[Booked]) -> Counter[str]:
    """How often each came out: `booked`, or the slug of a problem. Anything else is a failure."""
    results = await asyncio.gather(*tries, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Problem):
            raise result
    return Counter(r.slug if isinstance(r, Problem) else "booked" for r in results)


async def test_a_booking_is_whole(city: City) -> None:
    """Booking, visit, cells, number of the contingent and mail stand or fall together."""
    booked = await city.book("08:15")
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", booked.booking.reference)
    assert len(booked.visit.id) == 22
    assert (booked.visit.stage, booked.visit.queue) == (Stage.BOOKED, "melden")
    assert booked.visit.opens_at == city.today("08:00")
    assert booked.visit.closes_at == city.today("09:00")
    assert booked.visit.serve_until == city.today("18:30")
    assert booked.visit.deadline == booked.visit.closes_at
    assert [await count(city, t) for t in (desk_cells, contingents, mails)] == [3, 1, 1]
    assert await city.bookings.get(booked.booking.reference) == booked


async def test_a_telephone_visit_is_due_at_its_time(city: City) -> None:
    """The system lets it arrive then, without anybody pressing anything."""
    booked = await city.book("08:15", channel="phone", phone="0351 488 0")
    assert booked.visit.deadline == city.today("08:15")


async def test_fifty_at_once_for_one_seat_and_exactly_one_gets_it(
    database_url: str, real_redis_url: str
) -> None:
    """On two nodes of one database; the others are told the next free time."""
    async with (
        running_city(database_url, real_redis_url, document=one_desk()) as here,
        running_city(database_url, real_redis_url, document=one_desk()) as there,
    ):
        tries = [(here, there)[n % 2].book("08:15", name=f"Nummer {n}") for n in range(50)]
        assert await outcomes(*tries) == {"booked": 1, "slot-taken": 49}
        assert await count(here, desk_cells) == 3
        assert await count(here, bookings) == await count(here, visits) == 1
        with pytest.raises(SlotTaken) as taken:
            await here.book("08:15")
        assert taken.value.extra["next"] == here.today("08:30")


async def test_two_desks_take_two_and_no_third(city: City) -> None:
    """The sample has two desks in this queue, whatever the service."""
    tries = [city.book("08:00", service="meldebescheinigung") for _ in range(4)]
    tries += [city.book("08:00", service="kfz-ummeldung") for _ in range(4)]
    assert await outcomes(*tries) == {"booked": 2, "slot-taken": 6}


async def test_a_weekly_contingent_is_never_exceeded(
    database_url: str, real_redis_url: str
) -> None:
    """Twenty at once on twenty different times, five left in the week: five get one."""
    document = one_desk(weekly_contingent=5)
    async with (
        running_city(database_url, real_redis_url, document=document) as here,
        running_city(database_url, real_redis_url, document=document) as there,
    ):
        first = here.today("08:00")
        walls = [first + n * timedelta(minutes=15) for n in range(16)]
        tries = [(here, there)[n % 2].book(wall) for n, wall in enumerate(walls)]
        assert await outcomes(*tries) == {"booked": 5, "slot-taken": 11}
        assert await count(here, contingents) == 5
        with pytest.raises(SlotTaken) as taken:
            await here.book("17:00")
        assert taken.value.extra["next"] == datetime.fromisoformat("2026-11-30T08:00+01:00")


async def test_the_keys_of_the_tables_are_the_lock(small: City) -> None:
    """Even code that forgets to look cannot give one cell away twice."""
    booked = await small.book("08:15")
    async with small.database.read() as connection:
        cell = (await connection.execute(select(desk_cells))).first()
    assert cell is not None

    async def change(connection: Any) -> None:
        await connection.execute(desk_cells.insert().values(**cell._mapping))

    with pytest.raises(IntegrityError):
        await small.database.write(change)
    assert cell.booking == booked.booking.reference


async def test_cancelling_frees_the_place_at_once(small: City) -> None:
    """Cells and number are free in the same transaction; the calendar entry goes."""
    booked = await small.book("08:15")
    cancelled = await small.bookings.cancel(booked.booking.reference, CITIZEN)
    assert cancelled.visit.outcome is Outcome.CANCELLED
    assert (cancelled.booking.desk, cancelled.booking.sequence) == (None, 1)
    assert [await count(small, t) for t in (desk_cells, contingents)] == [0, 0]
    again = await small.book("08:15")
    assert again.booking.reference != booked.booking.reference


async def test_cancelling_twice_is_the_same(city: City) -> None:
    """A second press, or a lost answer: no second mail, no further sequence."""
    booked = await city.book("08:15")
    reference = booked.booking.reference
    first, second = await asyncio.gather(
        city.bookings.cancel(reference, CITIZEN), city.bookings.cancel(reference, CITIZEN)
    )
    assert first.booking.sequence == second.booking.sequence == 1
    assert await count(city, mails) == 2


async def test_cancel_against_book_leaves_one_holder_or_none(small: City) -> None:
    """Whoever wins: the cells belong to exactly the bookings that are not cancelled."""
    first = await small.book("08:15")
    tries = [small.book("08:15", name=f"Nummer {n}") for n in range(10)]
    cancel = small.bookings.cancel(first.booking.reference, CITIZEN)
    results = await asyncio.gather(*tries[:5], cancel, *tries[5:], return_exceptions=True)
    assert not [r for r in results if isinstance(r, BaseException) and not isinstance(r, Problem)]
    async with small.database.read() as connection:
        holders = (await connection.execute(select(desk_cells.c.booking))).scalars().all()
        alive = await connection.execute(
            select(visits.c.booking).where(visits.c.stage == "booked")
        )
        standing = list(alive.scalars())
    assert len(standing) <= 1
    assert sorted(holders) == sorted(standing * 3)


async def test_a_visit_in_a_call_is_not_cancelled(city: City) -> None:
    """Both are talking: ending it is the clerk's."""
    booked = await city.book("08:15")
    city.clock.now = city.today("08:15")
    await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
    await city.desk.do(booked.visit.id, Call(), CLERK)
    await city.desk.do(booked.visit.id, Join(), CITIZEN)
    with pytest.raises(NotNow):
        await city.bookings.cancel(booked.booking.reference, CITIZEN)
    assert await count(city, desk_cells) == 3


async def test_cancelling_and_calling_come_one_after_the_other(city: City) -> None:
    """After a committed cancellation nobody is called in for it; before it, the call is ended."""
    for n in range(6):
        booked = await city.book(city.today("13:00") + n * timedelta(minutes=15))
        city.clock.now = booked.visit.opens_at
        await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
        call = city.desk.do(booked.visit.id, Call(), CLERK)
        cancel = city.bookings.cancel(booked.booking.reference, CITIZEN)
        results = await asyncio.gather(
            *((call, cancel) if n % 2 else (cancel, call)), return_exceptions=True
        )
        assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Problem)]
        after = await city.bookings.get(booked.booking.reference)
        assert after.visit.outcome is Outcome.CANCELLED
        commands = [move.command for move in await city.desk.visits.history(booked.visit.id)]
        assert commands in (["arrive", "cancel"], ["arrive", "call", "cancel"])


async def test_moving_is_one_step(small: City) -> None:
    """The new time, its window and the calendar's sequence; the old time is free."""
    booked = await small.book("08:15")
    reference = booked.booking.reference
    moved = await small.bookings.move(reference, small.today("08:30"), CITIZEN, now=small.clock())
    assert (moved.booking.slot_start, moved.booking.sequence) == (small.today("08:30"), 1)
    assert moved.booking.gen == 1
    assert moved.visit.opens_at == small.today("08:15")
    assert moved.visit.deadline == moved.visit.closes_at == small.today("09:15")
    assert moved.visit.version == 1
    await small.book("08:15")
    with pytest.raises(SlotTaken):
        await small.book("08:30")
    history = await small.desk.visits.history(booked.visit.id)
    assert [(move.command, move.by) for move in history] == [("reschedule", "citizen")]
    assert history[0].detail["slot_start"] == small.today("08:30").astimezone(UTC).isoformat()


async def test_a_move_to_a_taken_time_changes_nothing(small: City) -> None:
    """The one you have is not lost over the one you want."""
    booked = await small.book("08:15")
    await small.book("08:30")
    with pytest.raises(SlotTaken) as taken:
        await small.bookings.move(
            booked.booking.reference, small.today("08:30"), CITIZEN, now=small.clock()
        )
    assert taken.value.extra["next"] == small.today("08:45")
    assert await small.bookings.get(booked.booking.reference) == booked
    with pytest.raises(SlotTaken):
        await small.book("08:15")


async def test_two_who_want_to_move_to_the_same_time_have_one_winner(small: City) -> None:
    """The loser keeps what it had; every cell belongs to one of them."""
    first, second = await small.book("08:15"), await small.book("08:30")
    later = small.today("10:00")
    results = await asyncio.gather(
        *(
            small.bookings.move(each.booking.reference, later, CITIZEN, now=small.clock())
            for each in (first, second)
        ),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Booked", "SlotTaken"]
    after = [await small.bookings.get(each.booking.reference) for each in (first, second)]
    assert all(each.visit.slot_start == each.booking.slot_start for each in after)
    assert sum(each.booking.slot_start == later for each in after) == 1
    assert await count(small, desk_cells) == 6


async def test_moving_to_the_same_time_changes_nothing(city: City) -> None:
    """No mail and no new sequence for a second press."""
    booked = await city.book("08:15")
    again = await city.bookings.move(
        booked.booking.reference, city.today("08:15"), CITIZEN, now=city.clock()
    )
    assert again == booked


async def test_a_move_within_a_full_week_keeps_the_number(
    database_url: str, real_redis_url: str
) -> None:
    """The contingent is full, but this booking already counts in it."""
    document = one_desk(weekly_contingent=1)
    async with running_city(database_url, real_redis_url, document=document) as city:
        booked = await city.book("08:15")
        moved = await city.bookings.move(
            booked.booking.reference, city.today("09:00"), CITIZEN, now=city.clock()
        )
        assert moved.booking.slot_start == city.today("09:00")
        assert await count(city, contingents) == 1


async def test_who_waits_too_long_moves_the_booking_and_waits_no_more(city: City) -> None:
    """Out of the line, on the new slot, and only by the citizen's own wish."""
    booked = await city.book("08:15")
    city.clock.now = city.today("08:05")
    await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
    later, reference = city.today("09:00"), booked.booking.reference
    with pytest.raises(NotYours):
        await city.bookings.move(reference, later, Actor(By.QUEUE_CLERK, "anna"), now=city.clock())
    after = await city.bookings.move(reference, later, CITIZEN, now=city.clock())
    assert (after.visit.stage, after.visit.slot_start) == (Stage.BOOKED, later)
    assert (after.visit.arrived_at, after.visit.order) == (None, "")


async def test_who_was_called_is_not_moved(city: City) -> None:
    """A clerk waits for an answer: that visit is not on another day all at once."""
    booked = await city.book("08:15")
    city.clock.now = city.today("08:05")
    await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
    await city.desk.do(booked.visit.id, Call(), Actor(By.QUEUE_CLERK, "anna"))
    with pytest.raises(NotNow):
        await city.bookings.move(
            booked.booking.reference, city.today("09:00"), CITIZEN, now=city.clock()
        )


async def test_what_has_ended_is_not_moved(city: City) -> None:
    """Cancelled is cancelled: book again."""
    booked = await city.book("08:15")
    await city.bookings.cancel(booked.booking.reference, CITIZEN)
    with pytest.raises(VisitOver):
        await city.bookings.move(
            booked.booking.reference, city.today("09:00"), CITIZEN, now=city.clock()
        )


async def test_arriving_against_moving_ends_on_the_new_slot(city: City) -> None:
    """Never a citizen in the line of a slot that is on another day."""
    for n in range(8):
        booked = await city.book(city.today("08:15") + n * timedelta(minutes=15))
        city.clock.now = booked.visit.opens_at
        later = city.today("13:00") + n * timedelta(minutes=15)
        arrive = city.desk.do(booked.visit.id, Arrive(), CITIZEN)
        move = city.bookings.move(booked.booking.reference, later, CITIZEN, now=city.clock())
        results = await asyncio.gather(arrive, move, return_exceptions=True)
        after = await city.bookings.get(booked.booking.reference)
        # Whoever was first: who arrived may still move, who moved is too early.
        assert after.visit.slot_start == after.booking.slot_start == later
        assert after.visit.stage is Stage.BOOKED
        assert isinstance(results[0], TooEarly | Done)
        assert not isinstance(results[1], BaseException)


async def test_bookings_need_no_redis(sqlite_url: str) -> None:
    """SQL decides: with Redis away, times are booked, moved and cancelled all the same."""
    async with running_redis() as redis, running_city(sqlite_url, redis.url) as city:
        await redis.kill()
        booked = await city.book("08:15")
        reference = booked.booking.reference
        later = city.today("09:00")
        moved = await city.bookings.move(reference, later, CITIZEN, now=city.clock())
        assert moved.booking.slot_start == later
        cancelled = await city.bookings.cancel(reference, CITIZEN)
        assert cancelled.visit.outcome is Outcome.CANCELLED


async def test_the_history_stays_one_chain_over_a_move(city: City) -> None:
    """Each row's `previous` is the hash before it, a rescheduling included."""
    booked = await city.book("08:15")
    await city.bookings.move(
        booked.booking.reference, city.today("09:00"), CITIZEN, now=city.clock()
    )
    city.clock.now = city.today("08:45")
    await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
    async with city.database.read() as connection:
        rows = (await connection.execute(select(moves).order_by(moves.c.version))).all()
    assert [row.version for row in rows] == [1, 2]
    assert rows[0].previous == ""
    assert rows[1].previous == rows[0].hash


async def test_the_same_key_gives_the_same_booking(city: City) -> None:
    """Also for two at once: a booking system repeats what it heard no answer to."""
    first, second = await asyncio.gather(
        city.book("08:15", key="a" * 16), city.book("08:15", key="a" * 16)
    )
    assert first == second
    assert await city.book("08:15", key="a" * 16) == first
    assert await count(city, bookings) == 1


async def test_the_same_key_for_another_wish_is_refused(city: City) -> None:
    """It is no repetition, so it must not look like one."""
    await city.book("08:15", key="a" * 16)
    with pytest.raises(OpReused):
        await city.book("08:30", key="a" * 16)
    with pytest.raises(OpReused):
        await city.book("08:15", key="a" * 16, name="Jemand Anderes")


@pytest.mark.parametrize(
    ("slot", "changes", "problem"),
    [
        ("08:15", {"consent": False}, ConsentMissing),
        ("08:15", {"service": "nirgendwo"}, NotFound),
        ("08:15", {"service": "suchtberatung"}, ServiceClosed),
        ("09:00", {"service": "prostschg", "channel": "phone", "phone": "1"}, ServiceClosed),
        ("08:15", {"channel": "phone"}, BadRequest),
        ("08:17", {}, BadRequest),
        ("12:15", {}, BadRequest),
        ("2026-11-22T08:15:00+01:00", {}, BadRequest),
        ("2026-11-23T08:15:00+01:00", {}, SlotTaken),
        ("2031-11-25T08:15:00+01:00", {}, BadRequest),
        ("9999-12-31T23:59:59+00:00", {}, BadRequest),
        ("0001-01-01T00:00:00+00:00", {}, BadRequest),
        ("08:15", {"name": "\u202e \u200b"}, BadRequest),
    ],
)
async def test_what_cannot_be_booked_is_refused_by_name(
    city: City, slot: str, changes: dict[str, Any], problem: type[Problem]
) -> None:
    """Each reason has its own problem, and nothing is left behind."""
    with pytest.raises(problem):
        await city.book(slot, **changes)
    assert [await count(city, t) for t in (bookings, desk_cells, visits)] == [0, 0, 0]


async def test_a_walk_in_stands_in_the_line_now(city: City) -> None:
    """No slot and no cells; it may be served until the office has closed."""
    city.clock.now = city.today("10:00")
    wish = city.wish(None, email=None, consent=None)
    booked = await city.bookings.walk_in(wish, clerk=CLERK.id, now=city.clock())
    assert (booked.visit.stage, booked.visit.slot_start) == (Stage.WAITING, None)
    assert booked.visit.arrived_at == booked.visit.opens_at == city.clock()
    assert booked.visit.serve_until == city.today("18:30")
    assert [await count(city, t) for t in (desk_cells, mails)] == [0, 0]
    history = await city.desk.visits.history(booked.visit.id)
    assert [(move.command, move.by, move.actor) for move in history] == [
        ("arrive", "queue-clerk", CLERK.id)
    ]


async def test_a_walk_in_repeated_under_its_key_is_one(city: City) -> None:
    """The clerk's click was sent twice."""
    wish = city.wish(None, consent=None)
    made = [
        await city.bookings.walk_in(
            wish, clerk=CLERK.id, idempotency_key="k" * 16, now=city.clock()
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert await count(city, visits) == 1


async def test_free_times_leave_out_what_is_taken_and_past(small: City) -> None:
    """What is offered can be booked, and what was booked is not offered."""
    today = small.clock().date()
    small.clock.now = small.today("17:00")
    await small.book("17:30")
    found = await small.bookings.slots(
        "abmeldung-wohnsitz", today, today, "video", now=small.clock()
    )
    assert [slot.start for slot in found] == [small.today("17:15"), small.today("17:45")]
    with pytest.raises(ServiceClosed):
        await small.bookings.slots("suchtberatung", today, today, "video", now=small.clock())


async def test_the_soonest_times_of_the_whole_house_agree_with_the_slots(city: City) -> None:
    """The catalogue shows them without a click; they must be the first of the list."""
    city.clock.now = city.today("08:05")
    await city.book("08:15")
    catalogue = await city.catalogues.current()
    soonest = await city.bookings.free.soonest(catalogue, city.clock())
    day = city.clock().date()
    for service in ("abmeldung-wohnsitz", "anwohnerparkausweis", "ifsg-43"):
        found = await city.bookings.slots(service, day, day, "video", now=city.clock())
        assert soonest[service] == found[0].start
    assert "suchtberatung" not in soonest


async def test_both_copies_of_the_doubled_hour_can_be_booked(
    database_url: str, real_redis_url: str
) -> None:
    """02:30 on 2026-10-25 exists twice; they are two places and two instants."""
    document = with_always_open(sample_document())
    async with running_city(database_url, real_redis_url, document=document) as city:
        city.clock.now = datetime.fromisoformat("2026-10-24T12:00:00+00:00")
        wish = {"service": "gespraech-auf-probe"}
        first = await city.book("2026-10-25T02:30:00+02:00", **wish)
        second = await city.book("2026-10-25T02:30:00+01:00", **wish)
        assert first.booking.slot_start is not None and second.booking.slot_start is not None
        assert second.booking.slot_start - first.booking.slot_start == timedelta(hours=1)
        with pytest.raises(BadRequest):
            await city.book("2026-10-25T02:35:00+01:00", **wish)


def test_a_reference_has_forty_bits() -> None:
    """All of them count: the first and the last number give the first and the last letters."""
    assert reference_of(0) == "2222-2222"
    assert reference_of(2**40 - 1) == "ZZZZ-ZZZZ"
    assert len({reference_of(1 << bit) for bit in range(40)}) == 40


async def test_a_number_is_not_taken_at_a_queue_that_is_closed_for_the_day(city: City) -> None:
    """It would be a booking of nobody, and a no-show in the figures by the evening."""
    wish = city.wish(None, service="abmeldung-wohnsitz")
    queue = QueueId((await city.catalogues.current()).department_of(wish.service).queue)
    await city.days.close(queue, closed=True)
    with pytest.raises(ClosedToday):
        await city.bookings.walk_in(wish, clerk=CLERK.id, now=city.clock())
    async with city.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(bookings)) == 0


async def test_a_midnight_between_slot_and_expiry_does_not_forget_who_was_closed(
    city: City,
) -> None:
    """The day that counts is the day of the appointment."""
    queue = QueueId("melden")
    await city.days.close(queue, closed=True)
    slot = city.clock()
    city.clock.advance(days=1)
    assert not await city.days.is_closed(queue)
    assert await city.days.is_closed(queue, slot)


async def test_a_queue_that_is_closed_for_the_day_offers_no_time_of_it(city: City) -> None:
    """Nobody books an hour that the office has just given up; tomorrow is as free as before."""
    today, tomorrow = city.clock().date(), city.clock().date() + timedelta(days=1)
    booked = await city.book("08:15")

    async def free(day: date) -> int:
        found = await city.bookings.slots(
            "abmeldung-wohnsitz", day, day, "video", now=city.clock()
        )
        return len(found)

    before = await free(today), await free(tomorrow)
    await city.days.close(QueueId("melden"), closed=True)
    assert (await free(today), await free(tomorrow)) == (0, before[1])
    with pytest.raises(ClosedToday):
        await city.book("09:00")
    with pytest.raises(ClosedToday):
        await city.bookings.move(
            booked.booking.reference, city.today("09:00"), CITIZEN, now=city.clock()
        )
    await city.days.close(QueueId("melden"), closed=False)
    assert (await free(today), await free(tomorrow)) == before
