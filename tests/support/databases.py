"""A fresh database with all tables, on SQLite or PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from broker.stores.database import Database
from broker.stores.tables import metadata
from tests.support.postgres import fresh_database, shared_postgres

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@asynccontextmanager
async def database_with_tables(kind: Kind) -> AsyncIterator[Database]:
    """Yields it open; closes and removes it afterwards."""
    with ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(TemporaryDirectory())
            url = f"sqlite+aiosqlite:///{Path(folder) / 'test.db'}"
        else:
            url = stack.enter_context(fresh_database(shared_postgres()))
        database = Database(url)
        try:
            await database.write(lambda connection: connection.run_sync(metadata.create_all))
            yield database
        finally:
            await database.close()
