"""Simulated people of the demo: a handful of citizens who come and go, and a clerk who serves them.

Whoever tries the product alone finds somebody to talk to. They use the public contract like everybody
else; nothing in the product knows them.
"""

import asyncio
import contextlib
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
import structlog

from broker.catalogues import DEMO_QUEUE
from broker.contract import Simulation as State
from broker.played.people import Citizen, Clerk, Gone, NotSeen, Refused
from signaling.errors import Problem
from signaling.pictures import Look

log = structlog.get_logger(__name__)
TROUBLE = (Refused, Gone, NotSeen, aiohttp.ClientError, OSError, TimeoutError)
MOST_PICTURES = 2
"""So many simulated citizens send a picture at a time: each costs an encoder."""
GO_S = 3.0
GREETING = "Guten Tag, schön, dass Sie da sind. Was kann ich für Sie tun?"
CLERK_LOOK = Look(blue=112, red=150)
NOBODY_TO_CALL = ("line-empty", "conflict")
"""Refusals of a call that leave nobody in hand: others were faster, or whoever waited has left."""
Part = Literal["citizens", "clerk"]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody to be played: a name that is nobody's, a language, a line to write, a colour."""

    name: str
    language: str
    line: str
    look: Look


PLAYERS = (
    Player("Jana Muster", "de", "Guten Tag, ich bin umgezogen.", Look(blue=150, red=110)),
    Player("Tom Example", "en", "Hello, can you hear me?", Look(blue=110, red=120)),
    Player("Oleh Pryklad", "uk", "Добрий день, чи є перекладач?", Look(blue=140, red=140)),
    Player("Aylin Örnek", "tr", "Merhaba, belgem hazır.", Look(blue=120, red=160)),
    Player("Piotr Przykład", "pl", "Dzień dobry, mam jedno pytanie.", Look(blue=160, red=120)),
    Player("Nour Mithal", "ar", "مرحبا، هل تسمعني؟", Look(blue=100, red=140)),
    Player("Linh Beispiel", "vi", "Xin chào, tôi cần giấy xác nhận.", Look(blue=130, red=100)),
    Player("Karl Beispiel", "de", "Einen Moment, ich hole den Ausweis.", Look(blue=145, red=125)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the play goes; seconds, ranges are drawn from evenly."""

    between_arrivals: Range = (8, 25)
    at_once: int = 4
    patience: float = 1200
    before_joining: Range = (2, 5)
    before_writing: Range = (4, 12)
    citizen_talks: Range = (90, 180)
    clerk_talks: float = 40
    clerk_rests: float = 3
    again: float = 5


class Simulation:
    """The players of one demo. `set` says who is played; nothing is when it is new."""

    def __init__(
        self,
        *,
        api: str,
        book: Callable[[str, str], Awaitable[str]],
        clerk_token: Callable[[], str],
        queue: str = DEMO_QUEUE,
        trust: ssl.SSLContext | None = None,
        pace: Pace = Pace(),
        chance: random.Random | None = None,
    ) -> None:
        """`book(name, language)` gives a fresh join token, `clerk_token` a clerk's.

        `trust` is for an installation whose certificate only we know.
        """
        self._api = api
        self._book = book
        self._clerk_token = clerk_token
        self._queue = queue
        self._trust = trust
        self._pace = pace
        self._chance = chance or random.Random()
        self._tasks: dict[Part, asyncio.Task[None]] = {}
        self._switching = asyncio.Lock()
        self._pictures = 0

    @property
    def state(self) -> State:
        """Who is played now."""
        return State(citizens=self._runs("citizens"), clerk=self._runs("clerk"))

    async def set(self, *, citizens: bool, clerk: bool) -> None:
        """Begins and ends parts; returns when who was sent away has gone. Never raises."""
        async with self._switching:
            await self._switch("citizens", self._play_citizens, on=citizens)
            await self._switch("clerk", self._play_clerk, on=clerk)

    async def _switch(
        self, part: Part, play: Callable[[], Coroutine[Any, Any, None]], *, on: bool
    ) -> None:
        if on and not self._runs(part):
            self._tasks[part] = task = asyncio.create_task(play(), name=f"simulation {part}")
            task.add_done_callback(_note_end)
        elif not on and part in self._tasks:
            task = self._tasks.pop(part)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _runs(self, part: Part) -> bool:
        task = self._tasks.get(part)
        return task is not None and not task.done()

    # --- citizens ---------------------------------------------------------------------------------

    async def _play_citizens(self) -> None:
        here: set[asyncio.Task[None]] = set()
        async with self._http() as http, asyncio.TaskGroup() as scene:
            for player in self._cast():
                if len(here) < self._pace.at_once:
                    task = scene.create_task(self._play_citizen(http, player))
                    here.add(task)
                    task.add_done_callback(here.discard)
                await asyncio.sleep(self._draw(self._pace.between_arrivals))

    async def _play_citizen(self, http: aiohttp.ClientSession, player: Player) -> None:
        try:
            token = await self._book(player.name, player.language)
            async with Citizen.at(self._api, token, http=http) as citizen, _gone_at_end(citizen):
                await citizen.arrive()
                while citizen.visit.stage != "ended":
                    await self._wait_and_talk(citizen, player)
        except (Problem, *TROUBLE) as trouble:
            log.info("simulation.trouble", kind="citizens", reason=type(trouble).__name__)

    async def _wait_and_talk(self, citizen: Citizen, player: Player) -> None:
        """Once through line and call; the visit may come back into the line."""
        patience = self._pace.patience
        await citizen.until_stage("called", "in-call", "ended", within_s=patience)
        if citizen.visit.stage == "called":
            await asyncio.sleep(self._draw(self._pace.before_joining))
            with contextlib.suppress(Refused):  # the call was withdrawn meanwhile
                await citizen.join()
                await citizen.until_stage("in-call", "ended", "waiting")
        if citizen.visit.stage == "in-call":
            with self._picture(player.look) as look:
                await self._talk(citizen, player, look)

    async def _talk(self, citizen: Citizen, player: Player, look: Look | None) -> None:
        # No sound: a tone would only annoy whoever tries the demo, and costs more than the picture.
        await citizen.start_talk(look=look, sound=False)
        writes_after = self._draw(self._pace.before_writing)
        try:
            await citizen.until_stage("waiting", "parked", "ended", within_s=writes_after)
        except NotSeen:
            await citizen.write(player.line)
        else:
            return
        with contextlib.suppress(NotSeen):  # nobody ended it: then the citizen hangs up
            longest = self._draw(self._pace.citizen_talks)
            await citizen.until_stage("waiting", "parked", "ended", within_s=longest)
            return
        await citizen.leave()
        await citizen.until_stage("ended")

    @contextlib.contextmanager
    def _picture(self, look: Look) -> Iterator[Look | None]:
        """The picture, or None when enough of them are sent."""
        if self._pictures >= MOST_PICTURES:
            yield None
            return
        self._pictures += 1
        try:
            yield look
        finally:
            self._pictures -= 1

    def _cast(self) -> Iterator[Player]:
        while True:
            yield from self._chance.sample(PLAYERS, len(PLAYERS))

    # --- the clerk --------------------------------------------------------------------------------

    async def _play_clerk(self) -> None:
        async with self._http() as http:
            while True:
                try:
                    async with (
                        Clerk.at(self._api, self._clerk_token(), http=http) as clerk,
                        self._desk(clerk),
                    ):
                        await self._serve(clerk)
                except TROUBLE as trouble:
                    log.info("simulation.trouble", kind="clerk", reason=type(trouble).__name__)
                await asyncio.sleep(self._pace.again)

    @asynccontextmanager
    async def _desk(self, clerk: Clerk) -> AsyncIterator[None]:
        """An open desk; who is in hand at the end goes back to the front of the line."""
        await clerk.set_desk("open", self._queue)
        try:
            yield
        finally:
            with contextlib.suppress(*TROUBLE):
                async with asyncio.timeout(GO_S):
                    # First, because its answer comes after that of a call that is under way.
                    await clerk.set_desk("closed")
                    if clerk.has_somebody:
                        await clerk.send_back()

    async def _serve(self, clerk: Clerk) -> None:
        """Calls one after the other, for ever. Raises what a fresh socket has to put right."""
        if clerk.has_somebody:
            await clerk.send_back()
        while True:
            with contextlib.suppress(NotSeen):
                await clerk.until(lambda one: _somebody_waits(one, self._queue), within_s=60)
                await asyncio.sleep(self._pace.clerk_rests)
            if _somebody_waits(clerk, self._queue) and await self._call(clerk):
                await self._hear_out(clerk)

    async def _call(self, clerk: Clerk) -> bool:
        """True when somebody is called. Any other refusal may hide one: the next welcome tells."""
        try:
            await clerk.call_next(self._queue)
        except Refused as refused:
            if refused.kind in NOBODY_TO_CALL:
                return False
            raise
        return True

    async def _hear_out(self, clerk: Clerk) -> None:
        """From the call to its end. Whatever is refused meanwhile: nobody is left in hand."""
        try:
            await self._talk_as_clerk(clerk)
        except (Refused, NotSeen):
            # Most often the citizen hung up at that moment; else the desk gives them back.
            if clerk.has_somebody:
                raise

    async def _talk_as_clerk(self, clerk: Clerk) -> None:
        await clerk.until_stage("in-call", "waiting", "ended", within_s=self._pace.patience)
        if clerk.in_hand.stage != "in-call":
            return
        await clerk.start_talk(look=CLERK_LOOK, sound=False)
        await clerk.write(GREETING)
        try:
            await clerk.until_stage("waiting", "ended", within_s=self._pace.clerk_talks)
        except NotSeen:
            await clerk.end("completed")

    # --- both -------------------------------------------------------------------------------------

    def _http(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._trust or True))

    def _draw(self, among: Range) -> float:
        return self._chance.uniform(*among)


@asynccontextmanager
async def _gone_at_end(citizen: Citizen) -> AsyncIterator[None]:
    """Whoever is sent away in the middle of a visit gives it up, so that no ghost stays in line."""
    try:
        yield
    finally:
        if citizen.visit.stage != "ended":
            with contextlib.suppress(*TROUBLE):
                async with asyncio.timeout(GO_S):
                    await (
                        citizen.cancel() if citizen.visit.stage == "booked" else citizen.leave()
                    )


def _somebody_waits(clerk: Clerk, queue: str) -> bool:
    return any(not row.away and not row.passed_over for row in clerk.lines.waiting(queue))


def _note_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("simulation.broke", kind=task.get_name(), exc_info=error)
