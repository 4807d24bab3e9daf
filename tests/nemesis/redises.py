"""The Redis of a day: one server, or a master and a replica that three sentinels watch."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.nemesis.town import QUEUES
from tests.nemesis.wire import Target, Wire
from tests.support.coturn import free_port
from tests.support.redis import RedisServer, binary

DESKS = ":desks"


class RedisPlace(Protocol):
    """What nodes and faults need of it. `pid` is that of the server that answers."""

    wire: Wire

    @property
    def pid(self) -> int: ...
    def client(self) -> "Redis": ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class PlainRedis:
    """One redis-server behind the wire."""

    def __init__(self, folder: Path) -> None:
        self.server = RedisServer(folder)
        self.wire = Wire(folder / "wire.sock", lambda: self.server.socket)
        self._client: Redis | None = None

    @property
    def pid(self) -> int:
        return self.server.pid

    def client(self) -> "Redis":
        """The client past the wire."""
        if self._client is None:
            self._client = Redis(
                unix_socket_path=str(self.server.socket), decode_responses=True, socket_timeout=5.0
            )
        return self._client

    async def start(self) -> None:
        await self.server.start()
        await self.wire.start()

    async def stop(self) -> None:
        if self._client is not None:
            await self._client.aclose()
        await self.wire.stop()
        await self.server.kill()


class WatchedRedis:
    """A master and a replica on loopback, three sentinels, and a wire that leads to the master of the
    moment: what a city puts before Sentinel for programs that know one address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = [free_port() for _ in range(5)]
        self.wire = Wire(folder / "wire.sock", self._where)
        self.master = self.ports[0]
        self._programs: dict[int, asyncio.subprocess.Process] = {}
        self._clients: dict[int, Redis] = {}
        self._follow: asyncio.Task[None] | None = None

    def _where(self) -> Target:
        return "127.0.0.1", self.master

    @property
    def pid(self) -> int:
        return self._programs[self.master].pid

    @property
    def replica(self) -> int:
        """The port of the other one."""
        return next(port for port in self.ports[:2] if port != self.master)

    def pid_of(self, port: int) -> int:
        """The process that listens there."""
        return self._programs[port].pid

    def client(self) -> "Redis":
        return self._client_of(self.master)

    def _client_of(self, port: int) -> "Redis":
        """One for each server: to make one takes longer than to ask it."""
        if port not in self._clients:
            self._clients[port] = Redis(
                host="127.0.0.1", port=port, decode_responses=True, socket_timeout=2.0
            )
        return self._clients[port]

    async def start(self) -> None:
        await self.run(self.ports[0])
        await self.run(self.ports[1], "--replicaof", "127.0.0.1", str(self.ports[0]))
        for port in self.ports[2:]:
            await self._sentinel(port)
        await self.wire.start()
        self._follow = asyncio.create_task(self._follow_master())

    async def run(self, port: int, *more: str) -> None:
        """Starts a server there, empty."""
        folder = self.folder / str(port)
        folder.mkdir(exist_ok=True)
        await self._program(
            port,
            *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""),
            *("--appendonly", "no", "--repl-diskless-sync-delay", "0", *more),
        )

    async def _sentinel(self, port: int) -> None:
        file = self.folder / f"sentinel-{port}.conf"
        file.write_text(
            f"port {port}\nbind 127.0.0.1\ndir {self.folder}\n"
            f"sentinel monitor day 127.0.0.1 {self.master} 2\n"
            "sentinel down-after-milliseconds day 1000\nsentinel failover-timeout day 5000\n"
        )
        await self._program(port, str(file), "--sentinel")

    async def _program(self, port: int, *words: str) -> None:
        self._programs[port] = await asyncio.create_subprocess_exec(
            binary(),
            *words,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        probe = Redis(host="127.0.0.1", port=port)
        async with asyncio.timeout(5.0):
            while True:
                with suppress(RedisError, OSError):
                    await probe.ping()
                    break
                await asyncio.sleep(0.02)
        await probe.aclose()

    async def end(self, port: int) -> None:
        """kill -9."""
        program = self._programs[port]
        if program.returncode is None:
            program.kill()
        await program.wait()

    def signal(self, port: int, how: signal.Signals) -> None:
        """Freezes or thaws the server there."""
        os.kill(self._programs[port].pid, how)

    async def _follow_master(self) -> None:
        while True:
            for port in self.ports[2:]:
                sentinel: Any = self._client_of(port)
                with suppress(RedisError, OSError):
                    found = await sentinel.execute_command(
                        "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "day"
                    )
                    if int(found[1]) != self.master:
                        self.master = int(found[1])
                        self.wire.cut()
            await asyncio.sleep(0.25)

    async def stop(self) -> None:
        if self._follow is not None:
            self._follow.cancel()
        for client in self._clients.values():
            await client.aclose()
        await self.wire.stop()
        for port in self._programs:
            await self.end(port)


def key(queue: str, name: str) -> str:
    """The key of one fact about one queue; see broker/stores/lua/shared.lua."""
    return f"vorsprache:{{{queue}}}:{name}"


async def dump(place: RedisPlace) -> dict[str, Any]:
    """All that is asked about afterwards, per queue. Raises RedisError, OSError."""
    redis: Any = place.client()
    found: dict[str, Any] = {}
    for queue in (*QUEUES, DESKS):
        found[queue] = {
            "epoch": await redis.get(key(queue, "epoch")),
            "line": await redis.zrange(key(queue, "line"), 0, -1),
            "visits": await redis.hgetall(key(queue, "visits")),
            "seats": await redis.hgetall(key(queue, "seats")),
            "lost": dict(await redis.zrange(key(queue, "lost"), 0, -1, withscores=True)),
        }
    return found


async def lines(place: RedisPlace) -> dict[str, list[str]]:
    """The lines alone, as visits. Raises RedisError, OSError."""
    # The client is everybody's: whoever closes it cuts off a fault that ends, or what is kept.
    redis: Any = place.client()
    return {
        queue: [
            member.partition(":")[2] for member in await redis.zrange(key(queue, "line"), 0, -1)
        ]
        for queue in QUEUES
    }
