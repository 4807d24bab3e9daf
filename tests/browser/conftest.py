"""One browser for all tests of this folder, one demo for each; a context is a person's own browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from broker.cli.demo import Demo, open_demo
from tests.support.browser import open_browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need Chromium and time, and share one loop with it."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            # A marker of the item would be nearer than one of its module.
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(150))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium with fake devices that are granted."""
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The browser without anybody; whoever has a context in it leaves with the test."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncIterator[Demo]:
    """The whole system on a free port."""
    async with open_demo() as opened:
        yield opened
        # Pages are still open: as Ctrl-C would do it, so that nobody has to wait for them.
        await opened.node.drain()
