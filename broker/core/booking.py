"""What a booking is before it is stored: the offer, the grid, the window, the reference. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broker.core.calendar import (
    FreeSlot,
    Span,
    closing_after,
    free_slots,
    local_day,
    slots,
    week_of,
    within_contingent,
)
from broker.core.catalogue import Catalogue, Department, Service
from broker.errors import BadRequest, ServiceClosed, SlotTaken

# 32 letters and digits that are not taken for one another: no 0, O, 1, I. 8 of them are 40 bit.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

SERVED_AFTER_CLOSING = timedelta(minutes=30)
SERVED_AROUND_THE_CLOCK = timedelta(hours=4)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for. `slot` None is a walk-in; `consent` None where a clerk books."""

    service: str
    slot: datetime | None
    channel: str
    name: str
    language: str
    email: str | None = None
    phone: str | None = None
    needs: str | None = None
    consent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A person on a slot, or a walk-in without one. Instants are UTC.

    Raising `gen` kills the links into the waiting room; `sequence` is the calendar's SEQUENCE.
    `mail_refused_at`: since then it is known that the address takes no mail.
    """

    reference: str
    service: str
    department: str
    queue: str
    channel: str
    name: str
    language: str
    created_by: str
    created_at: datetime
    slot_start: datetime | None = None
    slot_end: datetime | None = None
    desk: int | None = None
    email: str | None = None
    mail_refused_at: datetime | None = None
    phone: str | None = None
    needs: str | None = None
    consent_at: datetime | None = None
    gen: int = 1
    sequence: int = 0
    idempotency: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service where it stands in the catalogue."""

    catalogue: Catalogue
    department: Department
    service: Service

    def week(self, instant: datetime) -> str:
        """The ISO week that counts for the contingent."""
        return week_of(instant, self.catalogue.zone)

    def on(self, day: date) -> list[Span]:
        """All slots of a local date, free or not."""
        minutes = self.service.minutes
        return slots(self.department.opening, self.catalogue.zone, day, minutes)

    def free(
        self,
        offered: Collection[Span],
        *,
        taken: Mapping[datetime, Collection[int]],
        used: Mapping[str, int],
    ) -> Iterator[FreeSlot]:
        """Those with a free desk and a place in the week's contingent."""
        free = free_slots(
            offered, minutes=self.service.minutes, desks=self.department.desks, taken=taken
        )
        limit = self.service.weekly_contingent
        return within_contingent(free, self.catalogue.zone, limit, used)

    def slot_at(self, start: datetime, now: datetime) -> Span:
        """The slot that starts then. Raises BadRequest off the grid, SlotTaken for the past."""
        if not now - FARTHEST < start < now + FARTHEST:
            raise BadRequest("a slot lies within a year from now")
        for slot in self.on(local_day(start, self.catalogue.zone)):
            if slot.start == start and start > now:
                return slot
            if slot.start == start:
                raise SlotTaken("this time has passed")
        raise BadRequest("this service has no slot that starts then")


def offer_of(catalogue: Catalogue, service: str, channel: str) -> Offer:
    """Raises NotFound, and ServiceClosed where the channel is not offered (or nothing yet)."""
    found = catalogue.service(service)
    if not found.offers(channel):
        raise ServiceClosed(f"{service} cannot be booked by {channel}")
    return Offer(catalogue, catalogue.department_of(service), found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a waiting room is open around its slot; defaults of the product."""

    open_before: timedelta = timedelta(minutes=15)
    close_after: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a citizen may arrive (`opens_at` to `closes_at`), and until when one who did is served.

    `expires_at` is when the link dies: late enough to tell a late click what became of the visit.
    """

    opens_at: datetime
    closes_at: datetime
    serve_until: datetime

    @property
    def expires_at(self) -> datetime:
        """A day after the last moment of service."""
        return max(self.closes_at, self.serve_until) + timedelta(days=1)


def window_of_slot(offer: Offer, slot: Span, reach: Reach = Reach()) -> Window:
    """`reach` around the slot; who has arrived is served until 30 min after the office closes."""
    closes_at = slot.end + reach.close_after
    return Window(
        opens_at=slot.start - reach.open_before,
        closes_at=closes_at,
        serve_until=max(closes_at, _served_until(offer, slot)),
    )


def window_of_walk_in(offer: Offer, now: datetime) -> Window:
    """From now on; outside of the opening hours for 4 h, since a clerk is there."""
    until = _served_until(offer, Span(now, now))
    if until == now:
        until += SERVED_AROUND_THE_CLOCK
    return Window(opens_at=now, closes_at=until, serve_until=until)


def reference_of(number: int) -> str:
    """`XXXX-XXXX` from a random number below 2**40."""
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def _served_until(offer: Offer, slot: Span) -> datetime:
    if offer.department.always_open:
        return slot.end + SERVED_AROUND_THE_CLOCK
    closing = closing_after(offer.department.opening, offer.catalogue.zone, slot.start)
    return slot.end if closing is None else closing + SERVED_AFTER_CLOSING
