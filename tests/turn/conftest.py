"""The shipped coturn configuration, running: once as it is by default, once with IPv6 as well."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.support.coturn import Coturn, running_coturn


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def coturn() -> AsyncIterator[Coturn]:
    async with running_coturn() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def coturn_with_ipv6() -> AsyncIterator[Coturn]:
    """The IPv4-only default refuses the whole IPv6 column by family; here only the list does."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1 to relay from")
    async with running_coturn(
        change=lambda settings: replace(settings, relay_ips=("127.0.0.1", "::1"))
    ) as server:
        yield server
