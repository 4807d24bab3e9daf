"""Time and silence become commands, each once, whoever sweeps."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

import pytest
from redis.asyncio.client import PubSub

from broker.announce import SeatNotice, unpack
from broker.catalogues import (
    DEMO_QUEUE,
    Catalogues,
    import_document,
    sample_document,
    with_always_open,
)
from broker.clock import OfficeClock
from broker.core.visit import Arrive, Join, Leave, Outcome, QueueId, Stage, Transfer, VisitId
from broker.later import Later
from broker.lease import Lease
from broker.live.boards import Boards
from broker.stores.database import Database
from broker.stores.line import DESKS, EpochMissing, channel, connect, topic
from broker.stores.visits import Visits
from broker.sweeper import Sweeper
from broker.tasks import end_all
from signaling.errors import StoreDown
from signaling.hub import Hub
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
from tests.support.redis import running_redis
from tests.support.statements import before_statements

DEMO = QueueId(DEMO_QUEUE)
READ_BY_ID = "WHERE visits.id IN"


@pytest.fixture
async def node(sqlite_url: str, redis_url: str, clock: Clock) -> AsyncIterator[DeskNode]:
    """One node's stores."""
    opened = await open_node(sqlite_url, redis_url, clock)
    await import_document(opened.database, sample_document(), clock())
    yield opened
    await opened.close()


@pytest.fixture
async def sweeper(node: DeskNode, clock: Clock) -> Sweeper:
    """A sweeper that has just seen the world."""
    return await seen_by(node, clock)


async def seen_by(node: DeskNode, clock: Clock) -> Sweeper:
    """The sweeper of this node, after its first round."""
    catalogues = Catalogues(node.database, clock)
    boards = Boards(
        node.visits,
        node.desks,
        node.line,
        catalogues,
        Hub("n1", lambda node, letter: None),
        clock=clock,
        away_after=timedelta(seconds=30),
    )
    await boards.start()
    made = Sweeper(
        node="n1",
        desk=node.desk,
        visits=node.visits,
        desks=node.desks,
        line=node.line,
        boards=boards,
        catalogues=catalogues,
        clock=clock,
        lease=Lease(
            "n1",
            node.line,
            buried=lambda: None,
            thawed=lambda: None,
            monotonic=lambda: clock().timestamp(),
        ),
    )
    await made.lease.turn()
    await made.sweep()
    return made


async def pass_time(sweeper: Sweeper, clock: Clock, seconds: int) -> None:
    """Time passes while the sweeper does its rounds, so that no gap is seen."""
    for _ in range(0, seconds, 3):
        clock.advance(seconds=3)
        await sweeper.lease.turn()
        await sweeper.sweep()


async def lose(node: DeskNode, visit: str, seat: str, clock: Clock) -> None:
    """The seat's socket was there, and is lost now by the test's clock."""
    queue = DESKS if seat == "desk" else MELDEN
    seat = "clerk" if seat == "desk" else seat
    try:
        await node.line.sit(queue, visit, seat, "n1-1~p", b"")
    except EpochMissing:
        await node.desk.rebuild(queue)
        await node.line.sit(queue, visit, seat, "n1-1~p", b"")
    await node.line.rise(queue, visit, seat, "n1-1~p", b"")
    key = f"vorsprache:{{{queue}}}:lost"
    await node.line.redis.zadd(key, {f"{visit}/{seat}": clock().timestamp() * 1000})


async def in_call(node: DeskNode, clock: Clock) -> VisitId:
    """A visit that Anna talks to."""
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna")
    await node.desk.call_next(MELDEN, anna)
    await node.desk.do(visit, Join(), CITIZEN)
    return visit


async def told(node: DeskNode, visit: VisitId) -> list[str]:
    """The commands of the history."""
    return [move.command for move in await node.visits.history(visit)]


async def test_a_missed_appointment_of_an_office_that_was_open_is_the_citizens(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A desk was open in the window, nobody came."""
    visit = await book(node, clock())
    await open_desk(node, "anna")
    clock.advance(minutes=50)
    await sweeper.sweep()
    found = await node.visits.get(visit)
    assert found is not None
    assert found.outcome is Outcome.NO_SHOW_CITIZEN


async def test_a_missed_appointment_of_an_office_that_was_shut_is_the_offices(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Nobody could have served this visit."""
    visit = await book(node, clock())
    clock.advance(minutes=50)
    await sweeper.sweep()
    found = await node.visits.get(visit)
    assert found is not None
    assert found.outcome is Outcome.NO_SHOW_OFFICE


@pytest.mark.parametrize("channel", ["video", "phone"])
async def test_whom_a_closed_queue_did_not_let_in_is_not_blamed(
    node: DeskNode, sweeper: Sweeper, clock: Clock, channel: str
) -> None:
    """The desk is open for those who were in the line already; nobody new could come."""
    visit = await book(node, clock(), channel=channel, slot_in=timedelta(minutes=5))
    await open_desk(node, "anna")
    closed = {MELDEN}

    async def is_closed(queue: QueueId, at: datetime | None = None) -> bool:
        return queue in closed

    node.desk.is_closed = is_closed
    clock.advance(minutes=6)
    await sweeper.sweep()
    assert await told(node, visit) == []
    clock.advance(minutes=50)
    await sweeper.sweep()
    found = await node.visits.get(visit)
    assert found is not None
    assert found.outcome is Outcome.NO_SHOW_OFFICE


async def test_more_telephones_than_a_round_takes_at_a_closed_queue_stop_nothing_else(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """They are due until their window is over; those of another queue are due as well."""

    async def is_closed(queue: QueueId, at: datetime | None = None) -> bool:
        return queue == MELDEN

    node.desk.is_closed = is_closed
    for _ in range(210):
        await book(node, clock(), channel="phone", slot_in=timedelta(minutes=5))
    other = await book(node, clock(), channel="phone", slot_in=timedelta(minutes=6), queue=DEMO)
    clock.advance(minutes=6)
    await sweeper.sweep()
    assert await told(node, other) == ["arrive"]


async def test_a_telephone_visit_arrives_by_itself_at_its_time(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Telephone is an equal channel: the same line, without a page."""
    visit = await book(node, clock(), channel="phone", slot_in=timedelta(minutes=5))
    clock.advance(minutes=5)
    await sweeper.sweep()
    assert await told(node, visit) == ["arrive"]
    assert await node.line.in_order(MELDEN) == [visit]


async def test_a_clerk_who_vanishes_gives_the_citizen_back_to_the_front(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """After 45 s without media; not a second earlier."""
    visit = await in_call(node, clock)
    await lose(node, visit, "clerk", clock)
    await pass_time(sweeper, clock, 42)
    assert (await told(node, visit))[-1] == "join"
    await pass_time(sweeper, clock, 6)
    assert (await told(node, visit))[-1] == "clerk-gone"
    found = await node.visits.get(visit)
    assert found is not None
    assert (found.stage, found.order[0]) == (Stage.WAITING, "0")


async def test_a_citizen_who_vanishes_frees_the_clerk_and_keeps_the_place(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """The place is held until after the slot, then given up as lost contact."""
    visit = await in_call(node, clock)
    await lose(node, visit, "citizen", clock)
    await pass_time(sweeper, clock, 48)
    assert (await told(node, visit))[-1] == "citizen-gone"
    for _ in range(46 * 20):
        clock.advance(seconds=3)
        sweeper.last = clock()
    await sweeper.sweep()
    found = await node.visits.get(visit)
    assert found is not None
    assert (found.stage, found.outcome) == (Stage.ENDED, Outcome.LOST_CONTACT)


async def test_a_call_whose_media_flows_is_not_ended_by_a_lost_socket(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """The citizen's socket is gone, the clerk still sees the picture."""
    visit = await in_call(node, clock)
    await node.line.sit(MELDEN, visit, "clerk", "n1-2~p", b"")
    await node.line.media(MELDEN, visit, "clerk", "n1-2~p", "connected")
    await lose(node, visit, "citizen", clock)
    await pass_time(sweeper, clock, 90)
    assert (await told(node, visit))[-1] == "join"
    await node.line.media(MELDEN, visit, "clerk", "n1-2~p", "failed")
    await pass_time(sweeper, clock, 3)
    assert (await told(node, visit))[-1] == "citizen-gone"


async def test_a_node_that_slept_forgives_everybody_anew(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A frozen sweeper must not take its own silence for the others'."""
    visit = await in_call(node, clock)
    await lose(node, visit, "clerk", clock)
    clock.advance(minutes=10)
    await sweeper.sweep()
    assert (await told(node, visit))[-1] == "join"
    await pass_time(sweeper, clock, 48)
    assert (await told(node, visit))[-1] == "clerk-gone"


async def test_a_move_that_was_never_told_is_told_by_the_sweeper(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A crash between commit and project leaves Redis behind by one version."""
    visit = await waiting(node, clock())
    found = await node.visits.get(visit)
    assert found is not None
    await node.line.drop(MELDEN, visit)
    assert await node.line.in_order(MELDEN) == []
    await sweeper.sweep()
    assert await node.line.in_order(MELDEN) == [visit]


async def test_an_emptied_redis_is_seen_between_two_rounds(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Nobody can be called until the line is there again."""
    visit = await waiting(node, clock())
    sweeper.every_s, sweeper.glance_s, sweeper.last = 3600.0, 0.01, None
    sweeping = asyncio.create_task(sweeper.run())
    async with asyncio.timeout(10):
        while sweeper.last is None:
            await asyncio.sleep(0.01)
        await node.line.redis.flushall()
        while await node.line.in_order(MELDEN) != [visit]:
            await asyncio.sleep(0.01)
    await end_all([sweeping])


async def test_a_lost_redis_is_given_back_within_one_round(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Nobody has to press anything."""
    visits = [await waiting(node, clock.advance(seconds=1)) for _ in range(5)]
    await node.line.redis.flushall()
    await sweeper.sweep()
    assert await node.line.in_order(MELDEN) == visits


async def heard_by(ear: PubSub) -> list[bytes]:
    """What was published up to now."""
    found: list[bytes] = []
    while (said := await ear.get_message(timeout=0.1)) is not None:
        if said["type"] == "message":
            found.append(said["data"].encode())
    return found


async def test_the_seats_of_a_dead_node_are_lost_since_its_lease_ended(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Another node buries it; its own seats are not touched."""
    visit, other = await waiting(node, clock()), await waiting(node, clock())
    await node.line.sit(MELDEN, visit, "citizen", "dead-1~p", b"")
    await node.line.sit(MELDEN, other, "citizen", "n1-1~p", b"")
    await node.line.renew("dead", lease_ms=-1)
    async with node.line.redis.pubsub() as ear:
        await ear.subscribe(channel(MELDEN))
        await pass_time(sweeper, clock, 9)
        presence = await node.line.presence(MELDEN)
        assert list(presence.lost) == [(visit, "citizen")]
        assert list(presence.seats) == [(other, "citizen")]
        # Every node learns it, not only the one that buried: each has a picture of who is here.
        heard = [unpack(each) for each in await heard_by(ear)]
        told = [(seats, notice) for _, seats, notice in heard if isinstance(notice, SeatNotice)]
        assert told == [({}, SeatNotice(visit=visit, queue=MELDEN, seat="citizen"))]
    # The clock of Redis was put on, and the own lease has ended before its next turn.
    await node.line.renew("n1", lease_ms=-1)
    await sweeper.sweep()
    assert list((await node.line.presence(MELDEN)).seats) == [(other, "citizen")]


async def test_a_redis_that_has_started_again_is_given_all_queues_anew(
    sqlite_url: str, clock: Clock
) -> None:
    """It has lost its last moments, and has gone on since: nothing in its numbers shows what is missing."""
    async with running_redis() as redis:
        node = await open_node(sqlite_url, redis.url, clock)
        await import_document(node.database, sample_document(), clock())
        sweeper = await seen_by(node, clock)
        first = await waiting(node, clock.advance(seconds=1))
        await sweeper.sweep()
        await node.line.redis.save()
        await node.desk.do(first, Transfer(queue=DEMO), await open_desk(node, "anna"))
        await sweeper.sweep()
        before = (await node.line.marks([MELDEN]))[MELDEN]
        await redis.kill()
        await redis.start()
        others = [await waiting(node, clock.advance(seconds=1)) for _ in range(3)]
        after = (await node.line.marks([MELDEN]))[MELDEN]
        assert (after.epoch, after.seq > before.seq) == (before.epoch, True)
        assert await node.line.in_order(MELDEN) == [first, *others]
        await sweeper.sweep()
        assert await node.line.in_order(MELDEN) == others
        whole = (await node.line.marks([MELDEN]))[MELDEN]
        await sweeper.sweep()
        assert (await node.line.marks([MELDEN]))[MELDEN] == whole
        await node.close()


async def test_a_redis_that_was_away_while_another_one_served_is_given_all_queues_anew(
    sqlite_url: str, clock: Clock
) -> None:
    """There and back, without a replica between: its run is the one that its epochs name."""
    async with running_redis() as one, running_redis() as other:
        node = await open_node(sqlite_url, one.url, clock)
        await import_document(node.database, sample_document(), clock())
        sweeper = await seen_by(node, clock)
        first = await waiting(node, clock.advance(seconds=1))
        here, there = node.line.redis, connect(other.url)
        node.line.redis = there
        await node.line.load()
        await sweeper.sweep()
        await node.desk.do(first, Transfer(queue=DEMO), await open_desk(node, "anna"))
        node.line.redis = here
        assert await node.line.in_order(MELDEN) == [first]
        await sweeper.sweep()
        assert await node.line.in_order(MELDEN) == []
        await there.aclose()
        await node.close()


async def test_a_desk_without_a_page_is_closed_after_two_minutes(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Otherwise the waiting would be promised a desk that nobody sits at."""
    await open_desk(node, "anna")
    await lose(node, "anna", "desk", clock)
    await pass_time(sweeper, clock, 117)
    assert [desk.clerk for desk in await node.desks.all_open()] == ["anna"]
    await pass_time(sweeper, clock, 6)
    assert await node.desks.all_open() == []


async def test_two_sweepers_at_once_do_everything_once(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Compare-and-set decides; nobody is called a no-show twice."""
    visit = await book(node, clock())
    clock.advance(minutes=50)
    await sweeper.sweep()
    await sweeper.sweep()
    assert await told(node, visit) == ["expire"]


async def cut_off(
    node: DeskNode, sweeper: Sweeper, clock: Clock, seconds: int, *moves: VisitId
) -> None:
    """Redis cannot be reached for a while; its contents stay. `moves` arrive at the beginning."""
    whole, node.line.redis = node.line.redis, connect("unix:///nonexistent/redis.sock")
    for visit in moves:
        await node.desk.do(visit, Arrive(), CITIZEN)
    for _ in range(0, seconds, 3):
        clock.advance(seconds=3)
        with pytest.raises(StoreDown):
            await sweeper.sweep()
    await node.line.redis.aclose()
    node.line.redis = whole


async def test_after_an_outage_nobody_is_buried_who_was_only_cut_off(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """All leases end while Redis is away. Whoever looks first must not take the others for dead."""
    visit = await waiting(node, clock())
    await node.line.sit(MELDEN, visit, "citizen", "n2-1~p", b"")
    await node.line.renew("n2", lease_ms=-1)
    await cut_off(node, sweeper, clock, 60)
    await sweeper.sweep()
    await pass_time(sweeper, clock, 3)
    assert list((await node.line.presence(MELDEN)).seats) == [(visit, "citizen")]
    await pass_time(sweeper, clock, 6)
    assert list((await node.line.presence(MELDEN)).seats) == []


async def test_when_the_clock_of_redis_is_put_on_nobody_is_buried_for_it(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """All leases end at once, and nobody has failed to renew: the own lease is as steady as before, by
    seconds that nobody can put. Whoever lives renews within a second."""
    seconds = [0.0]
    sweeper.lease = Lease(
        "n1", node.line, buried=lambda: None, thawed=lambda: None, monotonic=lambda: seconds[0]
    )

    async def a_second() -> None:
        seconds[0] += 1
        clock.advance(seconds=1)
        await sweeper.lease.turn()
        await sweeper.sweep()

    for _ in range(10):
        await a_second()
    visit = await waiting(node, clock())
    await node.line.sit(MELDEN, visit, "citizen", "n2-1~p", b"")
    clock.advance(hours=1)
    await node.line.renew("n2", lease_ms=-1)
    for _ in range(5):
        await a_second()
        assert sweeper.lease.may_judge()
        assert list((await node.line.presence(MELDEN)).seats) == [(visit, "citizen")]
    for _ in range(4):
        await a_second()
    assert list((await node.line.presence(MELDEN)).seats) == []


async def test_who_could_not_renew_the_own_lease_buries_nobody(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A Redis that is full can be read: all leases end there, and everybody lives."""
    await pass_time(sweeper, clock, 9)
    visit = await waiting(node, clock())
    await node.line.sit(MELDEN, visit, "citizen", "n2-1~p", b"")
    clock.advance(seconds=3)
    await sweeper.sweep()
    await node.line.renew("n2", lease_ms=-1)
    for _ in range(3):
        clock.advance(seconds=3)
        await sweeper.sweep()
    assert list((await node.line.presence(MELDEN)).seats) == [(visit, "citizen")]
    await pass_time(sweeper, clock, 12)
    assert list((await node.line.presence(MELDEN)).seats) == []


async def test_an_outage_is_nobodys_silence(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Who was lost before it has the whole grace after it."""
    visit = await in_call(node, clock)
    await lose(node, visit, "clerk", clock)
    await cut_off(node, sweeper, clock, 60)
    await sweeper.sweep()
    assert (await told(node, visit))[-1] == "join"
    await pass_time(sweeper, clock, 48)
    assert (await told(node, visit))[-1] == "clerk-gone"


async def test_who_arrived_during_a_long_outage_stands_in_the_line_afterwards(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Redis comes back with what it had before: the arrival was never told, and is told now."""
    visit = await book(node, clock())
    await cut_off(node, sweeper, clock, 120, visit)
    assert await node.line.in_order(MELDEN) == []
    await sweeper.sweep()
    assert await node.line.in_order(MELDEN) == [visit]


async def test_a_node_that_starts_tells_what_was_left_untold_before(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """The node that moved the visit died together with Redis."""
    visit = await waiting(node, clock())
    await node.line.drop(MELDEN, visit)
    clock.advance(minutes=20)
    sweeper.last = None
    await sweeper.sweep()
    assert await node.line.in_order(MELDEN) == [visit]


async def test_a_catalogue_that_changes_while_a_node_runs_is_followed(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A new queue is heard and shown without a restart; one that is gone stops nobody."""
    heard: set[str] = set()

    async def watch(topics: Iterable[str]) -> None:
        heard.update(topics)

    sweeper.watch = watch
    document = with_always_open(sample_document())
    left = document["departments"].pop()["queue"]
    await import_document(node.database, document, clock())
    clock.advance(seconds=2)
    await sweeper.sweep()
    assert topic(QueueId(DEMO_QUEUE)) in heard
    assert QueueId(DEMO_QUEUE) in sweeper.boards.queues()
    assert (await node.line.marks([QueueId(DEMO_QUEUE)]))[QueueId(DEMO_QUEUE)].epoch
    assert left in sweeper.boards.queues()
    clock.advance(seconds=2)
    await sweeper.sweep()


async def test_who_only_looked_in_before_the_day_is_not_kept_in_mind(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Nothing is owed for the silence of a page before its visit, nor for an unknown one."""
    visit = await book(node, clock(), slot_in=timedelta(days=3))
    await lose(node, visit, "citizen", clock)
    await lose(node, "nobody", "citizen", clock)
    await pass_time(sweeper, clock, 48)
    assert (await node.line.presence(MELDEN)).lost == {}


async def test_who_has_just_lost_the_page_is_not_read(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Of a thousand who come back within seconds nobody is owed anything yet."""
    visit = await waiting(node, clock())
    await lose(node, visit, "citizen", clock)
    said: list[str] = []
    with before_statements(node.database, said.append):
        await sweeper.sweep()
        at_once = [each for each in said if READ_BY_ID in each]
        await pass_time(sweeper, clock, 48)
    assert at_once == []
    assert [each for each in said if READ_BY_ID in each]


async def test_what_redis_could_not_be_told_is_told_when_it_is_back(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A page that closes while Redis is away must not sit in its seat for ever."""
    visit, later = await waiting(node, clock()), Later(node.line)
    sweeper.leftovers = later.try_again
    await node.line.sit(MELDEN, visit, "citizen", "n1-1~p", b"")
    whole, node.line.redis = node.line.redis, connect("unix:///nonexistent/redis.sock")
    await later.do(lambda: node.line.rise(MELDEN, visit, "citizen", "n1-1~p", b""))
    await node.line.redis.aclose()
    node.line.redis = whole
    assert (await node.line.presence(MELDEN)).seats
    await sweeper.sweep()
    assert list((await node.line.presence(MELDEN)).lost) == [(visit, "citizen")]


async def test_the_line_does_not_wait_for_letters(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A Redis that is back has hundreds of them to hear; whoever calls meanwhile meets who has gone."""
    visit = await waiting(node, clock())
    await node.line.drop(MELDEN, visit)
    lines: list[list[VisitId]] = []

    async def leftovers() -> None:
        lines.append(await node.line.in_order(MELDEN))
        raise StoreDown

    sweeper.leftovers = leftovers
    with pytest.raises(StoreDown):
        await sweeper.sweep()
    assert lines == [[visit]]


async def test_deadlines_pass_without_redis(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Time is SQL's: an appointment that nobody came to ends all the same."""
    visit = await book(node, clock(), slot_in=timedelta(minutes=-44))
    await cut_off(node, sweeper, clock, 30)
    assert await told(node, visit) == []
    await cut_off(node, sweeper, clock, 60)
    assert await told(node, visit) == ["expire"]


async def test_what_an_old_queue_still_says_of_who_was_passed_on_ends_no_visit(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """A crash between telling the new queue and the old one leaves a seat behind there. When the
    socket that had it is over, nobody is away: the citizen sits in the new queue."""
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna", MELDEN, DEMO)
    await node.desk.do(visit, Transfer(queue=DEMO), anna)
    await node.line.sit(DEMO, visit, "citizen", "n2-1~p", b"")
    await lose(node, visit, "citizen", clock)
    await pass_time(sweeper, clock, 3)
    clock.advance(minutes=50)
    await pass_time(sweeper, clock, 48)
    clock.advance(minutes=1)
    await sweeper.sweep()
    assert await told(node, visit) == ["arrive", "transfer"]
    assert (await node.line.presence(MELDEN)).lost == {}
    assert await node.line.in_order(DEMO) == [visit]


async def test_somebody_in_a_call_of_another_queue_is_not_lost_by_the_old_one(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """The same in the middle of a call: it is not ended behind the back of two who talk."""
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna", MELDEN, DEMO)
    await node.desk.do(visit, Transfer(queue=DEMO), anna)
    await node.line.sit(DEMO, visit, "citizen", "n2-1~p", b"")
    await node.desk.call_next(DEMO, anna)
    await node.desk.do(visit, Join(), CITIZEN)
    await lose(node, visit, "citizen", clock)
    await pass_time(sweeper, clock, 90)
    assert (await told(node, visit))[-1] == "join"


async def test_while_the_time_of_redis_is_another_nothing_passes(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """Silences are counted from there: who left a moment ago would be away since long."""
    now = await node.line.now()
    ahead = OfficeClock(monotonic=lambda: 0.0)

    async def there() -> datetime:
        return clock()

    await ahead.ask(there)
    sweeper.lease = Lease("n1", node.line, buried=lambda: None, thawed=lambda: None, clock=ahead)
    booked, talking = await book(node, clock()), await in_call(node, clock)
    await lose(node, talking, "clerk", clock)
    clock.advance(hours=1)
    await ahead.ask(there)
    sweeper.last = clock()
    clock.now = now
    await ahead.ask(there)
    assert not ahead.agrees()
    sweeper.clock = node.desk.clock = ahead
    await sweeper.sweep()
    found = await node.visits.get(booked)
    assert found is not None
    assert found.stage is Stage.BOOKED
    assert (await told(node, talking))[-1] == "join"


async def test_what_redis_was_not_told_does_not_wait_for_the_database(
    node: DeskNode, sweeper: Sweeper
) -> None:
    """Both were away, and Redis is back first: who has left a seat is told of now."""
    told: list[str] = []

    async def leftovers() -> None:
        told.append("later")

    sweeper.leftovers = leftovers
    gone = Database("sqlite+aiosqlite:////nonexistent/gone.db")
    sweeper.visits = Visits(gone)
    with pytest.raises(StoreDown):
        await sweeper.sweep()
    assert told == ["later"]
    await gone.close()


async def test_a_node_that_starts_tells_nothing_of_what_ended_before(
    node: DeskNode, sweeper: Sweeper, clock: Clock
) -> None:
    """The ends of half a day, at every start, in a Redis that has forgotten them for good."""
    visit = await waiting(node, clock())
    await node.desk.do(visit, Leave(), CITIZEN)
    await node.line.drop_all(MELDEN, {visit})
    sweeper.last = None
    await sweeper.sweep()
    assert await node.line.known(MELDEN) == set()
