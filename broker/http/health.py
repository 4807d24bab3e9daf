"""For operators: alive, ready with the reasons why not, and the figures for Prometheus.

Reasons are words of a closed set, so that they can be shown to anybody: `database`, `schema`,
`redis`, `functions`, `bus`, `clock`, `slow`, `draining`.
"""

import asyncio
import contextlib
import hmac
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy import text

from broker.contract import HealthView
from broker.errors import NotFound
from broker.http.problems import reply
from broker.migrate import newest, revision
from broker.stores.database import Database
from signaling.errors import Problem

PATIENCE_S = 2.0
KEPT_S = 1.0
# The shipped proxy believes a node that it drains when it has heard so twice.
TOLD_TIMES = 2
NOBODY_ASKS_S = 15.0
LONGEST_TELLING_S = 5.0
# Nothing is dated by the clock of a node's machine (broker/clock.py); but when it and that of Redis are so
# far apart, one of the two machines has to be looked after, and nobody here can say which.
WORST_CLOCK = timedelta(seconds=30)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

# The reason why not, or None.
Check = Callable[[], Awaitable[str | None]]


class Redis(Protocol):
    """What readiness asks of the line."""

    async def loaded(self) -> bool:
        """Whether the functions of this version are there."""

    async def now(self) -> datetime:
        """The clock of Redis."""


class Post(Protocol):
    """What readiness asks of the post between nodes."""

    connected: bool


class Health:
    """Readiness of one node, and its figures. `checks` may be added to before it serves."""

    def __init__(
        self,
        database: Database,
        line: Redis,
        bus: Post,
        *,
        clock: Callable[[], datetime],
        figures: CollectorRegistry | None = None,
        metrics_token: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.figures = figures or CollectorRegistry()
        self.metrics_token = metrics_token
        self._draining = False
        self._told = 0
        self._known = asyncio.Event()
        self._last_asked: float | None = None
        self._monotonic = monotonic
        self._asked_at = monotonic() - KEPT_S
        self._reasons: list[str] = []
        self._asking = asyncio.Lock()
        self.checks: list[Check] = [
            lambda: _database(database),
            lambda: _functions(line),
            lambda: _clock(line, clock),
            lambda: _bus(bus),
        ]
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.figures)

    def draining(self) -> None:
        """From now on this node is not ready: no new sockets are sent here."""
        self._draining = True

    async def known(self) -> None:
        """Returns when whoever asks has heard often enough that this node drains: who is sent away
        before would be sent back here. At once when nobody asks, after 5 s at the latest."""
        asked = self._last_asked
        if asked is None or self._monotonic() - asked > NOBODY_ASKS_S:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_TELLING_S):
                await self._known.wait()

    async def told(self) -> list[str]:
        """`reasons`, for somebody who decides by them where to send people."""
        reasons = await self.reasons()
        self._last_asked = self._monotonic()
        self._told += self._draining
        if self._told >= TOLD_TIMES:
            self._known.set()
        return reasons

    async def reasons(self) -> list[str]:
        """Why this node cannot serve; empty when it can. Asked of the parts once a second."""
        async with self._asking:
            if self._monotonic() - self._asked_at >= KEPT_S:
                answers = await asyncio.gather(*(_in_time(check) for check in self.checks))
                self._reasons = sorted({why for why in answers if why is not None})
                self._asked_at = self._monotonic()
        return [*self._reasons, "draining"] if self._draining else list(self._reasons)


HEALTH = web.AppKey("health", Health)


def routes(health: Health) -> list[web.RouteDef]:
    """The three routes at the root."""

    async def ready(request: web.Request) -> web.Response:
        reasons = await health.told()
        return reply(HealthView(ready=not reasons, reasons=reasons), 503 if reasons else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not may_see_figures(request, health.metrics_token):
            raise NotFound
        return web.Response(
            body=generate_latest(health.figures),
            headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4},
        )

    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
    ]


async def alive(request: web.Request) -> web.Response:
    """The event loop turns; nothing else is asked, or a slow database would restart all nodes."""
    return reply(HealthView(ready=True))


def may_see_figures(request: web.Request, token: str) -> bool:
    """With the token, or from this very machine. What a proxy passes on is not from here."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token and scheme.lower() == "bearer":
        return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
    return _loopback(request.remote) and not any(name in request.headers for name in FORWARDED)


def _loopback(address: str | None) -> bool:
    try:
        return address is not None and ip_address(address).is_loopback
    except ValueError:
        return False


async def _in_time(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await check()
    except TimeoutError:
        return "slow"


async def _database(database: Database) -> str | None:
    try:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1"))
            return None if await revision(connection) == newest() else "schema"
    except (Problem, TimeoutError):
        return "database"


async def _functions(line: Redis) -> str | None:
    try:
        return None if await line.loaded() else "functions"
    except (Problem, TimeoutError):
        return "redis"


async def _clock(line: Redis, clock: Callable[[], datetime]) -> str | None:
    try:
        return "clock" if abs(await line.now() - clock()) > WORST_CLOCK else None
    except (Problem, TimeoutError):
        return "redis"


async def _bus(bus: Post) -> str | None:
    return None if bus.connected else "bus"
