"""The database of a day, read and disturbed from beside the product: by plain statements."""

import asyncio
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from tests.support.postgres import FAST, PostgresServer, running_postgres

Row = dict[str, Any]
TABLES = ("visits", "moves", "ops", "messages", "desks", "desk_hours")
JSONS = ("detail", "checks", "undo", "queues")
# In the order in which they were committed.
SQLITE_ORDER = {"moves": "rowid"}
POSTGRES_ORDER = {"moves": "extract(epoch from pg_xact_commit_timestamp(xmin)), version"}
WAITING = "SELECT id, queue, stage, version, clerk, \"order\" FROM visits WHERE stage != 'ended'"


class DayDatabase(Protocol):
    """`url` is what the nodes are told."""

    url: str

    async def rows(self) -> dict[str, list[Row]]:
        """All rows that the oracle reads; moves in the order of their commits."""

    async def live(self) -> list[Row]:
        """Visits that are not over, a few columns each."""

    async def locked(self, seconds: float) -> None:
        """Nobody can write for so long."""


class Sqlite:
    """One file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "day.db"
        self.url = f"sqlite+aiosqlite:///{self.file}"

    async def rows(self) -> dict[str, list[Row]]:
        return await asyncio.to_thread(
            lambda: {
                table: self._read(f"{_all_of(table)} ORDER BY {SQLITE_ORDER.get(table, 1)}")
                for table in TABLES
            }
        )

    async def live(self) -> list[Row]:
        return await asyncio.to_thread(self._read, WAITING)

    def _read(self, query: str) -> list[Row]:
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=5.0)
        try:
            connection.row_factory = sqlite3.Row
            return [_plain(dict(row)) for row in connection.execute(query)]
        finally:
            connection.close()

    async def locked(self, seconds: float) -> None:
        def lock() -> sqlite3.Connection:
            connection = sqlite3.connect(
                self.file, timeout=30.0, isolation_level=None, check_same_thread=False
            )
            connection.execute("BEGIN EXCLUSIVE")
            return connection

        connection = await asyncio.to_thread(lock)
        try:
            await asyncio.sleep(seconds)
        finally:
            connection.execute("ROLLBACK")
            connection.close()


class Postgres:
    """A database of a private server."""

    def __init__(self, server: PostgresServer) -> None:
        self.url = server.url.replace("/postgres?", "/day?")
        self.folder = Path(server.url.partition("host=")[2])
        self._looker: Any = None
        self._looking = asyncio.Lock()

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            host=str(self.folder), user="postgres", database="day", timeout=5.0
        )

    async def _fetch(self, *queries: str) -> list[list[Row]]:
        connection = await self._connect()
        try:
            async with connection.transaction(isolation="repeatable_read"):
                return [
                    [_plain(dict(row)) for row in await connection.fetch(query)]
                    for query in queries
                ]
        finally:
            await connection.close()

    async def rows(self) -> dict[str, list[Row]]:
        queries = [
            f"{_all_of(table)} ORDER BY {POSTGRES_ORDER.get(table, '1')}" for table in TABLES
        ]
        return dict(zip(TABLES, await self._fetch(*queries), strict=True))

    async def live(self) -> list[Row]:
        # Asked all day long: over a connection that is kept until it breaks.
        async with self._looking:
            try:
                if self._looker is None:
                    self._looker = await self._connect()
                return [_plain(dict(row)) for row in await self._looker.fetch(WAITING)]
            except BaseException:
                if self._looker is not None:
                    self._looker.terminate()
                    self._looker = None
                raise

    async def locked(self, seconds: float) -> None:
        connection = await self._connect()
        try:
            async with connection.transaction():
                # Whoever writes may have one table and want the next: then the server lets one of us go.
                with suppress(asyncpg.DeadlockDetectedError):
                    await connection.execute(
                        "LOCK TABLE visits, moves, ops IN ACCESS EXCLUSIVE MODE", timeout=10.0
                    )
                    await asyncio.sleep(seconds)
        finally:
            await connection.close()

    async def end_backends(self) -> None:
        """Every connection of the nodes is ended from the other side."""
        connection = await self._connect()
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid != pg_backend_pid() AND datname = 'day'"
            )
        finally:
            await connection.close()

    async def restart(self, pause_s: float) -> None:
        """Crashes the server, and starts it again after a pause."""
        await asyncio.to_thread(self.control, "-m", "immediate", "stop")
        await asyncio.sleep(pause_s)
        await asyncio.to_thread(self.control, "start")

    def control(self, *words: str) -> None:
        """pg_ctl."""
        control = max(Path("/usr/lib/postgresql").glob("*/bin")) / "pg_ctl"
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        place = self.folder / "state"
        options = f"{FAST} -c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        more = ["-o", options] if words == ("start",) else []
        subprocess.run(
            [*user, control, "-D", place, "-l", self.folder / "log", "-w", *more, *words],
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A private server that remembers when each transaction was committed."""
    with running_postgres() as server:
        server.sql("ALTER SYSTEM SET track_commit_timestamp = on")
        server.sql("CREATE DATABASE day")
        made = Postgres(server)
        made.control("-m", "fast", "stop")
        made.control("start")
        yield made


def _all_of(table: str) -> str:
    # Names of tables are our own constants.
    return "SELECT * FROM " + table  # noqa: S608


def _plain(row: Row) -> Row:
    """Both databases alike: instants as ISO in UTC, JSON as values."""
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = value.astimezone(UTC).isoformat()
        elif isinstance(value, str) and name in JSONS:
            row[name] = json.loads(value)
        elif isinstance(value, str) and len(value) in (19, 26) and value[10] == " ":
            row[name] = datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
    return row
