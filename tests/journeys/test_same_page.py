"""A page that opens its next socket beside the one it has: a node stops, or a device woke up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from broker.core.visit import QueueId
from signaling.errors import GoingAway, Replaced
from tests.support.town import QUEUE, Town, arrive, heard_of, open_town
from tests.support.wire import wire


@pytest.fixture
async def towns(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """Two nodes on the quickest real stores."""
    async with open_town(sqlite_url, real_redis_url, nodes=2) as opened:
        yield opened


BOTH = [pytest.param(0, id="same-node"), pytest.param(1, id="other-node")]


@pytest.mark.parametrize("node", BOTH)
async def test_the_older_socket_of_a_page_is_heard_until_it_is_closed(
    towns: Town, node: int
) -> None:
    """No 4505, no letter that falls between the two, and the seat is the newer one's."""
    guest = await towns.guest()
    async with towns.citizen(guest, page="p") as (older, _), towns.clerk() as clerk:
        await arrive(older, guest.visit)
        async with towns.citizen(guest, node, page="p") as (newer, shown):
            assert shown["stage"] == "waiting"
            await heard_of(towns.nodes[node], guest)
            called = await clerk.ask("call-next", queue=QUEUE)
            assert called["visit"] == guest.visit
            await newer.until(type="stage", stage="called")
            if node:
                # On its own node the newer one has taken its place; it holds back what it heard first.
                await older.until(type="stage", stage="called")
            await older.socket.close()
            done = await newer.ask("join", visit=guest.visit)
            assert done["type"] == "done"
            letter = await clerk.until(type="stage", stage="in-call")
            assert [peer["conn"] for peer in letter["peers"] if peer["seat"] == "citizen"] == ["p"]


@pytest.mark.parametrize("node", BOTH)
async def test_another_page_still_closes_the_older_one(towns: Town, node: int) -> None:
    """The newest wins."""
    guest = await towns.guest()
    async with (
        towns.citizen(guest, page="p") as (older, _),
        towns.citizen(guest, node, page="q"),
    ):
        assert await older.closed() == Replaced.close_code


@pytest.mark.parametrize("node", BOTH)
async def test_a_desk_moves_on_with_its_visit_in_hand(towns: Town, node: int) -> None:
    """The older socket neither keeps the seat of the call nor takes it again."""
    guest, token = await towns.guest(), towns.staff()
    async with (
        towns.citizen(guest) as (page, _),
        wire(towns.client, towns.apis[0], token, page="p") as (older, _),
    ):
        await arrive(page, guest.visit)
        await older.ask("desk", state="open", queues=[QUEUE])
        await older.ask("call-next", queue=QUEUE, op="one")
        async with wire(towns.client, towns.apis[node], token, page="p") as (newer, shown):
            assert shown["current"]["visit"] == guest.visit
            # The same op again, as a page says it that had no answer.
            assert (await newer.ask("call-next", queue=QUEUE, op="one"))["visit"] == guest.visit
            assert (await older.ask("call-next", queue=QUEUE, op="one"))["visit"] == guest.visit
            await older.socket.close()
            await page.ask("join", visit=guest.visit)
            await newer.until(type="stage", stage="in-call")
            line = towns.nodes[0].office.line
            seats = await line.seats(QueueId(QUEUE), guest.visit)
            assert seats["clerk"].startswith(towns.nodes[node].office.node)


async def test_an_older_socket_takes_no_seat_that_redis_has_lost(towns: Town) -> None:
    """Both sit down anew after a loss; only the newer one may."""
    guest = await towns.guest()
    async with towns.citizen(guest, page="p") as (older, _):
        await arrive(older, guest.visit)
        (connection,) = towns.nodes[0].office.pages
        async with towns.citizen(guest, 1, page="p") as (newer, _):
            async with asyncio.timeout(20):
                while not connection.succeeded:
                    await asyncio.sleep(0.02)
            await towns.nodes[0].office.line.redis.flushall()
            for node in towns.nodes:
                await node.sweeper.sweep()
            async with asyncio.timeout(20):
                while not await towns.nodes[0].office.line.seats(QueueId(QUEUE), guest.visit):
                    await asyncio.sleep(0.02)
            await older.socket.close()
            await newer.ask("say", visit=guest.visit, text="noch da")
            seats = await towns.nodes[0].office.line.seats(QueueId(QUEUE), guest.visit)
            assert seats["citizen"].startswith(towns.nodes[1].office.node)


async def test_a_node_that_stops_waits_for_its_pages_to_leave(towns: Town) -> None:
    """It says when, takes nobody new, and ends when the last has gone; what is said meanwhile is done."""
    guest = await towns.guest()
    async with towns.citizen(guest, page="p") as (older, _):
        draining = asyncio.create_task(towns.nodes[0].drain())
        await older.until(type="going-away")
        await arrive(older, guest.visit)
        async with towns.citizen(guest, 1, page="p") as (_, shown):
            assert shown["stage"] == "waiting"
            assert not draining.done()
            await older.socket.close()
            await draining


async def test_who_does_not_leave_is_hung_up_on(town: Town) -> None:
    """Where no other node is, at once: nobody waits for what cannot come."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await town.nodes[0].drain()
        assert await page.closed() == GoingAway.close_code


async def test_of_three_pages_that_open_at_once_one_is_left(towns: Town) -> None:
    """A browser brings its tabs back: the one in the middle is replaced before it knows whom it replaced."""
    for n in range(6):
        guest = await towns.guest()
        async with contextlib.AsyncExitStack() as tabs:
            opening = [
                tabs.enter_async_context(towns.citizen(guest, node, page=f"{n}-{page}"))
                for page, node in enumerate((n % 2, 1, 0))
            ]
            opened = await asyncio.gather(*opening, return_exceptions=True)
            pages = [found[0] for found in opened if isinstance(found, tuple)]
            closing = {asyncio.ensure_future(page.closed()) for page in pages}
            while len(closing) > 1:
                done, closing = await asyncio.wait(
                    closing, timeout=20, return_when=asyncio.FIRST_COMPLETED
                )
                assert done, "two pages of one person think that they are the newest"
                assert {await each for each in done} == {Replaced.close_code}
            for each in closing:
                each.cancel()
