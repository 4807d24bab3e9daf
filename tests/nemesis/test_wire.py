"""The wire before Redis does what it says: what looks lost was done."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost

from tests.nemesis.redises import PlainRedis


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[PlainRedis]:
    """A Redis behind a wire."""
    place = PlainRedis(tmp_path)
    await place.start()
    yield place
    await place.stop()


async def test_a_reply_is_lost_and_the_command_was_done(place: PlainRedis) -> None:
    redis: Any = Redis(unix_socket_path=str(place.wire.address), retry=Retry(NoBackoff(), 0))
    assert await redis.incr("n") == 1
    place.wire.loses = 1.0
    with pytest.raises(ConnectionLost):
        await redis.incr("n")
    place.wire.loses = 0.0
    assert int(await redis.get("n")) == 2
    await redis.aclose()


async def test_a_cut_ends_every_connection_and_the_next_one_is_served(place: PlainRedis) -> None:
    redis: Any = Redis(unix_socket_path=str(place.wire.address), retry=Retry(NoBackoff(), 0))
    listening = redis.pubsub()
    await listening.subscribe("news")
    assert (await listening.get_message(timeout=5.0))["type"] == "subscribe"
    place.wire.cut()
    with pytest.raises(ConnectionLost):
        await listening.get_message(timeout=5.0)
    assert await redis.ping()
    await listening.aclose()
    await redis.aclose()
