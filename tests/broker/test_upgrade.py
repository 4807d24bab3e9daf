"""From the first release to this one, with everything that an office had in its tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alembic import command
from alembic.config import Config
from redis.asyncio import Redis
from sqlalchemy import Connection, MetaData, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import End, Join, Outcome, QueueId, Stage, VisitId
from broker.figures.ledger import as_text, verify
from broker.migrate import FOLDER, differences, migrate
from broker.stores.database import Database
from broker.stores.line import Line, connect
from broker.stores.visits import hash_of
from tests.support.clock import Clock
from tests.support.office import CITIZEN, MELDEN, open_desk, open_node, waiting

DAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OLD_LIBRARY = """#!lua name=vorsprache_1
redis.register_function('vorsprache_project', function(keys, argv) return 'old' end)
redis.register_function('vorsprache_gone', function(keys, argv) return 'old' end)
"""


def _first_release(connection: Connection) -> MetaData:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    found = MetaData()
    found.reflect(connection)
    return found


def _booking(reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "service": "meldebescheinigung",
        "department": "melden",
        "queue": "melden",
        "channel": "video",
        "name": "Erika Muster",
        "language": "de",
        "gen": 1,
        "sequence": 0,
        "created_by": "public",
        "created_at": DAY,
    }


def _visit(name: str, booking: str, stage: str, version: int, order: str) -> dict[str, Any]:
    window = {"opens_at": DAY, "closes_at": DAY + timedelta(hours=9)}
    return {
        "id": name,
        "booking": booking,
        "queue": "melden",
        "service": "meldebescheinigung",
        "channel": "video",
        "stage": stage,
        "version": version,
        "since": DAY,
        "order": order,
        "call": 0,
        "missed": 0,
        "when_called": "ask",
        "checks": {},
        "moved_at": DAY,
        "serve_until": DAY + timedelta(hours=9),
        "arrived_at": DAY if version else None,
        **window,
    }


def _moves(visit: str, *said: tuple[str, str]) -> list[dict[str, Any]]:
    rows, previous = [], ""
    for version, (name, stage) in enumerate(said, 1):
        row: dict[str, Any] = {
            "visit": visit,
            "version": version,
            "command": name,
            "stage": stage,
            "by": "citizen",
            "actor": "c",
            "op": None,
            "detail": {},
            "previous": previous,
            "at": DAY + timedelta(minutes=version),
        }
        previous = hash_of(row | {"queue": None, "order": None})
        rows.append(row | {"hash": previous})
    return rows


def _rows() -> dict[str, list[dict[str, Any]]]:
    """Something in every table."""
    orders = [f"1-{1_795_000_000_000 + n:013d}-{1_795_000_000_000 + n:013d}" for n in range(2)]
    return {
        "bookings": [_booking(f"AAAA-000{n}") for n in range(4)],
        "catalogues": [{"document": {}, "digest": "d", "imported_at": DAY}],
        "desk_hours": [{"clerk": "anna", "queue": "melden", "opened_at": DAY}],
        "desks": [
            {"clerk": "anna", "name": "Anna", "state": "open", "queues": ["melden"], "since": DAY}
        ],
        "epochs": [{"queue": "melden", "n": 7}],
        "ops": [{"principal": "p", "op": "o", "digest": "d", "at": DAY}],
        "sessions": [
            {
                "hash": "h",
                "audience": "desk",
                "subject": "anna",
                "role": "clerk",
                "departments": ["melden"],
                "created_at": DAY,
                "expires_at": DAY,
            }
        ],
        "contingents": [{"service": "s", "week": "2026-W48", "n": 1, "booking": "AAAA-0000"}],
        "desk_cells": [{"queue": "melden", "desk": 1, "cell": DAY, "booking": "AAAA-0000"}],
        "mails": [
            {
                "booking": "AAAA-0000",
                "kind": "confirmed",
                "recipient": "e@example.org",
                "language": "de",
                "due_at": DAY,
                "attempts": 0,
                "gave_up": False,
            }
        ],
        "visits": [
            _visit("booked", "AAAA-0000", "booked", 0, ""),
            _visit("first", "AAAA-0001", "waiting", 1, orders[0]),
            _visit("second", "AAAA-0002", "waiting", 3, orders[1]),
            _visit("over", "AAAA-0003", "ended", 2, ""),
        ],
        "messages": [{"visit": "first", "n": 1, "seat": "citizen", "text": "x", "at": DAY}],
        "moves": [
            *_moves("first", ("arrive", "waiting")),
            *_moves("second", ("arrive", "waiting"), ("call", "called"), ("send-back", "waiting")),
            *_moves("over", ("arrive", "waiting"), ("leave", "ended")),
        ],
        "session_visits": [{"session": "h", "visit": "first", "gen": 1}],
    }


async def _fill(database: Database) -> None:
    async def fill(connection: AsyncConnection) -> None:
        found = await connection.run_sync(_first_release)
        rows = _rows()
        assert rows.keys() == found.tables.keys() - {"alembic_version"}
        for table in found.sorted_tables:
            if table.name in rows:
                await connection.execute(insert(table), rows[table.name])

    await database.write(fill)


async def test_an_office_of_the_first_release_goes_on_where_it_was(
    empty_url: str, real_redis_url: str, clock: Clock
) -> None:
    """Nobody loses the place, the old history is sound, and the old one and the new one fit."""
    clock.now = DAY + timedelta(minutes=30)
    database = Database(empty_url)
    await _fill(database)
    await migrate(empty_url)
    async with database.read() as connection:
        assert await differences(connection) == []
    verdict = await verify(database)
    assert verdict.sound, as_text(verdict)
    assert (verdict.visits, verdict.moves) == (3, 6)
    node = await open_node(empty_url, real_redis_url, clock)
    anna = await open_desk(node, "anna")
    later = await waiting(node, clock())
    assert (await node.desk.call_next(MELDEN, anna)).visit == "first"
    await node.desk.do(VisitId("first"), Join(), CITIZEN)
    await node.desk.do(VisitId("first"), End(outcome=Outcome.COMPLETED), anna)
    clock.advance(minutes=1)
    assert (await node.desk.call_next(MELDEN, anna)).visit == "second"
    await node.desk.do(VisitId("second"), End(outcome=Outcome.COME_IN_PERSON), anna)
    clock.advance(minutes=1)
    assert (await node.desk.call_next(MELDEN, anna)).visit == later
    verdict = await verify(database)
    assert verdict.sound, as_text(verdict)
    over = await node.visits.get(VisitId("over"))
    assert over is not None
    assert (over.stage, over.reach, over.undo, over.transfers) == (Stage.ENDED, "page", None, 0)
    await node.close()
    await database.close()


async def test_the_functions_of_an_older_release_are_replaced(real_redis_url: str) -> None:
    """Functions have one name in all libraries: the old one has to go, or the new one is refused."""
    redis = Redis.from_url(real_redis_url, decode_responses=True)
    line = Line(connect(real_redis_url))
    await redis.function_flush()
    await redis.function_load(OLD_LIBRARY)
    assert not await line.loaded()
    await line.load()
    assert await line.loaded()
    libraries = [each[each.index("library_name") + 1] for each in await redis.function_list()]
    assert len(libraries) == 1
    assert await line.known(QueueId("melden")) == set()
    await redis.aclose()
    await line.redis.aclose()
