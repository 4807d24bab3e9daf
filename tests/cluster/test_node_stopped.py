"""A node that is told to stop, and one that freezes: both without harm to anybody."""

import asyncio
import time

import pytest
from playwright.async_api import BrowserContext

from signaling.errors import GoingAway, Replaced
from tests.cluster.conftest import AWAY_S
from tests.cluster.conversation import both_pages_keep_decoding, in_call
from tests.cluster.crowd import crowd
from tests.support.cluster import Cluster, Room
from tests.support.wire import token_of, wire


async def test_a_node_that_stops_sends_everybody_on_and_touches_no_call(
    cluster: Cluster, room: Room, home: BrowserContext, office: BrowserContext
) -> None:
    """Rolling deployment: good-bye to each socket, the other node takes it, exit code 0."""
    talk = await in_call(cluster, room, home, office)
    async with crowd(cluster, [await cluster.book(room) for _ in range(10)]) as people:
        async with both_pages_keep_decoding(talk, 10):
            stopped = await talk.citizen.node()
            told = [person for person in people if person.node == stopped]
            assert told
            began = time.monotonic()
            assert await cluster.stop(cluster.node_of(stopped)) == 0
            print(f"drained in {time.monotonic() - began:.1f} s")
            assert (await talk.citizen.welcomed(2)).node != stopped
            await asyncio.gather(*(person.greeted_times(2) for person in told))
        assert {code for person in told for code in person.codes} == {GoingAway.close_code}
        assert await talk.citizen.close_codes() == [GoingAway.close_code]
        assert stopped not in {person.node for person in people}
        await talk.ends_in_order()


async def test_a_frozen_node_comes_back_without_harm(cluster: Cluster, room: Room) -> None:
    """For the other node it was dead. Awake again, it takes its citizens back by itself: they are
    here, in their order, and no clerk passes them by."""
    guests = [await cluster.book(room) for _ in range(8)]
    clerk_link = token_of(cluster.staff(room))
    async with (
        crowd(cluster, guests) as people,
        wire(cluster.client, cluster.api_of(1), clerk_link) as (clerk, _),
    ):
        assert {person.node for person in people} == {node.name for node in cluster.nodes}
        await clerk.ask("desk", state="open", queues=[room.queue])
        cluster.freeze(0)
        await cluster.buried(0)
        cluster.thaw(0)
        # As long as it takes until somebody who is not here counts as away.
        await asyncio.sleep(AWAY_S + 1)
        for person in people:
            called = await clerk.ask("call-next", queue=room.queue)
            assert called.get("visit") == person.guest.visit, called
            await person.until(lambda person=person: person.stage == "called")
            await clerk.ask("end", visit=person.guest.visit, outcome="technical_failure")
        assert Replaced.close_code not in {code for person in people for code in person.codes}


@pytest.mark.long
async def test_a_call_outlives_a_frozen_node(
    cluster: Cluster, room: Room, home: BrowserContext, office: BrowserContext
) -> None:
    """Nobody is sent back or freed, and the desk can end the call."""
    talk = await in_call(cluster, room, home, office)
    frozen = cluster.node_of(await talk.citizen.node())
    async with both_pages_keep_decoding(talk, 10):
        cluster.freeze(frozen)
        await cluster.buried(frozen)
        cluster.thaw(frozen)
    await talk.ends_in_order()
