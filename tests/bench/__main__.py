"""`python -m tests.bench [--smoke] [--only relay,memory,lines,calling,soak]`: the measurements as a table."""

import argparse
import asyncio
import os
import resource
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvloop

from tests.bench import calling, lines, memory, relay, soak
from tests.bench.programs import LOAD_CORE, SERVER_CORE, Group, Program, running
from tests.support.redis import running_redis


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    pairs: int = 150
    per_s: int = 5000
    seconds: float = 1.0
    rounds: int = 15
    calm_per_s: int = 500
    sockets: int = 5000
    settle_s: float = 11.0
    lines: tuple[int, int] = (1000, 100_000)
    line_calls: int = 500
    waiting: int = 1000
    calls: int = 100
    day: int = 2000


SMOKE = Size(
    pairs=2,
    per_s=50,
    seconds=0.4,
    rounds=1,
    calm_per_s=40,
    sockets=20,
    settle_s=0.2,
    lines=(20, 200),
    line_calls=20,
    waiting=5,
    calls=3,
    day=40,
)


@dataclass(frozen=True)
class Figure:
    """One line of the table; `goal` is the most it may be, None where it is only told."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def missed(self) -> bool:
        """Over its goal."""
        return self.goal is not None and self.value > self.goal

    def line(self, *, judged: bool) -> str:
        """As it is printed."""
        verdict = ("MISSED" if self.missed else "reached") if judged and self.goal else ""
        goal = "" if self.goal is None else f"<= {self.goal:g}"
        return f"{self.name:58} {self.value:9.2f} {self.unit:6} {goal:8} {verdict}"


@asynccontextmanager
async def all_of(*names: str, **options: Any) -> AsyncIterator[list[Program]]:
    """These servers, side by side."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running(name, **options)) for name in names]


async def relaying(size: Size) -> list[Figure]:
    """CPU and latency of a relayed description, against the bare relay in the same run."""
    async with all_of("bare", "thin", "whole") as programs:
        servers = [await relay.prepared(program, size.pairs) for program in programs]
        compared = partial(relay.compared, servers, seconds=size.seconds, rounds=size.rounds)
        await relay.rested(servers, size.settle_s)
        busy = await compared(per_s=size.per_s)
        calm = await compared(per_s=size.calm_per_s)
        for server in servers:
            for side in server.sides:
                side.socket.close()
    return [
        Figure(f"the broker with {size.pairs} calls and no relay", servers[2].idle * 100, "% CPU"),
        Figure("relay, CPU: bare", busy["bare"]["cpu_us"], "us"),
        Figure("relay, CPU: signaling alone to bare", busy["thin"]["cpu_ratio"], "x"),
        Figure("relay, CPU: the broker to bare", busy["whole"]["cpu_ratio"], "x", 1.35),
        Figure(f"relay at {size.calm_per_s}/s, p50: bare", calm["bare"]["p50_us"], "us"),
        Figure(
            f"relay at {size.calm_per_s}/s, p50: the broker", calm["whole"]["p50_ratio"], "x", 1.2
        ),
        Figure(f"relay at {size.calm_per_s}/s, p99: the broker", calm["whole"]["p99_us"], "us"),
    ]


async def across(size: Size) -> list[Figure]:
    """The same with the two sides on two nodes, signaling alone; Redis is counted."""
    os.sched_setaffinity(0, {SERVER_CORE})  # for redis-server, which inherits it
    async with running_redis() as redis, running("bare") as bare:
        os.sched_setaffinity(0, {LOAD_CORE})
        async with (
            running("thin", node="a", redis=redis.url) as a,
            running("thin", node="b", redis=redis.url) as b,
        ):
            both = Group("across", [a, b], redis.pid)
            servers = [await relay.prepared(one, size.pairs) for one in (bare, both)]
            await relay.rested(servers, size.settle_s)
            compared = partial(relay.compared, servers, seconds=size.seconds, rounds=size.rounds)
            busy = await compared(per_s=size.per_s)
            calm = await compared(per_s=size.calm_per_s)
            for server in servers:
                for side in server.sides:
                    side.socket.close()
    return [
        Figure("relay over two nodes, CPU of all: to bare", busy["across"]["cpu_ratio"], "x", 2.3),
        Figure(f"  at {size.calm_per_s}/s, p50: to bare", calm["across"]["p50_ratio"], "x", 1.8),
        Figure(f"  at {size.calm_per_s}/s, p99", calm["across"]["p99_us"], "us"),
    ]


async def remembering(size: Size) -> list[Figure]:
    """Memory of a waiting citizen."""
    figures = []
    for name, goal in (("thin", None), ("whole", 24.0)):
        async with running(name) as program:
            found = await memory.measured(program, size.sockets, settle_s=size.settle_s)
        said = "signaling alone" if name == "thin" else "the broker"
        figures.append(
            Figure(f"memory of one of {size.sockets}: {said}", found["kib"], "KiB", goal)
        )
        figures.append(Figure(f"idle CPU with them: {said}", found["idle_percent"], "%"))
    return figures


async def queueing(size: Size) -> list[Figure]:
    """Operations on a long line against a short one."""
    found = await lines.measured(size.lines, calls=size.line_calls, rounds=5)
    short, long = size.lines
    return [
        Figure(f"Redis, {name}, {long} waiting to {short} ({few:.0f} us)", many / few, "x", 1.2)
        for name, (few, many) in found.items()
    ]


async def admitting(size: Size) -> list[Figure]:
    """From the click to `called`."""
    async with running("whole", nodes=2) as program:
        found = await calling.measured(program, size.waiting, calls=size.calls)
    return [
        Figure(
            f"call-next to called, {size.waiting} waiting, other node, p50", found["p50_ms"], "ms"
        ),
        Figure("  the same at p95", found["p95_ms"], "ms"),
        Figure("  of it, a bare commit of one row", found["commit_p50_ms"], "ms"),
    ]


async def lasting(size: Size) -> list[Figure]:
    """What a node keeps of a day, and whether a late visit costs more than an early one."""
    async with running("whole") as program:
        found = await soak.measured(program, size.day)
    return [
        Figure(f"memory of each of {size.day} visits that ended", found["kib"], "KiB", 1.0),
        Figure("  the node at the end of the day", found["mib"], "MiB"),
        Figure("  files left open since its first tenth", found["files"], "", 8.0),
        Figure("CPU of a visit, the last tenth to the first", found["cost_ratio"], "x", 1.2),
        Figure("  of the last tenth", found["cpu_ms"], "ms"),
        Figure("  visits a second", found["visits_per_s"], "/s"),
    ]


PARTS: dict[str, Callable[[Size], Awaitable[list[Figure]]]] = {
    "relay": relaying,
    "across": across,
    "memory": remembering,
    "lines": queueing,
    "calling": admitting,
    "soak": lasting,
}


async def main(arguments: argparse.Namespace) -> int:
    """Measures and prints; the exit code is 1 when a goal was missed (never with --smoke)."""
    size = SMOKE if arguments.smoke else Size(day=arguments.visits)
    missed = 0
    for name in arguments.only.split(",") if arguments.only else PARTS:
        for figure in await PARTS[name](size):
            print(figure.line(judged=not arguments.smoke), flush=True)
            missed += figure.missed
    return 1 if missed and not arguments.smoke else 0


def _prepare() -> None:
    """On the load's core, with room for many sockets here and in the servers."""
    os.sched_setaffinity(0, {LOAD_CORE})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few seconds, nothing judged")
    parser.add_argument("--only", default="", help="some of: " + ", ".join(PARTS))
    parser.add_argument("--visits", type=int, default=Size.day, help="of the day in `soak`")
    given = parser.parse_args()
    _prepare()
    sys.exit(asyncio.Runner(loop_factory=uvloop.new_event_loop).run(main(given)))
