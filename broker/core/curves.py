"""The course of a queue over a day or a week, step by step, from stretches of time. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

DAY_STEP = timedelta(minutes=15)
WEEK_STEP = timedelta(hours=1)


class Stretch(NamedTuple):
    """A stretch of time without its end; `end` None goes on."""

    start: datetime
    end: datetime | None


class Called(NamedTuple):
    """Somebody was called at `at`, after a wait of so many seconds."""

    at: datetime
    waited_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that happened in a queue: who waited when, desks at work, calls, and who was called."""

    waits: Sequence[Stretch] = ()
    desks: Sequence[Stretch] = ()
    calls: Sequence[Stretch] = ()
    called: Sequence[Called] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One step, from `at` on: the most at one moment; the median wait in seconds of those who were
    called in it, None if nobody was; calls that ended in it."""

    at: datetime
    waiting: int
    desks: int
    calls: int
    ended: int
    wait_s: int | None


def curve(course: Course, start: datetime, end: datetime, step: timedelta) -> list[Point]:
    """The steps from `start` to before `end`."""
    edges = _edges(start, end, step)
    waiting, desks = peaks(course.waits, edges), peaks(course.desks, edges)
    calls = peaks(course.calls, edges)
    ended = _by_step((stretch.end for stretch in course.calls if stretch.end), edges)
    waits = _waits(course.called, edges)
    return [
        Point(
            at=edges[n],
            waiting=waiting[n],
            desks=desks[n],
            calls=calls[n],
            ended=ended[n],
            wait_s=int(median(waits[n])) if waits[n] else None,
        )
        for n in range(len(edges) - 1)
    ]


def peaks(stretches: Iterable[Stretch], edges: Sequence[datetime]) -> list[int]:
    """How many run at one moment at most, between each edge and the next one."""
    changes = []
    for stretch in stretches:
        if stretch.end is None or stretch.end > stretch.start:
            changes.append((stretch.start, 1))
            if stretch.end is not None:
                changes.append((stretch.end, -1))
    # At one instant, who goes makes room before the next one comes.
    changes.sort()
    level, at, found = 0, 0, []
    for before, after in pairwise(edges):
        while at < len(changes) and changes[at][0] <= before:
            level += changes[at][1]
            at += 1
        most = level
        while at < len(changes) and changes[at][0] < after:
            level += changes[at][1]
            most = max(most, level)
            at += 1
        found.append(most)
    return found


def _edges(start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    edges = [start]
    while edges[-1] < end:
        edges.append(edges[-1] + step)
    return edges


def _by_step(instants: Iterable[datetime], edges: Sequence[datetime]) -> list[int]:
    counts = [0] * (len(edges) - 1)
    for instant in instants:
        step = _step(instant, edges)
        if step is not None:
            counts[step] += 1
    return counts


def _waits(called: Iterable[Called], edges: Sequence[datetime]) -> list[list[int]]:
    waits: list[list[int]] = [[] for _ in edges[1:]]
    for each in called:
        step = _step(each.at, edges)
        if step is not None:
            waits[step].append(each.waited_s)
    return waits


def _step(instant: datetime, edges: Sequence[datetime]) -> int | None:
    if len(edges) < 2 or not edges[0] <= instant < edges[-1]:
        return None
    return int((instant - edges[0]) / (edges[1] - edges[0]))
