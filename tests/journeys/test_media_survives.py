"""A call whose media flows is left alone, and a seat stays taken, whatever nodes and Redis do."""

import asyncio

from broker.core.visit import QueueId, Stage, VisitId
from tests.journeys.test_visit import into_call
from tests.support.clock import Clock
from tests.support.town import QUEUE as DEMO
from tests.support.town import Town, open_town
from tests.support.wire import Wire

QUEUE = QueueId(DEMO)
GRACE_S, STEP_S = 45, 2


async def says_connected(page: Wire, visit: str, number: int) -> None:
    """What every page repeats every few seconds; answered text tells that it was heard."""
    await page.say("media", visit=visit, call=number, state="connected")
    await page.ask("say", visit=visit, text="can you see me")


async def time_passes(town: Town, clock: Clock, seconds: int) -> None:
    """In steps, or the sweepers would think that they had slept."""
    for _ in range(0, seconds, STEP_S):
        clock.advance(seconds=STEP_S)
        for node in town.nodes:
            await node.sweeper.sweep()


async def test_redis_forgets_that_media_flows_and_hears_it_again(
    sqlite_url: str, real_redis_url: str, clock: Clock
) -> None:
    """Else the next lost socket would end a call that both sides still see and hear."""
    async with open_town(sqlite_url, real_redis_url, nodes=2, clock=clock) as town:
        guest = await town.guest()
        async with town.clerk(1) as clerk:
            async with town.citizen(guest, 0) as (page, _):
                number = await into_call(page, clerk, guest.visit)
                for side in (page, clerk):
                    await says_connected(side, guest.visit, number)
                await town.nodes[0].office.line.redis.flushall()
                await time_passes(town, clock, STEP_S)
                for side in (page, clerk):
                    await side.until(type="peers")
                    await says_connected(side, guest.visit, number)
            await time_passes(town, clock, 2 * GRACE_S)
            found = await town.nodes[1].office.visits.get(guest.visit)
            assert found is not None
            assert found.stage is Stage.IN_CALL
            assert (await clerk.ask("end", visit=guest.visit, outcome="completed"))["version"]


async def seated(town: Town, visit: VisitId, page: str) -> None:
    """Returns when this page has the citizen's seat, as Redis knows it."""
    line = town.nodes[0].office.line
    async with asyncio.timeout(40):
        while page not in (await line.seats(QUEUE, visit)).get("citizen", ""):
            await asyncio.sleep(0.02)


async def test_a_node_that_was_buried_alive_takes_its_free_seats_again(
    sqlite_url: str, real_redis_url: str, clock: Clock
) -> None:
    """It was frozen for longer than its lease; a page that moved on meanwhile keeps its new seat."""
    async with open_town(sqlite_url, real_redis_url, nodes=2, clock=clock) as town:
        stayed, moved = await town.guest(), await town.guest()
        line, frozen = town.nodes[1].office.line, town.nodes[0].office.node
        async with (
            town.citizen(stayed, 0, page="stayed"),
            town.citizen(moved, 0, page="old"),
        ):
            for visit, page in ((stayed.visit, "stayed"), (moved.visit, "old")):
                await seated(town, visit, page)
            since = await line.now()
            for (place, name), sits in (await line.seated(QUEUE, frozen)).items():
                await line.rise(QUEUE, place, name, sits, b"", since=since)
            await line.strike(frozen)
            async with town.citizen(moved, 1, page="new"):
                await seated(town, moved.visit, "new")
                await town.nodes[0].sweeper.sweep()
                await seated(town, stayed.visit, "stayed")
                await seated(town, moved.visit, "new")
