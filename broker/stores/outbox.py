"""An outbox in SQL: rows that wait to be sent, each claimed by one sender, sent at least once.

A claim is a lease: it counts an attempt and moves `due_at` on, by compare-and-set. So two nodes
never send the same row in the normal case; a node that dies between sending and noting it leaves
one that is sent again after the lease. The table has `id`, `due_at`, `attempts`, `sent_at` and
`gave_up`; what is sent is in the other columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """One table of them. A sender must be done within `lease` with all that it claimed at once."""

    table: Table
    lease: timedelta
    first_retry: timedelta
    longest_retry: timedelta
    attempts: int

    async def claim_due(
        self, connection: AsyncConnection, now: datetime, *, limit: int, but: ColumnElement[bool]
    ) -> list[Row[Any]]:
        """Claims what is due, oldest first, without those of `but`. A row's `attempts` do not count
        this one yet."""
        table = self.table
        query = (
            select(table)
            .where(table.c.sent_at.is_(None), table.c.due_at <= now, table.c.gave_up.is_(False))
            .where(~but)
            .order_by(table.c.id)
            .limit(limit)
        )
        rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
        return [row for row in rows if await self._claim(connection, row, now)]

    async def note_sent(self, connection: AsyncConnection, number: int, now: datetime) -> None:
        """It has been taken from us."""
        await self._note(connection, number, sent_at=now)

    async def note_failed(
        self,
        connection: AsyncConnection,
        number: int,
        now: datetime,
        *,
        attempts: int,
        wait: timedelta = timedelta(),
    ) -> None:
        """Tries again later and later, and not before `wait`; gives up after the last attempt."""
        later = min(self.first_retry * 2 ** (attempts - 1), self.longest_retry)
        due_at, gave_up = now + max(later, wait), attempts >= self.attempts
        await self._note(connection, number, due_at=due_at, gave_up=gave_up)

    async def give_up(self, connection: AsyncConnection, number: int) -> None:
        """This one will not be sent: refused for good, or overtaken by what happened since."""
        await self._note(connection, number, gave_up=True)

    async def _note(self, connection: AsyncConnection, number: int, **values: object) -> None:
        table = self.table
        await connection.execute(update(table).where(table.c.id == number).values(values))

    async def _claim(self, connection: AsyncConnection, row: Row[Any], now: datetime) -> bool:
        table = self.table
        result = await connection.execute(
            update(table)
            .where(
                table.c.id == row.id,
                table.c.attempts == row.attempts,
                table.c.sent_at.is_(None),
            )
            .values(attempts=row.attempts + 1, due_at=now + self.lease)
        )
        return result.rowcount == 1
