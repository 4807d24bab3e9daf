"""People who wait already: rows as bookings, arrivals and sign-ins leave them, all in one transaction."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.line import order_key
from broker.reading import database_url
from broker.stores.database import Database
from broker.stores.tables import bookings, session_visits, sessions, visits
from tests.support.cluster import Room

APART = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, and the cookie of the browser in which the page is open."""

    visit: str
    cookie: str


async def people_who_wait(url: str, room: Room, number: int) -> list[Waiting]:
    """So many walk-ins in the line of a department, first come first; each with a session."""
    now = datetime.now(UTC)
    first = now - number * APART
    people = [
        Waiting(f"visit-{n:06d}-{secrets.token_hex(5)}", secrets.token_urlsafe(32))
        for n in range(number)
    ]
    rows: dict[Table, list[dict[str, Any]]] = {
        bookings: [_booking(n, room, now) for n in range(number)],
        visits: [_visit(n, p.visit, room, first + n * APART) for n, p in enumerate(people)],
        sessions: [_session(person, now) for person in people],
        session_visits: [
            {"session": _digest(person.cookie), "visit": person.visit, "gen": 1}
            for person in people
        ],
    }

    async def change(connection: AsyncConnection) -> None:
        for table, some in rows.items():
            await connection.execute(insert(table), some)

    database = Database(database_url(url))
    try:
        await database.write(change)
    finally:
        await database.close()
    return people


def _booking(number: int, room: Room, now: datetime) -> dict[str, Any]:
    return {
        "reference": _reference(number),
        "service": room.service,
        "department": room.queue,
        "queue": room.queue,
        "channel": "video",
        "name": "Erika Musterfrau",
        "language": "de",
        "created_by": "recovery",
        "created_at": now,
    }


def _visit(number: int, visit: str, room: Room, arrived: datetime) -> dict[str, Any]:
    tomorrow = arrived + timedelta(days=1)
    return {
        "id": visit,
        "booking": _reference(number),
        "queue": room.queue,
        "service": room.service,
        "channel": "video",
        "stage": "waiting",
        "version": 1,
        "since": arrived,
        "opens_at": arrived,
        "closes_at": tomorrow,
        "serve_until": tomorrow,
        "order": order_key(arrived_at=arrived, slot_start=None),
        "checks": {},
        "arrived_at": arrived,
        "moved_at": arrived - timedelta(hours=1),
    }


def _session(person: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "hash": _digest(person.cookie),
        "audience": "citizen",
        "subject": person.visit,
        "role": "citizen",
        "departments": [],
        "created_at": now,
        "expires_at": now + timedelta(days=1),
    }


def _reference(number: int) -> str:
    return f"R{number:08d}"


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
