"""A private redis-server for a test: own directory, own unix socket, gone afterwards.

Never the system's server, never a fixed port, so runs do not meet each other. Without the binary
the test is skipped on a laptop and fails in CI.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

START_WITHIN_S = 5.0


class RedisServer:
    """One redis-server process on a unix socket; `stop`, `kill` and `start` keep the address."""

    def __init__(self, folder: Path, *extra: str) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self._extra = extra
        self._program: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id, for CPU figures and signals."""
        assert self._program is not None, "not started"
        return self._program.pid

    async def start(self) -> None:
        """Returns when the server answers PING."""
        self._program = await asyncio.create_subprocess_exec(
            binary(),
            *("--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder)),
            *("--save", "", "--appendonly", "no", "--daemonize", "no", *self._extra),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(START_WITHIN_S):
            while not await self._answers():
                await asyncio.sleep(0.005)

    async def _answers(self) -> bool:
        assert self._program is not None
        if self._program.returncode is not None:
            raise RuntimeError(f"redis-server ended with {self._program.returncode}")
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            return (await reader.readline()).startswith((b"+PONG", b"-NOAUTH"))
        finally:
            writer.close()

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends the server and waits for it. The socket's address stays ours for `start`."""
        program, self._program = self._program, None
        if program is None:
            return
        if program.returncode is None:
            program.send_signal(how)
        await program.wait()
        self.socket.unlink(missing_ok=True)

    async def kill(self) -> None:
        """kill -9: nothing is said to anybody."""
        await self.stop(signal.SIGKILL)


def binary() -> str:
    """Where redis-server is. Without it: skip here, fail in CI."""
    found = shutil.which("redis-server")
    if found is None and os.environ.get("CI"):
        pytest.fail("redis-server is not installed")
    if found is None:
        pytest.skip("redis-server is not installed")
    return found


@asynccontextmanager
async def running_redis(*extra: str) -> AsyncIterator[RedisServer]:
    """A started RedisServer; `extra` are arguments of redis-server, e.g. `"--appendonly", "yes"`."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(Path(folder), *extra)
        try:
            await server.start()
            yield server
        finally:
            # It looks for SIGTERM ten times a second, and nothing of it is kept.
            await server.kill()
