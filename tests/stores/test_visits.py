"""Visits in SQL: lines of text that come at once, and how many of them there may be."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import Actor, By, Leave, VisitId
from broker.errors import NotNow
from broker.stores.tables import messages
from broker.stores.visits import MOST_LINES, SHOWN_LINES, AlreadyDone, Op
from signaling.errors import Rate
from tests.support.clock import Clock
from tests.support.office import DeskNode, open_node, waiting


@pytest.fixture
async def nodes(
    database_url: str, real_redis_url: str, clock: Clock
) -> AsyncIterator[list[DeskNode]]:
    """Two nodes on one database."""
    opened = [await open_node(database_url, real_redis_url, clock) for _ in range(2)]
    yield opened
    for node in opened:
        await node.close()


async def test_lines_of_both_sides_at_the_same_moment_all_stand(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Each has a number of its own; nobody is told to try again."""
    visit = await nodes[0].visits.get(await waiting(nodes[0], clock()))
    assert visit is not None
    lines = await asyncio.gather(
        *(
            nodes[n % 2].visits.say(
                visit, "citizen", f"line {n}", now=clock(), op=Op("p", f"op-{n}", "d")
            )
            for n in range(4)
        )
    )
    assert sorted(line.n for line in lines) == [1, 2, 3, 4]
    assert [line.n for line in await nodes[0].visits.said(visit.id)] == [1, 2, 3, 4]
    answer = await nodes[1].visits.answered(Op("p", "op-0", "d"))
    assert answer is not None
    assert (answer.visit, answer.version) == (visit.id, visit.version)


async def test_a_visit_holds_a_conversation_and_no_archive(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Beyond the limit a line is refused by name; a page is shown the last ones."""
    node = nodes[0]
    visit = await node.visits.get(VisitId(await waiting(node, clock())))
    assert visit is not None
    rows = [
        {"visit": visit.id, "n": n, "seat": "citizen", "text": "x", "at": clock()}
        for n in range(1, MOST_LINES)
    ]

    async def fill(connection: AsyncConnection) -> None:
        await connection.execute(insert(messages), rows)

    await node.database.write(fill)
    await node.visits.say(visit, "citizen", "last", now=clock(), op=Op("p", "one", "d"))
    with pytest.raises(Rate):
        await node.visits.say(visit, "citizen", "beyond", now=clock(), op=Op("p", "two", "d"))
    shown = await node.visits.said(visit.id)
    assert (len(shown), shown[-1].text) == (SHOWN_LINES, "last")


async def test_text_ends_with_the_visit_also_for_whoever_read_it_before(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """What was said before the end stays said, and nothing comes after it: whichever node asks, and
    whatever it has read of the visit."""
    desk, other = nodes
    visit = await desk.visits.get(await waiting(desk, clock()))
    assert visit is not None
    before, after = Op("p", "before", "d"), Op("p", "after", "d")
    await desk.visits.say(visit, "citizen", "here", now=clock(), op=before)
    await desk.desk.do(visit.id, Leave(), Actor(By.CITIZEN, "c1"))
    with pytest.raises(AlreadyDone):
        await other.visits.say(visit, "citizen", "here", now=clock(), op=before)
    with pytest.raises(NotNow):
        await other.visits.say(visit, "citizen", "late", now=clock(), op=after)
    assert await other.visits.answered(after) is None
    assert [line.text for line in await other.visits.said(visit.id)] == ["here"]
