"""How long the event loop of this node was held up, for `/metrics`: sockets wait for so long.

A task wakes up every `EVERY_S`. Waking up late means that something else had the loop, or the machine had no time
for us; the processor time that this thread spent meanwhile tells the two apart.
"""

import asyncio
import time
from collections.abc import Callable

EVERY_S = 0.05


class Pulse:
    """The worst since somebody last asked, in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        computed: Callable[[], float] = time.thread_time,
    ) -> None:
        self._monotonic, self._computed = monotonic, computed
        self._lag = self._busy = 0.0

    async def run(self) -> None:
        """Feels it until it is cancelled."""
        while True:
            await self.beat()

    async def beat(self, every_s: float = EVERY_S) -> None:
        """One beat. A delay of which this thread computed half or more was our own; on a machine that
        has no time for us all that came meanwhile is waiting, too, and done in one piece."""
        slept_at, computed = self._monotonic(), self._computed()
        await asyncio.sleep(every_s)
        lag = self._monotonic() - slept_at - every_s
        self._lag = max(self._lag, lag)
        busy = min(lag, self._computed() - computed)
        if busy >= lag / 2:
            self._busy = max(self._busy, busy)

    def lag(self) -> float:
        """The longest delay; forgets it."""
        worst, self._lag = self._lag, 0.0
        return worst

    def busy(self) -> float:
        """The longest delay that this thread computed through; forgets it."""
        worst, self._busy = self._busy, 0.0
        return worst
