"""Bookings: reserve, move, cancel, walk in. One transaction each, or nothing.

What is written here of a visit is its beginning; all else that happens to it happens at the desk.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.catalogues import Catalogues
from broker.core.booking import (
    FARTHEST,
    Booking,
    Offer,
    Reach,
    Window,
    Wish,
    offer_of,
    reference_of,
    window_of_slot,
    window_of_walk_in,
)
from broker.core.calendar import FreeSlot
from broker.core.mail_address import clean_email
from broker.core.names import clean_name
from broker.core.phone_number import REGION, clean_phone
from broker.core.visit import (
    Actor,
    Arrive,
    By,
    Cancel,
    Outcome,
    QueueId,
    Reschedule,
    Stage,
    Visit,
    VisitId,
    deadline_of,
)
from broker.daybook import Daybook
from broker.desk import Desk
from broker.errors import (
    BadRequest,
    ClosedToday,
    Conflict,
    ConsentMissing,
    NotFound,
    SlotTaken,
    VisitOver,
)
from broker.free import Free
from broker.later import committed
from broker.stores import bookings as store
from broker.stores.database import Database
from broker.stores.mails import add_mail, add_reminder
from broker.stores.pushes import keep_address
from broker.stores.sessions import prolong_sessions
from broker.stores.visits import Consequence, insert_visit
from signaling.errors import OpReused

T = TypeVar("T")
TRIES = 10
PUBLIC = "public"
KEY_OPENS_FOR = timedelta(days=1)
# What makes a wish another one: a correction of any of these is no repetition.
_WISHED = ("service", "channel", "name", "email", "phone", "needs", "language", "slot_start")


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking and its visit, as committed."""

    booking: Booking
    visit: Visit


class Bookings:
    """All bookings of the installation. Any number of nodes may work on the same database."""

    def __init__(
        self,
        database: Database,
        catalogues: Catalogues,
        desk: Desk,
        *,
        reach: Reach = Reach(),
        region: str = REGION,
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        """`posted` is called after a commit that may have put a mail into the outbox; `region` is
        the country whose telephone numbers are written without a code."""
        self.database = database
        self.catalogues = catalogues
        self.desk = desk
        self.free = Free(database)
        self.daybook = Daybook(database, desk.visits)
        self._reach = reach
        self._region = region
        self._posted = posted

    async def slots(
        self, service: str, first: date, last: date, channel: str, *, now: datetime
    ) -> list[FreeSlot]:
        """The free times of a service, from `first` to `last` as local dates, both included.

        Raises NotFound, and ServiceClosed where the channel is not offered.
        """
        offer = offer_of(await self.catalogues.current(), service, channel)
        return await self.free.between(offer, first, last, now=now)

    async def book(
        self,
        wish: Wish,
        *,
        created_by: str = PUBLIC,
        idempotency_key: str | None = None,
        now: datetime,
    ) -> Booked:
        """Reserves a slot; booking, visit and mail come in the same transaction.

        The same key with the same wish gives the same booking. Raises NotFound, ServiceClosed, ConsentMissing,
        ClosedToday, BadRequest, SlotTaken (`next` is the next free time), OpReused, StoreDown.
        """
        if wish.consent is False:
            raise ConsentMissing
        if wish.channel == "phone" and not wish.phone and created_by == PUBLIC:
            raise BadRequest(
                "an appointment by telephone needs a telephone number",
                field="person.phone",
                why="needed",
            )
        offer = offer_of(await self.catalogues.current(), wish.service, wish.channel)
        draft = _draft(self._clean(wish), offer, created_by, idempotency_key, now)
        closed = await self._is_closed(offer, draft.slot_start or now, now)

        async def change(connection: AsyncConnection) -> str:
            await store.lock_queue(connection, draft.queue)
            if before := await _again(connection, draft):
                return before
            if closed:
                raise ClosedToday
            slot = offer.slot_at(draft.slot_start or now, now)
            timed = replace(draft, slot_end=slot.end)
            window = window_of_slot(offer, slot, self._reach)
            return await _insert(connection, timed, window, now, offer)

        reference = await self._commit(change, offer, draft.slot_start or now, now)
        with committed():
            return await self.get(reference)

    async def walk_in(
        self,
        wish: Wish,
        *,
        clerk: str,
        priority: str | None = None,
        idempotency_key: str | None = None,
        now: datetime,
    ) -> Booked:
        """Makes a booking without a slot and lets its visit arrive: into the line now, or with
        the reason of a `priority` some minutes before that.

        Raises NotFound, ServiceClosed, ClosedToday, BadRequest, OpReused, StoreDown.
        """
        offer = offer_of(await self.catalogues.current(), wish.service, wish.channel)
        draft = _draft(replace(self._clean(wish), slot=None), offer, clerk, idempotency_key, now)
        closed = await self._is_closed(offer, now, now)

        async def change(connection: AsyncConnection) -> str:
            before = await _again(connection, draft)
            if before is None and closed:
                # Else a booking of nobody would stay behind, a no-show by the evening.
                raise ClosedToday
            return before or await _insert(connection, draft, window_of_walk_in(offer, now), now)

        reference = await self._commit(change, offer, now, now)
        with committed():
            booked = await self.get(reference)
            if booked.visit.stage is Stage.BOOKED:
                # One move: who has priority never stands in the line without it.
                actor = Actor(By.QUEUE_CLERK, clerk)
                await self.desk.do(booked.visit.id, Arrive(priority=priority), actor)
            return await self.get(reference)

    async def made_with(self, key: str, *, now: datetime) -> Booked | None:
        """What somebody has booked with this key within the last day, if it still stands."""
        async with self.database.read() as connection:
            booking = await store.by_idempotency(connection, _kept(PUBLIC, key))
        if booking is None or booking.created_at < now - KEY_OPENS_FOR:
            return None
        booked = await self.get(booking.reference)
        return None if booked.visit.stage is Stage.ENDED else booked

    async def get(self, reference: str) -> Booked:
        """The booking as it is now. Raises NotFound."""
        async with self.database.read() as connection:
            booking = await store.by_reference(connection, reference)
            visit_id = await store.visit_id_of(connection, reference)
        visit = await self.desk.visits.get(VisitId(visit_id or ""))
        if booking is None or visit is None:
            raise NotFound
        return Booked(booking, visit)

    async def move(self, reference: str, to: datetime, actor: Actor, *, now: datetime) -> Booked:
        """Puts a booking on another slot, as one step; only while it is booked.

        Raises NotFound, NotNow, VisitOver, ServiceClosed, ClosedToday, BadRequest, SlotTaken
        (`next` is the next free time), StoreDown. On any of them the booking keeps the slot it has.
        """
        before = await self.get(reference)
        catalogue = await self.catalogues.current()
        offer = offer_of(catalogue, before.booking.service, before.booking.channel)
        if await self._is_closed(offer, to, now):
            raise ClosedToday
        slot = offer.slot_at(to, now)
        window = window_of_slot(offer, slot, self._reach)
        queue = QueueId(before.booking.queue)
        command = Reschedule(
            slot_start=slot.start, slot_end=slot.end, queue=queue, **asdict(window)
        )
        try:
            await self.desk.do(before.visit.id, command, actor)
        except SlotTaken as taken:
            raise await self._with_next(taken, offer, max(to, now)) from None
        self._posted()
        with committed():
            return await self.get(reference)

    async def cancel(self, reference: str, actor: Actor) -> Booked:
        """Cancels; the place is free in the same transaction. Again: the same answer.

        Raises NotFound, NotNow in a call, VisitOver for a visit that ended otherwise.
        """
        before = await self.get(reference)
        try:
            await self.desk.do(before.visit.id, Cancel(), actor)
        except VisitOver as over:
            if over.extra.get("outcome") != Outcome.CANCELLED:
                raise
        self._posted()
        with committed():
            return await self.get(reference)

    def _clean(self, wish: Wish) -> Wish:
        """As it is shown, sent to and dialled. Raises BadRequest with the field."""
        return replace(
            wish,
            name=clean_name(wish.name),
            email=clean_email(wish.email),
            phone=clean_phone(wish.phone, self._region),
        )

    async def _is_closed(self, offer: Offer, at: datetime, now: datetime) -> bool:
        """A day is closed on that day; of the year 9999 nobody has to ask."""
        if abs(at - now) > FARTHEST:
            return False
        return await self.desk.is_closed(QueueId(offer.department.queue), at)

    async def _commit(
        self,
        change: Callable[[AsyncConnection], Awaitable[T]],
        offer: Offer,
        wanted: datetime,
        now: datetime,
    ) -> T:
        for _ in range(TRIES):
            try:
                done = await self.database.write(change, again=True)
            except IntegrityError:
                continue  # Somebody else took the same desk, number or key: look again.
            except SlotTaken as taken:
                raise await self._with_next(taken, offer, max(wanted, now)) from None
            self._posted()
            return done
        raise Conflict

    async def _with_next(self, taken: SlotTaken, offer: Offer, since: datetime) -> SlotTaken:
        return SlotTaken(taken.detail, next=await self.free.next(offer, since))


def consequences(
    catalogues: Catalogues, *, session_after: timedelta, push: bool = False
) -> tuple[Consequence, ...]:
    """What a move of a visit means for its booking, for who has it in a browser and for how its
    citizen is told; for the `Visits` that the desk works on. `session_after`: how long a session
    outlives its last window. `push`: whether messages are sent to browsers; else no address is
    kept, and none has to be looked for."""

    def offer_now(service: str, channel: str) -> Offer:
        return offer_of(catalogues.known(), service, channel)

    exchange = store.exchange_place(offer_now)
    prolong = prolong_sessions(session_after)
    always = store.release_cancelled, store.call_back, store.note_phone, exchange, prolong
    return (keep_address, *always) if push else always


async def _again(connection: AsyncConnection, draft: Booking) -> str | None:
    """The booking that was made under the same key. Raises OpReused for another wish."""
    before = await store.by_idempotency(connection, draft.idempotency or "")
    if before is None:
        return None
    moved = before.sequence > 0
    same = all(
        getattr(before, field) == getattr(draft, field)
        for field in _WISHED
        if not (moved and field == "slot_start")
    )
    if not same:
        raise OpReused
    return before.reference


async def _insert(
    connection: AsyncConnection,
    draft: Booking,
    window: Window,
    now: datetime,
    offer: Offer | None = None,
) -> str:
    """Booking, place (with an `offer`), visit and mails. Raises SlotTaken, IntegrityError."""
    booking = replace(draft, reference=reference_of(secrets.randbits(40)))
    await store.insert_booking(connection, booking)
    if offer is not None:
        booking = await store.take_place(connection, booking, offer)
    visit = _visit(booking, window, now)
    await insert_visit(connection, visit, service=booking.service)
    await add_mail(connection, booking, "confirmed", now)
    await add_reminder(connection, booking, now)
    return booking.reference


def _visit(booking: Booking, window: Window, now: datetime) -> Visit:
    visit = Visit(
        id=VisitId(secrets.token_urlsafe(16)),
        booking=booking.reference,
        queue=QueueId(booking.queue),
        channel=booking.channel,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        serve_until=window.serve_until,
        slot_start=booking.slot_start,
        slot_end=booking.slot_end,
        since=now,
    )
    return replace(visit, deadline=deadline_of(visit))


def _draft(wish: Wish, offer: Offer, created_by: str, key: str | None, now: datetime) -> Booking:
    return Booking(
        reference="",
        service=wish.service,
        department=offer.department.id,
        queue=offer.department.queue,
        channel=wish.channel,
        name=wish.name,
        language=wish.language,
        email=wish.email,
        phone=wish.phone,
        needs=wish.needs,
        slot_start=None if wish.slot is None else _instant(wish.slot),
        consent_at=now if wish.consent else None,
        created_by=created_by,
        created_at=now,
        # Without a key of its own each wish gets one: a transaction whose answer was lost is made
        # once more, and must find what it has booked.
        idempotency=_kept(created_by, key or secrets.token_hex(16)),
    )


def _instant(local: datetime) -> datetime:
    """In UTC. Raises BadRequest on the first and the last day of the calendar, which have none."""
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise BadRequest("a slot lies within a year from now") from None


def _kept(created_by: str, key: str) -> str:
    """A key as it is kept: each speaker has keys of its own, and nobody reads them from a row."""
    return hashlib.sha256(f"{created_by} {key}".encode()).hexdigest()
