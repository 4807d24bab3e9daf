"""One engine for all stores: SQLite in WAL mode or PostgreSQL, chosen by the URL.

`Database.write()` is a transaction that changes something, `read()` one that cannot. This is also the
one place that knows whether a transaction happened when its answer was lost: see `write`. On SQLite a
write begins IMMEDIATE, because the deferred default loses updates silently (ten concurrent
read-then-write gave one increment and no error).
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Executable, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from broker.stores import sqlite_driver
from signaling.errors import StoreDown, Unknown

log = structlog.get_logger(__name__)

T = TypeVar("T")
SERIALIZATION_FAILURES = {"40001", "40P01"}
# Connection lost, read-only standby, not let in, no database, out of resources, shutting down or
# starting up, disk trouble (PostgreSQL, appendix A): classes, or whole codes.
AWAY = ("08", "25006", "28", "3D", "53", "57", "58")
TRIES = 5
WAL_AGAIN_S = 0.01
# A server that restarts is back within seconds; whoever asked waits for the truth so long.
ASK_AGAIN_S = (0.0, 0.2, 0.5, 1.0, 2.0)
POOL = 10
MOST = 2 * POOL
POOL_LOGGER = "sqlalchemy.pool.impl.AsyncAdaptedQueuePool"


class _LostConnections(logging.Filter):
    """A server that goes away takes its connections along. The pool calls each of them an error, with a
    trace; it is one line of ours, until a connection is made again."""

    def __init__(self) -> None:
        super().__init__()
        self._told = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is anything else."""
        error = record.exc_info[1] if record.exc_info else None
        if not _is_lost(error):
            return True
        if not self._told:
            self._told = True
            log.warning("database.connections_lost", error=type(error).__name__)
        return False

    def made_anew(self, raw: Any, record: Any) -> None:
        """The server is there: what is lost from now on is told again."""
        self._told = False


_lost_connections = _LostConnections()


class Database:
    """Connections to the one database. Any node's `Database` on the same URL sees the same truth."""

    def __init__(self, url: str, *, wait_s: float = 10.0) -> None:
        """`url`: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://...`.

        Nobody waits longer than `wait_s` for a connection, nor on PostgreSQL for an answer.
        """
        self.engine = _engine(url, wait_s)
        self.most = MOST
        self.sqlite = self.engine.dialect.name == "sqlite"
        # SQLite answers from within this process: what it could not commit, it did not.
        self.certain = self.sqlite
        # SQLite has one writer: queueing here is cheaper than its busy loop and keeps the order.
        self._writer = asyncio.Lock() if self.sqlite else None
        self._writing: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view. Raises StoreDown when the database does not answer."""
        with _named_failures():
            async with self.engine.connect() as connection:
                yield connection

    async def write(
        self, change: Callable[[AsyncConnection], Awaitable[T]], *, again: bool = False
    ) -> T:
        """Runs `change` in one transaction and commits it; all or nothing.

        `change` may run again after a serialization failure, so it must not do anything outside the
        transaction. A commit that has begun is finished even when the caller is cancelled.

        When the answer to the commit is lost, the change may have happened. With `again` it is run
        once more then, which tells: such a change finds out by itself that it was there before - an
        op, a version, a key - or does no harm twice. It waits for whatever is left of the first
        one, because both want the same rows.

        Raises StoreDown when the database does not answer and nothing happened, Unknown when nobody
        can tell, IntegrityError as it comes.
        """
        writing = asyncio.create_task(self._write(change, again=again))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        return await asyncio.shield(writing)

    async def _write(self, change: Callable[[AsyncConnection], Awaitable[T]], *, again: bool) -> T:
        try:
            return await self._try(change)
        except Unknown:
            log.warning("database.unknown", again=again)
            for wait_s in ASK_AGAIN_S if again else ():
                await asyncio.sleep(wait_s)
                with suppress(StoreDown):
                    return await self._try(change)
            raise

    async def _try(self, change: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
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
        said = False
        try:
            with _named_failures():
                async with self.engine.connect() as connection:
                    if self.sqlite:
                        await connection.execution_options(vorsprache_write=True)
                    async with connection.begin():
                        result = await change(connection)
                        said = True
                    return result
        except StoreDown as down:
            if said and not self.certain:
                raise Unknown("unknown: the answer to the commit was lost") from down
            raise

    def upsert(self, table: Table, values: Mapping[str, Any]) -> Executable:
        """Puts a row in the place of the one with the same key, if there is one. Whoever does the
        same at the same moment waits for the end of this transaction."""
        words: Any = sqlite if self.sqlite else postgresql
        keys = [column.name for column in table.primary_key]
        rest = {name: value for name, value in values.items() if name not in keys}
        inserted = words.insert(table).values(values)
        return inserted.on_conflict_do_update(index_elements=keys, set_=rest)  # type: ignore[no-any-return] # one of two dialects

    async def close(self) -> None:
        """Ends all connections, after the writes that go on though nobody waits for them."""
        # One that comes back to a pool that was disposed of is never closed by anybody.
        while self._writing:
            await asyncio.wait(self._writing)
        await self.engine.dispose()


@contextmanager
def _named_failures() -> Iterator[None]:
    """A database that is away becomes StoreDown; everything else stays what it is."""
    try:
        yield
    except (OperationalError, InterfaceError, OSError, TimeoutError) as error:
        raise StoreDown("the database does not answer") from error
    except PoolTimeout as error:
        raise StoreDown("the database is too busy") from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_away(error):
            raise StoreDown("the connection to the database was lost") from error
        raise


def _is_away(error: DBAPIError) -> bool:
    if isinstance(error, InternalError) and getattr(error.orig, "sqlstate", None) is None:
        # Not the server's words: the driver lost its connection in the middle of something.
        return True
    return _has_state_of_away(error.orig)


def _has_state_of_away(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(AWAY)


def _is_lost(error: BaseException | None) -> bool:
    """Whether the driver says so of a connection that is over already, and was only to be ended."""
    if isinstance(error, OSError | TimeoutError) or _has_state_of_away(error):
        return True
    return "connection is closed" in str(error)


def _prepare(raw: Any, wait_s: float) -> None:
    """The settings of a new SQLite connection. Raises what the driver says."""
    cursor = raw.cursor()
    # The cache is one for each connection; behind it stands that of the operating system.
    for pragma in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON", "cache_size=-256"):
        cursor.execute(f"PRAGMA {pragma}")
    until = time.monotonic() + wait_s
    while True:
        try:
            # Nodes that open a new file together: SQLite refuses all but one of them at once,
            # whatever the busy timeout says. On a file that is in WAL mode it asks for no lock.
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            await_only(asyncio.sleep(WAL_AGAIN_S))
    cursor.close()


def _on_the_disk(raw: Any, record: Any) -> None:
    """What is answered `done` has to outlive a crash of the server, whatever it is told elsewhere."""
    raw.autocommit = True
    cursor = raw.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    raw.autocommit = False


def _engine(url: str, wait_s: float) -> AsyncEngine:
    pool: dict[str, Any] = {
        "pool_size": POOL,
        "max_overflow": MOST - POOL,
        "pool_timeout": wait_s,
        "hide_parameters": True,
    }
    if not url.startswith("sqlite"):
        patience = {"timeout": wait_s, "command_timeout": wait_s}
        engine = create_async_engine(url, pool_pre_ping=True, connect_args=patience, **pool)
        event.listen(engine.sync_engine, "connect", _on_the_disk)
        event.listen(engine.sync_engine, "connect", _lost_connections.made_anew)
        logging.getLogger(POOL_LOGGER).addFilter(_lost_connections)
        return engine
    path = make_url(url).database or ""
    engine = create_async_engine(url, async_creator=partial(sqlite_driver.connect, path), **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(raw: Any, record: Any) -> None:
        try:
            raw.isolation_level = None
            _prepare(raw, wait_s)
        except BaseException:
            raw.close()
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("vorsprache_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
