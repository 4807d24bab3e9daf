"""The appointment as a calendar file (RFC 5545; in mails also RFC 5546, iTIP).

The UID is stable, SEQUENCE rises with every change, a cancellation is METHOD:CANCEL: so a calendar
moves or strikes the entry it has. No name of the citizen, nothing that `Appointment` withholds.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from broker.appointments import Appointment
from broker.outbox.time_zone import time_zone
from broker.outbox.wording import Wording

PRODUCT = "-//vorsprache//vorsprache//EN"
REMINDS_BEFORE = timedelta(minutes=15)


def calendar_file(
    appointment: Appointment,
    wording: Wording,
    *,
    now: datetime,
    organizer: str | None = None,
    attendee: str | None = None,
) -> bytes:
    """The file. With `organizer` and `attendee` (addresses) it is the invitation of a mail.

    Raises ValueError for a walk-in, which has no time.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(appointment, invites=attendee is not None))
    event = _event(appointment, wording, now)
    if organizer is not None and attendee is not None:
        event["organizer"] = _organizer(organizer, appointment)
        event.add("attendee", _attendee(attendee), encode=False)
    if "tzid" in event["dtstart"].params and appointment.start is not None:
        calendar.add_component(time_zone(appointment.zone, appointment.start.year))
    calendar.add_component(event)
    entry: bytes = calendar.to_ical()
    return entry


def method_of(appointment: Appointment, *, invites: bool) -> str:
    """REQUEST for an invitation, PUBLISH for a file to keep, CANCEL when it is called off."""
    if appointment.cancelled:
        return "CANCEL"
    return "REQUEST" if invites else "PUBLISH"


def _event(appointment: Appointment, wording: Wording, now: datetime) -> Event:
    if appointment.start is None or appointment.end is None:
        raise ValueError("a walk-in has no time to put into a calendar")
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    start, end = _unambiguous(appointment.start, appointment.end)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("summary", wording.calendar_title(appointment))
    event.add("location", wording.channel(appointment))
    event.add("description", wording.calendar_text(appointment))
    if appointment.join_url is not None:
        event.add("url", appointment.join_url)
    if not appointment.cancelled:
        event.add_component(_alarm(wording.calendar_title(appointment)))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDS_BEFORE)
    alarm.add("description", text)
    return alarm


def _unambiguous(*local: datetime) -> tuple[datetime, ...]:
    """Local times with their zone; the second copy of a doubled hour can only be said in UTC."""
    return tuple(at.astimezone(UTC) for at in local) if any(at.fold for at in local) else local


def _organizer(address: str, appointment: Appointment) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(appointment.authority)
    return organizer


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
