"""Fixtures that tests of all kinds share: a clock, and every store there is."""

import os
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from broker.embedded import embedded_redis
from tests.support.clock import Clock
from tests.support.postgres import fresh_database, running_postgres
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
def postgres() -> Iterator[str]:
    """One private PostgreSQL for the run. Without it: skip here, fail in CI."""
    try:
        with running_postgres() as url:
            yield url
    except FileNotFoundError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/vorsprache.db"
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database, where the kind does not matter."""
    return f"sqlite+aiosqlite:///{tmp_path}/vorsprache.db"


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
