"""Bookings, their cells and contingents in SQL. Each function works inside a caller's transaction.

The keys of `desk_cells` and `contingents` decide who gets a time; whatever else happens here, a
second row for the same desk and cell cannot be committed. The lock of a queue only spares the
losers a repetition.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.booking import Booking, Offer
from broker.core.calendar import CELL, FreeSlot, Span, cells
from broker.core.visit import Cancel, Moved, PlaceEnds, Reschedule, SwitchChannel, TurnNear
from broker.errors import NotFound, SlotTaken
from broker.stores.mails import add_mail, add_reminder, drop_reminders
from broker.stores.pushes import add_push
from broker.stores.tables import bookings, contingents, desk_cells, visits
from broker.stores.visits import Consequence

CALLS_BACK: dict[type, str] = {TurnNear: "near", PlaceEnds: "place-ends"}
_FIELDS = tuple(field.name for field in fields(Booking))


async def lock_queue(connection: AsyncConnection, queue: str) -> None:
    """Bookings of one queue go one after the other on PostgreSQL, as all writes do on SQLite."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(queue))))


async def taken_cells(
    connection: AsyncConnection, queues: Collection[str], since: datetime, until: datetime
) -> dict[str, dict[datetime, set[int]]]:
    """Which desks are taken, by queue and cell, from `since` to before `until`."""
    query = select(desk_cells.c.queue, desk_cells.c.cell, desk_cells.c.desk).where(
        desk_cells.c.queue.in_(queues), desk_cells.c.cell >= since, desk_cells.c.cell < until
    )
    taken: dict[str, dict[datetime, set[int]]] = defaultdict(lambda: defaultdict(set))
    for queue, cell, desk in (await connection.execute(query)).all():
        taken[queue][cell].add(desk)
    return taken


async def used_contingents(
    connection: AsyncConnection, services: Collection[str], since_week: str
) -> dict[str, dict[str, int]]:
    """How many bookings each service has, by ISO week, from a week on."""
    query = (
        select(contingents.c.service, contingents.c.week, func.count())
        .where(contingents.c.service.in_(services), contingents.c.week >= since_week)
        .group_by(contingents.c.service, contingents.c.week)
    )
    used: dict[str, dict[str, int]] = defaultdict(dict)
    for service, week, count in (await connection.execute(query)).all():
        used[service][week] = count
    return used


async def insert_booking(connection: AsyncConnection, booking: Booking) -> None:
    """Adds a booking; its visit and its place come in the same transaction."""
    await connection.execute(insert(bookings).values(asdict(booking)))


async def take_place(connection: AsyncConnection, booking: Booking, offer: Offer) -> Booking:
    """Gives a booking the cells of the first desk that is free, and a number of the contingent.

    Returns the booking with its desk; its row must be there already. Raises SlotTaken, and
    IntegrityError when somebody else was faster: the transaction is lost, try again.
    """
    free = await _free_place(connection, booking, offer)
    rows = [
        {"queue": booking.queue, "desk": free.desk, "cell": cell, "booking": booking.reference}
        for cell in cells(free.start, offer.service.minutes)
    ]
    await connection.execute(insert(desk_cells), rows)
    if offer.service.weekly_contingent is not None:
        await _take_number(connection, booking, offer.week(free.start))
    await connection.execute(
        update(bookings).where(bookings.c.reference == booking.reference).values(desk=free.desk)
    )
    return replace(booking, desk=free.desk)


async def leave_place(connection: AsyncConnection, reference: str) -> None:
    """Gives back whatever a booking holds."""
    for table in (desk_cells, contingents):
        await connection.execute(delete(table).where(table.c.booking == reference))


async def release_cancelled(connection: AsyncConnection, moved: Moved) -> None:
    """What a cancellation brings about, in its own transaction (a `Consequence` of `Visits`).

    The place is free, the calendar entry goes (`sequence`), a mail is due. The links are dead
    because the visit has ended; `gen` stays, so that they can say how. Any other move: nothing.
    """
    if not isinstance(moved.command, Cancel):
        return
    reference = moved.after.booking
    await leave_place(connection, reference)
    await connection.execute(
        update(bookings)
        .where(bookings.c.reference == reference)
        .values(sequence=bookings.c.sequence + 1, desk=None)
    )
    await drop_reminders(connection, reference)
    booking = await by_reference(connection, reference)
    if booking is not None:
        await add_mail(connection, booking, "cancelled", moved.at)


async def note_phone(connection: AsyncConnection, moved: Moved) -> None:
    """Who goes on by telephone is called at this number, from the move on that says so: a command
    that is refused, or comes twice, changes no number. Any other move: nothing."""
    phone = moved.command.phone if isinstance(moved.command, SwitchChannel) else None
    if phone is not None:
        mine = bookings.c.reference == moved.after.booking
        await connection.execute(update(bookings).where(mine).values(phone=phone))


async def call_back(connection: AsyncConnection, moved: Moved) -> None:
    """Somebody who closed the page is told that the turn comes near, or that the place ends soon:
    by a message of the browser that was left for it, else by mail. Any other move: nothing."""
    kind = CALLS_BACK.get(type(moved.command))
    if kind is None or await add_push(connection, moved.after.id, kind, moved.at):
        return
    booking = await by_reference(connection, moved.after.booking)
    if booking is not None:
        await add_mail(connection, booking, kind, moved.at)


def exchange_place(offer_now: Callable[[str, str], Offer]) -> Consequence:
    """What a reschedule brings about, in its own transaction.

    The booking gives its place back and takes one of the other slot, or raises SlotTaken: then
    nothing has changed. The calendar's SEQUENCE rises, and the mails follow. `offer_now(service,
    channel)` looks into the catalogue in force. Any other move: nothing.
    """

    async def exchange(connection: AsyncConnection, moved: Moved) -> None:
        if not isinstance(moved.command, Reschedule):
            return
        await lock_queue(connection, moved.after.queue)
        booking = await by_reference(connection, moved.after.booking)
        if booking is None:
            raise NotFound
        offer = offer_now(booking.service, booking.channel)
        slot = Span(moved.command.slot_start, moved.command.slot_end)
        after = await _move_booking(connection, booking, offer, slot)
        await drop_reminders(connection, after.reference)
        await add_mail(connection, after, "moved", moved.at)
        await add_reminder(connection, after, moved.at)

    return exchange


async def by_reference(connection: AsyncConnection, reference: str) -> Booking | None:
    """The booking as committed, or None."""
    query = select(bookings).where(bookings.c.reference == reference)
    row = (await connection.execute(query)).first()
    return None if row is None else _booking(row)


async def by_idempotency(connection: AsyncConnection, key: str) -> Booking | None:
    """The booking that was made under this key, or None."""
    query = select(bookings).where(bookings.c.idempotency == key)
    row = (await connection.execute(query)).first()
    return None if row is None else _booking(row)


async def visit_id_of(connection: AsyncConnection, reference: str) -> str | None:
    """The visit of a booking."""
    found = await connection.scalar(select(visits.c.id).where(visits.c.booking == reference))
    return None if found is None else str(found)


async def visits_of_day(
    connection: AsyncConnection, queues: Collection[str], since: datetime, until: datetime
) -> Sequence[str]:
    """The visits whose slot or, for walk-ins, opening lies in `[since, until)`, in that order."""
    at = func.coalesce(visits.c.slot_start, visits.c.opens_at)
    query = (
        select(visits.c.id)
        .where(visits.c.queue.in_(queues), at >= since, at < until)
        .order_by(at, visits.c.id)
        .limit(2000)
    )
    return (await connection.execute(query)).scalars().all()


async def visits_ended(
    connection: AsyncConnection, queues: Collection[str], since: datetime
) -> Sequence[str]:
    """The visits that have ended since then, the last one first."""
    query = (
        select(visits.c.id)
        .where(visits.c.queue.in_(queues), visits.c.ended_at >= since)
        .order_by(visits.c.ended_at.desc(), visits.c.id)
        .limit(500)
    )
    return (await connection.execute(query)).scalars().all()


async def by_references(
    connection: AsyncConnection, references: Collection[str]
) -> dict[str, Booking]:
    """Bookings by reference."""
    query = select(bookings).where(bookings.c.reference.in_(references))
    rows = (await connection.execute(query)).all()
    return {row.reference: _booking(row) for row in rows}


async def _move_booking(
    connection: AsyncConnection, booking: Booking, offer: Offer, slot: Span
) -> Booking:
    await leave_place(connection, booking.reference)
    after = replace(
        booking, slot_start=slot.start, slot_end=slot.end, sequence=booking.sequence + 1
    )
    after = await take_place(connection, after, offer)
    await connection.execute(
        update(bookings)
        .where(bookings.c.reference == booking.reference)
        .values(slot_start=slot.start, slot_end=slot.end, sequence=after.sequence)
    )
    return after


async def _free_place(connection: AsyncConnection, booking: Booking, offer: Offer) -> FreeSlot:
    if booking.slot_start is None or booking.slot_end is None:
        raise ValueError("a walk-in takes no place")
    slot = Span(booking.slot_start, booking.slot_end)
    until = slot.start + len(cells(slot.start, offer.service.minutes)) * CELL
    taken = await taken_cells(connection, {booking.queue}, slot.start, until)
    used = await used_contingents(connection, {booking.service}, offer.week(slot.start))
    free = offer.free([slot], taken=taken[booking.queue], used=used[booking.service])
    for place in free:
        return place
    raise SlotTaken


async def _take_number(connection: AsyncConnection, booking: Booking, week: str) -> None:
    query = select(contingents.c.n).where(
        contingents.c.service == booking.service, contingents.c.week == week
    )
    used = set((await connection.execute(query)).scalars())
    n = next(n for n in range(1, len(used) + 2) if n not in used)
    row = {"service": booking.service, "week": week, "n": n, "booking": booking.reference}
    await connection.execute(insert(contingents).values(row))


def _booking(row: Row[Any]) -> Booking:
    return Booking(**{name: row._mapping[name] for name in _FIELDS})
