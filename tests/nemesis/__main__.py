"""`make nemesis`: plays one day, judges it, prints the verdict; exit code 1 when a promise was broken."""

import argparse
import asyncio
import signal
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.nemesis.day import Plan, play
from tests.nemesis.oracle.facts import read
from tests.nemesis.oracle.verdict import as_text, judge


def main() -> int:
    """0 when all promises were kept."""
    asked = _asked()
    # Who is told to stop takes the servers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(asked.judge) if asked.judge else _folder(asked.folder)
    if not asked.judge:
        plan = Plan(
            seed=asked.seed,
            duration_s=asked.duration,
            database=asked.db,
            redis=asked.redis,
            nodes=asked.nodes,
            citizens=asked.citizens,
            only=asked.faults,
        )
        print(f"a day of {plan.duration_s:.0f} s; again: {plan.command}", flush=True)
        begin = time.monotonic()
        asyncio.run(play(plan, folder))
        print(f"played in {time.monotonic() - begin:.0f} s")
    verdict = judge(read(folder))
    text = as_text(verdict)
    (folder / "verdict.txt").write_text(text)
    print(text)
    print(f"history, rows and logs: {folder}")
    return 1 if verdict.violations else 0


def _folder(name: str) -> Path:
    if not name:
        return Path(mkdtemp(prefix="nemesis-day-"))
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="make nemesis", description=__doc__)
    reader.add_argument("--duration", type=float, default=60.0, help="seconds")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--redis", choices=("plain", "sentinel"), default="plain")
    reader.add_argument("--nodes", type=int, default=3)
    reader.add_argument("--citizens", type=int, default=24, help="at a time")
    reader.add_argument("--faults", default="", help="only these, with commas; none: no fault")
    reader.add_argument("--folder", default="", help="where the history is kept")
    reader.add_argument("--judge", default="", help="judge the day in this folder again")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
