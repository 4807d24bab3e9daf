"""When a queue alarms its supervisors. Pure.

An alert is raised when its figure reaches the limit, and taken back only when the figure is well below
it: one that comes and goes with every call would soon be looked at by nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What can be wrong with a queue."""

    WAIT_TOO_LONG = "wait-too-long"
    TOO_MANY_WAITING = "too-many-waiting"
    OFFICE_LATE = "office-late"
    NO_DESK = "no-desk"
    NOBODY_COMES = "nobody-comes"


# An open alert goes at this share of its limit.
RELEASE = 0.8
# Who waits without any desk, and a row of people who do not come, are over when they are over.
WHOLE = frozenset({Kind.NO_DESK, Kind.NOBODY_COMES})
LONGEST = timedelta(hours=8)
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on a queue alarms; None switches an alert off.

    Times are whole seconds from 60 to 8 h, numbers of people from 1 to 500. Raises ValueError.
    """

    wait_s: int | None = 30 * 60
    waiting: int | None = 10
    late_s: int | None = 10 * 60
    no_desk_s: int | None = 2 * 60
    no_shows: int | None = 3

    def __post_init__(self) -> None:
        """A limit that everybody exceeds, or nobody, would be no limit."""
        for field in fields(self):
            value: int | None = getattr(self, field.name)
            low, high = (
                (60, int(LONGEST.total_seconds())) if field.name[-2:] == "_s" else (1, MOST)
            )
            if value is not None and not low <= value <= high:
                raise ValueError(f"{field.name} is from {low} to {high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a queue looks like now.

    `first_arrived`: when the one who waits longest arrived, of those who are here. `first_slot`: the
    earliest appointment among them. `unserved_since`: since when people wait, the office is open and
    no desk is at work. `no_shows`: people who did not come, one after the other.
    """

    waiting: int = 0
    first_arrived: datetime | None = None
    first_slot: datetime | None = None
    unserved_since: datetime | None = None
    no_shows: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert that should be open now; `value` and `limit` are in seconds or in people."""

    kind: Kind
    value: int
    limit: int


def alerts_of(
    figures: Figures, limits: Limits, now: datetime, open_kinds: Collection[Kind] = ()
) -> dict[Kind, Alarm]:
    """The alerts that should be open, given those that are."""
    found = {}
    for kind, (value, limit) in _measured(figures, limits, now).items():
        if limit is None:
            continue
        stays = kind in open_kinds and value > release(kind, limit)
        if value >= limit or stays:
            found[kind] = Alarm(kind, value, limit)
    return found


def release(kind: Kind, limit: int) -> int:
    """An open alert stays while its figure is above this. One person more or less is no news."""
    if kind in WHOLE:
        return 0
    below = int(RELEASE * limit)
    return max(0, min(below, limit - 2)) if kind is Kind.TOO_MANY_WAITING else below


def _measured(
    figures: Figures, limits: Limits, now: datetime
) -> dict[Kind, tuple[int, int | None]]:
    """Each figure beside its limit."""
    return {
        Kind.WAIT_TOO_LONG: (_seconds(figures.first_arrived, now), limits.wait_s),
        Kind.TOO_MANY_WAITING: (figures.waiting, limits.waiting),
        Kind.OFFICE_LATE: (_seconds(figures.first_slot, now), limits.late_s),
        # A node that has just seen it begin must not take back what others have raised.
        Kind.NO_DESK: (_at_least_one(figures.unserved_since, now), limits.no_desk_s),
        Kind.NOBODY_COMES: (figures.no_shows, limits.no_shows),
    }


def _seconds(since: datetime | None, now: datetime) -> int:
    return 0 if since is None else max(0, int((now - since).total_seconds()))


def _at_least_one(since: datetime | None, now: datetime) -> int:
    return 0 if since is None else max(1, _seconds(since, now))
