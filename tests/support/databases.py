"""A database with all tables, made at once and not by migration."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from broker.stores.database import Database
from broker.stores.tables import metadata


@asynccontextmanager
async def database_with_tables(url: str) -> AsyncIterator[Database]:
    """Yields the database at `url` open, its tables made; closes it afterwards."""
    database = Database(url)
    try:
        await database.write(lambda connection: connection.run_sync(metadata.create_all))
        yield database
    finally:
        await database.close()
