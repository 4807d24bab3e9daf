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


@dataclass(frozen=True, slots=True)
class ShippedRedis:
    """`folder` has its files and those of both passwords."""

    folder: Path
    socket: Path

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


@asynccontextmanager
async def shipped_redis() -> AsyncIterator[ShippedRedis]:
    """Runs `deploy/redis/start.sh` with the shipped files, on a unix socket."""
    binary()
    with tempfile.TemporaryDirectory(prefix="redis-") as name:
        folder = Path(name)
        (folder / "broker").write_text(BROKER + "\n")
        (folder / "deploy").write_text(LOADER + "\n")
        started = ShippedRedis(folder, folder / "redis.sock")
        program = await asyncio.create_subprocess_exec(
            str(DEPLOY / "redis" / "start.sh"),
            *("--port", "0", "--unixsocket", str(started.socket)),
            env={
                "PATH": os.environ["PATH"],
                "FOLDER": str(folder),
                "USERS": str(folder / "users.acl"),
                "REDIS_BROKER_PASSWORD_FILE": str(folder / "broker"),
                "REDIS_DEPLOY_PASSWORD_FILE": str(folder / "deploy"),
            },
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(10):
                while not await _answers(started.socket):
                    assert program.returncode is None, "it refused its configuration"
                    await asyncio.sleep(0.02)
            yield started
        finally:
            if program.returncode is None:
                program.kill()
            await program.wait()


async def _answers(socket: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    writer.write(b"PING\r\n")
    said = await reader.readline()
    writer.close()
    return said.startswith(b"-NOAUTH")
