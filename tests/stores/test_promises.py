"""Promises in SQL: written once, judged by the moves, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from broker.core.promise import Promise
from broker.core.visit import Actor, Call, End, Join, Leave, Outcome, VisitId
from broker.stores.promises import Promised, Promises
from tests.support.clock import Clock
from tests.support.office import (
    CITIZEN,
    MELDEN,
    DeskNode,
    book,
    open_desk,
    open_node,
    waiting,
)


@pytest.fixture
async def node(database_url: str, real_redis_url: str, clock: Clock) -> AsyncIterator[DeskNode]:
    """An office on each kind of database."""
    opened = await open_node(database_url, real_redis_url, clock)
    yield opened
    await opened.close()


def promised(visit: VisitId, clock: Clock, latest_s: int = 600) -> Promised:
    """A promise that is made now."""
    return Promised(visit, MELDEN, Promise(clock(), 60, latest_s))


async def served(node: DeskNode, visit: VisitId, clock: Clock, anna: Actor) -> None:
    """Called, talked to for five minutes, ended."""
    await node.desk.do(visit, Call(), anna)
    await node.desk.do(visit, Join(), CITIZEN)
    clock.advance(minutes=5)
    await node.desk.do(visit, End(outcome=Outcome.COMPLETED), anna)


async def test_the_first_promise_stays(node: DeskNode, clock: Clock) -> None:
    """Every node that tells somebody a range writes it; a later one would be no promise."""
    visit, promises = await waiting(node, clock()), Promises(node.database)
    first = promised(visit, clock)
    await promises.note([first])
    clock.advance(minutes=2)
    await promises.note([promised(visit, clock, 1200), promised(visit, clock, 1800)])
    (found,) = await promises.outcomes(since=clock() - timedelta(days=1))
    assert found.promise == first.promise
    assert (found.called_at, found.left_at) == (None, None)
    await promises.note([])


async def test_the_first_call_after_it_judges_a_promise(node: DeskNode, clock: Clock) -> None:
    """A second call, after a missed one or a send-back, comes too late to count."""
    anna, promises = await open_desk(node, "anna"), Promises(node.database)
    visit = await waiting(node, clock())
    await promises.note([promised(visit, clock)])
    clock.advance(minutes=3)
    called_at = clock()
    await served(node, visit, clock, anna)
    gone = await waiting(node, clock())
    await promises.note([promised(gone, clock)])
    clock.advance(minutes=20)
    await node.desk.do(gone, Leave(), CITIZEN)
    first, second = await promises.outcomes(since=clock() - timedelta(days=1), queue=MELDEN)
    assert (first.called_at, second.called_at) == (called_at, None)
    assert second.left_at == clock()
    assert await promises.outcomes(since=clock()) == []


async def test_the_past_tells_how_long_calls_took_and_who_left(
    node: DeskNode, clock: Clock
) -> None:
    """Newest first; who is still here is no past, and who never came teaches nothing."""
    anna, promises = await open_desk(node, "anna"), Promises(node.database)
    start = clock()
    visit = await waiting(node, clock())
    clock.advance(minutes=2)
    await served(node, visit, clock, anna)
    left = await waiting(node, clock())
    clock.advance(minutes=1)
    await node.desk.do(left, Leave(), CITIZEN)
    await waiting(node, clock())
    await book(node, clock())
    gone, done = await promises.ended(MELDEN)
    assert (gone.called_at, gone.ended_at) == (None, clock())
    assert done.clerk == "anna"
    assert done.called_at is not None
    assert (done.ended_at - done.called_at).total_seconds() == 300
    assert await promises.waits_s(since=start, queue=MELDEN) == [120]


async def test_those_who_are_booked_and_have_not_come_are_expected(
    node: DeskNode, clock: Clock
) -> None:
    """Until they come, or their time is long over."""
    promises, now = Promises(node.database), clock()
    await waiting(node, now)
    await book(node, now, slot_in=timedelta(hours=9))
    soon = [timedelta(minutes=minutes) for minutes in (40, 20, -5)]
    for slot_in in soon:
        await book(node, now, slot_in=slot_in)
    found = await promises.expected(
        since=now - timedelta(minutes=10), until=now + timedelta(hours=3)
    )
    assert found == {MELDEN: sorted(now + slot_in for slot_in in soon)}
    assert await promises.showed(since=now - timedelta(hours=1), until=now) == (0, 1)
    assert await promises.showed(
        since=now - timedelta(hours=1), until=now + timedelta(seconds=1)
    ) == (1, 1)
