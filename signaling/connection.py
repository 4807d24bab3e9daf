"""One WebSocket: typed messages in, a bounded queue out. Nobody ever waits for a slow reader.

`say` returns at once. While the transport takes what it is given, a frame is written through and no
task exists; a congested socket gets a queue and one writer task, which ends when the queue is
empty. Who lets 256 KiB pile up, or does not take what was written for 5 s, is closed with 4001 and
the transport is aborted: a closing handshake would wait behind the same full buffer (and so would
aiohttp's own heartbeat, which never frees such a socket).
"""

import asyncio
import random
import secrets
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from aiohttp import WSMsgType, web

from signaling.errors import BadFrame, Problem, Rate, TooMany, TooSlow, UnknownType
from signaling.messages import (
    FRAME_LIMIT,
    SUBPROTOCOL,
    ClientMessage,
    Hello,
    ProblemSaid,
    ServerStruct,
    decode,
    encode,
)

NORMAL, NO_CODE, LOST, BROKEN = 1000, 1005, 1006, 1011  # close codes of RFC 6455, 7.4.1
TEXT, PING, PONG = 0x81, 0x89, 0x8A  # first byte of a whole frame, RFC 6455, 5.2
# A node that stood still hears late what came in time. So it waits for a hello in steps, and between any
# two of them it has heard what was there.
HELLO_STEPS = 6
HELD = 256  # frames that wait for a greeting; nobody is told so much within a moment
_CHARGED = (WSMsgType.TEXT, WSMsgType.PONG, WSMsgType.PING)
_LENGTH_16, _LENGTH_64 = 126, 127  # of a payload longer than 125 and 65,535 bytes
_SHORT = struct.Struct("!BB").pack
_LONG = struct.Struct("!BBH").pack
_HUGE = struct.Struct("!BBQ").pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one socket may take. Seconds, bytes, messages a second."""

    ping_s: float = 10.0
    dead_s: float = 25.0
    hello_s: float = 3.0
    write_s: float = 5.0
    close_s: float = 2.0
    abort_s: float = 0.5
    frame: int = FRAME_LIMIT
    queue: int = 256 * 1024
    rate: float = 20.0
    burst: float = 40.0


LIMITS = Limits()


class Connection:
    """One WebSocket of one page or program. Made by `open_connection`, used by one handler.

    The handler reads `messages()` to their end, then awaits `finished()` and returns `response`.
    """

    __slots__ = (
        "__weakref__",
        "_code",
        "_greeted",
        "_heard",
        "_held",
        "_level",
        "_limits",
        "_listening",
        "_monotonic",
        "_over",
        "_patience",
        "_ping_at",
        "_problem",
        "_protocol",
        "_queue",
        "_queued",
        "_request",
        "_task",
        "_transport",
        "frames_in",
        "frames_out",
        "id",
        "origin_ok",
        "page",
        "response",
        "since",
        "succeeded",
    )

    def __init__(
        self,
        request: web.Request,
        response: web.WebSocketResponse,
        transport: asyncio.Transport,
        *,
        node: str,
        origin_ok: bool,
        limits: Limits,
        monotonic: Callable[[], float],
    ) -> None:
        now = monotonic()
        self.id = f"{node}-{secrets.token_hex(6)}"
        # Of the hello. Two connections of one page: the newer has succeeded the older, which may be
        # read until its client closes it, and sits nowhere any more.
        self.page = self.id
        self.succeeded = False
        self.response = response
        self.origin_ok = origin_ok
        self.since = now
        self.frames_in = 0
        self.frames_out = 0
        self._request = request
        self._protocol = request.protocol
        self._transport = transport
        self._limits = limits
        self._monotonic = monotonic
        self._level = limits.burst
        self._heard = now
        self._listening = False
        self._greeted = False
        # Anywhere in the first interval: a crowd that came at once is not pinged at once.
        self._ping_at = now + limits.ping_s * random.random()
        self._queue: deque[bytes] | None = None
        self._queued = 0
        self._held: list[bytes] | None = None
        self._over = False
        self._problem: Problem | type[Problem] | None = None
        self._code: int | None = None
        self._task: asyncio.Task[None] | None = None
        self._patience: asyncio.Timeout | None = None

    # --- in -----------------------------------------------------------------------------------

    async def hello(self, within_s: float | None = None) -> Hello:
        """The first frame. Anything else, or nothing in time: closed with 4501, raises BadFrame."""
        message = await self._first(self._limits.hello_s if within_s is None else within_s)
        if isinstance(message, Hello):
            self.page = message.page or self.id
            self._greeted = True
            return message
        refused = BadFrame("the first frame is a hello, and it comes at once")
        self.close(refused)
        raise refused

    async def _first(self, within_s: float) -> ClientMessage | None:
        for _ in range(HELLO_STEPS):
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s / HELLO_STEPS):
                    return await anext(self, None)
        return None

    def messages(self) -> AsyncIterator[ClientMessage]:
        """Every message of this client, in order, until the socket is over. Never raises.

        What is no message closes the socket (4501); a type that only a newer node may know is
        answered with a problem. Beyond the rate a message is answered with
        the problem `rate` instead of being handed out, and who goes on regardless is closed (4029).
        """
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ClientMessage:
        receive = self.response.receive
        while not self._over:
            self._listening = True
            kind, payload, _ = await receive()
            self._listening = False
            if self._over:
                break
            if kind in _CHARGED:
                message = self._take(kind, payload)
                if message is not None:
                    return message
            else:
                self._ended(kind, payload)
        raise StopAsyncIteration

    def _take(self, kind: WSMsgType, payload: bytes) -> ClientMessage | None:
        """One frame of the client, charged to its rate; None when there is nothing to hand out."""
        now = self._monotonic()
        limits = self._limits
        level = self._level + (now - self._heard) * limits.rate
        level = min(level, limits.burst) - 1.0
        self._level = level
        self._heard = now
        self.frames_in += 1
        if level < -limits.burst:
            self.close(TooMany)
            return None
        if kind is WSMsgType.PING and level >= 0.0:
            self._put(PONG, payload)
        if kind is not WSMsgType.TEXT:
            return None
        try:
            message = decode(payload)
        except UnknownType as problem:
            if self._greeted:
                self._refuse(problem if level >= 0.0 else Rate(), problem.extra["op"])
            else:
                self.close(BadFrame)
            return None
        except BadFrame as problem:
            self.close(problem)
            return None
        if level >= 0.0:
            return message
        self._refuse(Rate(), getattr(message, "op", None))  # relay frames have none
        return None

    def _refuse(self, problem: Problem, op: str | None) -> None:
        self.say(ProblemSaid(kind=problem.slug, detail=problem.detail, retry=problem.retry, op=op))

    def _ended(self, kind: WSMsgType, payload: object) -> None:
        """The socket ended, or must: the client closed it, lost it, or broke the protocol."""
        if kind is WSMsgType.BINARY:
            self.close(BadFrame("binary frames are not part of this protocol"))
            return
        self._over = True
        if kind is WSMsgType.CLOSE:
            self._code = payload if isinstance(payload, int) and payload else NO_CODE
        elif kind is WSMsgType.ERROR:
            self._code = getattr(payload, "code", LOST)  # e.g. 1009, said by aiohttp
        else:
            self._code = LOST

    # --- out ----------------------------------------------------------------------------------

    def say(self, message: ServerStruct) -> None:
        """Sends a message. Never blocks, never raises; nothing is sent once the socket is over."""
        self.say_frame(encode(message))

    def say_frame(self, frame: bytes) -> None:
        """The same with an encoded message: what goes to many is encoded once."""
        if self._held is None:
            self._put(TEXT, frame)
        else:
            self._hold(self._held, frame)

    def hold(self) -> None:
        """From now on what is said waits for `greet`."""
        self._held = []

    def greet(self, message: ServerStruct) -> None:
        """Says this first, then all that waited for it."""
        held, self._held = self._held or [], None
        self.say(message)
        for frame in held:
            self.say_frame(frame)

    def _hold(self, held: list[bytes], frame: bytes) -> None:
        held.append(frame)
        if len(held) > HELD:
            held.clear()
            self.close(TooSlow)

    def close(self, problem: type[Problem] | Problem) -> None:
        """Ends the socket with the problem's close code (1011 without one) and slug as reason.

        What was said before is sent first, for `write_s` at most. The first close counts.
        """
        if not self._over:
            self._over = True
            self._problem = problem
            self._code = problem.close_code or BROKEN
            self._start()

    async def finished(self) -> None:
        """Everything of this connection is over and awaited; the transport is gone."""
        if not self._over:
            self._over = True
            self._code = NORMAL
        if self._task is not None:
            await self._task
        await self._shut(self._limits.close_s)

    @property
    def closed(self) -> bool:
        """True as soon as nothing more can be said."""
        return self._over or self.response.closed or self._transport.is_closing()

    @property
    def close_code(self) -> int | None:
        """Why it ended: ours if we closed it, else the client's; 1006 when it was lost."""
        return self._code

    def beat(self, now: float) -> None:
        """Called by the Heart: sends a ping when it is time, drops a client that is long silent."""
        if self._listening and now - self._heard > self._limits.dead_s and not self._over:
            self._over = True
            self._code = LOST
            if self._protocol.transport is not None:
                self._transport.abort()
        elif now >= self._ping_at:
            self._ping_at = now + self._limits.ping_s
            if self._queue is None:  # a congested socket has its write timeout
                self._put(PING, b"")

    def _put(self, first_byte: int, payload: bytes) -> None:
        """Writes one frame through, or queues it behind what is queued."""
        if self._over or self.response.closed or self._transport.is_closing():
            return
        self.frames_out += 1
        frame = _frame(first_byte, payload)
        if self._queue is not None:
            self._enqueue(self._queue, frame)
            return
        self._transport.write(frame)
        if self._protocol.writing_paused:
            self._queue = deque()
            self._start()

    def _enqueue(self, queue: deque[bytes], frame: bytes) -> None:
        queue.append(frame)
        self._queued += len(frame)
        if self._queued > self._limits.queue:
            queue.clear()
            self.close(TooSlow)
            if self._patience is not None:  # the writer waits for the transport: no longer
                self._patience.reschedule(asyncio.get_running_loop().time())

    def _start(self) -> None:
        """At most one task at a time: it writes what is queued, then closes if that was asked."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        patience = self._limits.close_s
        if not await self._flush():
            self.close(TooSlow)
            patience = self._limits.abort_s
        if self._over:
            await self._shut(patience)

    async def _flush(self) -> bool:
        """Writes the queue as the transport takes it; False when that took longer than `write_s`."""
        try:
            while self._queue is not None and not self._transport.is_closing():
                async with asyncio.timeout(self._limits.write_s) as self._patience:
                    await self._request.writer.drain()
                while self._queue and not self._protocol.writing_paused:
                    frame = self._queue.popleft()
                    self._queued -= len(frame)
                    self._transport.write(frame)
                if not self._protocol.writing_paused:
                    self._queue = None
        except TimeoutError:
            return False
        except ConnectionError:
            pass  # lost; the reader learns it too
        finally:
            self._queue = self._patience = None
            self._queued = 0
        return True

    async def _shut(self, patience: float) -> None:
        """The closing handshake if nobody had it yet, for `patience` seconds; then the end."""
        slug = self._problem.slug if self._problem is not None else ""
        try:
            async with asyncio.timeout(patience):
                if not self.response.closed:
                    code = self._code or NORMAL
                    await self.response.close(code=code, message=slug.encode(), drain=False)
                # Only after a client's close with something unsent: nobody tells when it is out.
                while self._transport.get_write_buffer_size():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pass
        finally:
            if self._protocol.transport is not None:  # else it is gone, and cannot be aborted
                self._transport.abort()


def _frame(first_byte: int, payload: bytes) -> bytes:
    """A whole frame as a server writes it: header and payload, no mask (RFC 6455, 5.2)."""
    size = len(payload)
    if size < _LENGTH_16:
        return _SHORT(first_byte, size) + payload
    if size < 1 << 16:
        return _LONG(first_byte, _LENGTH_16, size) + payload
    return _HUGE(first_byte, _LENGTH_64, size) + payload


async def open_connection(
    request: web.Request,
    *,
    node: str,
    origins: frozenset[str],
    limits: Limits = LIMITS,
    monotonic: Callable[[], float] = time.monotonic,
) -> Connection:
    """Upgrades a request. `node` is this process's name; `origins` are those of our own pages.

    Raises HTTP 403 for a foreign Origin, before the upgrade; programs send none, and browsers
    cannot leave it out. Raises HTTP 400 without our subprotocol or when it is no upgrade.
    """
    came_from = request.headers.getall("Origin", [])
    if any(origin not in origins for origin in came_from):
        raise web.HTTPForbidden(text="this origin is not ours")
    if SUBPROTOCOL not in _offered(request.headers.getall("Sec-WebSocket-Protocol", [])):
        raise web.HTTPBadRequest(text=f"the subprotocol {SUBPROTOCOL} is required")
    response = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,),
        compress=False,
        max_msg_size=limits.frame + 1,  # aiohttp refuses what is not below it
        decode_text=False,
        autoping=False,
        timeout=limits.close_s,
    )
    await response.prepare(request)
    if request.transport is None:
        raise ConnectionResetError("lost during the upgrade")
    return Connection(
        request,
        response,
        request.transport,
        node=node,
        origin_ok=bool(came_from),
        limits=limits,
        monotonic=monotonic,
    )


def _offered(headers: Iterable[str]) -> list[str]:
    return [name.strip() for header in headers for name in header.split(",")]
