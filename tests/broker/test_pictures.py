"""What a node knows of a queue while the world goes on under its reading."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from broker.announce import QueueNotice, SeatNotice
from broker.core.visit import QueueId, Transfer
from broker.live.pictures import Pictures
from broker.stores.line import Line, Presence, connect
from tests.support.clock import Clock
from tests.support.office import (
    MELDEN,
    DeskNode,
    open_desk,
    open_node,
    waiting,
)

THERE = QueueId("kfz")


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
    opened = await open_node(sqlite_url, real_redis_url, clock)
    yield opened
    await opened.close()


async def seen(node: DeskNode, clock: Clock) -> Pictures:
    """The picture of a queue that Redis has."""
    await node.desk.rebuild(MELDEN)
    pictures = Pictures(node.visits, node.desks, node.line, clock=clock)
    await pictures.cover([MELDEN])
    return pictures


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


async def test_who_was_passed_on_stands_in_one_picture_whatever_was_heard(
    node: DeskNode, clock: Clock
) -> None:
    """The letter was lost, and the new queue is read anew because its numbers show a gap; the old
    one shows none. A visit in two pictures would be a ghost on the board until somebody restarts."""
    visit = await waiting(node, clock())
    pictures = Pictures(node.visits, node.desks, node.line, clock=clock)
    await pictures.cover([MELDEN, THERE])
    anna = await open_desk(node, "anna", MELDEN, THERE)
    await node.desk.do(visit, Transfer(queue=THERE), anna)
    pictures.noticed(99, QueueNotice(queue=THERE))
    changes = await pictures.changes()
    old, new = pictures.of(MELDEN), pictures.of(THERE)
    assert old is not None
    assert new is not None
    assert (list(old.visits), list(new.visits)) == ([], [visit])
    assert changes.gone == {visit: MELDEN}
    pictures.missed_something()
    await pictures.changes()
    assert pictures.facts(visit) is not None


async def test_a_late_look_at_the_old_queue_does_not_lose_who_was_passed_on(
    node: DeskNode, clock: Clock
) -> None:
    """First the new queue is read anew, then the old one: the visit is where it is."""
    visit = await waiting(node, clock())
    pictures = Pictures(node.visits, node.desks, node.line, clock=clock)
    await pictures.cover([MELDEN, THERE])
    anna = await open_desk(node, "anna", MELDEN, THERE)
    await node.desk.do(visit, Transfer(queue=THERE), anna)
    for queue in (THERE, MELDEN):
        pictures.noticed(99, QueueNotice(queue=queue))
        await pictures.changes()
    facts = pictures.facts(visit)
    assert facts is not None
    assert facts.visit.queue == THERE


async def test_whoever_did_not_hear_that_a_queue_was_lost_learns_it_from_the_epoch(
    node: DeskNode, clock: Clock
) -> None:
    """The node's ear was not back yet when the others rebuilt it: its seats are empty all the same."""
    pictures = await seen(node, clock)
    assert pictures.compare(await node.line.marks([MELDEN])) == set()
    await node.line.redis.flushall()
    await node.desk.rebuild(MELDEN)
    assert pictures.compare(await node.line.marks([MELDEN])) == {MELDEN}


async def test_a_queue_in_which_much_happens_is_not_read_anew_for_it(
    node: DeskNode, clock: Clock
) -> None:
    """A crowd comes back: at each look its bells are a few on the way, and all of them arrive."""
    pictures = await seen(node, clock)
    picture, mark = pictures.of(MELDEN), (await node.line.marks([MELDEN]))[MELDEN]
    assert picture is not None
    for _ in range(3):
        mark = replace(mark, seq=mark.seq + 1)
        pictures.compare({MELDEN: mark})
        pictures.noticed(mark.seq, SeatNotice(visit="somebody", queue=MELDEN, seat="citizen"))
    assert (await pictures.changes()).reread == set()
    lost = replace(mark, seq=mark.seq + 1)
    pictures.compare({MELDEN: lost})
    pictures.compare({MELDEN: lost})
    assert (await pictures.changes()).reread == {MELDEN}
