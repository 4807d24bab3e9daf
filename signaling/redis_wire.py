"""One bare connection to Redis: commands out, replies to a callback. RESP2 through hiredis.

The post between nodes writes many small commands and waits for none of their replies; a client
that awaits each costs several times the relay itself. Commands that need an answer, retries or a
pool do not belong here.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import hiredis
from redis.asyncio.connection import SSLConnection, parse_url

Reply = Any  # bytes, int, None, a list of these, or a hiredis.ReplyError
_NOTHING = object()


class RedisRefused(OSError):
    """Redis answered with an error: wrong password, no permission, still loading."""


class Wire(asyncio.Protocol):
    """`on_reply` gets every reply nobody asked for; it must not raise."""

    def __init__(self, on_reply: Callable[[Reply], None]) -> None:
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard = False
        self._on_reply = on_reply
        self._asked: deque[asyncio.Future[Reply]] = deque()
        self._reader = hiredis.Reader(notEnoughData=_NOTHING)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by the loop: replies first go to who asked."""
        self.heard = True
        reader = self._reader
        reader.feed(data)
        while (reply := reader.gets()) is not _NOTHING:
            if self._asked:
                asked = self._asked.popleft()
                if not asked.done():
                    asked.set_result(reply)
            else:
                self._on_reply(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop, once."""
        self._transport = None
        if not self.lost.done():
            self.lost.set_result(None)
        for asked in self._asked:
            if not asked.done():
                asked.set_exception(ConnectionResetError("Redis closed the connection"))

    @property
    def unsent(self) -> int:
        """Bytes that Redis has not taken yet."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    def write(self, commands: list[bytes]) -> None:
        """Sends packed commands in one write; nobody waits."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(commands))

    async def ask(self, *command: str | bytes) -> Reply:
        """One command and its reply. Raises OSError when Redis refuses or is gone."""
        asked: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        self.write([pack(*command)])
        reply = await asked
        if isinstance(reply, hiredis.ReplyError):
            raise RedisRefused(str(reply))
        return reply

    async def close(self, within_s: float) -> None:
        """Ends it after what was written has gone out, if that takes no longer."""
        if self._transport is not None:
            self._transport.close()
            await asyncio.wait([self.lost], timeout=within_s)

    def abort(self) -> None:
        """Ends it now; `lost` follows."""
        if self._transport is not None:
            self._transport.abort()


def pack(*command: str | bytes) -> bytes:
    """A command as Redis reads it."""
    packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type] # stub: one part
    return packed


async def open_wire(url: str, on_reply: Callable[[Reply], None]) -> Wire:
    """Connects and signs in. `url` is `redis://`, `rediss://` or `unix://` as redis-py reads it.

    Raises OSError (also RedisRefused) and, for a bad URL, ValueError.
    """
    at: dict[str, Any] = dict(parse_url(url))
    loop = asyncio.get_running_loop()
    if "path" in at:
        _, wire = await loop.create_unix_connection(lambda: Wire(on_reply), at["path"])
    else:
        _, wire = await loop.create_connection(
            lambda: Wire(on_reply),
            at.get("host", "localhost"),
            at.get("port", 6379),
            ssl=_tls(at) if at.get("connection_class") is SSLConnection else None,
        )
    try:
        if at.get("password"):
            user = (at["username"],) if at.get("username") else ()
            await wire.ask("AUTH", *user, at["password"])
        await wire.ask("PING")
    except BaseException:
        wire.abort()
        raise
    return wire


def check_url(url: str) -> None:
    """Raises ValueError for what redis-py would not take either."""
    parse_url(url)


def _tls(at: dict[str, Any]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=at.get("ssl_ca_certs"))
