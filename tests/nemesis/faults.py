"""What breaks: each fault is one method, named as in the script, and ends what it began."""

import asyncio
import os
import signal
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from redis.exceptions import RedisError

from tests.nemesis.databases import DayDatabase, Postgres
from tests.nemesis.front import Front
from tests.nemesis.history import History
from tests.nemesis.machine import put
from tests.nemesis.redises import PlainRedis, RedisPlace, WatchedRedis
from tests.nemesis.scripts import Trouble
from tests.nemesis.town import Town
from tests.support.cluster import NodeProgram

UPGRADE = (
    "GET /api/v1/live HTTP/1.1\r\nHost: day\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Protocol: vorsprache.v1\r\n\r\n"
)
HALF_A_BODY = (
    "POST /api/v1/session HTTP/1.1\r\nHost: day\r\nContent-Type: application/json\r\n"
    'Content-Length: 400\r\n\r\n{"token": "'
)


async def _half(port: int, piece: str) -> None:
    """Says half of something, and is gone without a word."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    wire = writer.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.write(piece.encode())
    await asyncio.sleep(0)
    writer.transport.abort()


class Faults:
    """Everything that can be broken, and who breaks it."""

    def __init__(
        self,
        town: Town,
        nodes: list[NodeProgram],
        front: Front,
        redis: RedisPlace,
        database: DayDatabase,
    ) -> None:
        self.town, self.nodes, self.front = town, nodes, front
        self.redis, self.database = redis, database
        self._history: History = town.history
        self._hurt: set[int] = set()
        self._redis_hurt = asyncio.Lock()
        self._database_hurt = asyncio.Lock()

    async def play(self, troubles: list[Trouble]) -> None:
        """All of them at their times; returns when the last one is over."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        async with asyncio.TaskGroup() as tasks:
            for trouble in troubles:
                await asyncio.sleep(max(0.0, begin + trouble.at_s - loop.time()))
                tasks.create_task(self.happen(trouble))

    async def happen(self, trouble: Trouble) -> None:
        """One fault, from beginning to end."""
        what: Callable[[Trouble], Awaitable[None]] = getattr(self, trouble.name.replace("-", "_"))
        await what(trouble)

    @asynccontextmanager
    async def _noted(self, trouble: Trouble, on: str = "") -> AsyncIterator[None]:
        self._history.note("fault", name=trouble.name, phase="begins", on=on)
        try:
            yield
        finally:
            self._history.note("fault", name=trouble.name, phase="ends", on=on)

    # --- nodes and the front ---

    @asynccontextmanager
    async def _node(self, trouble: Trouble) -> AsyncIterator[NodeProgram | None]:
        """A node that nothing else has hurt; None when it would be the last one of several."""
        whole = [number for number in range(len(self.nodes)) if number not in self._hurt]
        if len(whole) < min(2, len(self.nodes)):
            yield None
            return
        number = whole[int(trouble.luck * 997) % len(whole)]
        self._hurt.add(number)
        try:
            async with self._noted(trouble, self.nodes[number].name):
                yield self.nodes[number]
        finally:
            self._hurt.discard(number)

    async def node_killed(self, trouble: Trouble) -> None:
        async with self._node(trouble) as node:
            if node is not None:
                await node.end(signal.SIGKILL)
                await asyncio.sleep(trouble.for_s)
                await self._start(node)

    async def node_frozen(self, trouble: Trouble) -> None:
        async with self._node(trouble) as node:
            if node is not None:
                node.running.send_signal(signal.SIGSTOP)
                await asyncio.sleep(trouble.for_s)
                node.running.send_signal(signal.SIGCONT)

    async def node_restarted(self, trouble: Trouble) -> None:
        async with self._node(trouble) as node:
            if node is not None:
                await self.stop(node)
                await asyncio.sleep(trouble.for_s)
                await self._start(node)

    async def rolling_restart(self, trouble: Trouble) -> None:
        for number, node in enumerate(self.nodes):
            if self._hurt:
                continue
            self._hurt.add(number)
            async with self._noted(trouble, node.name):
                await self.stop(node)
                await self._start(node)
            self._hurt.discard(number)

    async def machine_clock_put(self, trouble: Trouble) -> None:
        """The clock of one machine steps, and back again later; by a minute also beyond what the proxy is
        told. Its node goes on."""
        node = self.nodes[int(trouble.luck * 997) % len(self.nodes)]
        off_s = (-60, -20, -3, 3, 20, 60)[int(trouble.luck * 9973) % 6]
        async with self._noted(trouble, f"{node.name} {off_s}"):
            put(node.settings, off_s)
            await asyncio.sleep(trouble.for_s)
            put(node.settings, 0)

    async def stop(self, node: NodeProgram) -> None:
        """SIGTERM, and how it ended."""
        name = node.name
        code = await node.end(signal.SIGTERM)
        self._history.note("exit", node=name, code=code)

    async def _start(self, node: NodeProgram) -> None:
        await node.start()
        while not await node.is_ready(self.town.client):
            if node.running.returncode is not None:
                # It found no Redis or no database: whoever runs it starts it again.
                await node.start()
            await asyncio.sleep(0.1)

    async def proxy_restarted(self, trouble: Trouble) -> None:
        async with self._noted(trouble):
            await self.front.kill()
            await asyncio.sleep(trouble.for_s)
            await self.front.start()

    async def slow_reader(self, trouble: Trouble) -> None:
        pages = [page for page in self.town.pages if page.alive and page.greeted]
        staff = [page for page in pages if not page.who.startswith("c")]
        if staff:
            page = staff[int(trouble.luck * 997) % len(staff)]
            async with self._noted(trouble, page.name):
                await page.stall(trouble.for_s)

    async def browsers_gone(self, trouble: Trouble) -> None:
        """Browsers that go away in the middle of an upgrade or of a body, at the front and at nodes."""
        async with self._noted(trouble):
            for node in self.nodes:
                for piece in (UPGRADE, HALF_A_BODY):
                    with suppress(OSError):
                        await _half(node.port, piece)

    # --- Redis ---

    @asynccontextmanager
    async def _one_redis_fault(self, trouble: Trouble) -> AsyncIterator[None]:
        async with self._redis_hurt, self._noted(trouble):
            yield

    async def _tell(self, *words: str) -> None:
        client = self.redis.client()
        with suppress(RedisError, OSError):
            await client.execute_command(*words)  # type: ignore[no-untyped-call]

    async def redis_killed(self, trouble: Trouble) -> None:
        assert isinstance(self.redis, PlainRedis)
        async with self._one_redis_fault(trouble):
            await self.redis.server.kill()
            await asyncio.sleep(trouble.for_s)
            await self.redis.server.start()

    async def redis_emptied(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("FLUSHALL")

    async def redis_functions_lost(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("FUNCTION", "FLUSH")

    async def redis_frozen(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            os.kill(self.redis.pid, signal.SIGSTOP)
            await asyncio.sleep(trouble.for_s)
            os.kill(self.redis.pid, signal.SIGCONT)

    async def redis_paused(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("CLIENT", "PAUSE", str(int(1000 * trouble.for_s)), "WRITE")
            await asyncio.sleep(trouble.for_s)

    async def redis_full(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("CONFIG", "SET", "maxmemory", "1")
            await asyncio.sleep(trouble.for_s)
            await self._tell("CONFIG", "SET", "maxmemory", "0")

    async def redis_read_only(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("CONFIG", "SET", "min-replicas-to-write", "1")
            await asyncio.sleep(trouble.for_s)
            await self._tell("CONFIG", "SET", "min-replicas-to-write", "0")

    async def subscriptions_cut(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            await self._tell("CLIENT", "KILL", "TYPE", "pubsub")

    async def redis_slow(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            self.redis.wire.delay_s = 0.05 + 0.4 * trouble.luck
            await asyncio.sleep(trouble.for_s)
            self.redis.wire.delay_s = 0.0

    async def replies_lost(self, trouble: Trouble) -> None:
        async with self._one_redis_fault(trouble):
            self.redis.wire.loses = 0.05 + 0.25 * trouble.luck
            await asyncio.sleep(trouble.for_s)
            self.redis.wire.loses = 0.0

    async def failover(self, trouble: Trouble) -> None:
        """The master dies, the replica takes over with all that it heard."""
        await self._fail_over(trouble, stale=False)

    async def failover_to_stale(self, trouble: Trouble) -> None:
        """The replica has heard nothing for a while when it takes over: writes are lost."""
        await self._fail_over(trouble, stale=True)

    async def _fail_over(self, trouble: Trouble, *, stale: bool) -> None:
        assert isinstance(self.redis, WatchedRedis)
        watched = self.redis
        async with self._one_redis_fault(trouble):
            old, new = watched.master, watched.replica
            if stale:
                watched.signal(new, signal.SIGSTOP)
                await asyncio.sleep(min(trouble.for_s, 0.8))
            await watched.end(old)
            if stale:
                watched.signal(new, signal.SIGCONT)
            with suppress(TimeoutError):
                async with asyncio.timeout(20.0):
                    while watched.master != new:
                        await asyncio.sleep(0.05)
            await watched.run(old, "--replicaof", "127.0.0.1", str(watched.master))

    # --- the database ---

    async def database_locked(self, trouble: Trouble) -> None:
        async with self._database_hurt, self._noted(trouble):
            await self.database.locked(trouble.for_s)

    async def database_restarted(self, trouble: Trouble) -> None:
        assert isinstance(self.database, Postgres)
        async with self._database_hurt, self._noted(trouble):
            await self.database.restart(trouble.for_s)

    async def backends_ended(self, trouble: Trouble) -> None:
        assert isinstance(self.database, Postgres)
        async with self._database_hurt, self._noted(trouble):
            await self.database.end_backends()
