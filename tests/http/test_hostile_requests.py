"""Whatever stands in the path, the query or a header, on whichever route: a named refusal, never an
accident. The routes and their parameters come from the contract, so a new one is tried by itself.

Bodies have their own file, `test_hostile_bodies.py`.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle, product
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from structlog.testing import capture_logs

from broker.catalogues import DEMO_SERVICE
from broker.routes import API, ROUTES, Route
from tests.http.test_hostile_bodies import STRANGE
from tests.support.town import Town, open_town

# As they stand between two slashes, or behind a `=`; most of them have been somewhere an accident.
RAW: dict[str, str] = {
    "nothing": "",
    "a NUL": "%00",
    "half an escape": "%",
    "no escape": "%zz",
    "no UTF-8": "%ff%fe",
    "half a character": "%ed%a0%80",
    "too long a writing": "%c0%ae%c0%ae",
    "escaped twice": "%2500",
    "the folder above": "%2e%2e%2f%2e%2e%2f",
    "backslashes": "%5c..%5c..",
    "a line": "%0d%0aSet-Cookie:%20x=y",
    "a plus": "+",
    "a semicolon": "a;b=c",
    "an asterisk": "*",
    "a colon": ":desks",
    "braces": "%7B0.__class__%7D",
    "a percent sign": "%25s%25n",
    "much": "a" * 2_000,
    "too much": "a" * 9_000,
    "many slashes": "%2f" * 300,
    "many characters": quote("ä" * 400),
    "surrogates": quote_from_bytes(b"\xed\xb0\x80\xed\xa0\xbd"),
    "no number": "NaN",
    "a large number": "9" * 400,
    "below nothing": "-1",
    "true": "true",
    "a list": "%5B%5D",
    "the day before all": "0000-00-00",
    "the last day": "9999-12-31",
    "a day that is none": "2026-02-30",
    "a leap second": "2026-12-31T23:59:60Z",
    "Arabic digits": quote("٢٠٢٦-١١-٢٤"),
}
RAW |= {
    name: quote(text, safe="", errors="surrogatepass")
    for name, text in STRANGE.items()
    if isinstance(text, str)
}
GOOD_QUERY = {
    "from": "2026-11-23",
    "to": "2026-11-24",
    "channel": "video",
    "date": "2026-11-23",
    "queue": "demo",
    "days": "1",
    "format": "json",
}
GOOD_SEGMENT = {"id": DEMO_SERVICE, "queue": "demo", "name": "visits", "visit": "nothing"}
# What a header may carry on the wire at all: no line ends.
HEADERS: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \t ",
    "a word": b"x",
    "a quote": b'"',
    "a comma": b",,,;;;===",
    "latin": b"M\xfcller",
    "UTF-8": "Müller ٣ \u202e".encode(),
    "no UTF-8": b"\xff\xfe\xed\xa0\x80",
    "much": b"a" * 4_000,
    "a number": b"-1",
    "a large number": b"9" * 300,
    "braces": b"{0.__class__} %s %n ${jndi:ldap://x.example}",
    "a page": b"<script>alert(1)</script>",
    "an asterisk": b"*/*;q=x",
    "a token of nobody": b"Bearer eyJx.eyJx.x",
    "a bare scheme": b"Bearer",
    "another scheme": b"Basic dXNlcjpwYXNz",
    "broken Base64": b"Basic \xff",
    "a range": b"bytes=9-1,-5,x-",
    "a tag": b'W/"x", *',
    "a date that is none": b"Mon, 99 Xxx 0000 99:99:99 GMT",
}
SPOKEN = (
    "Vorsprache-As",
    "Authorization",
    "Idempotency-Key",
    "Cookie",
    "Origin",
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Content-Encoding",
    "If-None-Match",
    "Range",
    "X-Forwarded-For",
    "Sec-Fetch-Site",
    "Upgrade",
    "Expect",
    "Connection",
)
# What is no HTTP, or too long for it, is refused before anybody knows which route is meant.
NO_REQUEST = re.compile(rb"HTTP/1\.[01] 400 (?s:.)*text/plain")


WITHIN_S = 20.0


@dataclass
class Line:
    """One connection that says exactly what it is told to say."""

    port: int
    wrong: list[str] = field(default_factory=list)

    async def ask(self, name: str, method: str, target: str, **headers: bytes) -> None:
        """One request, and what is wrong with its answer."""
        if complaint := wrong_with(await self.say(method, target, **headers)):
            self.wrong.append(f"{name}: {method} {target[:120]} {complaint}")

    async def say(self, method: str, target: str, **headers: bytes) -> bytes:
        """One request. Returns its answer."""
        said = {
            "Host": f"127.0.0.1:{self.port}".encode(),
            **headers,
            "Connection": headers.get("Connection", b"close"),
        }
        lines = b"".join(key.encode() + b": " + value + b"\r\n" for key, value in said.items())
        return await self._answer(f"{method} {target} HTTP/1.1\r\n".encode() + lines + b"\r\n")

    async def _answer(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            async with asyncio.timeout(WITHIN_S):
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?im)^content-length: (\d+)", head)
                # What is left open has its length, or no body that matters here.
                return head + (await reader.readexactly(int(length[1])) if length else b"")
        except (asyncio.IncompleteReadError, ConnectionError) as cut:
            return getattr(cut, "partial", b"")
        finally:
            writer.close()


def wrong_with(raw: bytes) -> str | None:
    """What an answer may not be."""
    head, _, body = raw.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    if found is None:
        return f"no answer: {raw[:120]!r}"
    status = int(found[1])
    if NO_REQUEST.match(raw):
        return None
    media = re.search(rb"(?im)^content-type: ([^;\r\n]+)", head)
    if status >= 500:
        return f"{status} {body[:200]!r}"
    if status < 400:
        return None
    if media is None or media[1].lower() != b"application/problem+json":
        return f"{status} as {media and media[1]!r}: {body[:120]!r}"
    problem = json.loads(body)
    fits = problem["type"].startswith("/problems/") and problem["status"] == status
    return None if fits else f"{status} {problem}"


@dataclass(frozen=True)
class Site:
    """The whole program, somebody with every right, and a booking."""

    line: Line
    cookie: str
    manage_token: str
    segments: dict[str, str]

    def headers(self, route: Route) -> dict[str, bytes]:
        """Of somebody who may."""
        said: dict[str, bytes] = {"Origin": f"http://127.0.0.1:{self.line.port}".encode()}
        if route.speaker == "manage-token":
            said["Authorization"] = f"Bearer {self.manage_token}".encode()
        elif route.speaker != "anyone":
            said["Cookie"] = self.cookie.encode()
            said["Vorsprache-As"] = (
                b"board" if "/board/" in route.path or "/reports/" in route.path else b"desk"
            )
        if route.body is not None:
            said |= {"Content-Type": b"application/json", "Content-Length": b"0"}
        return said


@pytest.fixture
async def site(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Site]:
    """One node; its own address is the public one."""
    async with open_town(sqlite_url, real_redis_url) as town:
        port = int(town.apis[0].removesuffix(API).rpartition(":")[2])
        made = await _booked(town)
        segments = GOOD_SEGMENT | {"reference": made["reference"]}
        yield Site(Line(port), await _cookies(town), made["manage_token"], segments)


async def _booked(town: Town) -> dict[str, Any]:
    today = town.clock().date()
    query = {"from": str(today), "to": str(today + timedelta(days=1)), "channel": "video"}
    async with town.client.get(
        f"{town.apis[0]}/services/{DEMO_SERVICE}/slots", params=query
    ) as answer:
        slot = (await answer.json())["slots"][0]["start"]
    body = {
        "service": DEMO_SERVICE,
        "slot": slot,
        "channel": "video",
        "person": {"name": "Erika Beispiel"},
        "language": "de",
        "consent": True,
    }
    async with town.client.post(f"{town.apis[0]}/bookings", json=body) as answer:
        made: dict[str, Any] = await answer.json()
        assert answer.status == 201, made
        return made


async def _cookies(town: Town) -> str:
    """A clerk's and a supervisor's, in one browser."""
    jar = []
    for role in ("clerk", "supervisor"):
        body = {"token": town.staff(role)}
        async with town.client.post(
            f"{town.apis[0]}/session",
            json=body,
            headers={"Origin": town.apis[0].removesuffix(API)},
        ) as answer:
            assert answer.status == 200, await answer.text()
            jar += [cookie.OutputString().partition(";")[0] for cookie in answer.cookies.values()]
    return "; ".join(jar)


def targets(route: Route, segments: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The address with every hostile word in every place of it, one at a time."""
    path, query = route.path.format(**segments), written(route)
    for name, raw in RAW.items():
        for place in re.findall(r"{(\w+)}", route.path):
            yield f"{name} as {place}", f"{route.path.format(**segments | {place: raw})}?{query}"
        for each in route.parameters:
            if each.place == "query":
                others = written(route, but=each.name)
                yield f"{name} as ?{each.name}", f"{path}?{others}&{each.name}={raw}"
        yield f"{name} as a name", f"{path}?{query}&{raw}={raw}"
        yield f"{name} behind", f"{path}/{raw}"


def written(route: Route, but: str | None = None) -> str:
    """A good query, without one of its members."""
    names = [each.name for each in route.parameters if each.place == "query" and each.name != but]
    return "&".join(f"{name}={GOOD_QUERY[name]}" for name in names)


async def test_no_path_and_no_query_is_an_accident(site: Site) -> None:
    """4xx problem+json, or an answer; nothing is logged as failed; no 500 at all."""
    with capture_logs() as logs:
        for route in ROUTES:
            for name, target in targets(route, site.segments):
                await site.line.ask(name, route.method, target, **site.headers(route))
    assert site.line.wrong[:20] == []
    assert [line for line in logs if line["event"] == "http.failed"] == []


async def test_no_header_is_an_accident(site: Site) -> None:
    """Every header that anybody reads, with every hostile value; the kinds of routes take turns."""
    kinds = {(route.speaker, route.body is None): route for route in ROUTES if not route.demo}
    turns = cycle(kinds.values())
    with capture_logs() as logs:
        for header, (name, value) in product(SPOKEN, HEADERS.items()):
            # An odd number of steps: no value meets the same kind in every header.
            for route in (next(turns), next(turns), next(turns)):
                said = site.headers(route) | {header: value}
                target = f"{route.path.format(**site.segments)}?{written(route)}"
                await site.line.ask(f"{name} as {header}", route.method, target, **said)
    assert site.line.wrong[:20] == []
    assert [line for line in logs if line["event"] == "http.failed"] == []


async def test_cookies_of_other_sites_keep_nobody_out(site: Site) -> None:
    """A browser sends what the whole city has left in it: as much as the shipped proxy lets through, and not
    all of it as the standard has it. Whoever is signed in stays it."""
    foreign = {
        "much": b"_ga=" + b"a" * 15_000,
        "many": b"; ".join(b"c%d=" % each + b"x" * 150 for each in range(90)),
        "JSON": b'consent={"a":1,"b":"x y"}',
        "an open quote": b'a="x',
        "strange names": b"a(b)=1; b[c]=2; @x=1; =; ;; flag; $Version=1; a=1, b=2",
    }
    own = {"Vorsprache-As": b"desk"}
    for name, said in foreign.items():
        cookie = said + b"; " + site.cookie.encode()
        answer = await site.line.say("GET", f"{API}/session", Cookie=cookie, **own)
        assert answer.startswith(b"HTTP/1.1 200 "), name


async def test_what_is_strangely_expected_of_no_route_is_refused_alike(site: Site) -> None:
    """An unknown address, and a known one by another method: no echo of the header, no trace."""
    for name, value in HEADERS.items():
        for method, path in (("GET", "/nothing"), ("GET", f"{API}/nothing"), ("DELETE", "/desk")):
            await site.line.ask(f"{name} as Expect", method, path, Expect=value)
    assert site.line.wrong == []
