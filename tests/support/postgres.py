"""A private PostgreSQL for one test run: own folder, own unix socket, no TCP, no system server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

BINARIES = Path("/usr/lib/postgresql")
# A test database may forget everything at a power cut, and is ten times faster for it.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields the URL of a fresh server's `postgres` database: `postgresql+asyncpg://...`.

    Raises FileNotFoundError where PostgreSQL is not installed. A server takes a second:
    start one per run and make a `fresh_database` per test.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="vorsprache-pg-"))
    try:
        _as_postgres(folder)
        place = folder / "state"
        _run(binaries / "initdb", "-D", place, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")
        options = f"{FAST} -c listen_addresses='' -c unix_socket_directories='{folder}'"
        log = folder / "log"
        _run(binaries / "pg_ctl", "-D", place, "-l", log, "-w", "-t", "30", "-o", options, "start")
        try:
            yield f"postgresql+asyncpg://postgres@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", place, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """An empty database on the server of `url`, dropped afterwards. Yields its URL."""
    folder = url.partition("?host=")[2]
    name = f"t{uuid4().hex}"
    _sql(folder, f"CREATE DATABASE {name}")
    try:
        yield url.replace("/postgres?", f"/{name}?")
    finally:
        _sql(folder, f"DROP DATABASE {name} WITH (FORCE)")


def _binaries() -> Path:
    found = sorted(BINARIES.glob("*/bin"))
    if not found:
        raise FileNotFoundError(f"no PostgreSQL under {BINARIES}")
    return found[-1]


def _as_postgres(folder: Path) -> None:
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")


def _sql(folder: str, statement: str) -> None:
    _run(_binaries() / "psql", "-h", folder, "-U", "postgres", "-q", "-c", statement)


def _run(*command: Path | str) -> None:
    # initdb and the server refuse to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *command],
        cwd="/",
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
