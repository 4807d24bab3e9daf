"""Each way in which a store can be hurt, in an office at work: who talks goes on talking, who is called is
told the truth, and afterwards all is as if nothing had been."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from broker.core.visit import QueueId, Stage
from broker.figures.ledger import as_text, verify
from broker.settings import Numbers
from tests.journeys.test_bulkheads import relayed
from tests.journeys.test_visit import into_call
from tests.support.redis import running_redis
from tests.support.town import QUEUE, Guest, Town, arrive, open_town
from tests.support.wall import Wall, walled
from tests.support.wire import Wire

# A command waits for a database for 10 s; the rest is the machine's.
ANSWERED_S = 20.0
HEALED_S = 20.0
HURT = {"store-down", "unknown"}


@dataclass
class Stores:
    """What a fault can lay hands on."""

    town: Town
    wall: Wall
    url: str

    @property
    def redis(self) -> Any:
        """A client past the gate, as an operator would have."""
        return self.town.nodes[0].office.line.redis


Fault = Callable[[Stores], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _set(stores: Stores, name: str, value: str, before: str) -> AsyncIterator[None]:
    await stores.redis.config_set(name, value)
    try:
        yield
    finally:
        await stores.redis.config_set(name, before)


def redis_full(stores: Stores) -> AbstractAsyncContextManager[None]:
    """Out of memory: each write is refused."""
    return _set(stores, "maxmemory", "1", "0")


def redis_without_replicas(stores: Stores) -> AbstractAsyncContextManager[None]:
    """Of a pair, alone: it takes no writes that nobody would copy."""
    return _set(stores, "min-replicas-to-write", "1", "0")


@asynccontextmanager
async def redis_a_replica(stores: Stores) -> AsyncIterator[None]:
    """Somebody made it the replica of a host that is dead."""
    await stores.redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    try:
        yield
    finally:
        await stores.redis.execute_command("REPLICAOF", "NO", "ONE")


@asynccontextmanager
async def redis_slow(stores: Stores) -> AsyncIterator[None]:
    """Each request is a second on its way, which is as long as anybody waits."""
    stores.wall.delay_s = 1.0
    try:
        yield
    finally:
        stores.wall.delay_s = 0.0


@asynccontextmanager
async def sqlite_locked(stores: Stores) -> AsyncIterator[None]:
    """Another program has it for itself."""
    other = sqlite3.connect(stores.url.partition("///")[2], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@asynccontextmanager
async def sqlite_full(stores: Stores) -> AsyncIterator[None]:
    """No page more: what SQLite says on a full disk. The limit is one of each connection."""
    engine = stores.town.nodes[0].database.engine

    async def limited(pages: int) -> None:
        async with AsyncExitStack() as stack:
            # All that the pool has, so that each of them is told.
            for _ in range(max(1, engine.pool.checkedin())):  # type: ignore[attr-defined] # of a queue
                each = await stack.enter_async_context(engine.connect())
                await each.execute(text(f"PRAGMA max_page_count = {pages}"))

    await limited(1)
    try:
        yield
    finally:
        await limited(2**30)


async def _postgres(url: str) -> Any:
    base, _, host = url.partition("?host=")
    return await asyncpg.connect(host=host, user="postgres", database=base.rpartition("/")[2])


@asynccontextmanager
async def postgres_locked(stores: Stores) -> AsyncIterator[None]:
    """Somebody changes the tables of visits by hand, and went to lunch."""
    other = await _postgres(stores.url)
    await other.execute("BEGIN; LOCK TABLE visits IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        await other.execute("ROLLBACK")
        await other.close()


@asynccontextmanager
async def postgres_reads_only(stores: Stores) -> AsyncIterator[None]:
    """As after a failover to a standby: old connections are over, new ones may not write."""
    other = await _postgres(stores.url)
    name = await other.fetchval("SELECT current_database()")

    async def told(value: str) -> None:
        await other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    await told("on")
    try:
        yield
    finally:
        await told("off")
        await other.close()


@asynccontextmanager
async def redis_a_replica_and_sqlite_full(stores: Stores) -> AsyncIterator[None]:
    """Two at once: neither store takes a write."""
    async with redis_a_replica(stores), sqlite_full(stores):
        yield


@asynccontextmanager
async def redis_slow_and_postgres_reads_only(stores: Stores) -> AsyncIterator[None]:
    """Two at once: a failover of one while the other hangs."""
    async with redis_slow(stores), postgres_reads_only(stores):
        yield


# Those in which somebody waits for a limit of seconds are played in `make long`.
SLOW = pytest.mark.long
FAULTS: list[Any] = [
    pytest.param(fault, kind, marks=marks, id=fault.__name__)
    for fault, kind, *marks in (
        (redis_full, "sqlite"),
        (redis_without_replicas, "sqlite", SLOW),
        (redis_a_replica, "sqlite"),
        (redis_slow, "sqlite", SLOW),
        (sqlite_locked, "sqlite", SLOW),
        (sqlite_full, "sqlite"),
        (postgres_locked, "postgres", SLOW),
        (postgres_reads_only, "postgres"),
        (redis_a_replica_and_sqlite_full, "sqlite"),
        (redis_slow_and_postgres_reads_only, "postgres", SLOW),
    )
]


@pytest.fixture
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """One node on a database of the kind that `request.param` says."""
    url = str(request.getfixturevalue(f"{request.param}_url"))
    async with running_redis() as server, walled(server) as wall:
        async with open_town(url, wall.redis_url, numbers=Numbers()) as town:
            yield Stores(town, wall, url)


async def called_next(clerk: Wire) -> dict[str, Any]:
    """Presses until somebody is called, politely refused before."""
    async with asyncio.timeout(HEALED_S):
        while (answer := await clerk.ask("call-next", queue=QUEUE))["type"] != "done":
            assert answer["kind"] in HURT | {"line-empty"}
            await asyncio.sleep(0.1)
    return answer


async def seated(town: Town, *guests: Guest) -> None:
    """Each open page has its seat in Redis; that the order is right shows who is called."""
    office = town.nodes[0].office
    async with asyncio.timeout(HEALED_S):
        for guest in guests:
            while "citizen" not in await office.line.seats(QueueId(QUEUE), guest.visit):
                await asyncio.sleep(0.05)


@pytest.mark.parametrize(("fault", "stores"), FAULTS, indirect=["stores"])
async def test_a_hurt_store_takes_no_call_with_it(fault: Fault, stores: Stores) -> None:
    """Two talk, one waits, and the other desk presses "next"."""
    town = stores.town
    talking, first, second = [await town.guest() for _ in range(3)]
    async with (
        town.citizen(talking) as (page, _),
        town.citizen(first) as (one, _),
        town.citizen(second) as (two, _),
        town.clerk() as anna,
        town.clerk(name="Ben") as ben,
    ):
        number = await into_call(page, anna, talking.visit)
        await arrive(one, first.visit)
        await arrive(two, second.visit)
        async with fault(stores):
            await relayed(page, anna, talking.visit, number)
            began = time.monotonic()
            answer = await ben.ask("call-next", queue=QUEUE)
            assert time.monotonic() - began < ANSWERED_S
            assert answer["type"] == "done" or answer["kind"] in HURT, answer
            await relayed(page, anna, talking.visit, number)
        if answer["type"] != "done":
            answer = await called_next(ben)
        assert answer["visit"] == first.visit
        await one.until(lambda m: m["type"] == "stage" and m["stage"] == "called")
        await seated(town, talking, first, second)
        assert (await anna.ask("end", visit=talking.visit, outcome="completed"))["type"] == "done"
        assert (await called_next(anna))["visit"] == second.visit
        found = await town.nodes[0].office.visits.get(talking.visit)
        assert found is not None
        # Came, was called, joined, ended: nothing of it twice.
        assert (found.stage, found.version) == (Stage.ENDED, 4)
    verdict = await verify(town.nodes[0].database)
    assert verdict.sound, as_text(verdict)
