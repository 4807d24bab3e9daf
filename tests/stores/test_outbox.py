"""Two nodes that look into one outbox at the same moment, on a database that lets both look."""

import asyncio
from typing import Any

from sqlalchemy import false, text
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.stores.mails import OUTBOX
from tests.support.dresden import City, running_city


async def somebody_waits(city: City) -> None:
    """Returns when a transaction waits for another one."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(20):
        while True:
            async with city.database.read() as connection:
                if await connection.scalar(waiting):
                    return


async def test_what_one_node_has_claimed_is_not_claimed_by_the_next(
    postgres_url: str, real_redis_url: str
) -> None:
    """The second one saw the same row as due, and finds it taken."""
    async with running_city(postgres_url, real_redis_url) as city:
        await city.book(city.today("13:00"), email="c@example.org")
        claimed = asyncio.Event()

        async def first(connection: AsyncConnection) -> list[Any]:
            rows = await OUTBOX.claim_due(connection, city.clock(), limit=9, but=false())
            claimed.set()
            await somebody_waits(city)
            return rows

        async def second(connection: AsyncConnection) -> list[Any]:
            return await OUTBOX.claim_due(connection, city.clock(), limit=9, but=false())

        one = asyncio.create_task(city.database.write(first))
        await claimed.wait()
        other = await city.database.write(second)
        assert (len(await one), len(other)) == (1, 0)
