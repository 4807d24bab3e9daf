"""Fixtures that tests of all kinds share: a clock, and every store there is."""

import os
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from broker.cli.embedded import embedded_redis
from tests.support.clock import Clock
from tests.support.databases import copy_of, copy_on, make_template, migrated_file, sqlite_at
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.redis import running_redis

# Machines that build are shared and slow at times: speed is measured in the benchmarks alone.
settings.register_profile("vorsprache", deadline=None)
settings.load_profile("vorsprache")

TEARDOWN_S = 20.0
LATER = ("browser", "media", "slow")


@pytest.fixture
def clock() -> Clock:
    """Time stands still until a test advances it."""
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One private PostgreSQL for the run. Without it: skip here, fail in CI."""
    try:
        with running_postgres() as server:
            make_template(server)
            yield server
    except FileNotFoundError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every SQLite of the run is copied from."""
    return migrated_file(tmp_path_factory.mktemp("migrated") / "vorsprache.db")


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database without rows, where the kind does matter."""
    with copy_on(postgres) as url:
        yield url


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A migrated SQLite database without rows, where the kind does not matter."""
    return copy_of(migrated_sqlite, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database without rows, of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind that was never migrated."""
    if request.param == "sqlite":
        yield sqlite_at(tmp_path / "vorsprache.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.fresh_database() as url:
        yield url


@pytest.fixture(params=["embedded", "redis-server"])
async def redis_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """An empty Redis of each kind."""
    if request.param == "embedded":
        with embedded_redis() as url:
            yield url
        return
    async with running_redis() as server:
        yield server.url


@pytest.fixture
async def real_redis_url() -> AsyncIterator[str]:
    """An empty redis-server, where the kind does not matter."""
    async with running_redis() as server:
        yield server.url


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick ones first and browsers last, each in the random order they came in."""
    items.sort(key=lambda item: [bool(item.get_closest_marker(mark)) for mark in LATER])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """pytest-timeout stops with the first failure; what a failed test leaves could hang for ever."""
    if signal.getitimer(signal.ITIMER_REAL)[0]:
        return (yield)
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("the teardown hangs"))
    signal.setitimer(signal.ITIMER_REAL, TEARDOWN_S, TEARDOWN_S)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
