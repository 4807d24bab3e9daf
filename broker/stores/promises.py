"""What those who wait were promised, and the past and the bookings that a forecast is made from.

A promise is written once, when somebody is told a range for the first time in a queue; every node may
try. Whether it held is not stored: the moves say when the call came.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.promise import Promise
from broker.core.visit import QueueId, Stage, VisitId
from broker.stores.database import Database
from broker.stores.tables import moves, promises, visits

MOST_JUDGED = 500


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise, and to whom it was made."""

    visit: VisitId
    queue: QueueId
    promise: Promise


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise and what came: the first call after it, or the end without one."""

    queue: QueueId
    promise: Promise
    arrived_at: datetime | None
    called_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """A visit of a queue that is over; the times that its booking knows nothing of."""

    service: str
    clerk: str | None
    arrived_at: datetime
    called_at: datetime | None
    joined_at: datetime | None
    ended_at: datetime


class Promises:
    """All promises of the installation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def note(self, made: Sequence[Promised]) -> None:
        """Writes promises down; the first of a visit in a queue stays. Raises StoreDown."""
        if not made:
            return
        rows = [
            {
                "visit": each.visit,
                "queue": each.queue,
                "at": each.promise.at,
                "earliest_s": each.promise.earliest_s,
                "latest_s": each.promise.latest_s,
            }
            for each in made
        ]
        words: Any = sqlite if self.database.sqlite else postgresql

        async def change(connection: AsyncConnection) -> None:
            await connection.execute(words.insert(promises).on_conflict_do_nothing(), rows)

        await self.database.write(change)

    async def outcomes(
        self, *, since: datetime, queue: QueueId | None = None, limit: int = MOST_JUDGED
    ) -> list[Outcome]:
        """The newest promises made since then, oldest first, each with what came of it."""
        call = and_(
            moves.c.visit == promises.c.visit,
            moves.c.command == "call",
            moves.c.at >= promises.c.at,
            or_(moves.c.queue.is_(None), moves.c.queue == promises.c.queue),
        )
        query = (
            select(
                promises,
                visits.c.arrived_at,
                visits.c.ended_at,
                visits.c.queue.label("now_in"),
                func.min(moves.c.at).label("called_at"),
            )
            .join(visits, visits.c.id == promises.c.visit)
            .outerjoin(moves, call)
            .where(promises.c.at >= since)
            .group_by(promises.c.visit, promises.c.queue, visits.c.id)
            .order_by(promises.c.at.desc(), promises.c.visit)
            .limit(limit)
        )
        if queue is not None:
            query = query.where(promises.c.queue == queue)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Outcome(
                QueueId(row.queue),
                Promise(row.at, row.earliest_s, row.latest_s),
                row.arrived_at,
                row.called_at,
                # Who was sent on to another queue did not wait here to the end.
                row.ended_at if row.now_in == row.queue else None,
            )
            for row in reversed(rows)
            if row.called_at is not None or row.now_in == row.queue
        ]

    async def ended(self, queue: QueueId, *, limit: int = 40) -> list[Ended]:
        """The last visits of a queue that came into its line and are over."""
        columns = [visits.c[name] for name in Ended.__slots__]
        query = (
            select(*columns)
            .where(
                visits.c.queue == queue,
                visits.c.arrived_at.is_not(None),
                visits.c.ended_at.is_not(None),
            )
            .order_by(visits.c.ended_at.desc())
            .limit(limit)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [Ended(*row) for row in rows]

    async def waits_s(self, *, since: datetime, queue: QueueId) -> list[int]:
        """How long everybody waited who was called since then, in seconds."""
        query = select(visits.c.arrived_at, visits.c.called_at).where(
            visits.c.queue == queue,
            visits.c.called_at >= since,
            visits.c.arrived_at.is_not(None),
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [max(0, int((row.called_at - row.arrived_at).total_seconds())) for row in rows]

    async def expected(self, *, since: datetime, until: datetime) -> dict[QueueId, list[datetime]]:
        """The slots of those who are booked between two instants and have not come, by queue."""
        query = (
            select(visits.c.queue, visits.c.slot_start)
            .where(
                visits.c.stage == Stage.BOOKED.value,
                visits.c.slot_start >= since,
                visits.c.slot_start <= until,
            )
            .order_by(visits.c.slot_start)
        )
        found: dict[QueueId, list[datetime]] = defaultdict(list)
        async with self.database.read() as connection:
            for row in await connection.execute(query):
                found[QueueId(row.queue)].append(row.slot_start)
        return found

    async def showed(self, *, since: datetime, until: datetime) -> tuple[int, int]:
        """Of those whose slot was between two instants: how many came, and how many did not."""
        came = func.count(visits.c.arrived_at)
        query = select(came, func.count()).where(
            visits.c.slot_start >= since,
            visits.c.slot_start < until,
            or_(visits.c.outcome.is_(None), visits.c.outcome != "cancelled"),
        )
        async with self.database.read() as connection:
            shown, all_of_them = (await connection.execute(query)).one()
        return shown, all_of_them - shown
