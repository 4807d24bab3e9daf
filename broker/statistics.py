"""Public figures by service, channel and month; from the visits, so they outlive personal data.

The formulas, for each service, channel (the one a visit ended on) and local month of the slot (of
the opening for a walk-in):

- booked: all appointments and walk-ins, whatever became of them;
- held: ended as completed, come_in_person, continued_by_phone or transferred_out, after citizen
  and clerk had been together in a call;
- no_show_citizen, no_show_office, cancelled: ended so;
- other: every other end (left, lost contact, technical failure, aborted, sent on without a call);
- what is missing to `booked` has not ended yet;
- median wait: from the arrival to the last call, over all visits that were called;
- median talk: from the first picture or word (from joining, if that was not reported) to the end,
  over all visits held.

The queue of `vorsprache probe` counts nowhere. No figure shows one person's time: a median of fewer
than three visits is left out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.catalogues import Catalogues
from broker.core.catalogue import PROBE_QUEUE, Catalogue
from broker.core.visit import Outcome
from broker.stores.database import Database
from broker.stores.tables import bookings, visits

LOOKS_BACK = timedelta(days=2 * 366)
ENOUGH = 3
HELD = frozenset(
    {
        Outcome.COMPLETED,
        Outcome.COME_IN_PERSON,
        Outcome.CONTINUED_BY_PHONE,
        Outcome.TRANSFERRED_OUT,
    }
)
OWN_COLUMN = frozenset({Outcome.NO_SHOW_CITIZEN, Outcome.NO_SHOW_OFFICE, Outcome.CANCELLED})

# Service, department, channel, month: what a row of figures is about.
About = tuple[str, str, str, str]


@dataclass(slots=True)
class Figures:
    """Counts of one service, channel and month; times in seconds."""

    booked: int = 0
    held: int = 0
    other: int = 0
    by_outcome: dict[Outcome, int] = field(default_factory=dict)
    waits: list[int] = field(default_factory=list)
    talks: list[int] = field(default_factory=list)

    @property
    def median_wait_s(self) -> int | None:
        """None where it would be nearly one person's."""
        return _median(self.waits)

    @property
    def median_talk_s(self) -> int | None:
        """Likewise."""
        return _median(self.talks)


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its names; a service that is offered no more keeps its id as name."""

    department: str
    department_name: str
    service: str
    service_name: str
    channel: str
    month: str
    figures: Figures


class Statistics:
    """The figures of the last two years. One per node; counts again only after something moved."""

    def __init__(self, database: Database, catalogues: Catalogues) -> None:
        """Counts nothing yet."""
        self._database = database
        self._catalogues = catalogues
        self._mark: tuple[Any, ...] | None = None
        self._lines: list[Line] = []

    async def lines(self, now: datetime) -> list[Line]:
        """All rows, by department, service, channel and month."""
        catalogue = await self._catalogues.current()
        async with self._database.read() as connection:
            mark = await _mark(connection, catalogue, now)
            if mark != self._mark:
                counted = _count(await _visits(connection, now), catalogue)
                self._lines, self._mark = _named(counted, catalogue), mark
        return self._lines


async def _mark(
    connection: AsyncConnection, catalogue: Catalogue, now: datetime
) -> tuple[Any, ...]:
    """Changes with every booking and every move."""
    query = select(func.count(), func.sum(visits.c.version), func.max(visits.c.moved_at))
    row = (await connection.execute(query)).one()
    return (*row, hash(catalogue), now.date())


async def _visits(connection: AsyncConnection, now: datetime) -> Sequence[Row[Any]]:
    at = func.coalesce(visits.c.slot_start, visits.c.opens_at)
    columns = [
        visits.c.service,
        bookings.c.department,
        visits.c.channel,
        at.label("at"),
        visits.c.outcome,
        visits.c.arrived_at,
        visits.c.called_at,
        visits.c.joined_at,
        visits.c.connected_at,
        visits.c.ended_at,
    ]
    query = (
        select(*columns)
        .join(bookings, bookings.c.reference == visits.c.booking)
        .where(visits.c.queue != PROBE_QUEUE, at >= now - LOOKS_BACK)
    )
    return (await connection.execute(query)).all()


def _count(rows: Sequence[Row[Any]], catalogue: Catalogue) -> dict[About, Figures]:
    zone = catalogue.zone
    counted: dict[About, Figures] = defaultdict(Figures)
    for row in rows:
        month = row.at.astimezone(zone).strftime("%Y-%m")
        _add(counted[row.service, row.department, row.channel, month], row)
    return counted


def _add(figures: Figures, row: Row[Any]) -> None:
    figures.booked += 1
    if row.arrived_at and row.called_at:
        figures.waits.append(_seconds(row.arrived_at, row.called_at))
    if row.outcome is None:
        return
    outcome = Outcome(row.outcome)
    if outcome in OWN_COLUMN:
        figures.by_outcome[outcome] = figures.by_outcome.get(outcome, 0) + 1
    elif outcome in HELD and row.joined_at:
        figures.held += 1
        figures.talks.append(_seconds(row.connected_at or row.joined_at, row.ended_at))
    else:
        figures.other += 1


def _named(counted: dict[About, Figures], catalogue: Catalogue) -> list[Line]:
    services = {service.id: service.name for _, service in catalogue.services()}
    departments = {department.id: department.name for department in catalogue.departments}
    lines = [
        Line(
            department=department,
            department_name=departments.get(department, department),
            service=service,
            service_name=services.get(service, service),
            channel=channel,
            month=month,
            figures=figures,
        )
        for (service, department, channel, month), figures in counted.items()
    ]
    return sorted(
        lines, key=lambda line: (line.department, line.service, line.channel, line.month)
    )


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


def _median(seconds: list[int]) -> int | None:
    return int(median(seconds)) if len(seconds) >= ENOUGH else None
