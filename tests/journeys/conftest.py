"""Towns of one and of two nodes, on the fastest real stores and on all of them."""

from collections.abc import AsyncIterator

import pytest

from tests.support.postgres import fresh_database
from tests.support.town import Town, open_town


@pytest.fixture
async def town(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """One node."""
    async with open_town(sqlite_url, real_redis_url) as opened:
        yield opened


@pytest.fixture
async def postgres_town(postgres: str, real_redis_url: str) -> AsyncIterator[Town]:
    """One node on PostgreSQL."""
    with fresh_database(postgres) as url:
        async with open_town(url, real_redis_url) as opened:
            yield opened


@pytest.fixture
async def two_nodes(database_url: str, redis_url: str) -> AsyncIterator[Town]:
    """Two nodes, on every database and every Redis."""
    async with open_town(database_url, redis_url, nodes=2) as opened:
        yield opened
