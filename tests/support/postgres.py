"""A private PostgreSQL for one test run: own folder, own unix socket, no TCP, no system server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

BINARIES = Path("/usr/lib/postgresql")
# A test database may forget everything at a power cut, and is ten times faster for it.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
DONE = "said and done"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. `url` is that of its `postgres` database: `postgresql+asyncpg://...`."""

    url: str
    _psql: "subprocess.Popen[str]"

    @contextmanager
    def fresh_database(self, template: str = "template1") -> Iterator[str]:
        """A copy of `template`, which nobody uses meanwhile; dropped afterwards. Yields its URL."""
        name = f"t{uuid4().hex}"
        # Whole files are copied in half the time that it takes to log each page of them.
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url.replace("/postgres?", f"/{name}?")
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """Runs one statement; returns when it is done. Raises RuntimeError with what was said."""
        talk_in, talk_out = self._psql.stdin, self._psql.stdout
        assert talk_in is not None
        assert talk_out is not None
        talk_in.write(f"{statement};\n\\echo {DONE}\n")
        talk_in.flush()
        said = talk_out.readline()
        if said.strip() != DONE:
            raise RuntimeError(f"{statement} failed: {said}{talk_out.read()}")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A fresh server. Raises FileNotFoundError where PostgreSQL is not installed.

    It takes a second: start one per run and make a `fresh_database` per test.
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
            url = f"postgresql+asyncpg://postgres@/postgres?host={folder}"
            with _talking(binaries / "psql", folder) as psql:
                yield PostgresServer(url, psql)
        finally:
            _run(binaries / "pg_ctl", "-D", place, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _talking(psql: Path, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """One psql for the life of the server: to start one takes longer than most statements."""
    with subprocess.Popen(
        [psql, "-h", folder, "-U", "postgres", "-q", "-X", "-v", "ON_ERROR_STOP=1"],
        cwd="/",
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as program:
        # Leaving the block closes its input; it reads to the end and goes.
        yield program


def _binaries() -> Path:
    found = sorted(BINARIES.glob("*/bin"))
    if not found:
        raise FileNotFoundError(f"no PostgreSQL under {BINARIES}")
    return found[-1]


def _as_postgres(folder: Path) -> None:
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")


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
