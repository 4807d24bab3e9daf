"""Which times are free: the calendar, less what bookings hold. Reads only."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from broker.core.booking import FARTHEST, Offer
from broker.core.calendar import FreeSlot, day_start, days, local_day
from broker.core.catalogue import CHANNELS, Catalogue
from broker.stores.bookings import taken_cells, used_contingents
from broker.stores.database import Database
from broker.stores.queues import closed_days

SEARCHED_DAYS = 35
KEPT = timedelta(seconds=3)
Taken = Mapping[str, Mapping[datetime, set[int]]]
Used = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Held:
    """What is not free: desks by cell, contingents by week, and whole days of a queue."""

    taken: Taken
    used: Used
    closed: set[tuple[str, str]]


class Free:
    """The free times of all services, as committed at the moment of asking."""

    def __init__(self, database: Database) -> None:
        """Keeps only what `soonest` found last."""
        self._database = database
        self._searching = asyncio.Lock()
        self._soonest: tuple[Catalogue, datetime, dict[str, datetime]] | None = None

    async def between(
        self, offer: Offer, first: date, last: date, *, now: datetime
    ) -> list[FreeSlot]:
        """Free slots from one local date to another, both included; none in the past."""
        today = local_day(now, offer.catalogue.zone)
        first, last = max(first, today), min(last, today + FARTHEST)
        if last < first:
            return []
        count = (last - first).days + 1
        held = await self._held(offer.catalogue, {offer.department.queue}, first, count)
        return list(_free(offer, first, count, held, after=now))

    async def next(self, offer: Offer, after: datetime) -> datetime | None:
        """The first free start after an instant, within `SEARCHED_DAYS`."""
        first = local_day(after, offer.catalogue.zone)
        queues = {offer.department.queue}
        held = await self._held(offer.catalogue, queues, first, SEARCHED_DAYS)
        found = next(_free(offer, first, SEARCHED_DAYS, held, after=after), None)
        return None if found is None else found.start

    async def soonest(self, catalogue: Catalogue, now: datetime) -> dict[str, datetime]:
        """The first free start of each service that has one; at most `KEPT` old.

        Week by week, so that a house that is full for a month does not hold up the sockets.
        """
        async with self._searching:
            if self._soonest is not None:
                known, at, found = self._soonest
                if known is catalogue and at <= now < at + KEPT:
                    return found
            found = await self._search(catalogue, now)
            self._soonest = (catalogue, now, found)
            return found

    async def _search(self, catalogue: Catalogue, now: datetime) -> dict[str, datetime]:
        first = local_day(now, catalogue.zone)
        wanted = [
            Offer(catalogue, department, service)
            for department, service in catalogue.services()
            if any(service.offers(channel) for channel in CHANNELS)
        ]
        found: dict[str, datetime] = {}
        for week in range(SEARCHED_DAYS // 7):
            wanted = [offer for offer in wanted if offer.service.id not in found]
            if not wanted:
                break
            start = first + timedelta(days=7 * week)
            queues = {offer.department.queue for offer in wanted}
            held = await self._held(catalogue, queues, start, 7)
            for offer in wanted:
                if slot := next(_free(offer, start, 7, held, after=now), None):
                    found[offer.service.id] = slot.start
        return found

    async def _held(
        self, catalogue: Catalogue, queues: set[str], first: date, count: int
    ) -> _Held:
        since = day_start(first, catalogue.zone)
        until = day_start(first + timedelta(days=count), catalogue.zone)
        limited = {s.id for _, s in catalogue.services() if s.weekly_contingent is not None}
        year, week, _ = (first - timedelta(days=7)).isocalendar()
        async with self._database.read() as connection:
            taken = await taken_cells(connection, queues, since.astimezone(UTC), until)
            used = await used_contingents(connection, limited, f"{year}-W{week:02d}")
            closed = await closed_days(connection, first, first + timedelta(days=count))
        return _Held(taken, used, closed)


def _free(
    offer: Offer, first: date, count: int, held: _Held, *, after: datetime
) -> Iterator[FreeSlot]:
    queue, service = offer.department.queue, offer.service.id
    taken, used = held.taken, held.used
    for day in days(first, count):
        if (queue, day.isoformat()) in held.closed:
            continue
        offered = [slot for slot in offer.on(day) if slot.start > after]
        yield from offer.free(offered, taken=taken.get(queue, {}), used=used.get(service, {}))
