"""What is thrown away because its time is over: expired sessions, answered ops."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from broker.sessions import Sessions
from broker.stores.visits import Visits
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
EVERY_S = 3600.0


class Housekeeping:
    """One task per node; deleting twice does no harm."""

    def __init__(
        self, sessions: Sessions, visits: Visits, *, clock: Callable[[], datetime]
    ) -> None:
        self._sessions = sessions
        self._visits = visits
        self._clock = clock

    async def run(self) -> None:
        """Cleans up at the start and every hour, until cancelled."""
        while True:
            try:
                await self.tidy()
            except StoreDown:
                log.warning("housekeeping.store_down")
            await asyncio.sleep(EVERY_S)

    async def tidy(self) -> None:
        """One round. Raises StoreDown."""
        now = self._clock()
        ended = await self._sessions.purge(now)
        await self._visits.forget_ops(now)
        log.info("housekeeping.done", sessions=ended)
