"""The round of whoever empties an outbox: send all that is due, then wait for more."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
LOOKS_EVERY_S = 5.0


async def carry(send_due: Callable[[], Awaitable[int]], posted: asyncio.Event) -> None:
    """Calls `send_due` until it has nothing to do, again when `posted` is set or after a few seconds.

    Until it is cancelled; a failing database only delays it.
    """
    while True:
        posted.clear()
        try:
            while not _cancelled() and await send_due():
                pass
        except StoreDown:
            log.warning("outbox.store_down")
        if _cancelled():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY_S):
                await posted.wait()


def _cancelled() -> bool:
    # Before Python 3.12 `wait_for`, which the SMTP client uses, can swallow a cancellation.
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
