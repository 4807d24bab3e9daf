"""A proxy before Redis: it delays, loses replies, and cuts; the nodes know Redis by its address alone."""

import asyncio
import random
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Target = Path | tuple[str, int]


class Wire:
    """Listens on a unix socket and leads to whatever `target()` says when somebody connects.

    `delay_s` holds each piece back; of the replies the share `loses` never arrives, and the connection ends
    with it: the command was done, and nobody knows.
    """

    def __init__(self, address: Path, target: Callable[[], Target]) -> None:
        self.address = address
        self.delay_s = 0.0
        self.loses = 0.0
        self._target = target
        self._writers: set[StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listens from now on."""
        self._server = await asyncio.start_unix_server(self._serve, str(self.address))

    async def stop(self) -> None:
        """Nobody is served any more."""
        if self._server is not None:
            self._server.close()
        self.cut()
        for task in list(self._tasks):
            task.cancel()

    def cut(self) -> None:
        """Ends every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            there = await self._connect()
            if there is not None:
                await self._join(reader, writer, *there)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _connect(self) -> tuple[StreamReader, StreamWriter] | None:
        target = self._target()
        with suppress(OSError):
            if isinstance(target, Path):
                return await asyncio.open_unix_connection(str(target))
            return await asyncio.open_connection(*target)
        return None

    async def _join(
        self, reader: StreamReader, writer: StreamWriter, back: StreamReader, out: StreamWriter
    ) -> None:
        self._writers.add(out)
        both = [
            asyncio.create_task(self._carry(reader, out, replies=False)),
            asyncio.create_task(self._carry(back, writer, replies=True)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            self._writers.discard(out)
            out.transport.abort()

    async def _carry(self, reader: StreamReader, writer: StreamWriter, *, replies: bool) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if replies and self.loses and random.random() < self.loses:
                    return
                writer.write(data)
                await writer.drain()
