"""A city on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from tests.support.dresden import City, running_city


@pytest.fixture
async def city(database_url: str, real_redis_url: str) -> AsyncIterator[City]:
    """One node."""
    async with running_city(database_url, real_redis_url) as made:
        yield made
