"""What people know of the town: its public address, its offers, and how to book and sign in."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import aiohttp

from tests.nemesis.history import History
from tests.nemesis.page import Ops, Page

QUEUES = ("amt-a", "amt-b", "amt-c")
# Who serves what: some queues are shared.
CLERKS = {
    "Anna": ("amt-a", "amt-b"),
    "Cem": ("amt-b", "amt-c"),
    "Bert": ("amt-a", "amt-b"),
    "Dora": ("amt-c", "amt-a"),
}
SUPERVISOR = "Ruth"


def service_of(queue: str) -> str:
    """The one service of a queue."""
    return f"anliegen-{queue}"


@dataclass
class Town:
    """`links`: the sign-in link of each of the staff. `calm` is set when people should do nothing new,
    `over` when the day is."""

    url: str
    client: aiohttp.ClientSession
    history: History
    links: dict[str, str]
    calm: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    pages: list[Page] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1"

    def page(self, name: str, ops: Ops, hello: dict[str, Any], headers: dict[str, str]) -> Page:
        """A tab that is opened now."""
        live = f"{self.api}/live"
        page = Page(self.client, live, self.history, name, ops, hello, headers)
        self.pages.append(page)
        return page.start()

    async def book(self, who: str, queue: str, number: int = 0) -> dict[str, Any]:
        """Books one of the next free times under a name that nobody else has; asks again until it
        works."""
        service = service_of(queue)
        key = {"Idempotency-Key": f"{who}-{random.randrange(10**12)}"}
        while True:
            try:
                if (made := await self._book(who, service, number, key)) is not None:
                    self.history.note(
                        "booked", who=who, visit=made["visit"], queue=queue, name=name_of(who)
                    )
                    return made
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError):
                pass
            await asyncio.sleep(random.uniform(0.2, 0.8))

    async def _book(
        self, who: str, service: str, number: int, key: dict[str, str]
    ) -> dict[str, Any] | None:
        today = datetime.now(UTC).date()
        days = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=1))}
        query = {"channel": "video", **days}
        limit = aiohttp.ClientTimeout(total=8.0)
        slots = f"{self.api}/services/{service}/slots"
        async with self.client.get(slots, params=query, timeout=limit) as answer:
            slot = (await answer.json())["slots"][number]["start"]
        person = {"name": name_of(who), "phone": "0351 4880", "email": f"{who}@example.org"}
        wish = {"service": service, "slot": slot, "channel": "video", "person": person}
        wish |= {"language": "de", "consent": True}
        async with self.client.post(
            f"{self.api}/bookings", json=wish, headers=key, timeout=limit
        ) as answer:
            made: dict[str, Any] = await answer.json()
            return made if answer.status == 201 else None

    async def walk_in(self, who: str, queue: str, headers: dict[str, str]) -> None:
        """Somebody stands at the counter, and nobody ever opens the link."""
        person = {"name": name_of(who)}
        wish = {"service": service_of(queue), "slot": None, "channel": "video", "person": person}
        limit = aiohttp.ClientTimeout(total=8.0)
        with suppress(aiohttp.ClientError, OSError, TimeoutError, ValueError):
            async with self.client.post(
                f"{self.api}/desk/bookings", json=wish, headers=headers, timeout=limit
            ) as answer:
                made = await answer.json()
                if answer.status == 201:
                    self.history.note("walk-in", who=who, visit=made["visit"], queue=queue)

    async def cookie(self, token: str) -> dict[str, str]:
        """Signs in; the headers of a browser that has done so. Asks again until it works."""
        while True:
            try:
                if (headers := await self._cookie(token)) is not None:
                    return headers
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(random.uniform(0.2, 0.8))

    async def _cookie(self, token: str) -> dict[str, str] | None:
        origin = {"Origin": self.url}
        limit = aiohttp.ClientTimeout(total=8.0)
        async with self.client.post(
            f"{self.api}/session", json={"token": token}, headers=origin, timeout=limit
        ) as answer:
            if answer.status == 410:
                return origin
            jar = SimpleCookie(answer.headers.get("Set-Cookie", ""))
            if answer.status != 200 or not jar:
                return None
        pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
        return {**origin, "Cookie": pairs}


def name_of(who: str) -> str:
    """A name that is found again wherever it should not stand."""
    return "Zeuge " + "".join(chr(ord("A") + int(digit)) for digit in who if digit.isdigit())
