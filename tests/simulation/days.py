"""A simulated day: some people, some nodes, some faults, then quiet, then the oracle.

`play(seed)` is everything; the same seed is the same day to the last message.
"""

import asyncio
import gc
import itertools
import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.catalogues import import_document, sample_document, with_always_open
from broker.core.principal import Principal
from broker.core.visit import QueueId, Visit, VisitId, deadline_of
from broker.stores.database import Database
from broker.stores.tables import bookings
from broker.stores.visits import insert_visit
from tests.simulation import world
from tests.simulation.checks import Watcher, judge
from tests.simulation.faults import trouble
from tests.simulation.people import Asked, Citizen, Clerk, Day
from tests.simulation.world import BEGIN, NUMBERS, World
from tests.support.databases import migrated_file

QUEUES = ("hall", "cars")
ACTIVE_S = 11.0
QUIET_S = 8.5
TIDY_EVERY = 5
_days = itertools.count()


@dataclass
class Judged:
    """What a day came to."""

    seed: int
    found: list[str]
    trace: list[tuple[float, str, str]]
    commands: int
    moves: int
    steps: int


def make_template(folder: Path, change: str = "") -> Path:
    """A migrated database with the catalogue of the simulated office; `change` is done to it."""
    template = migrated_file(folder / "template.db")
    offer = with_always_open(sample_document(), training={queue: queue for queue in QUEUES})
    offer["departments"] = offer["departments"][: len(QUEUES)]

    async def fill() -> None:
        database = Database(f"sqlite+aiosqlite:///{template}")
        await import_document(database, offer, BEGIN)
        await database.close()

    asyncio.run(fill())
    with sqlite3.connect(template) as connection:
        connection.execute(change or "SELECT 1")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return template


async def _live(here: World, day: Day) -> None:
    draw = here.random
    await book(here, day, 3 + draw.randrange(4))
    for number in range(1 + draw.randrange(2)):
        add_clerk(here, day, number)
    for number in range(2 + (draw.random() < 0.2)):
        await here.begin(f"node{number}")
    work = [citizen.live(ACTIVE_S) for citizen in day.citizens]
    work += [clerk.live(ACTIVE_S) for clerk in day.clerks]
    work.append(trouble(here, day, ACTIVE_S))
    tasks = [here.loop.create_task(each) for each in work]
    for task in tasks:
        await task
    await asyncio.sleep(QUIET_S)


def add_clerk(here: World, day: Day, number: int) -> None:
    """Somebody with a desk in both departments."""
    day.clerks.append(Clerk(day, number))
    here.people[f"clerk{number}"] = _clerk(f"clerk{number}")


def _clerk(name: str) -> Principal:
    return Principal(
        audience="desk",
        role="clerk",
        subject=name,
        expires_at=BEGIN + timedelta(days=2),
        name=name.title(),
        departments=frozenset(QUEUES),
    )


async def book(here: World, day: Day, count: int, **fixed: Any) -> None:
    """So many citizens with an appointment or none; `fixed` fields are alike for all."""
    visits = [replace(_visit(here, number), **fixed) for number in range(count)]

    async def change(connection: AsyncConnection) -> None:
        for number, visit in enumerate(visits):
            await connection.execute(insert(bookings).values(_booking(visit, number)))
            await insert_visit(connection, visit, service="hall")

    database = Database(f"sqlite+aiosqlite:///{here.file}")
    await database.write(change)
    await database.close()
    for number, visit in enumerate(visits):
        day.citizens.append(Citizen(day, number, visit.id))
        here.people[f"citizen{number}"] = Principal(
            audience="citizen",
            role="citizen",
            subject=f"citizen{number}",
            expires_at=BEGIN + timedelta(days=2),
            visits={visit.id: 1},
        )


def _visit(here: World, number: int) -> Visit:
    draw = here.random
    start = BEGIN + timedelta(seconds=draw.uniform(-60, 60)) if draw.random() < 0.6 else None
    end = None if start is None else start + timedelta(seconds=60)
    visit = Visit(
        id=VisitId(f"visit{number}"),
        booking=f"ABCD-{number:04d}",
        queue=QueueId(draw.choice(QUEUES)),
        channel="phone" if draw.random() < 0.1 else "video",
        opens_at=BEGIN - timedelta(minutes=15),
        closes_at=(end or BEGIN) + timedelta(minutes=3),
        serve_until=BEGIN + timedelta(seconds=draw.choice([15, 600, 600, 600, 600])),
        since=BEGIN,
        slot_start=start,
        slot_end=end,
    )
    return replace(visit, deadline=deadline_of(visit, NUMBERS.rules()))


def _booking(visit: Visit, number: int) -> dict[str, object]:
    return {
        "reference": visit.booking,
        "service": "hall",
        "department": visit.queue,
        "queue": visit.queue,
        "channel": visit.channel,
        "slot_start": visit.slot_start,
        "slot_end": visit.slot_end,
        "name": f"Person {number}",
        "phone": "+49 351 4880" if visit.channel == "phone" else None,
        "language": "de",
        "gen": 1,
        "sequence": 0,
        "created_by": "test",
        "created_at": BEGIN,
    }


def play(seed: int, template: Path, folder: Path) -> Judged:
    """Lives through the day of a seed and judges it."""
    judged = _played(seed, template, folder)
    # Now, and not in the middle of another day; not after each, because that costs a tenth of it.
    if next(_days) % TIDY_EVERY == 0:
        gc.collect()
    return judged


def _played(seed: int, template: Path, folder: Path) -> Judged:
    found: list[str] = []
    history: list[Asked] = []

    async def whole(here: World) -> None:
        day = Day(here, QUEUES, history)
        watcher = Watcher(here)
        here.watch = watcher.look
        await _live(here, day)
        found.extend(await judge(here, day, watcher))
        watcher.close()

    here = world.run(whole, seed, template, folder)
    return Judged(
        seed=seed,
        found=found + here.loop.mistakes,
        trace=here.trace,
        commands=len(history),
        moves=here.moves,
        steps=here.loop.steps,
    )
