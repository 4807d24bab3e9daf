"""A town on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from tests.support.town import Town, running_town


@pytest.fixture
async def town(database_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """One node."""
    async with running_town(database_url, real_redis_url) as made:
        yield made
