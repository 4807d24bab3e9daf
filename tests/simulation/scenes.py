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
from tests.simulation.people import CitizenPage, ClerkPage, Day
from tests.simulation.world import NUMBERS, SECOND, SWEEP_EVERY_S, World

SEED = 1
# Longer than the sweeper tells again by itself what has moved.
LONG_AGO_S = 22.0
AT_ONCE_S = 1.0
AGAIN_AND_AGAIN = 8
WRONG_S = 60.0
HANGS_S = 0.8
# Longer than what the ledger takes for the same moment, and shorter than a page waits.
STANDS_STILL_S = 2.4
# Who is before, and then the visit itself.
AFTER_LOOKING = 2
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


async def _called_slowly(scene: Scene) -> AsyncIterator[str]:
    """Between looking who is first and calling, a node may stand still for a while: who comes into the
    line meanwhile, before the one who is called, was overtaken by nobody (`judge` asks the ledger)."""
    here, first, one = scene.here, scene.first.visit, scene.here.nodes[0]
    other = await here.begin("other")
    colleague = await _colleague(here, scene)
    while colleague.conn_node is not other or not colleague.welcomed:
        colleague.drop()
        await asyncio.sleep(AT_ONCE_S)
    while scene.clerk.conn_node is not one or not scene.clerk.welcomed:
        scene.clerk.drop()
        await asyncio.sleep(AT_ONCE_S)
    await done(colleague, "park", visit=first)
    here.faults.sql_slow_s = 0.01
    looked: list[str] = []

    def before(name: str, what: str) -> None:
        if name == one.name and ("reserve" in what or looked):
            looked.append(what)
            if [each.partition(" ")[0] for each in looked].count("sql") == AFTER_LOOKING:
                here.freeze(one)

    here.before_effect = before
    calling = asyncio.create_task(done(scene.clerk, "call-next", queue=QUEUES[0]))
    while not one.process.frozen:
        await asyncio.sleep(0.001)
    here.before_effect = lambda name, what: None
    await done(colleague, "resume", visit=first)
    await asyncio.sleep(STANDS_STILL_S)
    here.thaw(one)
    await calling
    if scene.clerk.in_hand != scene.second.visit:
        yield f"{scene.clerk.in_hand} is called: this scene shows nothing"
    here.calm()


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


async def _two_tabs(scene: Scene) -> AsyncIterator[str]:
    """A citizen opens a second tab; the first, which was not told, comes back after it, and gives way."""
    here, older = scene.here, scene.first
    await here.begin("other")
    newer = CitizenPage(here, older.name, older.token, scene.day.history)
    scene.day.pages.append(newer)
    await asyncio.sleep(2 * AT_ONCE_S)
    again = CitizenPage(here, older.name, older.token, scene.day.history)
    again.opened = older.opened
    scene.day.pages.append(again)
    await asyncio.sleep(2 * AT_ONCE_S)
    if newer.closed or not again.closed:
        yield "S15: the page that was opened last gave way to one that came back after it"


async def _there_and_back(scene: Scene) -> AsyncIterator[str]:
    """A node stands still while a visit is passed on and taken back, and hears of both at once: the page
    there sits in the queue of the record, not in that of the first notice."""
    here, visit, one = scene.here, scene.first.visit, scene.here.nodes[0]
    other = await here.begin("other")
    while scene.clerk.conn_node is not other or not scene.clerk.welcomed:
        scene.clerk.drop()
        await asyncio.sleep(AT_ONCE_S)
    while scene.first.conn_node is not one or not scene.first.welcomed:
        scene.first.drop()
        await asyncio.sleep(AT_ONCE_S)
    for _ in range(AGAIN_AND_AGAIN):
        here.freeze(one)
        for queue in reversed(QUEUES):
            await done(scene.clerk, "transfer", visit=visit, queue=queue)
        here.thaw(one)
        await asyncio.sleep(2 * ROLL_CALL_S)
        if f"{visit}/citizen" not in here.memory.keys[f"vorsprache:{{{QUEUES[0]}}}:seats"]:
            yield f"S15: the open page of {visit} has no seat"


SCENES: dict[str, Plot] = {
    "redis-emptied": _redis_emptied,
    "transferred": _transferred,
    "unheard": _unheard,
    "called-by-a-colleague": _called_by_a_colleague,
    "parking-unheard": _parking_unheard,
    "called-slowly": _called_slowly,
    "clock-wrong": _clock_wrong,
    "ended-while-redis-hangs": _ended_while_redis_hangs,
    "two-tabs": _two_tabs,
    "there-and-back": _there_and_back,
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
