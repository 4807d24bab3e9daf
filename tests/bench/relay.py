"""What it costs to relay a description, and how long that takes."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field

from tests.bench.programs import Group, Program
from tests.bench.rooms import Side, number_in, opened

TICK_S = 0.001
LATEST_S = 0.02


@dataclass
class Server:
    """A program with open rooms, and what each round found."""

    program: Program | Group
    sides: list[Side]
    idle: float = 0.0  # CPU seconds a second without any relay: sweeps, pings, boards
    cpu_us: list[float] = field(default_factory=list)
    p50_us: list[float] = field(default_factory=list)
    p99_us: list[float] = field(default_factory=list)


async def prepared(program: Program | Group, pairs: int) -> Server:
    """The program with its rooms open."""
    return Server(program, await opened(program, pairs))


async def round_of(server: Server, *, per_s: int, seconds: float) -> None:
    """Sends evenly over all sides at this rate; CPU a relay and latency go to the server's lists."""
    count = int(per_s * seconds)
    sent = [0.0] * count
    took: list[float] = []
    done = asyncio.Event()

    def heard(frame: bytes) -> None:
        number = number_in(frame)
        if number is None:
            return
        took.append(time.perf_counter() - sent[number])
        if len(took) == count:
            done.set()

    for side in server.sides:
        side.socket.on_frame = heard
    before, started = server.program.cpu_s(), time.perf_counter()
    begun = started
    number = 0
    while number < count:
        now = time.perf_counter()
        # Who was held up does not catch up: a burst would be another measurement.
        begun = max(begun, now - (number + per_s * LATEST_S) / per_s)
        due = min(count, int((now - begun) * per_s) + 1)
        while number < due:
            sent[number] = time.perf_counter()
            server.sides[number % len(server.sides)].send(number)
            number += 1
        await asyncio.sleep(TICK_S)
    async with asyncio.timeout(10):
        await done.wait()
    idle_s = server.idle * (time.perf_counter() - started)
    server.cpu_us.append((server.program.cpu_s() - before - idle_s) / count * 1e6)
    took.sort()
    server.p50_us.append(took[count // 2] * 1e6)
    server.p99_us.append(took[int(count * 0.99)] * 1e6)


async def rested(servers: list[Server], seconds: float) -> None:
    """Notes what each costs with its rooms open and nobody talking."""
    before = [server.program.cpu_s() for server in servers]
    await asyncio.sleep(seconds)
    for server, cpu_s in zip(servers, before, strict=True):
        server.idle = (server.program.cpu_s() - cpu_s) / seconds


async def compared(
    servers: list[Server], *, per_s: int, seconds: float, rounds: int
) -> dict[str, dict[str, float]]:
    """Interleaved rounds after one that does not count: medians, and ratios to the first server."""
    for server in servers:
        await round_of(server, per_s=per_s, seconds=min(seconds, 1.0))
        server.cpu_us.clear()
        server.p50_us.clear()
        server.p99_us.clear()
    for _ in range(rounds):
        for server in servers:
            await round_of(server, per_s=per_s, seconds=seconds)
    first = servers[0]
    return {
        server.program.name: {
            "cpu_us": statistics.median(server.cpu_us),
            "p50_us": statistics.median(server.p50_us),
            "p99_us": statistics.median(server.p99_us),
            "cpu_ratio": _ratio(server.cpu_us, first.cpu_us),
            "p50_ratio": _ratio(server.p50_us, first.p50_us),
        }
        for server in servers
    }


def _ratio(those: list[float], first: list[float]) -> float:
    """The median over the rounds of what came right after one another: drift cancels out."""
    return statistics.median(
        that / reference for that, reference in zip(those, first, strict=True)
    )
