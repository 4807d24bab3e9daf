"""What `deploy/` ships, running: Redis with its users, as the containers start it."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.redis import binary

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
BROKER, LOADER = "the-broker-of-the-test", "who-loads-the-functions"


@dataclass(slots=True)
class ShippedRedis:
    """`folder` has its files and those of both passwords."""

    folder: Path
    socket: Path
    program: asyncio.subprocess.Process | None = None

    def url(self, user: str) -> str:
        """`user` is `name:password`, or empty."""
        at = f"{user}@" if user else ""
        return f"unix://{at}{self.socket}?db=0"

    @property
    def broker(self) -> str:
        """The URL of a node."""
        return self.url(f"broker:{BROKER}")

    @property
    def loader(self) -> str:
        """The URL of `migrate`."""
        return self.url(f"deploy:{LOADER}")

    async def start(self) -> None:
        """Runs `start.sh` on the folder; answers when it does."""
        self.program = await asyncio.create_subprocess_exec(
            str(DEPLOY / "redis" / "start.sh"),
            *("--port", "0", "--unixsocket", str(self.socket)),
            *("--logfile", str(self.folder / "log")),
            env={
                "PATH": os.environ["PATH"],
                "FOLDER": str(self.folder),
                "USERS": str(self.folder / "users.acl"),
                "REDIS_BROKER_PASSWORD_FILE": str(self.folder / "broker"),
                "REDIS_DEPLOY_PASSWORD_FILE": str(self.folder / "deploy"),
            },
            stdout=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(10):
            while not await _answers(self.socket):
                assert self.program.returncode is None, "it refused its configuration"
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Ends it at once, as a power cut does."""
        if self.program is not None and self.program.returncode is None:
            self.program.kill()
        if self.program is not None:
            await self.program.wait()


@asynccontextmanager
async def shipped_redis() -> AsyncIterator[ShippedRedis]:
    """Runs `deploy/redis/start.sh` with the shipped files, on a unix socket."""
    binary()
    with tempfile.TemporaryDirectory(prefix="redis-") as name:
        folder = Path(name)
        (folder / "broker").write_text(BROKER + "\n")
        (folder / "deploy").write_text(LOADER + "\n")
        started = ShippedRedis(folder, folder / "redis.sock")
        try:
            await started.start()
            yield started
        finally:
            await started.kill()


async def _answers(socket: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    writer.write(b"PING\r\n")
    said = await reader.readline()
    writer.close()
    return said.startswith(b"-NOAUTH")
