"""The zone in a calendar file: right for who knows it by name, and for who reads only its rules."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from broker.appointments import Appointment
from broker.outbox.ics import calendar_file
from broker.outbox.time_zone import onsets_of
from broker.outbox.wording import wording_for

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONES = ("Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Dubai", "Africa/Lagos")


def file_of(start: datetime, zone: ZoneInfo) -> str:
    start = start.astimezone(zone)
    appointment = Appointment(
        reference="AAAA-BBBB",
        uid="aaaa-bbbb@example.org",
        sequence=0,
        channel="video",
        language="de",
        authority="Stadt",
        zone=zone,
        cancelled=False,
        over=False,
        manage_url="https://example.org/#booking",
        start=start,
        end=(start.astimezone(UTC) + HOUR / 4).astimezone(zone),
    )
    return calendar_file(appointment, wording_for("de"), now=NOW).decode()


def parsed(text: str) -> Calendar:
    calendar = Calendar.from_ical(text)
    assert isinstance(calendar, Calendar)
    return calendar


def zones_in(text: str) -> str:
    """Only the VTIMEZONE: what a strict reader of zones takes."""
    unfolded = text.replace("\r\n ", "").replace("\r\n", "\n")
    return unfolded[unfolded.index("BEGIN:VTIMEZONE") : unfolded.index("BEGIN:VEVENT")]


@pytest.mark.parametrize("name", ZONES)
def test_the_offsets_are_those_of_the_zone(name: str) -> None:
    """Around each change from 2026 to 2031, for a reader that knows nothing but the file."""
    zone = ZoneInfo(name)
    text = file_of(datetime(2026, 5, 4, 8, tzinfo=UTC), zone)
    by_rule = tzical(StringIO(zones_in(text))).get(name)
    by_letter = parsed(text).timezones[0].to_tz(lookup_tzid=False)
    moments = [
        datetime(year, month, 1, tzinfo=UTC) for year in range(2026, 2032) for month in (1, 7)
    ]
    for onset in onsets_of(zone, 2026):
        at = (onset.local - onset.before).replace(tzinfo=UTC)
        moments += [
            at + step for step in (-2 * HOUR, -HOUR / 60, HOUR, 2 * HOUR) if at.year < 2032
        ]
    for moment in moments:
        local = moment.astimezone(zone)
        naive = local.replace(tzinfo=None)
        if local.fold or local.replace(fold=1).utcoffset() != local.utcoffset():
            continue  # A doubled hour is said in UTC.
        for reader in (by_rule, by_letter):
            assert naive.replace(tzinfo=reader).utcoffset() == local.utcoffset(), (moment, reader)


def test_a_zone_with_summer_time_has_two_rules_and_one_without_has_one_line() -> None:
    """Nothing runs out with the year, and the spring change begins at two, not at three."""
    start = datetime(2026, 5, 4, 8, tzinfo=UTC)
    berlin = zones_in(file_of(start, ZoneInfo("Europe/Berlin")))
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n" in berlin
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n" in berlin
    assert "DTSTART:20250330T020000\n" in berlin
    assert "DTSTART:20251026T030000\n" in berlin
    lagos = zones_in(file_of(start, ZoneInfo("Africa/Lagos")))
    assert (lagos.count("BEGIN:STANDARD"), lagos.count("BEGIN:DAYLIGHT")) == (1, 0)


@pytest.mark.parametrize(
    "start",
    [
        "2026-01-12T08:00:00+00:00",
        "2026-07-13T08:00:00+00:00",
        "2026-03-29T00:30:00+00:00",
        "2026-03-29T01:00:00+00:00",
        "2026-03-29T08:00:00+00:00",
        "2026-10-24T23:30:00+00:00",
        "2026-10-25T00:30:00+00:00",
        "2026-10-25T00:45:00+00:00",
        "2026-10-25T01:30:00+00:00",
        "2026-10-25T01:45:00+00:00",
        "2026-10-25T08:00:00+00:00",
        "2027-01-01T08:00:00+00:00",
    ],
)
def test_the_appointment_is_at_its_moment(start: str) -> None:
    """In summer, in winter, and on both days of the change."""
    moment = datetime.fromisoformat(start)
    text = file_of(moment, ZoneInfo("Europe/Berlin"))
    event = parsed(text).events[0]
    for said, wanted in ((event.start, moment), (event.end, moment + HOUR / 4)):
        assert isinstance(said, datetime)
        assert said.astimezone(UTC) == wanted
        if said.utcoffset():
            by_rule = tzical(StringIO(zones_in(text))).get("Europe/Berlin")
            assert said.replace(tzinfo=by_rule).astimezone(UTC) == wanted
