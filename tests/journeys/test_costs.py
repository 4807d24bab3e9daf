"""What a hello and a call cost the stores: round trips, counted, so that none creeps in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.support.town import QUEUE, Town, arrive
from tests.support.wire import wire

# A socket's own task, and the tasks that write for it; the node's own tasks do not count.
SOCKET = {"RequestHandler._handle_request", "Database._write"}


@contextmanager
def statements(town: Town) -> Iterator[list[str]]:
    """The SQL that sockets cause meanwhile."""
    said: list[str] = []
    engine = town.nodes[0].database.engine.sync_engine

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        task = asyncio.current_task()
        own = task is not None and getattr(task.get_coro(), "__qualname__", "") in SOCKET
        if own and statement.split(maxsplit=1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def test_a_hello_costs_the_same_however_many_wait(town: Town) -> None:
    """A thousand pages come back at once after a deployment."""
    guests = [await town.guest() for _ in range(4)]
    for guest in guests[1:]:
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
    with statements(town) as booked:
        async with town.citizen(guests[0]) as (page, _):
            pass
    with statements(town) as waiting:
        async with town.citizen(guests[1]) as (page, _):
            pass
    with statements(town) as clerk:
        async with wire(town.client, town.apis[0], town.staff()):
            pass
    with statements(town) as board:
        async with wire(town.client, town.apis[0], town.staff("supervisor", "Robin")):
            pass
    assert len(booked) <= 4
    assert len(waiting) <= 4
    assert len(clerk) <= 4
    assert not board


async def test_a_call_costs_the_same_however_many_wait(town: Town) -> None:
    """From the click to the record on the clerk's screen."""
    guests = [await town.guest() for _ in range(4)]
    for guest in guests:
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
    async with town.clerk() as clerk:
        with statements(town) as called:
            assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
        with statements(town) as joined:
            async with town.citizen(guests[0]) as (page, _):
                await page.ask("join", visit=guests[0].visit)
                await page.until(type="stage", stage="in-call")
    assert len(called) <= 14
    assert len(joined) <= 11
