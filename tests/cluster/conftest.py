"""One installation of two node programs, and one browser, for all tests of this folder.

Every test has a department of its own (`room`), and leaves the nodes running or has them mended.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.support.browser import new_context, open_browser
from tests.support.cluster import Cluster, Room, running_cluster
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer, running_redis

# Certificates of tests are nobody's; two pages that talk are both looked at.
TRUST = "--ignore-certificate-errors"
# Shorter than an office would want it, so that a test can see who counts as away.
AWAY_S = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder share one loop with the programs they break, and take their time."""
    for item in items:
        if "/cluster/" in str(item.path):
            item.add_marker("slow")
            item.add_marker(pytest.mark.timeout(180))
            # One installation is enough, also for tests that run side by side.
            item.add_marker(pytest.mark.xdist_group("cluster"))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_server() -> AsyncIterator[RedisServer]:
    """The Redis of the installation, to be emptied and killed."""
    async with running_redis() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def installation(
    postgres: PostgresServer, redis_server: RedisServer
) -> AsyncIterator[Cluster]:
    """Two nodes behind the proxy."""
    with postgres.fresh_database() as database:
        async with running_cluster(
            database=database, redis=redis_server.url, away=f"{AWAY_S}s"
        ) as opened:
            yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def cluster(installation: Cluster) -> Cluster:
    """The installation, whole again."""
    await installation.whole()
    return installation


@pytest.fixture
def room(cluster: Cluster) -> Room:
    """A department that only this test uses."""
    return cluster.room()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all; a person has a context."""
    async with open_browser(TRUST) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def home(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A citizen's browser."""
    context = await new_context(chromium)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """The browser of somebody else. Tabs of one context are one window: those behind draw once a second."""
    context = await new_context(chromium)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def office(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A clerk's browser."""
    context = await new_context(chromium)
    yield context
    await context.close()
