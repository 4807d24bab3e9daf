"""What is over is thrown away, what is not stays."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from broker.catalogues import Catalogues, import_document, sample_document
from broker.core.visit import Cancel
from broker.housekeeping import Housekeeping
from broker.stores.line import connect
from broker.tasks import end_all
from broker.trust.keys import new_set
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens
from tests.support.clock import Clock
from tests.support.office import CITIZEN, MELDEN, DeskNode, open_node, waiting


def keeper(node: DeskNode, clock: Clock, every_s: float = 3600.0) -> Housekeeping:
    """The housekeeping of this node."""
    keys = new_set(clock())
    tokens = Tokens(lambda: keys, "https://termine.example.org")
    sessions = Sessions(node.database, tokens, staff_links=True, after=timedelta(hours=2))
    catalogues = Catalogues(node.database, clock)
    return Housekeeping(sessions, node.visits, node.line, catalogues, clock=clock, every_s=every_s)


async def left_long_ago(sqlite_url: str, redis_url: str, clock: Clock) -> DeskNode:
    """The stores of a node that somebody left two hours ago."""
    node = await open_node(sqlite_url, redis_url, clock)
    await import_document(node.database, sample_document(), clock())
    await node.desk.do(await waiting(node, clock()), Cancel(), CITIZEN)
    clock.advance(hours=2)
    return node


async def test_versions_of_visits_that_ended_long_ago_leave_redis(
    sqlite_url: str, redis_url: str, clock: Clock
) -> None:
    """The memory of Redis holds those who are here, not all who ever were."""
    node = await left_long_ago(sqlite_url, redis_url, clock)
    stays, just_over = await waiting(node, clock()), await waiting(node, clock())
    await node.desk.do(just_over, Cancel(), CITIZEN)
    await keeper(node, clock).tidy()
    assert await node.line.known(MELDEN) == {stays, just_over}
    assert await node.line.in_order(MELDEN) == [stays]
    await node.close()


async def test_a_store_that_is_away_stops_one_round_and_not_the_next(
    sqlite_url: str, redis_url: str, clock: Clock
) -> None:
    """Otherwise one bad minute would let a node keep everything until it is started anew."""
    node = await left_long_ago(sqlite_url, redis_url, clock)
    whole, node.line.redis = node.line.redis, connect("unix:///nonexistent/redis.sock")
    with capture_logs() as logs:
        keeping = asyncio.create_task(keeper(node, clock, every_s=0.01).run())
        async with asyncio.timeout(10):
            while not logs:
                await asyncio.sleep(0.01)
            assert logs[0]["event"] == "housekeeping.store_down"
            await node.line.redis.aclose()
            node.line.redis = whole
            while await node.line.known(MELDEN):
                assert not keeping.done()
                await asyncio.sleep(0.01)
    await end_all([keeping])
    await node.close()
