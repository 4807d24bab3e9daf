"""The order of a line is bounded in its unfairness, and its times are honest."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker.core.line import WALK_IN_STEP, WIDTH, Waiting, front, order_key, places, wait_range

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


def test_who_is_away_keeps_the_place_but_does_not_count_as_ahead() -> None:
    """Otherwise one closed laptop would inflate everybody's number."""
    line = [
        Waiting("a", "1-a", True, 15),
        Waiting("b", "1-b", False, 15),
        Waiting("c", "1-c", True, 15),
    ]
    found = places(line, desks=1, in_hand=0, recent_talks_s=[])
    assert [found[v].ahead for v in "abc"] == [0, 1, 1]


def test_without_a_desk_at_work_no_time_is_said() -> None:
    """A number without anybody working is a lie."""
    assert wait_range(ahead=3, minutes_ahead=45, desks=0, in_hand=0, recent_talks_s=[600] * 9) == (
        None,
        None,
    )


def test_a_free_desk_and_nobody_ahead_means_now() -> None:
    """The first of the line with a free desk waits for a click only."""
    assert wait_range(ahead=0, minutes_ahead=0, desks=2, in_hand=1, recent_talks_s=[]) == (0, 60)


@given(
    ahead=st.integers(0, 50),
    desks=st.integers(1, 20),
    busy=st.integers(0, 20),
    talks=st.lists(st.integers(10, 5000), max_size=40),
)
def test_ranges_are_ranges_and_more_desks_never_mean_longer(
    ahead: int, desks: int, busy: int, talks: list[int]
) -> None:
    """Earliest before latest, both honest about zero, and help shortens the wait."""
    busy = min(busy, desks)

    def wait(n: int) -> tuple[int, int]:
        low, high = wait_range(
            ahead=ahead, minutes_ahead=ahead * 15, desks=n, in_hand=busy, recent_talks_s=talks
        )
        assert low is not None
        assert high is not None
        return low, high

    low, high = wait(desks)
    assert 0 <= low < high
    assert wait(desks + 1)[1] <= high + 1
