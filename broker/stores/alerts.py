"""Alerts and their limits in SQL. Of several nodes that raise the same alert, the first one wins."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.alerts import Alarm, Kind, Limits
from broker.core.visit import QueueId
from broker.stores.database import Database
from broker.stores.tables import alerts, queue_limits

# A node that looks a moment later than another must not raise what was just taken back.
REST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An open alert. `value`: the worst so far; `taken_by`: who said "I take care"."""

    id: int
    queue: QueueId
    kind: Kind
    value: int
    limit: int
    raised_at: datetime
    taken_by: str | None = None
    taken_at: datetime | None = None


class Alerts:
    """All alerts of the installation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def open(self, queues: Collection[QueueId] | None = None) -> list[Alert]:
        """The open ones (of these queues), the oldest first."""
        query = select(alerts).where(alerts.c.cleared_at.is_(None)).order_by(alerts.c.id)
        if queues is not None:
            query = query.where(alerts.c.queue.in_(queues))
        async with self.database.read() as connection:
            return [_alert(row) for row in (await connection.execute(query)).all()]

    async def get(self, alert: int) -> Alert | None:
        """One that is open, or None."""
        query = select(alerts).where(alerts.c.id == alert, alerts.c.cleared_at.is_(None))
        async with self.database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _alert(row)

    async def settle(
        self,
        queue: QueueId,
        *,
        opening: Iterable[Alarm] = (),
        worse: Iterable[Alarm] = (),
        over: Iterable[Kind] = (),
        now: datetime,
    ) -> bool:
        """Raises, worsens and takes back; False when other nodes had done all of it."""
        changed = [await self._raise(queue, alarm, now) for alarm in opening]

        async def change(connection: AsyncConnection) -> bool:
            some = [await _worsen(connection, queue, alarm) for alarm in worse]
            some += [await _clear(connection, queue, kind, now) for kind in over]
            return any(some)

        if worse or over:
            changed.append(await self.database.write(change))
        return any(changed)

    async def take(self, alert: int, name: str, now: datetime) -> bool:
        """Notes who takes care; False when somebody else does, or when it is over."""

        async def change(connection: AsyncConnection) -> bool:
            mine = alerts.c.id == alert, alerts.c.cleared_at.is_(None), alerts.c.taken_by.is_(None)
            result = await connection.execute(
                update(alerts).where(*mine).values(taken_by=name, taken_at=now)
            )
            return bool(result.rowcount)

        return await self.database.write(change)

    async def limits(self) -> dict[QueueId, Limits]:
        """The limits of every queue that has its own."""
        query = select(queue_limits.c.queue, queue_limits.c.limits)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {QueueId(row.queue): Limits(**row.limits) for row in rows}

    async def set_limits(self, queue: QueueId, limits: Limits, by: str, now: datetime) -> None:
        """From now on these hold."""

        async def change(connection: AsyncConnection) -> None:
            row = {"queue": queue, "limits": asdict(limits), "changed_by": by, "changed_at": now}
            await connection.execute(self.database.upsert(queue_limits, row))

        await self.database.write(change)

    async def _raise(self, queue: QueueId, alarm: Alarm, now: datetime) -> bool:
        async def change(connection: AsyncConnection) -> bool:
            same = alerts.c.queue == queue, alerts.c.kind == alarm.kind
            just_over = select(alerts.c.id).where(*same, alerts.c.cleared_at > now - REST).limit(1)
            if await connection.scalar(just_over) is not None:
                return False
            await connection.execute(
                insert(alerts).values(
                    queue=queue,
                    kind=alarm.kind.value,
                    value=alarm.value,
                    limit=alarm.limit,
                    raised_at=now,
                )
            )
            return True

        try:
            return await self.database.write(change)
        except IntegrityError:
            # uq_alerts_open: another node was faster.
            return False


async def _worsen(connection: AsyncConnection, queue: QueueId, alarm: Alarm) -> bool:
    result = await connection.execute(
        update(alerts)
        .where(*_open(queue, alarm.kind), alerts.c.value < alarm.value)
        .values(value=alarm.value)
    )
    return bool(result.rowcount)


async def _clear(connection: AsyncConnection, queue: QueueId, kind: Kind, now: datetime) -> bool:
    result = await connection.execute(
        update(alerts).where(*_open(queue, kind)).values(cleared_at=now)
    )
    return bool(result.rowcount)


def _open(queue: QueueId, kind: Kind) -> tuple[Any, ...]:
    return alerts.c.queue == queue, alerts.c.kind == kind.value, alerts.c.cleared_at.is_(None)


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        queue=QueueId(row.queue),
        kind=Kind(row.kind),
        value=row.value,
        limit=row.limit,
        raised_at=row.raised_at,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
    )
