"""One engine for all stores: SQLite in WAL mode or PostgreSQL, chosen by the URL.

`Database.write()` is a transaction that changes something, `read()` one that cannot. On SQLite a
write begins IMMEDIATE, because the deferred default loses updates silently (ten concurrent
read-then-write gave one increment and no error).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from signaling.errors import StoreDown

T = TypeVar("T")
SERIALIZATION_FAILURES = {"40001", "40P01"}
TRIES = 5


class Database:
    """Connections to the one database. Any node's `Database` on the same URL sees the same truth."""

    def __init__(self, url: str) -> None:
        """`url`: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://...`."""
        self.engine = _engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer: queueing here is cheaper than its busy loop and keeps the order.
        self._writer = asyncio.Lock() if self.sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view. Raises StoreDown when the database does not answer."""
        with _named_failures():
            async with self.engine.connect() as connection:
                yield connection

    async def write(self, change: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Runs `change` in one transaction and commits it; all or nothing.

        `change` may run again after a serialization failure, so it must not do anything outside the
        transaction. A commit that has begun is finished even when the caller is cancelled. Raises
        StoreDown when the database does not answer, IntegrityError as it comes.
        """
        return await asyncio.shield(asyncio.ensure_future(self._write(change)))

    async def _write(self, change: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                with _named_failures():
                    if self._writer is None:
                        return await self._transaction(change)
                    async with self._writer:
                        return await self._transaction(change)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state not in SERIALIZATION_FAILURES or attempt == TRIES:
                    raise
        raise AssertionError("unreachable: the last attempt raises or returns")

    async def _transaction(self, change: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self.engine.connect() as connection:
            if self.sqlite:
                await connection.execution_options(vorsprache_write=True)
            async with connection.begin():
                return await change(connection)

    async def close(self) -> None:
        """Ends all connections."""
        await self.engine.dispose()


@contextmanager
def _named_failures() -> Iterator[None]:
    """A database that is away becomes StoreDown; everything else stays what it is."""
    try:
        yield
    except (OperationalError, InterfaceError, OSError, TimeoutError) as error:
        raise StoreDown("the database does not answer") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreDown("the connection to the database was lost") from error
        raise


def _engine(url: str) -> AsyncEngine:
    if not url.startswith("sqlite"):
        return create_async_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_async_engine(url, pool_size=8, max_overflow=8, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(raw: Any, record: Any) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("vorsprache_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
