"""A headless WebRTC peer of one call: the far end of a test, a probe or a simulated person.

It speaks the negotiation of our pages (perfect negotiation, W3C WebRTC, section 10.7) as far as
aiortc can. Where a browser would roll its own offer back, or restart ICE, this peer makes a new
connection and answers from that: for the other side it is an ordinary answer. aiortc does not
trickle: its descriptions carry all candidates, and candidates only ever arrive here.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from aiortc import RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame, VideoFrame

from signaling.messages import IceCandidate, MediaState, MediaStats, SessionDescription
from signaling.pictures import SMALL, CameraTrack, Look, MicrophoneTrack, is_lit
from signaling.rtc import TROUBLE, RtcConnection, Ways, close, to_the_end

OFFER_PATIENCE_S = 1.5
"""The polite side answers; if no offer comes for so long, it makes one itself."""
SAY_AGAIN_AFTER_S = 1.0
_KIND = re.compile(r"^m=(audio|video) ", re.MULTILINE)
_UFRAG = re.compile(r"^a=ice-ufrag:(\S+)", re.MULTILINE)
_STATES: dict[str, MediaState] = {
    "connecting": "connecting",
    "connected": "connected",
    "failed": "failed",
    "closed": "closed",
}


class PeerClosed(Exception):
    """The call ended before what was waited for had happened."""


@dataclass(slots=True)
class Seen:
    """What has arrived from the other side, decoded."""

    frames: int = 0
    lit: int = 0
    blocks: int = 0
    """Blocks of 20 ms of sound."""
    first_lit: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerWiring:
    """How a peer reaches the other side. `changed` is told every new state, and once more when the
    first lit picture came; it may not raise."""

    describe: Callable[[SessionDescription], Awaitable[None]]
    ways: Callable[[], Awaitable[Ways]]
    changed: Callable[[MediaState], None] = lambda state: None


class Peer:
    """One side of a call. Make it, `start` it, let it `hear`; `close` is awaited, always.

    All steps run one after the other in one task that `close` ends, so "an offer comes while ours
    is out" is simply: not stable.
    """

    def __init__(
        self,
        wiring: PeerWiring,
        *,
        polite: bool,
        look: Look | None = SMALL,
        sound: bool = True,
    ) -> None:
        """Without `look` it sends no picture, without `sound` no tone; it receives both anyway."""
        self.state: MediaState = "new"
        self.trouble: str | None = None
        self.seen = Seen()
        self._wiring = wiring
        self._polite = polite
        self._look = look
        self._sound = sound
        self._heard: asyncio.Queue[SessionDescription | IceCandidate] = asyncio.Queue()
        self._early: list[IceCandidate] = []
        self._their_ice: list[str] = []
        self._connection: RtcConnection | None = None
        self._watching: set[asyncio.Task[None]] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._work: asyncio.Task[None] | None = None
        self._offered_at = 0.0
        self._turned = asyncio.Event()

    def start(self) -> None:
        """Begins: the impolite side offers, the polite one waits for an offer."""
        self._work = asyncio.create_task(self._negotiate())

    def hear(self, letter: SessionDescription | IceCandidate) -> None:
        """Takes what the other side sent; never waits."""
        self._heard.put_nowait(letter)

    async def until_connected(self) -> None:
        """Returns when media can flow. Raises PeerClosed when it never will; waits otherwise."""
        while self.state != "connected":
            if self.state in ("failed", "closed"):
                raise PeerClosed(self.state)
            self._turned.clear()
            await self._turned.wait()

    async def until_lit(self) -> None:
        """Returns when a picture that is not black has arrived."""
        await self.seen.first_lit.wait()

    async def stats(self) -> MediaStats:
        """What a page would report; fields that aiortc does not know are absent."""
        if self._connection is None:
            return MediaStats()
        report = await self._connection.getStats()
        trips = [one.roundTripTime for one in report.values() if hasattr(one, "roundTripTime")]
        known = [trip for trip in trips if trip is not None]
        return MediaStats(
            rtt_ms=round(max(known) * 1000, 1) if known else None,
            relayed=self._connection.relayed(),
            frames=self.seen.frames,
        )

    async def close(self) -> None:
        """Ends everything this peer began, and waits for it, also when it is cancelled meanwhile."""
        await to_the_end(self._end())

    async def _end(self) -> None:
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        self._drop()
        await asyncio.gather(*self._closing)
        self._turn("closed")

    async def _negotiate(self) -> None:
        await self._step(self._wait_for_offer() if self._polite else self._offer())
        while True:
            await self._step(self._take(await self._heard.get()))

    async def _step(self, step: Awaitable[None]) -> None:
        try:
            await step
        except TROUBLE as trouble:
            # The relay server refused us, or theirs is no description: the next offer may mend it.
            self.trouble = str(trouble) or type(trouble).__name__
            self._turn("failed")

    async def _wait_for_offer(self) -> None:
        try:
            async with asyncio.timeout(OFFER_PATIENCE_S):
                letter = await self._heard.get()
                while isinstance(letter, IceCandidate):
                    self._early.append(letter)
                    letter = await self._heard.get()
        except TimeoutError:
            await self._offer()
        else:
            await self._take(letter)

    async def _take(self, letter: SessionDescription | IceCandidate) -> None:
        if isinstance(letter, IceCandidate):
            await self._take_candidate(letter)
        elif letter.type == "offer":
            await self._take_offer(letter)
        elif letter.type == "answer":
            await self._take_answer(letter)
        # A provisional answer or a rollback is never sent by our pages: nothing depends on it.

    async def _offer(self) -> None:
        connection = await self._fresh(("audio", "video"))
        await connection.setLocalDescription(await connection.createOffer())
        self._offered_at = _now()
        await self._describe(connection)

    async def _take_offer(self, offer: SessionDescription) -> None:
        connection = self._connection
        if connection is not None and connection.signalingState == "have-local-offer":
            if not self._polite:
                await self._insist(connection)
                return
            connection = None
        elif self._their_ice != _UFRAG.findall(offer.sdp):
            connection = None  # they restart ICE, or are a new connection altogether
        if connection is None:
            connection = await self._fresh(_KIND.findall(offer.sdp))
        await self._take_remote(connection, offer)
        await connection.setLocalDescription(await connection.createAnswer())
        await self._describe(connection)

    async def _insist(self, connection: RtcConnection) -> None:
        """Ours stands. If theirs comes so late, ours may have been lost on its way."""
        if _now() - self._offered_at > SAY_AGAIN_AFTER_S:
            self._offered_at = _now()
            await self._describe(connection)

    async def _take_answer(self, answer: SessionDescription) -> None:
        connection = self._connection
        if connection is None or connection.signalingState != "have-local-offer":
            return  # to an offer that gave way, or a second answer to the same
        await self._take_remote(connection, answer)

    async def _take_remote(self, connection: RtcConnection, remote: SessionDescription) -> None:
        await connection.setRemoteDescription(RTCSessionDescription(remote.sdp, remote.type))
        self._their_ice = _UFRAG.findall(remote.sdp)
        early, self._early = self._early, []
        for letter in early:
            await self._take_candidate(letter)

    async def _take_candidate(self, letter: IceCandidate) -> None:
        if self._connection is None or not self._their_ice:
            self._early.append(letter)
            return
        if letter.usernameFragment and letter.usernameFragment not in self._their_ice:
            return  # of an offer that was ignored, or of an earlier negotiation
        if not letter.candidate:
            await self._connection.addIceCandidate(None)
            return
        try:
            candidate = candidate_from_sdp(letter.candidate.removeprefix("candidate:"))
        except (AssertionError, ValueError):
            return  # a kind that aiortc cannot read
        candidate.sdpMid, candidate.sdpMLineIndex = letter.sdpMid, letter.sdpMLineIndex
        # A name (mDNS) that does not resolve, or a candidate without a line, is honest and useless.
        with contextlib.suppress(ValueError, OSError):
            await self._connection.addIceCandidate(candidate)

    async def _describe(self, connection: RtcConnection) -> None:
        local = connection.localDescription
        if "a=candidate:" not in local.sdp:
            raise OSError("no way out: no relay took us, or this machine has no network")
        kind: Literal["offer", "answer"] = "offer" if local.type == "offer" else "answer"
        await self._wiring.describe(SessionDescription(type=kind, sdp=local.sdp))

    async def _fresh(self, kinds: Iterable[str]) -> RtcConnection:
        """A new connection in place of the old one; lines in the order of `kinds`.

        aiortc bundles on the first line, so our order has to be that of the offer.
        """
        self._drop()
        connection = RtcConnection(await self._wiring.ways())
        self._connection = connection
        connection.on("track", self._watch)
        connection.on("connectionstatechange", lambda: self._connection_turned(connection))
        for kind in kinds:
            connection.addTransceiver(self._own_track(kind) or kind, direction="sendrecv")
        return connection

    def _own_track(self, kind: str) -> MediaStreamTrack | None:
        if kind == "video":
            return None if self._look is None else CameraTrack(self._look)
        return MicrophoneTrack() if self._sound else None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._their_ice = []
        if connection is not None:
            connection.remove_all_listeners()
            watching, self._watching = self._watching, set()
            closing = asyncio.create_task(close(connection, watching))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def _watch(self, track: MediaStreamTrack) -> None:
        self._watching.add(asyncio.create_task(self._look_at(track)))

    async def _look_at(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, VideoFrame):
                    self.seen.frames += 1
                    if is_lit(frame):
                        self.seen.lit += 1
                        self._lit()
                elif isinstance(frame, AudioFrame):
                    self.seen.blocks += 1

    def _lit(self) -> None:
        if not self.seen.first_lit.is_set():
            self.seen.first_lit.set()
            self._wiring.changed(self.state)

    def _connection_turned(self, connection: RtcConnection) -> None:
        if connection is self._connection:
            self._turn(_STATES.get(connection.connectionState, "new"))

    def _turn(self, state: MediaState) -> None:
        if state != self.state:
            self.state = state
            self._turned.set()
            self._wiring.changed(state)


def _now() -> float:
    return asyncio.get_running_loop().time()
