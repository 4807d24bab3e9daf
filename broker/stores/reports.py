"""What boards and reports read from SQL: no names of citizens, no notes, no texts."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.curves import Called, Course, Stretch
from broker.core.today import Ended
from broker.core.visit import Outcome, QueueId, Stage, VisitId
from broker.stores.database import Database
from broker.stores.tables import alerts, desk_hours, moves, visits

# Nobody waits longer: who waits at the beginning of a stretch of time arrived within it.
LONGEST_VISIT = timedelta(hours=14)
AT = func.coalesce(visits.c.slot_start, visits.c.opens_at)
# Rows taken without a break: a few milliseconds, so that sockets are served in between.
AT_ONCE = 1000
VISITS_AT_ONCE = 100


async def ended_since(database: Database, queue: QueueId, since: datetime) -> list[Ended]:
    """The visits of a queue that ended from then on."""
    query = select(visits.c.id, visits.c.outcome, visits.c.ended_at, visits.c.joined_at).where(
        # What ended since then moved since then, and for that there is an index.
        visits.c.moved_at >= since,
        visits.c.queue == queue,
        visits.c.stage == Stage.ENDED.value,
        visits.c.ended_at >= since,
    )
    async with database.read() as connection:
        rows = (await connection.execute(query)).all()
    return [
        Ended(VisitId(row.id), Outcome(row.outcome), row.ended_at, row.joined_at is not None)
        for row in rows
    ]


async def course_of(database: Database, queue: QueueId, since: datetime, now: datetime) -> Course:
    """Everything that happened in a queue from `since` to now."""
    waits: list[Stretch] = []
    calls: list[Stretch] = []
    called: list[Called] = []
    async with database.read() as connection:
        rows = await _moves(connection, queue, since - LONGEST_VISIT)
        desks = await _desk_hours(connection, [queue], since, now)
    for n, (_, found) in enumerate(groupby(rows, key=lambda row: row.visit)):
        _follow(list(found), queue, waits, calls, called)
        if n % VISITS_AT_ONCE == VISITS_AT_ONCE - 1:
            await asyncio.sleep(0)
    stretches = [Stretch(row.opened_at, row.closed_at) for row in desks]
    return Course(waits=waits, desks=stretches, calls=calls, called=called)


async def visits_between(
    database: Database, queues: Collection[str], since: datetime, until: datetime
) -> AsyncIterator[Sequence[Row[Any]]]:
    """Visits whose slot (walk-ins: whose opening) is in `[since, until)`, a part at a time."""
    columns = [
        visits.c.queue,
        visits.c.service,
        visits.c.channel,
        AT.label("at"),
        visits.c.outcome,
        visits.c.arrived_at,
        visits.c.called_at,
        visits.c.joined_at,
        visits.c.connected_at,
        visits.c.ended_at,
    ]
    query = select(*columns).where(visits.c.queue.in_(queues), since <= AT, until > AT)
    async with database.read() as connection, connection.stream(query) as result:
        async for rows in result.partitions(AT_ONCE):
            yield rows
            await asyncio.sleep(0)


async def desks_between(
    database: Database, queues: Collection[str], since: datetime, until: datetime
) -> Sequence[Row[Any]]:
    """When desks were open for these queues: `queue, clerk, opened_at, closed_at`."""
    async with database.read() as connection:
        return await _desk_hours(connection, queues, since, until)


async def alerts_between(
    database: Database, queues: Collection[str], since: datetime, until: datetime
) -> Sequence[Row[Any]]:
    """Alerts that were raised in `[since, until)`, without who took care."""
    columns = [
        alerts.c.queue,
        alerts.c.kind,
        alerts.c.value,
        alerts.c.limit,
        alerts.c.raised_at,
        alerts.c.cleared_at,
        alerts.c.taken_at,
    ]
    query = (
        select(*columns)
        .where(
            alerts.c.queue.in_(queues),
            alerts.c.raised_at >= since,
            alerts.c.raised_at < until,
        )
        .order_by(alerts.c.raised_at, alerts.c.id)
    )
    async with database.read() as connection:
        return (await connection.execute(query)).all()


async def _moves(
    connection: AsyncConnection, queue: QueueId, since: datetime
) -> Sequence[Row[Any]]:
    """All moves of every visit that was in this queue since then, in order."""
    here = union(
        select(moves.c.visit.label("id")).where(moves.c.queue == queue, moves.c.at >= since),
        select(visits.c.id).where(visits.c.queue == queue, visits.c.moved_at >= since),
    ).subquery()
    columns = [
        moves.c.visit,
        moves.c.stage,
        moves.c.at,
        # Moves of before there were transfers do not name their queue.
        func.coalesce(moves.c.queue, visits.c.queue).label("queue"),
    ]
    query = (
        select(*columns)
        .join(visits, visits.c.id == moves.c.visit)
        .where(moves.c.visit.in_(select(here.c.id)))
        .order_by(moves.c.visit, moves.c.version)
    )
    found: list[Row[Any]] = []
    async with connection.stream(query) as result:
        async for rows in result.partitions(AT_ONCE):
            found += rows
            await asyncio.sleep(0)
    return found


def _follow(
    rows: list[Row[Any]],
    queue: str,
    waits: list[Stretch],
    calls: list[Stretch],
    called: list[Called],
) -> None:
    """One visit from move to move."""
    arrived: datetime | None = None
    before = None
    for n, row in enumerate(rows):
        # Several moves within one stage are one stretch: it ends where stage or queue change.
        if row.stage == Stage.WAITING.value:
            arrived = arrived or row.at
        entered = before is None or (row.stage, row.queue) != (before.stage, before.queue)
        if row.queue == queue and entered:
            end = _end(rows[n + 1 :], row)
            if row.stage == Stage.WAITING.value:
                waits.append(Stretch(row.at, end))
            elif row.stage == Stage.IN_CALL.value:
                calls.append(Stretch(row.at, end))
            elif row.stage == Stage.CALLED.value and arrived is not None:
                called.append(Called(row.at, int((row.at - arrived).total_seconds())))
        before = row


def _end(later: Iterable[Row[Any]], row: Row[Any]) -> datetime | None:
    for other in later:
        if (other.stage, other.queue) != (row.stage, row.queue):
            end: datetime = other.at
            return end
    return None


async def _desk_hours(
    connection: AsyncConnection, queues: Collection[str], since: datetime, until: datetime
) -> Sequence[Row[Any]]:
    columns = [
        desk_hours.c.queue,
        desk_hours.c.clerk,
        desk_hours.c.opened_at,
        desk_hours.c.closed_at,
    ]
    query = select(*columns).where(
        desk_hours.c.queue.in_(queues),
        desk_hours.c.opened_at < until,
        or_(desk_hours.c.closed_at.is_(None), desk_hours.c.closed_at > since),
    )
    return (await connection.execute(query)).all()
