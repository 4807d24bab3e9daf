"""A store that is slow, hangs, is full or locked takes nothing with it that does not need it."""

import asyncio
import sqlite3
from datetime import timedelta

from broker.core.visit import QueueId
from broker.settings import Numbers
from broker.stores.gate import MOST
from signaling.errors import StoreDown
from tests.journeys.test_visit import OFFER, into_call
from tests.support.redis import running_redis
from tests.support.town import QUEUE, arrive, open_town
from tests.support.wall import walled
from tests.support.wire import Wire

LINE = QueueId(QUEUE)
IMPATIENT = Numbers(redis_wait=timedelta(seconds=0.3))
# Far less than anybody waits for a store here, and more than a busy machine needs.
AT_ONCE_S = 10.0


async def relayed(page: Wire, clerk: Wire, visit: str, number: int) -> None:
    """What one browser says to the other arrives, whatever else is waiting."""
    for side, to, other in ((page, "clerk", clerk), (clerk, "citizen", page)):
        path = {"visit": visit, "call": number, "to": to}
        await side.say("description", **path, description=OFFER)
        async with asyncio.timeout(AT_ONCE_S):
            await other.until(type="description")


async def test_a_call_goes_on_while_redis_hangs(sqlite_url: str) -> None:
    """Media reports and commands wait for it; the two who talk do not."""
    async with running_redis() as server, walled(server) as gate:
        async with open_town(sqlite_url, gate.redis_url) as town:
            guest = await town.guest()
            async with town.citizen(guest) as (page, _), town.clerk() as clerk:
                number = await into_call(page, clerk, guest.visit)
                gate.shut()
                await page.say("media", visit=guest.visit, call=number, state="connected")
                await clerk.say("media", visit=guest.visit, call=number, state="connected")
                await gate.held.wait()
                await relayed(page, clerk, guest.visit, number)
                gate.open()
                ended = await clerk.ask("end", visit=guest.visit, outcome="completed")
                assert ended["type"] == "done"


async def test_a_call_goes_on_while_the_database_is_locked(
    sqlite_url: str, real_redis_url: str
) -> None:
    """What is said in writing waits, and is done when the lock is gone."""
    async with open_town(sqlite_url, real_redis_url) as town:
        guest = await town.guest()
        async with town.citizen(guest) as (page, _), town.clerk() as clerk:
            number = await into_call(page, clerk, guest.visit)
            other = sqlite3.connect(sqlite_url.partition("///")[2], isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            await page.say("say", op="held-up", visit=guest.visit, text="hello")
            await relayed(page, clerk, guest.visit, number)
            other.execute("COMMIT")
            other.close()
            assert (await page.until(op="held-up"))["type"] == "done"


async def test_a_redis_that_hangs_collects_nobody(sqlite_url: str) -> None:
    """So many wait for it and no more; then nobody is kept waiting, until it answers again."""
    async with running_redis() as server, walled(server) as gate:
        async with open_town(sqlite_url, gate.redis_url, numbers=IMPATIENT) as town:
            line = town.nodes[0].office.line
            gate.shut()
            calls = [line.seats(LINE, f"v{number}") for number in range(20 * MOST)]
            waiting = asyncio.gather(*calls, return_exceptions=True)
            await gate.held.wait()
            assert line.gate.inside <= MOST
            assert all(isinstance(each, StoreDown) for each in await waiting)
            assert gate.connections <= 2 * MOST
            assert line.gate.shut
            gate.open()
            async with asyncio.timeout(AT_ONCE_S):
                while line.gate.shut:
                    await asyncio.sleep(0.05)
            assert await line.seats(LINE, "v") == {}


async def test_a_redis_that_is_full_refuses_calls_and_nothing_else(
    sqlite_url: str, real_redis_url: str
) -> None:
    """Arrivals stand, because SQL decides; a call says that it was not made, and is made afterwards."""
    async with open_town(sqlite_url, real_redis_url) as town:
        guest, redis = await town.guest(), town.nodes[0].office.line.redis
        async with town.citizen(guest) as (page, _), town.clerk() as clerk:
            await redis.config_set("maxmemory", "1")
            await arrive(page, guest.visit)
            refused = await clerk.ask("call-next", queue=QUEUE)
            assert (refused["kind"], refused["retry"]) == ("store-down", "later")
            await redis.config_set("maxmemory", "0")
            async with asyncio.timeout(AT_ONCE_S):
                while (done := await clerk.ask("call-next", queue=QUEUE))["type"] != "done":
                    assert done["kind"] in ("line-empty", "store-down")
                    await asyncio.sleep(0.1)
            assert done["visit"] == guest.visit
            await page.until(type="stage", stage="called")
