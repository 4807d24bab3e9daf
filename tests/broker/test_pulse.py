"""A loop that is held up shows in the figures, once."""

import asyncio
import time

from broker.pulse import Pulse


async def test_a_computation_in_one_piece_is_lag_and_busy_until_somebody_has_asked() -> None:
    pulse = Pulse()
    beating = asyncio.create_task(pulse.beat(0.001))
    await asyncio.sleep(0)
    end = time.thread_time() + 0.05
    while time.thread_time() < end:
        pass
    await beating
    assert pulse.lag() >= 0.045
    assert pulse.busy() >= 0.045
    assert (pulse.lag(), pulse.busy()) == (0.0, 0.0)


async def test_waiting_for_something_else_than_the_loop_is_lag_and_not_busy() -> None:
    """As when the machine has no time for this node, or somebody froze it."""
    now = iter((0.0, 3.0))
    computed = iter((0.0, 0.001))
    pulse = Pulse(monotonic=lambda: next(now), computed=lambda: next(computed))
    await pulse.beat(0.0)
    assert pulse.lag() == 3.0
    assert pulse.busy() == 0.001
