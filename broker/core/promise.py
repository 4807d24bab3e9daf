"""What somebody was promised on entering a line, whether it held, and what that teaches. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Held = Literal["yes", "early", "late"]

MISSES = 0.1
"""So many of a hundred promises may end too early, and as many too late."""
USUAL = 1.2816
"""The 90 % point of the normal distribution."""
STEP = 0.06
AT_ONCE_S = 120
"""A promise of at most this is no range, it says "any moment now": a desk is free."""
NARROWEST, WIDEST = 0.4, 3.0


@dataclass(frozen=True, slots=True)
class Promise:
    """A wait in seconds that somebody was told at a moment, as it was shown."""

    at: datetime
    earliest_s: int
    latest_s: int

    @property
    def is_range(self) -> bool:
        """False for "at once": easily kept, so it teaches nothing."""
        return self.latest_s > AT_ONCE_S


@dataclass(frozen=True, slots=True)
class Margin:
    """How far the two ends of a range are from its middle, in standard deviations."""

    early: float = USUAL
    late: float = USUAL


def verdict(
    promise: Promise, *, called_at: datetime | None, left_at: datetime | None, now: datetime
) -> Held | None:
    """Whether a promise held; None while that is open, and for who left before it was due.

    Who waits, or left, after the latest time without a call was promised too little.
    """
    due = promise.at + timedelta(seconds=promise.latest_s)
    if called_at is None:
        return "late" if (left_at or now) > due else None
    if called_at > due:
        return "late"
    return "early" if called_at < promise.at + timedelta(seconds=promise.earliest_s) else "yes"


def margin_after(outcomes: Iterable[Held]) -> Margin:
    """The margin that the outcomes of the last promises of a range teach, oldest first.

    Each end moves a little outwards when it was missed and a ninth of that inwards when it was kept,
    so it comes to rest where one in ten misses it, whatever is wrong in the model. (Robbins-Monro;
    for coverage: Gibbs and Candès 2021, adaptive conformal inference.)
    """
    early = late = USUAL
    for held in outcomes:
        early = _within(early + STEP * ((held == "early") - MISSES))
        late = _within(late + STEP * ((held == "late") - MISSES))
    return Margin(early, late)


def kept(outcomes: Iterable[Held]) -> float | None:
    """The share of promises that held; None without any."""
    found = list(outcomes)
    return sum(held == "yes" for held in found) / len(found) if found else None


def whole_minutes(seconds: int, *, up: bool) -> int:
    """As it is shown: nobody believes a wait in seconds, and the screen would flicker."""
    return (seconds + (59 if up else 0)) // 60 * 60


def _within(margin: float) -> float:
    return min(WIDEST, max(NARROWEST, margin))
