"""The day of a queue in SQL: closed for newcomers, what is said to all who wait, whose help it has."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import QueueId
from broker.stores.database import Database
from broker.stores.tables import queue_days
from broker.stores.visits import Op, once


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

    async def change(
        self, queue: QueueId, day: date, *, op: Op | None = None, now: datetime, **values: Any
    ) -> QueueDay:
        """Sets some fields of `QueueDay`; the others stay. Repeating it changes nothing.

        Raises AlreadyDone, OpReused, StoreDown.
        """
        words: Any = sqlite if self.database.sqlite else postgresql

        async def write(connection: AsyncConnection) -> QueueDay:
            key = {"queue": queue, "day": day.isoformat()}
            new = asdict(QueueDay(queue=queue)) | {"lent_to": []} | key
            # Only what is set is written: somebody else sets another field at the same moment.
            columns = {
                name: list(value) if name == "lent_to" else value for name, value in values.items()
            }
            first = words.insert(queue_days).values(new)
            await connection.execute(first.on_conflict_do_nothing())
            change = update(queue_days).where(*(queue_days.c[name] == key[name] for name in key))
            row = (await connection.execute(change.values(columns).returning(queue_days))).one()
            return _day(row)

        return await once(self.database, op, write, now=now)


async def closed_days(
    connection: AsyncConnection, first: date, until: date
) -> set[tuple[str, str]]:
    """Queue and ISO date of each day, from `first` to before `until`, that is closed."""
    query = select(queue_days.c.queue, queue_days.c.day).where(
        queue_days.c.closed,
        queue_days.c.day >= first.isoformat(),
        queue_days.c.day < until.isoformat(),
    )
    return {(row.queue, row.day) for row in (await connection.execute(query)).all()}


def _day(row: Row[Any]) -> QueueDay:
    return QueueDay(
        queue=QueueId(row.queue),
        closed=row.closed,
        notice=row.notice,
        notice_at=row.notice_at,
        lent_to=tuple(row.lent_to),
    )
