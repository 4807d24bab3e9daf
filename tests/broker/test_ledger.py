"""`vorsprache ledger verify` over real databases: sound where it is, and loud where it is not."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.__main__ import main
from broker.core.ledger import Cause
from broker.core.visit import (
    Annotate,
    Command,
    End,
    Outcome,
    Park,
    Prioritise,
    QueueId,
    Resume,
    SendBack,
    Transfer,
    VisitId,
)
from broker.figures.ledger import as_json, as_text, steps_since, verify, why
from broker.stores.tables import moves, visits
from signaling.errors import Problem
from tests.support.clock import Clock
from tests.support.office import (
    MELDEN,
    DeskNode,
    clerk,
    open_desk,
    open_node,
    waiting,
)

THERE = QueueId("kfz")


@pytest.fixture
async def nodes(
    database_url: str, real_redis_url: str, clock: Clock
) -> AsyncIterator[list[DeskNode]]:
    """Two nodes on one database and one Redis."""
    opened = [await open_node(database_url, real_redis_url, clock) for _ in range(2)]
    yield opened
    for node in opened:
        await node.close()


async def tamper(node: DeskNode, statement: Any) -> None:
    """What somebody with the database's password could do."""

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(statement)

    await node.database.write(change)


async def three_waiting(node: DeskNode, clock: Clock) -> list[VisitId]:
    """In the order of their arrival."""
    return [await waiting(node, clock.advance(seconds=20)) for _ in range(3)]


async def test_three_clerks_who_do_anything_leave_a_sound_ledger(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Random verbs at the same moments on two nodes: each overtaking has its reason."""
    random = Random(20261123)
    actors = [await open_desk(nodes[0], name, MELDEN, THERE) for name in ("anna", "ben", "cem")]
    visits = [await waiting(nodes[0], clock.advance(seconds=20)) for _ in range(12)]
    verbs: list[Command] = [
        *(SendBack(), Park(), Resume(), Prioritise(reason="in pain")),
        *(Transfer(queue=THERE), Transfer(queue=MELDEN), End(outcome=Outcome.COME_IN_PERSON)),
    ]

    async def something(n: int) -> None:
        node, actor, visit = nodes[n % 2], actors[n % 3], random.choice(visits)
        held = await node.visits.in_hand(actor.id)
        match random.randrange(6):
            case 0 | 1 if held is not None:
                await node.desk.do(held, random.choice([*verbs, verbs[-1]]), actor)
            case 0 | 1:
                await node.desk.call_next(random.choice([MELDEN, THERE]), actor)
            case 2:
                await node.desk.call(
                    visit, random.choice([None, "the interpreter is here"]), actor
                )
            case 3:
                await node.desk.skip(visit, "not ready", actor)
            case _:
                await node.desk.do(visit, random.choice(verbs), actor)

    # However the moments fall: one has been called before others.
    await nodes[0].desk.call(visits[-1], "the interpreter is here", actors[0])
    for _ in range(25):
        clock.advance(seconds=random.randrange(90))
        answers = await asyncio.gather(*(something(n) for n in range(3)), return_exceptions=True)
        assert all(answer is None or isinstance(answer, Problem) for answer in answers)
    verdict = await verify(nodes[0].database)
    assert verdict.sound, as_text(verdict)
    assert (verdict.visits, verdict.calls > 5) == (12, True)
    assert verdict.overtakings


@pytest.mark.parametrize(
    "statement",
    [
        update(moves).where(moves.c.command == "call").values(detail={}),
        update(moves).where(moves.c.command == "arrive").values(order="1-0-0"),
        update(moves).where(moves.c.command == "call").values(actor="somebody-else"),
        delete(moves).where(moves.c.command == "arrive"),
        delete(moves).where(moves.c.command == "end"),
    ],
    ids=["detail", "order", "actor", "first", "last"],
)
async def test_whatever_is_changed_afterwards_breaks_the_chain(
    nodes: list[DeskNode], clock: Clock, statement: Any
) -> None:
    """Also a history that was cut off at its end: the visit knows how long it is."""
    anna = await open_desk(nodes[0], "anna")
    first, *_ = await three_waiting(nodes[0], clock)
    await nodes[0].desk.call(first, "anybody may be first", anna)
    await nodes[0].desk.do(first, Annotate(note="a word", case="17"), anna)
    await nodes[0].desk.do(first, End(outcome=Outcome.COME_IN_PERSON), anna)
    assert (await verify(nodes[0].database)).sound
    await tamper(nodes[0], statement)
    verdict = await verify(nodes[0].database)
    assert not verdict.sound
    assert verdict.broken


@pytest.mark.parametrize(
    "statement",
    [
        update(visits).values(order="0-0000000000000-0000000000000"),
        update(visits).values(queue="kfz"),
        update(visits).where(visits.c.stage == "ended").values(stage="waiting"),
        update(moves)
        .where(moves.c.command == "arrive")
        .values(at=datetime(2020, 1, 1, tzinfo=UTC)),
    ],
    ids=["order", "queue", "stage", "at"],
)
async def test_a_visit_that_was_put_elsewhere_without_a_move_is_found(
    nodes: list[DeskNode], clock: Clock, statement: Any
) -> None:
    """Who writes a better place into the line itself leaves the moves as they are."""
    anna = await open_desk(nodes[0], "anna")
    first, *_ = await three_waiting(nodes[0], clock)
    await nodes[0].desk.call_next(MELDEN, anna)
    await nodes[0].desk.do(first, End(outcome=Outcome.COME_IN_PERSON), anna)
    assert (await verify(nodes[0].database)).sound
    await tamper(nodes[0], statement)
    assert (await verify(nodes[0].database)).broken


async def test_a_history_that_was_taken_away_as_a_whole_is_found(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Nobody is beyond their booking without a move, whatever the version says."""
    await three_waiting(nodes[0], clock)
    await tamper(nodes[0], delete(moves))
    await tamper(nodes[0], update(visits).values(version=0))
    assert len((await verify(nodes[0].database)).broken) == 3


async def test_who_was_before_me_is_answered_without_anybodys_data(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """Counts by cause, of this queue and since one came."""
    anna, ben = await open_desk(nodes[0], "anna"), await open_desk(nodes[1], "ben")
    first, second, third = await three_waiting(nodes[0], clock)
    await nodes[0].desk.call(third, "the interpreter is here", anna)
    clock.advance(seconds=5)
    await nodes[1].desk.call_next(MELDEN, ben)
    causes = await why(nodes[0].database, MELDEN, second, clock())
    assert causes == {Cause.OUT_OF_TURN: 1, Cause.APPOINTMENT: 1}
    assert await why(nodes[0].database, MELDEN, first, clock()) == {Cause.OUT_OF_TURN: 1}


async def test_the_command_says_it_in_words_and_in_json(
    nodes: list[DeskNode],
    clock: Clock,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """0 and `sound`, or 1 and where it is not."""
    anna = await open_desk(nodes[0], "anna")
    await three_waiting(nodes[0], clock)
    await nodes[0].desk.call_next(MELDEN, anna)
    verdict = await verify(nodes[0].database)
    assert as_text(verdict).splitlines() == ["3 visits, 4 moves, 1 calls", "sound"]
    assert json.loads(as_json(verdict))["sound"] is True
    monkeypatch.setenv(
        "VORSPRACHE_DATABASE_URL", database_url.replace("+aiosqlite", "").replace("+asyncpg", "")
    )
    for name, value in (
        ("PUBLIC_URL", "https://termin.example.org"),
        ("SECRET", "x" * 32),
        ("REDIS_URL", "redis://127.0.0.1:1"),
        ("KEYS_FILE", "/dev/null"),
    ):
        monkeypatch.setenv(f"VORSPRACHE_{name}", value)
    assert await asyncio.to_thread(main, ["ledger", "verify"]) == 0
    assert capsys.readouterr().out.endswith("sound\n")
    await tamper(nodes[0], update(moves).where(moves.c.command == "call").values(actor="x"))
    assert await asyncio.to_thread(main, ["ledger", "verify", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["broken"]) == 1
    assert clerk("anna") == anna


async def test_a_late_question_reads_none_of_those_who_had_gone_before(
    nodes: list[DeskNode], clock: Clock
) -> None:
    """At the end of a long day the morning would hold up the sockets; who came in the morning and
    was called since belongs to the answer all the same."""
    node, anna = nodes[0], await open_desk(nodes[0], "anna")
    morning = await waiting(node, clock(), slot_in=None)
    for _ in range(5):
        gone = await waiting(node, clock.advance(minutes=1), slot_in=None)
        await node.desk.call(gone, "interpreter", anna)
        await node.desk.do(gone, End(outcome=Outcome.COME_IN_PERSON), anna)
    mine = await waiting(node, clock.advance(hours=1), slot_in=None)
    clock.advance(minutes=5)
    await node.desk.call(morning, None, anna)
    clock.advance(minutes=5)
    assert await why(node.database, MELDEN, mine, clock()) == {Cause.APPOINTMENT: 1}
    read = await steps_since(node.database, MELDEN, mine, clock())
    assert {step.visit for step in read} == {morning, mine}
