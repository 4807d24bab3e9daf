"""The session over HTTP: cookies, who speaks, foreign pages, and the same answer for every forgery."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from aiohttp import web
from sqlalchemy import update

from broker.core.principal import Principal
from broker.http import session as http
from broker.http.problems import problems, reply
from broker.http.session import DOOR, Door
from broker.stores.database import Database
from broker.stores.tables import bookings, visits
from broker.trust import keys
from broker.trust.claims import StaffRole
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens
from signaling.messages import CitizenSnapshot, Hello
from tests.support.booked import booked
from tests.support.databases import opened
from tests.support.forgeries import Forger, forgeries
from tests.support.web import Browser, browser, serving

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATH = "/api/v1/session"


class Place:
    """One installation of a few parts, with a clock to set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.keys = keys.new_set(NOW)
        self.told: list[str] = []
        self.url = ""

    def build(self, url: str, public_url: str | None = None) -> web.Application:
        """The session's routes and one that changes something for a clerk."""
        self.url = public_url or url
        self.tokens = Tokens(lambda: self.keys, self.url)
        door = Door(
            sessions=Sessions(
                self.database, self.tokens, staff_links=True, after=timedelta(hours=2)
            ),
            clock=lambda: self.now,
            public_url=self.url,
            origins=frozenset({self.url, "https://portal.example.org"}),
            snapshot=self._snapshot,
            signed_out=self._signed_out,
        )
        app = web.Application(middlewares=[problems])
        app[DOOR] = door
        app.add_routes(http.routes())
        app.router.add_post("/change", self._change)
        app.router.add_get("/hello", self._hello)
        return app

    async def _snapshot(self, who: Principal) -> CitizenSnapshot | None:
        return CitizenSnapshot(visits=[])

    async def _signed_out(self, session: str) -> None:
        self.told.append(session)

    async def _change(self, request: web.Request) -> web.Response:
        who = await http.principal(request, "desk")
        return reply(CitizenSnapshot(visits=[]), 200 if who.role == "clerk" else 500)

    async def _hello(self, request: web.Request) -> web.Response:
        door, asked = request.app[DOOR], request.query
        hello = Hello(protocol=1, as_=http.audience_of(request), token=asked.get("token"))
        who = await door.who_speaks(request, hello, door.origin_ok(request))
        return web.json_response({"as": who.audience, "visits": list(who.visits)})

    async def citizen(self, reference: str = "AAAA-0001", **changes: timedelta) -> str:
        """A booking now (or `later`) and its token."""
        await booked(self.database, reference, NOW + changes.get("later", timedelta(0)))
        return self.link(reference)

    def link(self, reference: str) -> str:
        """The token of a booking."""
        return self.tokens.sign_join(
            booking=reference, gen=1, expires_at=NOW + timedelta(days=7), now=NOW
        )

    def staff(self, role: StaffRole = "clerk") -> str:
        """A staff link."""
        return self.tokens.sign_staff("abcdefghijklmnop", role, "Frau Amt", ["amt"], NOW)


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    """Its database is SQLite: the SQL itself is tested on both elsewhere."""
    async with opened(sqlite_url) as database:
        yield Place(database)


@pytest.fixture
async def page(place: Place) -> AsyncIterator[Browser]:
    """A browser on one of our own pages."""
    async with serving(place.build) as url, browser(url) as found:
        yield found


@asynccontextmanager
async def behind_https(place: Place) -> AsyncIterator[Browser]:
    """A program in front of an installation whose public address is https."""
    public = "https://termin.example.org"
    async with (
        serving(lambda url: place.build(url, public)) as url,
        browser(url, origin=public) as found,
    ):
        yield found


async def test_a_link_becomes_a_cookie(place: Place, page: Browser) -> None:
    """POST once, GET as often as you like."""
    response, made = await page.ask("POST", PATH, {"token": await place.citizen()})
    assert response.status == 200
    assert made["as"] == "citizen"
    assert made["visits"] == ["visit-AAAA-0001"]
    assert made["server_time"] == "2026-11-23T09:00:00Z"
    assert made["snapshot"] == {"for": "citizen", "visits": []}
    _, again = await page.ask("GET", PATH, vorsprache_as="citizen")
    assert again == made


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    place: Place, page: Browser
) -> None:
    """On a plain loopback address its name has the port, because cookies ignore ports."""
    response, _ = await page.ask("POST", PATH, {"token": await place.citizen()})
    cookie = SimpleCookie(response.headers["Set-Cookie"])
    port = place.url.rpartition(":")[2]
    (name,) = cookie
    assert name == f"vorsprache-citizen-{port}"
    assert cookie[name]["httponly"]
    assert cookie[name]["samesite"] == "Strict"
    assert cookie[name]["path"] == "/"
    assert not cookie[name]["secure"]
    assert int(cookie[name]["max-age"]) == (75 + 120) * 60


async def test_behind_https_the_cookie_is_bound_to_the_host(place: Place) -> None:
    """`__Host-` wants Secure, path / and no domain."""
    async with behind_https(place) as program:
        response, _ = await program.ask("POST", PATH, {"token": await place.citizen()})
    cookie = SimpleCookie(response.headers["Set-Cookie"])
    (name,) = cookie
    assert name == "__Host-vorsprache-citizen"
    assert cookie[name]["secure"]
    assert cookie[name]["domain"] == ""


async def test_too_early_is_a_session_with_the_opening_time(place: Place, page: Browser) -> None:
    """200: the page shows a countdown; when it is time, nothing is said any more."""
    token = await place.citizen(later=timedelta(days=1))
    response, made = await page.ask("POST", PATH, {"token": token})
    assert response.status == 200
    assert made["opens_at"] == "2026-11-24T08:45:00Z"
    place.now = NOW + timedelta(days=1)
    _, made = await page.ask("GET", PATH)
    assert "opens_at" not in made


async def test_an_ended_visit_is_gone_with_its_outcome(place: Place, page: Browser) -> None:
    """410, and the page knows what to say."""
    token = await place.citizen()
    await place.database.write(
        lambda connection: connection.execute(
            update(visits).values(stage="ended", outcome="completed", ended_at=NOW)
        )
    )
    response, answer = await page.ask("POST", PATH, {"token": token})
    assert response.status == 410
    assert answer["type"] == "/problems/visit-over"
    assert answer["outcome"] == "completed"


async def test_all_forgeries_get_one_and_the_same_answer(place: Place, page: Browser) -> None:
    """Byte for byte: broken, foreign, of no booking, revoked."""
    good = await place.citizen()
    foreign = Tokens(lambda: keys.new_set(NOW), place.url)
    await place.citizen("BBBB-0002")
    await place.database.write(
        lambda connection: connection.execute(
            update(bookings).where(bookings.c.reference == "BBBB-0002").values(gen=2)
        )
    )
    forgeries = [
        "x",
        good[:-1],
        good + "A",
        place.link("ZZZZ-9999"),
        place.link("BBBB-0002"),
        foreign.sign_join(booking="AAAA-0001", gen=1, expires_at=NOW + timedelta(1), now=NOW),
        "A" * 4000,
    ]
    answers = [await page.ask("POST", PATH, {"token": token}) for token in forgeries]
    assert {response.status for response, _ in answers} == {401}
    assert len({str(answer) for _, answer in answers}) == 1
    assert answers[0][1]["type"] == "/problems/token-invalid"
    assert not any("Set-Cookie" in response.headers for response, _ in answers)


async def test_an_expired_link_says_so(place: Place, page: Browser) -> None:
    """Its owner can ask for a new one."""
    token = await place.citizen()
    place.now = NOW + timedelta(days=8)
    response, answer = await page.ask("POST", PATH, {"token": token})
    assert response.status == 401
    assert answer["type"] == "/problems/token-expired"


async def test_nobody_is_signed_in_without_a_cookie(page: Browser) -> None:
    """401, so that the page asks for the link."""
    response, answer = await page.ask("GET", PATH)
    assert response.status == 401
    assert answer["type"] == "/problems/not-signed-in"


async def test_three_sessions_live_side_by_side_in_one_browser(
    place: Place, page: Browser
) -> None:
    """Citizen, clerk and supervisor in three tabs: the header says which one speaks."""
    for token in (await place.citizen(), place.staff("clerk"), place.staff("supervisor")):
        await page.ask("POST", PATH, {"token": token})
    for audience, role in (("citizen", "citizen"), ("desk", "clerk"), ("board", "supervisor")):
        _, found = await page.ask("GET", PATH, vorsprache_as=audience)
        assert (found["as"], found["role"]) == (audience, role)


async def test_a_second_appointment_does_not_take_over_the_first(
    place: Place, page: Browser
) -> None:
    """The set of visits grows; the one of the new link is named first."""
    await page.ask("POST", PATH, {"token": await place.citizen("AAAA-0001")})
    token = await place.citizen("BBBB-0002", later=timedelta(hours=1))
    _, made = await page.ask("POST", PATH, {"token": token})
    assert made["visits"] == ["visit-BBBB-0002", "visit-AAAA-0001"]


async def test_signing_out_ends_one_audience_and_tells_its_sockets(
    place: Place, page: Browser
) -> None:
    """The clerk goes, the citizen of the same browser stays."""
    await page.ask("POST", PATH, {"token": await place.citizen()})
    await page.ask("POST", PATH, {"token": place.staff()})
    response, _ = await page.ask("DELETE", PATH, vorsprache_as="desk")
    assert response.status == 204
    (gone,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    assert (gone.key.split("-")[1], gone.value, gone["max-age"]) == ("desk", "", "0")
    assert len(place.told) == 1
    assert (await page.ask("GET", PATH, vorsprache_as="desk"))[0].status == 401
    assert (await page.ask("GET", PATH, vorsprache_as="citizen"))[0].status == 200


async def test_signing_out_twice_is_fine(page: Browser) -> None:
    """The cookie is gone whatever the answer."""
    response, _ = await page.ask("DELETE", PATH)
    assert response.status == 204


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "https://portal.example.org.evil.example",
        "https://evil.example/https://portal.example.org",
        "https://portal.example.org:444",
        "HTTPS://PORTAL.EXAMPLE.ORG",
        "https://portal.example.org/",
        "http://portal.example.org",
    ],
)
async def test_a_foreign_page_changes_nothing(place: Place, page: Browser, origin: str) -> None:
    """Neither sign in (login CSRF), nor act with a clerk's cookie, nor sign out."""
    await page.ask("POST", PATH, {"token": place.staff()})
    for method, path in (("POST", PATH), ("POST", "/change"), ("DELETE", PATH)):
        body = {"token": place.staff()} if path == PATH and method == "POST" else None
        response, answer = await page.ask(method, path, body, Origin=origin)
        assert response.status == 403
        assert answer["type"] == "/problems/not-yours"
    assert (await page.ask("GET", PATH, vorsprache_as="desk"))[0].status == 200


async def test_a_cookie_without_an_origin_changes_nothing(place: Place, page: Browser) -> None:
    """Unless the browser itself says that the page is one of ours."""
    await page.ask("POST", PATH, {"token": place.staff()})
    page.origin = ""
    assert (await page.ask("POST", "/change"))[0].status == 403
    for site, status in (("cross-site", 403), ("same-site", 403), ("none", 403)):
        response, _ = await page.ask("POST", "/change", Sec_Fetch_Site=site)
        assert response.status == status
    assert (await page.ask("POST", "/change", Sec_Fetch_Site="same-origin"))[0].status == 200


async def test_a_named_origin_counts_like_our_own(place: Place, page: Browser) -> None:
    """The city's portal, by the settings."""
    await page.ask("POST", PATH, {"token": place.staff()})
    response, _ = await page.ask("POST", "/change", Origin="https://portal.example.org")
    assert response.status == 200


async def test_a_program_signs_in_without_an_origin(place: Place) -> None:
    """It has no cookie that a foreign page could misuse."""
    async with serving(place.build) as url, browser(url, origin="") as program:
        response, _ = await program.ask("POST", PATH, {"token": place.staff()})
    assert response.status == 200


@pytest.mark.parametrize(("audience", "status"), [("board", 401), ("citizen", 401), ("x", 400)])
async def test_the_header_chooses_and_a_route_insists(
    place: Place, page: Browser, audience: str, status: int
) -> None:
    """A desk's route hears a desk's cookie only."""
    await page.ask("POST", PATH, {"token": place.staff()})
    response, _ = await page.ask("POST", "/change", vorsprache_as=audience)
    assert response.status == status


async def test_a_link_pasted_into_the_wrong_page_signs_nobody_in(
    place: Place, page: Browser
) -> None:
    """The page can say which one is right."""
    response, answer = await page.ask(
        "POST", PATH, {"token": place.staff()}, vorsprache_as="board"
    )
    assert response.status == 403
    assert answer["type"] == "/problems/not-yours"


async def test_an_expired_session_is_nobody(place: Place, page: Browser) -> None:
    """The browser may keep a cookie for longer than we do."""
    await page.ask("POST", PATH, {"token": place.staff()})
    place.now = NOW + timedelta(hours=12)
    assert (await page.ask("GET", PATH))[0].status == 401


def test_the_cookie_of_an_ipv6_address_without_port_has_a_name(place: Place) -> None:
    """Port 80 is the one that nobody writes."""
    place.build("http://[::1]")
    door = place.build("http://[::1]")[DOOR]
    assert door.cookie_name("desk") == "vorsprache-desk-80"
    assert replace(door, public_url="https://x").cookie_name("desk").startswith("__Host-")


async def test_a_socket_of_our_page_speaks_by_its_cookie(place: Place, page: Browser) -> None:
    """Only for the audience that the hello names, and only with our Origin."""
    await page.ask("POST", PATH, {"token": place.staff()})
    _, who = await page.ask("GET", "/hello", vorsprache_as="desk", Origin=place.url)
    assert who["as"] == "desk"
    for headers in (
        {"vorsprache_as": "desk", "Origin": "https://evil.example"},
        {"vorsprache_as": "desk"},
        {"vorsprache_as": "board", "Origin": place.url},
        {"Origin": place.url},
    ):
        response, answer = await page.ask("GET", "/hello", **headers)
        assert (response.status, answer["type"]) == (401, "/problems/bad-credentials")


async def test_a_socket_of_a_program_speaks_by_its_token(place: Place, page: Browser) -> None:
    """Expired, forged or for another audience: bad credentials, all alike."""
    token = await place.citizen()
    _, who = await page.ask("GET", f"/hello?token={token}")
    assert who == {"as": "citizen", "visits": ["visit-AAAA-0001"]}
    bad = [(token, {"vorsprache_as": "desk"}), (token + "x", {}), ("", {})]
    for value, headers in bad:
        response, _ = await page.ask("GET", f"/hello?token={value}", **headers)
        assert response.status == 401
    place.now = NOW + timedelta(days=8)
    assert (await page.ask("GET", f"/hello?token={token}"))[0].status == 401


async def test_the_public_keys_are_there_for_everybody(place: Place, page: Browser) -> None:
    """Another service of the city checks our tokens with them; nothing secret is in them."""
    response, answer = await page.ask("GET", "/.well-known/jwks.json")
    assert response.status == 200
    assert [jwk["kid"] for jwk in answer["keys"]] == [place.keys.keys[0].kid]
    assert "d" not in answer["keys"][0]


async def test_no_forgery_gets_through_any_door(place: Place, page: Browser) -> None:
    """The whole table, signed with our own key where it helps, at the exchange and at a socket's
    hello: always 401, always the same words, never a cookie."""
    await place.citizen("ABCD-1234")
    table = forgeries(Forger(place.keys, place.url, NOW))
    table.pop("a staff link")  # a true link, only not a citizen's
    answers: set[tuple[int, str]] = set()
    for token in table.values():
        response, answer = await page.ask("POST", PATH, {"token": token[:4096] or "-"})
        answers.add((response.status, answer["type"]))
        assert "Set-Cookie" not in response.headers
        response, answer = await page.ask("GET", f"/hello?token={quote(token[:4000])}")
        answers.add((response.status, answer["type"]))
    assert answers == {(401, "/problems/token-invalid"), (401, "/problems/bad-credentials")}
