"""Redis loses everything in the middle of the day: SQL has the truth, and nobody notices."""

import time
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, expect
from redis.asyncio import Redis

from tests.cluster.conversation import both_pages_keep_decoding, in_call
from tests.cluster.crowd import crowd
from tests.cluster.watched import watched_tab
from tests.support.browser import CitizenTab, ClerkTab
from tests.support.cluster import Cluster, Room
from tests.support.redis import RedisServer

Loss = Callable[[RedisServer], Awaitable[None]]
# How fast it is `make recovery` measures; here it has to come, on a machine that does much else.
AGAIN_WITHIN_S = 60.0


async def emptied(server: RedisServer) -> None:
    """FLUSHALL, by mistake."""
    redis = Redis.from_url(server.url)
    await redis.flushall()
    await redis.aclose()


async def killed(server: RedisServer) -> None:
    """kill -9, and an empty one at the same address: a volume is lost."""
    await server.kill()
    await server.start()


@pytest.mark.parametrize(
    "loss",
    [
        pytest.param(emptied, id="flushall", marks=pytest.mark.long),
        pytest.param(killed, id="kill"),
    ],
)
async def test_nobody_loses_a_place_or_a_call(
    cluster: Cluster,
    room: Room,
    redis_server: RedisServer,
    home: BrowserContext,
    office: BrowserContext,
    elsewhere: BrowserContext,
    loss: Loss,
) -> None:
    """A call goes on, ten who wait and a page stay in their order, a newcomer stands behind them within
    seconds, and the next is called."""
    talk = await in_call(cluster, room, home, office)
    guests = [await cluster.book(room) for _ in range(10)]
    last = await cluster.book(room)
    async with crowd(cluster, guests) as people:
        waiting = await watched_tab(elsewhere, last.link)
        await CitizenTab(waiting.tab).wait()
        place = waiting.page.locator(".place-number")
        await expect(place).to_have_text("10")
        told = [len(person.places) for person in people]
        async with both_pages_keep_decoding(talk, 8):
            lost_at = time.monotonic()
            await loss(redis_server)
            async with crowd(cluster, [await cluster.book(room)], first_place=11):
                took = time.monotonic() - lost_at
            print(f"{loss.__name__}: a newcomer is in the line after {took:.1f} s")
        for place_in_line, (person, before) in enumerate(zip(people, told, strict=True)):
            assert set(person.places[before:]) <= {place_in_line}
            assert person.stage == "waiting"
        await expect(place).to_have_text("10")
        await talk.ends_in_order()
        await ClerkTab(talk.clerk.tab).call_next()
        await people[0].until(lambda: people[0].stage == "called", AGAIN_WITHIN_S)
        assert [person.stage for person in people[1:]] == ["waiting"] * 9
