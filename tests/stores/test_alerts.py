"""Alerts in SQL: one open alert of a kind, whoever raises it; limits come back as they were set."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from broker.core.alerts import Alarm, Kind, Limits
from broker.core.visit import QueueId
from broker.stores.alerts import Alerts
from broker.stores.database import Database
from tests.support.clock import Clock

QUEUE = QueueId("melden")
LONG = Alarm(Kind.WAIT_TOO_LONG, 1900, 1800)


@pytest.fixture
async def nodes(database_url: str) -> AsyncIterator[list[Alerts]]:
    """Two nodes on one database."""
    databases = [Database(database_url) for _ in range(2)]
    yield [Alerts(database) for database in databases]
    for database in databases:
        await database.close()


async def test_of_two_nodes_that_raise_an_alert_one_wins(
    nodes: list[Alerts], clock: Clock
) -> None:
    """At the same moment, several times over."""
    raised = await asyncio.gather(
        *(node.settle(QUEUE, opening=[LONG], now=clock()) for node in nodes * 4)
    )
    assert raised.count(True) == 1
    (alert,) = await nodes[0].open()
    assert (alert.kind, alert.value, alert.limit) == (Kind.WAIT_TOO_LONG, 1900, 1800)


async def test_only_what_is_worse_changes_an_alert(nodes: list[Alerts], clock: Clock) -> None:
    """The worst stays for the report, whoever saw it."""
    first, second = nodes
    await first.settle(QUEUE, opening=[LONG], now=clock())
    assert await second.settle(QUEUE, worse=[Alarm(Kind.WAIT_TOO_LONG, 2400, 1800)], now=clock())
    assert not await first.settle(
        QUEUE, worse=[Alarm(Kind.WAIT_TOO_LONG, 2000, 1800)], now=clock()
    )
    assert [alert.value for alert in await first.open()] == [2400]


async def test_what_is_over_is_raised_again_only_after_a_rest(
    nodes: list[Alerts], clock: Clock
) -> None:
    """A node whose picture is a moment older must not raise it again."""
    first, second = nodes
    await first.settle(QUEUE, opening=[LONG], now=clock())
    assert await first.settle(QUEUE, over=[Kind.WAIT_TOO_LONG], now=clock())
    assert not await second.settle(QUEUE, over=[Kind.WAIT_TOO_LONG], now=clock())
    assert not await second.settle(QUEUE, opening=[LONG], now=clock.advance(seconds=29))
    assert await second.settle(QUEUE, opening=[LONG], now=clock.advance(seconds=2))


async def test_the_first_who_takes_care_is_noted(nodes: list[Alerts], clock: Clock) -> None:
    """Of two who click at once, one does it and the other one knows."""
    await nodes[0].settle(QUEUE, opening=[LONG], now=clock())
    (alert,) = await nodes[0].open()
    names = ("Robin", "Sascha")
    took = await asyncio.gather(
        *(node.take(alert.id, name, clock()) for node, name in zip(nodes, names, strict=True))
    )
    assert sorted(took) == [False, True]
    known = await nodes[0].get(alert.id)
    assert known is not None
    assert (known.taken_by, known.taken_at) == (names[took.index(True)], clock())


async def test_limits_come_back_as_they_were_set(nodes: list[Alerts], clock: Clock) -> None:
    """Switched off is not the default."""
    first, second = nodes
    assert await first.limits() == {}
    for limits in (Limits(waiting=4, wait_s=None), Limits(no_shows=7)):
        await first.set_limits(QUEUE, limits, "Robin", clock())
        assert await second.limits() == {QUEUE: limits}
