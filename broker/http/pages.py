"""The built web client, the city's own pages, and the documents of the contract.

The client's files are read and packed once, at start, and found by name in a dict: no path of a
request ever meets the file system. Names of assets carry a hash and are kept for ever; pages are asked for anew.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import unquote

import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

from broker import schema
from broker.contract import PagesView
from broker.errors import NotFound
from broker.http.keys import CATALOGUES
from broker.http.problems import reply
from broker.routes import API
from broker.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "_web"
PAGES = ("index", "join", "desk", "board", "statistics", "imprint", "privacy", "accessibility")
# Found at no address of its own: what is shown at one that is none.
LOST = "lost"
# `/join%2523T` is decoded twice; whoever has more gets the page that says so.
MANGLED_AT_MOST = 4
_MANGLED = re.compile(r"/(?:(join|desk|board)(?:/?#|/$|/\?)|/?#)")
DEMO_PAGES = ("demo", "mailbox")
WORKER = "sw.js"
EMBLEM = "/emblem.svg"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_ANEW = "no-cache"
NOT_BUILT = "The web client is not built: run `make web` in the checkout, or install the wheel.\n"
SMALL = 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class File:
    """One file of the client, as it goes out. `packed` is gzip, where that is worth it."""

    kind: str
    plain: bytes
    packed: bytes | None
    etag: str
    caching: str


def routes(settings: Settings, folder: Path = FOLDER) -> list[web.RouteDef]:
    """The pages (those of the demo only in the demo), their assets, and three documents."""
    files = client(folder)
    names = [*PAGES, *(DEMO_PAGES if settings.demo else ())]
    found = [
        web.get("/" if name == "index" else f"/{name}", page(files.get(f"{name}.html")))
        for name in names
    ]
    return [
        *found,
        web.get("/assets/{name}", assets(files)),
        # At the root, because a service worker reaches no farther than its own folder.
        web.get(f"/{WORKER}", page(files.get(WORKER))),
        *_emblem(settings.emblem),
        web.get(f"{API}/pages", own_pages(settings)),
        web.get(f"{API}/openapi.json", openapi()),
    ]


def lost(folder: Path = FOLDER) -> Middleware:
    """Who comes to an address that is none gets a page; programs get `not-found` as ever.

    Some mail programs write the `#` before a token as `%23`, once or twice, or put a slash before
    it: then the page itself answers, which reads its link from the path and takes it out of the
    address. No redirect: the token stays where it is, and no cache keeps it.
    """
    files = client(folder)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        unknown = isinstance(request.match_info.http_exception, web.HTTPNotFound)
        if not unknown or request.method not in ("GET", "HEAD") or not _wants_a_page(request):
            return await handler(request)
        name = page_of_mangled(request.raw_path)
        file = files.get(f"{name or LOST}.html")
        if file is None:
            return await handler(request)
        answer = _answer(request, file)
        answer.headers["Cache-Control"] = "no-store"
        if name is None:
            answer.set_status(404)
        return answer

    return middleware


def page_of_mangled(path: str) -> str | None:
    """The page whose link a mail program has bent into a path, or None."""
    for _ in range(MANGLED_AT_MOST):
        found = _MANGLED.match(path)
        if found is not None:
            return found[1] or "index"
        path = unquote(path)
    return None


def _wants_a_page(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


@cache
def client(folder: Path) -> Mapping[str, File]:
    """`join.html`, `sw.js` and `assets/<name>` -> file. Dot files are of the build, not of the
    client. Read once: what is installed does not change under a program that runs."""
    if not folder.is_dir():
        return {}
    found = [*folder.glob("*.html"), folder / WORKER, *(folder / "assets").glob("*")]
    return {
        path.relative_to(folder).as_posix(): _file(path)
        for path in found
        if path.is_file() and not path.name.startswith(".")
    }


def page(file: File | None) -> Handler:
    """A page; or one sentence where the client was not built."""

    async def handler(request: web.Request) -> web.Response:
        if file is None:
            return web.Response(status=503, text=NOT_BUILT)
        return _answer(request, file)

    return handler


def assets(files: Mapping[str, File]) -> Handler:
    """Scripts, styles, fonts and icons."""

    async def handler(request: web.Request) -> web.Response:
        file = files.get(f"assets/{request.match_info['name']}")
        if file is None:
            raise NotFound
        return _answer(request, file)

    return handler


def _emblem(drawing: str) -> list[web.RouteDef]:
    if not drawing:
        return []
    return [web.get(EMBLEM, page(_make("image/svg+xml", drawing.encode(), ASK_ANEW)))]


def own_pages(settings: Settings) -> Handler:
    """`GET pages`: the city's texts, or those that the product comes with."""

    async def handler(request: web.Request) -> web.Response:
        authority = (await request.app[CATALOGUES].current()).authority
        return reply(
            PagesView(
                authority_name=authority.name,
                imprint=settings.imprint or standard_text("imprint"),
                privacy=settings.privacy or standard_text("privacy"),
                accessibility=settings.accessibility or standard_text("accessibility"),
                phone=settings.phone or authority.phone or None,
                demo=settings.demo,
                emblem=EMBLEM if settings.emblem else None,
            )
        )

    return handler


def standard_text(name: str) -> str:
    """The text of a page where the city has set none: what is true of the product itself."""
    return resources.files("broker").joinpath(f"sample/{name}.txt").read_text("utf-8").strip()


def openapi() -> Handler:
    """The document that was made with this version."""
    file = contract()

    async def handler(request: web.Request) -> web.Response:
        return _answer(request, file)

    return handler


@cache
def contract() -> File:
    """It says nothing of an installation: one for all nodes of this version."""
    return _make("application/json", msgspec.json.encode(schema.openapi()), ASK_ANEW)


def _file(path: Path) -> File:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    hashed = path.parent.name == "assets"
    return _make(kind, path.read_bytes(), FOR_EVER if hashed else ASK_ANEW)


def _make(kind: str, plain: bytes, caching: str) -> File:
    text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
    return File(
        kind=f"{kind}; charset=utf-8" if text else kind,
        plain=plain,
        packed=gzip.compress(plain, 9, mtime=0) if text and len(plain) > SMALL else None,
        etag=hashlib.sha256(plain).hexdigest()[:16],
        caching=caching,
    )


def _answer(request: web.Request, file: File) -> web.Response:
    headers = {"Cache-Control": file.caching, "ETag": f'W/"{file.etag}"'}
    if file.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if any(tag.value == file.etag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = file.kind
    packed = file.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    if packed is not None:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=packed or file.plain, headers=headers)
