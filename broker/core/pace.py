"""How fast an office works: what its last calls teach about the next ones. Pure. Times in seconds.

A desk is *taken* by a call from the moment of calling until it may call again: ringing, talk, and the
gap that a clerk needs before the next. Nothing here is a fixed factor: the planned minutes of a
service are a guess that weighs as much as a few calls, and each real call makes it weigh less.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from math import erf, exp, log, sqrt

# What is believed before the first call, each worth `BELIEF` calls.
BELIEF = 4.0
GUESSED_CV = 0.7
GUESSED_GAP_S = 45.0
GUESSED_GAP_CV = 0.8
GUESSED_STAY, STAY_BELIEF = 0.97, 30.0
# A longer silence of a desk between two calls was a break.
LONGEST_GAP_S = 600.0
_ROOT_2 = sqrt(2)


@dataclass(frozen=True)
class Spread:
    """A time that is never negative and has a long tail: log-normal, by mean and `cv`, its standard
    deviation in parts of the mean."""

    mean: float
    cv: float

    @cached_property
    def _logs(self) -> tuple[float, float]:
        variance = log(1 + self.cv * self.cv)
        return log(self.mean) - variance / 2, sqrt(variance)

    def below(self, seconds: float) -> float:
        """The chance that it takes at most so long."""
        if seconds <= 0:
            return 0.0
        middle, width = self._logs
        return 0.5 * (1 + erf((log(seconds) - middle) / (width * _ROOT_2)))

    def rest_below(self, seconds: float, *, gone: float) -> float:
        """The chance that at most so much is left of one that has lasted `gone` already."""
        before = self.below(gone)
        if before > 0.999:
            # Far beyond all that was seen: it may last as long again.
            return 1 - exp(-seconds / max(self.mean, gone))
        return (self.below(gone + seconds) - before) / (1 - before)


@dataclass(frozen=True, slots=True)
class PastCall:
    """A visit that is over. `called_at` None: left the line before a call; `joined_at` None: did not
    come. `planned_s` is the length that its service is booked for."""

    service: str
    planned_s: float
    clerk: str | None
    arrived_at: datetime
    called_at: datetime | None
    joined_at: datetime | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of an office. `ratio`: how long calls take, in parts of their planned length;
    `seen`: how many calls taught it; `stay`: the share of those in line who are there when called."""

    ratio: float = 1.0
    cv: float = GUESSED_CV
    gap: Spread = field(default_factory=lambda: Spread(GUESSED_GAP_S, GUESSED_GAP_CV))
    stay: float = GUESSED_STAY
    seen: int = 0
    services: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def takes_s(self, service: str, planned_s: float) -> float:
        """How long a desk is taken by one call of this service, on average."""
        calls, total = self.services.get(service, (0, 0.0))
        believed = BELIEF * planned_s * self.ratio
        return (total + believed) / (calls + BELIEF) + self.gap.mean

    def taken(self, service: str, planned_s: float) -> Spread:
        """How long a desk is taken by one call of this service."""
        mean = self.takes_s(service, planned_s)
        return Spread(mean, self.cv_of(mean))

    def cv_of(self, taken_s: float) -> float:
        """How much times vary whose mean is `taken_s`: talk and gap, which do not know each other."""
        talk, gap = self.cv * (taken_s - self.gap.mean), self.gap.cv * self.gap.mean
        return sqrt(talk * talk + gap * gap) / taken_s

    @property
    def doubt(self) -> float:
        """How far the mean itself may be wrong, in parts of it."""
        return self.cv / sqrt(self.seen + BELIEF)


def learn(past: Iterable[PastCall], *, speed: float = 1.0) -> Pace:
    """The pace of an office from its last visits, in any order. `speed` is above 1 where a day is
    played so many times as fast: it is what is believed before the first call."""
    visits = sorted(past, key=lambda each: each.ended_at)
    called = [each for each in visits if each.called_at is not None]
    talks = [(each, _seconds(each.called_at, each.ended_at)) for each in called]
    guess = sum(each.planned_s for each in called) / len(called) if called else 0.0
    total = sum(took for _, took in talks)
    planned = sum(each.planned_s for each in called)
    believed = 1.0 / speed
    ratio = (
        (total + BELIEF * guess * believed) / (planned + BELIEF * guess) if called else believed
    )
    services: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for each, took in talks:
        calls, so_far = services[each.service]
        services[each.service] = (calls + 1, so_far + took)
    bare = Pace(ratio=max(ratio, 0.01), services=dict(services))
    return Pace(
        ratio=bare.ratio,
        cv=_variation(talks, bare),
        gap=_gap(called, GUESSED_GAP_S * believed),
        stay=(len(called) + GUESSED_STAY * STAY_BELIEF) / (len(visits) + STAY_BELIEF),
        seen=len(called),
        services=bare.services,
    )


def _variation(talks: Sequence[tuple[PastCall, float]], bare: Pace) -> float:
    squares = BELIEF * GUESSED_CV**2
    for each, took in talks:
        mean = bare.takes_s(each.service, each.planned_s) - bare.gap.mean
        squares += (took / mean - 1) ** 2
    return max(0.1, sqrt(squares / (len(talks) + BELIEF)))


def _gap(called: Sequence[PastCall], guess_s: float) -> Spread:
    """Between two calls of a desk, where somebody was waiting all the time."""
    desks: dict[str | None, list[PastCall]] = defaultdict(list)
    for each in called:
        desks[each.clerk].append(each)
    gaps = [
        gap
        for calls in desks.values()
        for one, after in pairwise(sorted(calls, key=lambda each: each.ended_at))
        if after.arrived_at <= one.ended_at
        and 0 <= (gap := _seconds(one.ended_at, after.called_at)) <= LONGEST_GAP_S
    ]
    n = len(gaps) + BELIEF
    mean = (sum(gaps) + BELIEF * guess_s) / n
    squares = sum((gap - mean) ** 2 for gap in gaps) + BELIEF * (GUESSED_GAP_CV * mean) ** 2
    mean = max(mean, 1.0)
    return Spread(mean, max(0.1, sqrt(squares / n) / mean))


def _seconds(since: datetime | None, until: datetime | None) -> float:
    if since is None or until is None:
        return 0.0
    return max(0.0, (until - since).total_seconds())
