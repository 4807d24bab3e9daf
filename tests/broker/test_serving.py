"""A node that stops leaves no connection behind, whatever the clients do."""

import asyncio
import contextlib
import gc
import socket
from asyncio.selector_events import _SelectorSocketTransport  # type: ignore[attr-defined]

import pytest
from aiohttp import ClientSession

from broker.cli.demo import open_demo
from broker.played.people import Citizen, token_of
from signaling.errors import GoingAway

pytestmark = pytest.mark.timeout(60)
MANY = 60


def served_at(port: int) -> list[asyncio.Transport]:
    """The server's ends of connections that are still open."""
    found = [each for each in gc.get_objects() if type(each) is _SelectorSocketTransport]
    sockets = [(each, each._sock) for each in found]
    return [
        each
        for each, end in sockets
        if end and end.fileno() != -1 and end.getsockname()[1] == port
    ]


async def test_pages_that_are_connected_are_told_and_nobody_waits_for_them() -> None:
    """Without a drain, as a test or a program ends that opened a node of its own."""
    async with ClientSession() as http:
        async with open_demo() as demo:
            links = await demo.links()
            page = await Citizen.connect(http, links.api, token_of(links.citizen))
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 5.0
        await page.close()
        assert page.gone is not None
        assert page.gone.code == GoingAway.close_code


async def test_a_client_that_does_not_read_its_answers_is_dropped() -> None:
    """A browser that was stopped in the middle of a page; its connection would never close."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        async with open_demo() as demo:
            port = int(demo.node.settings.public_url.rpartition(":")[2])
            client.connect(("127.0.0.1", port))
            client.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * MANY)
            async with asyncio.timeout(20):
                # Nothing tells that a buffer of the system is full.
                while not any(each.get_write_buffer_size() for each in served_at(port)):
                    await asyncio.sleep(0.05)
        assert served_at(port) == []


@pytest.mark.parametrize("turns", range(6))
async def test_who_is_being_accepted_at_the_end_is_closed_too(turns: int) -> None:
    """A page that comes back just then; `turns` of the loop is how far its connection had come."""
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setblocking(False)
        async with open_demo() as demo:
            port = int(demo.node.settings.public_url.rpartition(":")[2])
            # The system completes it; the loop has not seen it yet.
            client.connect_ex(("127.0.0.1", port))
            for _ in range(turns):
                await asyncio.sleep(0)
        assert served_at(port) == []
        async with asyncio.timeout(5):
            # Reset, where it had not been accepted: then the system answers for the node.
            with contextlib.suppress(ConnectionResetError):
                assert await loop.sock_recv(client, 1) == b""
