"""What is thrown away because its time is over: sessions, answered ops, ended visits in Redis,
what browsers were to be told."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from broker.catalogues import Catalogues
from broker.core.visit import QueueId
from broker.stores import pushes
from broker.stores.line import Line
from broker.stores.visits import Visits
from broker.trust.sessions import Sessions
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
EVERY_S = 3600.0
LATE = timedelta(hours=1)


class Housekeeping:
    """One task per node; deleting twice does no harm."""

    def __init__(
        self,
        sessions: Sessions,
        visits: Visits,
        line: Line,
        catalogues: Catalogues,
        *,
        clock: Callable[[], datetime],
        push: bool = False,
        every_s: float = EVERY_S,
    ) -> None:
        """`push`: whether messages are sent to browsers."""
        self._sessions = sessions
        self._visits = visits
        self._line = line
        self._catalogues = catalogues
        self._clock = clock
        self._push = push
        self._every_s = every_s

    async def run(self) -> None:
        """Cleans up at the start and every hour, until cancelled."""
        while True:
            try:
                await self.tidy()
            except StoreDown:
                log.warning("housekeeping.store_down")
            await asyncio.sleep(self._every_s)

    async def tidy(self) -> None:
        """One round. Raises StoreDown."""
        now = self._clock()
        ended = await self._sessions.purge(now)
        await self._visits.forget_ops(now)
        await self._visits.database.write(lambda c: pushes.tidy(c, now, on=self._push))
        await self._forget_ended(now)
        log.info("housekeeping.done", sessions=ended)

    async def _forget_ended(self, now: datetime) -> None:
        lately = {visit.id for visit in await self._visits.moved_since(now - LATE)}
        for queue in map(QueueId, (await self._catalogues.current()).queues()):
            # Asked in this order, a visit that arrives meanwhile is not among the known.
            known = await self._line.known(queue)
            live = {facts.visit.id for facts in await self._visits.facts(queue=queue)}
            await self._line.drop_all(queue, known - live - lately)
