"""What becomes of a promise, and what that teaches."""

import random
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from broker.core.promise import (
    NARROWEST,
    USUAL,
    WIDEST,
    Held,
    Margin,
    Promise,
    kept,
    margin_after,
    verdict,
    whole_minutes,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PROMISE = Promise(NOON, 300, 900)


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("called", "left", "now", "held"),
    [
        (4.9, None, 20, "early"),
        (5, None, 20, "yes"),
        (15, None, 20, "yes"),
        (15.1, None, 20, "late"),
        (None, None, 14, None),
        (None, None, 16, "late"),
        (None, 10, 60, None),
        (None, 16, 60, "late"),
    ],
)
def test_a_promise_holds_from_its_earliest_to_its_latest_second(
    called: float | None, left: float | None, now: float, held: Held | None
) -> None:
    """Who gives up before it was due proves nothing; who gives up after it was promised too little."""
    found = verdict(
        PROMISE,
        called_at=None if called is None else at(called),
        left_at=None if left is None else at(left),
        now=at(now),
    )
    assert found == held


def test_the_margin_comes_to_rest_where_one_in_ten_misses() -> None:
    """Whatever the model does wrong: here a true spread that is wider and narrower than assumed."""
    for factor in (1.7, 0.6):
        chance, outcomes = random.Random(4), list[Held]()
        for _ in range(900):
            margin = margin_after(outcomes)
            off = chance.gauss(0, factor)
            early, late = off < -margin.early, off > margin.late
            outcomes.append("early" if early else "late" if late else "yes")
        found = outcomes[300:]
        assert kept(found) == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("held", get_args(Held))
def test_no_series_of_outcomes_runs_away(held: Held) -> None:
    """A morning of bad luck must not promise hours for a month."""
    margin = margin_after([held] * 1000)
    assert NARROWEST <= margin.early <= WIDEST
    assert NARROWEST <= margin.late <= WIDEST


def test_without_experience_the_usual_margin_is_taken() -> None:
    """80 % of a normal distribution, and no share is said."""
    assert margin_after([]) == Margin(USUAL, USUAL)
    assert kept([]) is None


def test_a_range_is_shown_in_whole_minutes_that_hold_it() -> None:
    """The rounding never makes a promise that the forecast did not."""
    assert [whole_minutes(s, up=False) for s in (0, 59, 60, 61)] == [0, 0, 60, 60]
    assert [whole_minutes(s, up=True) for s in (0, 59, 60, 61)] == [0, 60, 60, 120]
    assert not Promise(NOON, 0, 120).is_range
    assert Promise(NOON, 0, 180).is_range
