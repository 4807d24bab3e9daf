"""The HTTP side of an installation, as a program uses it."""

from typing import Self, TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec

from broker.contract import (
    AS_HEADER,
    BookingMade,
    BookingView,
    DemoView,
    DeskBookingRequest,
    HealthView,
    Person,
    ProblemBody,
    SessionRequest,
    SessionView,
)
from broker.played.people.person import Refused
from broker.routes import API
from signaling.messages import Audience

T = TypeVar("T")
TIMEOUT = aiohttp.ClientTimeout(total=10)


class Portal:
    """One browser's worth of cookies at one installation. `close` is awaited, or `async with`."""

    def __init__(self, url: str) -> None:
        """`url` is the installation's, with or without `/api/v1`. Raises ValueError."""
        self.origin = origin_of(url)
        self.api = f"{self.origin}{API}"
        # Cookies of an installation that is addressed by its number are cookies as well.
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends all connections."""
        await self.http.close()

    async def health(self) -> HealthView:
        """Alive? Raises aiohttp's errors when nobody answers, Refused for a foreign answer."""
        return await self._ask("GET", f"{self.origin}/healthz", HealthView)

    async def demo(self) -> DemoView:
        """The links of a demo. Raises Refused (not-found) elsewhere."""
        return await self._ask("GET", f"{self.api}/demo", DemoView)

    async def sign_in(self, token: str) -> SessionView:
        """Exchanges a token for a cookie. Raises Refused (token-invalid, token-expired, …)."""
        request = SessionRequest(token=token)
        return await self._ask("POST", f"{self.api}/session", SessionView, request)

    async def sign_out(self, audience: Audience) -> None:
        """Ends a session."""
        await self._send("DELETE", f"{self.api}/session", audience=audience)

    async def walk_in(self, service: str, name: str, language: str = "de") -> BookingMade:
        """Books for somebody at the counter: into the line now. Needs a clerk's cookie."""
        request = DeskBookingRequest(
            service=service,
            slot=None,
            channel="video",
            person=Person(name=name),
            language=language,
        )
        url = f"{self.api}/desk/bookings"
        return await self._ask("POST", url, BookingMade, request, audience="desk")

    async def booking(self, reference: str, manage_token: str) -> BookingView:
        """A booking and what became of its visit."""
        headers = {"Authorization": f"Bearer {manage_token}"}
        url = f"{self.api}/bookings/{reference}"
        return await self._ask("GET", url, BookingView, headers=headers)

    async def cancel(self, reference: str, manage_token: str) -> BookingView:
        """Cancels a booking."""
        headers = {"Authorization": f"Bearer {manage_token}"}
        url = f"{self.api}/bookings/{reference}"
        return await self._ask("DELETE", url, BookingView, headers=headers)

    async def _ask(
        self,
        method: str,
        url: str,
        answer: type[T],
        body: msgspec.Struct | None = None,
        *,
        audience: Audience | None = None,
        headers: dict[str, str] | None = None,
    ) -> T:
        said = await self._send(method, url, body, audience=audience, headers=headers)
        try:
            return msgspec.json.decode(said, type=answer)
        except msgspec.DecodeError:
            raise Refused("foreign", "no answer of this product") from None

    async def _send(
        self,
        method: str,
        url: str,
        body: msgspec.Struct | None = None,
        *,
        audience: Audience | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        said = {"Origin": self.origin, "Accept": "application/json", **(headers or {})}
        if audience is not None:
            said[AS_HEADER] = audience
        if body is not None:
            said["Content-Type"] = "application/json"
        sent = None if body is None else msgspec.json.encode(body)
        async with self.http.request(
            method, url, data=sent, headers=said, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            got = await response.read()
            if response.status >= 300:
                raise _refused(response.status, got)
            return got


def origin_of(url: str) -> str:
    """`https://host:port` of an installation's URL. Raises ValueError with one sentence."""
    parts = urlsplit(url)
    try:
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    path = parts.path.rstrip("/")
    if not usable or path not in ("", API) or parts.query or parts.username:
        raise ValueError(f"{url!r} is not the address of an installation, such as https://host")
    return f"{parts.scheme}://{parts.netloc}"


def token_of(link: str) -> str:
    """The token of a link, or the token itself."""
    return link.strip().rpartition("#")[2]


def _refused(status: int, body: bytes) -> Refused:
    try:
        problem = msgspec.json.decode(body, type=ProblemBody)
    except msgspec.DecodeError:
        return Refused("foreign", f"status {status}, and no answer of this product")
    return Refused(problem.type.rpartition("/")[2], problem.detail, problem.opens_at)
