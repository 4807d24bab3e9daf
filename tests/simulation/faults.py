"""What goes wrong on a simulated day: drawn from its seed, over some seconds before its evening."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from signaling.errors import StoreDown
from tests.simulation.people import Day
from tests.simulation.world import Running, World

LAST_S = 5.0
"""The last seconds of a day are without faults: who is dead by then is buried before it is judged."""

Fault = Callable[[World], Awaitable[None]]


async def trouble(here: World, day: Day, until: float) -> None:
    """Some faults, one after the other or two at once; none on a quarter of all days."""
    draw = here.random
    count = draw.choice([0, 1, 1, 2, 2, 3, 4])
    tasks = []
    for _ in range(count):
        fault = draw.choice(FAULTS)
        at = 2.0 + draw.random() * (until - LAST_S - 3.0)
        tasks.append(here.loop.create_task(_at(here, at, fault)))
    for task in tasks:
        await task
    for running in list(here.nodes):
        here.thaw(running)
    here.calm()


async def _at(here: World, at: float, fault: Fault) -> None:
    await asyncio.sleep(max(0.0, at - here.loop.now))
    await fault(here)


def _someone(here: World) -> Running | None:
    there = [each for each in here.nodes if each.prompt]
    return here.random.choice(there) if there else None


async def _node_killed(here: World) -> None:
    if (node := _someone(here)) is None:
        return
    here.kill(node)
    await asyncio.sleep(here.random.random() * 3)
    while True:
        try:
            await here.begin(f"{node.name}+")
            return
        except StoreDown as error:
            here.tell(node.name, f"cannot start: {error!r}")
            await asyncio.sleep(0.5)


async def _node_frozen(here: World) -> None:
    if (node := _someone(here)) is None:
        return
    here.freeze(node)
    await asyncio.sleep(0.3 + here.random.random() * 9)
    here.thaw(node)


async def _clock_jumps(here: World) -> None:
    if (node := _someone(here)) is None:
        return
    node.process.skew_s = here.random.choice([-60.0, -3.0, 3.0, 60.0])
    here.tell(node.name, f"has its clock {node.process.skew_s} s wrong")
    await asyncio.sleep(1 + here.random.random() * 6)
    node.process.skew_s = 0.0
    here.tell(node.name, "has its clock right again")


async def _redis_emptied(here: World) -> None:
    here.tell("redis", "is emptied")
    here.memory.keys.clear()
    here.memory.loaded = here.random.random() < 0.5


async def _redis_fails_over(here: World) -> None:
    before = here.memory.copy()
    await asyncio.sleep(0.05 + here.random.random() * 1.5)
    here.tell("redis", "fails over: the last moments are lost")
    for ear in here.ears:
        here.cut(ear)
    here.faults.redis_gone = True
    await asyncio.sleep(here.random.random() * 1.5)
    here.memory.keys = before
    here.memory.starts()
    here.faults.redis_gone = False
    for ear in list(here.ears):
        here.mend(ear)


async def _redis_gone(here: World) -> None:
    here.tell("redis", "is gone")
    here.faults.redis_gone = True
    for ear in here.ears:
        here.cut(ear)
    await asyncio.sleep(0.2 + here.random.random() * 4)
    if here.random.random() < 0.5:
        here.memory.keys.clear()
    here.tell("redis", f"is back with {len(here.memory.keys)} keys")
    here.faults.redis_gone = False
    for ear in list(here.ears):
        here.mend(ear)


async def _redis_hangs(here: World) -> None:
    here.faults.redis_hangs_until = here.loop.now + 0.3 + here.random.random() * 3
    here.tell("redis", f"hangs until {here.faults.redis_hangs_until:.3f}")
    await asyncio.sleep(here.faults.redis_hangs_until - here.loop.now)


async def _redis_full(here: World) -> None:
    here.tell("redis", "is full")
    here.faults.redis_full = True
    await asyncio.sleep(0.3 + here.random.random() * 3)
    here.faults.redis_full = False
    here.tell("redis", "has room")


async def _ear_cut(here: World) -> None:
    if not here.ears:
        return
    ear = here.random.choice(here.ears)
    here.cut(ear)
    await asyncio.sleep(0.1 + here.random.random() * 3)
    here.mend(ear)


def _noise(name: str, chance: float) -> Fault:
    async def noise(here: World) -> None:
        here.tell("world", f"{name} {chance}")
        setattr(here.faults, name, chance)
        await asyncio.sleep(1 + here.random.random() * 5)
        setattr(here.faults, name, 0.0)
        here.tell("world", f"{name} 0")

    return noise


async def _sql_gone(here: World) -> None:
    here.tell("sql", "is gone")
    here.faults.sql_gone = True
    await asyncio.sleep(0.2 + here.random.random() * 4)
    here.faults.sql_gone = False
    here.tell("sql", "is back")


async def _cancelled(here: World) -> None:
    for _ in range(1 + here.random.randrange(4)):
        if (node := _someone(here)) is not None and node.sockets:
            socket: Any = here.random.choice(node.sockets)
            if not socket.task.done():
                here.tell(node.name, f"has the handler of {socket.token} cancelled")
                socket.task.cancel()
        await asyncio.sleep(here.random.random() * 2)


FAULTS: list[Fault] = [
    _node_killed,
    _node_killed,
    _node_frozen,
    _node_frozen,
    _clock_jumps,
    _redis_emptied,
    _redis_fails_over,
    _redis_gone,
    _redis_hangs,
    _redis_full,
    _ear_cut,
    _noise("lost_request", 0.05),
    _noise("lost_answer", 0.05),
    _noise("notice_lost", 0.1),
    _noise("notice_doubled", 0.3),
    _noise("notice_late", 0.3),
    _noise("sql_slow_s", 0.4),
    _noise("commit_unheard", 0.2),
    _sql_gone,
    _cancelled,
]
