"""A loop that is held up shows in the figures, once."""

from collections.abc import Callable

import pytest

from broker.pulse import Pulse


def clock(*seconds: float) -> Callable[[], float]:
    """A clock that is looked at so often."""
    looks = iter(seconds)
    return lambda: next(looks)


async def test_a_computation_in_one_piece_is_lag_and_busy_until_somebody_has_asked() -> None:
    pulse = Pulse(monotonic=clock(5.0, 5.5), computed=clock(1.0, 1.4))
    await pulse.beat(0.0)
    assert pulse.lag() == pytest.approx(0.5)
    assert pulse.busy() == pytest.approx(0.4)
    assert (pulse.lag(), pulse.busy()) == (0.0, 0.0)


async def test_a_machine_that_has_no_time_for_the_node_is_lag_and_not_busy() -> None:
    """Or somebody froze it: what came meanwhile is done in one piece, and is no mistake of ours."""
    pulse = Pulse(monotonic=clock(0.0, 3.0), computed=clock(0.0, 0.2))
    await pulse.beat(0.0)
    assert pulse.lag() == 3.0
    assert pulse.busy() == 0.0


async def test_the_worst_beat_is_kept() -> None:
    pulse = Pulse(monotonic=clock(0.0, 0.3, 0.3, 0.4), computed=clock(0.0, 0.3, 0.3, 0.4))
    await pulse.beat(0.0)
    await pulse.beat(0.0)
    assert pulse.lag() == pytest.approx(0.3)
    assert pulse.busy() == pytest.approx(0.3)
