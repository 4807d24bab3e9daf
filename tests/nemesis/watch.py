"""Looks at SQL and Redis all day long, as anybody could: is the line in Redis that of SQL?"""

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from redis.exceptions import RedisError

from tests.nemesis.databases import DayDatabase, Row
from tests.nemesis.history import History
from tests.nemesis.redises import RedisPlace, lines
from tests.nemesis.town import QUEUES
from tests.support.cluster import NodeProgram

EVERY_S = 0.2
UNREADABLE: tuple[type[Exception], ...] = (
    RedisError,
    OSError,
    TimeoutError,
    sqlite3.Error,
    asyncpg.PostgresError,
)
UNREADABLE += (asyncpg.InterfaceError, asyncpg.InternalClientError)


def line_of(rows: list[Row]) -> dict[str, list[str]]:
    """Who waits in each queue, by SQL, in order."""
    waiting = sorted(
        (row["order"], row["id"], row["queue"]) for row in rows if row["stage"] == "waiting"
    )
    return {queue: [visit for _, visit, where in waiting if where == queue] for queue in QUEUES}


def doubled(rows: list[Row]) -> list[str]:
    """Clerks with more than one open call."""
    counts = Counter(row["clerk"] for row in rows if row["stage"] in ("called", "in-call"))
    return [clerk for clerk, n in counts.items() if n > 1]


async def compare(database: DayDatabase, redis: RedisPlace) -> dict[str, Any] | None:
    """Whether they agree; None when something moved meanwhile, or cannot be read."""
    try:
        async with asyncio.timeout(3.0):
            before = await database.live()
            there = await lines(redis)
            after = await database.live()
    except UNREADABLE:
        return None
    if before != after:
        return None
    here = line_of(before)
    differs = {
        queue: [here[queue], there[queue]] for queue in QUEUES if here[queue] != there[queue]
    }
    return {"equal": not differs, "differs": differs, "doubled": doubled(before)}


async def watch(history: History, database: DayDatabase, redis: RedisPlace) -> None:
    """Notes every change of the answer, and every answer while it is "no"."""
    last = None
    while True:
        found = await compare(database, redis)
        if found is not None and (not found["equal"] or found != last):
            history.note("watch", **found)
        elif found is not None:
            history.note("watch", equal=True)
        last = found
        await asyncio.sleep(EVERY_S)


async def figures(
    history: History, nodes: list[NodeProgram], client: aiohttp.ClientSession
) -> None:
    """How long each node's loop was held up, and its memory."""
    while True:
        for node in nodes:
            if (found := await _figures(node, client)) is not None:
                history.note("figures", **found)
        await asyncio.sleep(1.0)


def _status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


async def _figures(node: NodeProgram, client: aiohttp.ClientSession) -> dict[str, Any] | None:
    if node.program is None or node.program.returncode is not None:
        return None
    limit = aiohttp.ClientTimeout(total=1.0)
    try:
        async with client.get(f"http://127.0.0.1:{node.port}/metrics", timeout=limit) as answer:
            text = await answer.text()
        status = _status(node.program.pid)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if line and line[0] != "#")
    rss = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "node": node.name,
        "rss_mb": round(int(rss) / 1024, 1),
        "lag_s": float(values.get("vorsprache_loop_lag_seconds", 0)),
        "busy_s": float(values.get("vorsprache_loop_busy_seconds", 0)),
    }
