"""A cheap WebSocket client for load: frames by hand, a mask of zeros, no task per socket."""

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable
from typing import Any, cast

from signaling.messages import SUBPROTOCOL
from tests.support.sockets import masked

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A


class Socket(asyncio.Protocol):
    """One connection. `on_frame` gets every text frame; until it is set they can be awaited."""

    def __init__(self, request: bytes) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.on_frame: Callable[[bytes], None] = self.heard.put_nowait
        self._request = request
        self._data = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for the upgrade."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Who waits is told."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionResetError("refused"))

    def data_received(self, data: bytes) -> None:
        """Parts frames; the answer to the upgrade comes first."""
        data = self._data + data
        if not self.opened.done():
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._data = head
                return
            if b" 101 " not in head[:20]:
                self.opened.set_exception(ConnectionResetError(head[:60].decode()))
                return
            self.opened.set_result(None)
        at = 0
        while True:
            found = frame_at(data, at)
            if found is None:
                break
            start, end_at = found
            self._heard(data[at], data[start:end_at])
            at = end_at
        self._data = data[at:]

    def _heard(self, first_byte: int, payload: bytes) -> None:
        if first_byte == TEXT:
            self.on_frame(payload)
        elif first_byte == CLOSE:
            raise RuntimeError(f"the server closed a socket of the load: {payload!r}")
        elif first_byte == PING and self.transport is not None:
            self.transport.write(masked(payload, PONG))

    def write(self, frame: bytes) -> None:
        """A masked frame, ready to go."""
        if self.transport is not None:
            self.transport.write(frame)

    def close(self) -> None:
        """Ends the connection without a word, as a lost network does."""
        if self.transport is not None:
            self.transport.abort()

    def say(self, type: str, **members: Any) -> None:
        """One message."""
        self.write(masked(json.dumps({"type": type, **members}).encode()))

    async def until(self, **members: Any) -> dict[str, Any]:
        """The first message with these members; others before it are dropped."""
        async with asyncio.timeout(60):
            while True:
                message: dict[str, Any] = json.loads(await self.heard.get())
                if message.get("type") == "problem":
                    raise RuntimeError(str(message))
                if all(message.get(name) == value for name, value in members.items()):
                    return message

    async def ask(self, type: str, **members: Any) -> dict[str, Any]:
        """A command and its `done`."""
        op = os.urandom(6).hex()
        self.say(type, op=op, **members)
        return await self.until(op=op)


def frame_at(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins and ends, None if it is not all there."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size == 126:
        start += 2
        if len(data) < start:
            return None
        (size,) = struct.unpack_from("!H", data, at + 2)
    elif size == 127:
        start += 8
        if len(data) < start:
            return None
        (size,) = struct.unpack_from("!Q", data, at + 2)
    return (start, start + size) if len(data) >= start + size else None


async def connected(
    port: int, path: str, address: str = "127.0.0.1", *, kind: type[Socket] = Socket
) -> Socket:
    """An open socket; `address` may be any of 127/8, each has its own 28,000 ports."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    ).encode()
    _, socket = await asyncio.get_running_loop().create_connection(
        lambda: kind(request), "127.0.0.1", port, local_addr=(address, 0)
    )
    await socket.opened
    return socket
