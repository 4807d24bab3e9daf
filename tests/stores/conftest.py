"""Both databases, one test body."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.office import Office, running_office
from tests.support.postgres import fresh_database, running_postgres
from tests.support.redis import running_redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """One private PostgreSQL for all tests of this folder."""
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/test.db"
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
async def redis_url() -> AsyncIterator[str]:
    """A private Redis."""
    async with running_redis() as server:
        yield server.url


@pytest.fixture
async def office(database_url: str, redis_url: str) -> AsyncIterator[Office]:
    """One node."""
    async with running_office(database_url, redis_url) as made:
        yield made
