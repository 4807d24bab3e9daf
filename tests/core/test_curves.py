"""The course of a queue: what a curve shows is what counting every minute would show."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker.core.curves import Called, Course, Stretch, curve, peaks

START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
STEP = timedelta(minutes=15)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def stretch(begin: int, end: int | None) -> Stretch:
    return Stretch(at(begin), None if end is None else at(end))


@given(st.lists(st.tuples(st.integers(-40, 70), st.one_of(st.none(), st.integers(0, 50)))))
def test_a_peak_is_the_most_at_any_minute(pairs: list[tuple[int, int | None]]) -> None:
    """Compared with counting minute by minute, the slow way that cannot be wrong."""
    found = [(begin, None if length is None else begin + length) for begin, length in pairs]
    edges = [at(0), at(15), at(30), at(45), at(60)]
    expected = [
        max(
            sum(begin <= minute and (end is None or minute < end) for begin, end in found)
            for minute in range(first, first + 15)
        )
        for first in (0, 15, 30, 45)
    ]
    assert peaks([stretch(*each) for each in found], edges) == expected


def test_a_point_holds_what_happened_in_its_step() -> None:
    """From its edge on and without the next one."""
    course = Course(
        waits=[stretch(0, 5), stretch(5, 20)],
        desks=[stretch(-60, None)],
        calls=[stretch(5, 15), stretch(20, None)],
        called=[Called(at(5), 300), Called(at(14), 900), Called(at(20), 900), Called(at(99), 1)],
    )
    first, second = curve(course, START, at(30), STEP)
    assert (first.at, first.waiting, first.desks, first.calls) == (START, 1, 1, 1)
    assert (first.wait_s, first.ended) == (600, 0)
    assert (second.waiting, second.calls, second.ended, second.wait_s) == (1, 1, 1, 900)


def test_a_step_without_a_call_has_no_wait() -> None:
    """None is not zero: nobody waited no time."""
    assert [point.wait_s for point in curve(Course(), START, at(45), STEP)] == [None] * 3


def test_before_the_first_step_there_is_nothing() -> None:
    """At midnight a day has no course yet."""
    assert curve(Course(called=[Called(START, 1)]), START, START, STEP) == []
