"""`vorsprache calibrate`: how often the promised waiting times hold, on days that are played through.

The days are drawn from seeds, and played with the order and the forecast of the product. With
`--moves` it says the same of what a real installation has promised. A promise of "at once" is no range
and does not count. What it prints holds no person.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from typing import TextIO

import msgspec

from broker.core.office_day import KINDS, Kind, office_day
from broker.core.played_day import PlayedDay
from broker.core.promise import Held, Promise, verdict
from broker.settings import Settings
from broker.stores.database import Database
from broker.stores.promises import Promises
from signaling.errors import StoreDown

OK, FAILED = 0, 1
LEAST, MOST = 0.75, 0.85
ENOUGH = 100
LOOKS_BACK = timedelta(days=90)
MOST_RECORDED = 100_000
HEADS = ("people", "waits", "inside", "below", "above", "width")
Judged = tuple[Held, Promise]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How the promises of one kind of day (or queue) held. `below`: called too early; `above`: too
    late; `width_s`: the median width of a range."""

    name: str
    seed: int | None = None
    people: int
    waits: int
    inside: float
    below: float
    above: float
    width_s: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`holds`: whether the share inside is where 80 % should be."""

    holds: bool
    overall: Share
    kinds: list[Share]
    days: list[Share]


def run(*, seeds: int, first: int, as_json: bool, out: TextIO | None = None) -> int:
    """The command, for seeds `first` and on: 0 when the share of all days is within 75 to 85 %."""
    return _print(calibrate(range(first, first + seeds)), as_json=as_json, out=out or sys.stdout)


async def run_on_moves(
    settings: Settings, *, as_json: bool, now: datetime | None = None, out: TextIO | None = None
) -> int:
    """The command with `--moves`: what this installation promised in the last three months."""
    now, out = now or datetime.now(UTC), out or sys.stdout
    database = Database(settings.database_url)
    try:
        report = await recorded(Promises(database), now)
    except StoreDown as error:
        print(f"vorsprache: {error.detail}; was `vorsprache migrate` run?", file=sys.stderr)
        return FAILED
    finally:
        await database.close()
    code = _print(report, as_json=as_json, out=out)
    if report.overall.waits >= ENOUGH:
        return code
    print(f"vorsprache: {report.overall.waits} ranges are too few to judge by.", file=sys.stderr)
    return OK


def calibrate(seeds: Sequence[int], kinds: Sequence[Kind] = KINDS) -> Report:
    """Plays a day of each kind for each seed."""
    days = [(kind, seed) for kind in kinds for seed in seeds]
    # Begun anew, not forked: whoever calls may have threads.
    cores, fresh = min(os.cpu_count() or 1, len(days)), get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=fresh) as pool:
        played = list(pool.map(play, *zip(*days, strict=True)))
    each = [
        share(kind.name, people, judged, seed=seed)
        for (kind, seed), (people, judged) in zip(days, played, strict=True)
    ]
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    people_of: dict[str, int] = defaultdict(int)
    for (kind, _), (people, judged) in zip(days, played, strict=True):
        by_kind[kind.name] += judged
        people_of[kind.name] += people
    return _report(
        [share(name, people_of[name], by_kind[name]) for name in by_kind], by_kind, each
    )


def play(kind: Kind, seed: int) -> tuple[int, list[Judged]]:
    """One day: how many came, and what became of each promise of a range."""
    met = PlayedDay(office_day(kind, seed)).play()
    judged = [
        (each.held, each.promise)
        for each in met
        if each.promise is not None and each.held is not None and each.promise.is_range
    ]
    return len(met), judged


async def recorded(promises: Promises, now: datetime) -> Report:
    """What was promised and came in an installation, by queue. Raises StoreDown."""
    by_queue: dict[str, list[Judged]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for each in await promises.outcomes(since=now - LOOKS_BACK, limit=MOST_RECORDED):
        people[each.queue] += 1
        held = verdict(each.promise, called_at=each.called_at, left_at=each.left_at, now=now)
        if held is not None and each.promise.is_range:
            by_queue[each.queue].append((held, each.promise))
    queues = [share(queue, people[queue], by_queue[queue]) for queue in sorted(people)]
    return _report(queues, by_queue, [])


def share(name: str, people: int, judged: Sequence[Judged], *, seed: int | None = None) -> Share:
    """The figures of some promises; all 0 without any."""
    waits = len(judged)

    def part(wanted: Held) -> float:
        return round(sum(held == wanted for held, _ in judged) / max(1, waits), 4)

    return Share(
        name=name,
        seed=seed,
        people=people,
        waits=waits,
        inside=part("yes"),
        below=part("early"),
        above=part("late"),
        width_s=int(median([p.latest_s - p.earliest_s for _, p in judged] or [0])),
    )


def table(report: Report) -> str:
    """The report for people, a line for each kind of day or queue."""
    wide = max(len(each.name) for each in (*report.kinds, report.overall)) + 2
    lines = ["".join((" " * wide, *(f"{head:>9}" for head in HEADS)))]
    for each in (*report.kinds, report.overall):
        shares = (f"{100 * part:7.1f} %" for part in (each.inside, each.below, each.above))
        width = f"{each.width_s / 60:5.0f} min"
        lines.append("".join((f"{each.name:{wide}}{each.people:9}{each.waits:9}", *shares, width)))
    return "\n".join(lines)


def _report(kinds: list[Share], judged: dict[str, list[Judged]], days: list[Share]) -> Report:
    everything = [each for some in judged.values() for each in some]
    overall = share("all", sum(kind.people for kind in kinds), everything)
    return Report(holds=LEAST <= overall.inside <= MOST, overall=overall, kinds=kinds, days=days)


def _print(report: Report, *, as_json: bool, out: TextIO) -> int:
    print(msgspec.json.encode(report).decode() if as_json else table(report), file=out)
    return OK if report.holds else FAILED
