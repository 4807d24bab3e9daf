"""When a queue alarms: at its limit, and no longer only well below it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.alerts import Alarm, Figures, Kind, Limits, alerts_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LIMITS = Limits(wait_s=600, waiting=5, late_s=300, no_desk_s=120, no_shows=3)


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


REACHED: dict[Kind, tuple[Figures, Figures]] = {
    Kind.WAIT_TOO_LONG: (Figures(first_arrived=ago(600)), Figures(first_arrived=ago(599))),
    Kind.TOO_MANY_WAITING: (Figures(waiting=5), Figures(waiting=4)),
    Kind.OFFICE_LATE: (Figures(first_slot=ago(300)), Figures(first_slot=ago(299))),
    Kind.NO_DESK: (Figures(unserved_since=ago(120)), Figures(unserved_since=ago(119))),
    Kind.NOBODY_COMES: (Figures(no_shows=3), Figures(no_shows=2)),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_raised_at_its_limit_and_not_before(kind: Kind) -> None:
    """The limit is what a supervisor has typed: reached is reached."""
    at, before = REACHED[kind]
    assert set(alerts_of(at, LIMITS, NOW)) == {kind}
    assert alerts_of(before, LIMITS, NOW) == {}


@pytest.mark.parametrize("kind", Kind)
def test_an_open_alert_stays_a_little_below_its_limit(kind: Kind) -> None:
    """Else it would come and go with every call, and soon nobody would look."""
    _, before = REACHED[kind]
    assert set(alerts_of(before, LIMITS, NOW, {kind})) == {kind}
    assert alerts_of(Figures(), LIMITS, NOW, {kind}) == {}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_switched_off_is_not_raised_and_is_taken_back(kind: Kind) -> None:
    """None is off, also for what is open already."""
    at, _ = REACHED[kind]
    off = Limits(wait_s=None, waiting=None, late_s=None, no_desk_s=None, no_shows=None)
    assert alerts_of(at, off, NOW, {kind}) == {}


def test_an_alert_says_how_bad_it_is() -> None:
    """A supervisor decides by the figure beside its limit."""
    found = alerts_of(Figures(first_arrived=ago(1234)), LIMITS, NOW)
    assert found[Kind.WAIT_TOO_LONG] == Alarm(Kind.WAIT_TOO_LONG, 1234, 600)


def test_a_node_that_has_just_seen_it_begin_takes_nothing_back() -> None:
    """Each node measures by itself since when nobody is at work; one of them was started anew."""
    assert set(alerts_of(Figures(unserved_since=NOW), LIMITS, NOW, {Kind.NO_DESK})) == {
        Kind.NO_DESK
    }


@pytest.mark.parametrize(
    "wrong",
    [{"wait_s": 59}, {"waiting": 0}, {"waiting": 501}, {"late_s": 8 * 3600 + 1}, {"no_shows": 0}],
)
def test_a_limit_that_all_or_none_would_exceed_is_refused(wrong: dict[str, Any]) -> None:
    """An alert that is always open is as good as none."""
    with pytest.raises(ValueError):
        Limits(**wrong)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.integers(1, 20))
def test_an_alert_flaps_only_as_often_as_its_figure_swings_widely(
    waits: list[int], limit: int
) -> None:
    """It is raised at the limit; before it is raised again, the figure was at 80 % or below, and two
    people below at least."""
    limits, was_open, lowest = Limits(waiting=limit), False, 0
    well_below = max(0, min(0.8 * limit, limit - 2))
    for waiting in waits:
        figures = Figures(waiting=waiting)
        before = {Kind.TOO_MANY_WAITING} if was_open else set()
        is_open = Kind.TOO_MANY_WAITING in alerts_of(figures, limits, NOW, before)
        lowest = min(lowest, waiting)
        if is_open and not was_open:
            assert waiting >= limit
            assert lowest <= well_below
        if was_open and not is_open:
            assert waiting <= well_below
            lowest = waiting
        was_open = is_open
