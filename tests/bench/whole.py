"""The whole broker as it ships: a town on a real redis-server, with guests booked in."""

import logging
import os
import statistics
import sys
import tempfile
import time

import structlog
import uvloop
from sqlalchemy import update

from broker.migrate import migrate
from broker.stores.tables import epochs
from tests.bench.programs import options, questions, say
from tests.support.redis import running_redis
from tests.support.town import Town, open_town


async def main() -> None:
    """Serves until stdin ends; books guests and signs in clerks when asked."""
    given = options()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        await migrate(url)
        async with (
            running_redis() as redis,
            open_town(url, redis.url, nodes=given.get("nodes", 1)) as town,
        ):
            ports = [int(api.split(":")[2].split("/")[0]) for api in town.apis]
            say(port=ports[0], ports=ports, pids=[redis.pid])
            async for question in questions():
                say(**await answered(town, **question))
            for node in town.nodes:
                await node.drain()


async def answered(
    town: Town, guests: int = 0, clerks: int = 0, commits: int = 0
) -> dict[str, object]:
    """New walk-ins, already in the line, as tokens and visits; new clerks, as tokens.

    `commits` asks what a commit of one row takes here: the floor of every move.
    """
    return {
        "commit_p50_ms": statistics.median([await commit_ms(town) for _ in range(commits)] or [0]),
        "guests": [await walked_in(town) for _ in range(guests)],
        "clerks": [town.staff(name=f"Clerk {os.urandom(4).hex()}") for _ in range(clerks)],
    }


async def commit_ms(town: Town) -> float:
    """One transaction with one written row."""
    begun = time.perf_counter()
    await town.nodes[0].database.write(
        lambda connection: connection.execute(update(epochs).values(n=epochs.c.n + 1))
    )
    return (time.perf_counter() - begun) * 1000


async def walked_in(town: Town) -> tuple[str, str]:
    """The token of a walk-in's link, and the visit."""
    guest = await town.walk_in()
    return guest.token, guest.visit


if __name__ == "__main__":
    uvloop.run(main())
