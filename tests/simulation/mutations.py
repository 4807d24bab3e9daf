"""`make mutations`: each safeguard is taken out, and something has to notice. A table, and 1 if not.

    python -m tests.simulation.mutations [--at-once] [beginning of a name ...]

`--at-once`: only those that a scene or the failpoints of a command notice. Each is a process of its own,
forked off this one, which has loaded all that the product uses and nothing of the product.
"""

import argparse
import contextlib
import importlib
import multiprocessing
import os
import sys
import time
import traceback

from tests.simulation.safeguards import MUTANTS, named
from tests.simulation.without import Noticed, notice, same_hashes

BUDGET = 100
"""Days that a mutant may live."""
USED = (
    "aiohttp.web aiosqlite alembic.command asyncpg cryptography.fernet lupa.lua51 msgspec"
    " prometheus_client pytest redis.asyncio sqlalchemy.ext.asyncio structlog"
)


def main() -> int:
    """As many at once as there are processors."""
    same_hashes("tests.simulation.mutations")
    parser = argparse.ArgumentParser(prog="make mutations")
    parser.add_argument("--at-once", action="store_true")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    chosen = [named(each) for each in asked.names] if asked.names else list(MUTANTS)
    chosen = [each for each in chosen if not asked.at_once or each.command or each.scene]
    for module in USED.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        found = pool.imap(_tried, [each.name for each in chosen], chunksize=1)
        unnoticed = sum(told(*each) for each in found)
    print(f"{len(chosen)} safeguards taken out: {unnoticed or 'none'} unnoticed")
    return bool(unnoticed)


def _tried(name: str) -> tuple[str, float, Noticed | str | None]:
    began = time.monotonic()
    try:
        noticed: Noticed | str | None = notice(named(name), BUDGET)
    except BaseException:  # noqa: BLE001 # whatever it is, this mutant was not tried
        noticed = traceback.format_exc()[-2000:]
    return name, time.monotonic() - began, noticed


def told(name: str, took_s: float, noticed: Noticed | str | None) -> bool:
    """Says what noticed it; True when nothing did."""
    if not isinstance(noticed, dict):
        print(f"NOT NOTICED: {name} ({took_s:.0f} s)\n{noticed or ''}", flush=True)
        return True
    what = noticed["found"]
    assert isinstance(what, list)
    print(f"{name} ({took_s:.0f} s): {noticed['where']}: {what[0]}"[:300], flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
