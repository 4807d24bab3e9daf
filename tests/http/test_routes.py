"""The table of routes and the router of a running node say the same, in both directions."""

import json
from pathlib import Path

import pytest
from aiohttp import web

from broker.cli.embedded import embedded_redis
from broker.http.headers import content_policy
from broker.http.pages import PAGES, WORKER
from broker.routes import API, ROUTES
from tests.support.clock import Clock
from tests.support.town import open_town

# A socket is in AsyncAPI; pages, their assets and their worker are for people.
NOT_IN_THE_TABLE = {("GET", f"{API}/live"), ("GET", "/assets/{name}"), ("GET", f"/{WORKER}")} | {
    ("GET", "/" if page == "index" else f"/{page}") for page in PAGES
}


def served(application: web.Application) -> set[tuple[str, str]]:
    """Method and pattern of every route."""
    return {
        (route.method, route.resource.canonical)
        for route in application.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }


async def test_every_route_of_the_contract_is_served_and_no_other(
    sqlite_url: str, clock: Clock
) -> None:
    """Those of the demo are not there in an installation (404)."""
    with embedded_redis() as redis:
        async with open_town(sqlite_url, redis, clock=clock) as town:
            found = served(town.nodes[0].application)
    promised = {(route.method, route.path) for route in ROUTES if not route.demo}
    assert promised - found == set()
    assert found - promised == NOT_IN_THE_TABLE


async def test_every_answer_without_rights_is_a_named_problem(
    sqlite_url: str, clock: Clock
) -> None:
    """Nobody in particular asks for everything: no 500, and no answer but of the contract."""
    wrong: list[str] = []
    with embedded_redis() as redis:
        async with open_town(sqlite_url, redis, clock=clock) as town:
            root = town.apis[0].removesuffix(API)
            for route in ROUTES:
                path = route.path.format(
                    id="nothing",
                    reference="AAAA-2222",
                    visit="nothing",
                    queue="nothing",
                    name="visits",
                )
                async with town.client.request(route.method, root + path) as response:
                    known = {route.status, *(p.status for p in route.every_problem)}
                    if route.demo:
                        known = {404, 405}
                    if response.status not in known or response.status >= 500:
                        wrong.append(f"{route.method} {path}: {response.status}")
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_the_built_pages_keep_to_the_policy(page: str) -> None:
    """No inline script and no foreign host: the policy would stop them, and the page with them."""
    folder = Path(__file__).resolve().parents[2] / "broker" / "_web"
    file = folder / f"{page}.html"
    if not file.is_file():
        pytest.skip("the web client is not built")
    text = file.read_text(encoding="utf-8")
    assert "<style" not in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    old_browsers = text.count('<script src="/assets/baseline-')
    assert old_browsers == 1, "what old browsers are told stands on every page"
    modules = text.count('<script type="module" crossorigin src="/assets/')
    assert text.count("<script") == modules + old_browsers
    assert "script-src" not in content_policy("https://x")


def test_the_served_document_is_the_committed_one() -> None:
    """What integrators read in the repository is what they get."""
    root = Path(__file__).resolve().parents[2]
    committed = json.loads((root / "deploy" / "openapi.json").read_text(encoding="utf-8"))
    assert set(committed["paths"]) == {route.path for route in ROUTES}
