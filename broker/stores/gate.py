"""The gate before a store that may hang: so many wait at once, and nobody while it is known to hang.

Without it a store that does not answer collects everybody who asks it: thousands of tasks and
connections, each of which waits its full time. What the gate refuses has not been asked, so nothing
has happened.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
MOST = 64
SILENT = 5
PROBE_S = 0.25


class Gate:
    """`passing()` is around every call of a store."""

    def __init__(
        self,
        *,
        wait_s: float,
        most: int = MOST,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nobody waits longer than `wait_s` until `most` others are through."""
        self._wait_s = wait_s
        self._room = asyncio.Semaphore(most)
        self._monotonic = monotonic
        self._silent = 0
        self._probe_at = 0.0
        self.inside = 0

    @property
    def shut(self) -> bool:
        """True while the store is known to hang; one call now and then finds out whether it does."""
        return self._silent >= SILENT

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Raises StoreDown instead of asking when the store hangs, or too many wait for it.

        A TimeoutError of the body is a silence of the store.
        """
        self._let_in()
        try:
            async with asyncio.timeout(self._wait_s):
                await self._room.acquire()
        except TimeoutError:
            raise StoreDown("too many wait for this store") from None
        self.inside += 1
        try:
            yield
            self.answered()
        except TimeoutError:
            self._silence()
            raise
        finally:
            self.inside -= 1
            self._room.release()

    def answered(self) -> None:
        """The store is there; a refusal is an answer, too."""
        self._silent = 0

    def _let_in(self) -> None:
        if not self.shut:
            return
        now = self._monotonic()
        if now < self._probe_at:
            raise StoreDown("this store has not answered lately")
        self._probe_at = now + PROBE_S

    def _silence(self) -> None:
        self._silent += 1
        if self._silent == SILENT:
            log.warning("store.hangs")
        self._probe_at = self._monotonic() + PROBE_S
