"""One task that pings every socket of this node, and drops those that are long silent.

A timer and a task for each socket would cost a waiting citizen several KiB.
"""

import asyncio
import time
from collections.abc import Callable

from signaling.connection import LIMITS, Limits
from signaling.hub import Hub

BEATS = 20  # looks per ping interval


class Heart:
    """Owned by the application: start `run` as a task, cancel it at the end."""

    def __init__(
        self,
        hub: Hub,
        limits: Limits = LIMITS,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hub = hub
        self._limits = limits
        self._monotonic = monotonic

    async def run(self) -> None:
        """Beats until it is cancelled."""
        while True:
            await asyncio.sleep(self._limits.ping_s / BEATS)
            now = self._monotonic()
            for connection in list(self._hub.connections()):
                connection.beat(now)
