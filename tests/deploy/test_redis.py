"""The shipped Redis: its two users may do what the broker does, and nothing else."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from broker.core.visit import QueueId, VisitId
from broker.stores.line import DESKS, Line, connect
from signaling.bus import Bus
from tests.support.shipped import BROKER, LOADER, ShippedRedis, shipped_redis

ROOT = Path(__file__).parents[2]
USERS = ROOT / "deploy" / "redis" / "users.acl.in"
SOURCES = [*(ROOT / "broker").rglob("*.py"), *(ROOT / "signaling").rglob("*.py")]
COMMAND = re.compile(r"\b(?:redis|pipe)\.([a-z_]+)\(")
# Of the client itself, and what only the loading user does.
NO_COMMANDS = {"aclose", "execute", "pack_command", "pipeline"} | {
    *("function_delete", "function_list", "function_load")
}
QUEUE, VISIT = QueueId("melden"), VisitId("v1")

# The keys and channels of others, and every way to run or change a program.
FORBIDDEN = [
    ("EVAL", "return 1", "0"),
    ("EVALSHA", "0" * 40, "0"),
    ("SCRIPT", "LOAD", "return 1"),
    ("FUNCTION", "LOAD", "#!lua name=x\nreturn 1"),
    ("FUNCTION", "FLUSH"),
    ("FUNCTION", "DELETE", "vorsprache_4"),
    ("CONFIG", "GET", "*"),
    ("CONFIG", "SET", "dir", "/etc"),
    ("KEYS", "*"),
    ("SCAN", "0"),
    ("FLUSHALL",),
    ("MONITOR",),
    ("ACL", "LIST"),
    ("CLIENT", "LIST"),
    ("REPLICAOF", "127.0.0.1", "1"),
    ("MODULE", "LIST"),
    ("SAVE",),
    ("SHUTDOWN",),
    ("PSUBSCRIBE", "*"),
    ("GET", "of-somebody-else"),
    ("SET", "of-somebody-else", "1"),
    ("PUBLISH", "of-somebody-else", "1"),
    ("SUBSCRIBE", "of-somebody-else"),
]


@pytest.fixture
async def redis() -> AsyncIterator[ShippedRedis]:
    async with shipped_redis() as started:
        yield started


@pytest.fixture
async def broker_url(redis: ShippedRedis) -> str:
    """The broker's way in, with the functions loaded by the other user."""
    loader = Line(connect(redis.loader))
    try:
        await loader.load()
    finally:
        await loader.redis.aclose()
    return redis.broker


async def test_the_broker_may_do_all_that_a_line_needs(broker_url: str) -> None:
    """Each public method once; a command that the list lacks would raise NoPermissionError."""
    line = Line(connect(broker_url))
    try:
        assert await line.loaded()
        assert await line.rebuild(QUEUE, [], seen="", epoch="1.a", notice=b"n")
        assert await line.sit(QUEUE, VISIT, "citizen", "node-1", b"n") is None
        assert await line.media(QUEUE, VISIT, "citizen", "node-1", "connected") == 1
        assert (await line.seats(QUEUE, VISIT))["citizen"] == "node-1"
        await line.publish(QUEUE, b"n", visit=VISIT)
        await line.renew("node", lease_ms=0)
        await line.dead_nodes()
        await line.seated(QUEUE, "node")
        await line.strike("node")
        await line.rise(QUEUE, VISIT, "citizen", "node-1", b"n")
        await line.reserve(QUEUE, visit=None, hold_ms=1000, away_ms=1000)
        await line.release(QUEUE, VISIT)
        await line.drop(QUEUE, VISIT)
        await line.forget(QUEUE, VISIT, "citizen")
        await line.presence(QUEUE)
        await line.marks([QUEUE, DESKS])
        await line.versions(QUEUE, [VISIT])
        assert await line.in_order(QUEUE) == []
    finally:
        await line.redis.aclose()


async def test_the_post_between_nodes_passes(broker_url: str) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    bus = Bus(
        broker_url,
        "a",
        on_letter=heard.put_nowait,
        on_notice=lambda topic, notice: heard.put_nowait(notice),
        on_gap=lambda: None,
    )
    await bus.start()
    try:
        async with asyncio.timeout(5):
            await bus.watch(["queue:melden"])
            bus.post("a", b"letter")
            assert await heard.get() == b"letter"
            bus.publish("queue:melden", b"notice")
            assert await heard.get() == b"notice"
    finally:
        await bus.stop()


async def test_the_broker_may_do_nothing_else(broker_url: str) -> None:
    client = Redis.from_url(broker_url)
    try:
        for command in FORBIDDEN:
            with pytest.raises(NoPermissionError):
                await client.execute_command(*command)  # type: ignore[no-untyped-call]
    finally:
        await client.aclose()


def test_every_command_of_the_broker_is_allowed() -> None:
    """A Redis of a city refuses what its list does not name, and a node would not start."""
    broker = next(
        line for line in USERS.read_text().splitlines() if line.startswith("user broker")
    )
    asked = {name for file in SOURCES for name in COMMAND.findall(file.read_text())} - NO_COMMANDS
    assert "fcall" in asked
    assert {name for name in asked if f" +{name}" not in broker} == set()


async def test_nobody_comes_in_without_a_name(redis: ShippedRedis) -> None:
    for user in ("", f"broker:{LOADER}", f"default:{BROKER}"):
        client = Redis.from_url(redis.url(user))
        with pytest.raises(RedisError):
            await client.ping()
        await client.aclose()


async def test_a_power_cut_loses_nothing_that_was_answered(
    redis: ShippedRedis, broker_url: str
) -> None:
    """What a function writes with several commands is one transaction of the file, and is read back as
    the default user: one who may nothing would silently lose all of it."""
    line = Line(connect(broker_url))
    await line.rebuild(QUEUE, [], seen="", epoch="1.a", notice=b"n")
    await line.sit(QUEUE, VISIT, "citizen", "node-1", b"n")
    await line.sit(QUEUE, VISIT, "clerk", "node-2", b"n")
    before = await line.seats(QUEUE, VISIT)
    await redis.kill()
    await redis.start()
    try:
        assert await line.loaded()
        assert await line.seats(QUEUE, VISIT) == before
        assert (await line.marks([QUEUE]))[QUEUE] is not None
        assert "NOPERM" not in (redis.folder / "log").read_text()
    finally:
        await line.redis.aclose()


async def test_the_list_of_users_holds_no_password(redis: ShippedRedis) -> None:
    users = (redis.folder / "users.acl").read_text()
    assert BROKER not in users
    assert LOADER not in users
    assert "@" not in users.replace("-@all", "").replace("+@all", "")
    # `default` is nobody: it reads the file at the start (a power cut loses what it may not write), and is off.
    assert "+@all" not in "".join(users.splitlines()[1:])
    assert users.startswith("user default off ")
