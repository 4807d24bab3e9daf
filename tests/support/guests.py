"""Citizens who are played by the program, each a task with a habit, over the public contract."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ClientSession

from broker.played.people import Citizen, Refused

Habit = Literal["comes", "never answers"]
A_DAY_S = 300.0


@dataclass
class Played:
    """One citizen: comes when called, or never answers. `told` is every stage that was heard of."""

    name: str
    citizen: Citizen
    habit: Habit = "comes"

    @property
    def stage(self) -> str:
        """As this citizen knows it."""
        return self.citizen.visit.stage

    async def live(self) -> None:
        """From the waiting room to the end of the visit."""
        await self.citizen.arrive()
        while self.stage != "ended":
            await self.citizen.until_stage("called", "in-call", "ended", within_s=A_DAY_S)
            if self.stage == "called" and self.habit == "comes":
                with suppress(Refused):  # taken back at this very moment
                    await self.citizen.join()
            others = {"booked", "waiting", "parked", "in-call", "ended", "called"} - {self.stage}
            if self.stage != "ended":
                await self.citizen.until_stage(*others, within_s=A_DAY_S)  # type: ignore[arg-type] # all are stages


@dataclass
class Guests:
    """All of them. A trouble of one ends with its block."""

    api: str
    http: ClientSession
    all: list[Played] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def come(self, name: str, token: str, habit: Habit = "comes") -> Played:
        """One more, who is in the line already or arrives now."""
        person = Citizen.at(self.api, token, http=self.http)
        played = Played(name, await self._stack.enter_async_context(person), habit)
        self.all.append(played)
        self._tasks.append(asyncio.create_task(played.live()))
        return played

    async def gone(self) -> None:
        """Waits until every one was told the end. Raises what went wrong with any."""
        await asyncio.gather(*self._tasks)


@asynccontextmanager
async def played_guests(api: str, http: ClientSession) -> AsyncIterator[Guests]:
    """Nobody yet; whoever is left at the end goes."""
    guests = Guests(api, http)
    try:
        yield guests
    finally:
        for task in guests._tasks:
            task.cancel()
        await asyncio.gather(*guests._tasks, return_exceptions=True)
        await guests._stack.aclose()
