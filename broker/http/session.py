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
from broker.errors import BadRequest, NotSignedIn, NotYours, TokenExpired, TokenInvalid
from broker.http.problems import body, reply
from broker.routes import API
from broker.trust.sessions import Sessions
from signaling.errors import BadCredentials
from signaling.messages import Audience, CitizenSnapshot, Hello

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
_SAFE = {"GET", "HEAD", "OPTIONS"}


async def no_snapshot(_: Principal) -> CitizenSnapshot | None:
    """For an application without a live side."""
    return None


async def nobody_told(_: str) -> None:
    """For an application without sockets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
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

    async def who_speaks(
        self,
        request: web.Request,
        hello: Hello,
        cookies: bool,  # noqa: FBT001 - as Live calls it
    ) -> Principal:
        """Who a socket speaks for: the token of its hello, or a cookie if `cookies` count here
        (the right Origin). Raises BadCredentials."""
        now = self.clock()
        try:
            if hello.token is not None:
                who = await self.sessions.of_token(hello.token, now)
                if hello.as_ in (None, who.audience):
                    return who
            elif hello.as_ is not None and cookies:
                cookie = request.cookies.get(self.cookie_name(hello.as_), "")
                return await self.sessions.of_cookie(cookie, hello.as_, now)
        except (NotSignedIn, TokenInvalid, TokenExpired) as refusal:
            raise BadCredentials from refusal
        raise BadCredentials

    def _any_cookie(self, request: web.Request) -> bool:
        return any(self.cookie_name(audience) in request.cookies for audience in AUDIENCES)


DOOR = web.AppKey("door", Door)


async def principal(request: web.Request, *audiences: Audience) -> Principal:
    """Who speaks to this route, as one of `audiences`; see `Door.principal`."""
    return await request.app[DOOR].principal(request, *audiences)


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
    """The session's three routes, and the public keys of the tokens."""
    path = f"{API}/session"
    return [
        web.get("/.well-known/jwks.json", public_keys),
        web.post(path, sign_in),
        web.get(path, who_am_i),
        web.delete(path, sign_out),
    ]


async def sign_in(request: web.Request) -> web.Response:
    """Exchanges a link for a cookie. Whoever opens it a second time, elsewhere, gets one too."""
    door = request.app[DOOR]
    door.check_origin(request)
    asked = await body(request, SessionRequest)
    now = door.clock()
    made = await door.sessions.exchange(
        asked.token,
        now,
        audience=audience_of(request),
        cookie=request.cookies.get(door.cookie_name("citizen"), ""),
    )
    response = reply(await _view(door, made.principal, made.opens_at))
    _set_cookie(door, response, made.principal, made.cookie, now)
    return response


async def who_am_i(request: web.Request) -> web.Response:
    """The session of the cookie that speaks."""
    door = request.app[DOOR]
    who = await door.principal(request)
    response = reply(await _view(door, who, await door.sessions.opens_at(who, door.clock())))
    renew_cookie(request, response, who)
    return response


def renew_cookie(request: web.Request, response: web.Response, who: Principal) -> None:
    """A session lives longer once its appointment was moved; the browser has to hear of it."""
    door = request.app[DOOR]
    cookie = request.cookies.get(door.cookie_name(who.audience), "")
    _set_cookie(door, response, who, cookie, door.clock())


def _set_cookie(
    door: Door, response: web.Response, who: Principal, value: str, now: datetime
) -> None:
    response.set_cookie(
        door.cookie_name(who.audience),
        value,
        max_age=int((who.expires_at - now).total_seconds()),
        path="/",
        secure=door.public_url.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session and its sockets; the cookie goes, whether there was a session or not."""
    door = request.app[DOOR]
    door.check_origin(request)
    wanted = audience_of(request)
    response = web.Response(status=204)
    for audience in AUDIENCES if wanted is None else (wanted,):
        name = door.cookie_name(audience)
        if name in request.cookies:
            ended = await door.sessions.sign_out(request.cookies[name])
            if ended is not None:
                await door.signed_out(ended)
            response.del_cookie(
                name,
                path="/",
                secure=door.public_url.startswith("https:"),
                httponly=True,
                samesite="Strict",
            )
    return response


async def public_keys(request: web.Request) -> web.Response:
    """For services of the city that want to check our tokens (RFC 7517)."""
    door = request.app[DOOR]
    return reply(door.sessions.public_keys(door.clock()))


async def _view(door: Door, who: Principal, opens_at: datetime | None) -> SessionView:
    return SessionView(
        as_=who.audience,
        role=who.role,
        server_time=door.clock(),
        visits=list(who.visits),
        name=who.name,
        departments=sorted(who.departments),
        opens_at=opens_at,
        snapshot=await door.snapshot(who) if who.audience == "citizen" else None,
    )
