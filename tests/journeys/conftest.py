"""Towns of one and of two nodes, on the fastest real stores and on all of them."""

from collections.abc import AsyncIterator

import pytest

from broker.cli.embedded import embedded_redis
from tests.support.redis import running_redis
from tests.support.town import Town, open_town

# Verb by verb on what a city runs with; on what the demo runs with in `make long`.
MANY = {"test_verbs", "test_queue_days", "test_transfers", "test_field_stories"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long modules run on one kind of stores in the tests of every day."""
    for item in items:
        if item.path.stem in MANY and item.name.endswith("[small]"):
            item.add_marker("long")


@pytest.fixture
async def town(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """One node."""
    async with open_town(sqlite_url, real_redis_url) as opened:
        yield opened


@pytest.fixture
async def postgres_town(postgres_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """One node on PostgreSQL."""
    async with open_town(postgres_url, real_redis_url) as opened:
        yield opened


@pytest.fixture(params=["small", "city"])
async def two_nodes(request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """Two nodes, on what the demo runs with, and on what a city runs with."""
    if request.param == "small":
        url = request.getfixturevalue("sqlite_url")
        with embedded_redis() as redis:
            async with open_town(url, redis, nodes=2) as opened:
                yield opened
        return
    url = request.getfixturevalue("postgres_url")
    async with running_redis() as server, open_town(url, server.url, nodes=2) as opened:
        yield opened
