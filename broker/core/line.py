"""The order of a line: keys that sort. What the wait will be: forecast.py. Pure.

An order key is a text of fixed width, `<class>-<rank>-<arrival>`: the class digit (0 front,
1 normal), then the time that counts and the time of arrival, both in milliseconds since 1970 as
13 digits. Keys sort as text, so SQL, Redis (ZRANGEBYLEX) and Python agree on the order.

What time counts. A booked citizen who arrives in time counts from the slot, one who comes late from
the arrival; a walk-in counts from the arrival plus `WALK_IN_STEP`. Since all ranks are times, nobody
who arrives later than your rank can ever pass you: overtaking is bounded by construction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WALK_IN_STEP = timedelta(minutes=10)
FRONT, NORMAL = "0", "1"
WIDTH = 1 + 1 + 13 + 1 + 13


def order_key(*, arrived_at: datetime, slot_start: datetime | None) -> str:
    """The key of a citizen who arrives now. `slot_start` is None for a walk-in."""
    rank = arrived_at + WALK_IN_STEP if slot_start is None else max(slot_start, arrived_at)
    return f"{NORMAL}-{_ms(rank):013d}-{_ms(arrived_at):013d}"


def front(key: str) -> str:
    """The same key at the front of its class: for a visit that an office put back."""
    return FRONT + key[1:]


def rank_of(key: str) -> float:
    """The time that counts in a key, in seconds since 1970; 0 at the front, which nobody passes."""
    return 0.0 if key[0] == FRONT else int(key[2:15]) / 1000


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands. Times in seconds; None when nothing honest can be said."""

    ahead: int
    earliest_s: int | None = None
    latest_s: int | None = None


def in_order(line: Iterable[Waiting]) -> list[Waiting]:
    """The line, first come first. The visit's id breaks ties, as it does in Redis."""
    return sorted(line, key=lambda entry: (entry.order, entry.visit))
