"""The lease of a node: renewed every second by a task of its own that waits for nothing but Redis.

Others bury a node whose lease has ended: its seats are lost from then on. So a database that is slow
must not keep it from being renewed, and nobody is judged by somebody who could not renew either. A node
that stood still itself - stopped, swapped out, its host paused - acts on nothing that waited for it
before it has been here for a turn: `awake` is asked before each message is heard. Each turn puts the clock
of the office right as well.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from broker.clock import WORST_CLOCK, OfficeClock
from broker.stores.line import Line
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
EVERY_S = 1.0
LEASE = timedelta(seconds=6)
LEASE_MS = int(LEASE.total_seconds() * 1000)
# Shorter than a lease, however long others are willing to wait for Redis.
TURN_S = 2.0
GAP_S = 3.0


class Lease:
    """One node's lease. `run()` is its task; `turn()` is one turn, for tests.

    `buried` is called when others took the node for dead, `thawed` when it stood still for longer than
    a lease. Without `clock` (a test has one of its own) nobody's clock is put right, or wrong.
    """

    def __init__(
        self,
        node: str,
        line: Line,
        *,
        buried: Callable[[], None],
        thawed: Callable[[], None],
        clock: OfficeClock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._node = node
        self._line = line
        self._buried = buried
        self._thawed = thawed
        self._clock = clock
        self._monotonic = monotonic
        self._turned_at = monotonic()
        self._renewed_at = monotonic()
        self._steady_since = monotonic()
        self._renewed_once = False
        self._turned = asyncio.Event()
        self._told_off = False

    async def run(self) -> None:
        """Renews until cancelled."""
        while True:
            await self.turn()
            await asyncio.sleep(EVERY_S)

    async def turn(self) -> None:
        """Renews once. Redis may be away: then others cannot bury this node either."""
        stood_still = self.stood_still
        try:
            async with asyncio.timeout(TURN_S):
                if self._clock is not None:
                    await self._clock.ask(self._line.now)
                alive = await self._line.renew(self._node, lease_ms=LEASE_MS)
        except (StoreDown, TimeoutError):
            log.warning("lease.store_down")
        else:
            first = not self._renewed_once
            self._renewed()
            if not alive and not first:
                log.warning("lease.was_lost")
                self._buried()
        self._turned_at = self._monotonic()
        if stood_still:
            log.warning("node.stood_still")
            self._thawed()
        self._turned.set()
        self._tell_clock()

    def _renewed(self) -> None:
        now = self._monotonic()
        if now - self._renewed_at > GAP_S:
            self._steady_since = now
        self._renewed_at = now
        self._renewed_once = True

    @property
    def stood_still(self) -> bool:
        """For longer than a lease, and it has not been here since."""
        return self._monotonic() - self._turned_at > LEASE.total_seconds()

    async def awake(self) -> None:
        """Returns when this node knows how long it was away; at once if it was not."""
        if self.stood_still:
            self._turned.clear()
            await self._turned.wait()

    def may_judge(self) -> bool:
        """Whether leases of others may be judged: who could not renew until a moment ago was perhaps
        not alone in that."""
        now = self._monotonic()
        renews = now - self._renewed_at <= GAP_S
        return renews and now - self._steady_since >= LEASE.total_seconds()

    def clock_off(self) -> timedelta:
        """How far the clock of this machine is ahead of that of Redis, as far as it is known."""
        return timedelta(0) if self._clock is None else self._clock.machine_is_ahead()

    def may_count(self) -> bool:
        """Whether deadlines may pass, and silences be counted: not while the time of this node is another
        than that of Redis."""
        return self._clock is None or self._clock.agrees()

    def _tell_clock(self) -> None:
        seconds = round(self.clock_off().total_seconds(), 1)
        off = abs(seconds) > WORST_CLOCK.total_seconds()
        if off != self._told_off:
            self._told_off = off
            if off:
                log.warning("clock.off", seconds=seconds)
            else:
                log.warning("clock.right_again", seconds=seconds)
