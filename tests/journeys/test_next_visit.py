"""From one visit to the next: the desk shows who is in hand, whatever comes late."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.util import await_only

from broker.played.people import Clerk
from tests.support.statements import before_statements
from tests.support.town import QUEUE, Town, arrive


@contextmanager
def late_records(town: Town) -> Iterator[asyncio.Event]:
    """Records that a node tells by itself are read only as far as the moves, until the event."""
    free = asyncio.Event()

    def hold(statement: str) -> None:
        task = asyncio.current_task()
        teller = task is not None and "Notices.run" in repr(task.get_coro())
        if teller and "FROM moves" in statement:
            await_only(free.wait())

    with before_statements(town.nodes[0].database, hold):
        yield free


async def test_a_late_record_of_the_last_visit_does_not_hide_the_next(town: Town) -> None:
    """A clerk who is quick, on a busy node: the page believed that nobody was in hand."""
    first, second = await town.guest(), await town.guest()
    async with (
        town.citizen(first) as (one, _),
        town.citizen(second) as (two, _),
        town.clerk() as clerk,
    ):
        await arrive(one, first.visit)
        await arrive(two, second.visit)
        await clerk.ask("call-next", queue=QUEUE)
        await one.ask("join", visit=first.visit)
        await clerk.until(type="record", stage="in-call")
        with late_records(town) as free:
            await clerk.ask("end", visit=first.visit, outcome="completed")
            assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == second.visit
            await clerk.until(type="record", visit=second.visit)
            free.set()
            # What else the end of the first one tells comes after its record would have.
            await clerk.until(lambda m: m["type"] == "desk" and m["desk"].get("served_today") == 1)
        assert not [m for m in clerk.heard if m["type"] == "record" and m["stage"] == "ended"]


async def test_a_played_clerk_keeps_who_is_in_hand(town: Town) -> None:
    """A server of an older version may still send such a record."""
    guests = [await town.guest() for _ in range(2)]
    token, api = town.staff(name="Berta"), town.apis[0]
    async with (
        town.citizen(guests[0]) as (one, _),
        town.citizen(guests[1]) as (two, _),
        Clerk.at(api, token, http=town.client) as clerk,
    ):
        await arrive(one, guests[0].visit)
        await arrive(two, guests[1].visit)
        await clerk.set_desk("open", QUEUE)
        await clerk.call_next(QUEUE)
        await one.ask("join", visit=guests[0].visit)
        await clerk.until_stage("in-call")
        await clerk.end()
        await clerk.until_stage("ended")
        over = clerk.in_hand
        await clerk.call_next(QUEUE)
        clerk.take(over)
        assert clerk.in_hand.visit == guests[1].visit
        assert clerk.has_somebody
