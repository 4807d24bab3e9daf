"""The order of a line is bounded in its unfairness."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker.core.line import WALK_IN_STEP, WIDTH, front, order_key, rank_of

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
minutes = st.integers(min_value=-180, max_value=180)


def at(offset: float) -> datetime:
    """A time around noon."""
    return NOON + timedelta(minutes=offset)


@given(slot=st.none() | minutes, arrived=minutes)
def test_keys_have_one_width_so_that_text_order_is_time_order(
    slot: int | None, arrived: int
) -> None:
    """SQL, Redis and Python compare the same text."""
    key = order_key(arrived_at=at(arrived), slot_start=None if slot is None else at(slot))
    assert len(key) == WIDTH
    assert front(key) < key


def test_booked_citizens_in_time_come_in_the_order_of_their_slots() -> None:
    """Who came early does not pass somebody with an earlier slot."""
    early_bird = order_key(arrived_at=at(-15), slot_start=at(10))
    in_time = order_key(arrived_at=at(-1), slot_start=at(0))
    assert in_time < early_bird


def test_who_comes_late_counts_from_the_arrival() -> None:
    """A slot is no right to pass those who were in time."""
    late = order_key(arrived_at=at(20), slot_start=at(0))
    next_slot = order_key(arrived_at=at(14), slot_start=at(15))
    assert next_slot < late


@given(mine=minutes, others=st.lists(st.tuples(minutes, st.none() | minutes), max_size=20))
def test_nobody_who_arrives_after_my_rank_ever_passes_me(
    mine: int, others: list[tuple[int, int | None]]
) -> None:
    """The bound on overtaking: a walk-in waits for at most the bookings of the next ten minutes."""
    me = order_key(arrived_at=at(mine), slot_start=None)
    for arrived, slot in others:
        if at(arrived) > at(mine) + WALK_IN_STEP:
            other = order_key(
                arrived_at=at(arrived), slot_start=None if slot is None else at(slot)
            )
            assert me < other


@given(slot=st.none() | minutes, arrived=minutes)
def test_the_time_that_counts_can_be_read_from_a_key(slot: int | None, arrived: int) -> None:
    """The forecast asks it who of the expected will come before somebody; nobody before the front."""
    key = order_key(arrived_at=at(arrived), slot_start=None if slot is None else at(slot))
    counts = at(arrived) + WALK_IN_STEP if slot is None else max(at(slot), at(arrived))
    assert rank_of(key) == counts.timestamp()
    assert rank_of(front(key)) == 0
