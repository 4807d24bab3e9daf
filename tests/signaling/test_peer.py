"""Headless peers that call each other, through queues that may hold letters back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from av import VideoFrame

from signaling.ice import IceServer, ice_servers
from signaling.messages import IceCandidate, MediaState, SessionDescription
from signaling.peer import Peer, PeerClosed, PeerWiring
from signaling.pictures import LARGE, SMALL, CameraTrack, Look, MicrophoneTrack, is_lit
from signaling.rtc import Ways
from tests.support.coturn import running_coturn

pytestmark = pytest.mark.media
PATIENCE_S = 20


@dataclass
class End:
    """One end of a wire: what its peer said, in the form that travels, and how it fared."""

    said: asyncio.Queue[SessionDescription] = field(default_factory=asyncio.Queue)
    states: list[MediaState] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)

    def wiring(self) -> PeerWiring:
        async def ways() -> Ways:
            return self.ways

        return PeerWiring(describe=self.said.put, ways=ways, changed=self.states.append)


@asynccontextmanager
async def pair(
    *,
    ways: tuple[Ways, Ways] = (Ways(), Ways()),
    look: Look | None = SMALL,
) -> AsyncIterator[tuple[Peer, Peer, End, End]]:
    """A polite and an impolite peer that nobody has started."""
    polite_end, impolite_end = End(ways=ways[0]), End(ways=ways[1])
    polite = Peer(polite_end.wiring(), polite=True, look=look)
    impolite = Peer(impolite_end.wiring(), polite=False, look=look)
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield polite, impolite, polite_end, impolite_end
    finally:
        await asyncio.gather(polite.close(), impolite.close())


@asynccontextmanager
async def carried(end: End, to: Peer) -> AsyncIterator[None]:
    """From here on everything that is said at `end` is heard at the other."""

    async def carry() -> None:
        while True:
            to.hear(await end.said.get())

    task = asyncio.create_task(carry())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def both_see(one: Peer, other: Peer) -> None:
    await asyncio.gather(one.until_connected(), other.until_connected())
    await asyncio.gather(one.until_lit(), other.until_lit())


async def test_the_impolite_side_offers_and_both_see_a_lit_picture() -> None:
    """The ordinary call: one offer, one answer, frames and sound both ways."""
    async with (
        pair() as (polite, impolite, polite_end, impolite_end),
        carried(polite_end, impolite),
        carried(impolite_end, polite),
    ):
        begun = time.monotonic()
        polite.start()
        impolite.start()
        await both_see(polite, impolite)
        assert time.monotonic() - begun < 5
        assert polite_end.states[-1] == impolite_end.states[-1] == "connected"
        stats = await polite.stats()
        assert stats.relayed is False
        assert stats.frames == polite.seen.frames > 0
        while not polite.seen.blocks:
            await asyncio.sleep(0.02)
    assert polite.state == impolite.state == "closed"


async def test_when_no_offer_comes_the_polite_side_makes_one() -> None:
    """A page that opened later than the first offer must not wait for ever."""
    async with pair() as (polite, impolite, polite_end, impolite_end):
        polite.start()
        offer = await polite_end.said.get()
        assert offer.type == "offer"
        impolite.hear(offer)
        impolite.start()
        lost = await impolite_end.said.get()
        assert lost.type == "offer"
        # The impolite side ignored theirs; what it says again when theirs comes late, arrives.
        polite.hear(lost)
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            await both_see(polite, impolite)


async def test_offers_that_cross_end_in_one_call() -> None:
    """Glare: the polite side gives its own offer up, which in aiortc takes a new connection."""
    async with pair() as (polite, impolite, polite_end, impolite_end):
        polite.start()
        theirs = await polite_end.said.get()
        impolite.start()
        ours = await impolite_end.said.get()
        polite.hear(ours)
        impolite.hear(theirs)
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            await both_see(polite, impolite)


async def test_an_offer_that_was_lost_is_said_again() -> None:
    """The relay loses a letter at most once in a while; the call may not hang on it."""
    async with pair() as (polite, impolite, polite_end, impolite_end):
        impolite.start()
        await impolite_end.said.get()
        polite.start()
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            await both_see(polite, impolite)


async def test_a_new_connection_of_the_other_side_is_answered_anew() -> None:
    """A browser restarts ICE, or its page came back with the same seat: the call goes on."""
    async with AsyncExitStack() as stack:
        polite, impolite, polite_end, impolite_end = await stack.enter_async_context(pair())
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            polite.start()
            impolite.start()
            await both_see(polite, impolite)
        await impolite.close()
        second_end = End()
        second = Peer(second_end.wiring(), polite=False)
        stack.push_async_callback(second.close)
        before = polite.seen.lit
        async with carried(polite_end, second), carried(second_end, polite):
            second.start()
            await second.until_connected()
            await second.until_lit()
            while polite.seen.lit == before:
                await asyncio.sleep(0.05)


async def test_candidates_that_come_before_or_beside_their_description_do_no_harm() -> None:
    """Browsers trickle; the relay keeps no order between a candidate and somebody's page."""
    async with pair() as (polite, impolite, polite_end, impolite_end):
        polite.start()
        impolite.start()
        offer = await impolite_end.said.get()
        lines = [line for line in offer.sdp.splitlines() if line.startswith("a=candidate:")]
        bare = "\r\n".join(
            line
            for line in offer.sdp.splitlines()
            if not line.startswith(("a=candidate:", "a=end-of-candidates"))
        )
        for text in ("candidate:rubbish", "candidate:1 1 udp 1 x"):
            polite.hear(IceCandidate(candidate=text, sdpMid="0"))
        polite.hear(IceCandidate(candidate=lines[0][2:], sdpMid="0", usernameFragment="none"))
        for line in lines:
            polite.hear(IceCandidate(candidate=line[2:], sdpMid="0", sdpMLineIndex=0))
        polite.hear(SessionDescription(type="offer", sdp=bare + "\r\n"))
        polite.hear(IceCandidate(candidate="", sdpMid="0"))
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            await both_see(polite, impolite)


async def test_rubbish_for_a_description_fails_this_try_only() -> None:
    """Whatever a stranger's page sends, the peer lives and takes the next offer."""
    async with pair() as (polite, impolite, polite_end, impolite_end):
        polite.start()
        polite.hear(SessionDescription(type="offer", sdp="v=0\r\nm=video nothing\r\n"))
        with pytest.raises(PeerClosed):
            await polite.until_connected()
        assert polite.trouble
        polite.hear(SessionDescription(type="answer", sdp="v=0\r\n"))
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            impolite.start()
            await impolite.until_connected()
            await impolite.until_lit()
            await polite.until_lit()


async def test_relay_only_peers_meet_through_turn_alone() -> None:
    """What `vorsprache probe --relay-only` proves of an installation."""
    async with running_coturn(overlay_loopback=True) as server:
        now = datetime.now(UTC)
        granted = [
            Ways(
                ice_servers(server.relay(), participant=name, now=now).ice_servers, relay_only=True
            )
            for name in ("citizen", "clerk")
        ]
        async with (
            pair(ways=(granted[0], granted[1])) as peers,
            carried(peers[2], peers[1]),
            carried(peers[3], peers[0]),
        ):
            polite, impolite, *_ = peers
            polite.start()
            impolite.start()
            await both_see(polite, impolite)
            assert (await polite.stats()).relayed is True
            assert (await impolite.stats()).relayed is True


async def test_a_refused_relay_is_a_failure_and_no_silence() -> None:
    """Wrong TURN credentials: whoever waits is told, instead of waiting for ever."""
    async with running_coturn(overlay_loopback=True) as server:
        wrong = IceServer(urls=[server.uris[0]], username="1:nobody", credential="wrong")
        async with pair(ways=(Ways(), Ways([wrong], relay_only=True))) as (
            _,
            impolite,
            _,
            impolite_end,
        ):
            impolite.start()
            with pytest.raises(PeerClosed):
                await impolite.until_connected()
            assert impolite_end.states == ["failed"]
            assert impolite.trouble


async def test_closing_in_the_middle_of_anything_leaves_nothing_behind() -> None:
    """A clerk ends the call while it is being set up: no task, no thread, no waiting for ever."""
    before = asyncio.all_tasks()
    for steps in range(6):
        async with pair() as (polite, impolite, polite_end, impolite_end):
            async with carried(polite_end, impolite), carried(impolite_end, polite):
                polite.start()
                impolite.start()
                for _ in range(steps * 8):
                    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before:
            await asyncio.sleep(0.02)


async def test_a_close_that_is_cancelled_still_closes() -> None:
    """Whoever plays a person is sent away in the middle of hanging up: no socket may stay."""
    before = asyncio.all_tasks()
    async with pair() as (polite, impolite, polite_end, impolite_end):
        async with carried(polite_end, impolite), carried(impolite_end, polite):
            polite.start()
            impolite.start()
            await both_see(polite, impolite)
            closing = asyncio.create_task(polite.close())
            for _ in range(3):
                await asyncio.sleep(0)
                closing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await closing
            assert polite.state == "closed"
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before:
            await asyncio.sleep(0.02)


async def test_unreadable_servers_are_left_out() -> None:
    """An address that aiortc cannot read must not cost the call that host candidates would carry."""
    odd = Ways([IceServer(urls=["turn:[2001:db8::1]:3478?transport=udp&x=1"], username="u")])
    async with (
        pair(ways=(odd, odd)) as (polite, impolite, polite_end, impolite_end),
        carried(polite_end, impolite),
        carried(impolite_end, polite),
    ):
        polite.start()
        impolite.start()
        await both_see(polite, impolite)


async def test_without_a_look_there_is_sound_and_no_picture() -> None:
    """The load bench wants calls that cost little; a citizen may have no camera."""
    async with (
        pair(look=None) as (polite, impolite, polite_end, impolite_end),
        carried(polite_end, impolite),
        carried(impolite_end, polite),
    ):
        polite.start()
        impolite.start()
        await asyncio.gather(polite.until_connected(), impolite.until_connected())
        while not polite.seen.blocks:
            await asyncio.sleep(0.02)
        assert polite.seen.frames == 0


@pytest.mark.parametrize("look", [SMALL, LARGE, replace(SMALL, width=96, height=64)])
async def test_the_own_picture_is_lit_moves_and_keeps_its_pace(look: Look) -> None:
    """What is shown must be told from a black frame, and from a frozen one."""
    camera = CameraTrack(look)
    frames = [await camera.recv() for _ in range(3)]
    assert all(is_lit(frame) for frame in frames)
    assert bytes(frames[0].planes[0]) != bytes(frames[2].planes[0])
    assert [frame.pts for frame in frames] == [0, 90_000 // look.rate, 180_000 // look.rate]


async def test_sound_comes_in_blocks_of_20_ms() -> None:
    microphone = MicrophoneTrack()
    first, second = await microphone.recv(), await microphone.recv()
    assert (first.pts, second.pts, second.samples) == (0, 960, 960)
    assert any(bytes(first.planes[0]))


def test_black_is_not_lit() -> None:
    """A camera that is covered, or a stream of nothing: frames alone prove no picture."""
    black = VideoFrame(64, 64, "yuv420p")
    for plane, value in zip(black.planes, (16, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    assert not is_lit(black)
