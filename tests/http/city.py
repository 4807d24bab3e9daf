"""A city served over HTTP: real stores, real sessions, real tokens; no live side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from broker.figures.reports import Reports
from broker.figures.statistics import Statistics
from broker.http import board, public, session, staff
from broker.http.keys import (
    ALARMS,
    BOOKINGS,
    CATALOGUES,
    LINKS,
    QUEUE_DAYS,
    REPORTS,
    STATISTICS,
)
from broker.http.problems import problems
from broker.http.session import DOOR, Door
from broker.trust import keys
from broker.trust.links import Links
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens
from tests.support.dresden import SESSION_AFTER, City
from tests.support.web import Browser, browser, serving

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Place:
    """The city, its address, and links for its staff."""

    city: City
    url: str
    tokens: Tokens

    async def clerk(self, at: Browser, *departments: str, role: Any = "clerk") -> None:
        """Signs a browser in."""
        token = self.tokens.sign_staff(
            subject=f"{role}-aaaaaaaaaaaaaaaa",
            role=role,
            name="Alex Beispiel",
            departments=list(departments),
            now=self.city.clock(),
        )
        response, _ = await at.ask("POST", f"{API}/session", {"token": token})
        assert response.status == 200

    async def booked(self, at: Browser, slot: str = "10:15", **changes: Any) -> dict[str, Any]:
        """Books over HTTP; the answer."""
        response, made = await at.ask("POST", f"{API}/bookings", self.body(slot, **changes))
        assert response.status == 201, made
        found: dict[str, Any] = made
        return found

    def body(self, slot: str = "10:15", **changes: Any) -> dict[str, Any]:
        """A body of `POST bookings`."""
        return {
            "service": "abmeldung-wohnsitz",
            "slot": self.city.today(slot).isoformat(),
            "channel": "video",
            "person": {"name": "Erika Beispiel", "email": "erika@example.org"},
            "language": "de",
            "consent": True,
            **changes,
        }


@asynccontextmanager
async def serving_city(city: City) -> AsyncIterator[tuple[Place, Browser]]:
    """The place, and one browser in it."""
    ring = keys.new_set(city.clock())
    made: list[Place] = []

    def build(url: str) -> web.Application:
        tokens = Tokens(lambda: ring, url)
        sessions = Sessions(city.database, tokens, staff_links=True, after=SESSION_AFTER)
        app = web.Application(middlewares=[problems])
        app[DOOR] = Door(
            sessions=sessions, clock=city.clock, public_url=url, origins=frozenset({url})
        )
        app[BOOKINGS] = city.bookings
        app[CATALOGUES] = city.catalogues
        app[LINKS] = Links(url, tokens.sign_join, b"x" * 32)
        app[ALARMS] = city.alarms
        app[REPORTS] = Reports(city.database, city.catalogues)
        app[QUEUE_DAYS] = city.days
        app[STATISTICS] = Statistics(city.database, city.catalogues)
        app.add_routes([*session.routes(), *public.routes(), *staff.routes(), *board.routes()])
        made.append(Place(city, url, tokens))
        return app

    async with serving(build) as url, browser(url) as first:
        yield made[0], first
