"""WebSockets of a simulated world: below them nothing is real, the product's `Connection` is.

A `Socket` is both ends of one: what the node writes reaches the page after a while and in order, and
the other way round. It can be lost at any moment; then what is under way is lost, too.
"""

import asyncio
from collections import deque
from typing import Any

import msgspec
from aiohttp import WSMsgType

from signaling.connection import Connection, Limits
from tests.simulation.loop import WORLD, Loop, Process

TEXT = 0x81
SLOWEST_S = 0.02


class Socket:
    """One WebSocket. `told` is called in the world with each message for the page, `ended` with the
    close code once it is over (1006 when it was lost)."""

    def __init__(self, loop: Loop, node: Process, token: str) -> None:
        self.token = token
        self.node = node
        self.heard: list[dict[str, Any]] = []
        self.code: int | None = None
        self.writing_paused = False
        self.conn = ""
        self.task: Any = None
        self.transport: Any = self
        self._loop = loop
        self._to_page, self._to_node = 0.0, 0.0
        self._inbox: deque[tuple[WSMsgType, Any]] = deque()
        self._listener: asyncio.Future[None] | None = None
        self._news = asyncio.Event()
        self._cut = False
        self._node_context = loop.context(node)
        self._world_context = loop.context(WORLD)

    # --- the page's end -----------------------------------------------------------------------

    async def news(self) -> None:
        """Returns when something was said, or it is over."""
        await self._news.wait()
        self._news.clear()

    @property
    def over(self) -> bool:
        """Nothing more comes."""
        return self.code is not None

    def send(self, message: dict[str, Any]) -> None:
        """Says something to the node."""
        if not self._cut:
            payload = msgspec.json.encode(message)
            self._to_node = self._after(self._to_node)
            self._loop.call_at(
                self._to_node, self._arrive, WSMsgType.TEXT, payload, context=self._node_context
            )

    def lose(self) -> None:
        """The line is cut: both ends learn it."""
        if self._cut:
            return
        self._cut = True
        self._loop.call_later(
            0.0, self._arrive, WSMsgType.CLOSED, None, context=self._node_context
        )
        self._loop.call_later(0.0, self._end, 1006, context=self._world_context)

    def _end(self, code: int) -> None:
        if self.code is None:
            self.code = code
            self._news.set()

    def _tell(self, payload: bytes) -> None:
        if self.code is None:
            self.heard.append(msgspec.json.decode(payload))
            self._news.set()

    # --- the node's end, as aiohttp has it ------------------------------------------------------

    def connection(self, node: str, limits: Limits) -> Connection:
        """The product's own half."""
        request: Any = self
        made = Connection(
            request,
            request,
            request,
            node=node,
            origin_ok=False,
            limits=limits,
            monotonic=self._loop.time,
        )
        self.conn = made.id
        return made

    @property
    def protocol(self) -> "Socket":
        return self

    @property
    def closed(self) -> bool:
        return self._cut

    async def receive(self) -> tuple[WSMsgType, Any, None]:
        while not self._inbox:
            self._listener = self._loop.create_future()
            await self._listener
        return (*self._inbox.popleft(), None)

    def _arrive(self, kind: WSMsgType, payload: Any) -> None:
        if kind is WSMsgType.TEXT and self._cut:
            return
        self._inbox.append((kind, payload))
        if self._listener is not None and not self._listener.done():
            self._listener.set_result(None)

    def write(self, frame: bytes) -> None:
        if frame[0] != TEXT or self._cut:
            return
        size = frame[1]
        payload = frame[2 if size < 126 else 4 if size == 126 else 10 :]
        self._to_page = self._after(self._to_page)
        self._loop.call_at(self._to_page, self._tell, payload, context=self._world_context)

    async def close(self, *, code: int, message: bytes, drain: bool) -> None:
        if not self._cut:
            self._cut = True
            self._to_page = self._after(self._to_page)
            self._loop.call_at(self._to_page, self._end, code, context=self._world_context)
            self._arrive(WSMsgType.CLOSED, None)

    def is_closing(self) -> bool:
        return self._cut

    def abort(self) -> None:
        self.lose()

    def get_write_buffer_size(self) -> int:
        return 0

    def _after(self, last: float) -> float:
        return max(last + 1e-6, self._loop.now + self._loop.chance() * SLOWEST_S)
