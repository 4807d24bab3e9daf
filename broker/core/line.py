"""The order of a line: keys that sort. What the wait will be: forecast.py. Pure.

An order key is a text of fixed width, `<class>-<rank>-<arrival>`: the class digit (0 front,
1 normal), then the time that counts and the time of arrival, both in milliseconds since 1970 as
13 digits. Keys sort as text, so SQL, Redis (ZRANGEBYLEX) and Python agree on the order.

What time counts. A booked citizen who arrives in time counts from the slot, one who comes late from
the arrival; a walk-in counts from the arrival plus `WALK_IN_STEP`; who is passed on from another
queue from that moment, or the slot if that is still to come. Priority counts `PRIORITY_STEP` earlier.
Since all ranks are times, nobody who comes later than your rank and `PRIORITY_STEP` can ever pass you
by the order of the line: overtaking is bounded by construction, and every other one has a reason in
the ledger (broker/core/ledger.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WALK_IN_STEP = timedelta(minutes=10)
PRIORITY_STEP = timedelta(minutes=10)
FRONT, NORMAL = "0", "1"
WIDTH = 1 + 1 + 13 + 1 + 13
NEAR_AHEAD, NEAR_S = 2, 900


def order_key(*, arrived_at: datetime, slot_start: datetime | None, priority: bool = False) -> str:
    """The key of a citizen who arrives now. `slot_start` is None for a walk-in."""
    rank = arrived_at + WALK_IN_STEP if slot_start is None else max(slot_start, arrived_at)
    return _key(NORMAL, rank - PRIORITY_STEP if priority else rank, arrived_at)


def key_on_transfer(
    *, at: datetime, slot_start: datetime | None, arrived_at: datetime, priority: bool = False
) -> str:
    """The key of somebody passed on from another queue at `at`: behind those who are due here."""
    rank = max(slot_start or at, at)
    return _key(NORMAL, rank - PRIORITY_STEP if priority else rank, arrived_at)


def front(key: str) -> str:
    """The same key at the front of its class: for a visit that an office put back."""
    return FRONT + key[1:]


def rank_of(key: str) -> float:
    """The time that counts in a key, in seconds since 1970; 0 at the front, which nobody passes."""
    return 0.0 if key[0] == FRONT else int(key[2:15]) / 1000


def behind(key: str) -> str:
    """The key right after another one, in its class."""
    order, rank, arrival = key.split("-")
    return f"{order}-{rank}-{int(arrival) + 1:013d}"


def sooner(key: str) -> str:
    """The same key with priority."""
    order, rank, arrival = key.split("-")
    step = int(PRIORITY_STEP / timedelta(milliseconds=1))
    return f"{order}-{int(rank) - step:013d}-{arrival}"


def later(key: str) -> str:
    """The same key without priority."""
    order, rank, arrival = key.split("-")
    step = int(PRIORITY_STEP / timedelta(milliseconds=1))
    return f"{order}-{int(rank) + step:013d}-{arrival}"


def _key(order: str, rank: datetime, arrival: datetime) -> str:
    return f"{order}-{_ms(rank):013d}-{_ms(arrival):013d}"


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of a line, as far as its order is concerned."""

    visit: str
    order: str
    here: bool
    minutes: int
    service: str = ""
    # False for somebody who only might come: who is there is before them, and they are before nobody.
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands. Times in seconds; None when nothing honest can be said."""

    ahead: int
    earliest_s: int | None = None
    latest_s: int | None = None


def is_near(place: Place) -> bool:
    """Time to call back who stepped away: two before them at most, or a quarter of an hour."""
    soon = place.earliest_s is not None and place.earliest_s <= NEAR_S
    return place.ahead <= NEAR_AHEAD or soon


def in_order(line: Iterable[Waiting]) -> list[Waiting]:
    """The line, first come first. The visit's id breaks ties, as it does in Redis."""
    return sorted(line, key=lambda entry: (entry.order, entry.visit))
