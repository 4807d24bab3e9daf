"""What one operation on a queue costs Redis, with few and with many waiting.

The time is Redis' own: `usec_per_call` of the function calls in `INFO commandstats`.
"""

import asyncio
import statistics
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from broker.core.line import order_key
from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.stores.line import Line, connect
from tests.support.redis import running_redis

QUEUE = QueueId("bench")
START = datetime(2030, 1, 7, 9, tzinfo=UTC)
BATCH = 20

Operation = Callable[[int], Awaitable[object]]


def waiting(number: int, version: int = 1) -> Visit:
    """The visit that came so many seconds after the start."""
    at = START + timedelta(seconds=number)
    return Visit(
        id=VisitId(f"visit-{number:016d}"),
        booking="b",
        queue=QUEUE,
        channel="video",
        opens_at=START,
        closes_at=START + timedelta(days=2),
        serve_until=START + timedelta(days=2),
        since=at,
        stage=Stage.WAITING,
        version=version,
        order=order_key(arrived_at=at, slot_start=None),
    )


async def measured(sizes: tuple[int, int], *, calls: int, rounds: int) -> dict[str, list[float]]:
    """Microseconds in Redis of each operation at each size."""
    found: dict[str, list[float]] = {}
    for size in sizes:
        async with running_redis() as server:
            line = Line(connect(server.url))
            await line.load()
            await line.rebuild(QUEUE, [], seen="", epoch="1-bench", notice=b"")
            await _fill(line, size)
            for name, operation in _operations(line, size).items():
                took = [await _timed(line, operation, calls, turn) for turn in range(rounds)]
                found.setdefault(name, []).append(statistics.median(took))
            await line.redis.aclose()
    return found


async def _fill(line: Line, size: int) -> None:
    for begin in range(0, size, BATCH):
        numbers = range(begin, min(begin + BATCH, size))
        await asyncio.gather(*(line.project(waiting(number), b"") for number in numbers))


def _operations(line: Line, size: int) -> dict[str, Operation]:
    async def claim(number: int) -> None:
        held = await line.reserve(QUEUE, visit=None, hold_ms=2000, away_ms=30_000)
        if held is not None:
            await line.release(QUEUE, held.visit)

    async def move(number: int) -> None:
        await line.project(waiting(number * 7919 % size, version=2 + number), b"")

    return {
        "enqueue": lambda number: line.project(waiting(size + number), b""),
        "claim and release": claim,
        "move inside": move,
        "sit down": lambda number: line.sit(
            QUEUE, f"visit-{number:016d}", "citizen", f"node-{number}", b""
        ),
    }


async def _timed(line: Line, operation: Operation, calls: int, turn: int) -> float:
    await line.redis.config_resetstat()
    for number in range(calls):
        await operation(turn * calls + number)
    stats = (await line.redis.info("commandstats"))["cmdstat_fcall"]
    return float(stats["usec"]) / calls
