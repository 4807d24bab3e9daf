"""A real aiohttp server with one WebSocket route, and clients for it: well-behaved and rude."""

import asyncio
import base64
import os
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
import msgspec
from aiohttp import web

from signaling.connection import Connection, Limits, open_connection
from signaling.errors import BadFrame
from signaling.messages import SUBPROTOCOL, ClientMessage, Hello, encode

ORIGIN = "https://termine.example"
HELLO = encode(Hello(protocol=1))

T = TypeVar("T")


@dataclass
class Listener:
    """The server of a test: what it opened, heard and finished, each to be awaited. With `at_work` it
    hears nothing more after each message until that is set."""

    limits: Limits
    url: str = ""
    monotonic: Callable[[], float] = time.monotonic
    at_work: asyncio.Event | None = None
    opened: asyncio.Queue[Connection] = field(default_factory=asyncio.Queue)
    heard: asyncio.Queue[ClientMessage] = field(default_factory=asyncio.Queue)
    finished: asyncio.Queue[Connection] = field(default_factory=asyncio.Queue)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Hello, then every message into `heard`; the shape of every handler of the product."""
        connection = await open_connection(
            request,
            node="a",
            origins=frozenset({ORIGIN}),
            limits=self.limits,
            monotonic=self.monotonic,
        )
        self.opened.put_nowait(connection)
        try:
            await connection.hello()
            async for message in connection.messages():
                self.heard.put_nowait(message)
                if self.at_work is not None:
                    await self.at_work.wait()
        except BadFrame:
            pass
        finally:
            await connection.finished()
            self.finished.put_nowait(connection)
        return connection.response


@asynccontextmanager
async def listening(
    limits: Limits = Limits(), tls: ssl.SSLContext | None = None
) -> AsyncIterator[Listener]:
    """A Listener on a free port of loopback."""
    listener = Listener(limits)
    app = web.Application()
    app.router.add_get("/live", listener.live)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    listener.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{port}/live"
    try:
        yield listener
    finally:
        await runner.cleanup()


class Client:
    """A well-behaved client: says frames, waits for typed answers, learns the close code."""

    def __init__(self, socket_: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket_

    async def say(self, message: Any) -> None:
        """Sends a message, or bytes as they are, in a text frame."""
        frame = message if isinstance(message, bytes) else encode(message)
        await self.socket.send_frame(frame, aiohttp.WSMsgType.TEXT)

    async def hear(self) -> dict[str, Any]:
        """The next message of the server."""
        return dict(msgspec.json.decode(await self.hear_frame()))

    async def hear_frame(self) -> str:
        """The next text frame of the server, as it came."""
        async with asyncio.timeout(5):
            got = await self.socket.receive()
        assert got.type is aiohttp.WSMsgType.TEXT, got
        return str(got.data)

    async def closed(self) -> tuple[int | None, str]:
        """Reads to the end; the server's close code and reason."""
        async with asyncio.timeout(10):
            while True:
                got = await self.socket.receive()
                if got.type is aiohttp.WSMsgType.CLOSE:
                    return got.data, got.extra or ""
                if got.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                    return self.socket.close_code, ""


@asynccontextmanager
async def client(
    listener: Listener, *, hello: bool = True, origin: str | None = None, **how: Any
) -> AsyncIterator[Client]:
    """A connected client that has said hello."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            listener.url,
            protocols=(SUBPROTOCOL,),
            max_msg_size=0,
            origin=origin,
            **{"timeout": aiohttp.ClientWSTimeout(ws_close=1.0), **how},
        ) as socket_,
    ):
        talking = Client(socket_)
        if hello:
            await talking.say(HELLO)
        yield talking


class RawClient:
    """Frames by hand over a plain TCP socket: for what no library would send, or not read."""

    def __init__(self, socket_: socket.socket) -> None:
        self.socket = socket_

    async def send(self, payload: bytes, first_byte: int = 0x81) -> None:
        """One masked frame; `first_byte` is FIN, RSV and opcode."""
        await asyncio.get_running_loop().sock_sendall(self.socket, masked(payload, first_byte))

    async def receive(self, size: int = 65536) -> bytes:
        """What has come in; empty when the server ended the connection."""
        async with asyncio.timeout(10):
            try:
                return await asyncio.get_running_loop().sock_recv(self.socket, size)
            except ConnectionResetError:
                return b""

    async def read_to_end(self) -> bytes:
        """Everything until the server ends the connection."""
        got = bytearray()
        while part := await self.receive():
            got += part
        return bytes(got)


def masked(payload: bytes, first_byte: int = 0x81) -> bytes:
    """A client's frame (RFC 6455, 5.2) with a mask of zeros."""
    size = len(payload)
    if size < 126:
        header = struct.pack("!BB", first_byte, 0x80 | size)
    elif size < 65536:
        header = struct.pack("!BBH", first_byte, 0x80 | 126, size)
    else:
        header = struct.pack("!BBQ", first_byte, 0x80 | 127, size)
    return header + bytes(4) + payload


@asynccontextmanager
async def raw_client(
    listener: Listener, *, receive_buffer: int | None = None
) -> AsyncIterator[RawClient]:
    """An upgraded connection without a library; a small `receive_buffer` makes a slow reader."""
    loop = asyncio.get_running_loop()
    with socket.socket() as plain:
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.setblocking(False)
        port = int(listener.url.rsplit(":")[-1].split("/")[0])
        await loop.sock_connect(plain, ("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
        )
        await loop.sock_sendall(plain, request.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await loop.sock_recv(plain, 1)
        assert b" 101 " in answer.split(b"\r\n")[0], answer
        yield RawClient(plain)


async def soon(queue: asyncio.Queue[T], within_s: float = 8.0) -> T:
    """The next of a queue, or TimeoutError."""
    async with asyncio.timeout(within_s):
        return await queue.get()
