"""A transaction whose answer was lost: what happened is found out, and nobody is told a refusal of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import Arrive, Park, SendBack, Stage
from broker.stores import database as stores
from broker.stores.database import Database
from broker.stores.visits import AlreadyDone, Op
from signaling.errors import StoreDown, Unknown
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
from tests.support.wall import POSTGRES, Wall, wall_before

COMMIT = b"COMMIT;"


@pytest.fixture
async def wall(postgres_url: str) -> AsyncIterator[tuple[Wall, str]]:
    """A wall before PostgreSQL, and the URL of the database behind it."""
    folder = parse_qs(urlsplit(postgres_url).query)["host"][0]
    async with wall_before(Path(folder) / POSTGRES) as gate:
        yield gate, postgres_url.replace(f"host={folder}", f"host={gate.folder}")


@pytest.fixture
async def node(
    wall: tuple[Wall, str], real_redis_url: str, clock: Clock
) -> AsyncIterator[DeskNode]:
    """A node on that database."""
    opened = await open_node(wall[1], real_redis_url, clock)
    yield opened
    await opened.close()


async def kept(database: Database) -> int:
    """How many rows there are."""
    async with database.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM kept")) or 0)


async def test_a_commit_without_an_answer_is_unknown_and_not_refused(
    wall: tuple[Wall, str],
) -> None:
    """It happened, and nobody may say that nothing was changed; before the commit nothing has."""
    gate, url = wall
    database = Database(url)
    await database.write(lambda c: c.execute(text("CREATE TABLE kept (x INTEGER PRIMARY KEY)")))

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO kept VALUES (1)"))

    gate.cut(b"INSERT INTO kept")
    with pytest.raises(StoreDown) as down:
        await database.write(change)
    assert (type(down.value), await kept(database)) == (StoreDown, 0)
    gate.cut(COMMIT)
    with pytest.raises(Unknown):
        await database.write(change)
    assert await kept(database) == 1

    async def or_not(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO kept VALUES (2) ON CONFLICT DO NOTHING"))

    gate.cut(COMMIT)
    await database.write(or_not, again=True)
    assert await kept(database) == 2
    await database.close()


async def test_a_move_whose_commit_was_not_answered_is_done_and_told(
    wall: tuple[Wall, str], node: DeskNode, clock: Clock
) -> None:
    """With an op and without; it is in the line, and once in the history."""
    gate, _ = wall
    for op in (Op("citizen:c", "a", "digest"), None):
        visit = await book(node, clock())
        gate.cut(COMMIT)
        done = await node.desk.do(visit, Arrive(), CITIZEN, op)
        assert gate.held.is_set()
        assert (done.visit, done.version) == (visit, 1)
        assert visit in await node.line.in_order(MELDEN)
        assert [move.command for move in await node.visits.history(visit)] == ["arrive"]


async def test_a_call_whose_commit_was_not_answered_has_called_one(
    wall: tuple[Wall, str], node: DeskNode, clock: Clock
) -> None:
    """The clerk has somebody in hand, and is told whom."""
    gate, _ = wall
    first, second = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    anna = await open_desk(node, "anna")
    op = Op("desk:anna", "op", "digest")
    gate.cut(COMMIT)
    assert (await node.desk.call_next(MELDEN, anna, op)).visit == first
    assert (await node.desk.call_next(MELDEN, anna, op)).visit == first
    assert await node.line.in_order(MELDEN) == [second]
    back = await node.desk.do(first, SendBack(), anna)
    assert back.version == 3


async def test_whoever_cannot_be_told_the_truth_is_told_that(
    wall: tuple[Wall, str],
    node: DeskNode,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database is gone after the commit: unknown, and the same op tells when it is back."""
    gate, _ = wall
    monkeypatch.setattr(stores, "ASK_AGAIN_S", (0.0, 0.1))
    visit, op = await book(node, clock()), Op("citizen:c", "a", "digest")

    def go(_: object) -> None:
        gate.refuses = True

    await node.database.engine.dispose()
    gate.cut(COMMIT)
    gate.on_cut = go
    with pytest.raises(Unknown):
        await node.desk.do(visit, Arrive(), CITIZEN, op)
    gate.refuses = False
    done = await node.desk.do(visit, Arrive(), CITIZEN, op)
    assert (done.visit, done.version) == (visit, 1)
    found = await node.visits.get(visit)
    assert found is not None
    assert (found.stage, found.version) == (Stage.WAITING, 1)


async def test_a_desk_that_was_opened_is_open_and_its_op_is_known(
    wall: tuple[Wall, str], node: DeskNode
) -> None:
    """Both in one transaction: a page that asks again must not open what was closed since."""
    gate, _ = wall
    op = Op("desk:anna", "op", "digest")
    gate.cut(COMMIT)
    await node.desk.set_desk("anna", "Anna", "open", (MELDEN,), op)
    await node.desk.set_desk("anna", "Anna", "closed", ())
    await node.desk.set_desk("anna", "Anna", "open", (MELDEN,), op)
    row = await node.desks.get("anna")
    assert row is not None
    assert row.state == "closed"


async def test_a_repeated_op_is_never_told_that_nothing_was_changed(
    wall: tuple[Wall, str], node: DeskNode, clock: Clock
) -> None:
    """It is refused because it happened; whoever asks that, and loses the line, is told `unknown`."""
    gate, _ = wall
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna")
    op = Op("desk:anna", "the-same-again", "digest")
    parked = await node.desk.do(visit, Park(reason=""), anna, op)
    gate.cut(b"the-same-again")
    with pytest.raises(Unknown):
        await node.desk.do(visit, Park(reason=""), anna, op)
    assert (await node.desk.do(visit, Park(reason=""), anna, op)).version == parked.version


async def test_a_repeated_line_and_a_repeated_desk_are_known_though_the_line_is_lost(
    wall: tuple[Wall, str], node: DeskNode, clock: Clock
) -> None:
    """Neither is refused by a database that was away only while it looked for the op."""
    gate, _ = wall
    visit = await waiting(node, clock())
    found = await node.visits.get(visit)
    assert found is not None
    op = Op("citizen:c", "the-line-again", "digest")
    await node.visits.say(found, "citizen", "Guten Tag", now=clock(), op=op)
    gate.cut(b"the-line-again")
    with pytest.raises(AlreadyDone):
        await node.visits.say(found, "citizen", "Guten Tag", now=clock(), op=op)
    assert len(await node.visits.said(visit)) == 1
    op = Op("desk:anna", "the-desk-again", "digest")
    await node.desk.set_desk("anna", "Anna", "open", (MELDEN,), op)
    gate.cut(b"the-desk-again")
    await node.desk.set_desk("anna", "Anna", "open", (MELDEN,), op)
