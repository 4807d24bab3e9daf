"""What is over is thrown away, what is not stays."""

from datetime import timedelta

from broker.catalogues import Catalogues, import_document, sample_document
from broker.core.visit import Cancel
from broker.housekeeping import Housekeeping
from broker.trust.keys import new_set
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens
from tests.support.clock import Clock
from tests.support.office import CITIZEN, MELDEN, open_node, waiting


async def test_versions_of_visits_that_ended_long_ago_leave_redis(
    sqlite_url: str, redis_url: str, clock: Clock
) -> None:
    """The memory of Redis holds those who are here, not all who ever were."""
    node = await open_node(sqlite_url, redis_url, clock)
    await import_document(node.database, sample_document(), clock())
    tokens = Tokens(lambda: keys, "https://termine.example.org")
    keys = new_set(clock())
    sessions = Sessions(node.database, tokens, staff_links=True, after=timedelta(hours=2))
    catalogues = Catalogues(node.database, clock)
    tidy = Housekeeping(sessions, node.visits, node.line, catalogues, clock=clock)
    over = await waiting(node, clock())
    await node.desk.do(over, Cancel(), CITIZEN)
    clock.advance(hours=2)
    stays, just_over = await waiting(node, clock()), await waiting(node, clock())
    await node.desk.do(just_over, Cancel(), CITIZEN)
    await tidy.tidy()
    assert await node.line.known(MELDEN) == {stays, just_over}
    assert await node.line.in_order(MELDEN) == [stays]
    await node.close()
