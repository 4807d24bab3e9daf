"""kill -9 of a node: nobody loses a place, no call loses a frame."""

import asyncio
import time
from collections import Counter

import pytest
from playwright.async_api import BrowserContext, expect
from redis.asyncio import Redis

from tests.cluster.conversation import both_pages_keep_decoding, in_call
from tests.cluster.crowd import crowd
from tests.cluster.watched import watched_tab
from tests.support.browser import CitizenTab
from tests.support.cluster import Cluster, Room
from tests.support.redis import RedisServer
from tests.support.wire import token_of, wire

BACK_WITHIN_S = 5.0
STORE_DOWN = 4003


def refused(cluster: Cluster) -> int:
    """How many sockets were closed because a store was away."""
    ended = [line for node in cluster.nodes for line in node.said("socket.closed")]
    return sum(line["code"] == STORE_DOWN for line in ended)


def buried(cluster: Cluster) -> Counter[str]:
    """How often each node was taken for dead by another one, since the installation began."""
    return Counter(line["node"] for node in cluster.nodes for line in node.said("node.buried"))


async def test_a_waiting_page_is_back_on_the_other_node_with_its_place(
    cluster: Cluster, room: Room, home: BrowserContext
) -> None:
    """Same number before it, same time of arrival, and nothing to press."""
    first, second = await cluster.book(room), await cluster.book(room)
    async with wire(cluster.client, cluster.api, first.token) as (before, _):
        await before.ask("arrive", visit=first.visit)
        watched = await watched_tab(home, second.link)
        await CitizenTab(watched.tab).wait()
        # No desk is at work here: then the place is said in a sentence.
        place = watched.page.get_by_text("Vor Ihnen ist noch 1 Person")
        await expect(place).to_be_visible()
        arrived = (await cluster.booking(second))["visit"]["arrived_at"]
        died = await watched.node()
        killed_at = time.time()
        await cluster.kill(cluster.node_of(died))
        back = await watched.welcomed(2)
        assert back.node != died
        print(f"the page is back after {back.at - killed_at:.2f} s")
        assert back.at - killed_at < BACK_WITHIN_S
        await expect(place).to_be_visible()
        story = (await cluster.booking(second))["visit"]
        assert (story["stage"], story["arrived_at"]) == ("waiting", arrived)
        assert [move["command"] for move in story["moves"]][-1] == "arrive"


async def test_thirty_who_wait_are_all_back_in_the_same_order(
    cluster: Cluster, room: Room
) -> None:
    """Half of them sat on the node that died. Nobody is ever told another place."""
    guests = [await cluster.book(room) for _ in range(30)]
    async with crowd(cluster, guests) as people:
        told = [len(person.places) for person in people]
        here = {person.node for person in people}
        assert len(here) == 2
        died = people[0].node
        lost = [person for person in people if person.node == died]
        killed_at = time.monotonic()
        await cluster.kill(cluster.node_of(died))
        await asyncio.gather(*(person.greeted_times(2) for person in lost))
        took = sorted(person.back_at - killed_at for person in lost)
        print(f"{len(lost)} back: median {took[len(took) // 2]:.2f} s, last {took[-1]:.2f} s")
        assert took[-1] < BACK_WITHIN_S
        assert {person.node for person in people} == here - {died}
        for place, (person, before) in enumerate(zip(people, told, strict=True)):
            assert set(person.places[before:]) <= {place}
            assert person.stage == "waiting"


async def test_who_loses_the_node_while_redis_takes_no_writes_is_back_when_it_does(
    cluster: Cluster, room: Room, redis_server: RedisServer
) -> None:
    """Nobody can take a seat meanwhile, and no lease can be renewed: afterwards everybody has the own
    place, the living node was buried by nobody, and the first is called first."""
    guests = [await cluster.book(room) for _ in range(8)]
    buried_before = buried(cluster)
    redis = Redis.from_url(redis_server.url)
    async with crowd(cluster, guests) as people:
        told = [len(person.places) for person in people]
        died = people[0].node
        lost = [person for person in people if person.node == died]
        before_it = refused(cluster)
        await redis.config_set("min-replicas-to-write", 1)
        try:
            await cluster.kill(cluster.node_of(died))
            async with asyncio.timeout(BACK_WITHIN_S):
                while refused(cluster) < before_it + len(lost):
                    await asyncio.sleep(0.05)
        finally:
            await redis.config_set("min-replicas-to-write", 0)
            await redis.aclose()
        await asyncio.gather(*(person.greeted_times(2) for person in lost))
        for place, (person, before) in enumerate(zip(people, told, strict=True)):
            assert set(person.places[before:]) <= {place}
        async with wire(cluster.client, cluster.api, token_of(cluster.staff(room))) as (desk, _):
            assert (await desk.ask("desk", state="open", queues=[room.queue]))["type"] == "done"
            called = await desk.ask("call-next", queue=room.queue)
            assert (called["type"], called["visit"]) == ("done", guests[0].visit)
        await people[0].until(lambda: people[0].stage == "called")
    since = buried(cluster) - buried_before
    assert not since.keys() & {node.name for node in cluster.nodes if node.name != died}


async def test_a_call_outlives_the_node_of_the_citizen(
    cluster: Cluster, room: Room, home: BrowserContext, office: BrowserContext
) -> None:
    """The media never stops, the same path goes on, and the office can end it in order."""
    talk = await in_call(cluster, room, home, office)
    async with both_pages_keep_decoding(talk):
        died = await talk.citizen.node()
        await cluster.kill(cluster.node_of(died))
        assert (await talk.citizen.welcomed(2)).node != died
    await talk.ends_in_order()


@pytest.mark.long
async def test_a_call_outlives_the_node_of_the_clerk(
    cluster: Cluster, room: Room, home: BrowserContext, office: BrowserContext
) -> None:
    """Likewise, and the desk comes back with the visit in hand."""
    talk = await in_call(cluster, room, home, office)
    async with both_pages_keep_decoding(talk):
        died = await talk.clerk.node()
        await cluster.kill(cluster.node_of(died))
        assert (await talk.clerk.welcomed(2)).node != died
    await talk.ends_in_order()
