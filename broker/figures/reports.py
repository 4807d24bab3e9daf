"""Reports for supervisors: figures by day, never a person and never a single clerk.

The formulas are those of `broker/figures/statistics.py`. A day is the local day of the slot (of the opening
for a walk-in). Lengths are in minutes or, where the name ends in `_s`, in seconds; a median and a
longest wait of fewer than three visits are left out, and so are the minutes at work of fewer than three
clerks: they would be one person's hours. `minutes_open` is when at least one desk was at work.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row

from broker.catalogues import Catalogues
from broker.core.calendar import day_start, days, local_day
from broker.core.catalogue import Catalogue
from broker.core.curves import DAY_STEP, WEEK_STEP, Point, Stretch, curve, peaks
from broker.core.sheet import Cell, Sheet
from broker.core.visit import Outcome, QueueId
from broker.figures.statistics import ENOUGH, HELD
from broker.stores import reports as store
from broker.stores.database import Database

Name = Literal["visits", "days", "desks", "alerts"]
NAMES: tuple[Name, ...] = ("visits", "days", "desks", "alerts")
LONGEST_DAYS = 366
WEEK = 7
OWN_COLUMN = (Outcome.NO_SHOW_CITIZEN, Outcome.NO_SHOW_OFFICE, Outcome.CANCELLED)
COUNTED = ("booked", "arrived", "held", *(each.value for each in OWN_COLUMN), "other")

Bounds = tuple[datetime, datetime]


@dataclass(slots=True)
class Figures:
    """Visits of one row: how many, how they ended, how long they waited and talked."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    waits_s: list[int] = field(default_factory=list)
    talks_s: list[int] = field(default_factory=list)

    def add(self, row: Row[Any]) -> None:
        """Counts one visit."""
        self.counts["booked"] += 1
        self.counts["arrived"] += row.arrived_at is not None
        if row.arrived_at and row.called_at:
            self.waits_s.append(_seconds(row.arrived_at, row.called_at))
        if row.outcome is None:
            return
        outcome = Outcome(row.outcome)
        if outcome in OWN_COLUMN:
            self.counts[outcome.value] += 1
        elif outcome in HELD and row.joined_at:
            self.counts["held"] += 1
            self.talks_s.append(_seconds(row.connected_at or row.joined_at, row.ended_at))
        else:
            self.counts["other"] += 1

    def cells(self) -> tuple[Cell, ...]:
        """The counts in their order."""
        return tuple(self.counts.values())


class Shift(NamedTuple):
    """A clerk's desk was open: for counting only, no clerk stands in any report."""

    clerk: str
    stretch: Stretch


class Reports:
    """Reads only."""

    def __init__(self, database: Database, catalogues: Catalogues) -> None:
        self._database = database
        self._catalogues = catalogues

    async def curve(self, queue: QueueId, count: int, now: datetime) -> list[Point]:
        """One day in steps of 15 minutes or several in steps of an hour, up to now."""
        zone = (await self._catalogues.current()).zone
        start = day_start(local_day(now, zone) - timedelta(days=count - 1), zone)
        course = await store.course_of(self._database, queue, start, now)
        return curve(course, start, now, DAY_STEP if count == 1 else WEEK_STEP)

    async def sheet(
        self, name: Name, queues: Collection[str], first: date, last: date, now: datetime
    ) -> Sheet:
        """One report about these queues, from the first local date to the last one."""
        catalogue = await self._catalogues.current()
        match name:
            case "visits":
                return await self._visits(catalogue, queues, first, last)
            case "days":
                return await self._days(catalogue, queues, first, last)
            case "desks":
                return await self._desks(catalogue, queues, first, last, now)
            case "alerts":
                return await self._alerts(catalogue, queues, first, last, now)

    async def _visits(
        self, catalogue: Catalogue, queues: Collection[str], first: date, last: date
    ) -> Sheet:
        services = {service.id: service.name for _, service in catalogue.services()}
        found = await self._count(
            catalogue,
            queues,
            (first, last),
            lambda row: (row.queue, row.service, row.channel),
        )
        rows = [
            (
                *(day, queue, _name(catalogue, queue)),
                *(service, services.get(service, service), channel),
                *figures.cells(),
                *(_median(figures.waits_s), _median(figures.talks_s)),
            )
            for (day, queue, service, channel), figures in sorted(found.items())
        ]
        about = ("day", "queue", "queue_name", "service", "service_name", "channel")
        return Sheet((*about, *COUNTED, "median_wait_s", "median_talk_s"), tuple(rows))

    async def _days(
        self, catalogue: Catalogue, queues: Collection[str], first: date, last: date
    ) -> Sheet:
        found = await self._count(catalogue, queues, (first, last), lambda row: (row.queue,))
        rows = [
            (
                *(day, queue, _name(catalogue, queue)),
                *figures.cells(),
                *(_median(figures.waits_s), _longest(figures.waits_s)),
            )
            for (day, queue), figures in sorted(found.items())
        ]
        columns = ("day", "queue", "queue_name", *COUNTED, "median_wait_s", "longest_wait_s")
        return Sheet(columns, tuple(rows))

    async def _count(
        self,
        catalogue: Catalogue,
        queues: Collection[str],
        span: tuple[date, date],
        about: Callable[[Row[Any]], tuple[str, ...]],
    ) -> dict[tuple[str, ...], Figures]:
        found: dict[tuple[str, ...], Figures] = defaultdict(Figures)
        since, until = _bounds(catalogue, *span)
        async for rows in store.visits_between(self._database, queues, since, until):
            for row in rows:
                day = local_day(row.at, catalogue.zone).isoformat()
                found[(day, *about(row))].add(row)
        return found

    async def _desks(
        self,
        catalogue: Catalogue,
        queues: Collection[str],
        first: date,
        last: date,
        now: datetime,
    ) -> Sheet:
        since, until = _bounds(catalogue, first, last)
        hours: dict[str, list[Shift]] = defaultdict(list)
        for row in await store.desks_between(self._database, queues, since, until):
            stretch = Stretch(row.opened_at, row.closed_at or now)
            hours[row.queue].append(Shift(row.clerk, stretch))
        talks = await self._count(catalogue, queues, (first, last), lambda row: (row.queue,))
        rows: list[tuple[Cell, ...]] = []
        by_day = {queue: _by_day(shifts, catalogue) for queue, shifts in hours.items()}
        for day in days(first, (last - first).days + 1):
            bounds = _bounds(catalogue, day, day)
            for queue in sorted(hours):
                figures = talks.get((day.isoformat(), queue), Figures())
                cells = _desk_cells(by_day[queue].get(day, []), bounds)
                if cells:
                    rows.append(
                        (
                            *(day.isoformat(), queue, _name(catalogue, queue)),
                            *cells,
                            *(figures.counts["held"], sum(figures.talks_s) // 60),
                        )
                    )
            # A year of many queues takes a while: sockets are served in between.
            await asyncio.sleep(0)
        columns = ("day", "queue", "queue_name", "desks", "minutes_open", "minutes_at_work")
        return Sheet((*columns, "held", "minutes_in_call"), tuple(rows))

    async def _alerts(
        self,
        catalogue: Catalogue,
        queues: Collection[str],
        first: date,
        last: date,
        now: datetime,
    ) -> Sheet:
        since, until = _bounds(catalogue, first, last)
        found = await store.alerts_between(self._database, queues, since, until)
        rows = [
            (
                row.raised_at.astimezone(catalogue.zone).strftime("%Y-%m-%d %H:%M"),
                row.queue,
                _name(catalogue, row.queue),
                row.kind,
                row.value,
                row.limit,
                _seconds(row.raised_at, row.cleared_at or now) // 60,
                None if row.taken_at is None else _seconds(row.raised_at, row.taken_at) // 60,
            )
            for row in found
        ]
        columns = ("raised_at", "queue", "queue_name", "kind", "worst", "limit")
        return Sheet((*columns, "minutes_open", "minutes_until_taken"), tuple(rows))


def name_of(text: str) -> Name | None:
    """The report of this name, or None."""
    return next((name for name in NAMES if name == text), None)


def _bounds(catalogue: Catalogue, first: date, last: date) -> Bounds:
    zone = catalogue.zone
    return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def _name(catalogue: Catalogue, queue: str) -> str:
    return catalogue.queues().get(queue, queue)


def _by_day(shifts: Iterable[Shift], catalogue: Catalogue) -> dict[date, list[Shift]]:
    """The shifts of each local day that they touch, so that no day looks at those of all others."""
    found: dict[date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        first = local_day(shift.stretch.start, catalogue.zone)
        last = local_day(shift.stretch.end or shift.stretch.start, catalogue.zone)
        for day in days(first, (last - first).days + 1):
            found[day].append(shift)
    return found


def _desk_cells(shifts: list[Shift], bounds: Bounds) -> tuple[Cell, ...]:
    """Desks at once, minutes with any desk, minutes of all desks; nothing on a day without."""
    inside = [Shift(s.clerk, cut) for s in shifts if (cut := _cut(s.stretch, *bounds))]
    if not inside:
        return ()
    stretches = [shift.stretch for shift in inside]
    together = _minutes(stretches) if len({s.clerk for s in inside}) >= ENOUGH else None
    return (peaks(stretches, bounds)[0], _minutes(_joined(stretches)), together)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """The same time without overlaps."""
    found: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: s.start):
        before = found[-1] if found else None
        if before is not None and before.end is not None and stretch.start <= before.end:
            found[-1] = Stretch(before.start, max(before.end, stretch.end or before.end))
        else:
            found.append(stretch)
    return found


def _cut(stretch: Stretch, begin: datetime, end: datetime) -> Stretch | None:
    start, stop = max(stretch.start, begin), min(stretch.end or end, end)
    return Stretch(start, stop) if start < stop else None


def _minutes(stretches: list[Stretch]) -> int:
    return sum(_seconds(s.start, s.end) for s in stretches if s.end is not None) // 60


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


def _median(seconds: list[int]) -> int | None:
    return int(median(seconds)) if len(seconds) >= ENOUGH else None


def _longest(seconds: list[int]) -> int | None:
    return max(seconds) if len(seconds) >= ENOUGH else None
