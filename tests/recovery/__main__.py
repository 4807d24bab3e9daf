"""`python -m tests.recovery [--people 1000] [--db sqlite|postgresql] [--front haproxy|direct]`.

So many people wait on two real nodes. Then something breaks, and it is measured how long it takes
until everybody is in the room again, and the line and the seats are what they were. Exit code 1 when
a goal is missed. Everything - nodes, stores, proxy and crowd - is on this machine.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

import uvloop

from broker.catalogues import DEMO_QUEUE, DEMO_SERVICE
from broker.core.visit import QueueId
from broker.migrate import migrate
from broker.stores.line import Line, connect
from tests.recovery.crowd import BAD_FRAME, Person, Returning, Way, all_greeted
from tests.recovery.waiting import people_who_wait
from tests.support.cluster import Cluster, Room, running_cluster
from tests.support.cpu import cpu_s
from tests.support.postgres import running_postgres
from tests.support.redis import running_redis

ROOM = Room(f"{DEMO_QUEUE}-0", f"{DEMO_SERVICE}-0")
AT_ONCE = 40
LOOK_S = 0.01
LONGEST_S = 120.0
# What is promised to a thousand; whoever has ten times as many may take ten times as long.
BACK_S, ORDER_S, SEATS_S = 2.0, 1.0, 2.0
PROMISED_TO = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `goal` is the most it may be, None where it is only told."""

    name: str
    value: float
    unit: str = "s"
    goal: float | None = None

    @property
    def missed(self) -> bool:
        """Over its goal."""
        return self.goal is not None and self.value > self.goal

    def __str__(self) -> str:
        verdict = "" if self.goal is None else "MISSED" if self.missed else "reached"
        goal = "" if self.goal is None else f"<= {self.goal:g}"
        return f"{self.name:58} {self.value:9.2f} {self.unit:6} {goal:8} {verdict}"


@dataclass(frozen=True, slots=True)
class Day:
    """The cluster, its Redis, and the people of its one long line, first come first."""

    cluster: Cluster
    line: Line
    people: list[Person]
    redis: int

    @property
    def factor(self) -> float:
        """How many times as long as a thousand this crowd may take."""
        return max(1.0, len(self.people) / PROMISED_TO)

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far: of the nodes that run, the stores and the proxy beside them, the crowd."""
        running = [node.program for node in self.cluster.nodes if node.program is not None]
        return {
            "nodes": sum(cpu_s(program.pid) for program in running),
            "proxy": cpu_s(self.cluster.front.pid),
            "Redis": cpu_s(self.redis),
            "crowd": cpu_s(os.getpid()),
        }

    async def in_order(self) -> bool:
        """Whether the line in Redis is that of the arrivals."""
        expected = [person.who.visit for person in self.people]
        return list(await self.line.in_order(QueueId(ROOM.queue))) == expected

    async def seated(self) -> int:
        """How many seats are taken."""
        return int(await self.line.redis.hlen(f"vorsprache:{{{ROOM.queue}}}:seats"))

    def wrong(self, told: list[int]) -> list[Figure]:
        """What nobody may have seen since each was told so many places."""
        pairs = zip(self.people, told, strict=True)
        moved = sum(set(person.places[n:]) - {person.number} != set() for person, n in pairs)
        lost = sum(person.stage != "waiting" or person.stopped for person in self.people)
        return [
            Figure("  people who were told another place", moved, "people", 0),
            Figure("  people who lost their place or were sent away", lost, "people", 0),
        ]


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Looks until it is so. Raises TimeoutError after two minutes."""
    async with asyncio.timeout(LONGEST_S):
        while not await happened():
            await asyncio.sleep(LOOK_S)


def spread(name: str, took: list[float], goal: float | None) -> list[Figure]:
    """Median, 99 of 100, and the last one."""
    took = sorted(took)
    return [
        Figure(f"{name}, p50", took[len(took) // 2]),
        Figure(f"{name}, p99", took[int(len(took) * 0.99)], goal=goal),
        Figure(f"{name}, last of {len(took)}", took[-1]),
    ]


async def emptied(day: Day) -> list[Figure]:
    """FLUSHALL: from then to the order of before, and to the last seat."""
    began = time.monotonic()
    await day.line.redis.flushall()
    await until(day.in_order)
    order_s = time.monotonic() - began

    async def all_sit() -> bool:
        return await day.seated() == len(day.people)

    await until(all_sit)
    seats_s = time.monotonic() - began
    return [
        Figure("Redis emptied: the line is right", order_s, goal=ORDER_S * day.factor),
        Figure("Redis emptied: the last seat is taken", seats_s, goal=SEATS_S * day.factor),
        Figure("  connections lost by it", sum(not p.here for p in day.people), "people", 0),
    ]


async def killed(day: Day) -> list[Figure]:
    """kill -9 of the node that has more of them."""
    nodes = [sum(p.node == node.name for p in day.people) for node in day.cluster.nodes]
    number = nodes.index(max(nodes))
    name = day.cluster.nodes[number].name
    lost = [person for person in day.people if person.node == name]
    began = time.monotonic()
    await day.cluster.kill(number)
    figures = await _back(f"node killed, {len(lost)} sat there: back", lost, began, day)
    await day.cluster.start(number)
    return figures


async def cut(day: Day) -> list[Figure]:
    """Everybody loses the connection at one moment, as when the proxy dies."""
    began = time.monotonic()
    for person in day.people:
        person.lose()
    return await _back("all connections cut: back", day.people, began, day)


async def _back(name: str, lost: list[Person], began: float, day: Day) -> list[Figure]:
    async def all_back() -> bool:
        return all(p.stopped or (p.away and p.away[-1][1] > began and p.here) for p in lost)

    tries, cpu, late = sum(person.tries for person in lost), day.cpu(), -too_late(lost)
    await until(all_back)
    late += too_late(lost)
    cpu_ms = {part: (s - cpu[part]) * 1000 / len(lost) for part, s in day.cpu().items()}
    took = [person.away[-1][1] - began for person in lost if not person.stopped]
    tries = sum(person.tries for person in lost) - tries
    return [
        *spread(name, took, BACK_S * day.factor),
        *(Figure(f"  CPU for each of them, {part}", ms, "ms") for part, ms in cpu_ms.items()),
        Figure("  connections that this took", tries, "tries"),
        Figure("  hellos that were heard too late", late, "hellos", 0),
        Figure("  line in another order", not await day.in_order(), "lines", 0),
    ]


def too_late(people: list[Person]) -> int:
    """How often the server had heard no hello in time."""
    return sum(person.codes.count(BAD_FRAME) for person in people)


async def rolled(day: Day) -> list[Figure]:
    """Each node in turn is told to stop, and started again."""
    figures = []
    before = [len(person.away) for person in day.people]
    for number in range(len(day.cluster.nodes)):
        began = time.monotonic()
        code = await day.cluster.stop(number)
        figures.append(Figure(f"node {number} drained", time.monotonic() - began))
        figures.append(Figure("  its exit code", abs(code), "", 0))
        await day.cluster.start(number)
    gaps = [
        until - since
        for person, n in zip(day.people, before, strict=True)
        for since, until in person.away[n:]
    ]
    away = len(gaps) + sum(not person.here for person in day.people)
    figures.append(Figure("rolling restart: people who saw a gap", away, "people", 0))
    return [*figures, Figure("  longest gap", max(gaps, default=0.0))]


SCENES = {"emptied": emptied, "killed": killed, "rolled": rolled, "cut": cut}


@asynccontextmanager
async def opened(given: argparse.Namespace) -> AsyncIterator[Day]:
    """Everybody is in the room, and every seat is taken."""
    with tempfile.TemporaryDirectory(prefix="recovery-") as folder, ExitStack() as stores:
        url = f"sqlite+aiosqlite:///{folder}/recovery.db"
        if given.db == "postgresql":
            server = stores.enter_context(running_postgres())
            url = stores.enter_context(server.fresh_database())
        await migrate(url)
        rows = await people_who_wait(url, ROOM, given.people)
        async with (
            running_redis() as redis,
            running_cluster(
                database=url, redis=redis.url, connections=20_000, log_level="info"
            ) as cluster,
        ):
            way = _way(cluster, given.front)
            day = Day(
                cluster,
                Line(connect(redis.url, wait_s=30.0)),
                [Person(who, n, way) for n, who in enumerate(rows)],
                redis.pid,
            )
            try:
                await _come(day)
                yield day
            finally:
                for person in day.people:
                    person.go()
                await day.line.redis.aclose()


def _way(cluster: Cluster, front: str) -> Way:
    if front == "haproxy":
        tls = cluster.front.trusted
        tls.sslobject_class = Returning
        return Way(cluster.front.url, (cluster.front.port,), tls)
    return Way(cluster.front.url, tuple(node.port for node in cluster.nodes))


async def _come(day: Day) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def come(person: Person) -> None:
        async with room:
            person.come()
            await person.greeted()

    began = time.monotonic()
    await asyncio.gather(*(come(person) for person in day.people))
    print(f"{len(day.people)} came in {time.monotonic() - began:.1f} s", flush=True)

    async def all_told() -> bool:
        return all(person.places[-1:] == [person.number] for person in day.people)

    await until(all_told)


async def played(given: argparse.Namespace) -> list[Figure]:
    """All scenes, one after the other; each begins when nothing is left of the one before."""
    figures: list[Figure] = []
    async with opened(given) as day:
        for name in given.only or SCENES:
            told = [len(person.places) for person in day.people]
            found = await SCENES[name](day)
            found += day.wrong(told)
            await all_greeted(day.people, LONGEST_S)
            figures += found
            print(*found, sep="\n", flush=True)
    return figures


def main(*words: str) -> int:
    """1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--db", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--front", choices=["haproxy", "direct"], default="haproxy")
    parser.add_argument(
        "--only",
        type=lambda text: [word for word in text.split(",") if word],
        default=[],
    )
    given = parser.parse_args(words or None)
    figures = uvloop.run(played(given))
    missed = [figure for figure in figures if figure.missed]
    print(f"{len(missed)} goals missed" if missed else "every goal reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
