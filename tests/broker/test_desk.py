"""The desk: read, decide, commit, tell - and exactly one wins, on every store there is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from redis.asyncio.client import PubSub

from broker.announce import MoveNotice, Notice, unpack
from broker.core.ledger import Cause
from broker.core.visit import (
    SYSTEM,
    Arrive,
    Cancel,
    End,
    Join,
    Leave,
    Outcome,
    QueueId,
    SendBack,
    Stage,
    Visit,
    VisitId,
)
from broker.desk import Done, Patience
from broker.errors import (
    DeskBusy,
    LineEmpty,
    NotFound,
    NotNow,
    QueueClosed,
    ReasonNeeded,
)
from broker.figures.ledger import verify
from broker.stores.line import channel
from broker.stores.visits import Op
from signaling.errors import OpReused, Problem, StoreDown
from tests.support.clock import Clock
from tests.support.office import (
    CITIZEN,
    MELDEN,
    DeskNode,
    book,
    clerk,
    node_without_library,
    open_desk,
    open_node,
    waiting,
)


@pytest.fixture
async def nodes(database_url: str, redis_url: str, clock: Clock) -> AsyncIterator[list[DeskNode]]:
    """Three nodes on one database and one Redis."""
    opened = [await open_node(database_url, redis_url, clock) for _ in range(3)]
    yield opened
    for node in opened:
        await node.close()


async def stage_of(node: DeskNode, visit: VisitId) -> Stage:
    """The truth."""
    found = await node.visits.get(visit)
    assert found is not None
    return found.stage


async def test_a_plain_visit_is_told_by_the_database_alone(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """From the arrival to the outcome, on several nodes, with every move in the history."""
    one, two, three = nodes
    visit = await waiting(one, clock())
    clock.advance(minutes=3)
    anna = await open_desk(two, "anna")
    await two.desk.call_next(MELDEN, anna)
    clock.advance(seconds=5)
    await one.desk.do(visit, Join(), CITIZEN)
    clock.advance(minutes=7)
    await three.desk.do(visit, End(outcome=Outcome.COMPLETED, note="all done"), anna)
    found = await three.visits.get(visit)
    assert found is not None
    assert (found.stage, found.outcome, found.clerk) == (Stage.ENDED, "completed", "anna")
    assert found.ended_at == clock()
    history = await one.visits.history(visit)
    assert [(m.version, m.command, m.stage) for m in history] == [
        (1, "arrive", "waiting"),
        (2, "call", "called"),
        (3, "join", "in-call"),
        (4, "end", "ended"),
    ]
    assert await one.line.in_order(MELDEN) == []


async def test_twenty_clerks_call_the_same_citizen_and_one_wins(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Nineteen are told so; nobody is called twice."""
    visit = await waiting(nodes[0], clock())
    clerks = [await open_desk(nodes[i % 3], f"clerk{i}") for i in range(20)]

    async def press(number: int) -> Done | Problem:
        try:
            return await nodes[number % 3].desk.call(visit, None, clerks[number])
        except Problem as problem:
            return problem

    results = await asyncio.gather(*(press(i) for i in range(20)))
    won = [result for result in results if isinstance(result, Done)]
    assert len(won) == 1
    assert all(isinstance(r, NotNow) for r in results if not isinstance(r, Done))
    found = await nodes[0].visits.get(visit)
    assert found is not None
    assert (found.stage, found.call, found.version) == (Stage.CALLED, 1, 2)


async def test_many_clerks_call_next_at_once_and_each_gets_somebody_else(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Ten clerks, ten citizens: the first ten of the line, each once."""
    visits = [await waiting(nodes[0], clock.advance(seconds=1)) for _ in range(12)]
    clerks = [await open_desk(nodes[i % 3], f"clerk{i}") for i in range(10)]
    done = await asyncio.gather(
        *(nodes[i % 3].desk.call_next(MELDEN, clerks[i]) for i in range(10))
    )
    assert {each.visit for each in done} == set(visits[:10])
    assert await nodes[0].line.in_order(MELDEN) == visits[10:]


async def test_a_clerk_has_one_open_call_however_often_the_button_is_pressed(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The second wall is a unique index: two nodes cannot both say yes."""
    for _ in range(5):
        await waiting(nodes[0], clock.advance(seconds=1))
    anna = await open_desk(nodes[0], "anna")
    results = await asyncio.gather(
        *(nodes[i % 3].desk.call_next(MELDEN, anna) for i in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, Done) for result in results) == 1
    # While the others' holds stand, the line may look empty to one of them.
    assert all(isinstance(r, DeskBusy | LineEmpty) for r in results if not isinstance(r, Done))
    with pytest.raises(DeskBusy):
        await nodes[1].desk.call_next(MELDEN, anna)


async def test_the_same_op_again_gives_the_same_answer_and_changes_nothing(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """A client repeats what was not answered; on another node, too."""
    await waiting(nodes[0], clock())
    second = await waiting(nodes[0], clock.advance(seconds=1))
    anna = await open_desk(nodes[0], "anna")
    op = Op("desk:anna", "op-1", "digest")
    first = await nodes[0].desk.call_next(MELDEN, anna, op)
    again = await asyncio.gather(*(node.desk.call_next(MELDEN, anna, op) for node in nodes))
    assert {(each.visit, each.version) for each in again} == {(first.visit, first.version)}
    assert await stage_of(nodes[1], second) is Stage.WAITING
    with pytest.raises(OpReused):
        await nodes[1].desk.call_next(MELDEN, anna, replace(op, digest="other"))


async def test_who_presses_twice_is_answered_alike(nodes: list[DeskNode], clock: Clock) -> None:
    """The first press is the very reason why the second would be refused."""
    visit = await waiting(nodes[0], clock())
    anna = await open_desk(nodes[0], "anna")
    await nodes[0].desk.call_next(MELDEN, anna)
    op = Op("citizen:erika", "op-1", "digest")
    first = await nodes[0].desk.do(visit, Cancel(), CITIZEN, op)
    again = await nodes[1].desk.do(visit, Cancel(), CITIZEN, op)
    assert (again.visit, again.version) == (first.visit, first.version)


async def test_an_empty_line_a_closed_desk_and_an_unknown_visit_are_said_by_name(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Each mistake of a clerk has its own word."""
    node = nodes[0]
    with pytest.raises(QueueClosed):
        await node.desk.call_next(MELDEN, clerk("anna"))
    anna = await open_desk(node, "anna")
    with pytest.raises(LineEmpty):
        await node.desk.call_next(MELDEN, anna)
    with pytest.raises(QueueClosed):
        await node.desk.call_next(QueueId("parken"), anna)
    with pytest.raises(NotFound):
        await node.desk.do(VisitId("nobody"), Arrive(), CITIZEN)


async def test_calling_this_one_past_others_needs_a_reason_which_is_kept(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Overtaking is in the record, with how many were passed."""
    node = nodes[0]
    for _ in range(2):
        await waiting(node, clock.advance(seconds=1))
    last = await waiting(node, clock.advance(seconds=1))
    anna = await open_desk(node, "anna")
    with pytest.raises(ReasonNeeded):
        await node.desk.call(last, None, anna)
    await node.desk.call(last, "the interpreter is here", anna)
    move = (await node.visits.history(last))[-1]
    assert move.detail == {"reason": "the interpreter is here", "ahead": 2}


async def test_who_is_away_is_passed_over_and_the_record_says_so(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Call-next takes the first who is here; the one away keeps the place."""
    node = nodes[0]
    node.desk.patience = replace(node.desk.patience, away=timedelta())
    away = await waiting(node, clock())
    here = await waiting(node, clock.advance(seconds=1))
    await node.line.sit(MELDEN, here, "citizen", "n-2", b"")
    await node.line.sit(MELDEN, away, "citizen", "n-1", b"")
    await node.line.rise(MELDEN, away, "citizen", "n-1", b"")
    anna = await open_desk(node, "anna")
    done = await node.desk.call_next(MELDEN, anna)
    assert done.visit == here
    move = (await node.visits.history(here))[-1]
    assert move.detail == {"absent": [[away, "away"]]}
    assert await node.line.in_order(MELDEN) == [away]


async def test_redis_emptied_in_the_middle_of_the_day_loses_no_place(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The order is given in SQL: a rebuilt line is the same line."""
    visits = [await waiting(nodes[0], clock.advance(seconds=1)) for _ in range(20)]
    before = await nodes[0].line.in_order(MELDEN)
    assert before == visits
    anna = await open_desk(nodes[1], "anna")
    await nodes[0].line.redis.flushall()
    done = await nodes[2].desk.call_next(MELDEN, anna)
    assert done.visit == visits[0]
    assert await nodes[1].line.in_order(MELDEN) == visits[1:]
    await nodes[1].line.redis.flushall()
    await nodes[1].desk.do(visits[0], SendBack(), anna)
    assert await nodes[0].line.in_order(MELDEN) == visits


async def test_a_line_that_lies_is_put_right_by_the_database(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Redis may name whom it wants: without a fitting stage in SQL nobody is called."""
    node = nodes[0]
    ghost = await waiting(node, clock())
    found = await node.visits.get(ghost)
    await node.desk.do(ghost, Cancel(), CITIZEN)
    assert found is not None
    await node.line.redis.delete("vorsprache:{melden}:visits")
    await node.line.project(found, b"")
    real = await waiting(node, clock.advance(seconds=1))
    anna = await open_desk(node, "anna")
    assert (await node.desk.call_next(MELDEN, anna)).visit == real
    assert await stage_of(node, ghost) is Stage.ENDED


async def test_cancel_and_call_at_the_same_moment_have_one_winner(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """After a committed cancel no call opens; a call that came first is cancelled visibly."""
    random = Random(7)
    anna = await open_desk(nodes[0], "anna")
    for _ in range(8):
        visit = await waiting(nodes[0], clock.advance(seconds=1))
        tries = [
            nodes[1].desk.call(visit, None, anna),
            nodes[2].desk.do(visit, Cancel(), CITIZEN),
        ]
        random.shuffle(tries)
        await asyncio.gather(*tries, return_exceptions=True)
        found = await nodes[0].visits.get(visit)
        assert found is not None
        assert (found.stage, found.outcome) == (Stage.ENDED, Outcome.CANCELLED)
        commands = [move.command for move in await nodes[0].visits.history(visit)]
        assert commands in (["arrive", "call", "cancel"], ["arrive", "cancel"])


async def test_the_history_is_chained_so_that_a_change_of_it_shows(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Each move carries the hash of the one before."""
    visit = await waiting(nodes[0], clock())
    await nodes[0].desk.do(visit, Cancel(), CITIZEN)
    async with nodes[0].database.read() as connection:
        rows = (
            await connection.exec_driver_sql(
                "SELECT version, previous, hash FROM moves ORDER BY version"
            )
        ).all()
    assert rows[0].previous == ""
    assert rows[1].previous == rows[0].hash


async def test_every_committed_move_is_observed_once(nodes: list[DeskNode], clock: Clock) -> None:
    """Log, metric and audit derive from the move: no move without them, none twice."""
    visit = await waiting(nodes[0], clock())
    await nodes[0].desk.do(visit, Arrive(), CITIZEN)
    with pytest.raises(NotNow):
        await nodes[0].desk.do(visit, Join(), CITIZEN)
    assert [moved.name for moved in nodes[0].moves] == ["arrive"]


async def test_without_redis_nothing_is_called_and_a_move_is_told_later(
    sqlite_url: str, clock: Clock
) -> None:
    """A move stands when its commit stands; who cannot be asked for the line says so."""
    node = node_without_library(sqlite_url, "unix:///nonexistent/redis.sock", clock)
    visit = await book(node, clock())
    await node.desk.do(visit, Arrive(), CITIZEN)
    assert await stage_of(node, visit) is Stage.WAITING
    anna = await open_desk(node, "anna")
    with pytest.raises(StoreDown):
        await node.desk.call_next(MELDEN, anna)
    await node.close()


async def test_what_nobody_did_is_not_in_the_history(nodes: list[DeskNode], clock: Clock) -> None:
    """A refused command leaves no trace in the visit."""
    visit = await waiting(nodes[0], clock())
    for _ in range(3):
        with pytest.raises(Problem):
            await nodes[0].desk.do(visit, Join(), SYSTEM)
    assert len(await nodes[0].visits.history(visit)) == 1


async def test_a_call_past_a_thousand_who_are_away_names_a_hundred_of_them(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Half a city loses its network: each call would keep all of them, and each question of "why"
    would read them all. The ledger still finds a reason for everyone who was passed by."""
    node, gone = nodes[0], []
    node.desk.patience = Patience(away=timedelta())
    for _ in range(130):
        gone.append(await waiting(node, clock(), slot_in=timedelta(minutes=-5)))
        clock.advance(seconds=1)
    for visit in gone:
        await node.line.sit(MELDEN, visit, "citizen", "n1-1~p", b"")
        await node.line.rise(MELDEN, visit, "citizen", "n1-1~p", b"")
    last = await waiting(node, clock())
    await node.line.sit(MELDEN, last, "citizen", "n1-2~p", b"")
    clock.advance(seconds=10)
    await open_desk(node, "anna")
    assert (await node.desk.call_next(MELDEN, clerk("anna"))).visit == last
    absent = (await node.visits.history(last))[-1].detail["absent"]
    assert len(absent) == 101
    assert absent[-1] == ["*", "away"]
    verdict = await verify(node.database)
    assert verdict.sound
    assert verdict.overtakings[Cause.AWAY] == 130


class SlowDatabase:
    """Real seconds as a desk counts them, where so many commits come to their turn five seconds late."""

    def __init__(self, clock: Clock, late: int) -> None:
        self.clock = clock
        self.late = late
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        if self.asked % 2 == 0 and self.late:
            self.late -= 1
            self.clock.advance(seconds=5)
        return self.clock().timestamp()


async def test_a_commit_that_comes_late_is_decided_anew_at_its_own_time(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Else the call would say a time before moves that it has not seen, and who arrived meanwhile
    with an earlier appointment would seem to have been passed by."""
    node = nodes[0]
    anna = await open_desk(node, "anna")
    visit = await waiting(node, clock())
    node.desk.monotonic = SlowDatabase(clock, late=1)
    done = await node.desk.call_next(MELDEN, anna, Op("anna", "next", "next"))
    assert done.visit == visit
    assert done.moved is not None
    assert done.moved.at == clock()
    assert (await verify(node.database)).sound


async def test_who_came_while_the_database_hung_is_not_passed_by(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Who is first is asked again, too: the hold of the first question is given back."""
    node = nodes[0]
    anna = await open_desk(node, "anna")
    later = await waiting(node, clock(), slot_in=timedelta(minutes=5))
    earlier = await book(node, clock(), slot_in=timedelta(minutes=-5))
    slow = SlowDatabase(clock, late=1)
    commit = node.visits.commit

    async def commit_after_an_arrival(*args: Any, **more: Any) -> None:
        node.visits.commit = commit  # type: ignore[method-assign] # once, in the moment that matters
        await nodes[1].desk.do(earlier, Arrive(), CITIZEN)
        await commit(*args, **more)

    node.visits.commit = commit_after_an_arrival  # type: ignore[method-assign] # as above
    node.desk.monotonic = slow
    done = await node.desk.call_next(MELDEN, anna)
    assert done.visit == earlier
    assert await stage_of(node, later) is Stage.WAITING
    node.desk.monotonic = SlowDatabase(clock, late=0)
    await node.desk.do(earlier, End(outcome=Outcome.COME_IN_PERSON), anna)
    assert (await node.desk.call_next(MELDEN, anna)).visit == later


async def test_a_database_that_is_late_each_time_changes_nothing(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The clerk is told so, and everybody stands where they stood."""
    node = nodes[0]
    anna = await open_desk(node, "anna")
    visit = await waiting(node, clock())
    node.desk.monotonic = SlowDatabase(clock, late=9)
    with pytest.raises(StoreDown, match="nothing was changed"):
        await node.desk.call_next(MELDEN, anna)
    assert await stage_of(node, visit) is Stage.WAITING
    node.desk.monotonic = SlowDatabase(clock, late=0)
    assert (await node.desk.call_next(MELDEN, anna)).visit == visit


async def test_a_call_that_is_refused_holds_nobody(nodes: list[DeskNode], clock: Clock) -> None:
    """Else the next clerk would pass by somebody whom no clerk has called."""
    node = nodes[0]
    first, second = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    anna = await open_desk(node, "anna", MELDEN)
    with pytest.raises(ReasonNeeded):
        await node.desk.call(second, None, anna)
    found = [
        await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000, by=who)
        for who in ("ben", "cleo")
    ]
    assert [each and each.visit for each in found] == [first, second]


async def test_who_is_skipped_stands_behind_somebody_who_is_here(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Behind somebody away it would be called again at once, and the skip have been for nothing."""
    node = nodes[0]
    first, away, here = [await waiting(node, clock.advance(seconds=1)) for _ in range(3)]
    await node.line.sit(MELDEN, here, "citizen", "n1-1~page", b"")
    await node.line.redis.zadd("vorsprache:{melden}:lost", {f"{away}/citizen": 0})
    anna = await open_desk(node, "anna", MELDEN)
    await node.desk.skip(first, "not ready yet", anna)
    assert await node.line.in_order(MELDEN) == [away, here, first]


async def test_what_is_committed_is_told_though_the_page_that_asked_has_closed(
    nodes: list[DeskNode], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its handler is cancelled in the middle of telling; the others hear of it all the same."""
    node = nodes[0]
    before, visit = await waiting(node, clock()), await book(node, clock())
    telling, go_on = asyncio.Event(), asyncio.Event()
    project, told = node.line.project, asyncio.Event()

    async def slowly(moved: Visit, notice: bytes) -> int:
        telling.set()
        await go_on.wait()
        number = await project(moved, notice)
        told.set()
        return number

    monkeypatch.setattr(node.line, "project", slowly)
    asked = asyncio.create_task(node.desk.do(visit, Arrive(), CITIZEN))
    async with asyncio.timeout(10):
        await telling.wait()
        asked.cancel()
        await asyncio.wait([asked])
        go_on.set()
        await told.wait()
    assert set(await node.line.in_order(MELDEN)) == {before, visit}


async def test_a_move_that_finds_the_line_lost_is_told_to_everybody(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """The line that is rebuilt for it has it already; who shows the visit hears only what is told."""
    node = nodes[0]
    visit = await waiting(node, clock())
    await node.line.redis.flushall()
    async with node.line.redis.pubsub() as ear:
        await ear.subscribe(channel(MELDEN))
        await node.desk.do(visit, Leave(), CITIZEN)
        async with asyncio.timeout(10):
            while not isinstance(notice := await next_notice(ear), MoveNotice):
                pass
    assert (notice.visit, notice.stage) == (visit, "ended")


async def next_notice(ear: PubSub) -> Notice:
    """The next that is told in the topics of this ear."""
    while True:
        said = await ear.get_message(timeout=10)
        if said is not None and said["type"] == "message":
            return unpack(said["data"].encode())[2]


async def test_what_moved_no_visit_is_not_taken_back(nodes: list[DeskNode]) -> None:
    """A desk that was opened has an op as well, and one that nobody said has none."""
    opened = Op("o1", "anna", "body")
    await nodes[0].desk.set_desk("anna", "Anna", "open", (MELDEN,), opened)
    for op in (opened, Op("never", "anna", "body")):
        with pytest.raises(NotFound):
            await nodes[0].desk.undo(op, clerk("anna"), Op("o2", "anna", "undo"))
