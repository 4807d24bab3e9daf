"""Scenes: short days in which nothing is chance but the network, each for one promise that a day of many
people shows too rarely. What a scene must come to is written down in it, and then it is judged as any day.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from broker.live import rollcall
from tests.simulation import world
from tests.simulation.checks import Watcher, judge
from tests.simulation.days import QUEUES, QUIET_S, add_clerk
from tests.simulation.failpoints import Scene, done, set_scene
from tests.simulation.people import ClerkPage, Day
from tests.simulation.world import NUMBERS, SECOND, SWEEP_EVERY_S, World

SEED = 1
# Longer than the sweeper tells again by itself what has moved.
LONG_AGO_S = 22.0
AT_ONCE_S = 1.0
AGAIN_AND_AGAIN = 8
WRONG_S = 60.0
HANGS_S = 0.8
ROLL_CALL_S = rollcall.EVERY_S

Plot = Callable[[Scene], AsyncIterator[str]]


def _line(scene: Scene, queue: str) -> list[str]:
    """Who stands in a line of Redis, in order."""
    members = sorted(scene.here.memory.keys.get(f"vorsprache:{{{queue}}}:line", {}))
    return [member.split(":", 1)[1] for member in members]


async def sweeps(scene: Scene, every_s: float) -> None:
    """The node sweeps so often from now on; returns when it does."""
    node = scene.here.nodes[0].node
    assert node is not None
    before, node.sweeper.every_s = node.sweeper.every_s, every_s
    await asyncio.sleep(before + AT_ONCE_S)


async def _redis_emptied(scene: Scene) -> AsyncIterator[str]:
    """Who waits since long keeps the place when Redis loses everything."""
    before = _line(scene, QUEUES[0])
    await asyncio.sleep(LONG_AGO_S)
    scene.here.memory.keys.clear()
    await asyncio.sleep(QUIET_S)
    if (after := _line(scene, QUEUES[0])) != before:
        yield f"S6: the line was {before} and is {after} after Redis was emptied"


async def _transferred(scene: Scene) -> AsyncIterator[str]:
    """Who is passed on leaves the old line at once: not when somebody sweeps, nor only when the own
    page sits down elsewhere."""
    visit = scene.second.visit
    scene.second.close()
    await sweeps(scene, LONG_AGO_S)
    await done(scene.clerk, "transfer", visit=visit, queue=QUEUES[1])
    await asyncio.sleep(AT_ONCE_S)
    for queue, there in ((QUEUES[0], False), (QUEUES[1], True)):
        if (visit in _line(scene, queue)) != there:
            yield f"S6: {visit} was passed on, the line of {queue} is {_line(scene, queue)}"
    await sweeps(scene, SWEEP_EVERY_S)


async def _unheard(scene: Scene) -> AsyncIterator[str]:
    """Who came first is called first, though Redis could not be told of it."""
    here = scene.here
    first, second = scene.first.visit, scene.second.visit
    await done(scene.clerk, "park", visit=first)
    await sweeps(scene, LONG_AGO_S)
    here.faults.redis_full = True
    await done(scene.clerk, "resume", visit=first)
    here.faults.redis_full = False
    await done(scene.clerk, "call-next", queue=QUEUES[0])
    if scene.clerk.in_hand != first:
        yield f"S4: {scene.clerk.in_hand} is called, {first} stands before {second}"
    await sweeps(scene, SWEEP_EVERY_S)


async def _colleague(here: World, scene: Scene) -> ClerkPage:
    """A second clerk, at an open desk."""
    add_clerk(here, scene.day, 1)
    colleague = ClerkPage(here, "clerk1", "clerk1", scene.day.history)
    colleague.rows = {}
    scene.day.pages.append(colleague)
    await done(colleague, "desk", state="open", queues=list(QUEUES))
    return colleague


async def _called_by_a_colleague(scene: Scene) -> AsyncIterator[str]:
    """Who was parked and is called by a colleague in the same moment stands on one desk only: what
    the first desk is told of its own visit is read when the colleague has it already."""
    here, visit = scene.here, await scene.called()
    colleague = await _colleague(here, scene)
    parked, watch = asyncio.Event(), here.watch

    def look() -> None:
        watch()
        parked.set()

    here.watch = look
    for _ in range(AGAIN_AND_AGAIN):
        parked.clear()
        parking = asyncio.create_task(done(scene.clerk, "park", visit=visit))
        await parked.wait()
        await done(colleague, "call", visit=visit)
        await parking
        await asyncio.sleep(AT_ONCE_S)
        if scene.clerk.in_hand is not None or colleague.in_hand != visit:
            yield f"L4: {visit} is in hand at {scene.clerk.in_hand} and {colleague.in_hand}"
        await done(colleague, "park", visit=visit)
        await done(scene.clerk, "call", visit=visit)
    here.watch = watch


async def _parking_unheard(scene: Scene) -> AsyncIterator[str]:
    """A desk that does not hear of its parking keeps its page when a colleague takes the call, and is
    put right by the next roll call."""
    here, visit = scene.here, await scene.called()
    colleague = await _colleague(here, scene)
    here.faults.notice_lost = 1.0
    await done(scene.clerk, "park", visit=visit)
    here.faults.notice_lost = 0.0
    await done(colleague, "call", visit=visit)
    await asyncio.sleep(AT_ONCE_S)
    if scene.clerk.closed:
        yield f"S15: the page of who had parked {visit} gave way to a colleague's"
    await asyncio.sleep(2 * ROLL_CALL_S)
    if scene.clerk.in_hand is not None or colleague.in_hand != visit:
        yield f"L4: {visit} is in hand at {scene.clerk.in_hand} and {colleague.in_hand}"
    await done(colleague, "park", visit=visit)


async def _clock_wrong(scene: Scene) -> AsyncIterator[str]:
    """Whatever the clocks of the machines say, who came first is first, a call waits as long as it should,
    and an end may be taken back for a minute. The steps come in between, not at a turn."""
    here, clerk, one = scene.here, scene.clerk, scene.here.nodes[0].process
    await here.begin("behind", skew_s=-WRONG_S)
    for page in (scene.first, scene.second):
        await done(clerk, "transfer", visit=page.visit, queue=QUEUES[1])
        await asyncio.sleep(2.5)
        one.skew_s -= WRONG_S
    if (line := _line(scene, QUEUES[1])) != [scene.first.visit, scene.second.visit]:
        yield f"S4: the line is {line}, {scene.first.visit} came first"
    await done(clerk, "call-next", queue=QUEUES[1])
    await asyncio.sleep(AT_ONCE_S)
    visit = clerk.in_hand or ""
    until = scene.first.shown[scene.first.visit].get("answer_by")
    if (
        not until
        or abs(datetime.fromisoformat(until) - here.now() - NUMBERS.patience) > 3 * SECOND
    ):
        yield f"L4: {visit} is called until {until}, now it is {here.now()}"
    one.skew_s = WRONG_S
    await done(clerk, "end", visit=visit, outcome="no_show_citizen")
    one.skew_s = 3 * WRONG_S
    answer = await clerk.ask("take-up", visit=visit)
    if answer is None or answer["type"] != "done":
        yield f"S13: the end of {visit} could not be taken back: {answer}"
    one.skew_s = 0.0


async def _ended_while_redis_hangs(scene: Scene) -> AsyncIterator[str]:
    """A page that comes back while Redis hangs, and whose visit ends meanwhile, keeps no seat: neither
    when the end is heard there first, nor when the page is."""
    here, visit = scene.here, await scene.called()
    page = scene.first if scene.first.visit == visit else scene.second
    for _ in range(AGAIN_AND_AGAIN):
        here.faults.redis_hangs_until = here.loop.now + HANGS_S
        page.drop()
        await asyncio.sleep(HANGS_S / 2)
        await done(scene.clerk, "end", visit=visit, outcome="no_show_citizen")
        await asyncio.sleep(2 * ROLL_CALL_S)
        if f"{visit}/citizen" in here.memory.keys[f"vorsprache:{{{QUEUES[0]}}}:seats"]:
            yield f"S15: {visit} has ended, and its seat is taken"
        await done(scene.clerk, "take-up", visit=visit)
        await asyncio.sleep(2 * AT_ONCE_S)


SCENES: dict[str, Plot] = {
    "redis-emptied": _redis_emptied,
    "transferred": _transferred,
    "unheard": _unheard,
    "called-by-a-colleague": _called_by_a_colleague,
    "parking-unheard": _parking_unheard,
    "clock-wrong": _clock_wrong,
    "ended-while-redis-hangs": _ended_while_redis_hangs,
}


def play_scene(name: str, template: Path, folder: Path) -> list[str]:
    """Plays a scene; returns what was not as promised."""
    found: list[str] = []

    async def whole(here: World) -> None:
        day, watcher = Day(here, QUEUES, []), Watcher(here)
        here.watch = watcher.look
        scene = await set_scene(here, day)
        found.extend([each async for each in SCENES[name](scene)])
        await asyncio.sleep(QUIET_S)
        found.extend(await judge(here, day, watcher))
        watcher.close()

    here = world.run(whole, SEED, template, folder)
    return found + here.loop.mistakes
