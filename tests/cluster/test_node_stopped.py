"""A node that is told to stop, and one that freezes: both without harm to anybody."""

import asyncio
import time
from contextlib import suppress

import pytest
from playwright.async_api import BrowserContext

from signaling.errors import Replaced
from tests.cluster.conftest import AWAY_S
from tests.cluster.conversation import both_pages_keep_decoding, in_call
from tests.cluster.crowd import Returning, crowd
from tests.cluster.watched import watched_tab
from tests.support.cluster import Cluster, Room
from tests.support.wire import token_of, wire


@pytest.mark.long
async def test_nobody_sees_anything_of_a_rolling_restart(
    cluster: Cluster,
    room: Room,
    home: BrowserContext,
    office: BrowserContext,
    elsewhere: BrowserContext,
) -> None:
    """Both nodes, one after the other: each page has its new socket before it leaves the old one, a
    call goes on, and what is written meanwhile arrives once."""
    talk = await in_call(cluster, room, home, office)
    board = await watched_tab(elsewhere, cluster.staff(room, "supervisor", "Robin"))
    pages = (talk.citizen, talk.clerk, board)
    async with crowd(cluster, [await cluster.book(room) for _ in range(10)]) as people:
        async with both_pages_keep_decoding(talk, 15):
            stop = asyncio.Event()
            writing = [asyncio.create_task(_written(person, stop)) for person in people[:3]]
            for number in range(2):
                before = cluster.nodes[number].name
                began = time.monotonic()
                assert await cluster.stop(number) == 0
                print(f"drained in {time.monotonic() - began:.1f} s")
                assert before not in {await page.node() for page in pages}
                assert before not in {person.node for person in people}
                await cluster.start(number)
            stop.set()
            written = await asyncio.gather(*writing)
        assert [code for person in people for code in person.codes] == []
        assert [await page.saw_a_gap() for page in pages] == [False] * 3
        for person, lines in zip(people, written, strict=False):
            async with wire(cluster.client, cluster.api, person.guest.token) as (_, snapshot):
                assert [said["text"] for said in snapshot["visits"][0]["messages"]] == lines
        await talk.ends_in_order()


async def _written(person: Returning, stop: asyncio.Event) -> list[str]:
    """Writes until it is told to stop, about four lines a second."""
    lines: list[str] = []
    while not stop.is_set():
        lines.append(f"Zeile {len(lines)}")
        await person.write(lines[-1])
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.25)
    return lines


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
