"""The post between nodes, over a real redis-server and over the demo's embedded one."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis.asyncio

from broker.cli.embedded import embedded_redis
from signaling import bus as bus_module
from signaling.bus import Bus
from tests.support.redis import RedisServer, running_redis
from tests.support.sockets import soon


class Ear:
    """What a node heard, each kind to be awaited."""

    def __init__(self) -> None:
        self.letters: asyncio.Queue[bytes] = asyncio.Queue()
        self.notices: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self.gaps: asyncio.Queue[None] = asyncio.Queue()


def made(url: str, name: str, ear: Ear) -> Bus:
    """A bus that is not started yet."""
    return Bus(
        url,
        name,
        on_letter=ear.letters.put_nowait,
        on_notice=lambda topic, notice: ear.notices.put_nowait((topic, notice)),
        on_gap=lambda: ear.gaps.put_nowait(None),
    )


@asynccontextmanager
async def node(url: str, name: str) -> AsyncIterator[tuple[Bus, Ear]]:
    """A started bus of a node of this name."""
    ear = Ear()
    bus = made(url, name, ear)
    async with asyncio.timeout(10):
        await bus.start()
    try:
        yield bus, ear
    finally:
        await bus.stop()


@pytest.fixture(params=["redis-server", "embedded"])
async def url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Both servers a node may live with."""
    if request.param == "embedded":
        with embedded_redis() as embedded:
            yield embedded
    else:
        async with running_redis() as server:
            yield server.url


@pytest.fixture
async def server() -> AsyncIterator[RedisServer]:
    """A redis-server that a test may stop and start."""
    async with running_redis() as running:
        yield running


async def test_a_letter_reaches_its_node_and_no_other(url: str) -> None:
    """Bytes in, bytes out, whatever they are."""
    async with node(url, "a") as (a, heard_a), node(url, "b-1") as (_, heard_b):
        a.post("b-1", b"\x00\r\n\xff letter")
        assert await soon(heard_b.letters) == b"\x00\r\n\xff letter"
        assert heard_a.letters.empty()
        assert heard_b.notices.empty()


async def test_letters_keep_their_order(url: str) -> None:
    """An answer must not overtake its candidates."""
    async with node(url, "a") as (a, _), node(url, "b") as (_, heard):
        for number in range(500):
            a.post("b", str(number).encode())
            if number % 50 == 0:
                await asyncio.sleep(0)
        came = [(await soon(heard.letters)).decode() for _ in range(500)]
        assert came == [str(number) for number in range(500)]
        assert a.dropped == 0


async def test_a_notice_reaches_every_watching_node(url: str) -> None:
    """Also the one that publishes: it has boards of its own."""
    async with (
        node(url, "a") as (a, heard_a),
        node(url, "b") as (b, heard_b),
        node(url, "c") as (_, heard_c),
    ):
        await a.watch(["queue:1"])
        await b.watch(["queue:1", "queue:2"])
        a.publish("queue:1", b"one")
        a.publish("queue:2", b"two")
        assert await soon(heard_a.notices) == ("queue:1", b"one")
        assert await soon(heard_b.notices) == ("queue:1", b"one")
        assert await soon(heard_b.notices) == ("queue:2", b"two")
        assert heard_a.notices.empty()
        assert heard_c.notices.empty()


async def test_watching_twice_is_watching_once(url: str) -> None:
    """Nobody hears a notice double."""
    async with node(url, "a") as (a, heard):
        await a.watch(["q"])
        await a.watch(["q"])
        await a.watch([])
        a.publish("q", b"1")
        a.publish("q", b"2")
        assert [await soon(heard.notices) for _ in range(2)] == [("q", b"1"), ("q", b"2")]


async def test_after_start_the_subscription_is_confirmed(url: str) -> None:
    """A node is ready only when letters reach it: no letter is lost right after the start."""
    for _ in range(5):
        async with node(url, "a") as (a, _), node(url, "b") as (_, heard):
            a.post("b", b"at once")
            assert await soon(heard.letters) == b"at once"


async def test_what_was_posted_before_stop_goes_out(url: str) -> None:
    """A draining node's last word."""
    async with node(url, "b") as (_, heard):
        async with node(url, "a") as (a, _):
            a.post("b", b"farewell")
        assert await soon(heard.letters) == b"farewell"


async def test_a_lost_connection_is_a_gap(server: RedisServer) -> None:
    """Something may have been missed: said once, after the subscription is confirmed again."""
    async with node(server.url, "a") as (a, heard), node(server.url, "b") as (b, _):
        await a.watch(["q"])
        assert heard.gaps.empty()
        async with redis.asyncio.Redis.from_url(server.url) as direct:
            await direct.client_kill_filter(_type="pubsub")
        await soon(heard.gaps)
        assert a.connected
        while not b.connected:
            await asyncio.sleep(0.01)
        b.post("a", b"letter")
        b.publish("q", b"notice")
        assert await soon(heard.letters) == b"letter"
        assert await soon(heard.notices) == ("q", b"notice")


async def test_redis_may_be_away_for_a_while(server: RedisServer) -> None:
    """Letters are dropped and counted meanwhile; nobody who posts notices or waits."""
    async with node(server.url, "a") as (a, heard):
        await server.kill()
        while a.connected:
            await asyncio.sleep(0.01)
        for _ in range(100):
            a.post("b", b"lost")
        await a.watch(["later"])
        assert a.dropped == 100
        assert heard.gaps.empty()
        await server.start()
        await soon(heard.gaps)
        a.publish("later", b"1")
        assert await soon(heard.notices) == ("later", b"1")


def test_a_redis_that_was_away_for_long_is_found_soon_after_it_is_back() -> None:
    """Until then the node is not ready, so everybody waits for this pause, however long Redis was away."""
    pauses = [bus_module.pause(failures) for failures in range(2000)]
    assert max(pauses) < 1.1
    assert pauses[0] < 0.1
    assert len(set(pauses[100:110])) == 10


async def test_a_node_may_start_before_redis(server: RedisServer) -> None:
    """After a power cut nobody says who is up first; nothing was missed before the start."""
    await server.stop()
    ear = Ear()
    bus = made(server.url, "a", ear)
    starting = asyncio.create_task(bus.start())
    await asyncio.sleep(0.2)
    assert not starting.done()
    await server.start()
    async with asyncio.timeout(8):
        await starting
    assert bus.connected
    assert ear.gaps.empty()
    await bus.stop()


async def test_a_frozen_redis_is_noticed(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-open: the connection looks well and nothing comes. Pings find out."""
    monkeypatch.setattr(bus_module, "PING_S", 0.2)
    async with node(server.url, "a") as (a, heard):
        os.kill(server.pid, signal.SIGSTOP)
        async with asyncio.timeout(20):
            while a.connected:
                await asyncio.sleep(0.01)
        os.kill(server.pid, signal.SIGCONT)
        await soon(heard.gaps)


async def test_who_takes_a_connection_and_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy in front of a Redis that is gone: the next try may find another one."""
    monkeypatch.setattr(bus_module, "CONNECT_S", 0.1)
    came: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    silent = await asyncio.start_server(lambda _, writer: came.put_nowait(writer), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    bus = made(f"redis://127.0.0.1:{port}/0", "a", Ear())
    starting = asyncio.create_task(bus.start())
    # One to hear and one to say, and then again.
    writers = [await soon(came) for _ in range(4)]
    await bus.stop()
    await asyncio.gather(starting, return_exceptions=True)
    for writer in writers:
        writer.close()
    silent.close()


async def test_a_node_that_may_not_hear_what_it_needs_is_not_connected(
    server: RedisServer,
) -> None:
    """The rights of its user were cut too narrow: it is not ready, and who waits for the topic goes on."""
    async with node(server.url, "a") as (a, _), redis.asyncio.from_url(server.url) as admin:
        await admin.acl_setuser(
            "default", enabled=True, reset_channels=True, channels=["vorsprache:node:*"]
        )
        async with asyncio.timeout(20):
            await a.watch(["queues"])
            while a.connected:
                await asyncio.sleep(0.01)


async def test_what_redis_does_not_take_is_dropped_not_kept(server: RedisServer) -> None:
    """A stopped Redis must not fill this node's memory."""
    async with node(server.url, "a") as (a, _):
        os.kill(server.pid, signal.SIGSTOP)
        try:
            for _ in range(200):
                a.post("b", bytes(100_000))
                await asyncio.sleep(0)
            assert a.dropped > 100
        finally:
            os.kill(server.pid, signal.SIGCONT)


async def test_a_password_is_used() -> None:
    """Signing in comes before everything else; a wrong one never connects."""
    async with running_redis("--requirepass", "open sesame") as server:
        good = server.url.replace("unix://", "unix://:open%20sesame@")
        async with node(good, "a") as (a, heard):
            a.post("a", b"to myself")
            assert await soon(heard.letters) == b"to myself"
        bad = made(server.url.replace("unix://", "unix://:wrong@"), "a", Ear())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await bad.start()
        assert not bad.connected
        await bad.stop()


def test_a_bad_url_is_said_at_once() -> None:
    """A mistake in the settings is no reason to try for ever."""
    with pytest.raises(ValueError, match="redis://"):
        made("http://redis", "a", Ear())
