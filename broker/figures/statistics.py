"""Public figures by service, channel and month, and by department, channel and week; from the visits,
so they outlive personal data.

The formulas, for each service, channel (the one a visit ended on) and local month or week (from Monday
on) of the slot (of the opening for a walk-in):

- booked: all appointments and walk-ins, whatever became of them;
- held: ended as completed, come_in_person, continued_by_phone or transferred_out, after citizen
  and clerk had been together in a call;
- no_show_citizen, no_show_office, cancelled: ended so;
- other: every other end (left, lost contact, technical failure, aborted, sent on without a call);
- what is missing to `booked` has not ended yet;
- median wait: from the arrival to the last call, over all visits that were called;
- median talk: from the first picture or word (from joining, if that was not reported) to the end,
  over all visits held.

The queue of `vorsprache probe` counts nowhere. No figure shows one person's time: a median of
fewer than three visits is left out.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.catalogues import Catalogues
from broker.core.calendar import day_start, local_day
from broker.core.catalogue import PROBE_QUEUE, Catalogue
from broker.core.visit import Outcome
from broker.stores.database import Database
from broker.stores.tables import bookings, visits

LOOKS_BACK = timedelta(days=2 * 366)
# Half a year: what is older is seen better by months.
WEEKS = 26
ENOUGH = 3
# Rows counted without a break: a few milliseconds, so that sockets are served in between.
AT_ONCE = 1000
HELD = frozenset(
    {
        Outcome.COMPLETED,
        Outcome.COME_IN_PERSON,
        Outcome.CONTINUED_BY_PHONE,
        Outcome.TRANSFERRED_OUT,
    }
)
OWN_COLUMN = frozenset({Outcome.NO_SHOW_CITIZEN, Outcome.NO_SHOW_OFFICE, Outcome.CANCELLED})

AT = func.coalesce(visits.c.slot_start, visits.c.opens_at)


class About(NamedTuple):
    """What is counted together. A week may lie in two months: then it is counted in two parts."""

    month: str
    week: date
    department: str
    service: str
    channel: str


@dataclass(slots=True)
class Figures:
    """Counts and times (in seconds) of what is counted together."""

    booked: int = 0
    held: int = 0
    other: int = 0
    by_outcome: dict[Outcome, int] = field(default_factory=dict)
    waits: list[int] = field(default_factory=list)
    talks: list[int] = field(default_factory=list)

    def add(self, more: "Figures") -> None:
        """Both together."""
        self.booked += more.booked
        self.held += more.held
        self.other += more.other
        for outcome, count in more.by_outcome.items():
            self.by_outcome[outcome] = self.by_outcome.get(outcome, 0) + count
        self.waits += more.waits
        self.talks += more.talks


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the visits of one row."""

    booked: int
    held: int
    no_show_citizen: int
    no_show_office: int
    cancelled: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Counts):
    """One service in one month; a service that is offered no more keeps its id as name."""

    month: str
    department: str
    department_name: str
    service: str
    service_name: str
    channel: str
    median_wait_s: int | None
    median_talk_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(Counts):
    """One department in one week; `week` is its Monday."""

    week: date
    department: str
    department_name: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """All rows: by department, service, channel and month; the last weeks by department and channel.
    `this_week` is the Monday of the week that is not over."""

    months: list[Line]
    weeks: list[Week]
    this_week: date


class Statistics:
    """The figures of the last two years. One per node.

    Kept and counted again only after something moved, and then only from the first month on that it
    can concern: the month of the oldest visit that moved since, or of the last count (an appointment
    is rescheduled from a day to come).
    """

    def __init__(self, database: Database, catalogues: Catalogues) -> None:
        """Counts nothing yet."""
        self._database = database
        self._catalogues = catalogues
        self._counting = asyncio.Lock()
        self._counted: dict[About, Figures] = {}
        self._counted_at: datetime | None = None
        self._moved_at: datetime | None = None
        self._mark: tuple[Any, ...] = ()
        self._months: list[Line] = []

    async def published(self, now: datetime) -> Published:
        """All rows as they are now."""
        catalogue = await self._catalogues.current()
        async with self._counting, self._database.read() as connection:
            mark = await _mark(connection)
            if (mark, catalogue) != self._mark:
                await self._count(connection, catalogue, now)
                self._months = _months(self._counted, catalogue)
                self._mark, self._moved_at = (mark, catalogue), mark[2]
                self._counted_at = now
            this_week = _week(now, catalogue)
            weeks = _weeks(self._counted, catalogue, this_week)
        return Published(months=self._months, weeks=weeks, this_week=this_week)

    async def _count(
        self, connection: AsyncConnection, catalogue: Catalogue, now: datetime
    ) -> None:
        since = await self._since(connection, catalogue, now)
        month = _month(since, catalogue)
        counted: dict[About, Figures] = defaultdict(Figures)
        async for rows in _visits(connection, since):
            for row in rows:
                _add(counted[_about(row, catalogue)], row)
        kept = {about: figures for about, figures in self._counted.items() if about.month < month}
        self._counted = kept | counted

    async def _since(
        self, connection: AsyncConnection, catalogue: Catalogue, now: datetime
    ) -> datetime:
        """The first instant of the month from which on has to be counted."""
        oldest = now - LOOKS_BACK
        if self._counted_at is not None and self._moved_at is not None:
            moved = select(func.min(AT)).where(visits.c.moved_at >= self._moved_at)
            oldest = min(await connection.scalar(moved) or now, self._counted_at)
        first = local_day(oldest, catalogue.zone).replace(day=1)
        return day_start(first, catalogue.zone)


async def _mark(connection: AsyncConnection) -> tuple[Any, ...]:
    """Changes with every booking and every move, also while a clock stands still."""
    query = select(func.count(), func.sum(visits.c.version), func.max(visits.c.moved_at))
    return tuple((await connection.execute(query)).one())


async def _visits(
    connection: AsyncConnection, since: datetime
) -> AsyncIterator[Sequence[Row[Any]]]:
    columns = [
        visits.c.service,
        bookings.c.department,
        visits.c.channel,
        AT.label("at"),
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
        .where(visits.c.queue != PROBE_QUEUE, since <= AT)
    )
    async with connection.stream(query) as result:
        async for rows in result.partitions(AT_ONCE):
            yield rows
            await asyncio.sleep(0)


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


def _months(counted: dict[About, Figures], catalogue: Catalogue) -> list[Line]:
    services = {service.id: service.name for _, service in catalogue.services()}
    names = _names(catalogue)
    together: dict[tuple[str, str, str, str], Figures] = defaultdict(Figures)
    for (month, _, *rest), figures in counted.items():
        department, service, channel = rest
        together[department, service, channel, month].add(figures)
    return [
        Line(
            month=month,
            department=department,
            department_name=names.get(department, department),
            service=service,
            service_name=services.get(service, service),
            channel=channel,
            median_wait_s=_median(figures.waits),
            median_talk_s=_median(figures.talks),
            **_counts(figures),
        )
        for (department, service, channel, month), figures in sorted(
            together.items(), key=lambda item: item[0]
        )
    ]


def _weeks(counted: dict[About, Figures], catalogue: Catalogue, last: date) -> list[Week]:
    names = _names(catalogue)
    first = last - timedelta(weeks=WEEKS - 1)
    together: dict[tuple[str, str, date], Figures] = defaultdict(Figures)
    for about, figures in counted.items():
        if first <= about.week <= last:
            together[about.department, about.channel, about.week].add(figures)
    return [
        Week(
            week=week,
            department=department,
            department_name=names.get(department, department),
            channel=channel,
            **_counts(figures),
        )
        for (department, channel, week), figures in sorted(
            together.items(), key=lambda item: item[0]
        )
    ]


def _counts(figures: Figures) -> dict[str, int]:
    return {
        "booked": figures.booked,
        "held": figures.held,
        "no_show_citizen": figures.by_outcome.get(Outcome.NO_SHOW_CITIZEN, 0),
        "no_show_office": figures.by_outcome.get(Outcome.NO_SHOW_OFFICE, 0),
        "cancelled": figures.by_outcome.get(Outcome.CANCELLED, 0),
        "other": figures.other,
    }


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {department.id: department.name for department in catalogue.departments}


def _about(row: Row[Any], catalogue: Catalogue) -> About:
    return About(
        month=_month(row.at, catalogue),
        week=_week(row.at, catalogue),
        department=row.department,
        service=row.service,
        channel=row.channel,
    )


def _week(instant: datetime, catalogue: Catalogue) -> date:
    day = local_day(instant, catalogue.zone)
    return day - timedelta(days=day.weekday())


def _month(instant: datetime, catalogue: Catalogue) -> str:
    local = instant.astimezone(catalogue.zone)
    return f"{local.year}-{local.month:02d}"


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


def _median(seconds: list[int]) -> int | None:
    return int(median(seconds)) if len(seconds) >= ENOUGH else None
