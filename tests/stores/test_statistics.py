"""Public figures: what is kept must be what counting anew would give; nothing personal in them."""

from datetime import date, timedelta
from random import Random

from sqlalchemy import update

from broker.bookings import Booked
from broker.catalogues import DEMO_SERVICE, sample_document, with_always_open
from broker.core.catalogue import PROBE_QUEUE
from broker.core.visit import Actor, Amend, Arrive, By, Call, End, Join, Outcome
from broker.figures.statistics import Line, Published, Statistics
from broker.stores.tables import bookings, visits
from signaling.errors import Problem
from tests.support.dresden import CITIZEN, CLERK, City, running_city

MONTHS = ("2026-11-26", "2026-12-03", "2026-12-29", "2027-01-05", "2027-02-02", "2027-03-30")


async def held(city: City, booked: Booked, minutes: int = 5) -> None:
    """The whole visit, at its time."""
    assert booked.booking.slot_start is not None
    city.clock.now = booked.booking.slot_start
    await city.desk.do(booked.visit.id, Arrive(), CITIZEN)
    city.clock.advance(minutes=2)
    await city.desk.do(booked.visit.id, Call(), CLERK)
    await city.desk.do(booked.visit.id, Join(), CITIZEN)
    city.clock.advance(minutes=minutes)
    await city.desk.do(booked.visit.id, End(outcome=Outcome.COMPLETED), CLERK)


async def anew(city: City) -> Published:
    """Counted anew."""
    return await Statistics(city.database, city.catalogues).published(city.clock())


async def lines(city: City) -> list[Line]:
    """The months, counted anew."""
    return (await anew(city)).months


async def test_what_is_kept_is_what_counting_anew_gives(city: City) -> None:
    """After bookings in many months, moves between months, visits, cancellations, corrections."""
    kept, chance = Statistics(city.database, city.catalogues), Random(7)
    made: list[Booked] = []
    for _ in range(40):
        try:
            match chance.randrange(6):
                case 0 | 1 | 2:
                    wall = f"{chance.randrange(9, 12):02d}:{chance.choice(['00', '15', '30'])}"
                    slot = f"{chance.choice(MONTHS)}T{wall}:00+01:00"
                    if "03-30" in slot:
                        slot = slot.replace("+01:00", "+02:00")
                    made.append(await city.book(slot))
                case 3 if made:
                    one, other = chance.choice(made), chance.choice(made)
                    assert other.booking.slot_start is not None
                    await city.bookings.move(
                        one.booking.reference,
                        other.booking.slot_start + timedelta(minutes=15),
                        CITIZEN,
                        now=city.clock(),
                    )
                case 4 if made:
                    one = chance.choice(made)
                    await city.bookings.cancel(one.booking.reference, CITIZEN)
                case 5 if made:
                    first = min(made, key=lambda one: one.visit.opens_at)
                    await held(city, await city.bookings.get(first.booking.reference))
                    correction = Amend(outcome=Outcome.LOST_CONTACT)
                    await city.desk.do(first.visit.id, correction, Actor(By.QUEUE_CLERK, CLERK.id))
        except Problem:
            continue
        finally:
            assert await kept.published(city.clock()) == await anew(city)
    assert len({line.month for line in await lines(city)}) > 3


async def test_figures_survive_the_deletion_of_personal_data(city: City) -> None:
    """The council's numbers do not depend on anybody's name."""
    booked = await city.book("10:15")
    await held(city, booked)
    before = await lines(city)

    async def forget(connection: object) -> None:
        await connection.execute(  # type: ignore[attr-defined]
            update(bookings).values(name="", email=None, phone=None, needs=None)
        )
        await connection.execute(update(visits).values(note=None))  # type: ignore[attr-defined]

    await city.database.write(forget)
    assert await lines(city) == before
    assert (before[0].booked, before[0].held) == (1, 1)


async def test_a_median_of_one_is_nobodys_business(city: City) -> None:
    """It would be that person's time; three make a figure."""
    walls = ("10:00", "10:15", "10:30")
    for n, wall in enumerate(walls):
        await held(city, await city.book(wall), minutes=3 + n)
        assert ((await lines(city))[0].median_talk_s is None) == (n < 2)
    (line,) = await lines(city)
    assert (line.median_wait_s, line.median_talk_s) == (120, 240)


async def test_a_month_is_the_local_one(database_url: str, real_redis_url: str) -> None:
    """Midnight in Dresden is 23:00 of the day before in UTC."""
    document = with_always_open(sample_document())
    async with running_city(database_url, real_redis_url, document=document) as city:
        for slot in ("2026-11-30T23:50:00+01:00", "2026-12-01T00:00:00+01:00"):
            await city.book(slot, service=DEMO_SERVICE)
        found = await lines(city)
        assert [(line.month, line.booked) for line in found] == [("2026-11", 1), ("2026-12", 1)]


async def test_a_week_is_counted_whole_though_it_lies_in_two_months(city: City) -> None:
    """From Monday on, by department; a week that is still to come is in no row."""
    await held(city, await city.book("2026-11-30T10:00:00+01:00"))
    await held(city, await city.book("2026-12-01T10:00:00+01:00"))
    await city.book("2026-12-08T10:00:00+01:00")
    found = await anew(city)
    assert found.this_week == date(2026, 11, 30)
    assert [(week.week, week.booked, week.held) for week in found.weeks] == [
        (date(2026, 11, 30), 2, 2)
    ]
    assert [(line.month, line.booked) for line in found.months] == [("2026-11", 1), ("2026-12", 2)]
    city.clock.now = city.today("10:00") + timedelta(weeks=60)
    assert (await anew(city)).weeks == []


async def test_the_probe_counts_nowhere(database_url: str, real_redis_url: str) -> None:
    """A monitoring that runs every minute would be the busiest service of the city."""
    document = with_always_open(sample_document())
    async with running_city(database_url, real_redis_url, document=document) as city:
        await city.book("10:00", service=PROBE_QUEUE)
        assert await lines(city) == []
