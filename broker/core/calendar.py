"""Opening hours become slots, desk cells and contingents, on days of any length. Pure.

An office thinks in wall-clock times of its zone, a booking needs instants. Opening hours are
turned into spans of UTC once per local day; slots are cut from a span by adding minutes to
instants. So no slot starts in an hour that is skipped in spring, both copies of an hour repeated
in autumn have slots of their own, and a day open around the clock has 23, 24 or 25 hours.

A desk of a queue is a row of cells of `CELL` each, aligned to UTC; a slot takes as many as it
needs, rounded up, and is free where one desk has all of them free.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CELL = timedelta(minutes=5)
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Open from `opens` to `closes`, both in minutes after midnight by the wall clock, 0-1440."""

    opens: int
    closes: int

    @property
    def text(self) -> str:
        """`08:00-12:00`, as the catalogue has it."""
        return "-".join(f"{edge // 60:02d}:{edge % 60:02d}" for edge in (self.opens, self.closes))


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of the seven days from Monday on, each sorted and apart; the dates it is closed."""

    week: tuple[tuple[Hours, ...], ...] = ((),) * 7
    closed: frozenset[date] = frozenset()

    def on(self, day: date) -> tuple[Hours, ...]:
        """The hours of a local date; none when the office is closed."""
        return () if day in self.closed else self.week[day.weekday()]


AROUND_THE_CLOCK = Opening(((Hours(0, MIDNIGHT),),) * 7)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time in UTC, without its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A bookable time: the first desk that is free in all of it, and how many are."""

    start: datetime
    end: datetime
    desk: int
    seats: int


def spans(opening: Opening, zone: ZoneInfo, day: date) -> list[Span]:
    """When an office is open on a local date. Empty stretches (a gap in spring) are left out, and
    one that opens in an hour that comes twice begins after the one before: they never overlap."""
    found: list[Span] = []
    for hours in opening.on(day):
        start = _instant(day, hours.opens, zone, fold=0)
        if found:
            start = max(start, found[-1].end)
        end = _instant(day, hours.closes, zone, fold=1)
        if start < end:
            found.append(Span(start, end))
    return found


def slots(opening: Opening, zone: ZoneInfo, day: date, minutes: int) -> list[Span]:
    """Every slot of a service on a local date: from each opening on, one after the other."""
    return [slot for span in spans(opening, zone, day) for slot in _cut(span, minutes)]


def cells(start: datetime, minutes: int) -> list[datetime]:
    """The cells that a slot occupies on its desk, `ceil(minutes / 5)` of them."""
    first = start.astimezone(UTC)
    return [first + CELL * n for n in range(-(-minutes // _CELL_MINUTES))]


def free_slots(
    offered: Iterable[Span],
    *,
    minutes: int,
    desks: int,
    taken: Mapping[datetime, Collection[int]],
) -> Iterator[FreeSlot]:
    """Those of `offered` with a free desk. Desks count from 1; `taken` says which by cell."""
    for slot in offered:
        busy = {desk for cell in cells(slot.start, minutes) for desk in taken.get(cell, ())}
        free = [desk for desk in range(1, desks + 1) if desk not in busy] if busy else [1]
        if free:
            seats = len(free) if busy else desks
            yield FreeSlot(slot.start, slot.end, free[0], seats)


def week_of(instant: datetime, zone: ZoneInfo) -> str:
    """The ISO week of the local date, `2026-W47`: the week that a contingent counts."""
    year, week, _ = instant.astimezone(zone).isocalendar()
    return f"{year}-W{week:02d}"


def within_contingent(
    free: Iterable[FreeSlot], zone: ZoneInfo, limit: int | None, used: Mapping[str, int]
) -> Iterator[FreeSlot]:
    """Those of `free` whose week has bookings left, with no more seats than bookings are left."""
    for slot in free:
        left = slot.seats if limit is None else limit - used.get(week_of(slot.start, zone), 0)
        if left > 0:
            yield replace(slot, seats=min(slot.seats, left))


def is_open(opening: Opening, zone: ZoneInfo, now: datetime) -> bool:
    """Is the office open at this instant?"""
    return open_until(opening, zone, now) is not None


def open_until(opening: Opening, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the office closes that is open at `now`; None if it is closed."""
    open_now = [s for s in spans(opening, zone, local_day(now, zone)) if s.start <= now < s.end]
    return open_now[-1].end if open_now else None


def next_opening(opening: Opening, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The next time the office opens after `now`; None if not within `HORIZON_DAYS`."""
    for day in days(local_day(now, zone), HORIZON_DAYS):
        for span in spans(opening, zone, day):
            if span.start > now:
                return span.start
    return None


def closing_after(opening: Opening, zone: ZoneInfo, instant: datetime) -> datetime | None:
    """The last closing of the local day of `instant`, if it is still to come, else None."""
    closings = [span.end for span in spans(opening, zone, local_day(instant, zone))]
    return closings[-1] if closings and closings[-1] > instant else None


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall of the office."""
    return instant.astimezone(zone).date()


def local_text(instant: datetime, zone: ZoneInfo) -> str:
    """The wall clock with its offset, `2026-10-25T02:30:00+01:00`: tells both copies apart."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local date."""
    return _instant(day, 0, zone, fold=0)


def days(first: date, count: int) -> Iterator[date]:
    """`count` dates from `first` on."""
    return (first + timedelta(days=n) for n in range(count))


_CELL_MINUTES = int(CELL.total_seconds()) // 60


def _cut(span: Span, minutes: int) -> Iterator[Span]:
    step = CELL * -(-minutes // _CELL_MINUTES)
    length = timedelta(minutes=minutes)
    start = span.start
    while start + length <= span.end:
        yield Span(start, start + length)
        start += step


def _instant(day: date, minutes: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """A wall-clock time as an instant. A skipped time is the first one after the gap."""
    if minutes == MIDNIGHT:
        day, minutes = day + DAY, 0
    hour, minute = divmod(minutes, 60)
    wall = datetime.combine(day, time(hour, minute, fold=fold), zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _gap_end(wall)


def _gap_end(wall: datetime) -> datetime:
    """The instant at which the clock jumps over `wall`; its two folds enclose it (PEP 495)."""
    instant = wall.replace(fold=1).astimezone(UTC).replace(second=0, microsecond=0)
    before = instant.astimezone(wall.tzinfo).utcoffset()
    while instant.astimezone(wall.tzinfo).utcoffset() == before:
        instant += timedelta(minutes=1)
    return instant
