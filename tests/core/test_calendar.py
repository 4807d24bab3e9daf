"""Slots from opening hours, above all on the two days a year when the clock changes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.calendar import (
    AROUND_THE_CLOCK,
    CELL,
    Hours,
    Opening,
    Span,
    cells,
    closing_after,
    day_start,
    free_slots,
    is_open,
    local_day,
    local_text,
    next_opening,
    open_until,
    slots,
    spans,
    week_of,
    within_contingent,
)

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN, SPRING, PLAIN = date(2026, 10, 25), date(2027, 3, 28), date(2026, 11, 24)

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
edges = st.integers(0, 288).map(lambda n: n * 5)
hours = (
    st.tuples(edges, edges).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Hours(*pair))
)
lengths = st.sampled_from([5, 10, 12, 15, 20, 30, 45, 60])


def every_day(*open_hours: Hours, closed: frozenset[date] = frozenset()) -> Opening:
    return Opening((open_hours,) * 7, closed)


def half_hours(day: date) -> list[Span]:
    return slots(AROUND_THE_CLOCK, BERLIN, day, 30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(("day", "count"), [(SPRING, 23), (PLAIN, 24), (AUTUMN, 25)])
def test_a_day_around_the_clock_has_as_many_hours_as_the_zone_gives_it(
    day: date, count: int
) -> None:
    """Stepping by wall clock would lose or double an hour."""
    assert len(slots(AROUND_THE_CLOCK, BERLIN, day, 60)) == count


def test_both_copies_of_the_hour_in_autumn_have_slots_that_can_be_told_apart() -> None:
    """02:30 comes twice on 2026-10-25; two people must not be sent to the same one."""
    texts = [local_text(slot.start, BERLIN) for slot in half_hours(AUTUMN)]
    half_past_two = [text for text in texts if "T02:30" in text]
    assert half_past_two == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
    assert len(set(texts)) == len(texts) == 50


def test_no_slot_starts_in_the_hour_skipped_in_spring() -> None:
    """02:30 does not exist on 2027-03-28: nobody can come then."""
    texts = [local_text(slot.start, BERLIN) for slot in half_hours(SPRING)]
    assert not [text for text in texts if "T02:" in text]
    assert len(texts) == 46


def test_an_office_that_opens_in_the_skipped_hour_opens_right_after_it() -> None:
    """The first instant that the wall clock shows a time at or after 02:30 is 03:00."""
    night = every_day(Hours(2 * 60 + 30, 5 * 60))
    assert spans(night, BERLIN, SPRING)[0].start == utc("2027-03-28T03:00:00+02:00")


def test_hours_that_lie_wholly_in_the_skipped_hour_are_no_hours() -> None:
    """A span from 02:10 to 02:50 has no length on that day."""
    assert spans(every_day(Hours(130, 170)), BERLIN, SPRING) == []


def test_an_office_that_closes_in_the_doubled_hour_closes_at_its_second_copy() -> None:
    """Who comes before half past two must be served, whichever half past two they mean."""
    night = every_day(Hours(60, 150))
    assert spans(night, BERLIN, AUTUMN)[0].end == utc("2026-10-25T02:30:00+01:00")


@given(days, hours, lengths)
def test_slots_lie_within_the_hours_without_overlap(day: date, open_: Hours, minutes: int) -> None:
    """Whatever the date: the wall clock at the start of a slot is within the opening hours."""
    found = slots(every_day(open_), BERLIN, day, minutes)
    for slot in found:
        wall = slot.start.astimezone(BERLIN)
        assert wall.date() == day
        doubled = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
        assert doubled or open_.opens <= wall.hour * 60 + wall.minute < open_.closes
        assert slot.end - slot.start == timedelta(minutes=minutes)
    for before, after in pairwise(found):
        assert before.end <= after.start
        assert not set(cells(before.start, minutes)) & set(cells(after.start, minutes))


@given(days)
def test_all_day_slots_fill_the_local_day_exactly(day: date) -> None:
    """From midnight to midnight without a hole, on all days from 2024 to 2035."""
    found = slots(AROUND_THE_CLOCK, BERLIN, day, 5)
    assert found[0].start == day_start(day, BERLIN)
    assert found[-1].end == day_start(day + timedelta(days=1), BERLIN)
    assert all(a.end == b.start for a, b in pairwise(found))
    assert len(found) in (23 * 12, 24 * 12, 25 * 12)


@given(days, hours, st.integers(0, 25 * 12 - 1))
def test_open_means_that_a_span_holds_the_instant(day: date, open_: Hours, cell: int) -> None:
    """`is_open` and the slots must never contradict each other."""
    now = day_start(day, BERLIN) + cell * CELL
    today = spans(every_day(open_), BERLIN, local_day(now, BERLIN))
    assert is_open(every_day(open_), BERLIN, now) == any(s.start <= now < s.end for s in today)
    ends = [s.end for s in today if s.start <= now < s.end]
    assert open_until(every_day(open_), BERLIN, now) == (ends[0] if ends else None)


@given(days, hours, st.integers(0, 287))
def test_the_next_opening_is_a_moment_at_which_the_office_opens(
    day: date, open_: Hours, cell: int
) -> None:
    """Closed one cell before and open from then on; around the clock it opens at midnight."""
    now = day_start(day, BERLIN) + cell * CELL
    found = next_opening(every_day(open_), BERLIN, now)
    assert found is not None and found > now
    assert is_open(every_day(open_), BERLIN, found)


def test_a_closed_date_has_no_hours() -> None:
    """A holiday is named in the catalogue; the next opening is the day after."""
    office = every_day(Hours(480, 720), closed=frozenset({PLAIN}))
    morning = utc("2026-11-24T09:00:00+01:00")
    assert slots(office, BERLIN, PLAIN, 15) == []
    assert not is_open(office, BERLIN, morning)
    assert next_opening(office, BERLIN, morning) == utc("2026-11-25T08:00:00+01:00")


def test_an_office_without_hours_never_opens() -> None:
    """No answer rather than an endless search."""
    assert next_opening(Opening(), BERLIN, utc("2026-11-24T09:00:00+01:00")) is None


@pytest.mark.parametrize(
    ("now", "closing"),
    [
        ("2026-11-24T09:00:00+01:00", "2026-11-24T18:00:00+01:00"),
        ("2026-11-24T12:30:00+01:00", "2026-11-24T18:00:00+01:00"),
        ("2026-11-24T18:00:00+01:00", None),
        ("2026-11-24T23:00:00+01:00", None),
    ],
)
def test_the_closing_of_a_day_is_its_last_one(now: str, closing: str | None) -> None:
    """A lunch break is no closing: who waited through it is still served."""
    office = every_day(Hours(480, 720), Hours(780, 1080))
    assert closing_after(office, BERLIN, utc(now)) == (utc(closing) if closing else None)


def test_the_week_of_a_contingent_is_the_local_iso_week() -> None:
    """Sunday 23:30 UTC is already Monday in Berlin, and 2027-01-01 belongs to 2026-W53."""
    assert week_of(utc("2026-11-22T23:30:00+00:00"), BERLIN) == "2026-W48"
    assert week_of(utc("2027-01-01T10:00:00+01:00"), BERLIN) == "2026-W53"


def test_a_slot_is_free_where_one_desk_has_all_its_cells() -> None:
    """Two halves of two desks are no place."""
    offered = slots(every_day(Hours(480, 540)), BERLIN, PLAIN, 30)
    first = cells(offered[0].start, 30)
    taken = {first[0]: {1}, first[5]: {2}}
    free = list(free_slots(offered, minutes=30, desks=2, taken=taken))
    assert [(slot.start, slot.desk, slot.seats) for slot in free] == [(offered[1].start, 1, 2)]
    free = list(free_slots(offered, minutes=30, desks=3, taken=taken))
    assert (free[0].desk, free[0].seats) == (3, 1)


def test_minutes_that_are_no_multiple_of_a_cell_take_the_whole_cell() -> None:
    """12 minutes occupy 15, so the next slot begins after 15."""
    offered = slots(every_day(Hours(480, 540)), BERLIN, PLAIN, 12)
    assert len(cells(offered[0].start, 12)) == 3
    assert offered[1].start - offered[0].start == timedelta(minutes=15)


def test_a_contingent_limits_what_is_free_in_its_week() -> None:
    """24 of 25 used: one seat is left, whatever the desks; a full week is gone."""
    offered = slots(every_day(Hours(480, 540)), BERLIN, PLAIN, 30)
    free = list(free_slots(offered, minutes=30, desks=3, taken={}))
    one_left = within_contingent(free, BERLIN, 25, {"2026-W48": 24})
    assert [slot.seats for slot in one_left] == [1, 1]
    assert list(within_contingent(free, BERLIN, 25, {"2026-W48": 25})) == []
    assert list(within_contingent(free, BERLIN, None, {"2026-W48": 99})) == free


@given(
    st.sampled_from([SPRING, AUTUMN, PLAIN]),
    st.lists(edges, min_size=4, max_size=6, unique=True),
)
def test_stretches_of_a_day_never_overlap(day: date, found: list[int]) -> None:
    """One that closes and one that opens in the doubled hour: the first has its second copy, and a
    slot that is in both would be offered twice."""
    found = sorted(found)[: len(found) // 2 * 2]
    open_ = every_day(*(Hours(a, b) for a, b in zip(found[::2], found[1::2], strict=True)))
    for before, after in pairwise(spans(open_, BERLIN, day)):
        assert before.end <= after.start


def test_an_office_that_pauses_in_the_doubled_hour_offers_each_time_once() -> None:
    """Open until 02:15 and again from 02:45: both are there twice."""
    open_ = every_day(Hours(0, 135), Hours(165, 300))
    starts = [slot.start for slot in slots(open_, BERLIN, AUTUMN, 15)]
    assert len(set(starts)) == len(starts)
