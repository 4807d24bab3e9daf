"""Pages that say hello together are read together."""

from collections.abc import Sequence

from broker.core.visit import VisitId
from broker.stores.database import Database
from broker.stores.greeting import Greeted, greeted
from broker.together import Together


class Greetings:
    """All greetings of one node."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together: Together[Sequence[VisitId], list[Greeted]] = Together(self._read)

    async def of(self, visits: Sequence[VisitId]) -> list[Greeted]:
        """All that a page with these visits is shown of them. Raises StoreDown."""
        return await self._together.of(visits)

    async def _read(self, asked: Sequence[Sequence[VisitId]]) -> list[list[Greeted]]:
        visits = dict.fromkeys(visit for some in asked for visit in some)
        found = {each.facts.visit.id: each for each in await greeted(self._database, list(visits))}
        return [[found[visit] for visit in some if visit in found] for some in asked]
