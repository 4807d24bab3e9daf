"""`make mutations`: each safeguard is taken out, and something has to notice. A table, and 1 if not."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.simulation.mutants import MUTANTS, Mutant

BUDGET = 60
"""Days that a mutant may live."""


def main() -> int:
    """All of them, as many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(tried, MUTANTS))


def tried(mutant: Mutant) -> bool:
    """Plays days without the safeguard; True when nobody noticed."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.simulation.without", mutant.name, str(BUDGET), "0"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        noticed = json.loads(ran.stdout)
    except ValueError:
        noticed = None
    if not noticed:
        print(f"NOT NOTICED: {mutant.name}\n{ran.stderr[-2000:]}", flush=True)
        return True
    print(f"{mutant.name}: {noticed['where']}: {noticed['found'][0]}", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
