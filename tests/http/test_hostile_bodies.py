"""Whatever is sent as a body, to whichever route: a named refusal, never an accident.

The routes and their bodies come from the contract, so a new one is tried by itself: each member of
each body gets every hostile value, and each body as a whole every hostile writing.
"""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from broker.contract import (
    Body,
    BookingChange,
    BookingRequest,
    DeskBookingRequest,
    LimitsChange,
    SessionRequest,
)
from broker.routes import ROUTES
from tests.http.city import Place, serving_city
from tests.support.dresden import running_city
from tests.support.web import Browser

DEPARTMENT = "buergeramt-melden"
SLOT = "2026-11-24T09:15:00+01:00"
PERSON = {"name": "Erika Beispiel", "email": "erika@example.org", "phone": "0351 4880"}
WISH = {"service": "abmeldung-wohnsitz", "slot": SLOT, "channel": "video", "person": PERSON}
# A good body of each kind: what is hostile is put into it, member by member.
GOOD: dict[type[Body], dict[str, Any]] = {
    SessionRequest: {"token": "eyJx.eyJx.x"},
    BookingRequest: {**WISH, "language": "de", "consent": True, "needs": "Rollstuhl"},
    DeskBookingRequest: {**WISH, "language": "de", "needs": "Rollstuhl", "priority": "krank"},
    BookingChange: {"slot": SLOT},
    LimitsChange: {"wait_s": 900, "waiting": 9, "late_s": 900, "no_desk_s": 900, "no_shows": 9},
}
TRIED = [route for route in ROUTES if route.body is not None and not route.demo]

# Right in no member of any body.
NEVER_RIGHT: dict[str, Any] = {
    "an object": {"$gt": ""},
    "a list": [[]],
    "a fraction": 1.5,
    "a negative number": -1,
    "minus zero": -0.0,
    "a number of 65 bits": 2**64,
    "a number of 4,000 digits": 10**4_000,
    "a proto": {"__proto__": {"admin": True}},
    "deeper than any": json.loads("[" * 200 + "]" * 200),
}
# Right in some, perhaps; an accident in none.
STRANGE: dict[str, Any] = {
    "nothing": None,
    "true": True,
    "zero": 0,
    "no characters": "",
    "a blank": " ",
    "a NUL": "a\x00b",
    "half a character": "\ud83d",
    "both halves the wrong way": "\udc00\ud800",
    "no character": "\uffff\ufdd0",
    "a flood of marks": "a" + "\u0301" * 1_500,
    "only joiners": "\u200d\u2060\ufeff",
    "the other way": "\u202e" * 30,
    "lines": "a\r\nBcc: x@example.org\r\n\r\n.",
    "a formula": '=HYPERLINK("https://x.example","x")',
    "a query": "'; DROP TABLE bookings; --",
    "a template": "{{7*7}} ${7*7} %s %n {0.__class__}",
    "a path": "../../../../etc/passwd\x00.ics",
    "a page": "<script>alert(1)</script>",
    "the first of all days": "0001-01-01T00:00:00+14:00",
    "the last of all days": "9999-12-31T23:59:59.999999-14:00",
    "a leap second": "2026-12-31T23:59:60Z",
    "no such hour": "2026-03-29T02:30:00+01:00",
    "a moment as a number": "1790000000",
    "an offset of a day": "2026-11-24T09:15:00+23:59",
    "Arabic digits": "٢٠٢٦-١١-٢٤T٠٩:١٥:٠٠Z",
    "an address of an address": "<a@b>@c.example",
    "a very long address": "a" * 64 + "@" + ("b" * 63 + ".") * 4 + "example",
    "a mark of Punycode": "a@xn--a.xn--0.example",
}
# Writings of a whole body.
WRITINGS: dict[str, bytes] = {
    "a megabyte": b'{"x":"' + b"a" * 1_000_000 + b'"}',
    "open brackets": b"[" * 60_000,
    "open braces": b'{"a":' * 10_000,
    "cut off": b'{"a',
    "two of them": b"{}{}",
    "a comment": b"{/**/}",
    "single quotes": b"{'a':1}",
    "no number": b'{"a":NaN}',
    "endless": b'{"a":1e999}',
    "UTF-16": "{}".encode("utf-16"),
    "UTF-7": b"+AHs-+AH0-",
    "latin": b'{"name":"M\xfcller"}',
    "overlong": b'{"name":"\xc0\x80"}',
    "surrogates as bytes": b'{"name":"\xed\xa0\x80"}',
    "a mark of order": b"\xef\xbb\xbf{}",
    "zeros": b"\x00" * 1_000,
    "a form": b"service=x&slot=y",
    "nothing": b"",
    "a word": b'"x"',
}
Case = tuple[str, bytes, bool]


@pytest.fixture
async def place(sqlite_url: str, real_redis_url: str) -> AsyncIterator[tuple[Place, Browser]]:
    """A city; the browser holds the cookies of a clerk and of a supervisor."""
    async with running_city(sqlite_url, real_redis_url) as city, serving_city(city) as (made, at):
        await made.clerk(at, DEPARTMENT)
        await made.clerk(at, DEPARTMENT, role="supervisor")
        yield made, at


def put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A copy with another value at a path."""
    name, *rest = path
    return {**body, name: put(body[name], tuple(rest), value) if rest else value}


def members(body: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all members, those of members among them."""
    for name, value in body.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from members(value, (*above, name))


def twice(good: dict[str, Any], name: str) -> bytes:
    """The same member once more: which of the two counts would be a matter of chance."""
    return f"{json.dumps(good)[:-1]},{json.dumps({name: good[name]})[1:]}".encode()


def cases(good: dict[str, Any]) -> Iterator[Case]:
    """What is sent, under a name, and whether it has to be refused."""
    for path in members(good):
        for name, value in (NEVER_RIGHT | STRANGE).items():
            text = json.dumps(put(good, path, value)).encode()
            yield f"{name} as {'.'.join(path)}", text, name in NEVER_RIGHT
        yield f"{path[0]} twice", twice(good, path[0]), True
    for name, text in WRITINGS.items():
        yield name, text, True


def test_every_body_of_the_contract_is_tried() -> None:
    """A new one needs a good example here."""
    assert {route.body for route in TRIED} == set(GOOD)
    for kind, good in GOOD.items():
        assert set(good) == set(kind.__struct_fields__)


@pytest.mark.parametrize("route", TRIED, ids=lambda route: f"{route.method} {route.path}")
async def test_no_body_is_an_accident(place: tuple[Place, Browser], route: Any) -> None:
    """4xx problem+json that names the kind; nothing is logged as failed; no 500 at all."""
    here, at = place
    made = await here.booked(at)
    path = route.path.format(reference=made["reference"], queue="melden")
    headers = {"Content-Type": "application/json", "Origin": here.url}
    role = "board" if "/board/" in path else "desk"
    headers |= {"Vorsprache-As": role} if route.speaker == "staff" else {}
    if route.speaker == "manage-token":
        headers["Authorization"] = f"Bearer {made['manage_token']}"
    wrong: list[str] = []
    with capture_logs() as logs:
        for name, text, refused in cases(GOOD[route.body]):
            send = at.session.request(route.method, here.url + path, data=text, headers=headers)
            async with send as response:
                raw = await response.read()
                if not fits(response.status, response.content_type, refused, raw):
                    wrong.append(f"{name}: {response.status} {raw[:200]!r}")
    assert wrong == []
    assert [line for line in logs if line["event"] == "http.failed"] == []


def fits(status: int, media: str, refused: bool, raw: bytes) -> bool:
    """Whether an answer is one of the contract, and a refusal where it has to be one."""
    if status < 300:
        return not refused
    problem = media == "application/problem+json" and "/problems/" in json.loads(raw)["type"]
    return 400 <= status < 500 and problem
