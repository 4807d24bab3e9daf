"""Pages that say hello together are read together: a crowd costs a few looks at SQL, not one each."""

import asyncio
from collections import deque
from collections.abc import Sequence

from broker.core.visit import VisitId
from broker.stores.database import Database
from broker.stores.greeting import Greeted, greeted

# A look that hangs does not hold up the next one.
LOOKS_AT_ONCE = 2
PAGES_IN_A_LOOK = 100

Asked = tuple[Sequence[VisitId], asyncio.Future[list[Greeted]]]


class Greetings:
    """All greetings of one node.

    Whoever asks is read by a look that begins after the asking, never by one under way: what was
    heard of before may be told of, and what is read is not older. Who asks alone does not wait.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: deque[Asked] = deque()
        self._looks: set[asyncio.Task[None]] = set()
        self._looking = 0
        self._about_to_look = False

    async def of(self, visits: Sequence[VisitId]) -> list[Greeted]:
        """All that a page with these visits is shown of them. Raises StoreDown."""
        answer: asyncio.Future[list[Greeted]] = asyncio.get_running_loop().create_future()
        self._asked.append((visits, answer))
        if self._looking < LOOKS_AT_ONCE and not self._about_to_look:
            self._about_to_look = True
            # A task of its own: whoever goes away meanwhile takes nobody's answer along.
            look = asyncio.create_task(self._look())
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)
        return await answer

    async def _look(self) -> None:
        self._about_to_look = False
        self._looking += 1
        try:
            while self._asked:
                await self._answer(self._next())
        finally:
            self._looking -= 1

    async def _answer(self, together: Sequence[Asked]) -> None:
        try:
            found = await self._read([visit for visits, _ in together for visit in visits])
        except BaseException as error:
            _fail(together, error)
            if not isinstance(error, Exception):
                raise
            return
        for visits, answer in together:
            if not answer.done():
                answer.set_result([found[visit] for visit in visits if visit in found])

    def _next(self) -> list[Asked]:
        waiting = range(min(PAGES_IN_A_LOOK, len(self._asked)))
        some = [self._asked.popleft() for _ in waiting]
        return [(visits, answer) for visits, answer in some if not answer.done()]

    async def _read(self, visits: Sequence[VisitId]) -> dict[VisitId, Greeted]:
        found = await greeted(self._database, list(dict.fromkeys(visits)))
        return {each.facts.visit.id: each for each in found}


def _fail(together: Sequence[Asked], error: BaseException) -> None:
    for _, answer in together:
        if answer.done():
            continue
        if isinstance(error, Exception):
            answer.set_exception(error)
        else:
            answer.cancel()
