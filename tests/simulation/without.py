"""`python -m tests.simulation.without NAME`: the product without one safeguard, until that is noticed.

Prints what noticed it, as JSON, and ends with 0; ends with 1 when nothing did within the budget.
"""

import io
import json
import os
import sys
from contextlib import redirect_stdout

from tests.simulation.mutants import Mutant, check, lua, take_out
from tests.simulation.safeguards import named

Noticed = dict[str, object]


def main() -> int:
    """One mutant, and how many days it may live."""
    same_hashes("tests.simulation.without")
    noticed = notice(named(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(noticed))
    return noticed is None


def same_hashes(program: str) -> None:
    """The order of a set of texts is part of a day: begins this program anew, with a seed for it."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", program, *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )


def notice(mutant: Mutant, days: int) -> Noticed | None:
    """The first finding, and where. To be called once in a process, before the product is imported."""
    check(mutant)
    take_out(mutant)
    # Only now: what is imported here is the product without its safeguard.
    from broker.stores import line  # noqa: PLC0415

    whole = line.library
    line.library = lambda: lua(mutant, whole())
    return by_tests(mutant.tests) if mutant.tests else _by_simulation(mutant, days)


def by_tests(tests: str) -> Noticed | None:
    """The first of these tests that fails."""
    import pytest  # noqa: PLC0415

    class Failures:
        def __init__(self) -> None:
            self.seen: list[str] = []

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                self.seen.append(report.nodeid)

    failures, code = Failures(), 1
    with redirect_stdout(io.StringIO()) as said:
        try:
            code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests.split()], [failures])
        except Exception:
            # What a failed test leaves open may make pytest itself fail after it.
            if not failures.seen:
                raise
    if failures.seen:
        return {"where": failures.seen[0], "found": failures.seen}
    if code != 0:
        raise RuntimeError(said.getvalue())
    return None


def _by_simulation(mutant: Mutant, days: int) -> Noticed | None:
    from tests.simulation.__main__ import a_place, prepare  # noqa: PLC0415
    from tests.simulation.days import make_template, play  # noqa: PLC0415
    from tests.simulation.failpoints import whole_command  # noqa: PLC0415
    from tests.simulation.scenes import play_scene  # noqa: PLC0415

    with a_place() as folder:
        template = make_template(folder, mutant.sql)
        prepare()
        if mutant.scene:
            seen = play_scene(mutant.scene, template, folder)
            return {"where": f"scene {mutant.scene}", "found": seen} if seen else None
        if mutant.command:
            for killed in whole_command(mutant.command, template, folder):
                if killed.found:
                    where = f"{killed.command} killed at step {killed.step}"
                    return {"where": where, "found": killed.found}
            return None
        for seed in range(days):
            if found := play(seed, template, folder).found:
                return {"where": f"seed {seed}", "days": seed + 1, "found": found}
    return None


if __name__ == "__main__":
    sys.exit(main())
