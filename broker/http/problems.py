"""What is around every route: bodies in, bodies out, and every failure as a named problem.

Problems leave as RFC 9457 `application/problem+json`. An exception that nobody named is logged
with its trace and leaves as 500 `internal`, without a word about it. This is one of the two places
of the program that catch everything; the other is a socket's.
"""

import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
import structlog
from aiohttp import web
from msgspec import Struct

from broker.errors import WENT_AWAY, BadRequest, Internal, NotFound, TooLarge
from signaling.errors import Problem

BODY_LIMIT = 64 * 1024
_UPGRADED = 101
# How msgspec ends the sentence about a member: ` - at `$.person.name``.
_FIELD = re.compile(r"at `\$\.([a-z_.]+)`$")
T = TypeVar("T", bound=Struct)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


class WrongMethod(Problem):
    """This address does not know this method."""

    slug = "bad-request"
    status = 405


# What aiohttp itself refuses, before or instead of a route.
_KNOWN: dict[int, type[Problem]] = {404: NotFound, 405: WrongMethod, 413: TooLarge}


# Told route, status and seconds of every answer; see `Observer.answered`.
OBSERVED: web.AppKey[Callable[[str, int, float], None]] = web.AppKey("observed")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns whatever a route raises into its answer. The outermost middleware."""
    began = time.monotonic()
    response = await _answered(request, handler)
    observed = request.app.get(OBSERVED)
    if observed is not None and response.status != _UPGRADED:
        observed(route_of(request), response.status, time.monotonic() - began)
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return problem_reply(problem)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        answer = problem_reply(_KNOWN.get(refusal.status, BadRequest)(), status=refusal.status)
        if "Allow" in refusal.headers:
            answer.headers["Allow"] = refusal.headers["Allow"]
        return answer
    except Exception as error:
        if isinstance(error, ConnectionError) and _is_gone(request):
            return web.Response(status=WENT_AWAY)
        # The route's pattern, not the path: a path may hold a reference.
        log.exception("http.failed", method=request.method, route=route_of(request))
        return problem_reply(Internal())


def _is_gone(request: web.Request) -> bool:
    """A connection that failed is the browser's own only if that one is over: a store has some, too."""
    return request.transport is None or request.transport.is_closing()


async def body(request: web.Request, shape: type[T]) -> T:
    """The request's body as `shape`. Raises BadRequest naming the member, or TooLarge.

    Read as bytes and decoded by msgspec: a wrong charset cannot make a 500. Only the content type
    application/json is taken, because a foreign page can send no other without being asked first.
    """
    if request.content_type != "application/json":
        raise BadRequest("the body has to be application/json")
    try:
        raw = await read_bounded(request)
        asked = msgspec.json.decode(raw, type=shape)
        json.loads(raw, object_pairs_hook=_each_once)
        return asked
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        where = _FIELD.search(str(error))
        raise BadRequest(str(error), field=where and where[1]) from None


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """A member that is said twice means one thing here and another in the proxy that has looked at it
    before (RFC 7493). Raises BadRequest."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadRequest("a member of the body is said twice")


async def read_bounded(request: web.Request, limit: int = BODY_LIMIT) -> bytes:
    """The body's bytes. Raises TooLarge as soon as it is longer than `limit`."""
    if (request.content_length or 0) > limit:
        raise TooLarge
    chunks = bytearray()
    async for chunk in request.content.iter_any():
        chunks += chunk
        if len(chunks) > limit:
            raise TooLarge
    return bytes(chunks)


def reply(answer: Struct, status: int = 200) -> web.Response:
    """A JSON answer of the contract."""
    return web.Response(
        body=msgspec.json.encode(answer), status=status, content_type="application/json"
    )


def problem_reply(problem: Problem, *, status: int | None = None) -> web.Response:
    """The problem as RFC 9457 has it. `title` is the kind's sentence, `detail` this case's."""
    title = _first_sentence(type(problem))
    content: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": title,
        "status": status or problem.status,
    }
    if problem.detail and problem.detail != title:
        content["detail"] = problem.detail
    content |= {name: value for name, value in problem.extra.items() if value is not None}
    response = web.Response(
        body=msgspec.json.encode(content),
        status=status or problem.status,
        content_type="application/problem+json",
    )
    if problem.retry == "later":
        response.headers["Retry-After"] = "5"
    return response


async def _expected(request: web.Request) -> web.Response | None:
    """`Expect: 100-continue` is answered (RFC 9110, 10.1.1), anything else refused as a problem: what
    aiohttp does by itself quotes the header, and fails over bytes that are no text."""
    expectation = request.headers.get("Expect", "")
    if expectation.lower() != "100-continue":
        return problem_reply(BadRequest("nothing but 100-continue can be expected"), status=417)
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    # The answer itself has not begun yet.
    request.writer.output_size = 0
    return None


def expecting(routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
    """The routes, each of which answers what is expected by a header before its body is sent."""
    return [
        web.RouteDef(
            one.method, one.path, one.handler, {**one.kwargs, "expect_handler": _expected}
        )
        for one in routes
    ]


class NoRoute(web.PlainResource):
    """What expects something strange where there is no route, or not by this method: the same answer. It
    lies behind all others, and has no route of its own."""

    def __init__(self) -> None:
        super().__init__("/")

    async def resolve(
        self, request: web.Request
    ) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """Nothing, for everybody else."""
        if request.headers.get("Expect", "100-continue").lower() == "100-continue":
            return None, set()
        route = web.ResourceRoute("*", _refuse, self, expect_handler=_expected)
        return web.UrlMappingMatchInfo({}, route), set()


async def _refuse(request: web.Request) -> web.StreamResponse:
    raise NotFound


def route_of(request: web.Request) -> str:
    """The pattern of the route (`/api/v1/bookings/{reference}`), one of a closed set."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def one_of_query(request: web.Request, name: str, *words: str) -> str:
    """A query parameter of a closed set. Raises BadRequest."""
    text = request.query.get(name, "")
    if text not in words:
        raise BadRequest(f"{name} is one of {', '.join(words)}")
    return text


def date_of_query(request: web.Request, name: str) -> date | None:
    """A query parameter `YYYY-MM-DD`; None if it is absent. Raises BadRequest."""
    text = request.query.get(name)
    if text is None:
        return None
    try:
        found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a local date
    except ValueError:
        raise BadRequest(f"{name} is a date such as 2026-11-23") from None
    # Arithmetic on the last days of the calendar overflows, and no office is open then.
    if not 2000 <= found.year < 2200 or not text.isascii():
        raise BadRequest(f"{name} is a date from 2000 to 2199")
    return found


def _first_sentence(kind: type[Problem]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
