"""What a mail or a calendar may say of a booking: the one place that knows what is sensitive.

A sensitive service is named nowhere outside of this installation, nor is its department, nor what
to have ready: a mail is read over a shoulder, a calendar is shared with a family.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from broker.bookings import Booked
from broker.core.booking import Window
from broker.core.catalogue import Catalogue
from broker.core.visit import Outcome, Stage, Visit
from broker.errors import NotFound
from broker.trust.links import Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """All that may be told. `title` and `office` are None where they would say too much.

    `start` and `end` are in the zone of the office; both None for a walk-in. `join_url` is None
    for the telephone and when the visit has ended.
    """

    reference: str
    uid: str
    sequence: int
    channel: str
    language: str
    authority: str
    zone: ZoneInfo
    cancelled: bool
    over: bool
    manage_url: str
    title: str | None = None
    office: str | None = None
    phone: str | None = None
    documents: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    opens_at: datetime | None = None
    join_url: str | None = None


def appointment_of(
    booked: Booked, catalogue: Catalogue, links: Links, now: datetime
) -> Appointment:
    """What may be told of a booking now."""
    booking, visit = booked.booking, booked.visit
    over = visit.stage is Stage.ENDED
    zone = catalogue.zone
    appointment = Appointment(
        reference=booking.reference,
        uid=f"{booking.reference.lower()}@{urlsplit(links.public_url).hostname}",
        sequence=booking.sequence,
        channel=visit.channel,
        language=booking.language,
        authority=catalogue.authority.name,
        phone=catalogue.authority.phone,
        zone=zone,
        cancelled=visit.outcome is Outcome.CANCELLED,
        over=over,
        manage_url=links.manage(booking.reference),
        start=_local(booking.slot_start, zone),
        end=_local(booking.slot_end, zone),
        opens_at=_local(visit.opens_at, zone),
        join_url=None if over or visit.channel == "phone" else join_url(booked, links, now),
    )
    return _named(appointment, booking.service, catalogue)


def join_url(booked: Booked, links: Links, now: datetime) -> str:
    """The link into the waiting room of a booking; good until its window is over."""
    booking, visit = booked.booking, booked.visit
    until = window_of(visit).expires_at
    return links.join(booking.reference, booking.gen, expires_at=until, now=now)


def window_of(visit: Visit) -> Window:
    """The window that a visit has."""
    return Window(
        opens_at=visit.opens_at, closes_at=visit.closes_at, serve_until=visit.serve_until
    )


def _named(appointment: Appointment, service: str, catalogue: Catalogue) -> Appointment:
    try:
        found, department = catalogue.service(service), catalogue.department_of(service)
    except NotFound:
        return appointment  # Offered no more, so nobody can say any more how sensitive it was.
    if found.sensitive:
        return appointment
    return replace(
        appointment,
        title=found.name,
        office=department.name,
        phone=department.phone or appointment.phone,
        documents=found.documents,
    )


def _local(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if instant is None else instant.astimezone(zone)
