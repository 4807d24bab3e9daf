"""A real HTTP server on a free loopback port, and a client that is a browser as far as needed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from aiohttp import ClientResponse, ClientSession, CookieJar, web

from broker.cli.serving import bound_socket


@asynccontextmanager
async def serving(build: Callable[[str], web.Application]) -> AsyncIterator[str]:
    """Serves what `build` makes of its own address; yields the address (`http://127.0.0.1:N`)."""
    with bound_socket("127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        runner = web.AppRunner(build(url), access_log=None)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield url
        finally:
            await runner.cleanup()


class Browser:
    """Sends what a page of `origin` would send: Origin, cookies, JSON."""

    def __init__(self, session: ClientSession, url: str, origin: str | None = None) -> None:
        self.session = session
        self.url = url
        self.origin = url if origin is None else origin

    async def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[ClientResponse, Any]:
        """The response and its JSON (None without one). Header names: `vorsprache_as=`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if method not in ("GET", "HEAD") and self.origin:
            named.setdefault("Origin", self.origin)
        data = None if body is None else msgspec.json.encode(body)
        if data is not None:
            named.setdefault("Content-Type", "application/json")
        async with self.session.request(
            method, self.url + path, data=data, headers=named, allow_redirects=False
        ) as response:
            raw = await response.read()
            json = "json" in response.content_type and raw
            return response, msgspec.json.decode(raw) if json else None


@asynccontextmanager
async def browser(url: str, origin: str | None = None) -> AsyncIterator[Browser]:
    """A browser of its own: own cookies. `origin=""` makes a program that sends none."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Browser(session, url, origin)
