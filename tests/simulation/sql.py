"""SQLite in a simulated world: the real engine on a real file, each statement a trip over the network.

The product's `Database` works on an `Engine` that has the words of SQLAlchemy's asynchronous one. Below
them SQLAlchemy writes the SQL and knows the types, and sqlite3 runs it: no thread, no greenlet and none of
what costs most of the time of a short statement, but a moment between asking and being answered in which
everything else can happen. What a database does to its clients (slow, gone, a commit whose answer is
lost) is decided by the `Wire` that the world gives to `WIRE`.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Protocol

import sqlalchemy
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

# Locked by another connection: SQLite's own way of waiting would stop the whole world.
AGAIN_S, PATIENCE_S = 0.02, 5.0
# Of a program that does not wait for a lock, nor for a disk: the whole world would wait with it.
ALTERED = {"busy_timeout": "PRAGMA busy_timeout=0", "synchronous": "PRAGMA synchronous=OFF"}


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


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, *values: Any) -> Any:
        for name, instead in ALTERED.items():
            if statement.startswith(f"PRAGMA {name}"):
                statement = instead
        return super().execute(statement, *values)


class _Raw(sqlite3.Connection):
    """Never waits by itself."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


def create_engine(url: str, **how: Any) -> "Engine":
    """In the place of `create_async_engine`."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=0, factory=_Raw)
        WIRE.get().opened(connection)
        return connection

    path = sqlalchemy.make_url(url).database or ""
    return Engine(sqlalchemy.create_engine("sqlite://", creator=connect, poolclass=NullPool))


class Engine:
    """What `Database` needs of an AsyncEngine. What it listens for is called as SQLAlchemy would."""

    def __init__(self, engine: sqlalchemy.Engine) -> None:
        self.sync_engine = engine
        self.dialect = _dialect()
        self._free: list[Any] = []

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["Connection"]:
        held = self._free.pop() if self._free else self.sync_engine.raw_connection()
        raw: Any = held.driver_connection
        try:
            yield Connection(self, raw)
        finally:
            try:
                if raw.in_transaction:
                    raw.rollback()
                self._free.append(held)
            except sqlite3.ProgrammingError:
                pass  # Its process was killed, and it is closed.

    async def dispose(self) -> None:
        for held in self._free:
            held.close()
        self._free.clear()


class Connection:
    """What the stores need of an AsyncConnection."""

    def __init__(self, engine: Engine, raw: sqlite3.Connection) -> None:
        self.dialect = engine.dialect
        self._begins = engine.sync_engine.dispatch.begin
        self._raw = raw
        self._options: dict[str, Any] = {}
        self._begun = False

    async def execution_options(self, **options: Any) -> None:
        self._options |= options

    def get_execution_options(self) -> dict[str, Any]:
        return self._options

    def exec_driver_sql(self, statement: str) -> None:
        self._raw.execute(statement)

    def _begin(self) -> None:
        self._begins(self)
        self._begun = True

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[None]:
        await self._travel("BEGIN", self._begin)
        try:
            yield
        except BaseException:
            self._raw.rollback()
            raise
        await self._travel("COMMIT", self._raw.commit)

    async def execute(self, statement: Any, *values: Any) -> Any:
        run = _ready(statement, *values)

        def all_of_it() -> Any:
            if not self._begun:
                self._begin()
            return run(self._raw)

        return await self._travel(str(statement.__visit_name__), all_of_it)

    async def scalar(self, statement: Any, *values: Any) -> Any:
        return (await self.execute(statement, *values)).scalar()

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
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or waited >= PATIENCE_S:
                        raise
                    waited += AGAIN_S
                    await wire.wait(AGAIN_S)
            await wire.back(name)
        except sqlite3.OperationalError as error:
            raise OperationalError(name, (), error) from error
        except sqlite3.Error as error:
            raise DBAPIError.instance(name, (), error, sqlite3.Error) from error
        return answer


# --- a statement ----------------------------------------------------------------------------------


@lru_cache
def _dialect() -> Any:
    """One, and so one way to write and to read each type, for all nodes of all days."""
    return sqlalchemy.create_engine("sqlite://").dialect


_compiled: dict[Any, Any] = {}


@lru_cache(maxsize=500)
def _written(statement: Any, keys: tuple[str, ...], several: bool) -> tuple[Any, ...]:
    """The SQL of a statement. Those that the product has put together once are known by themselves."""
    compiled, extracted, collected, _ = statement._compile_w_cache(
        dialect=_dialect(),
        compiled_cache=_compiled,
        column_keys=list(keys),
        for_executemany=several,
    )
    return compiled, extracted, collected, _shape(compiled)


def _ready(statement: Any, *values: Any) -> Callable[[sqlite3.Connection], Any]:
    """What runs a statement, with its values as the database takes them."""
    several = bool(values) and isinstance(values[0], list)
    given = [] if not values else values[0] if several else [values[0]]
    keys = tuple(sorted(given[0])) if given else ()
    compiled, extracted, collected, shape = _written(statement, keys, len(given) > 1)
    sets = [
        compiled.construct_params(
            each, escape_names=False, extracted_parameters=extracted, _collected_params=collected
        )
        for each in given or [None]
    ]
    rows = [shape.row(each) for each in sets]

    def run(raw: sqlite3.Connection) -> Any:
        cursor = None
        for sql, row in rows:
            cursor = raw.execute(sql, row)
        return shape.result(cursor)

    return run


class _Shape:
    """How the values of one kind of statement go in, and its rows come out."""

    def __init__(self, compiled: Any) -> None:
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise NotImplementedError("the simulated SQL has no defaults of columns")
        self._compiled = compiled
        self._ins = compiled._bind_processors
        self._order = compiled.positiontup or ()
        self._sql = compiled.string
        self._expands = bool(compiled.literal_execute_params or compiled.post_compile_params)
        self._columns = bool(compiled._result_columns)
        outs = [
            each.type._cached_result_processor(_dialect(), None)
            for each in compiled._result_columns
        ]
        self._known = SimpleResultMetaData(
            [each.keyname for each in compiled._result_columns],
            _processors=outs if any(outs) else None,
        )

    def row(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """The SQL, and what stands for its question marks."""
        if not self._expands:
            return self._sql, _processed(values, self._order, self._ins)
        wide = self._compiled._process_parameters_for_postcompile(values)
        ins = {**self._ins, **wide.processors}
        return wide.statement, _processed(wide.parameters, wide.positiontup, ins)

    def result(self, cursor: Any) -> Any:
        """What SQLAlchemy would give."""
        if not self._columns:
            return cursor
        return IteratorResult(self._known, iter(cursor.fetchall()))


def _processed(values: dict[str, Any], order: Iterable[str], ins: dict[str, Any]) -> list[Any]:
    return [ins[name](values[name]) if name in ins else values[name] for name in order]


@lru_cache(maxsize=2000)
def _shape(compiled: Any) -> _Shape:
    return _Shape(compiled)


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
