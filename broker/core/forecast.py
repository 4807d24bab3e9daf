"""When somebody in a line will be called: an honest range for everybody at once. Pure, in seconds.

The question is turned round: not "how long do those before me take" but "how many calls will all
desks have made by then". That is one curve for the whole line. Each desk adds the chance that its
running call is over (the longer it lasts, the better we know) and then call after call at the pace of
this office; calls vary and the pace itself may be wrong, so the curve has a lower and an upper edge.
Whoever has n before them is called between the moment when the upper edge passes n and that when the
lower edge does: the middle 80 of 100 cases. Who is still expected with an earlier appointment raises n.

The cost is one curve and four searches for each place: 5,000 places take some 30 ms.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from math import exp, sqrt

from broker.core.line import Place, Waiting, in_order, rank_of
from broker.core.pace import Pace, Spread
from broker.core.promise import AT_ONCE_S, Margin

FIRST_S, STEP, LONGEST_S = 10.0, 1.12, 5 * 86_400.0
HALF = 0.5
# Breaks, transfers, a slow hour: what no look at the last calls can know, in parts of the work ahead.
UNFORESEEN = 0.18
# Who has an appointment comes about so long before it.
COMES_BEFORE_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """An open desk. `busy_s`: how long its running call has lasted, None between two calls; then
    `idle_s` is how long it could have called somebody. `share`: the part of its calls that this queue
    gets of all the queues it serves."""

    service: str = ""
    planned_s: float = 0.0
    busy_s: float | None = None
    idle_s: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that a forecast is made from. `expected`: slots of those who may still come, in order, and
    `comes` the chance of each."""

    now: datetime
    desks: Sequence[AtWork] = ()
    pace: Pace = field(default_factory=Pace)
    margin: Margin = Margin()
    expected: Sequence[datetime] = ()
    comes: float = 0.9


def places(line: Iterable[Waiting], outlook: Outlook) -> dict[str, Place]:
    """The place of everybody in a line. Who is not here does not count as ahead of others.

    Where a desk is free for somebody they are called at any moment, whoever may still come: 0 to
    `AT_ONCE_S`.
    """
    ordered = in_order(line)
    if not outlook.desks:
        return _without_desk(ordered)
    pace, takes = outlook.pace, dict[tuple[str, int], float]()
    # Of each: how many are ahead, how long they will take all desks together, the time that counts.
    standing: list[tuple[int, float, float]] = []
    here, before, total = 0, 0.0, 0.0
    for entry in ordered:
        kind = entry.service, entry.minutes
        taken = takes.get(kind)
        if taken is None:
            taken = takes[kind] = pace.takes_s(entry.service, 60.0 * entry.minutes)
        standing.append((here, before, rank_of(entry.order)))
        total += taken
        if entry.here and entry.counts:
            here += 1
            before += taken * pace.stay
    mean = total / len(ordered) if ordered else pace.gap.mean
    edges = _Edges(outlook, Spread(mean, pace.cv_of(mean)), before / mean)
    free = sum(desk.share for desk in outlook.desks if desk.busy_s is None)
    found: dict[str, Place] = {}
    for entry, (ahead, work, rank) in zip(ordered, standing, strict=True):
        if entry.here and ahead + HALF < free:
            found[entry.visit] = Place(ahead, 0, AT_ONCE_S)
        else:
            found[entry.visit] = Place(ahead, *edges.between(work / mean, rank))
    return found


def _without_desk(ordered: Sequence[Waiting]) -> dict[str, Place]:
    found = accumulate((entry.here and entry.counts for entry in ordered), initial=0)
    return {entry.visit: Place(ahead) for entry, ahead in zip(ordered, found, strict=False)}


class _Edges:
    """Calls made by all desks, over time: the upper and the lower edge of what may be."""

    def __init__(self, outlook: Outlook, taken: Spread, most: float) -> None:
        """`taken`: how long a desk is taken by one call, `most`: so many are the most ahead."""
        pace = outlook.pace
        slots = [(slot - outlook.now).total_seconds() for slot in outlook.expected]
        self._slots, self._comes, self._now = slots, outlook.comes, outlook.now.timestamp()
        busy = sum(desk.share for desk in outlook.desks)
        horizon = 4 * (most + len(slots) + 4) * taken.mean / max(busy, 0.05) + 3600
        self._times = _grid(min(horizon, LONGEST_S))
        firsts = [_first_call(outlook, t) for t in self._times]
        calls, spread = _calls(self._times, firsts, taken)
        doubt = sqrt(pace.doubt**2 + UNFORESEEN**2)
        margin = outlook.margin
        self._upper = [
            _edge(m, v, doubt, margin.early) for m, v in zip(calls, spread, strict=True)
        ]
        self._lower = [
            _edge(m, v, doubt, -margin.late) for m, v in zip(calls, spread, strict=True)
        ]
        expected = [self._coming(t) for t in self._times]
        self._upper_net = _rising(e - c for e, c in zip(self._upper, expected, strict=True))
        self._lower_net = _rising(e - c for e, c in zip(self._lower, expected, strict=True))
        self._upper, self._lower = _rising(self._upper), _rising(self._lower)

    def between(self, work: float, rank: float) -> tuple[int, int]:
        """Earliest and latest wait of somebody with so much work ahead, who counts from `rank`."""
        need = work + HALF
        if not self._slots:
            earliest, latest = self._when(self._upper, need), self._when(self._lower, need)
            return int(earliest), int(max(latest, earliest + 1))
        coming = self._comes * bisect_right(self._slots, rank - self._now)
        earliest = min(self._when(self._upper_net, need), self._when(self._upper, need + coming))
        latest = min(self._when(self._lower_net, need), self._when(self._lower, need + coming))
        return int(earliest), int(max(latest, earliest + 1))

    def _coming(self, seconds: float) -> float:
        """How many of the expected have come by then."""
        return self._comes * bisect_right(self._slots, seconds + COMES_BEFORE_S)

    def _when(self, edge: Sequence[float], need: float) -> float:
        times = self._times
        after = bisect_left(edge, need)
        if after >= len(times):
            return times[-1]
        if after == 0:
            return 0.0
        low, high = edge[after - 1], edge[after]
        return times[after - 1] + (times[after] - times[after - 1]) * (need - low) / (high - low)


def _grid(horizon: float) -> list[float]:
    times, at = [0.0], FIRST_S
    while at < horizon:
        times.append(at)
        at *= STEP
    return [*times, horizon]


def _first_call(outlook: Outlook, seconds: float) -> tuple[float, float]:
    """How many desks will have called at least once by then; and how that varies."""
    mean = variance = 0.0
    for desk in outlook.desks:
        if desk.busy_s is None:
            done = outlook.pace.gap.rest_below(seconds, gone=desk.idle_s)
        else:
            taken = outlook.pace.taken(desk.service, desk.planned_s)
            done = taken.rest_below(seconds, gone=desk.busy_s)
        mean += desk.share * done
        variance += desk.share * done * (1 - desk.share * done)
    return mean, variance


def _calls(
    times: Sequence[float], firsts: Sequence[tuple[float, float]], taken: Spread
) -> tuple[list[float], list[float]]:
    """Mean and variance of all calls made, at each time: first calls, and those that follow them."""
    means, variances = [0.0], [0.0]
    for i in range(1, len(times)):
        mean, variance = firsts[i]
        followed = 0.0
        for j in range(1, i + 1):
            begun = firsts[j][0] - firsts[j - 1][0]
            if begun > 1e-9:
                followed += begun * _renewed(times[i] - (times[j] + times[j - 1]) / 2, taken)
        means.append(mean + followed)
        variances.append(variance + followed * taken.cv**2)
    return means, variances


def _renewed(seconds: float, taken: Spread) -> float:
    """How many more calls a desk makes within so long after a call began (a renewal function)."""
    later = seconds / taken.mean + (taken.cv**2 - 1) / 2
    return later if later > 1 else max(later, taken.below(seconds))


def _edge(mean: float, variance: float, doubt: float, margin: float) -> float:
    """The edge of what may be. Chance adds, a wrong pace multiplies; the two do not know each other."""
    total = sqrt(variance + (doubt * mean) ** 2)
    if total == 0:
        return mean
    wrong_pace = mean * exp(margin * doubt * doubt * mean / total)
    return wrong_pace + margin * variance / total


def _rising(edge: Iterable[float]) -> list[float]:
    return list(accumulate(edge, max))
