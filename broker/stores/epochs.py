"""How often each queue was given back to Redis; the number makes an epoch's name unique."""

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import QueueId
from broker.stores.database import Database
from broker.stores.tables import epochs


class Epochs:
    """The counters."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def last(self) -> dict[QueueId, int]:
        """The number of the last life of each queue that has had one. Raises StoreDown."""
        async with self.database.read() as connection:
            rows = await connection.execute(select(epochs.c.queue, epochs.c.n))
            return {QueueId(queue): n for queue, n in rows}

    async def next(self, queue: QueueId, beyond: int = 0) -> int:
        """The next number of this queue, from 1 and `beyond` what Redis has seen: after a restored
        backup the counter is behind. Raises StoreDown."""

        async def change(connection: AsyncConnection) -> int:
            found = await connection.scalar(
                select(epochs.c.n).where(epochs.c.queue == queue).with_for_update()
            )
            n = max(found or 0, beyond) + 1
            if found is None:
                await connection.execute(insert(epochs).values(queue=queue, n=n))
            else:
                await connection.execute(update(epochs).where(epochs.c.queue == queue).values(n=n))
            return n

        try:
            return await self.database.write(change)
        except IntegrityError:
            # Two nodes met an unknown queue at once; the other one's row is there now.
            return await self.database.write(change)
