"""Health: what an operator's probes are told, and who may see the figures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from sqlalchemy import text

from broker.http import health as http
from broker.http.health import Health
from broker.http.problems import problems
from broker.migrate import migrate
from broker.observe import Observer
from broker.stores.database import Database
from broker.stores.line import Line, connect
from signaling.bus import Bus
from tests.support.clock import Clock
from tests.support.redis import RedisServer, running_redis
from tests.support.web import Browser, browser, serving

TOKEN = "figures-for-the-monitoring"


class Parts:
    """The parts of a node that health asks, on real servers, and a stopwatch of our own."""

    def __init__(self, url: str, server: RedisServer, clock: Clock) -> None:
        self.server = server
        self.clock = clock
        self.seconds = 0.0
        self.database = Database(url)
        self.line = Line(connect(server.url))
        self.bus = Bus(
            server.url,
            "n1",
            on_letter=lambda letter: None,
            on_notice=lambda heard, notice: None,
            on_gap=lambda: None,
        )
        self.observer = Observer()
        self.health = Health(
            self.database,
            self.line,
            self.bus,
            clock=self.clock,
            figures=self.observer.registry,
            metrics_token=TOKEN,
            monotonic=lambda: self.seconds,
        )

    async def reasons(self) -> list[str]:
        """What would be answered a second later."""
        self.seconds += http.KEPT_S
        return await self.health.reasons()


@pytest.fixture
async def parts(sqlite_url: str, clock: Clock) -> AsyncIterator[Parts]:
    """A healthy node."""
    async with running_redis() as server:
        found = Parts(sqlite_url, server, clock)
        await migrate(sqlite_url)
        await found.line.load()
        await found.bus.start()
        clock.now = await found.line.now()
        try:
            yield found
        finally:
            await found.bus.stop()
            await found.line.redis.aclose()
            await found.database.close()


@asynccontextmanager
async def page_of(parts: Parts) -> AsyncIterator[Browser]:
    """A monitoring program in front of it."""

    def build(_: str) -> web.Application:
        app = web.Application(middlewares=[problems])
        app.add_routes(http.routes(parts.health))
        return app

    async with serving(build) as url, browser(url) as found:
        yield found


async def test_a_healthy_node_is_alive_and_ready(parts: Parts) -> None:
    """200 twice, without reasons."""
    async with page_of(parts) as page:
        for path in ("/healthz", "/readyz"):
            response, answer = await page.ask("GET", path)
            assert (response.status, answer) == (200, {"ready": True})


async def test_a_draining_node_is_alive_but_not_ready(parts: Parts) -> None:
    """The proxy sends no new sockets; nobody restarts it."""
    parts.health.draining()
    async with page_of(parts) as page:
        response, answer = await page.ask("GET", "/readyz")
        assert (response.status, answer) == (503, {"ready": False, "reasons": ["draining"]})
        assert (await page.ask("GET", "/healthz"))[0].status == 200


async def test_without_redis_the_reasons_say_so(parts: Parts) -> None:
    """And when it is back, and the functions are loaded, the node is ready again by itself."""
    await parts.server.kill()
    reasons = await parts.reasons()
    assert "redis" in reasons
    await parts.server.start()
    assert "functions" in await parts.reasons()


async def test_functions_of_another_version_are_a_reason(parts: Parts) -> None:
    """Somebody flushed them, or an older node loaded its own."""
    await parts.line.redis.function_flush()
    assert await parts.reasons() == ["functions"]


async def test_a_database_that_was_not_migrated_is_a_reason(parts: Parts) -> None:
    """A node of the new version beside the old schema takes no visitors."""
    await parts.database.write(
        lambda found: found.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    )
    assert await parts.reasons() == ["schema"]


async def test_a_clock_far_off_is_a_reason(parts: Parts) -> None:
    """Deadlines and tokens depend on it; half a minute is allowed."""
    parts.clock.advance(seconds=25)
    assert await parts.reasons() == []
    parts.clock.advance(seconds=25)
    assert await parts.reasons() == ["clock"]


async def test_a_node_without_its_post_is_not_ready(parts: Parts) -> None:
    """It would miss what others tell."""
    await parts.bus.stop()
    assert await parts.reasons() == ["bus"]


async def test_the_parts_are_asked_once_a_second(parts: Parts) -> None:
    """Anybody may ask for readiness; the database must not feel it."""
    assert await parts.reasons() == []
    await parts.line.redis.function_flush()
    assert await parts.health.reasons() == []
    assert await parts.reasons() == ["functions"]


async def test_a_check_that_hangs_is_slow(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe gets its answer in time, whatever hangs."""
    monkeypatch.setattr(http, "PATIENCE_S", 0.2)

    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    parts.health.checks.append(hangs)
    assert await parts.reasons() == ["slow"]


async def test_figures_are_for_this_machine(parts: Parts) -> None:
    """A monitoring program beside it needs no token."""
    parts.observer.answered("/healthz", 200, 0.001)
    async with page_of(parts) as page:
        async with page.session.get(page.url + "/metrics") as response:
            figures = await response.text()
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "vorsprache_http_seconds_bucket" in figures
        assert "process_resident_memory_bytes" in figures


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "Via"])
async def test_what_a_proxy_passes_on_is_not_from_here(parts: Parts, header: str) -> None:
    """The proxy is on loopback itself; without the token there is nothing to see, not even 403."""
    async with page_of(parts) as page:
        response, answer = await page.ask("GET", "/metrics", **{header: "203.0.113.9"})
        assert response.status == 404
        assert answer["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 404),
        ("Bearer ", 404),
        ("Bearer \xfc", 404),
        (f"Basic {TOKEN}", 404),
    ],
)
async def test_the_token_opens_the_figures_from_afar(
    parts: Parts, given: str, status: int
) -> None:
    """Compared in constant time; a wrong one is refused even from here."""
    async with page_of(parts) as page:
        response, _ = await page.ask("GET", "/metrics", Authorization=given, Via="1.1 proxy")
        assert response.status == status
