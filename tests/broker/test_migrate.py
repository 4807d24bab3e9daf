"""Migrations: the database they make is the one that the program's tables describe."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import inspect, text

from broker.migrate import differences, migrate, newest, revision
from broker.stores.database import Database
from broker.stores.tables import metadata


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    """The same database, to look into."""
    found = Database(empty_url)
    yield found
    await found.close()


async def test_the_migrated_schema_is_the_schema_of_the_program(
    empty_url: str, database: Database
) -> None:
    """Whoever changes a table writes a revision in the same commit."""
    await migrate(empty_url)
    async with database.read() as connection:
        assert await differences(connection) == []


async def test_the_second_wall_is_there(empty_url: str, database: Database) -> None:
    """Partial indexes are what autogeneration forgets first: one open call per clerk."""
    await migrate(empty_url)
    async with database.read() as connection:
        found = await connection.run_sync(lambda sync: inspect(sync).get_indexes("visits"))
    (index,) = [index for index in found if index["name"] == "uq_visits_clerk_open"]
    assert index["unique"]
    assert "in-call" in " ".join(str(option) for option in index["dialect_options"].values())


async def test_migrating_twice_changes_nothing(empty_url: str, database: Database) -> None:
    """Every start may do it."""
    assert await migrate(empty_url) == await migrate(empty_url) == newest()
    async with database.read() as connection:
        assert await revision(connection) == newest()


async def test_nodes_that_start_together_migrate_once(empty_url: str) -> None:
    """The others wait, and then find it done."""
    assert await asyncio.gather(*(migrate(empty_url) for _ in range(4))) == [newest()] * 4


async def test_an_empty_database_has_no_revision(database: Database) -> None:
    """`serve` can say: run `migrate` first."""
    async with database.read() as connection:
        assert await revision(connection) is None
        assert len(await differences(connection)) > len(metadata.tables) / 2


async def test_a_migration_that_fails_leaves_nothing_behind(
    empty_url: str, database: Database
) -> None:
    """All or nothing: here a foreign table is in the way of the last ones."""
    await database.write(lambda found: found.execute(text("CREATE TABLE moves (x INTEGER)")))
    with pytest.raises(Exception, match="moves"):
        await migrate(empty_url)
    async with database.read() as connection:
        assert await revision(connection) is None
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert tables == ["moves"]
