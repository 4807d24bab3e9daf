"""Databases as a city has them: migrated once a run, and copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from broker.migrate import migrate
from broker.stores.database import Database
from tests.support.postgres import PostgresServer

TEMPLATE = "migrated"


def sqlite_at(file: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


def migrated_file(file: Path) -> Path:
    """Makes `file` a migrated SQLite database without rows."""
    _migrate(sqlite_at(file))
    return file


def copy_of(template: Path, folder: Path) -> str:
    """A database of its own, as `migrated_file` made it; its URL."""
    return sqlite_at(Path(shutil.copy(template, folder / "vorsprache.db")))


def make_template(server: PostgresServer) -> None:
    """A migrated database without rows, for `copy_on`."""
    server.sql(f"CREATE DATABASE {TEMPLATE}")
    _migrate(server.url.replace("/postgres?", f"/{TEMPLATE}?"))


@contextmanager
def copy_on(server: PostgresServer) -> Iterator[str]:
    """A database of its own, as `make_template` made it; its URL."""
    with server.fresh_database(TEMPLATE) as url:
        yield url


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database at `url`, to be closed afterwards."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


def _migrate(url: str) -> None:
    # A thread of its own: the loop of the tests, or none yet, is this one's.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate(url)).result()
