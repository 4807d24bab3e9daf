"""Rows of a booking and its visit, as the catalogue's bookings write them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.stores.database import Database
from broker.stores.tables import bookings, visits


async def booked(
    database: Database, reference: str, slot: datetime, **visit: Any
) -> tuple[str, str]:
    """A booking of this reference at `slot`; the visit's columns can be changed. Reference and
    visit's id."""
    booking = {
        "reference": reference,
        "service": "wohnsitz",
        "department": "buergerbuero",
        "queue": "buergerbuero",
        "channel": "video",
        "slot_start": slot,
        "slot_end": slot + timedelta(minutes=15),
        "name": "Erika Musterfrau",
        "language": "de",
        "created_by": "citizen",
        "created_at": slot,
    }
    row = {
        "id": f"visit-{reference}",
        "booking": reference,
        "queue": "buergerbuero",
        "service": "wohnsitz",
        "channel": "video",
        "stage": "booked",
        "version": 0,
        "since": slot,
        "opens_at": slot - timedelta(minutes=15),
        "closes_at": slot + timedelta(minutes=45),
        "serve_until": slot + timedelta(minutes=75),
        "slot_start": slot,
        "slot_end": slot + timedelta(minutes=15),
        "checks": {},
        "moved_at": slot,
    } | visit

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(insert(bookings).values(booking))
        await connection.execute(insert(visits).values(row))

    await database.write(change)
    return reference, str(row["id"])
