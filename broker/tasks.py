"""Ending tasks for certain."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN_S = 0.5


async def end_all(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancels the tasks until every one has ended.

    Once is not always enough: on Python 3.11 a client library that waits with a time limit can
    swallow a cancellation that arrives at the moment of its answer, and an endless loop around it
    would then go on for ever (seen in one of a hundred stops under load).
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=AGAIN_S)
