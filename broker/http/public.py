"""What anybody may ask for: catalogue, free times, figures; and bookings by their manage token.

A wrong token and an unknown reference have one and the same answer.
"""

from datetime import datetime
from typing import cast

from aiohttp import web

from broker.appointments import appointment_of
from broker.bookings import Booked
from broker.contract import BookingChange, BookingMade, BookingRequest
from broker.core.visit import Actor, By
from broker.errors import BadRequest, NotFound, NotSignedIn, TokenInvalid
from broker.http.keys import BOOKINGS, CATALOGUES, LINKS, STATISTICS
from broker.http.problems import body, date_of_query, one_of_query, reply
from broker.http.session import principal
from broker.http.shapes import (
    booking_made,
    booking_view,
    catalogue_view,
    slots_view,
    statistics_view,
    wish_of,
)
from broker.later import committed
from broker.outbox.ics import calendar_file, method_of
from broker.outbox.wording import wording_for
from broker.routes import API
from broker.trust.policy import Action, require
from signaling.errors import OpReused
from signaling.messages import Channel

LONGEST_RANGE_DAYS = 31
LONGEST_KEY = 64
SECRET_KEY = 32
CITIZEN = Actor(By.CITIZEN)


def routes() -> list[web.RouteDef]:
    """The public routes of the contract."""
    booking = f"{API}/bookings/{{reference}}"
    return [
        web.get(f"{API}/catalogue", catalogue),
        web.get(f"{API}/services/{{id}}/slots", slots),
        web.get(f"{API}/statistics", statistics),
        web.post(f"{API}/bookings", book),
        web.get(booking, show),
        web.patch(booking, move),
        web.delete(booking, cancel),
        web.get(f"{booking}/calendar.ics", calendar),
    ]


async def catalogue(request: web.Request) -> web.Response:
    """All departments and services, each with its next free time."""
    current = await request.app[CATALOGUES].current()
    now = now_of(request)
    soonest = await request.app[BOOKINGS].free.soonest(current, now)
    return reply(catalogue_view(current, soonest, now))


async def slots(request: web.Request) -> web.Response:
    """Free times of a service between two local dates."""
    first, last = date_of_query(request, "from"), date_of_query(request, "to")
    if first is None or last is None:
        raise BadRequest("from and to are dates such as 2026-11-23")
    if not 0 <= (last - first).days <= LONGEST_RANGE_DAYS:
        raise BadRequest("to is from 0 to 31 days after from")
    channel = cast("Channel", one_of_query(request, "channel", "video", "phone"))
    service = request.match_info["id"]
    now = now_of(request)
    free = await request.app[BOOKINGS].slots(service, first, last, channel, now=now)
    return reply(slots_view(service, channel, free, await request.app[CATALOGUES].current()))


async def statistics(request: web.Request) -> web.Response:
    """Counts by month and by week; the formulas: `broker/figures/statistics.py`."""
    now = now_of(request)
    return reply(statistics_view(await request.app[STATISTICS].published(now), now))


async def book(request: web.Request) -> web.Response:
    """Books a slot; the same Idempotency-Key gives the same booking.

    With another wish it is refused, and whoever holds the key gets what it has booked: the answer
    may have been lost, and what was corrected since is not in it.
    """
    asked = await body(request, BookingRequest)
    now, key = now_of(request), idempotency_key(request)
    try:
        booked = await request.app[BOOKINGS].book(wish_of(asked), idempotency_key=key, now=now)
    except OpReused:
        raise OpReused(booking=await _made_with(request, key or "", now)) from None
    return reply(booking_made(booked, request.app[LINKS], now), status=201)


async def show(request: web.Request) -> web.Response:
    """The booking and what became of its visit."""
    reference = _managed(request)
    return await _view(request, await _get(request, reference))


async def move(request: web.Request) -> web.Response:
    """Moves the booking to another slot, as one step; who waits too long may do it, too."""
    reference = await _held(request)
    asked = await body(request, BookingChange)
    moved = await request.app[BOOKINGS].move(reference, asked.slot, CITIZEN, now=now_of(request))
    with committed():
        return await _view(request, moved)


async def cancel(request: web.Request) -> web.Response:
    """Cancels the booking; again: the same answer."""
    reference = _managed(request)
    await _get(request, reference)
    cancelled = await request.app[BOOKINGS].cancel(reference, CITIZEN)
    with committed():
        return await _view(request, cancelled)


async def calendar(request: web.Request) -> web.Response:
    """The appointment as a calendar file."""
    reference = _managed(request)
    booked = await _get(request, reference)
    now, links = now_of(request), request.app[LINKS]
    current = await request.app[CATALOGUES].current()
    appointment = appointment_of(booked, current, links, now)
    if appointment.start is None:
        raise NotFound("a walk-in has no time to put into a calendar")
    entry = calendar_file(appointment, wording_for(appointment.language), now=now)
    method = method_of(appointment, invites=False)
    return web.Response(
        body=entry,
        headers={
            "Content-Type": f"text/calendar; charset=utf-8; method={method}",
            "Content-Disposition": f'attachment; filename="{reference}.ics"',
        },
    )


def now_of(request: web.Request) -> datetime:
    """The time by the clock of this node."""
    return request.app[BOOKINGS].desk.clock()


def idempotency_key(request: web.Request) -> str | None:
    """The header, None without one. Raises BadRequest."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii()):
        raise BadRequest(f"an Idempotency-Key has 1 to {LONGEST_KEY} ASCII characters")
    return key


async def _made_with(request: web.Request, key: str, now: datetime) -> BookingMade | None:
    """What the key has booked; for a key so long that only who made it can know it."""
    if len(key) < SECRET_KEY:
        return None
    made = await request.app[BOOKINGS].made_with(key, now=now)
    return None if made is None else booking_made(made, request.app[LINKS], now)


async def _held(request: web.Request) -> str:
    """The reference, for who holds its manage token or sits in its waiting room. Raises
    TokenInvalid, NotYours."""
    if "Authorization" in request.headers:
        reference = _managed(request)
        await _get(request, reference)
        return reference
    try:
        who = await principal(request, "citizen")
    except NotSignedIn:
        raise TokenInvalid from None
    reference = request.match_info["reference"]
    booked = await _get(request, reference)
    require(who, Action.CHANGE_BOOKING, visit=booked.visit.id)
    return reference


def _managed(request: web.Request) -> str:
    """The reference whose manage token came along. Raises TokenInvalid."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    reference = request.match_info["reference"]
    request.app[LINKS].check_manage(
        reference, token.strip() if scheme.lower() == "bearer" else None
    )
    return reference


async def _get(request: web.Request, reference: str) -> Booked:
    try:
        return await request.app[BOOKINGS].get(reference)
    except NotFound:
        raise TokenInvalid from None


async def _view(request: web.Request, booked: Booked) -> web.Response:
    moves = await request.app[BOOKINGS].desk.visits.history(booked.visit.id)
    current = await request.app[CATALOGUES].current()
    return reply(booking_view(booked, moves, current, request.app[LINKS], now_of(request)))
