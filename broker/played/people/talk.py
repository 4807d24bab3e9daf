"""The media of one call, as one seat has it: a peer for every other seat that has a page."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Protocol

import msgspec

from broker.played.people.person import PATIENCE_S, Gone, InCall, NotSeen, Relayed
from signaling.messages import (
    ClientStruct,
    Description,
    DescriptionFrom,
    IceCandidate,
    Media,
    MediaState,
    MediaStats,
    Peer,
    SeatName,
    SessionDescription,
    encode,
)
from signaling.peer import Peer as Link
from signaling.peer import PeerWiring
from signaling.pictures import Look
from signaling.rtc import Ways, to_the_end

REPORT_S = 10.0
BEST: tuple[MediaState, ...] = (
    "connected",
    "disconnected",
    "connecting",
    "failed",
    "new",
    "closed",
)


class Speaker(Protocol):
    """Who talks: somebody who can say things."""

    async def say(self, message: ClientStruct) -> None:
        """Sends a message. Raises Gone."""


class Talk:
    """One call. It follows the peers that the server names; `close` is awaited, always."""

    def __init__(
        self,
        speaker: Speaker,
        call: InCall,
        ways: Callable[[], Awaitable[Ways]],
        *,
        look: Look | None,
        sound: bool,
    ) -> None:
        self.visit = call.visit
        self.call = call.call
        self._speaker = speaker
        self._ways = ways
        self._look = look
        self._sound = sound
        self._links: dict[SeatName, tuple[str, Link]] = {}
        self._early: list[Relayed] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._turned = asyncio.Event()
        self._reporting = asyncio.create_task(self._report())
        self.update(call.peers)

    @property
    def state(self) -> MediaState:
        """The best of all paths."""
        states = [link.state for _, link in self._links.values()]
        return next((state for state in BEST if state in states), "new")

    @property
    def frames(self) -> int:
        """Pictures that have arrived, decoded."""
        return sum(link.seen.frames for _, link in self._links.values())

    @property
    def lit(self) -> int:
        """Those that were not black."""
        return sum(link.seen.lit for _, link in self._links.values())

    async def stats(self) -> MediaStats:
        """The figures of the first path that has any."""
        for _, link in self._links.values():
            return await link.stats()
        return MediaStats()

    async def until_connected(self, *, within_s: float = 2 * PATIENCE_S) -> None:
        """Returns when media can flow to somebody. Raises NotSeen."""
        await self._until(lambda: self.state == "connected", "a path for media", within_s)

    async def until_lit(self, *, within_s: float = PATIENCE_S) -> None:
        """Returns when a picture that is not black has arrived. Raises NotSeen."""
        await self._until(lambda: self.lit, "a picture that is not black", within_s)

    def update(self, peers: Iterable[Peer]) -> None:
        """Who is in the call now. Another `conn` is a new page and gets a new connection."""
        now = {peer.seat: peer for peer in peers if peer.conn is not None}
        for seat, (conn, link) in list(self._links.items()):
            if seat not in now or now[seat].conn != conn:
                del self._links[seat]
                self._later(link.close())
        for seat, peer in now.items():
            if seat not in self._links:
                self._connect(peer, peer.conn or "")

    def hear(self, letter: Relayed) -> None:
        """Takes a description or candidate of another seat; one of another call is dropped."""
        if letter.visit != self.visit or letter.call != self.call:
            return
        if letter.from_ not in self._links:
            self._early.append(letter)
            return
        with contextlib.suppress(msgspec.DecodeError):
            self._links[letter.from_][1].hear(_payload(letter))

    async def close(self) -> None:
        """Ends all connections of this call, also when it is cancelled meanwhile."""
        await to_the_end(self._end())

    async def _end(self) -> None:
        self._reporting.cancel()
        await asyncio.gather(self._reporting, return_exceptions=True)
        await asyncio.gather(*self._closing, *(link.close() for _, link in self._links.values()))

    def _connect(self, peer: Peer, conn: str) -> None:
        async def describe(description: SessionDescription) -> None:
            raw = msgspec.Raw(encode(description))
            with contextlib.suppress(Gone):
                await self._speaker.say(
                    Description(visit=self.visit, call=self.call, to=peer.seat, description=raw)
                )

        wiring = PeerWiring(
            describe=describe, ways=self._ways, changed=lambda _: self._turned.set()
        )
        link = Link(wiring, polite=peer.polite, look=self._look, sound=self._sound)
        self._links[peer.seat] = (conn, link)
        link.start()
        early, self._early = self._early, []
        for letter in early:
            self.hear(letter)

    async def _until(self, that: Callable[[], object], what: str, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                while not that():
                    if self.state == "failed":
                        raise NotSeen(f"{what} cannot come{self._why()}")
                    self._turned.clear()
                    await self._turned.wait()
        except TimeoutError:
            raise NotSeen(f"{what} did not come within {within_s:g} s{self._why()}") from None

    def _why(self) -> str:
        found = next((link.trouble for _, link in self._links.values() if link.trouble), None)
        return f" ({found})" if found else ""

    async def _report(self) -> None:
        """Tells the server every new state, and figures now and then, as a page does."""
        told: MediaState = "new"
        while True:
            self._turned.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REPORT_S):
                    while self.state == told:
                        self._turned.clear()
                        await self._turned.wait()
            told = self.state
            if told in ("new", "closed"):
                continue
            stats = await self.stats() if told == "connected" else None
            with contextlib.suppress(Gone):
                await self._speaker.say(
                    Media(visit=self.visit, call=self.call, state=told, stats=stats)
                )

    def _later(self, closing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(closing)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _payload(letter: Relayed) -> SessionDescription | IceCandidate:
    if isinstance(letter, DescriptionFrom):
        return msgspec.json.decode(letter.description, type=SessionDescription)
    return msgspec.json.decode(letter.candidate, type=IceCandidate)
