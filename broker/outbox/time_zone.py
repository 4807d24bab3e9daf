"""A zone of the tz database as VTIMEZONE (RFC 5545): yearly rules where the zone follows them.

A calendar that does not know the zone by its name reads the rules, also those for next year when the
appointment is moved. Each onset is said in the local time that ends with it, as the RFC has it.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
YEARS = 12
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Onset(NamedTuple):
    """A change of the clock. `local` is naive: the time of day that the old offset would have."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str


def time_zone(zone: ZoneInfo, year: int) -> Timezone:
    """The zone from the year before `year` on: by rule, or onset by onset for the next ten years."""
    found = Timezone()
    found.add("tzid", zone.key)
    for part in _parts(zone, year - 1):
        found.add_component(part)
    return found


def _parts(zone: ZoneInfo, first: int) -> list[TimezoneStandard | TimezoneDaylight]:
    onsets = onsets_of(zone, first)
    series: dict[tuple[timedelta, timedelta, int], list[Onset]] = {}
    for onset in onsets:
        series.setdefault((onset.before, onset.after, onset.local.month), []).append(onset)
    rules = [_rule(each) for each in series.values()]
    if onsets and all(rules):
        pairs = zip(series.values(), rules, strict=True)
        return [_part(each[0], rule) for each, rule in pairs]
    return [_part(onset, None) for onset in (_beginning(zone, first), *onsets)]


@lru_cache(maxsize=16)
def onsets_of(zone: ZoneInfo, first: int) -> tuple[Onset, ...]:
    """All changes in the years from `first` on."""
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(first + YEARS, 1, 1, tzinfo=UTC)
    found = []
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            found.append(_onset(zone, day))
        day += DAY
    return tuple(found)


def _onset(zone: ZoneInfo, day: datetime) -> Onset:
    """The one change within the day that begins at `day`, to the second."""
    before, low, high = _offset(zone, day), 0, 86_400
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, day + timedelta(seconds=middle)) == before:
            low = middle
        else:
            high = middle
    at = day + timedelta(seconds=high)
    return Onset((at + before).replace(tzinfo=None), before, _offset(zone, at), _name(zone, at))


def _beginning(zone: ZoneInfo, first: int) -> Onset:
    start = datetime(first, 1, 1, tzinfo=UTC)
    offset = _offset(zone, start)
    return Onset(datetime(first, 1, 1), offset, offset, _name(zone, start))  # noqa: DTZ001 - local


def _rule(series: list[Onset]) -> dict[str, object] | None:
    """The rule that gives exactly these onsets, one a year; None if there is none that simple."""
    locals_ = [onset.local for onset in series]
    weekdays = {local.weekday() for local in locals_}
    if len(series) != YEARS or len({local.time() for local in locals_}) > 1 or len(weekdays) > 1:
        return None
    if all((local + 7 * DAY).month != local.month for local in locals_):
        nth = -1
    elif len({(local.day - 1) // 7 for local in locals_}) == 1:
        nth = (locals_[0].day - 1) // 7 + 1
    else:
        return None
    weekday = _WEEKDAYS[weekdays.pop()]
    return {"freq": "yearly", "bymonth": locals_[0].month, "byday": f"{nth}{weekday}"}


def _part(onset: Onset, rule: dict[str, object] | None) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if onset.after > onset.before else TimezoneStandard()
    part.add("dtstart", onset.local)
    part.add("tzoffsetfrom", onset.before)
    part.add("tzoffsetto", onset.after)
    part.add("tzname", onset.name)
    if rule is not None:
        part.add("rrule", rule)
    return part


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _name(zone: ZoneInfo, at: datetime) -> str:
    return at.astimezone(zone).tzname() or zone.key
