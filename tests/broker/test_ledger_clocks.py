"""Honest traffic is sound whatever the clocks of the nodes say, and whatever Redis has not heard yet."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from broker.core.visit import Arrive, Park, Resume, decide
from broker.errors import ReasonNeeded
from broker.figures.ledger import as_text, verify, why
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

SKEW = timedelta(seconds=1)


@pytest.fixture
async def nodes(
    database_url: str, real_redis_url: str, clock: Clock
) -> AsyncIterator[list[DeskNode]]:
    """Two nodes; the clock of the second one is a second fast."""
    opened = [
        await open_node(database_url, real_redis_url, clock),
        await open_node(database_url, real_redis_url, lambda: clock() + SKEW),
    ]
    yield opened
    for node in opened:
        await node.close()


async def test_a_visit_that_seems_called_before_it_came_waits_for_nothing(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """It arrived by the fast clock and was called by the slow one. Its moves have an order of their
    own, which is that of their numbers: it does not look as if it still waited."""
    slow, fast = nodes
    visit = await waiting(fast, clock(), slot_in=-timedelta(minutes=5))
    anna, ben = await open_desk(slow, "anna"), await open_desk(fast, "ben")
    await slow.desk.call_next(MELDEN, anna)
    clock.advance(minutes=3)
    await waiting(slow, clock())
    clock.advance(minutes=3)
    await fast.desk.call_next(MELDEN, ben)
    verdict = await verify(slow.database)
    assert verdict.sound, as_text(verdict)
    assert verdict.calls == 2
    assert visit


async def test_who_came_at_the_moment_of_a_call_was_overtaken_by_nobody(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The call came first; the fast clock has written it behind the arrival."""
    slow, fast = nodes
    earlier = await book(slow, clock(), slot_in=-timedelta(minutes=5))
    await waiting(slow, clock(), slot_in=timedelta(minutes=5))
    await open_desk(fast, "ben")
    clock.advance(minutes=1)
    await fast.desk.call_next(MELDEN, await open_desk(fast, "ben"))
    clock.advance(seconds=0.3)
    await slow.desk.do(earlier, Arrive(), CITIZEN)
    verdict = await verify(slow.database)
    assert verdict.sound, as_text(verdict)


async def test_who_came_well_before_a_call_is_still_overtaken(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Two seconds are no licence: what a tampered broker does a minute later is found."""
    slow, _ = nodes
    await waiting(slow, clock(), slot_in=-timedelta(minutes=5))
    other = await waiting(slow, clock(), slot_in=timedelta(minutes=5))
    anna = await open_desk(slow, "anna")
    clock.advance(seconds=10)
    await slow.desk.call(other, "the interpreter is here", anna)
    verdict = await verify(slow.database)
    assert verdict.sound
    assert sum(verdict.overtakings.values()) == 1


async def test_a_call_by_name_of_somebody_redis_has_not_heard_of_needs_its_reason(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The node of the arrival died before it told: the line says nothing of who stands before."""
    slow, fast = nodes
    await waiting(slow, clock(), slot_in=-timedelta(minutes=5))
    anna = await open_desk(slow, "anna")
    untold = await book(slow, clock(), slot_in=timedelta(minutes=10))
    found = await slow.visits.get(untold)
    assert found is not None
    await slow.visits.commit(decide(found, Arrive(), CITIZEN, clock()))
    clock.advance(minutes=1)
    with pytest.raises(ReasonNeeded):
        await fast.desk.call(untold, None, anna)


async def test_call_next_does_not_pass_by_whom_redis_has_not_heard_of(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """SQL decides: who arrived while Redis was away is first, though nobody has told Redis yet."""
    slow, fast = nodes
    await waiting(slow, clock(), slot_in=timedelta(minutes=10))
    anna = await open_desk(slow, "anna")
    untold = await book(slow, clock(), slot_in=-timedelta(minutes=5))
    found = await slow.visits.get(untold)
    assert found is not None
    await slow.visits.commit(decide(found, Arrive(), CITIZEN, clock()))
    clock.advance(minutes=1)
    done = await fast.desk.call_next(MELDEN, anna)
    assert done.visit == untold
    assert (await verify(slow.database)).sound


async def test_a_call_of_a_parked_one_counts_only_those_before_it(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Also when Redis believes that it is still parked, or still waits."""
    slow, _ = nodes
    first = await waiting(slow, clock(), slot_in=-timedelta(minutes=5))
    await waiting(slow, clock(), slot_in=timedelta(minutes=10))
    anna = await open_desk(slow, "anna")
    await slow.desk.do(first, Park(), anna)
    parked = await slow.visits.get(first)
    assert parked is not None
    await slow.visits.commit(decide(parked, Resume(), anna, clock()))
    done = await slow.desk.call(first, None, anna)
    assert done.visit == first
    assert await why(slow.database, MELDEN, first, clock()) == {}
