"""The shipped proxy before two nodes: what an outage, a slow client and a liar meet."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from playwright.async_api import expect
from yarl import URL

from tests.support.browser import open_browser
from tests.support.certificate import certificate_and_key
from tests.support.haproxy import CONFIG, NOBODY, Front, binary, running_haproxy
from tests.support.screens import run_axe

pytestmark = pytest.mark.timeout(45)


@dataclass
class Node:
    """A back end that says its name over HTTP and over a WebSocket. `seen` are its requests."""

    name: str
    runner: web.AppRunner
    address: str = ""
    ready: bool = True
    seen: list[web.Request] = field(default_factory=list)
    live: list[asyncio.Transport] = field(default_factory=list)

    async def die(self) -> None:
        """The way a killed process ends: nobody listens any more, every socket is cut."""
        for site in list(self.runner.sites):
            await site.stop()
        for transport in self.live:
            transport.abort()
        await self.runner.cleanup()


@asynccontextmanager
async def running_node(name: str) -> AsyncIterator[Node]:
    app = web.Application()
    node = Node(name, web.AppRunner(app, shutdown_timeout=0.5, access_log=None))

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(status=200 if node.ready else 503)

    async def who(request: web.Request) -> web.Response:
        await request.read()
        node.seen.append(request)
        return web.json_response({"node": name, "headers": dict(request.headers)})

    async def live(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("vorsprache.v1",))
        await socket.prepare(request)
        assert request.transport is not None
        node.live.append(request.transport)
        await socket.send_str(name)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    app.router.add_get("/readyz", readyz)
    app.router.add_get("/api/v1/live", live)
    app.router.add_route("*", "/{rest:.*}", who)
    await node.runner.setup()
    site = web.TCPSite(node.runner, "127.0.0.1", 0)
    await site.start()
    host, port = node.runner.addresses[0][:2]
    node.address = f"{host}:{port}"
    try:
        yield node
    finally:
        await node.die()


@dataclass
class Two:
    front: Front
    nodes: dict[str, Node]
    client: aiohttp.ClientSession

    @asynccontextmanager
    async def live(self) -> AsyncIterator[tuple[str, aiohttp.ClientWebSocketResponse]]:
        """The node's name and the socket to it."""
        async with self.client.ws_connect("/api/v1/live", protocols=("vorsprache.v1",)) as socket:
            yield str(await socket.receive_str()), socket


@pytest.fixture
async def two() -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(running_node(name)) for name in ("a", "b")]
        front = await stack.enter_async_context(running_haproxy(*(n.address for n in nodes)))
        client = await stack.enter_async_context(front.client())
        yield Two(front, {node.name: node for node in nodes}, client)


def test_the_configuration_is_accepted_without_a_warning(tmp_path: Path) -> None:
    """As an operator checks it. Names of nodes that do not resolve here would be a warning."""
    certificate = certificate_and_key("127.0.0.1", tmp_path)
    said = subprocess.run(
        [binary(), "-c", "-f", str(CONFIG)],
        env={"HAPROXY_CERT": str(certificate), "BROKER_1": NOBODY, "BROKER_2": NOBODY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "[WARNING]" not in said.stderr
    assert "[ALERT]" not in said.stderr


async def test_a_websocket_passes_with_its_subprotocol(two: Two) -> None:
    async with asyncio.timeout(10), two.live() as (name, socket):
        assert socket.protocol == "vorsprache.v1"
        assert name in two.nodes
        await socket.send_str("hello")
        assert await socket.receive_str() == "hello"


async def test_new_sockets_go_to_the_node_with_fewer(two: Two) -> None:
    async with asyncio.timeout(10), two.live() as (first, _), two.live() as (second, _):
        assert {first, second} == {"a", "b"}


async def test_when_a_node_dies_the_other_serves_its_citizens(two: Two) -> None:
    """The socket ends at once, so that the client comes back; it never meets the dead node."""
    async with asyncio.timeout(10):
        async with two.live() as (name, socket):
            await two.nodes.pop(name).die()
            assert (await socket.receive()).type in (WSMsgType.CLOSED, WSMsgType.CLOSE)
        for _ in range(6):
            async with two.live() as (name, _):
                assert name in two.nodes
            async with two.client.post("/api/v1/session", json={}) as answer:
                assert (await answer.json())["node"] in two.nodes


async def test_a_draining_node_keeps_its_sockets_and_gets_no_new_ones(two: Two) -> None:
    async with asyncio.timeout(15), two.live() as (draining, old):
        two.nodes[draining].ready = False
        await until_only(two, others=set(two.nodes) - {draining})
        await old.send_str("still here")
        assert await old.receive_str() == "still here"


async def until_only(two: Two, others: set[str]) -> None:
    """Both checks have failed when eight requests in a row were answered by the others."""
    in_a_row = 0
    while in_a_row < 8:
        async with two.client.get("/api/v1/catalogue") as answer:
            served = answer.status == 200 and (await answer.json())["node"] in others
            in_a_row = in_a_row + 1 if served else 0


async def test_what_no_node_answers_is_a_sentence_for_people(two: Two) -> None:
    """What is so, that the appointment is kept; and the page comes back by itself."""
    for node in two.nodes.values():
        await node.die()
    async with two.client.get("/join") as answer:
        assert (answer.status, answer.content_type) == (503, "text/html")
        said = await answer.text()
    assert "Ihr Termin bleibt bestehen." in said


async def test_a_link_that_no_node_answered_opens_by_itself_when_one_does(two: Two) -> None:
    """With what is behind the #: the token of a link, the visit of a page."""
    for node in two.nodes.values():
        node.ready = False
    await until_nobody(two)
    async with open_browser() as browser:
        page = await browser.new_page(ignore_https_errors=True)
        await page.clock.install()
        link = f"https://127.0.0.1:{two.front.port}/join#a-token"
        await page.goto(link)
        await expect(page.get_by_text("Ihr Termin bleibt bestehen.")).to_be_visible()
        assert await run_axe(page) == []
        for node in two.nodes.values():
            node.ready = True
        await until_only(two, others=set(two.nodes))
        await page.clock.run_for(10_000)
        await expect(page.get_by_text('"node"')).to_be_visible()
        assert page.url == link


async def until_nobody(two: Two) -> None:
    """The checks of both nodes have failed."""
    while True:
        async with two.client.get("/api/v1/catalogue") as answer:
            if answer.status == 503:
                return


async def test_what_a_client_says_about_itself_does_not_reach_the_broker(two: Two) -> None:
    lies = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
    }
    async with two.client.get("/api/v1/catalogue", headers=lies) as answer:
        seen = (await answer.json())["headers"]
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["X-Forwarded-Host"] == f"127.0.0.1:{two.front.port}"
    assert "Forwarded" not in seen
    assert "X-Real-IP" not in seen


async def test_figures_are_not_for_the_public(two: Two) -> None:
    for path in ("/metrics", "/metrics/", "/metrics?x"):
        async with two.client.get(path) as answer:
            assert answer.status == 404
    assert not two.nodes["a"].seen
    assert not two.nodes["b"].seen


async def test_plain_http_is_sent_to_https_and_takes_nothing(two: Two) -> None:
    async with aiohttp.ClientSession(two.front.plain_url) as client:
        async with client.get("/join?x=1", allow_redirects=False) as answer:
            assert answer.status == 301
            assert answer.headers["Location"].startswith("https://127.0.0.1")
            assert answer.headers["Location"].endswith("/join?x=1")
        async with client.post("/api/v1/session", json={}) as answer:
            assert answer.status == 403


async def test_the_log_has_paths_and_neither_addresses_nor_queries(two: Two) -> None:
    """A reference in a path is left out as well, and so is a token that a mail program put there."""
    for path in ("/join%23eyJhbGciOiJF.eyJpc3Mi.c2ln", "/join/eyJhbGciOiJF.eyJpc3Mi.c2ln"):
        async with two.client.get(URL(path, encoded=True)):
            pass
    async with two.client.get("/api/v1/services/abmeldung/slots?from=2026-01-01"):
        pass
    async with two.client.get("/api/v1/bookings/AB12CD34/calendar.ics?token=hush"):
        pass
    async with aiohttp.ClientSession() as strange:
        with pytest.raises(aiohttp.ClientSSLError):
            await strange.get(two.front.url)
    async with asyncio.timeout(5):
        while "calendar.ics" not in two.front.log:
            await asyncio.sleep(0.02)
    said = [line for line in two.front.log.splitlines() if "/readyz" not in line]
    assert "GET /api/v1/services/abmeldung/slots 200" in "\n".join(said)
    assert "GET /api/v1/bookings/-/calendar.ics 200" in "\n".join(said)
    assert "GET /other 200" in "\n".join(said)
    for private in ("127.0.0.1", "2026-01-01", "hush", "AB12CD34", "eyJ", "?"):
        assert private not in "\n".join(said)


# Where the request comes to a halt: in a header, and in the body.
HALVES = (
    b"GET /api/v1/catalogue HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
)


async def test_who_sends_a_byte_now_and_then_is_closed(two: Two) -> None:
    """Slowloris: the time is for the whole request, so a byte a second does not extend it."""
    async with asyncio.timeout(30):
        answers = await asyncio.gather(*(byte_by_byte(two.front, half) for half in HALVES))
    assert [b" 408 " in answer[:20] for answer in answers] == [True, True]
    assert not two.nodes["a"].seen
    assert not two.nodes["b"].seen


async def byte_by_byte(front: Front, beginning: bytes) -> bytes:
    """Says it ever more slowly; what came back when the other side had enough."""
    reader, writer = await slow_client(front, beginning)
    closed = asyncio.create_task(reader.read())
    while not closed.done():
        writer.write(b"a")
        await asyncio.wait([closed], timeout=1)
    writer.close()
    return closed.result()


async def slow_client(
    front: Front, beginning: bytes
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    trusted: ssl.SSLContext = front.trusted
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port, ssl=trusted)
    writer.write(beginning)
    return reader, writer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
            None,
            id="content-length-and-chunked",
        ),
        pytest.param(
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\naaaaa",
            b"400",
            id="two-lengths",
        ),
        pytest.param(
            b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
            b"400",
            id="h2c",
        ),
        pytest.param(
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\naaaa",
            b"413",
            id="a-big-body",
        ),
    ],
)
async def test_ambiguous_requests_end_at_the_front(
    two: Two, request_bytes: bytes, status: bytes | None
) -> None:
    """A request that two programs read differently is refused, or passed on in one reading."""
    async with asyncio.timeout(20):
        reader, writer = await slow_client(two.front, request_bytes)
        answer = await reader.readuntil(b"\r\n")
        writer.close()
    seen = [request for node in two.nodes.values() for request in node.seen]
    if status:
        assert answer.split()[1] == status
        assert seen == []
    assert all("Content-Length" not in request.headers for request in seen)
