"""A crowd of citizens' pages, each as cheap as a socket: they wait, and come back as a page does.

The pauses are those of `web-client/src/backoff.ts`, the second connection beside a node that stops is
that of `socket.ts`. Nobody of them knows more than a browser: a cookie, and what the server says.
"""

import asyncio
import base64
import json
import os
import random
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, cast

from broker.routes import API
from signaling.messages import SUBPROTOCOL
from tests.bench.sockets import CLOSE, PING, PONG, TEXT, frame_at
from tests.recovery.waiting import Waiting
from tests.support.sockets import masked

FIRST_MS, LONGEST_MS = 300, 5_000
WELCOME_WITHIN_S = 10.0
# A page whose hello was not heard in time says it again so often.
BAD_FRAME, HELLO_TRIES = 4501, 5
# haproxy lets an address have five hundred connections; a crowd has many addresses.
PEOPLE_AT_AN_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Way:
    """How a page gets to the office: the origin of its pages, and the ports behind it.

    Through the proxy there is one port and TLS; without it the ports are those of the nodes, and a
    page takes the next one where nobody answers, as the proxy would.
    """

    origin: str
    ports: tuple[int, ...]
    tls: ssl.SSLContext | None = None


class Returning(ssl.SSLObject):
    """TLS of a browser that comes back: it resumes what it agreed upon before. One session stands for
    those of all pages, which cost the same."""

    known: ClassVar[ssl.SSLSession | None] = None
    _began = False

    def do_handshake(self) -> None:
        """The first step offers the session that is known."""
        if not self._began:
            self._began = True
            if Returning.known is not None:
                self.session = Returning.known
        super().do_handshake()


class Link(asyncio.Protocol):
    """One connection of a page. `heard` gets its frames, `over` its end: once, with the close code."""

    def __init__(
        self,
        request: bytes,
        hello: bytes,
        heard: Callable[["Link", bytes], None],
        over: Callable[["Link", int], None],
    ) -> None:
        self.transport: asyncio.Transport | None = None
        self.ready = False
        self._request, self._hello = request, hello
        self._heard, self._over = heard, over
        self._upgraded = False
        self._data = b""
        self._code = 1006
        self._ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for the upgrade."""
        # uvloop's transport of TLS is no `asyncio.Transport` by its class.
        self.transport = cast("asyncio.Transport", transport)
        if self._ended:
            self.transport.abort()
        else:
            self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Parts frames; the answer to the upgrade comes first, and the hello follows it."""
        data = self._data + data
        if not self._upgraded:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._data = head
                return
            if b" 101 " not in head[:20]:
                self.end(1006)
                return
            self._upgraded = True
            self.write(self._hello)
        at = 0
        while not self._ended and (found := frame_at(data, at)) is not None:
            start, end_at = found
            self._frame(data[at], data[start:end_at])
            at = end_at
        self._data = data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side is gone."""
        self.end(self._code)

    def _frame(self, first_byte: int, payload: bytes) -> None:
        if first_byte == TEXT:
            self._heard(self, payload)
        elif first_byte == PING:
            self.write(masked(payload, PONG))
        elif first_byte == CLOSE:
            code = struct.unpack_from("!H", payload)[0] if len(payload) > 1 else 1005
            self.write(masked(payload, CLOSE))
            self.end(code)

    def write(self, frame: bytes) -> None:
        """A masked frame, ready to go."""
        if self.transport is not None:
            self.transport.write(frame)

    def end(self, code: int) -> None:
        """It is over, and whoever has it is told."""
        if not self._ended:
            self.drop()
            self._over(self, code)

    def drop(self) -> None:
        """It is over, and nobody is told."""
        self._ended = True
        self.ready = False
        if self.transport is not None:
            self.transport.abort()


@dataclass(eq=False)
class Person:
    """One page of the waiting room. Times are those of `time.monotonic()`.

    `away` are the stretches without a greeted connection; `places` all that it was told of its place.
    """

    who: Waiting
    number: int
    way: Way
    link: Link | None = None
    node: str = ""
    opened: int | None = None
    stage: str = ""
    places: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    away: list[tuple[float, float]] = field(default_factory=list)
    tries: int = 0
    stopped: bool = False
    _lost_at: float | None = None
    _beside: Link | None = None
    _attempt: int = 0
    _spread_ms: int = FIRST_MS
    _timer: asyncio.TimerHandle | None = None
    _deadline: asyncio.TimerHandle | None = None
    _connecting: asyncio.Task[None] | None = None
    _greeted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def here(self) -> bool:
        """Greeted, and the connection is open as far as the page knows."""
        return self.link is not None and self.link.ready

    async def greeted(self) -> None:
        """Returns when the page is in the room, or was sent away for good."""
        await self._greeted.wait()

    def come(self) -> None:
        """Opens the page's connection."""
        self.link = self._connect()

    def lose(self) -> None:
        """The network of this page drops; it comes back by itself."""
        if self.link is not None:
            self.link.end(1006)

    def go(self) -> None:
        """The page is closed for good."""
        self.stopped = True
        for timer in (self._timer, self._deadline):
            if timer is not None:
                timer.cancel()
        if self._connecting is not None:
            self._connecting.cancel()
        for link in (self.link, self._beside):
            if link is not None:
                link.drop()

    # --- connecting ---------------------------------------------------------------------------

    def _connect(self) -> Link:
        link = Link(self._request(), self._hello(), self._heard, self._over)
        self.tries += 1
        self._connecting = asyncio.create_task(self._reach(link))
        if self._deadline is not None:
            self._deadline.cancel()
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(
            WELCOME_WITHIN_S, lambda: None if link.ready else link.end(0)
        )
        return link

    async def _reach(self, link: Link) -> None:
        loop, ports = asyncio.get_running_loop(), self.way.ports
        address = self.number // PEOPLE_AT_AN_ADDRESS
        local = f"127.1.{address // 250}.{address % 250 + 1}"
        # Of several a page has one by chance, and the next where nobody listens.
        first = random.randrange(len(ports))
        for port in (*ports[first:], *ports[:first]):
            try:
                await loop.create_connection(
                    lambda: link,
                    "127.0.0.1",
                    port,
                    local_addr=(local, 0),
                    ssl=self.way.tls,
                    server_hostname="127.0.0.1" if self.way.tls else None,
                )
                return
            except OSError:
                continue
        link.end(1006)

    def _request(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        host = self.way.origin.partition("://")[2]
        return (
            f"GET {API}/live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\nOrigin: {self.way.origin}\r\n"
            f"Cookie: __Host-vorsprache-citizen={self.who.cookie}\r\n\r\n"
        ).encode()

    def _hello(self) -> bytes:
        hello = {"type": "hello", "protocol": 1, "as": "citizen", "page": self.who.visit}
        opened = {} if self.opened is None else {"opened": self.opened}
        return masked(json.dumps(hello | {"visit": self.who.visit} | opened).encode())

    # --- hearing ------------------------------------------------------------------------------

    def _heard(self, link: Link, frame: bytes) -> None:
        message = json.loads(frame)
        kind = message["type"]
        if kind == "welcome":
            self._welcomed(link, message)
        elif kind == "position":
            self.places.append(message["ahead"])
        elif kind == "stage":
            self.stage = message["stage"]
        elif kind == "going-away":
            self._after(message["after_ms"], self._come_beside)

    def _welcomed(self, link: Link, message: dict[str, object]) -> None:
        link.ready = True
        if link is self._beside:
            older, self.link, self._beside = self.link, link, None
            if older is not None:
                older.drop()
        if self._lost_at is not None:
            self.away.append((self._lost_at, time.monotonic()))
            self._lost_at = None
        self._attempt = 0
        self.node = str(message["epoch"])
        self.opened = cast("int | None", message.get("opened"))
        self._spread_ms = int(str(message.get("spread_ms", FIRST_MS)))
        if Returning.known is None and link.transport is not None:
            tls = link.transport.get_extra_info("ssl_object")
            Returning.known = None if tls is None else tls.session
        (visit,) = message["snapshot"]["visits"]  # type: ignore[index] # as the protocol has it
        self.stage = visit["stage"]
        if visit.get("position") is not None:
            self.places.append(visit["position"]["ahead"])
        self._greeted.set()

    def _over(self, link: Link, code: int) -> None:
        if self.stopped:
            return
        if link is self._beside:
            self._beside = None
            self._attempt += 1
            self._after(self._pause_ms(), self._come_beside)
            return
        if link is not self.link:
            return
        self.codes.append(code)
        if self._lost_at is None and self._greeted.is_set():
            self._lost_at = time.monotonic()
            self._greeted.clear()
        if 4500 <= code <= 4999 and not self._hello_was_late(code):
            self.stopped = True
            self._greeted.set()
        elif self._beside is not None:
            self.link, self._beside = self._beside, None
        else:
            self._attempt += 1
            self._after(self._pause_ms(), self.come)

    def _hello_was_late(self, code: int) -> bool:
        return code == BAD_FRAME and self._attempt < HELLO_TRIES

    def _come_beside(self) -> None:
        if self.here and self._beside is None:
            self._beside = self._connect()

    def _pause_ms(self) -> float:
        if self._attempt <= 1:
            return random.random() * self._spread_ms
        ceiling: float = min(LONGEST_MS, FIRST_MS << self._attempt)
        return ceiling / 2 + random.random() * ceiling / 2

    def _after(self, ms: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(ms / 1000, then)


async def all_greeted(people: list[Person], within_s: float) -> None:
    """Returns when every page is in the room."""
    async with asyncio.timeout(within_s):
        for person in people:
            await person.greeted()
