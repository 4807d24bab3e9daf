"""What a node knows of a queue while the world goes on under its reading."""

from collections.abc import AsyncIterator, Callable

import pytest

from broker.core.visit import QueueId
from broker.live.pictures import Pictures
from broker.stores.line import Line, Presence, connect
from tests.support.clock import Clock
from tests.support.office import MELDEN, DeskNode, create_tables, open_node, waiting


class InterruptedLine(Line):
    """Something happens right after presence was read."""

    then: Callable[[], None]

    async def presence(self, queue: QueueId) -> Presence:
        """What Redis says, a moment before `then`."""
        found = await super().presence(queue)
        self.then()
        return found


@pytest.fixture
async def node(sqlite_url: str, real_redis_url: str, clock: Clock) -> AsyncIterator[DeskNode]:
    """The stores of a node."""
    await create_tables(sqlite_url)
    opened = await open_node(sqlite_url, real_redis_url, clock)
    yield opened
    await opened.close()


@pytest.mark.parametrize("here", [True, False], ids=["sits down", "rises"])
async def test_who_moves_while_a_queue_is_read_is_seen_as_the_last_move_left_it(
    node: DeskNode, real_redis_url: str, clock: Clock, here: bool
) -> None:
    """Everybody sits down anew at the very moment when everybody reads anew: after Redis was lost."""
    visit = await waiting(node, clock())
    line = InterruptedLine(connect(real_redis_url))
    pictures = Pictures(node.visits, node.desks, line, clock=clock)
    line.then = lambda: None
    await node.line.sit(MELDEN, visit, "citizen", "n1-1~p", b"")
    if here:
        await node.line.rise(MELDEN, visit, "citizen", "n1-1~p", b"")
    line.then = lambda: pictures.present(MELDEN, visit, here=here)
    await pictures.cover([MELDEN])
    picture = pictures.of(MELDEN)
    assert picture is not None
    assert (visit not in picture.lost) == here
    await line.redis.aclose()
