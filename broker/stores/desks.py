"""Desks in SQL: who works where now, and when a queue had a desk open."""

import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import QueueId
from broker.stores.database import Database
from broker.stores.tables import desk_hours, desks
from broker.stores.visits import Op, once

# Who has not touched the desk for so long is not taken for anybody of today.
LONGEST_SHIFT = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A clerk's desk. `state` is `open`, `break` or `closed`."""

    clerk: str
    name: str
    state: str
    queues: tuple[QueueId, ...]
    since: datetime


# What is asked most often, put together once.
_ONE = select(desks).where(desks.c.clerk == bindparam("clerk"))
_OPEN = select(desks).where(desks.c.state != "closed")


class Desks:
    """All desks of the installation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get(self, clerk: str) -> DeskRow | None:
        """A clerk's desk, or None when it was never opened."""
        async with self.database.read() as connection:
            row = (await connection.execute(_ONE, {"clerk": clerk})).first()
        return None if row is None else _desk(row)

    async def all_open(self) -> list[DeskRow]:
        """Every desk that is open or on a break."""
        async with self.database.read() as connection:
            return [_desk(row) for row in await connection.execute(_OPEN)]

    async def set(
        self,
        clerk: str,
        name: str,
        state: str,
        queues: Sequence[QueueId],
        *,
        now: datetime,
        op: Op | None = None,
    ) -> DeskRow:
        """Sets a desk, and keeps the book of its hours. Repeating it changes nothing.

        Two clerks of one name are told apart by a number: Anna and Anna (2). Raises AlreadyDone,
        OpReused, StoreDown.
        """

        async def change(connection: AsyncConnection) -> DeskRow:
            shown = await _told_apart(connection, clerk, name, now)
            row = DeskRow(clerk, shown, state, tuple(queues), now)
            # Also when two nodes close a silent desk at the same moment.
            values = asdict(row) | {"queues": list(queues)}
            await connection.execute(self.database.upsert(desks, values))
            served = set(queues) if state == "open" else set()
            await _keep_hours(connection, clerk, served, now)
            return row

        return await once(self.database, op, change, now=now)

    async def was_open(self, queue: QueueId, start: datetime, end: datetime) -> bool:
        """True when any desk served the queue at some time between `start` and `end`."""
        query = (
            select(desk_hours.c.id)
            .where(
                desk_hours.c.queue == queue,
                desk_hours.c.opened_at < end,
                or_(desk_hours.c.closed_at.is_(None), desk_hours.c.closed_at > start),
            )
            .limit(1)
        )
        async with self.database.read() as connection:
            return await connection.scalar(query) is not None


async def _told_apart(connection: AsyncConnection, clerk: str, name: str, now: datetime) -> str:
    """The name, with a number where others have worked under it in these hours; once given it stays."""
    rows = (await connection.execute(select(desks.c.clerk, desks.c.name, desks.c.since))).all()
    taken = {row.name for row in rows if row.clerk != clerk and row.since > now - LONGEST_SHIFT}
    mine = next((row.name for row in rows if row.clerk == clerk), name)
    if mine not in taken and (mine == name or mine.startswith(f"{name} (")):
        return mine
    numbered = (f"{name} ({n})" for n in itertools.count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


async def _keep_hours(
    connection: AsyncConnection, clerk: str, served: set[QueueId], now: datetime
) -> None:
    running = desk_hours.c.clerk == clerk, desk_hours.c.closed_at.is_(None)
    already = set(await connection.scalars(select(desk_hours.c.queue).where(*running)))
    await connection.execute(
        update(desk_hours).where(*running, desk_hours.c.queue.not_in(served)).values(closed_at=now)
    )
    for queue in served - already:
        await connection.execute(
            insert(desk_hours).values(clerk=clerk, queue=queue, opened_at=now)
        )


def _desk(row: Row[Any]) -> DeskRow:
    values = row._mapping
    return DeskRow(
        values["clerk"],
        values["name"],
        values["state"],
        tuple(QueueId(queue) for queue in values["queues"]),
        values["since"],
    )
