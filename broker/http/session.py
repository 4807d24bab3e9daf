"""Who speaks over HTTP: `POST|GET|DELETE session`, and the cookie behind every other route.

A request that changes something counts only from our own pages: `Origin` must be one of ours, or
the browser must say `Sec-Fetch-Site: same-origin`. Programs send neither cookie nor Origin.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from urllib.parse import urlsplit

from aiohttp import web

from broker.contract import AS_HEADER, SessionRequest, SessionView
from broker.core.principal import Principal
from broker.errors import BadRequest, NotSignedIn, NotYours
from broker.http.problems import body, reply
from broker.routes import API
from broker.sessions import Sessions
from signaling.messages import Audience, CitizenSnapshot

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
_SAFE = {"GET", "HEAD", "OPTIONS"}


async def no_snapshot(_: Principal) -> CitizenSnapshot | None:
    """For an application without a live side."""
    return None


async def nobody_told(_: str) -> None:
    """For an application without sockets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What is checked before a route hears anybody. `public_url` is its own origin."""

    sessions: Sessions
    clock: Callable[[], datetime]
    public_url: str
    origins: frozenset[str]
    snapshot: Callable[[Principal], Awaitable[CitizenSnapshot | None]] = no_snapshot
    signed_out: Callable[[str], Awaitable[None]] = nobody_told

    def cookie_name(self, audience: Audience) -> str:
        """`__Host-` binds a cookie to this host and https. Cookies ignore ports, so on a plain
        loopback address the port is part of the name."""
        if self.public_url.startswith("https:"):
            return f"__Host-vorsprache-{audience}"
        return f"vorsprache-{audience}-{urlsplit(self.public_url).port or 80}"

    def origin_ok(self, request: web.Request) -> bool:
        """Whether the request comes from one of our pages, as far as its browser says."""
        origin = request.headers.get("Origin")
        if origin is not None:
            return origin in self.origins
        return request.headers.get("Sec-Fetch-Site") == "same-origin"

    def check_origin(self, request: web.Request) -> None:
        """Raises NotYours for a change that a foreign page asks for (CSRF)."""
        if request.method in _SAFE or self.origin_ok(request):
            return
        if "Origin" in request.headers or self._any_cookie(request):
            raise NotYours("this request does not come from a page of this installation")

    async def principal(self, request: web.Request, *audiences: Audience) -> Principal:
        """Who speaks, as one of `audiences` (any, if none is named).

        The header `Vorsprache-As` chooses among several cookies; without it the first audience
        with a cookie speaks. Raises NotSignedIn, and NotYours for a foreign page's change.
        """
        self.check_origin(request)
        wanted = audience_of(request)
        for audience in audiences or AUDIENCES:
            cookie = request.cookies.get(self.cookie_name(audience))
            if cookie and wanted in (None, audience):
                return await self.sessions.of_cookie(cookie, audience, self.clock())
        raise NotSignedIn

    def _any_cookie(self, request: web.Request) -> bool:
        return any(self.cookie_name(audience) in request.cookies for audience in AUDIENCES)


GUARD = web.AppKey("guard", Guard)


async def principal(request: web.Request, *audiences: Audience) -> Principal:
    """Who speaks to this route, as one of `audiences`; see `Guard.principal`."""
    return await request.app[GUARD].principal(request, *audiences)


def audience_of(request: web.Request) -> Audience | None:
    """What the header `Vorsprache-As` says. Raises BadRequest for a word that is none."""
    text = request.headers.get(AS_HEADER)
    if text is None:
        return None
    for audience in AUDIENCES:
        if text == audience:
            return audience
    raise BadRequest(f"{AS_HEADER} is one of {', '.join(AUDIENCES)}")


def routes() -> list[web.RouteDef]:
    """The session's three routes."""
    path = f"{API}/session"
    return [
        web.post(path, sign_in),
        web.get(path, who_am_i),
        web.delete(path, sign_out),
    ]


async def sign_in(request: web.Request) -> web.Response:
    """Exchanges a link for a cookie. Whoever opens it a second time, elsewhere, gets one too."""
    guard = request.app[GUARD]
    guard.check_origin(request)
    asked = await body(request, SessionRequest)
    now = guard.clock()
    made = await guard.sessions.exchange(
        asked.token,
        now,
        audience=audience_of(request),
        cookie=request.cookies.get(guard.cookie_name("citizen"), ""),
    )
    response = reply(await _view(guard, made.principal, made.opens_at))
    response.set_cookie(
        guard.cookie_name(made.principal.audience),
        made.cookie,
        max_age=int((made.principal.expires_at - now).total_seconds()),
        path="/",
        secure=guard.public_url.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )
    return response


async def who_am_i(request: web.Request) -> web.Response:
    """The session of the cookie that speaks."""
    guard = request.app[GUARD]
    who = await guard.principal(request)
    return reply(await _view(guard, who, await guard.sessions.opens_at(who, guard.clock())))


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session and its sockets; the cookie goes, whether there was a session or not."""
    guard = request.app[GUARD]
    guard.check_origin(request)
    wanted = audience_of(request)
    response = web.Response(status=204)
    for audience in AUDIENCES if wanted is None else (wanted,):
        name = guard.cookie_name(audience)
        if name in request.cookies:
            ended = await guard.sessions.sign_out(request.cookies[name])
            if ended is not None:
                await guard.signed_out(ended)
            response.del_cookie(
                name,
                path="/",
                secure=guard.public_url.startswith("https:"),
                httponly=True,
                samesite="Strict",
            )
    return response


async def _view(guard: Guard, who: Principal, opens_at: datetime | None) -> SessionView:
    return SessionView(
        as_=who.audience,
        role=who.role,
        server_time=guard.clock(),
        visits=list(who.visits),
        name=who.name,
        departments=sorted(who.departments),
        opens_at=opens_at,
        snapshot=await guard.snapshot(who) if who.audience == "citizen" else None,
    )
