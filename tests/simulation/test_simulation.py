"""Smoke of the simulation: some days of it, and that the same seed is the same day.

Each run is a program of its own: the simulation replaces the ways out of its process, and its order
depends on the seed of hashes.
"""

import json
import subprocess
import sys

import pytest

from tests.simulation.mutants import MUTANTS

WITHIN_S = 400
pytestmark = pytest.mark.timeout(WITHIN_S)


def run(*arguments: str, program: str = "tests.simulation") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )


def test_simulated_days_find_nothing() -> None:
    """Thousands of them: `make simulate`."""
    ran = run("--seeds", "12", "--workers", "2")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_same_seed_is_the_same_day() -> None:
    """Else a finding could not be looked at."""
    first, second = run("--seed", "5"), run("--seed", "5")
    assert first.returncode == 0, first.stdout + first.stderr
    assert len(first.stdout.splitlines()) > 100
    assert first.stdout == second.stdout


def test_a_node_may_die_after_each_step_of_a_command() -> None:
    """All commands: `make failpoints`."""
    ran = run("--failpoints", "arrive", "call-next", "--workers", "2")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("mutant", [each.name for each in MUTANTS if each.command])
def test_a_safeguard_that_is_taken_out_is_noticed(mutant: str) -> None:
    """All of them: `make mutations`. A day changes with every step of the product, a scene does not."""
    ran = run(mutant, "1", "0", program="tests.simulation.without")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["found"]
