"""From what the office knows to what the contract says: one function a body."""

from datetime import datetime
from typing import Literal, cast

import msgspec

from broker import contract as c
from broker.appointments import join_url
from broker.bookings import Booked
from broker.core.booking import Booking, Wish
from broker.core.calendar import FreeSlot, local_text
from broker.core.catalogue import WEEKDAYS, Catalogue, Department, Service
from broker.core.visit import Outcome, Stage, Visit
from broker.errors import NotFound
from broker.figures.statistics import Published
from broker.stores.visits import Facts, MoveMade
from broker.trust.links import Links
from signaling.messages import Channel, MoveRow

Status = Literal["booked", "live", "over", "cancelled"]


def catalogue_view(
    catalogue: Catalogue, soonest: dict[str, datetime], now: datetime
) -> c.CatalogueView:
    """All that is offered; hidden departments are left out."""
    authority = catalogue.authority
    return c.CatalogueView(
        authority=c.AuthorityView(
            id=authority.id,
            name=authority.name,
            time_zone=authority.time_zone,
            languages=list(authority.languages),
            phone=authority.phone,
        ),
        departments=[
            _department(department, soonest)
            for department in catalogue.departments
            if not department.hidden
        ],
        server_time=now,
    )


def slots_view(
    service: str, channel: Channel, free: list[FreeSlot], catalogue: Catalogue
) -> c.SlotsView:
    """Free times with the wall clock of the office."""
    return c.SlotsView(
        service=service,
        channel=channel,
        time_zone=catalogue.authority.time_zone,
        slots=[
            c.SlotView(
                start=slot.start,
                end=slot.end,
                local=local_text(slot.start, catalogue.zone),
                seats=slot.seats,
            )
            for slot in free
        ],
    )


def wish_of(asked: c.BookingRequest | c.DeskBookingRequest) -> Wish:
    """What a body asks for."""
    return Wish(
        service=asked.service,
        slot=asked.slot,
        channel=asked.channel,
        name=asked.person.name,
        email=asked.person.email,
        phone=asked.person.phone,
        language=asked.language,
        needs=asked.needs,
        consent=asked.consent if isinstance(asked, c.BookingRequest) else None,
    )


def booking_made(booked: Booked, links: Links, now: datetime) -> c.BookingMade:
    """The answer to a new booking: the only time that the manage token is said."""
    reference = booked.booking.reference
    return c.BookingMade(
        reference=reference,
        manage_token=links.manage_token(reference),
        join_url=join_url(booked, links, now),
        calendar_url=links.calendar(reference),
        manage_url=links.manage(reference),
        visit=booked.visit.id,
        opens_at=booked.visit.opens_at,
        slot_start=booked.booking.slot_start,
    )


def booking_view(
    booked: Booked, moves: list[MoveMade], catalogue: Catalogue, links: Links, now: datetime
) -> c.BookingView:
    """The booking as its holder sees it, and what became of the visit."""
    booking, visit = booked.booking, booked.visit
    names = _names(booking, catalogue)
    over = visit.stage is Stage.ENDED
    return c.BookingView(
        reference=booking.reference,
        service=booking.service,
        service_name=names[0],
        department_name=names[1],
        channel=cast("Channel", visit.channel),
        status=status_of(visit),
        visit=story(visit, moves, now),
        opens_at=visit.opens_at,
        slot_start=booking.slot_start,
        slot_end=booking.slot_end,
        documents=list(_documents(booking.service, catalogue)),
        office_phone=names[2],
        calendar_url=links.calendar(booking.reference) if booking.slot_start else None,
        join_url=None if over else join_url(booked, links, now),
        mail_refused=booking.mail_refused_at is not None,
    )


def status_of(visit: Visit) -> Status:
    """In one word, for people who only want to know whether it stands."""
    if visit.outcome is Outcome.CANCELLED:
        return "cancelled"
    if visit.stage is Stage.ENDED:
        return "over"
    return "booked" if visit.stage is Stage.BOOKED else "live"


def story(visit: Visit, moves: list[MoveMade], now: datetime) -> c.VisitStory:
    """The visit without what others wrote about it: no notes, no reasons, nobody else's id."""
    return c.VisitStory(
        stage=visit.stage.value,
        outcome=None if visit.outcome is None else visit.outcome.value,
        arrived_at=visit.arrived_at,
        called_at=visit.called_at,
        joined_at=visit.joined_at,
        ended_at=visit.ended_at,
        waited_s=waited_s(visit, now),
        talked_s=talked_s(visit, now),
        moves=[
            MoveRow(
                version=move.version,
                command=move.command,
                stage=move.stage.value,
                by=move.by,
                at=move.at,
            )
            for move in moves
        ],
    )


def desk_booking(
    facts: Facts, booked: Booking, link: str | None, service_name: str
) -> c.DeskBooking:
    """A row of the day's list. `link` only for who made the booking."""
    visit = facts.visit
    return c.DeskBooking(
        reference=facts.reference,
        visit=visit.id,
        service=facts.service,
        service_name=service_name,
        channel=cast("Channel", visit.channel),
        stage=visit.stage.value,
        who=facts.name,
        language=facts.language,
        slot_start=booked.slot_start,
        outcome=None if visit.outcome is None else visit.outcome.value,
        join_url=link,
    )


def history_row(facts: Facts, service_name: str, now: datetime) -> c.HistoryRow | None:
    """A visit that has ended, else None."""
    visit = facts.visit
    if visit.outcome is None or visit.ended_at is None:
        return None
    return c.HistoryRow(
        visit=visit.id,
        reference=facts.reference,
        service_name=service_name,
        channel=cast("Channel", visit.channel),
        who=facts.name,
        outcome=visit.outcome.value,
        ended_at=visit.ended_at,
        waited_s=waited_s(visit, now),
        talked_s=talked_s(visit, now),
        note=visit.note,
    )


def statistics_view(published: Published, now: datetime) -> c.StatisticsView:
    """The public figures."""
    return c.StatisticsView(
        generated_at=now,
        rows=msgspec.convert(published.months, list[c.StatisticsRow], from_attributes=True),
        weeks=msgspec.convert(published.weeks, list[c.StatisticsWeek], from_attributes=True),
        this_week=published.this_week,
    )


def waited_s(visit: Visit, now: datetime) -> int | None:
    """From the arrival to the last call; without one, to the end or to now. Seconds."""
    return _between(visit.arrived_at, visit.called_at or visit.ended_at or now)


def talked_s(visit: Visit, now: datetime) -> int | None:
    """From the first picture or word (else from joining) to the end or to now. Seconds."""
    return _between(visit.connected_at or visit.joined_at, visit.ended_at or now)


def service_name(service: str, catalogue: Catalogue) -> str:
    """The name, or the id of a service that is offered no more."""
    names = {each.id: each.name for _, each in catalogue.services()}
    return names.get(service, service)


def _department(department: Department, soonest: dict[str, datetime]) -> c.DepartmentView:
    week = zip(WEEKDAYS, department.opening.week, strict=True)
    return c.DepartmentView(
        id=department.id,
        name=department.name,
        queue=department.queue,
        opening={day: [hours.text for hours in open_] for day, open_ in week if open_},
        services=[_service(service, soonest.get(service.id)) for service in department.services],
        phone=department.phone,
    )


def _service(service: Service, next_free: datetime | None) -> c.ServiceView:
    return c.ServiceView(
        id=service.id,
        name=service.name,
        type=cast("c.SessionType", service.type),
        channels=cast("list[Channel]", list(service.channels)),
        minutes=service.minutes,
        documents=list(service.documents),
        note=service.note,
        legal_gate=service.legal_gate,
        sensitive=service.sensitive,
        interpreter=service.interpreter,
        status=cast("Literal['live', 'planned']", service.status),
        next_free=next_free,
    )


def _names(booking: Booking, catalogue: Catalogue) -> tuple[str, str, str | None]:
    """Service, department and its telephone number."""
    phone = catalogue.authority.phone
    try:
        department = catalogue.department(booking.department)
    except NotFound:
        return service_name(booking.service, catalogue), booking.department, phone
    return service_name(booking.service, catalogue), department.name, department.phone or phone


def _documents(service: str, catalogue: Catalogue) -> tuple[str, ...]:
    try:
        return catalogue.service(service).documents
    except NotFound:
        return ()


def _between(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()))
