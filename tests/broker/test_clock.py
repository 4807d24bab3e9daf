"""The clock of the office: what a step of anybody's clock, a slow answer and a silence of Redis make of it."""

import asyncio
from datetime import datetime, timedelta

import pytest

from broker.clock import OfficeClock
from signaling.errors import StoreDown
from tests.support.clock import Clock

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Machines:
    """That of a node and that of Redis: two clocks, and the seconds that pass for both."""

    def __init__(self, clock: Clock) -> None:
        self.node, self.redis = clock, Clock(clock.now)
        self.seconds = 0.0
        self.answer_takes = 0.0
        self.office = OfficeClock(self.node, lambda: self.seconds)

    def pass_(self, seconds: float) -> None:
        """Time passes everywhere."""
        self.seconds += seconds
        self.node.advance(seconds=seconds)
        self.redis.advance(seconds=seconds)

    async def time(self) -> datetime:
        """TIME, read in the middle of the way there and back."""
        self.pass_(self.answer_takes / 2)
        now = self.redis()
        self.pass_(self.answer_takes / 2)
        return now

    async def ask(self) -> None:
        """A turn."""
        await self.office.ask(self.time)

    def off(self) -> timedelta:
        """How wrong the office's time is, if that of Redis is right."""
        return self.office() - self.redis()


@pytest.fixture
def machines(clock: Clock) -> Machines:
    """Both right."""
    return Machines(clock)


@pytest.mark.parametrize("wrong", [MINUTE, -MINUTE, 3 * SECOND, -3 * SECOND])
async def test_a_machine_that_is_wrong_from_the_beginning_dates_as_all_others(
    machines: Machines, wrong: timedelta
) -> None:
    """The first answer of Redis is the time, whatever the machine says."""
    machines.node.now += wrong
    await machines.ask()
    machines.pass_(100)
    assert machines.off() == timedelta(0)
    assert machines.office.machine_is_ahead() == wrong


@pytest.mark.parametrize("step", [MINUTE, -MINUTE])
async def test_a_step_in_the_middle_moves_nothing(machines: Machines, step: timedelta) -> None:
    """Not even until the next turn, nor while Redis is away."""
    await machines.ask()
    machines.pass_(0.4)
    machines.node.now += step

    async def away() -> datetime:
        raise StoreDown("away")

    for _ in range(100):
        assert machines.off() == timedelta(0)
        machines.pass_(10)
        with pytest.raises(StoreDown):
            await machines.office.ask(away)
    assert machines.off() == timedelta(0)


async def test_an_answer_that_comes_late_says_little(machines: Machines) -> None:
    """What is known better stays; at the beginning the middle is the best guess."""
    await machines.ask()
    machines.answer_takes = 1.5
    await machines.ask()
    assert machines.off() == timedelta(0)
    late = Machines(Clock())
    late.answer_takes = 1.5
    late.node.now -= MINUTE
    await late.ask()
    assert abs(late.off()) <= SECOND


async def test_time_that_passed_unseen_is_followed_at_once(machines: Machines) -> None:
    """The machine was paused as a whole, its monotonic seconds with it."""
    await machines.ask()
    machines.redis.now += MINUTE
    await machines.ask()
    assert machines.off() == timedelta(0)
    assert machines.office.agrees()


async def test_the_time_of_the_office_never_goes_back(machines: Machines) -> None:
    """When that of Redis does, who came before stays before. The difference is lost at half speed, and nobody's
    silence is counted meanwhile."""
    await machines.ask()
    machines.redis.now -= MINUTE
    before = machines.office()
    for second in range(130):
        await machines.ask()
        assert machines.office.agrees() == (second >= 116)
        machines.pass_(1)
        now = machines.office()
        assert now - before >= SECOND / 2
        before = now
    assert machines.off() == timedelta(0)


async def test_it_can_be_asked_for_while_it_asks(machines: Machines) -> None:
    """Whoever dates something in the middle of a turn gets the time as well."""
    heard = asyncio.Event()

    async def slow() -> datetime:
        await heard.wait()
        return machines.redis()

    await machines.ask()
    turn = asyncio.create_task(machines.office.ask(slow))
    await asyncio.sleep(0)
    machines.pass_(1)
    assert machines.off() == timedelta(0)
    heard.set()
    await turn
    assert machines.off() == timedelta(0)
