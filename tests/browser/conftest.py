"""One browser and one demo for a test; a context is a person's own browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from broker.cli.demo import Demo, open_demo
from tests.support.browser import open_browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need Chromium and time."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")
            # A marker of the item would be nearer than one of its module.
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(150))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium with fake devices that are granted."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """The whole system on a free port."""
    async with open_demo() as opened:
        yield opened
        # Pages are still open: as Ctrl-C would do it, so that nobody has to wait for them.
        await opened.node.drain()
