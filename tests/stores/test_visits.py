"""Visits in SQL: lines of text that come at once, and how many of them there may be."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import VisitId
from broker.stores.tables import messages
from broker.stores.visits import MOST_LINES, SHOWN_LINES, Op
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
