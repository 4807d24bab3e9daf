"""One visit with real media, from the first request to the last, each step timed.

It plays a citizen and a clerk in the queue `probe`, which figures ignore, and leaves nothing behind:
no visit, no open desk, no session. It speaks only what is public.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import aiohttp
from msgspec import Struct

from broker.catalogues import DEMO_QUEUE
from broker.core.catalogue import PROBE_QUEUE
from broker.played.people import Citizen, Clerk, Gone, NotSeen, Portal, Refused, Talk, token_of
from signaling.messages import DeskView, Record

FROZEN_S, TURN_S = 1.5, 0.1
CALLS, CALL_AGAIN_S = 8, 0.25
NAME = "Probe"
NOTE = "vorsprache probe"
TROUBLE = (Refused, Gone, NotSeen, aiohttp.ClientError, OSError, TimeoutError)
SENTENCES = {
    "reach": "the installation does not answer",
    "session": "nobody could be signed in",
    "hello": "the WebSocket did not welcome both",
    "arrive": "the citizen could not arrive",
    "desk-open": "the desk could not be opened",
    "call": "the call did not come to the citizen",
    "join": "the citizen could not come in",
    "ice": "no STUN and TURN servers were given",
    "connected": "the two found no way to each other",
    "media-citizen": "no picture came to the citizen",
    "media-clerk": "no picture came to the clerk",
    "hold": "the pictures stopped",
    "text": "a line of text was lost",
    "end": "the visit could not be ended",
    "record": "the record does not say what happened",
}


class Failed(Exception):
    """A step did not come off; the text is one sentence for an operator."""


class Step(Struct, frozen=True, omit_defaults=True):
    """One step: how long it took in milliseconds, and what is worth knowing."""

    name: str
    ms: float
    ok: bool
    detail: str | None = None


@dataclass(slots=True)
class Remark:
    """What a step may note about itself while it runs."""

    detail: str | None = None


class Report(Struct, omit_defaults=True):
    """What `--json` prints. `frames` are decoded pictures by seat; `relayed`: through TURN?"""

    ok: bool
    url: str
    queue: str | None = None
    steps: list[Step] = []
    frames: dict[str, int] = {}
    relayed: dict[str, bool | None] = {}
    error: str | None = None


class Rehearsal:
    """One visit from the first request to the last."""

    def __init__(self, portal: Portal, token: str, *, relay_only: bool, hold_s: float) -> None:
        """Without a `token` the links of the demo are used."""
        self.report = Report(ok=False, url=portal.origin)
        self._portal = portal
        self._clerk_token = token
        self._citizen_token = ""
        self._relay_only = relay_only
        self._hold_s = hold_s
        self._booked: tuple[str, str] | None = None
        self._citizen: Citizen | None = None
        self._clerk: Clerk | None = None
        self._desk_before: DeskView | None = None

    async def play(self) -> Report:
        """Plays it, cleans up after it whatever happened, and reports."""
        try:
            await self._sign_in()
            citizen, clerk = await self._connect()
            await self._meet(citizen, clerk)
            await self._see_each_other(citizen, clerk)
            await self._part(citizen, clerk)
            self.report.ok = True
        except Failed as failed:
            self.report.error = str(failed)
        finally:
            await self._clean_up()
        return self.report

    async def _sign_in(self) -> None:
        async with self._step("reach"):
            await self._portal.health()
        async with self._step("session"):
            if not self._clerk_token:
                await self._ask_demo()
            session = await self._portal.sign_in(self._clerk_token)
            if session.as_ != "desk":
                raise Failed("the token is not a clerk's")
            if PROBE_QUEUE in session.departments:
                await self._book()
            elif not self._citizen_token:
                raise Failed(f"this clerk does not serve the department {PROBE_QUEUE!r}")
            await self._portal.sign_in(self._citizen_token)

    async def _ask_demo(self) -> None:
        try:
            links = await self._portal.demo()
        except Refused as refused:
            raise Failed("this is no demo: name a clerk's token with --token-file") from refused
        self._clerk_token = token_of(links.clerk)
        self._citizen_token = token_of(links.citizen)
        self.report.queue = DEMO_QUEUE

    async def _book(self) -> None:
        made = await self._portal.walk_in(PROBE_QUEUE, NAME)
        self._booked = made.reference, made.manage_token
        self._citizen_token = token_of(made.join_url)
        self.report.queue = PROBE_QUEUE

    async def _connect(self) -> tuple[Citizen, Clerk]:
        http, api = self._portal.http, self._portal.api
        async with self._step("hello"):
            self._citizen = await Citizen.connect(http, api, self._citizen_token)
            self._clerk = await Clerk.connect(http, api, self._clerk_token)
            current = self._clerk.current
            if current is not None and current.stage in ("called", "in-call"):
                raise Failed("this clerk has a visit in hand: use a token of its own")
        return self._citizen, self._clerk

    async def _meet(self, citizen: Citizen, clerk: Clerk) -> None:
        async with self._step("arrive"):
            await citizen.arrive()
            await citizen.until_stage("waiting")
        async with self._step("desk-open"):
            self._desk_before, visit = clerk.desk, citizen.visit.visit
            await clerk.set_desk("open", self.report.queue or PROBE_QUEUE)
            await clerk.until(lambda one: visit in one.lines.visits, what="our line on the desk")
        async with self._step("call"):
            record = await self._call(clerk, visit)
            await citizen.until(
                lambda one: (one.visit.stage, one.visit.call) == ("called", record.call),
                what="the stage called",
            )
        async with self._step("join"):
            await citizen.join()
            await asyncio.gather(citizen.until_stage("in-call"), clerk.until_stage("in-call"))

    async def _call(self, clerk: Clerk, visit: str) -> Record:
        """Next, if only ours waits in the queue `probe`; nobody else's turn is touched."""
        line = [row.visit for row in clerk.lines.waiting(PROBE_QUEUE)]
        if line == [visit]:
            record = await clerk.call_next(PROBE_QUEUE)
            if record.visit == visit:
                return record
            await clerk.send_back()
        for _ in range(CALLS):
            with contextlib.suppress(Refused):  # another probe called ours and sends it back
                return await clerk.call(visit, NAME)
            await asyncio.sleep(CALL_AGAIN_S)
        return await clerk.call(visit, NAME)

    async def _see_each_other(self, citizen: Citizen, clerk: Clerk) -> None:
        async with self._step("ice") as step:
            granted = await asyncio.gather(citizen.ice(citizen.visit.visit), clerk.ice())
            urls = [url for one in granted for server in one.ice_servers for url in server.urls]
            relays = any(url.startswith("turn") for url in urls)
            step.detail = "with TURN" if relays else "no TURN server is set up"
            if self._relay_only and not relays:
                raise Failed("no TURN server is set up")
        async with self._step("connected") as step:
            talks = await asyncio.gather(
                citizen.start_talk(relay_only=self._relay_only),
                clerk.start_talk(relay_only=self._relay_only),
            )
            await asyncio.gather(*(talk.until_connected() for talk in talks))
            step.detail = await self._note_ways(talks)
        await _all(self._lit("media-citizen", talks[0]), self._lit("media-clerk", talks[1]))
        async with self._step("hold"):
            await self._hold(talks)
        for seat, talk in zip(("citizen", "clerk"), talks, strict=True):
            self.report.frames[seat] = talk.frames

    async def _lit(self, name: str, talk: Talk) -> None:
        async with self._step(name):
            await talk.until_lit()

    async def _hold(self, talks: Sequence[Talk]) -> None:
        """A call can break after it began: pictures have to go on for a while. Counted in turns of this
        program: while it stands still itself, on a busy machine, nothing can come."""
        turns = max(1, round(self._hold_s / TURN_S))
        silent = [0] * len(talks)
        for _ in range(turns):
            before = [talk.frames for talk in talks]
            await asyncio.sleep(TURN_S)
            silent = [
                0 if talk.frames > count else quiet + 1
                for talk, count, quiet in zip(talks, before, silent, strict=True)
            ]
            if max(silent) >= min(turns, round(FROZEN_S / TURN_S)):
                raise NotSeen("a picture froze")

    async def _note_ways(self, talks: Sequence[Talk]) -> str:
        for seat, talk in zip(("citizen", "clerk"), talks, strict=True):
            self.report.relayed[seat] = (await talk.stats()).relayed
        return "through TURN" if any(self.report.relayed.values()) else "directly"

    async def _part(self, citizen: Citizen, clerk: Clerk) -> None:
        async with self._step("text"):
            await citizen.write(f"{NOTE}: citizen")
            await clerk.write(f"{NOTE}: clerk")
            await asyncio.gather(
                citizen.until(lambda one: len(one.visit.messages) > 1, what="the clerk's line"),
                clerk.until(lambda one: len(one.in_hand.messages) > 1, what="the citizen's line"),
            )
        async with self._step("end"):
            await clerk.end("completed", NOTE)
            await citizen.until_stage("ended")
        if self._booked is not None:
            async with self._step("record"):
                story = (await self._portal.booking(*self._booked)).visit
                if story.outcome != "completed" or story.talked_s is None:
                    raise Failed(f"the record says {story.outcome or story.stage}")

    async def _clean_up(self) -> None:
        """What did not come off may not stay either; each try for itself."""
        for try_ in (self._restore_desk, self._give_up, self._hang_up, self._sign_out):
            with contextlib.suppress(*TROUBLE):
                await try_()

    async def _give_up(self) -> None:
        if self._citizen is not None and self._citizen.visit.stage == "ended":
            return
        for way in (self._end_by_clerk, self._leave_by_citizen, self._cancel_booking):
            with contextlib.suppress(*TROUBLE):
                if await way():
                    return

    async def _end_by_clerk(self) -> bool:
        citizen, clerk = self._citizen, self._clerk
        if citizen is None or clerk is None or clerk.current is None:
            return False
        if clerk.current.visit != citizen.visit.visit:
            return False
        await clerk.end("technical_failure", NOTE)
        return True

    async def _leave_by_citizen(self) -> bool:
        citizen = self._citizen
        if citizen is None:
            return False
        await (citizen.cancel() if citizen.visit.stage == "booked" else citizen.leave())
        return True

    async def _cancel_booking(self) -> bool:
        if self._booked is not None:
            await self._portal.cancel(*self._booked)
        return True

    async def _restore_desk(self) -> None:
        before = self._desk_before
        if self._clerk is not None and before is not None:
            await self._clerk.set_desk(before.state, *before.queues)

    async def _hang_up(self) -> None:
        people = [one for one in (self._citizen, self._clerk) if one is not None]
        await asyncio.gather(*(one.close() for one in people))

    async def _sign_out(self) -> None:
        for audience in ("citizen", "desk"):
            await self._portal.sign_out(audience)

    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[Remark]:
        begun, remark = perf_counter(), Remark()
        try:
            yield remark
        except (Failed, *TROUBLE) as trouble:
            self._done(name, begun, str(trouble), ok=False)
            raise Failed(f"{SENTENCES[name]}: {_words(trouble)}") from trouble
        self._done(name, begun, remark.detail, ok=True)

    def _done(self, name: str, begun: float, detail: str | None, *, ok: bool) -> None:
        ms = round((perf_counter() - begun) * 1000, 1)
        self.report.steps.append(Step(name, ms, ok, detail))


async def _all(*steps: Coroutine[Any, Any, None]) -> None:
    """Side by side; each is reported, the first that failed is raised."""
    for result in await asyncio.gather(*steps, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def _words(trouble: Exception) -> str:
    if isinstance(trouble, aiohttp.ClientConnectorCertificateError):
        return (
            "its certificate is not trusted; SSL_CERT_FILE may name the authority that signed it"
        )
    return str(trouble) or type(trouble).__name__
