"""The day of a queue in SQL: closed for newcomers, what is said to all who wait, whose help it has."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import QueueId
from broker.stores.database import Database
from broker.stores.tables import queue_days


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDay:
    """A queue on one local day. `lent_to` are the departments that may serve it besides its own."""

    queue: QueueId
    closed: bool = False
    notice: str | None = None
    notice_at: datetime | None = None
    lent_to: tuple[str, ...] = ()


class Queues:
    """The days of all queues. A day that nobody touched has no row, and nothing to say."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def day_of(self, queue: QueueId, day: date) -> QueueDay:
        """One queue on one day."""
        return (await self.days(day)).get(queue, QueueDay(queue=queue))

    async def days(self, day: date) -> dict[QueueId, QueueDay]:
        """Every queue that has something to say on this day."""
        query = select(queue_days).where(queue_days.c.day == day.isoformat())
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {QueueId(row.queue): _day(row) for row in rows}

    async def change(self, queue: QueueId, day: date, **values: Any) -> QueueDay:
        """Sets some fields of `QueueDay`; the others stay. Repeating it changes nothing."""

        async def write(connection: AsyncConnection) -> QueueDay:
            where = (queue_days.c.queue == queue, queue_days.c.day == day.isoformat())
            row = (await connection.execute(select(queue_days).where(*where))).first()
            after = replace(QueueDay(queue=queue) if row is None else _day(row), **values)
            await connection.execute(delete(queue_days).where(*where))
            columns = asdict(after) | {"day": day.isoformat(), "lent_to": list(after.lent_to)}
            await connection.execute(insert(queue_days).values(**columns))
            return after

        return await self.database.write(write)


def _day(row: Row[Any]) -> QueueDay:
    return QueueDay(
        queue=QueueId(row.queue),
        closed=row.closed,
        notice=row.notice,
        notice_at=row.notice_at,
        lent_to=tuple(row.lent_to),
    )
