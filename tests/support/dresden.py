"""A city's offices on real stores, without sockets: for bookings, mails and figures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from broker.alarms import Alarms
from broker.bookings import Booked, Bookings, consequences
from broker.catalogues import Catalogues, import_document, sample_document
from broker.core.booking import Wish
from broker.core.visit import Actor, By, VisitId
from broker.desk import Desk
from broker.later import Later
from broker.queue_days import QueueDays
from broker.stores.alerts import Alerts
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import Line, connect
from broker.stores.queues import Queues
from broker.stores.visits import Visits
from broker.trust.links import Links
from tests.support.clock import Clock

# A Tuesday at 7 in Dresden; the offices open at 8 or 9.
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CLERK = Actor(By.QUEUE_CLERK, "clerk-aaaaaaaaaaaaaaaa")
CITIZEN = Actor(By.CITIZEN)
PUBLIC_URL = "https://termine.example.org"
SESSION_AFTER = timedelta(hours=2)


def sign_join(*, booking: str, gen: int, expires_at: datetime, now: datetime) -> str:
    """Stands where a signature is not what is tested."""
    return f"{booking}.{gen}.{int(expires_at.timestamp())}"


@dataclass(frozen=True, slots=True)
class City:
    """One node: its clock, its stores, its bookings."""

    clock: Clock
    database: Database
    catalogues: Catalogues
    desk: Desk
    bookings: Bookings
    links: Links
    alarms: Alarms
    days: QueueDays

    async def book(self, slot: str | datetime, **wish: Any) -> Booked:
        """Books like a citizen. `slot` is ISO, or a local `HH:MM` of today."""
        key = wish.pop("key", None)
        made = self.wish(slot, **wish)
        return await self.bookings.book(made, idempotency_key=key, now=self.clock())

    def wish(self, slot: str | datetime | None, **changes: Any) -> Wish:
        """What somebody asks for, with harmless values for what the test does not say."""
        start = self.today(slot) if isinstance(slot, str) else slot
        given: dict[str, Any] = {
            "service": "abmeldung-wohnsitz",
            "channel": "video",
            "name": "Erika Beispiel",
            "language": "de",
            "email": "erika@example.org",
            "consent": True,
        }
        return Wish(slot=start, **{**given, **changes})

    def today(self, wall: str) -> datetime:
        """A wall-clock time of today in winter (UTC+1), or any ISO instant."""
        if len(wall) > 5:
            return datetime.fromisoformat(wall)
        return datetime.fromisoformat(f"{self.clock().date()}T{wall}:00+01:00")

    async def stage(self, booked: Booked) -> str:
        """Where the visit stands now."""
        visit = await self.desk.visits.get(VisitId(booked.visit.id))
        assert visit is not None
        return visit.stage


@asynccontextmanager
async def running_city(
    url: str, redis_url: str, *, document: dict[str, Any] | None = None, clock: Clock | None = None
) -> AsyncIterator[City]:
    """One node on these stores; a second one on the same stores sees the same truth."""
    clock = clock or Clock(MORNING)
    database = Database(url)
    redis = connect(redis_url, wait_s=20.0)
    try:
        await import_document(database, document or sample_document(), clock())
        line = Line(redis)
        await line.load()
        catalogues = Catalogues(database, clock)
        follows = consequences(catalogues, session_after=SESSION_AFTER, push=True)
        visits = Visits(database, follows)
        later = Later(line)
        days = QueueDays(Queues(database), later, catalogues, clock=clock)
        desk = Desk(
            visits,
            Desks(database),
            line,
            Epochs(database),
            later,
            clock=clock,
            is_closed=days.is_closed,
        )
        bookings = Bookings(database, catalogues, desk)
        links = Links(PUBLIC_URL, sign_join, b"x" * 32)
        alarms = Alarms(Alerts(database), later, clock)
        yield City(clock, database, catalogues, desk, bookings, links, alarms, days)
    finally:
        await redis.aclose()
        await database.close()
