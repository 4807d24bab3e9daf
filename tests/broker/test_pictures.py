"""What a node knows of a queue while the world goes on under its reading."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from broker.announce import EpochNotice, MoveNotice, QueueNotice, SeatNotice, retold
from broker.core.visit import QueueId, Transfer, VisitId
from broker.live.pictures import Pictures
from broker.stores.line import Line, Presence, connect
from broker.stores.queues import QueueDay
from signaling.errors import StoreDown
from tests.support.clock import Clock
from tests.support.office import (
    MELDEN,
    DeskNode,
    open_desk,
    open_node,
    waiting,
)

THERE = QueueId("kfz")
CLOSED = QueueDay(queue=MELDEN, closed=True)


class InterruptedLine(Line):
    """Something happens right after presence was read; `reads` are the queues that were read."""

    then: Callable[[], None]
    reads: list[QueueId]

    async def presence(self, queue: QueueId) -> Presence:
        """What Redis says, a moment before `then`."""
        found = await super().presence(queue)
        self.reads.append(queue)
        self.then()
        return found


@asynccontextmanager
async def interrupted(real_redis_url: str) -> AsyncIterator[InterruptedLine]:
    """One at which nothing happens yet."""
    line = InterruptedLine(connect(real_redis_url))
    line.reads, line.then = [], lambda: None
    try:
        yield line
    finally:
        await line.redis.aclose()


async def bell(node: DeskNode, visit: VisitId) -> MoveNotice:
    """What is told of a visit as it is."""
    found = await node.visits.get(visit)
    assert found is not None
    return retold(found)


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
    await node.line.sit(MELDEN, visit, "citizen", "n1-1~p", b"")
    if here:
        await node.line.rise(MELDEN, visit, "citizen", "n1-1~p", b"")
    async with interrupted(real_redis_url) as line:
        pictures = Pictures(node.visits, node.desks, line, clock=clock)
        line.then = lambda: pictures.present(MELDEN, visit, here=here)
        await pictures.cover([MELDEN])
    picture = pictures.of(MELDEN)
    assert picture is not None
    assert (visit not in picture.lost) == here


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


async def test_seats_of_a_lost_queue_are_empty_though_it_was_read_anew_since(
    node: DeskNode, clock: Clock
) -> None:
    """The node's ear came back after the others had rebuilt it: all is read anew for that, and those who
    sit here have to sit down again all the same."""
    pictures = Pictures(node.visits, node.desks, node.line, clock=clock)
    await node.desk.rebuild(MELDEN)
    await pictures.cover([MELDEN])
    await node.line.redis.flushall()
    await node.desk.rebuild(MELDEN)
    pictures.missed_something()
    await pictures.changes()
    assert pictures.compare(await node.line.marks([MELDEN])) == {MELDEN}
    assert pictures.compare(await node.line.marks([MELDEN])) == set()


async def test_a_move_is_seen_before_all_queues_are_read_anew(
    node: DeskNode, real_redis_url: str, clock: Clock
) -> None:
    """After a loss every queue is read anew, which takes seconds when the stores are slow: who is called
    meanwhile is called on the boards, too."""
    there = [QueueId(f"queue-{n}") for n in range(5)]
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna", MELDEN)
    async with interrupted(real_redis_url) as line:
        pictures = Pictures(node.visits, node.desks, line, clock=clock)
        await pictures.cover([MELDEN, *there])
        line.reads.clear()
        pictures.missed_something()
        await pictures.changes()
        await node.desk.call_next(MELDEN, anna)
        pictures.noticed(1, await bell(node, visit))
        changes = await pictures.changes()
        assert visit in changes.visits
        assert len(line.reads) < 1 + len(there)
        # Who may have missed a letter is asked once, when all is read.
        assert changes.reread == set()
        while not changes.reread:
            changes = await pictures.changes()
        assert changes.reread == {MELDEN, *there}
        assert sorted(line.reads) == sorted([MELDEN, *there])


async def test_what_is_being_read_is_not_read_again_for_the_same_loss(
    node: DeskNode, real_redis_url: str, clock: Clock
) -> None:
    """The news of a rebuilt queue and a look at its epoch come while it is read for that very loss; each
    further reading would keep the bells of this node waiting for as long again."""
    async with interrupted(real_redis_url) as line:
        pictures = Pictures(node.visits, node.desks, line, clock=clock)
        await node.desk.rebuild(MELDEN)
        await pictures.cover([MELDEN, THERE])
        await node.line.redis.flushall()
        await node.desk.rebuild(MELDEN)
        mark = (await node.line.marks([MELDEN]))[MELDEN]
        epoch = EpochNotice(queue=MELDEN, epoch=mark.epoch)

        def hears() -> None:
            line.then = lambda: None
            pictures.compare({MELDEN: mark})
            pictures.noticed(mark.seq, epoch)

        line.then = hears
        line.reads.clear()
        pictures.noticed(mark.seq, epoch)
        assert (await pictures.changes()).reread == {MELDEN}
        pictures.noticed(mark.seq + 1, QueueNotice(queue=MELDEN))
        assert (await pictures.changes()).reread == set()
        assert line.reads == [MELDEN]


async def test_the_numbers_of_a_life_before_are_no_measure(
    node: DeskNode, real_redis_url: str, clock: Clock
) -> None:
    """Redis counts anew what it has lost: what is heard while the queue is read for that is no gap, and
    a bell that is lost later is one."""
    async with interrupted(real_redis_url) as line:
        pictures = Pictures(node.visits, node.desks, line, clock=clock)
        await node.desk.rebuild(MELDEN)
        await pictures.cover([MELDEN])
        pictures.noticed(2, QueueNotice(queue=MELDEN))
        pictures.noticed(3, QueueNotice(queue=MELDEN))
        await pictures.changes()
        await node.line.redis.flushall()
        await node.desk.rebuild(MELDEN)
        mark = (await node.line.marks([MELDEN]))[MELDEN]
        line.then = lambda: pictures.noticed(mark.seq + 1, QueueNotice(queue=MELDEN))
        pictures.noticed(mark.seq, EpochNotice(queue=MELDEN, epoch=mark.epoch))
        assert (await pictures.changes()).reread == {MELDEN}
        pictures.noticed(mark.seq + 2, QueueNotice(queue=MELDEN))
        assert (await pictures.changes()).reread == set()
        pictures.noticed(mark.seq + 4, QueueNotice(queue=MELDEN))
        assert (await pictures.changes()).reread == {MELDEN}


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


async def test_a_queue_that_was_read_by_half_is_read_whole_at_the_next_look(
    node: DeskNode, clock: Clock
) -> None:
    """SQL goes away while a node begins: who is at work, and what is said of today, comes later."""
    await node.desk.rebuild(MELDEN)
    await open_desk(node, "anna")
    days = iter([StoreDown("away")])

    async def today() -> Mapping[QueueId, QueueDay]:
        for error in days:
            raise error
        return {MELDEN: CLOSED}

    pictures = Pictures(node.visits, node.desks, node.line, days=today, clock=clock)
    with pytest.raises(StoreDown):
        await pictures.cover([MELDEN])
    await pictures.cover([MELDEN])
    async with asyncio.timeout(5):
        await pictures.changes()
    picture = pictures.of(MELDEN)
    assert picture is not None
    assert (picture.open_desks(), picture.day) == (1, CLOSED)
