"""A wall between a node and a store: everything passes a gate that a test delays, shuts or cuts."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.redis import RedisServer

REDIS, POSTGRES = "redis.sock", ".s.PGSQL.5432"


@dataclass
class Wall:
    """What passes between the clients of a store and the store behind its unix socket.

    `delay_s`: so long everything is on its way to the store. `shut()`: nothing passes, and what is
    said meanwhile passes when it is opened; with a word, only who says that word is held up.
    `cut(word)`: the next one who says the word is understood, and loses the line before the answer.
    While it `refuses`, nobody new gets through.
    """

    folder: Path
    name: str
    store: Path
    delay_s: float = 0.0
    said: list[bytes] = field(default_factory=list)
    connections: int = 0
    refuses: bool = False
    _word: bytes | None = None
    _cut: bytes | None = None
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _passing: set[asyncio.Task[None]] = field(default_factory=set)
    on_cut: Callable[[bytes], None] = lambda word: None
    held: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody was held up or cut."""

    @property
    def redis_url(self) -> str:
        """Of a Redis behind it."""
        return f"unix://{self.folder / self.name}?db=0"

    def shut(self, word: bytes = b"") -> None:
        """From now on."""
        self._word = word
        self._open.clear()
        self.held.clear()

    def open(self) -> None:
        """All that waits passes, in the order it was said."""
        self._word = None
        self._open.set()

    def cut(self, word: bytes) -> None:
        """Once."""
        self._cut = word
        self.held.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        if self.refuses:
            writer.transport.abort()
            return
        self.connections += 1
        there, back = await asyncio.open_unix_connection(str(self.store))
        both = [
            asyncio.create_task(self._there(reader, back, writer)),
            asyncio.create_task(self._back(there, writer)),
        ]
        self._passing.update(both)
        try:
            # What was said by somebody who gave up since is heard all the same: the way there ends
            # by itself.
            await asyncio.wait(both[:1])
        finally:
            both[1].cancel()
            await asyncio.gather(*both, return_exceptions=True)
            self._passing.difference_update(both)
            self.connections -= 1
            for end in (writer, back):
                end.transport.abort()

    async def _there(
        self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(ConnectionError):
            await self._pass(reader, to, client)

    async def _pass(
        self, reader: asyncio.StreamReader, to: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        while words := await reader.read(65536):
            self.said.append(words)
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            if self._word is not None and self._word in words:
                self.held.set()
                await self._open.wait()
            to.write(words)
            if self._cut is not None and self._cut in words:
                self.on_cut(self._cut)
                self._cut = None
                self.held.set()
                await to.drain()
                client.transport.abort()
                # The store hears all of it before it hears that nobody listens.
                await asyncio.sleep(0.2)
                return

    async def _back(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while words := await reader.read(65536):
                to.write(words)
            to.close()


@asynccontextmanager
async def wall_before(store: Path) -> AsyncIterator[Wall]:
    """A wall before the store with this unix socket; it is open."""
    with tempfile.TemporaryDirectory(prefix="wall-") as folder:
        wall = Wall(Path(folder), store.name, store)
        wall.open()
        server = await asyncio.start_unix_server(wall.serve, str(wall.folder / wall.name))
        try:
            yield wall
        finally:
            wall.open()
            server.close()
            for task in list(wall._passing):
                task.cancel()
            await server.wait_closed()


@asynccontextmanager
async def walled(redis: RedisServer) -> AsyncIterator[Wall]:
    """The same before a Redis."""
    async with wall_before(redis.socket) as wall:
        yield wall
