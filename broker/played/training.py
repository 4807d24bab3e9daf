"""An office day that is played in a demo, to watch it on the board and to sit in as a clerk.

The plan comes from the same days that the forecast is measured with; citizens and clerks are played
over real sockets with the public contract. Clocks stay real and durations are compressed: at speed
60 a minute of the office takes a second. Booked times cannot be compressed, so all come as walk-ins.
"""

import asyncio
import contextlib
import ssl
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

import aiohttp
import structlog

from broker.core.office_day import Guest, OfficeDay, Shift
from broker.played.people import Citizen, Clerk, NotSeen, Refused
from broker.played.simulation import CLERK_LOOK, GREETING, NOBODY_TO_CALL, PLAYERS, TROUBLE, Player
from signaling.errors import Problem
from signaling.messages import VisitRow

log = structlog.get_logger(__name__)
PATIENCE_S = 60.0
# However fast the day: sockets and stores need a moment, and so do people who joined the play.
LEAST_PATIENCE_S = 3.0
HUMAN_PATIENCE_S, HUMAN_TALK_S = 60.0, 60.0
LOOK_EVERY_S = 1.0
AGAIN_S = 1.0
# How often of a hundred a clerk uses a verb: what an ordinary day has.
PRE_CALLS, PARKS, SKIPS, TRANSFERS = 0.25, 0.06, 0.04, 0.06
PARKED_FOR = 4 * 60.0
PAPERS = "Unterlagen fehlen noch"


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody who was put into a line: the visit, and the token of the own link."""

    visit: str
    token: str


@dataclass(slots=True)
class _Desk:
    """A played clerk at work. `parked`: visits to be put back into the line, and when in the day."""

    shift: Shift
    breaks: list[tuple[float, float]]
    chance: Random
    parked: list[tuple[float, str]] = field(default_factory=list)


class Training:
    """One day, played once. `done` counts how its visits ended, as far as they have."""

    def __init__(
        self,
        day: OfficeDay,
        *,
        api: str,
        speed: float,
        walk_in: Callable[[Guest, Player], Awaitable[WalkIn]],
        clerk_token: Callable[[str], str],
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`walk_in` puts a guest into the line of the guest's service, `clerk_token(name)` signs in."""
        self.done: Counter[str] = Counter()
        self._day = day
        self._api = api
        self._speed = speed
        self._walk_in = walk_in
        self._clerk_token = clerk_token
        self._trust = trust
        self._guests: dict[str, Guest] = {}
        self._passed_on: dict[str, list[str]] = defaultdict(list)
        self._to_come = Counter(day.offers[guest.service].queue for guest in day.guests)
        self._at_desk: dict[str, tuple[str, ...]] = {}
        self._begun = 0.0

    async def play(self) -> None:
        """From the opening until the last guest has gone and the last desk is closed."""
        self._begun = asyncio.get_running_loop().time()
        earliest = min((guest.arrives for guest in self._day.guests), default=0.0)
        self._begun -= min(0.0, earliest) / self._speed
        connector = aiohttp.TCPConnector(ssl=self._trust or True, limit=0)
        async with (
            aiohttp.ClientSession(connector=connector) as http,
            asyncio.TaskGroup() as scene,
        ):
            for guest, player in zip(self._day.guests, _cast(len(self._day.guests)), strict=True):
                scene.create_task(self._play_guest(http, guest, player))
            for shift in self._day.shifts:
                scene.create_task(self._play_clerk(http, shift))

    async def _until(self, at: float) -> None:
        """Sleeps until a time of the day."""
        due = self._begun + at / self._speed
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))

    async def _for(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    @property
    def _now(self) -> float:
        return (asyncio.get_running_loop().time() - self._begun) * self._speed

    # --- guests ---------------------------------------------------------------------------------

    async def _play_guest(self, http: aiohttp.ClientSession, guest: Guest, player: Player) -> None:
        await self._until(guest.arrives)
        here: WalkIn | None = None
        try:
            here = await self._walk_in(guest, player)
            self._guests[here.visit] = guest
            async with Citizen.at(self._api, here.token, http=http) as citizen:
                if guest.channel == "video":
                    await citizen.arrive("ask")
                while citizen.visit.stage != "ended":
                    await self._wait_and_talk(citizen, guest, player)
                self.done[citizen.visit.outcome or ""] += 1
        except (Problem, *TROUBLE) as trouble:
            log.info("training.trouble", kind="guest", reason=type(trouble).__name__)
        finally:
            self._to_come[self._day.offers[guest.service].queue] -= 1
            for queue in self._passed_on.pop(here.visit, []) if here else ():
                self._to_come[queue] -= 1

    async def _wait_and_talk(self, citizen: Citizen, guest: Guest, player: Player) -> None:
        """Once through line and call; the visit may come back into the line."""
        try:
            await citizen.until_stage(
                "called", "in-call", "ended", within_s=guest.gives_up / self._speed
            )
        except NotSeen:
            with contextlib.suppress(Refused):  # called at this very moment
                await citizen.leave()
            return
        if citizen.visit.stage == "called" and guest.channel == "video" and not guest.misses:
            await self._for(guest.joins_after)
            with contextlib.suppress(Refused):  # the call was withdrawn meanwhile
                await citizen.join()
                await citizen.until_stage("in-call", "ended", "waiting")
        if citizen.visit.stage == "in-call" and not self._with_one_of_us(citizen):
            await self._show_oneself(citizen, player)
        await citizen.until_stage(
            "waiting", "parked", "ended", within_s=HUMAN_PATIENCE_S * HUMAN_TALK_S
        )

    def _with_one_of_us(self, citizen: Citizen) -> bool:
        return any(peer.name in self._at_desk for peer in citizen.visit.peers)

    async def _show_oneself(self, citizen: Citizen, player: Player) -> None:
        """A human clerk wants somebody to look at."""
        if citizen.visit.channel == "video":
            await citizen.start_talk(look=player.look, sound=False)
        with contextlib.suppress(Refused):
            await citizen.write(player.line)

    # --- clerks ---------------------------------------------------------------------------------

    async def _play_clerk(self, http: aiohttp.ClientSession, shift: Shift) -> None:
        await self._until(shift.opens)
        desk = _Desk(shift, list(shift.breaks), Random(f"{self._day.seed} {shift.clerk}"))
        while not self._may_go(desk):
            try:
                token = self._clerk_token(shift.clerk)
                async with Clerk.at(self._api, token, http=http) as clerk:
                    await self._serve(clerk, desk)
            except TROUBLE as trouble:
                log.info("training.trouble", kind="clerk", reason=type(trouble).__name__)
                self._at_desk.pop(shift.clerk, None)
                await asyncio.sleep(AGAIN_S)

    async def _serve(self, clerk: Clerk, desk: _Desk) -> None:
        shift = desk.shift
        if clerk.has_somebody:
            await clerk.send_back()
        await clerk.set_desk("open", *shift.queues)
        self._at_desk[shift.clerk] = shift.queues
        while not self._may_go(desk):
            if desk.breaks and self._now >= desk.breaks[0][0]:
                await self._pause(clerk, shift, desk.breaks.pop(0)[1])
            await self._put_back(clerk, desk)
            with contextlib.suppress(NotSeen):
                await clerk.until(lambda one: _first(one, shift), within_s=LOOK_EVERY_S)
            if (row := _first(clerk, shift)) is not None:
                await self._tend_the_line(clerk, desk, row)
                if await _called(clerk, row.queue):
                    await self._hear_out(clerk, desk)
                    await self._for(shift.gap)
        self._at_desk.pop(shift.clerk, None)
        await clerk.set_desk("closed")

    async def _pause(self, clerk: Clerk, shift: Shift, until: float) -> None:
        await clerk.set_desk("break", *shift.queues)
        await self._until(until)
        await clerk.set_desk("open", *shift.queues)

    def _may_go(self, desk: _Desk) -> bool:
        """After hours, unless somebody may still come to a line that nobody else serves."""
        shift = desk.shift
        if desk.parked:
            return False
        if self._now < shift.closes:
            return not +self._to_come
        others = {
            queue
            for clerk, queues in self._at_desk.items()
            if clerk != shift.clerk
            for queue in queues
        }
        return all(not self._to_come[queue] or queue in others for queue in shift.queues)

    async def _tend_the_line(self, clerk: Clerk, desk: _Desk, row: VisitRow) -> None:
        """What clerks do beside calling: park somebody, skip somebody, tell the next to stay close.

        A line may change at that moment, and then the verb is refused: nothing is lost by that.
        """
        draw = desk.chance.random
        if row.visit not in self._guests or row.channel == "phone":
            return
        with contextlib.suppress(Refused):
            if draw() < PARKS and not row.priority:
                await clerk.park(row.visit, PAPERS)
                desk.parked.append((self._now + PARKED_FOR, row.visit))
            elif draw() < SKIPS and not row.skipped:
                await clerk.skip(row.visit, PAPERS)
        waiting = clerk.lines.waiting(row.queue)
        if draw() < PRE_CALLS and len(waiting) > 1:
            with contextlib.suppress(Refused):
                await clerk.pre_call(waiting[1].visit)

    async def _put_back(self, clerk: Clerk, desk: _Desk) -> None:
        """Those who were parked and have got ready, into the line."""
        while desk.parked and desk.parked[0][0] <= self._now:
            with contextlib.suppress(Refused):  # called from there by somebody else, or gone
                await clerk.resume(desk.parked[0][1])
            desk.parked.pop(0)

    async def _hear_out(self, clerk: Clerk, desk: _Desk) -> None:
        """From the call to its end. Whatever is refused meanwhile: nobody is left in hand."""
        try:
            guest = self._guests.get(clerk.in_hand.visit)
            if guest is None:
                await _talk_to_human(clerk)
            else:
                await self._talk(clerk, desk, guest)
        except (Refused, NotSeen):
            # Most often the citizen left at that moment; else a fresh socket gives them back.
            if clerk.has_somebody:
                raise

    async def _talk(self, clerk: Clerk, desk: _Desk, guest: Guest) -> None:
        if guest.channel == "phone":
            await self._for(guest.joins_after)
            if not guest.misses:
                await clerk.answered()
        with contextlib.suppress(NotSeen):
            patience = max(LEAST_PATIENCE_S, PATIENCE_S / self._speed)
            await clerk.until_stage("in-call", "waiting", "ended", within_s=patience)
        if clerk.in_hand.stage == "called":
            await clerk.end("no_show_citizen")
        elif clerk.in_hand.stage == "in-call":
            talks = guest.talks / desk.shift.speed / self._speed
            if desk.chance.random() < TRANSFERS and len(self._day.booked) > 1:
                await self._pass_on(clerk, talks / 2)
            else:
                await _end_after(clerk, talks)

    async def _pass_on(self, clerk: Clerk, after_s: float) -> None:
        """It turns out to be a matter of the next office."""
        with contextlib.suppress(NotSeen):
            await clerk.until_stage("waiting", "ended", within_s=after_s)
        visit, here = clerk.in_hand.visit, clerk.in_hand.queue
        if clerk.in_hand.stage != "in-call":
            return
        queues = list(self._day.booked)
        there = queues[(queues.index(here) + 1) % len(queues)]
        if not any(there in served for served in self._at_desk.values()):
            await clerk.end("completed")
            return
        # Before the visit is there, so that its clerks do not go home just now.
        self._to_come[there] += 1
        try:
            await clerk.transfer(visit, there, PAPERS)
        except BaseException:
            self._to_come[there] -= 1
            raise
        self._passed_on[visit].append(there)


def _cast(number: int) -> list[Player]:
    return [PLAYERS[n % len(PLAYERS)] for n in range(number)]


def _first(clerk: Clerk, shift: Shift) -> VisitRow | None:
    """Who is first of all lines of a desk."""
    rows = [
        row
        for queue in shift.queues
        for row in clerk.lines.waiting(queue)
        if not row.away and not row.passed_over
    ]
    return min(rows, key=lambda row: row.order, default=None)


async def _called(clerk: Clerk, queue: str) -> bool:
    try:
        await clerk.call_next(queue)
    except Refused as refused:
        if refused.kind in NOBODY_TO_CALL:
            return False
        raise
    return True


async def _talk_to_human(clerk: Clerk) -> None:
    """Somebody who joined the play, at a human's pace."""
    if clerk.in_hand.channel == "phone":
        await clerk.end("continued_by_phone")
        return
    await clerk.until_stage("in-call", "waiting", "ended", within_s=2 * HUMAN_PATIENCE_S)
    if clerk.in_hand.stage == "in-call":
        await clerk.start_talk(look=CLERK_LOOK, sound=False)
        await clerk.write(GREETING)
        await _end_after(clerk, HUMAN_TALK_S)


async def _end_after(clerk: Clerk, seconds: float) -> None:
    try:
        await clerk.until_stage("waiting", "ended", within_s=seconds)
    except NotSeen:
        await clerk.end("completed")
