"""What staff ask for over HTTP: bookings of a day, booking for somebody, what ended today.

Everything is of the own departments; a supervisor sees no names and no notes.
"""

from datetime import date, timedelta

from aiohttp import web
from msgspec.structs import replace

from broker.appointments import join_url
from broker.bookings import Booked, Bookings
from broker.contract import DeskBooking, DeskBookingRequest, DeskBookings, HistoryView
from broker.core.calendar import day_start, local_day
from broker.core.catalogue import Catalogue
from broker.core.principal import Principal
from broker.core.visit import Stage
from broker.http.keys import BOOKINGS, CATALOGUES, LINKS, QUEUE_DAYS
from broker.http.problems import body, date_of_query, reply
from broker.http.public import idempotency_key, now_of
from broker.http.session import principal
from broker.http.shapes import (
    booking_made,
    desk_booking,
    history_row,
    service_name,
    wish_of,
)
from broker.routes import API
from broker.trust.policy import Action, queues_of, require


def routes() -> list[web.RouteDef]:
    """The staff routes of the contract."""
    return [
        web.get(f"{API}/desk/bookings", bookings),
        web.post(f"{API}/desk/bookings", book),
        web.get(f"{API}/desk/history", history),
    ]


async def bookings(request: web.Request) -> web.Response:
    """The bookings of a day in the queues of the own departments."""
    who = await principal(request, "desk", "board")
    catalogue = await request.app[CATALOGUES].current()
    queues = await _queues(request, who, catalogue, Action.READ_DESK_BOOKINGS)
    day = date_of_query(request, "date") or local_day(now_of(request), catalogue.zone)
    rows = await _rows(request, who, catalogue, queues, day)
    return reply(DeskBookings(date=day, bookings=rows))


async def book(request: web.Request) -> web.Response:
    """Books for somebody at the counter or on the telephone; without a slot into the line now."""
    who = await principal(request, "desk")
    asked = await body(request, DeskBookingRequest)
    catalogue = await request.app[CATALOGUES].current()
    department = catalogue.department_of(asked.service)
    own = await _own(request, who, catalogue)
    require(who, Action.BOOK_AT_DESK, own_queue=department.queue in own)
    key, now = idempotency_key(request), now_of(request)
    office, wish = request.app[BOOKINGS], wish_of(asked)
    if asked.slot is None:
        booked = await office.walk_in(
            wish, clerk=who.subject, priority=asked.priority, idempotency_key=key, now=now
        )
    else:
        booked = await office.book(wish, created_by=who.subject, idempotency_key=key, now=now)
    return reply(booking_made(booked, request.app[LINKS], now), status=201)


async def history(request: web.Request) -> web.Response:
    """The visits of the own departments that ended today, the last one first."""
    who = await principal(request, "desk", "board")
    catalogue = await request.app[CATALOGUES].current()
    queues = await _queues(request, who, catalogue, Action.READ_HISTORY)
    now = now_of(request)
    midnight = day_start(local_day(now, catalogue.zone), catalogue.zone)
    ended = await request.app[BOOKINGS].daybook.ended_since(queues, midnight)
    rows = [history_row(facts, service_name(facts.service, catalogue), now) for facts in ended]
    shown = [row for row in rows if row is not None]
    if who.role != "clerk":
        shown = [replace(row, who="", note=None) for row in shown]
    return reply(HistoryView(visits=shown))


async def _own(request: web.Request, who: Principal, catalogue: Catalogue) -> frozenset[str]:
    """Whose queues this person may serve, as SQL has it now."""
    return frozenset(queues_of(who, catalogue, await request.app[QUEUE_DAYS].loans()))


async def _queues(
    request: web.Request, who: Principal, catalogue: Catalogue, action: Action
) -> frozenset[str]:
    """The queue asked for, or all own ones. Raises NotYours."""
    own = await _own(request, who, catalogue)
    wanted = request.query.get("queue")
    require(who, action, own_queue=wanted is None or wanted in own)
    return own if wanted is None else frozenset({wanted})


async def _rows(
    request: web.Request, who: Principal, catalogue: Catalogue, queues: frozenset[str], day: date
) -> list[DeskBooking]:
    office: Bookings = request.app[BOOKINGS]
    since = day_start(day, catalogue.zone)
    until = day_start(day + timedelta(days=1), catalogue.zone)
    rows = []
    for facts, booking in await office.daybook.between(queues, since, until):
        own = booking.created_by == who.subject and facts.visit.stage is not Stage.ENDED
        link = (
            join_url(Booked(booking, facts.visit), request.app[LINKS], now_of(request))
            if own
            else None
        )
        rows.append(desk_booking(facts, booking, link, service_name(facts.service, catalogue)))
    if who.role != "clerk":
        return [replace(row, who="") for row in rows]
    return rows
