"""A page that opens its next socket beside the one it has: a node stops, or a device woke up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from broker.announce import SeatNotice, pack
from broker.core.visit import QueueId
from broker.live import seats
from broker.live.citizen import CitizenPage
from broker.live.rollcall import RollCall
from signaling.errors import GoingAway, Replaced
from tests.support.town import QUEUE, Guest, Town, arrive, heard_of, open_town
from tests.support.wire import Closed, Wire, wire

Open = Callable[..., contextlib.AbstractAsyncContextManager[tuple[Wire, dict[str, Any]]]]


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


def _citizens(town: Town, guest: Guest) -> Open:
    return lambda node, **hello: wire(town.client, town.apis[node], guest.token, **hello)


def _desks(town: Town, guest: Guest) -> Open:
    token = town.staff()
    return lambda node, **hello: wire(town.client, town.apis[node], token, **hello)


OF_ONE = [pytest.param(_citizens, id="citizen"), pytest.param(_desks, id="desk")]


@pytest.mark.parametrize("pages", OF_ONE)
@pytest.mark.parametrize("node", BOTH)
async def test_a_page_that_returns_gives_way_to_one_that_was_opened_later(
    towns: Town, pages: Callable[[Town, Guest], Open], node: int
) -> None:
    """It was replaced while its network was gone, so nobody could tell it: it is told now, and the page
    that the person looks at stays. Whoever presses "use it here" opens it anew."""
    guest = await towns.guest()
    page = pages(towns, guest)
    async with page(0, page="older") as (older, _):
        first = older.opened
    async with page(node, page="newer") as (newer, _):
        assert first is not None
        assert newer.opened is not None
        assert first < newer.opened
        with pytest.raises(Closed) as end:
            async with page(0, page="older", opened=first):
                pass
        assert end.value.code == Replaced.close_code
        assert await _is_open(newer, guest)
        async with page(0, page="older") as (again, _):
            assert await newer.closed() == Replaced.close_code
            assert await _is_open(again, guest)


@pytest.mark.parametrize("pages", OF_ONE)
async def test_whoever_comes_back_first_the_page_that_was_opened_last_stays(
    towns: Town, pages: Callable[[Town, Guest], Open]
) -> None:
    """Three tabs lose their node, and come back in the order in which they were opened."""
    guest = await towns.guest()
    page = pages(towns, guest)
    opened = []
    for name in "abc":
        async with page(0, page=name) as (each, _):
            opened.append(each.opened)
    async with contextlib.AsyncExitStack() as tabs:
        back = [
            (await tabs.enter_async_context(page(n % 2, page=name, opened=opened[n])))[0]
            for n, name in enumerate("abc")
        ]
        for each in back[:-1]:
            assert await each.closed() == Replaced.close_code
        assert await _is_open(back[-1], guest)


async def test_a_page_that_says_it_is_of_the_future_locks_nobody_out(towns: Town) -> None:
    """What is opened now is the last, whatever another page says of itself."""
    guest = await towns.guest()
    page = _citizens(towns, guest)
    async with page(0, page="liar", opened=2**53 - 1) as (liar, _):
        async with page(1, page="honest") as (honest, _):
            assert await liar.closed() == Replaced.close_code
            opened = honest.opened
        async with page(0, page="honest", opened=opened) as (back, _):
            assert back.opened == opened
            assert await _is_open(back, guest)


async def test_of_two_pages_at_two_nodes_the_later_one_sits_after_a_loss_of_redis(
    towns: Town,
) -> None:
    """The older one's node was deaf when it was replaced: both take the seat again, in whatever order."""
    guest = await towns.guest()
    page, (there, here) = _citizens(towns, guest), [node.office for node in towns.nodes]
    queue = QueueId(QUEUE)
    async with page(0, page="older") as (older, _):
        await arrive(older, guest.visit)
        (first,) = [each for each in there.pages.values() if isinstance(each, CitizenPage)]
        await there.line.redis.flushall()
        # Redis names nobody as the one before, so the older page is not told.
        async with page(1, page="newer") as (newer, _):
            (last,) = [each for each in here.pages.values() if isinstance(each, CitizenPage)]
            sits = str(last.chair.sitting)
            notice = pack(SeatNotice(visit=guest.visit, queue=queue, seat="citizen"))
            await there.line.rise(queue, guest.visit, "citizen", sits, notice)
            visit = await there.visits.get(guest.visit)
            assert visit is not None
            await seats.take_again(there, first.chair, visit, "citizen")
            await RollCall(here).look(queue)
            assert await older.closed() == Replaced.close_code
            assert await _is_open(newer, guest)
            seat = (await there.line.seats(queue, guest.visit))["citizen"]
            assert seat == str(last.chair.sitting)


async def _is_open(page: Wire, guest: Guest) -> bool:
    """It is answered, whatever the answer is."""
    return (await page.ask("say", visit=guest.visit, text="?"))["type"] in ("done", "problem")


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
