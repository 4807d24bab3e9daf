"""The fairness ledger as it stands in SQL: is the chain whole, and does every overtaking have a reason?

`vorsprache ledger verify` reads all moves twice: visit by visit for the chain of hashes, then queue by
queue in the order of time for the fairness. It changes nothing.

What it proves: that no move was changed, taken out, put in between or cut off by somebody who did not
also write the chain anew; that each visit stands where its last move has put it; and that every call
before somebody else has a reason on record. What it cannot prove against whoever may write to the
database and knows this source: the hashes have no key, so a chain that was written anew from its first
changed move on is whole again, and so is one that was made up as a whole; a visit that was deleted with
all of its moves is missed by nobody here. For that, keep the answers of `verify --json`, or a copy of
the last hashes, where the writers of the database cannot reach them. The times are those of the nodes'
clocks; a note and a case reference are in no hash, because they can be deleted.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from broker.core.ledger import SAME_MOMENT, Cause, Overtaking, Step, before, check, in_time
from broker.core.visit import QueueId, Stage, VisitId
from broker.stores.database import Database
from broker.stores.tables import moves, visits
from broker.stores.visits import hash_of

LOOKS_BACK = timedelta(hours=16)
"""A citizen's question goes back so far: longer than any office is open."""


AT_ONCE = 500
"""Moves taken without a break: a few milliseconds."""


@dataclass(slots=True)
class Verdict:
    """What `verify` found. Sound when `broken` and `unexplained` are empty."""

    visits: int = 0
    moves: int = 0
    calls: int = 0
    broken: list[str] = field(default_factory=list)
    overtakings: Counter[Cause] = field(default_factory=Counter)
    unexplained: list[Overtaking] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing was changed afterwards, and nobody was passed by without a reason."""
        return not self.broken and not self.unexplained


async def verify(database: Database) -> Verdict:
    """Checks every move of the installation. Raises StoreDown."""
    verdict = Verdict()
    await _check_chains(database, verdict)
    await _check_order(database, verdict)
    return verdict


def as_json(verdict: Verdict) -> str:
    """For programs: counts, and what is wrong by visit. Ids of visits name nobody."""
    return json.dumps(
        {
            "sound": verdict.sound,
            "visits": verdict.visits,
            "moves": verdict.moves,
            "calls": verdict.calls,
            "overtakings": {str(cause): n for cause, n in sorted(verdict.overtakings.items())},
            "broken": verdict.broken,
            "unexplained": [
                {"visit": each.visit, "before": each.other, "at": each.at.isoformat()}
                for each in verdict.unexplained
            ],
        }
    )


def as_text(verdict: Verdict) -> str:
    """For people."""
    lines = [f"{verdict.visits} visits, {verdict.moves} moves, {verdict.calls} calls"]
    lines += [f"overtaken, {cause}: {n}" for cause, n in sorted(verdict.overtakings.items())]
    lines += [f"broken chain: {where}" for where in verdict.broken]
    lines += [
        f"no reason: {each.visit} was called before {each.other} at {each.at:%Y-%m-%d %H:%M:%S}"
        for each in verdict.unexplained
    ]
    lines.append("sound" if verdict.sound else "NOT SOUND")
    return "\n".join(lines)


async def why(
    database: Database, queue: QueueId, visit: VisitId, now: datetime
) -> dict[Cause, int]:
    """How many were called before a waiting visit since it entered its queue, by cause.

    Counted on another thread: a day may be long, and sockets are served meanwhile.
    """
    steps = await steps_since(database, queue, visit, now)
    return await asyncio.to_thread(lambda: before(queue, visit, in_time(steps)))


async def steps_since(
    database: Database, queue: QueueId, visit: VisitId, now: datetime
) -> list[Step]:
    """What `why` needs: the moves of all who moved in a queue since this visit entered it."""
    lately = moves.c.at >= now - LOOKS_BACK
    first = select(func.min(moves.c.at)).where(moves.c.visit == visit, moves.c.queue == queue)
    steps: list[Step] = []
    async with database.read() as connection:
        entered = await connection.scalar(first.where(lately)) or now
        # Whoever was gone before, or has not moved since, was not called before this one.
        since = moves.c.at >= entered - SAME_MOMENT
        touched = select(moves.c.visit).where(moves.c.queue == queue, since)
        query = _placed().where(moves.c.visit.in_(touched), lately)
        async with connection.stream(query) as result:
            async for rows in result.partitions(AT_ONCE):
                steps += map(_step, rows)
                await asyncio.sleep(0)
    return steps


async def _check_chains(database: Database, verdict: Verdict) -> None:
    previous, last, version = "", None, 0
    async for row in _rows(database, select(moves).order_by(moves.c.visit, moves.c.version)):
        verdict.moves += 1
        if row.visit != last:
            verdict.visits += 1
            previous, last, version = "", row.visit, 0
        version += 1
        if (
            row.previous != previous
            or row.hash != hash_of(dict(row._mapping))
            or row.version != version
        ):
            verdict.broken.append(f"{row.visit} at version {row.version}")
        previous = row.hash
    await _check_ends(database, verdict)


async def _check_ends(database: Database, verdict: Verdict) -> None:
    """A chain that was cut off at its end is whole in itself; the visit knows how long it is, and
    stands where its last move has put it: a booked one has none."""
    longest = (
        select(moves.c.visit, func.max(moves.c.version).label("version"))
        .group_by(moves.c.visit)
        .subquery()
    )
    query = (
        select(visits.c.id, visits.c.version)
        .outerjoin(longest, longest.c.visit == visits.c.id)
        .where(visits.c.version != func.coalesce(longest.c.version, 0))
    )
    async for row in _rows(database, query):
        verdict.broken.append(f"{row.id}: moves are missing up to version {row.version}")
    last = (moves.c.visit == visits.c.id) & (moves.c.version == visits.c.version)
    stands = func.coalesce(moves.c.stage, Stage.BOOKED.value) == visits.c.stage
    # Moves of the first release say nothing of queue and order.
    stands &= func.coalesce(moves.c.queue, visits.c.queue) == visits.c.queue
    stands &= func.coalesce(moves.c.order, visits.c.order) == visits.c.order
    elsewhere = select(visits.c.id, visits.c.version).outerjoin(moves, last).where(~stands)
    async for row in _rows(database, elsewhere):
        verdict.broken.append(f"{row.id}: is not where version {row.version} has put it")


async def _check_order(database: Database, verdict: Verdict) -> None:
    steps: dict[str, list[Step]] = defaultdict(list)
    seen: dict[str, set[str]] = defaultdict(set)
    found = [_step(row) async for row in _rows(database, _placed())]
    for step in in_time(found):
        verdict.calls += step.command == "call"
        seen[step.visit].add(step.queue)
        # A step out of a queue concerns that queue, too.
        for queue in seen[step.visit]:
            steps[queue].append(step)
    for queue, of_queue in steps.items():
        for overtaking in check(queue, of_queue):
            if overtaking.cause is None:
                verdict.unexplained.append(overtaking)
            else:
                verdict.overtakings[overtaking.cause] += 1


async def _rows(database: Database, query: Select[Any]) -> AsyncIterator[Row[Any]]:
    async with database.read() as connection, connection.stream(query) as result:
        async for row in result:
            yield row


_STEP = tuple(moves.c[each.name] for each in fields(Step))


def _placed() -> Select[Any]:
    # Moves of the first release say nothing of queue and order.
    return select(*_STEP).where(moves.c.queue.is_not(None))


def _step(row: Row[Any]) -> Step:
    # Thousands for one question: by position, because looking up names takes as long as the rest.
    return Step(*tuple(row))
