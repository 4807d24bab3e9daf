"""Every failure leaves as problem+json, and nothing that was not named says anything."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from broker.contract import BookingChange, Person, SessionRequest
from broker.errors import ALL_PROBLEMS, SlotTaken
from broker.http.headers import Headers, content_policy
from broker.http.problems import (
    BODY_LIMIT,
    OBSERVED,
    body,
    date_of_query,
    one_of_query,
    problems,
    reply,
)
from signaling.errors import StoreDown
from tests.support.web import Browser, browser, serving

SECRET = "geheim-und-persoenlich"
REQUESTS = {
    "body": b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 900\r\n\r\n{",
    "upgrade": b"GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
}


async def _echo(request: web.Request) -> web.Response:
    return reply(await body(request, Person), 201)


async def _query(request: web.Request) -> web.Response:
    one_of_query(request, "channel", "video", "phone")
    date_of_query(request, "from")
    return web.Response(text="fine")


async def _raises(request: web.Request) -> web.Response:
    kind = request.match_info["kind"]
    if kind == "crash":
        raise RuntimeError(SECRET)
    raise next(problem for problem in ALL_PROBLEMS if problem.slug == kind)


async def _taken(request: web.Request) -> web.Response:
    raise SlotTaken(next=None, outcome="completed")


async def _gone(request: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/")


async def _reset(request: web.Request) -> web.Response:
    raise ConnectionResetError("a store hung up")


async def _slow(request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


def application(url: str) -> web.Application:
    """The middleware around a few routes that go wrong."""
    app = web.Application(middlewares=[problems])
    app.on_response_prepare.append(Headers(url))
    app.router.add_post("/echo", _echo)
    app.router.add_get("/query", _query)
    app.router.add_get("/raises/{kind}", _raises)
    app.router.add_get("/taken", _taken)
    app.router.add_get("/gone", _gone)
    app.router.add_get("/slow", _slow)
    app.router.add_get("/reset", _reset)
    return app


@pytest.fixture
async def page() -> AsyncIterator[Browser]:
    """A browser on that application."""
    async with serving(application) as url, browser(url) as found:
        yield found


async def test_a_problem_leaves_as_problem_json(page: Browser) -> None:
    """RFC 9457, with the slug as the end of `type`."""
    response, answer = await page.ask("GET", "/raises/not-now")
    assert response.status == 409
    assert response.content_type == "application/problem+json"
    assert answer["type"] == "/problems/not-now"
    assert answer["status"] == 409
    assert answer["title"] == "The visit is not at the stage for this."


@pytest.mark.parametrize("kind", sorted({problem.slug for problem in ALL_PROBLEMS}))
async def test_every_problem_has_a_status_and_a_title(page: Browser, kind: str) -> None:
    """None of them may become a 500 by accident."""
    response, answer = await page.ask("GET", f"/raises/{kind}")
    assert answer["type"] == f"/problems/{kind}"
    assert answer["title"]
    assert (response.status == 500) is (kind == "internal")


async def test_members_of_a_problem_are_members_of_the_answer(page: Browser) -> None:
    """`next`, `opens_at` and `outcome` are how a page can help; None is left out."""
    _, answer = await page.ask("GET", "/taken")
    assert answer["outcome"] == "completed"
    assert "next" not in answer


async def test_what_will_pass_says_when_to_come_back(page: Browser) -> None:
    """Retry-After, for programs."""
    response, _ = await page.ask("GET", f"/raises/{StoreDown.slug}")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("what", ["body", "upgrade"])
async def test_a_browser_that_goes_away_is_nobodys_mistake(what: str) -> None:
    """In the middle of its body, or of the upgrade: counted by itself, without a trace."""
    seen: asyncio.Queue[int] = asyncio.Queue()
    at_work = asyncio.Event()

    async def upgrade(request: web.Request) -> web.StreamResponse:
        at_work.set()
        while request.transport is not None:
            await asyncio.sleep(0.01)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        return socket

    def with_upgrade(url: str) -> web.Application:
        app = application(url)
        app.router.add_get("/upgrade", upgrade)
        app[OBSERVED] = lambda route, status, seconds: seen.put_nowait(status)
        return app

    with capture_logs() as logs:
        async with serving(with_upgrade) as url:
            port = int(url.rpartition(":")[2])
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(REQUESTS[what])
            await writer.drain()
            if what == "upgrade":
                await at_work.wait()
            writer.transport.abort()
            async with asyncio.timeout(10):
                assert await seen.get() == 499
    assert logs == []


async def test_a_store_that_hangs_up_is_not_taken_for_the_browser(page: Browser) -> None:
    """The browser is still there, and what went wrong is ours."""
    with capture_logs() as logs:
        response, answer = await page.ask("GET", "/reset")
    assert (response.status, answer["type"]) == (500, "/problems/internal")
    assert [line["event"] for line in logs] == ["http.failed"]


async def test_an_unnamed_failure_says_nothing_and_is_logged(page: Browser) -> None:
    """Its trace is for the operator alone, with the route's pattern and not its path."""
    with capture_logs() as logs:
        response, answer = await page.ask("GET", "/raises/crash")
    assert response.status == 500
    assert answer["type"] == "/problems/internal"
    assert SECRET not in str(answer)
    (line,) = logs
    assert line["event"] == "http.failed"
    assert line["route"] == "/raises/{kind}"


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("DELETE", "/echo", 405, "bad-request"),
        ("GET", "/raises/%00", 500, "internal"),
    ],
)
async def test_what_the_server_itself_refuses_is_a_problem_too(
    page: Browser, method: str, path: str, status: int, slug: str
) -> None:
    """A client has one way to read errors."""
    with capture_logs():
        response, answer = await page.ask(method, path)
    assert response.status == status
    assert answer["type"] == f"/problems/{slug}"


async def test_a_wrong_method_names_the_right_ones(page: Browser) -> None:
    """RFC 9110 wants it."""
    response, _ = await page.ask("DELETE", "/echo")
    assert response.headers["Allow"] == "POST"


async def test_a_redirect_is_no_problem(page: Browser) -> None:
    """aiohttp raises those as well."""
    response, _ = await page.ask("GET", "/gone")
    assert response.status == 303


async def test_a_body_is_read_as_its_struct(page: Browser) -> None:
    """Umlauts and all."""
    response, answer = await page.ask("POST", "/echo", {"name": "Jörg Müßig"})
    assert response.status == 201
    assert answer["name"] == "Jörg Müßig"


BAD_BODIES: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"name=x", "malformed"),
    "empty": (b"", "truncated"),
    "a list": (b"[]", "object"),
    "null": (b"null", "object"),
    "a member missing": (b"{}", "name"),
    "a member of another type": (b'{"name":1}', "$.name"),
    "an unknown member": (b'{"name":"x","admin":true}', "admin"),
    "a member too long": (b'{"name":"' + b"x" * 121 + b'"}', "$.name"),
    "a NUL": (b'{"name":"a\\u0000b"}', "$.name"),
    "a line break": (b'{"name":"a\\n"}', "$.name"),
    "a lone surrogate": (b'{"name":"\\ud800"}', ""),
    "no UTF-8": (b'{"name":"\xff"}', ""),
    "UTF-16": ('{"name":"x"}'.encode("utf-16"), ""),
    "a BOM": (b'\xef\xbb\xbf{"name":"x"}', ""),
    "very deep": (b"[" * 50_000, ""),
    "not a number": (b'{"name":NaN}', ""),
    "two values": (b'{"name":"x"}{"name":"y"}', ""),
}


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_bad_body_is_refused_and_the_member_named(page: Browser, name: str) -> None:
    """400, whatever the bytes are; the developer sees where."""
    raw, where = BAD_BODIES[name]
    async with page.session.post(
        page.url + "/echo", data=raw, headers={"Content-Type": "application/json"}
    ) as response:
        answer: dict[str, Any] = await response.json(content_type="application/problem+json")
    assert response.status == 400
    assert answer["type"] == "/problems/bad-request"
    assert where in answer["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "text/plain; application/json",
        "",
    ],
)
async def test_only_json_is_read(page: Browser, kind: str) -> None:
    """A form of a foreign page can send these without a preflight."""
    response, answer = await page.ask("POST", "/echo", {"name": "x"}, Content_Type=kind)
    assert response.status == 400
    assert "application/json" in answer["detail"]


@pytest.mark.parametrize("charset", ["utf-8", "klingon", "utf-16", "latin-1"])
async def test_an_odd_charset_makes_no_500(page: Browser, charset: str) -> None:
    """JSON is UTF-8 (RFC 8259); what the header claims does not matter."""
    response, _ = await page.ask(
        "POST", "/echo", {"name": "x"}, Content_Type=f"application/json; charset={charset}"
    )
    assert response.status == 201


async def test_a_body_too_long_is_refused_before_it_is_read(page: Browser) -> None:
    """By its announced length."""
    response, answer = await page.ask("POST", "/echo", {"name": "x" * BODY_LIMIT})
    assert response.status == 413
    assert answer["type"] == "/problems/too-large"


async def test_a_body_without_length_is_refused_at_the_limit(page: Browser) -> None:
    """Chunked, so nothing was announced."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 2):
            yield b" " * 1024

    async with page.session.post(
        page.url + "/echo", data=endless(), headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("channel=video", 200),
        ("channel=phone&from=2026-11-23", 200),
        ("", 400),
        ("channel=fax", 400),
        ("channel=video&from=tomorrow", 400),
        ("channel=video&from=2026-02-30", 400),
        ("channel=video&from=9999-12-31", 400),
        ("channel=video&from=0001-01-01", 400),
        ("channel=video&from=", 400),
        ("channel=video&from=%D9%A2026-11-23", 400),
        ("channel=video&from=2026-11-23%00", 400),
    ],
)
async def test_a_query_is_checked_like_a_body(page: Browser, query: str, status: int) -> None:
    """Year 9999 overflows in arithmetic; other digits than ours are no dates."""
    response, _ = await page.ask("GET", f"/query?{query}")
    assert response.status == status


async def test_every_answer_carries_the_security_headers(page: Browser) -> None:
    """Problems and refusals included."""
    for path in ("/query?channel=video", "/nothing", "/raises/not-now"):
        response, _ = await page.ask("GET", path)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=(self)" in response.headers["Permissions-Policy"]
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
        assert "aiohttp" not in response.headers["Server"]
        assert "Strict-Transport-Security" not in response.headers


def test_the_policy_of_an_https_installation_names_its_socket() -> None:
    """And nothing inline, nothing foreign, no frames."""
    policy = content_policy("https://termin.example.org:8443")
    assert "connect-src 'self' wss://termin.example.org:8443" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    for closed in ("object-src", "base-uri", "frame-ancestors"):
        assert f"{closed} 'none'" in policy
    assert "default-src 'self'; " in policy
    assert "form-action 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy


async def test_an_https_installation_is_never_asked_in_the_clear_again() -> None:
    """HSTS, for a year and for the names below."""
    answer = web.Response()
    await Headers("https://termin.example.org")(make_mocked_request("GET", "/"), answer)
    said = answer.headers["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"


async def test_every_answer_is_observed_by_its_pattern() -> None:
    """Never by its path: a path may hold a reference."""
    seen: list[tuple[str, int]] = []

    def build(url: str) -> web.Application:
        app = application(url)
        app[OBSERVED] = lambda route, status, seconds: seen.append((route, status))
        return app

    async with serving(build) as url, browser(url) as found:
        await found.ask("GET", "/raises/not-now")
        await found.ask("GET", "/nothing-of-ours")
        await found.ask("GET", "/query?channel=video")
    assert seen == [("/raises/{kind}", 409), ("none", 404), ("/query", 200)]


async def test_a_visitor_who_goes_away_leaves_no_failure_behind(page: Browser) -> None:
    """A cancelled route is no exception to log."""
    with capture_logs() as logs:
        asking = asyncio.ensure_future(page.ask("GET", "/slow"))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert logs == []


def test_the_bodies_of_the_contract_are_strict() -> None:
    """`body` is only as strict as its struct."""
    for shape in (Person, SessionRequest, BookingChange):
        assert shape.__struct_config__.forbid_unknown_fields
