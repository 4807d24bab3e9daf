"""A database that is away, full or frozen is StoreDown, never a trace and never a hanging node."""

import asyncio
from typing import Any

import pytest
from asyncpg.exceptions import InternalClientError
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from broker.stores.database import POOL, POOL_LOGGER, Database
from signaling.errors import StoreDown
from tests.support.postgres import PostgresServer, running_postgres


async def ask(database: Database, question: str = "SELECT 1") -> None:
    """One query of its own."""
    async with database.read() as connection:
        await connection.execute(text(question))


async def test_nobody_waits_for_ever_for_a_free_connection(database_url: str) -> None:
    """A crowd that meets a frozen database gets an answer, and the next one is served again."""
    database = Database(database_url, wait_s=1.0)
    async with asyncio.timeout(40):
        release = asyncio.Event()
        taken = [asyncio.Event() for _ in range(database.most)]

        async def hold(mine: asyncio.Event) -> None:
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))
                mine.set()
                await release.wait()

        async with asyncio.TaskGroup() as tasks:
            for mine in taken:
                tasks.create_task(hold(mine))
            for mine in taken:
                await mine.wait()
            with pytest.raises(StoreDown):
                await ask(database)
            release.set()
        await ask(database)
    await database.close()


async def test_a_write_that_nobody_waits_for_is_over_when_the_database_is_closed(
    database_url: str,
) -> None:
    """A page went away in the middle of its command and the node stops: no connection is left."""
    database, begun = Database(database_url), asyncio.Event()
    await database.write(lambda found: found.execute(text("CREATE TABLE kept (x INTEGER)")))

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO kept VALUES (1)"))
        begun.set()
        await connection.execute(text("INSERT INTO kept VALUES (2)"))

    before, page = asyncio.all_tasks(), asyncio.create_task(database.write(change))
    await begun.wait()
    page.cancel()
    await asyncio.gather(page, return_exceptions=True)
    await database.close()
    assert page.cancelled()
    assert asyncio.all_tasks() <= before
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM kept")) == 2
    await database.close()


async def test_a_postgres_that_does_not_answer_a_query_in_time_is_away(
    postgres: PostgresServer,
) -> None:
    """Frozen, or behind a lock: the query is given up, the connection is not used again."""
    database = Database(postgres.url, wait_s=1.0)
    with pytest.raises(StoreDown):
        await ask(database, "SELECT pg_sleep(5)")
    await ask(database)

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(StoreDown):
        await database.write(change)
    await database.close()


async def test_a_postgres_that_refuses_connections_is_away(postgres: PostgresServer) -> None:
    """Starting up, shutting down, too many clients, no such database: the same to us."""
    with postgres.fresh_database() as url:
        database = Database(url)
        await ask(database)
        with pytest.raises(StoreDown):
            await ask(database, "SELECT pg_terminate_backend(pg_backend_pid())")
        await ask(database)
        await database.close()
    gone = Database(url)
    with pytest.raises(StoreDown):
        await ask(gone)
    await gone.close()


async def test_a_stopped_postgres_is_away_and_a_started_one_is_back() -> None:
    """The pool's old connections are found out and replaced."""
    try:
        with running_postgres() as server:
            database = Database(server.url)
            await ask(database)
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    for _ in range(3):
        with pytest.raises(StoreDown):
            await ask(database)
    await database.close()


async def test_connections_that_the_server_has_ended_are_one_quiet_line(
    postgres: PostgresServer, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """More than the pool keeps are given back: it ends the rest, and the server was faster."""
    database = Database(postgres_url)

    async def hold(mine: asyncio.Event) -> None:
        async with database.read():
            mine.set()
            await release.wait()

    for _ in range(2):
        release, taken = asyncio.Event(), [asyncio.Event() for _ in range(POOL + 3)]
        async with asyncio.timeout(20):
            holding = [asyncio.create_task(hold(mine)) for mine in taken]
            await asyncio.gather(*(mine.wait() for mine in taken))
            # In one step of this process, which cannot notice it before they are given back.
            end_all_connections(postgres, postgres_url)
            release.set()
            with capture_logs() as said:
                await asyncio.gather(*holding)
        assert [line["event"] for line in said] == ["database.connections_lost"]
        await ask(database)
    assert [each for each in caplog.records if each.name == POOL_LOGGER] == []
    await database.close()


def end_all_connections(server: PostgresServer, url: str) -> None:
    """From the other side, and waits for it."""
    name = make_url(url).database
    server.sql(
        "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE datname = '{name}'; END $$"
    )


async def test_what_is_done_outlives_a_server_that_was_told_to_forget(postgres_url: str) -> None:
    """PostgreSQL with `synchronous_commit=off`, as this one, loses what it committed last when it crashes."""
    database = Database(postgres_url)
    async with database.read() as connection:
        assert await connection.scalar(text("SHOW synchronous_commit")) == "on"
        configured = "SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'"
        assert await connection.scalar(text(configured)) == "off"
    await database.close()


async def test_a_driver_that_lost_its_connection_in_the_middle_is_a_database_that_is_away(
    postgres: PostgresServer,
) -> None:
    """What asyncpg says then has no code of the server, and no class of its own."""
    database = Database(postgres.url)

    def lost(raw: Any, record: Any) -> None:
        raw._handle_exception(InternalClientError("cannot switch to state 15"))

    event.listen(database.engine.sync_engine, "connect", lost)
    with pytest.raises(StoreDown):
        await ask(database)
    event.remove(database.engine.sync_engine, "connect", lost)
    await ask(database)
    await database.close()
