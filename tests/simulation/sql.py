"""SQLite in a simulated world: the real engine on a real file, each statement a trip over the network.

The product's `Database` works on an `Engine` that has the words of SQLAlchemy's asynchronous one, and below
them the synchronous one: no thread and no greenlet, but a moment between asking and being answered in which
everything else can happen. What a database does to its clients (slow, gone, a commit whose answer is
lost) is decided by the `Wire` that the world gives to `WIRE`.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import sqlalchemy
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

# Locked by another connection: SQLite's own way of waiting would stop the whole world.
AGAIN_S, PATIENCE_S = 0.02, 5.0


class Wire(Protocol):
    """The way to the database and back."""

    def opened(self, connection: sqlite3.Connection) -> None:
        """A process has this connection from now on."""

    async def there(self, statement: str) -> None:
        """On the way there. Raises OperationalError for one that never arrives."""

    async def back(self, statement: str) -> None:
        """On the way back. Raises OperationalError for an answer that is lost."""

    async def wait(self, seconds: float) -> None:
        """Lets time pass."""


WIRE: ContextVar[Wire] = ContextVar("wire")
_engines: list[sqlalchemy.Engine] = []


def create_engine(url: str, **how: Any) -> "Engine":
    """In the place of `create_async_engine`. Statements are compiled once for all nodes of all days."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=0, factory=_Raw)
        WIRE.get().opened(connection)
        return connection

    path = sqlalchemy.make_url(url).database or ""
    engine = sqlalchemy.create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=10, hide_parameters=True
    )
    if _engines:
        engine.dialect = _engines[0].dialect
        engine._compiled_cache = _engines[0]._compiled_cache
    else:
        _engines.append(engine)
    return Engine(engine)


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, *values: Any) -> Any:
        if statement.startswith("PRAGMA busy_timeout"):
            statement = "PRAGMA busy_timeout=0"
        return super().execute(statement, *values)


class _Raw(sqlite3.Connection):
    """Never waits by itself."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class Engine:
    """What `Database` needs of an AsyncEngine."""

    def __init__(self, engine: sqlalchemy.Engine) -> None:
        self.sync_engine = engine
        self.dialect = engine.dialect

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["Connection"]:
        raw = self.sync_engine.connect()
        try:
            yield Connection(raw)
        finally:
            raw.close()

    async def dispose(self) -> None:
        self.sync_engine.dispose()


class Connection:
    """What the stores need of an AsyncConnection."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execution_options(self, **options: Any) -> None:
        self._connection = self._connection.execution_options(**options)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[None]:
        await self._travel("BEGIN", self._connection.begin)
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        await self._travel("COMMIT", self._connection.commit)

    async def execute(self, statement: Any, *values: Any) -> Any:
        return await self._travel(
            str(statement.__visit_name__), lambda: self._connection.execute(statement, *values)
        )

    async def scalar(self, statement: Any) -> Any:
        return (await self.execute(statement)).scalar()

    async def scalars(self, statement: Any) -> Any:
        return (await self.execute(statement)).scalars()

    @asynccontextmanager
    async def stream(self, statement: Any) -> AsyncIterator["Rows"]:
        yield Rows(await self.execute(statement))

    async def _travel(self, name: str, run: Callable[[], Any]) -> Any:
        wire, waited = WIRE.get(), 0.0
        answer: Any = None
        try:
            await wire.there(name)
            while True:
                try:
                    answer = run()
                    break
                except OperationalError as error:
                    if "locked" not in str(error.orig) or waited >= PATIENCE_S:
                        raise
                    waited += AGAIN_S
                    await wire.wait(AGAIN_S)
            await wire.back(name)
        except sqlite3.OperationalError as error:
            raise OperationalError(name, (), error) from error
        return answer


class Rows:
    """A result that is read bit by bit."""

    def __init__(self, result: Any) -> None:
        self._result = result

    async def __aiter__(self) -> AsyncIterator[Any]:
        for row in self._result:
            yield row

    async def partitions(self, size: int) -> AsyncIterator[Any]:
        for rows in self._result.partitions(size):
            yield rows
