"""Brings a database to the schema of this version: Alembic, driven from here, in one transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.stores.database import Database
from broker.stores.tables import metadata

FOLDER = Path(__file__).resolve().parent / "migrations"


async def migrate(database_url: str) -> str:
    """Runs what is missing; the revision that the database has now. Safe to repeat.

    All or nothing on both databases. Raises what the database says, as SQLAlchemy or the driver
    puts it: an operator at the command line wants to read it.
    """
    _check_place(database_url)
    database = Database(database_url)
    try:
        async with database.engine.connect() as connection:
            # On SQLite the transaction takes the write lock at once, as all that change something.
            await connection.execution_options(vorsprache_write=True)
            async with connection.begin():
                await connection.run_sync(_upgrade)
    finally:
        await database.close()
    return newest()


def _check_place(database_url: str) -> None:
    """Raises OSError for a SQLite file that cannot be made or opened, before a thread is begun for
    it: the driver's would still be telling its loop when the command has already ended."""
    path = make_url(database_url).database
    if make_url(database_url).get_backend_name() == "sqlite" and path and path != ":memory:":
        with Path(path).open("ab"):
            return


@cache
def newest() -> str:
    """The revision that this version of the program needs. Known once: it is asked for with every
    readiness, and to read all migrations takes milliseconds."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there is at least one revision"
    return head


async def revision(connection: AsyncConnection) -> str | None:
    """The revision of a database; None for one that was never migrated."""
    return await connection.run_sync(
        lambda found: MigrationContext.configure(found).get_current_revision()
    )


async def differences(connection: AsyncConnection) -> list[str]:
    """Where a migrated database and the tables of the program disagree; for the checks."""

    def compare(found: Connection) -> list[str]:
        context = MigrationContext.configure(found, opts={"compare_type": True})
        return [str(step) for step in compare_metadata(context, metadata)]

    return await connection.run_sync(compare)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Nodes that start together migrate one after the other; on SQLite they do anyway.
        connection.execute(text("SELECT pg_advisory_xact_lock(7650193)"))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
