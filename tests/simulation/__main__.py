"""`make simulate`: many days, on all cores; one day with everything that happened in it.

    python -m tests.simulation --seeds 10000 [--first 0] [--workers 2]
    python -m tests.simulation --seed 4711
    python -m tests.simulation --failpoints [arrive transfer ...]
    python -m tests.simulation --kill transfer 3
    python -m tests.simulation --scenes [unheard ...]            (these three may be asked for together)

Ends with 1 when a day found something. The same seed is the same day on every machine and in every run:
the order of sets of texts depends on PYTHONHASHSEED, so this program begins itself anew with 0.
"""

import argparse
import gc
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.simulation.days import make_template, play
from tests.simulation.failpoints import COMMANDS, Killed, kill_at, whole_command
from tests.simulation.scenes import SCENES, play_scene
from tests.simulation.without import same_hashes
from tests.simulation.world import quiet_logs

AGAIN = "make simulate SEED={}"
KILL = "make failpoints ARGS='--kill {} {}'"
SHOWN = 5
PROGRESS = 100
_folder: list[Path] = []


def main() -> int:
    """What the command line asks for."""
    same_hashes("tests.simulation")
    parser = argparse.ArgumentParser(prog="make simulate")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--failpoints", nargs="*", metavar="COMMAND")
    parser.add_argument("--kill", nargs=2, metavar=("COMMAND", "STEP"))
    parser.add_argument("--scenes", nargs="*", metavar="SCENE")
    asked = parser.parse_args()
    if asked.kill is not None:
        return kill(asked.kill[0], int(asked.kill[1]))
    if asked.seed is not None:
        return one(asked.seed)
    bad = asked.scenes is not None and scenes(asked.scenes or list(SCENES))
    if asked.failpoints is not None:
        bad |= failpoints(asked.failpoints or list(COMMANDS), asked.workers)
    if asked.seeds is not None:
        bad |= many(range(asked.first, asked.first + asked.seeds), asked.workers)
    return int(bad)


@contextmanager
def a_place() -> Iterator[Path]:
    """A folder in memory, where there is one: a day writes a database and forgets it."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="simulation-", dir=memory if memory.is_dir() else None
    ) as folder:
        yield Path(folder)


def prepare() -> None:
    """What every process of this program does once."""
    warnings.simplefilter("ignore")
    logging.disable()
    # Who is killed leaves coroutines behind, and what they say when they are let go says nothing.
    sys.unraisablehook = lambda _: None
    quiet_logs()
    gc.collect()
    gc.freeze()
    gc.disable()


def one(seed: int) -> int:
    """One day, told from its beginning to its end."""
    with a_place() as folder:
        template = make_template(folder)
        prepare()
        judged = play(seed, template, folder)
    tell(judged.trace)
    print(f"\nseed {seed}: {judged.commands} commands, {judged.moves} moves")
    for each in judged.found:
        print(f"  {each}")
    return bool(judged.found)


def kill(command: str, step: int) -> int:
    """One command, killed at one step, told from its beginning to its end."""
    with a_place() as folder:
        template = make_template(folder)
        prepare()
        killed = kill_at(command, step, template, folder)
    tell(killed.trace)
    print(f"\n{command}, killed before `{killed.at}`")
    for each in killed.found:
        print(f"  {each}")
    return bool(killed.found)


def failpoints(commands: list[str], workers: int) -> int:
    """Each command, killed at every step after its commit."""
    found = steps = 0
    with a_place() as folder:
        template = make_template(folder)
        with ProcessPoolExecutor(workers, initializer=_begin, initargs=(template, folder)) as pool:
            for command, all_of_it in zip(
                commands, pool.map(_whole_command, commands), strict=True
            ):
                steps += len(all_of_it)
                print(f"{command}: killed at {len(all_of_it)} steps", flush=True)
                for killed in all_of_it:
                    if killed.found:
                        found += 1
                        print(f"  before `{killed.at}`: `{KILL.format(command, killed.step)}`")
                        print("\n".join(f"    {each}" for each in killed.found[:SHOWN]))
    print(f"{len(commands)} commands, {steps} steps: {found or 'none'} with findings")
    return bool(found)


def scenes(names: list[str]) -> int:
    """Some scenes, or all."""
    with a_place() as folder:
        template = make_template(folder)
        prepare()
        found = {name: play_scene(name, template, folder) for name in names}
    for name, what in found.items():
        print(f"{name}: {what[:SHOWN] or 'as promised'}")
    return any(found.values())


def tell(trace: list[tuple[float, str, str]]) -> None:
    """Everything that happened."""
    for at, who, what in trace:
        print(f"{at:9.4f}  {who:10}  {what}")


def many(seeds: range, workers: int) -> int:
    """Many days; tells of each that found something how to see it again."""
    began, found, commands, moves = time.monotonic(), 0, 0, 0
    with a_place() as folder:
        template = make_template(folder)
        with ProcessPoolExecutor(workers, initializer=_begin, initargs=(template, folder)) as pool:
            days = pool.map(_play, seeds, chunksize=4)
            for played, (seed, what, said, moved) in enumerate(days, 1):
                commands, moves = commands + said, moves + moved
                if played % PROGRESS == 0:
                    took = time.monotonic() - began
                    print(f"{played} days in {took:.0f} s, {found} with findings", flush=True)
                if what:
                    found += 1
                    print(f"seed {seed}: see it again with `{AGAIN.format(seed)}`")
                    for each in what[:SHOWN]:
                        print(f"  {each}", flush=True)
    took = time.monotonic() - began
    print(
        f"{len(seeds)} days, {commands} commands, {moves} moves in {took:.0f} s"
        f" on {workers} processes: {found or 'none'} with findings"
    )
    return bool(found)


_template: list[Path] = []


def _begin(template: Path, folder: Path) -> None:
    own = folder / str(os.getpid())
    own.mkdir()
    _folder.append(own)
    _template.append(template)
    prepare()


def _play(seed: int) -> tuple[int, list[str], int, int]:
    judged = play(seed, _template[0], _folder[0])
    return seed, judged.found, judged.commands, judged.moves


def _whole_command(command: str) -> list[Killed]:
    return [
        replace(killed, trace=[]) for killed in whole_command(command, _template[0], _folder[0])
    ]


if __name__ == "__main__":
    sys.exit(main())
