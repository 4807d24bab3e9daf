"""aiortc's connection as we need it: it asks no public server, and can be closed at any moment."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aioice.stun import TransactionError
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.exceptions import (
    InternalError,
    InvalidAccessError,
    InvalidStateError,
    OperationError,
)
from aiortc.rtcicetransport import parse_stun_turn_uri

from signaling.ice import IceServer

TROUBLE = (
    *(InternalError, InvalidAccessError, InvalidStateError, OperationError),
    *(TransactionError, OSError, ValueError, AssertionError),
)
_CONNECT = "_RTCPeerConnection__connect"


@dataclass(frozen=True, slots=True)
class Ways:
    """What a peer may use now: STUN and TURN servers, or nothing but a relay."""

    servers: Sequence[IceServer] = ()
    relay_only: bool = False


class RtcConnection(RTCPeerConnection):
    """aiortc's connection, which can be closed at any moment.

    As it comes, it goes on connecting in tasks that nobody owns, and what they begin after the
    close (consent checks, reports) runs for ever; gathering that is cancelled leaves its sockets.
    """

    def __init__(self, ways: Ways) -> None:
        policy = RTCIceTransportPolicy
        super().__init__(
            RTCConfiguration(
                # Never None: aiortc would ask a public STUN server.
                iceServers=_readable(ways.servers),
                iceTransportPolicy=policy.RELAY if ways.relay_only else policy.ALL,
                bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
            )
        )
        self._connecting: set[asyncio.Task[None]] = set()
        self._setting: asyncio.Task[None] | None = None

    async def setLocalDescription(  # noqa: N802 - the W3C's name
        self,
        sessionDescription: RTCSessionDescription | None = None,  # noqa: N803 - likewise
    ) -> None:
        """Goes on when the caller is cancelled: gathering ends within five seconds."""
        self._setting = asyncio.create_task(super().setLocalDescription(sessionDescription))
        await asyncio.shield(self._setting)

    async def _RTCPeerConnection__connect(self) -> None:  # noqa: N802 - what aiortc's is called
        task = asyncio.current_task()
        assert task is not None
        self._connecting.add(task)
        try:
            await getattr(super(), _CONNECT)()
        finally:
            self._connecting.discard(task)

    async def close(self) -> None:
        """Lets gathering end, ends connecting, and then closes."""
        if self._setting is not None:
            await asyncio.gather(self._setting, return_exceptions=True)
        while connecting := self._connecting - {asyncio.current_task()}:
            for task in connecting:
                task.cancel()
            await asyncio.gather(*connecting, return_exceptions=True)
        await super().close()

    def relayed(self) -> bool | None:
        """Whether the chosen path leads through a relay at this end; None before there is one."""
        for transceiver in self.getTransceivers():
            pair = transceiver.receiver.transport.transport._connection._nominated.get(1)
            if pair is not None:
                return bool(pair.local_candidate.type == "relay")
        return None


async def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` to its end even when the caller is cancelled; the cancellation goes on after it.

    For closing: a `close` of aiortc that is cancelled never ends, and its sockets stay.
    """
    task, cancelled = asyncio.create_task(work), None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
    if cancelled is not None:
        raise cancelled
    task.result()


async def close(connection: RtcConnection, watching: set[asyncio.Task[None]]) -> None:
    """Ends a connection, its own tracks, and the tasks that watch the other side's."""
    for sender in connection.getSenders():
        if sender.track is not None:
            sender.track.stop()
    await connection.close()
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)


def _readable(servers: Iterable[IceServer]) -> list[RTCIceServer]:
    """What aiortc can use of it: it takes one STUN and one TURN server, the first of each."""
    found = []
    for server in servers:
        urls = [url for url in server.urls if _parses(url)]
        if urls:
            found.append(
                RTCIceServer(urls=urls, username=server.username, credential=server.credential)
            )
    return found


def _parses(url: str) -> bool:
    try:
        parse_stun_turn_uri(url)
    except ValueError:
        return False
    return True
