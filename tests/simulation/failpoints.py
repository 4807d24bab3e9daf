"""A node is killed between the commit of a command and each following step of it, one after the other.

A step is whatever leaves the process: a statement, a call of Redis, an answer to a page. Between two of
them nothing happens that anybody else could see, so killing at each of them is killing at each await.
The person says the same op again to the other node, and then everything must be as if nothing had been:
done once, answered alike, told to every page, and projected.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.simulation import world
from tests.simulation.checks import Watcher, judge
from tests.simulation.days import QUEUES, QUIET_S, add_clerk, book
from tests.simulation.people import CitizenPage, ClerkPage, Day, Message, Page
from tests.simulation.world import World

SEED = 1
MOST = 60


@dataclass
class Killed:
    """One command, killed at one step: what was found."""

    command: str
    step: int
    at: str
    found: list[str]
    trace: list[tuple[float, str, str]] = field(repr=False, default_factory=list)

    @property
    def survived(self) -> bool:
        """The command came to its end before that step."""
        return not self.at


@dataclass
class Scene:
    """Two citizens and a clerk, and the command that is killed."""

    here: World
    day: Day
    first: CitizenPage
    second: CitizenPage
    clerk: ClerkPage

    async def called(self) -> str:
        """The first is called."""
        await done(self.clerk, "call-next", queue=QUEUES[0])
        held = self.clerk.in_hand
        assert held is not None
        return held

    async def talking(self) -> str:
        """And has come in."""
        visit = await self.called()
        page = self.first if self.first.visit == visit else self.second
        await done(page, "join", visit=visit)
        return visit


async def done(page: Page, kind: str, **said: Any) -> Message:
    """Asks, and insists that it is done."""
    answer = await page.ask(kind, **said)
    assert answer is not None and answer["type"] == "done", answer
    return answer


Wish = tuple[Page, str, dict[str, Any]]


async def _arrive(scene: Scene) -> Wish:
    return scene.second, "arrive", {"visit": scene.second.visit, "when_called": "connect"}


async def _call_next(scene: Scene) -> Wish:
    return scene.clerk, "call-next", {"queue": QUEUES[0]}


async def _join(scene: Scene) -> Wish:
    visit = await scene.called()
    page = scene.first if scene.first.visit == visit else scene.second
    return page, "join", {"visit": visit}


def _in_call(kind: str, **more: object) -> Callable[[Scene], Awaitable[Wish]]:
    async def wish(scene: Scene) -> Wish:
        return scene.clerk, kind, {"visit": await scene.talking(), **more}

    return wish


async def _leave(scene: Scene) -> Wish:
    return scene.second, "leave", {"visit": scene.second.visit}


async def _undo(scene: Scene) -> Wish:
    visit = await scene.talking()
    answer = await done(scene.clerk, "park", visit=visit)
    return scene.clerk, "undo", {"of": answer["op"]}


async def _take_up(scene: Scene) -> Wish:
    visit = await scene.talking()
    await done(scene.clerk, "end", visit=visit, outcome="completed")
    return scene.clerk, "take-up", {"visit": visit}


COMMANDS: dict[str, Callable[[Scene], Awaitable[Wish]]] = {
    "arrive": _arrive,
    "call-next": _call_next,
    "join": _join,
    "end": _in_call("end", outcome="completed"),
    "send-back": _in_call("send-back"),
    "park": _in_call("park"),
    "transfer": _in_call("transfer", queue=QUEUES[1]),
    "undo": _undo,
    "leave": _leave,
    "take-up": _take_up,
}


def kill_at(command: str, step: int, template: Path, folder: Path) -> Killed:
    """Plays the scene of a command, and kills its node right before a step after the commit."""
    killed = Killed(command, step, "", [])

    async def whole(here: World) -> None:
        day, watcher = Day(here, QUEUES, []), Watcher(here)
        here.watch = watcher.look
        scene = await set_scene(here, day)
        page, kind, said = await COMMANDS[command](scene)
        await asyncio.sleep(0.5)
        await here.begin("other")
        await asyncio.sleep(0.3)
        _arm(here, watcher, killed)
        answer = await page.ask(kind, **said)
        here.before_effect = lambda node, what: None
        if answer is None or answer["type"] != "done":
            killed.found.append(f"L2: {kind} was answered {answer}")
        if not killed.survived:
            await asyncio.sleep(QUIET_S + 3.0)
            killed.found += await judge(here, day, watcher)
        watcher.close()

    here = world.run(whole, SEED, template, folder)
    killed.found += here.loop.mistakes
    killed.trace = here.trace
    return killed


def _arm(here: World, watcher: Watcher, killed: Killed) -> None:
    node = here.nodes[0]
    began, steps = here.moves, 0

    def before(name: str, what: str) -> None:
        nonlocal steps
        if name == node.name and here.moves > began:
            steps += 1
            if steps == killed.step:
                killed.at = what
                here.kill(node)

    here.before_effect = before


async def set_scene(here: World, day: Day) -> Scene:
    """One node, a clerk at an open desk, and two who wait, one after the other."""
    await book(here, day, 2, queue=QUEUES[0], channel="video", slot_start=None, slot_end=None)
    add_clerk(here, day, 0)
    await here.begin("node")
    first, second = (CitizenPage(here, each.name, each.name, day.history) for each in day.citizens)
    clerk = ClerkPage(here, "clerk0", "clerk0", day.history)
    clerk.rows = {}
    day.pages += [first, second, clerk]
    await done(clerk, "desk", state="open", queues=list(QUEUES))
    for page, citizen in zip((first, second), day.citizens, strict=True):
        await done(page, "arrive", visit=citizen.visit)
        # Who comes in the same moment may be called in any order.
        await asyncio.sleep(2.5)
    return Scene(here, day, first, second, clerk)


def whole_command(command: str, template: Path, folder: Path) -> Iterator[Killed]:
    """One command, killed at each step until there is none left."""
    for step in range(1, MOST):
        killed = kill_at(command, step, template, folder)
        if killed.survived:
            return
        yield killed
