"""`python -m tests.simulation.without NAME`: days without one safeguard, until one is noticed to be bad.

Prints what noticed it, as JSON, and ends with 0; ends with 1 when nothing did within the budget.
"""

import json
import os
import sys

from tests.simulation.mutants import Mutant, lua, named, take_out


def main() -> int:
    """One mutant; `--days N` of it at most, from `--first`."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "tests.simulation.without", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    mutant, days, first = named(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    take_out(mutant)
    noticed = notice(mutant, range(first, first + days))
    print(json.dumps(noticed))
    return noticed is None


def notice(mutant: Mutant, seeds: range) -> dict[str, object] | None:
    """The first finding, and where."""
    # Only now: what is imported here is the product without its safeguard.
    from tests.simulation import redis  # noqa: PLC0415
    from tests.simulation.__main__ import a_place, prepare  # noqa: PLC0415
    from tests.simulation.days import make_template, play  # noqa: PLC0415
    from tests.simulation.failpoints import whole_command  # noqa: PLC0415

    redis.altered.append(lambda source: lua(mutant, source))
    with a_place() as folder:
        template = make_template(folder, mutant.sql)
        prepare()
        if mutant.command:
            for killed in whole_command(mutant.command, template, folder):
                if killed.found:
                    where = f"{killed.command} killed at step {killed.step}"
                    return {"where": where, "found": killed.found}
            return None
        for number, seed in enumerate(seeds, start=1):
            if found := play(seed, template, folder).found:
                return {"where": f"seed {seed}", "days": number, "found": found}
    return None


if __name__ == "__main__":
    sys.exit(main())
