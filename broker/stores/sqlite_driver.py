"""aiosqlite with one trip to its thread for each statement.

Whatever one asks of an aiosqlite connection goes to the thread of that connection and back, and the way
costs more than a short statement does. SQLAlchemy goes it four times for one statement (a cursor, the
statement, its rows, the cursor's end), once for BEGIN, and once more to roll back what is not open when a
connection returns to the pool. Here BEGIN goes with the statement after it, and the rows come with the
answer.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

# Rows that come with the answer; of a longer reading the rest is asked for in pieces of this size.
PIECE = 500


async def connect(path: str) -> "Connection":
    """A connection to the file. Raises sqlite3.Error when it cannot be opened."""
    opened = partial(sqlite3.connect, path, check_same_thread=False)
    connection = Connection(opened, PIECE)
    # A program that ends without closing it is not held up.
    connection._thread.daemon = True
    await connection
    return connection


class Connection(aiosqlite.Connection):
    """What SQLAlchemy's dialect of aiosqlite asks of a connection."""

    # BEGIN was said and waits for the first statement; a transaction may be open.
    pending = False
    begun = False

    def cursor(self) -> "Cursor":  # type: ignore[override] # theirs is a trip
        """Of one statement; asks nothing yet."""
        return Cursor(self)

    async def commit(self) -> None:
        """Ends the transaction, if there is one. Raises sqlite3.Error; then it may still be open."""
        await self._end(super().commit)

    async def rollback(self) -> None:
        """Undoes the transaction, if there is one."""
        await self._end(super().rollback)

    async def trip(self, run: Callable[..., object], *values: object) -> None:
        """Calls it in the thread. Raises what it raises, ValueError on a closed connection."""
        await self._execute(run, *values)  # type: ignore[no-untyped-call]

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self.pending = False
        if self.begun:
            await end()
            # Not after a failed or cancelled one: then it may still be open, and is rolled back.
            self.begun = False


class Cursor:
    """One statement and its rows. SQLAlchemy uses it once and closes it."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        """Nothing is asked of the database yet."""
        self._connection = connection
        self._rows: list[Any] = []
        self._rest: sqlite3.Cursor | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> Self:
        """Runs it; its first rows are here afterwards. Raises sqlite3.Error."""
        if statement == "BEGIN":
            # It takes no lock and reads nothing before the first statement. BEGIN IMMEDIATE does.
            self._connection.pending = True
            return self
        return await self._go(sqlite3.Cursor.execute, statement, values)

    async def executemany(self, statement: str, values: Iterable[Any]) -> Self:
        """Runs it for each of the values. Raises sqlite3.Error."""
        return await self._go(sqlite3.Cursor.executemany, statement, values)

    async def fetchone(self) -> Any:
        """The next row, or None."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows, `size` at most."""
        size = size or self.arraysize
        while self._rest is not None and len(self._rows) < size:
            await self._connection.trip(self._read, self._rest)
        given, self._rows = self._rows[:size], self._rows[size:]
        return given

    async def fetchall(self) -> Sequence[Any]:
        """All rows that are left."""
        while self._rest is not None:
            await self._connection.trip(self._read, self._rest)
        given, self._rows = self._rows, []
        return given

    async def close(self) -> None:
        """Nothing more is read of it."""
        rest, self._rest = self._rest, None
        if rest is not None:
            await self._connection.trip(rest.close)

    async def _go(self, run: Any, statement: str, values: Iterable[Any]) -> Self:
        before = "BEGIN" if self._connection.pending else ""
        self._connection.pending = False
        if before or statement.startswith("BEGIN"):
            self._connection.begun = True
        await self._connection.trip(self._run, before, run, statement, values)
        return self

    # --- in the thread of the connection ---

    def _run(self, before: str, run: Any, statement: str, values: Iterable[Any]) -> None:
        cursor = self._connection._conn.cursor()
        if before:
            cursor.execute(before)
        run(cursor, statement, values)
        self.description, self.rowcount = cursor.description, cursor.rowcount
        self.lastrowid = cursor.lastrowid
        if cursor.description is None:
            cursor.close()
        else:
            self._read(cursor)

    def _read(self, cursor: sqlite3.Cursor) -> None:
        piece = cursor.fetchmany(PIECE)
        self._rows += piece
        self._rest = cursor if len(piece) == PIECE else None
        if self._rest is None:
            cursor.close()
