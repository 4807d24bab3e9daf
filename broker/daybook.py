"""The day as staff look at it: who is booked, and who was served."""

from collections.abc import Sequence
from datetime import datetime

from broker.core.booking import Booking
from broker.core.visit import VisitId
from broker.stores import bookings as store
from broker.stores.database import Database
from broker.stores.visits import Facts, Visits


class Daybook:
    """Reads only."""

    def __init__(self, database: Database, visits: Visits) -> None:
        self._database = database
        self._visits = visits

    async def between(
        self, queues: frozenset[str], since: datetime, until: datetime
    ) -> list[tuple[Facts, Booking]]:
        """Bookings whose slot (walk-ins: whose opening) is in `[since, until)`, in that order."""
        async with self._database.read() as connection:
            ids = await store.visits_of_day(connection, queues, since, until)
        found = await self._facts(ids)
        async with self._database.read() as connection:
            made = await store.by_references(connection, [facts.reference for facts in found])
        return [(facts, made[facts.reference]) for facts in found if facts.reference in made]

    async def ended_since(self, queues: frozenset[str], since: datetime) -> list[Facts]:
        """Visits that have ended since then, the last one first."""
        async with self._database.read() as connection:
            ids = await store.visits_ended(connection, queues, since)
        return await self._facts(ids)

    async def _facts(self, ids: Sequence[str]) -> list[Facts]:
        found = await self._visits.facts(ids=[VisitId(each) for each in ids])
        by_id = {facts.visit.id: facts for facts in found}
        return [by_id[VisitId(each)] for each in ids if VisitId(each) in by_id]
