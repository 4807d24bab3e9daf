"""A node's lease: kept alone, judged fairly, and what a node does that stood still or has a wrong clock."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from broker.clock import OfficeClock
from broker.lease import LEASE, Lease
from broker.live.route import Commands
from broker.stores.line import Line, connect
from signaling.connection import Connection
from signaling.messages import Leave
from tests.support.clock import Clock
from tests.support.redis import running_redis


class Kept:
    """A lease on a real Redis, a stopwatch of our own, and what it told."""

    def __init__(self, line: Line, clock: Clock) -> None:
        self.line = line
        self.machine = clock
        self.seconds = 0.0
        self.told: list[str] = []
        self.lease = Lease(
            "n1",
            line,
            buried=lambda: self.told.append("buried"),
            thawed=lambda: self.told.append("thawed"),
            clock=OfficeClock(clock, lambda: self.seconds),
            monotonic=lambda: self.seconds,
        )

    async def passes(self, seconds: float) -> None:
        """Seconds here, and then a turn. Redis has a real clock, and has not seen them pass."""
        self.seconds += seconds
        await self.lease.turn()


@pytest.fixture
async def kept(redis_url: str, clock: Clock) -> AsyncIterator[Kept]:
    """A node whose clock is that of Redis."""
    line = Line(connect(redis_url))
    await line.load()
    clock.now = await line.now()
    yield Kept(line, clock)
    await line.redis.aclose()


async def test_a_node_that_others_have_buried_learns_it_at_its_next_turn(kept: Kept) -> None:
    """Its seats are free: whoever sits here sits down again."""
    await kept.lease.turn()
    await kept.lease.turn()
    # A node that has just started had none to lose.
    assert kept.told == []
    await kept.line.strike("n1")
    await kept.lease.turn()
    assert kept.told == ["buried"]


async def test_who_could_not_renew_judges_nobody(kept: Kept) -> None:
    """While Redis took no writes all leases have ended; those who live need a moment to renew."""
    await kept.lease.turn()
    assert not kept.lease.may_judge()
    for _ in range(6):
        await kept.passes(1)
    assert kept.lease.may_judge()
    kept.seconds += 3.5
    assert not kept.lease.may_judge()
    await kept.lease.turn()
    assert not kept.lease.may_judge()
    for _ in range(6):
        await kept.passes(1)
    assert kept.lease.may_judge()


async def test_a_redis_that_hangs_does_not_hold_the_lease_for_longer_than_a_turn(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long an office is willing to wait for Redis: this node goes on judging itself."""
    monkeypatch.setattr("broker.lease.TURN_S", 0.2)
    async with running_redis() as server:
        line = Line(connect(server.url, wait_s=60))
        await line.load()
        clock.now = await line.now()
        kept = Kept(line, clock)
        await line.redis.client_pause(60_000)
        async with asyncio.timeout(20):
            await kept.passes(LEASE.total_seconds() + 1)
        assert kept.told == ["thawed"]
        await line.redis.aclose()


async def test_a_node_that_stood_still_acts_on_nothing_before_its_first_turn(kept: Kept) -> None:
    """A message that waited in the socket is heard when the node knows how long it was away."""
    await kept.lease.turn()
    await kept.lease.awake()
    kept.told.clear()
    kept.seconds += LEASE.total_seconds() + 1
    hearing = asyncio.create_task(kept.lease.awake())
    await asyncio.sleep(0)
    assert not hearing.done()
    await kept.lease.turn()
    await hearing
    assert kept.told == ["thawed"]
    assert not kept.lease.stood_still


async def test_what_waited_for_the_first_turn_is_forgotten_when_its_socket_is_over(
    kept: Kept,
) -> None:
    """The browser went away while the node stood still: nothing is heard, and nothing fails."""
    page: Any = SimpleNamespace(office=SimpleNamespace(lease=kept.lease))
    commands = Commands(cast("Connection", None), page)
    await kept.lease.turn()
    kept.seconds += LEASE.total_seconds() + 1
    commands.put(Leave(op="a", visit="v" * 22))
    await asyncio.sleep(0)
    over = asyncio.create_task(commands.finish())
    await asyncio.sleep(0)
    await kept.lease.turn()
    await over


@pytest.mark.parametrize("step", [timedelta(minutes=1), timedelta(minutes=-1)], ids=["on", "back"])
async def test_a_machine_whose_clock_is_put_goes_on_with_the_time_of_redis(
    kept: Kept, step: timedelta
) -> None:
    """Its nodes serve, date as all others do, and whoever looks after it is told."""
    await kept.lease.turn()
    with capture_logs() as said:
        kept.machine.now += step
        await kept.passes(1)
        assert abs(kept.lease.clock_off() - step) < timedelta(seconds=2)
        assert kept.lease.may_count()
        kept.machine.now -= step
        await kept.passes(1)
    assert [each["event"] for each in said] == ["clock.off", "clock.right_again"]
