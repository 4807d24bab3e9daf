"""The pages: the built client, kept and asked anew as it should be, and nothing else of the disk."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from multidict import CIMultiDictProxy
from yarl import URL

from broker.catalogues import Catalogues, import_document, sample_document
from broker.http import pages as http
from broker.http.keys import CATALOGUES
from broker.http.problems import problems
from broker.settings import Settings
from tests.support.clock import Clock
from tests.support.databases import opened
from tests.support.web import Browser, browser, serving

SCRIPT = "console.log('Vorsprache');\n" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A client as Vite leaves it."""
    built = tmp_path / "_web"
    (built / "assets").mkdir(parents=True)
    for name in (*http.PAGES, *http.DEMO_PAGES, http.LOST):
        (built / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
    (built / "assets" / "join-abc123.js").write_text(SCRIPT)
    (built / "assets" / "font-abc123.woff2").write_bytes(b"\x00" * 4000)
    (built / "sw.js").write_text(SCRIPT)
    (built / ".sources").write_text("stamp")
    (tmp_path / "secret.txt").write_text("secret")
    return built


def settings(**changes: object) -> Settings:
    """What the pages need of the settings."""
    values: dict[str, object] = {"public_url": "http://127.0.0.1", "secret": "x" * 32} | changes
    return Settings(**values)  # type: ignore[arg-type] # names and values of Settings


@pytest.fixture
async def page(folder: Path) -> AsyncIterator[Browser]:
    """A browser on the pages of an installation."""

    def build(_: str) -> web.Application:
        app = web.Application(middlewares=[problems, http.lost(folder)])
        app.add_routes(http.routes(settings(), folder))
        return app

    async with serving(build) as url, browser(url) as found:
        yield found


async def get(
    page: Browser, path: str, **headers: str
) -> tuple[int, CIMultiDictProxy[str], bytes]:
    """Status, headers and the bytes as they came (not unpacked)."""
    named = {"Accept-Encoding": "identity"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        ClientSession(auto_decompress=False) as session,
        session.get(page.url + path, headers=named) as response,
    ):
        return response.status, response.headers, await response.read()


@pytest.mark.parametrize("name", http.PAGES)
async def test_every_page_has_its_clean_address(page: Browser, name: str) -> None:
    """`/join`, not `/join.html`; asked anew each time, because it names the hashed assets."""
    status, headers, content = await get(page, "/" if name == "index" else f"/{name}")
    assert status == 200
    assert f"<title>{name}</title>" in content.decode()
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


async def test_the_service_worker_reaches_every_page_and_is_asked_anew(page: Browser) -> None:
    """At the root, as a script, and never from a cache: it cannot be got rid of otherwise."""
    status, headers, content = await get(page, "/sw.js")
    assert (status, content.decode()) == (200, SCRIPT)
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", http.DEMO_PAGES)
async def test_the_pages_of_the_demo_are_only_there(
    page: Browser, folder: Path, name: str
) -> None:
    """Nobody reads mails in a real installation."""
    assert (await get(page, f"/{name}"))[0] == 404
    paths = [route.path for route in http.routes(settings(demo=True), folder)]
    assert f"/{name}" in paths


async def test_an_asset_is_kept_for_ever(page: Browser) -> None:
    """Its name changes with its content."""
    status, headers, content = await get(page, "/assets/join-abc123.js")
    assert status == 200
    assert content.decode() == SCRIPT
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_text_goes_out_packed_to_who_can_unpack_it(page: Browser) -> None:
    """Packed once, at start; fonts are packed already."""
    _, headers, content = await get(page, "/assets/join-abc123.js", Accept_Encoding="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(content).decode() == SCRIPT
    assert len(content) < len(SCRIPT) / 10
    _, headers, _ = await get(page, "/assets/font-abc123.woff2", Accept_Encoding="gzip")
    assert "Content-Encoding" not in headers


async def test_a_page_that_did_not_change_is_not_sent_again(page: Browser) -> None:
    """304 with the same tag, without a body."""
    _, headers, _ = await get(page, "/join")
    status, again, content = await get(page, "/join", If_None_Match=headers["ETag"])
    assert (status, content) == (304, b"")
    assert again["ETag"] == headers["ETag"]
    assert (await get(page, "/join", If_None_Match='"other"'))[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/.sources",
        "/assets/.sources",
        "/assets/../.sources",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/join-abc123.js/",
        "/assets/",
        "/assets/nothing.js",
        "/assets/join-abc123.js%00.html",
        "/join.html",
        "/..%5c..%5csecret.txt",
    ],
)
async def test_nothing_else_of_the_disk_can_be_asked_for(page: Browser, path: str) -> None:
    """Names are looked up in a dict; no path of a request meets the file system."""
    status, _, content = await get(page, path)
    assert status == 404
    assert b"secret" not in content


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/join%23eyJ.a.b", "join"),
        ("/join%2523eyJ.a.b", "join"),
        ("/join/", "join"),
        ("/join/%23eyJ.a.b", "join"),
        ("/desk%23eyJ.a.b", "desk"),
        ("/board/", "board"),
        ("/%23booking=ABCD-1234.x", "index"),
        ("/%2523booking%253DABCD-1234.x", "index"),
    ],
)
async def test_a_link_that_a_mail_program_has_bent_is_answered_by_its_page(
    page: Browser, path: str, name: str
) -> None:
    """The page reads it from the path; a redirect would write the token down once more."""
    async with (
        ClientSession() as session,
        session.get(URL(page.url + path, encoded=True), headers={"Accept": "text/html"}) as found,
    ):
        assert (found.status, found.history) == (200, ())
        assert f"<title>{name}</title>" in await found.text()
        assert found.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/nothing", "/joint%23x", "/assets/", "/desk/x", "/%", "/a%23b"])
async def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(
    page: Browser, path: str
) -> None:
    """404 both; the page has the city's number, the problem its slug."""
    status, headers, content = await get(page, path, Accept="text/html,*/*;q=0.8")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"<title>lost</title>" in content
    for accept in ("application/json", "*/*"):
        status, headers, _ = await get(page, path, Accept=accept)
        assert (status, headers["Content-Type"]) == (404, "application/problem+json")


async def test_a_client_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    """One plain sentence instead of a blank page; the API works all the same."""

    def build(_: str) -> web.Application:
        app = web.Application(middlewares=[problems])
        app.add_routes(http.routes(settings(), tmp_path / "nothing"))
        return app

    async with serving(build) as url, browser(url) as found:
        status, _, content = await get(found, "/")
        assert (status, b"make web" in content) == (503, True)
        assert (await get(found, "/api/v1/openapi.json"))[0] == 200


async def test_the_contract_is_served_as_it_is(page: Browser) -> None:
    """OpenAPI 3.1 of this very version."""
    response, document = await page.ask("GET", "/api/v1/openapi.json")
    assert response.content_type == "application/json"
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/session" in document["paths"]


@pytest.fixture
async def catalogues(sqlite_url: str, clock: Clock) -> AsyncIterator[Catalogues]:
    """The sample catalogue."""
    async with opened(sqlite_url) as database:
        await import_document(database, sample_document(), clock())
        yield Catalogues(database, clock)


async def own(catalogues: Catalogues, **changes: object) -> dict[str, object]:
    """What `GET pages` says with these settings."""

    def build(_: str) -> web.Application:
        app = web.Application(middlewares=[problems])
        app[CATALOGUES] = catalogues
        app.add_routes(http.routes(settings(**changes)))
        return app

    async with serving(build) as url, browser(url) as found:
        _, answer = await found.ask("GET", "/api/v1/pages")
    assert isinstance(answer, dict)
    return answer


async def test_the_citys_own_texts_are_shown(catalogues: Catalogues) -> None:
    """From the settings; the name is the catalogue's."""
    answer = await own(catalogues, imprint="Rathaus", phone="0351 4880")
    assert answer["imprint"] == "Rathaus"
    assert answer["phone"] == "0351 4880"
    assert answer["authority_name"] == sample_document()["authority"]["name"]
    assert "demo" not in answer


async def test_the_coat_of_arms_is_shown_where_the_city_has_set_one(
    catalogues: Catalogues,
) -> None:
    """Pages are told where it is; without one they show none."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert (await own(catalogues, emblem=drawing))["emblem"] == http.EMBLEM
    assert "emblem" not in await own(catalogues)

    def build(_: str) -> web.Application:
        app = web.Application()
        app.add_routes(http.routes(settings(emblem=drawing)))
        return app

    async with serving(build) as url, ClientSession(url) as session:
        async with session.get(http.EMBLEM) as answer:
            assert (answer.content_type, await answer.text()) == ("image/svg+xml", drawing)


@pytest.mark.parametrize("name", ["imprint", "privacy", "accessibility"])
async def test_without_texts_of_its_own_the_products_are_shown(
    catalogues: Catalogues, name: str
) -> None:
    """They say what is true of the program, and with which setting to replace them."""
    answer = await own(catalogues)
    assert answer[name] == http.standard_text(name)
    assert f"VORSPRACHE_{name.upper()}_FILE" in str(answer[name])
