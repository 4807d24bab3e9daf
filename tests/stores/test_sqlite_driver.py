"""The trips of a statement to the thread of its SQLite connection, and what is open after them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from broker.stores import sqlite_driver
from broker.stores.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """With a table `t` of the numbers below 1,201."""
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/t.db")
    async with opened.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY)"))
        several = [{"n": n} for n in range(1201)]
        await connection.execute(text("INSERT INTO t VALUES (:n)"), several)
        await connection.commit()
    yield opened
    await opened.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to the thread of a connection."""
    made: list[str] = []
    plain = sqlite_driver.Connection._execute

    async def counted(self: sqlite_driver.Connection, run: object, *values: object) -> object:
        made.append(getattr(run, "__name__", str(run)).strip("_"))
        return await plain(self, run, *values)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(sqlite_driver.Connection, "_execute", counted)
    return made


async def test_a_statement_is_one_trip(database: Database, trips: list[str]) -> None:
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT n FROM t WHERE n < 3"))
    assert [row.n for row in rows] == [0, 1, 2]
    assert trips == ["run", "rollback"]
    trips.clear()
    await database.write(lambda connection: connection.execute(text("DELETE FROM t WHERE n = 0")))
    assert trips == ["run", "run", "commit"]


async def test_a_connection_that_nobody_used_makes_no_trip(
    database: Database, trips: list[str]
) -> None:
    async with database.read():
        pass
    assert not trips


async def test_a_long_reading_comes_in_pieces_and_whole(
    database: Database, trips: list[str]
) -> None:
    async with database.read() as connection:
        everything = await connection.execute(text("SELECT n FROM t ORDER BY n"))
        assert [row.n for row in everything] == list(range(1201))
        assert trips == ["run", "read", "read"]
        async with connection.stream(text("SELECT n FROM t ORDER BY n")) as result:
            assert [row.n async for row in result] == list(range(1201))
        async with connection.stream(text("SELECT n FROM t ORDER BY n")) as result:
            assert (await result.first()) is not None


async def test_one_view_from_the_first_statement_to_the_last(database: Database) -> None:
    count = text("SELECT count(*) FROM t")
    async with database.read() as connection:
        before = await connection.scalar(count)
        await database.write(lambda other: other.execute(text("DELETE FROM t WHERE n > 600")))
        assert await connection.scalar(count) == before
    async with database.read() as connection:
        assert await connection.scalar(count) == 601


async def test_nothing_stays_open_after_a_failure_or_a_cancelled_caller(
    database: Database, tmp_path: Path
) -> None:
    async def twice(connection: object) -> None:
        await connection.execute(text("INSERT INTO t VALUES (5000)"))  # type: ignore[attr-defined]
        raise RuntimeError("after the statement")

    with pytest.raises(RuntimeError):
        await database.write(twice)

    other = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    async with database.engine.connect() as held:
        inserting = asyncio.create_task(held.execute(text("INSERT INTO t VALUES (5002)")))
        # In its thread, where it waits for the lock of another.
        while not held.sync_connection.connection.driver_connection.begun:  # type: ignore[union-attr]
            await asyncio.sleep(0)
        inserting.cancel()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await inserting
    other.close()
    await database.write(
        lambda connection: connection.execute(text("INSERT INTO t VALUES (5003)"))
    )
    async with database.read() as connection:
        late = await connection.execute(text("SELECT n FROM t WHERE n >= 5000"))
        assert [row.n for row in late] == [5003]
