"""Smoke of the simulation: some days of it, and that the same seed is the same day.

Each run is a program of its own: the simulation replaces the ways out of its process, and its order
depends on the seed of hashes.
"""

import json
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize(
    ("mutant", "seed"),
    [
        ("told before it is committed", 6),
        ("the sweeper does not tell again", 0),
        ("ops are not remembered", 0),
        ("deadlines are not kept", 0),
        ("call-next takes the second", 0),
    ],
)
def test_a_safeguard_that_is_taken_out_is_noticed(mutant: str, seed: int) -> None:
    """All of them: `make mutations`."""
    ran = run(mutant, "1", str(seed), program="tests.simulation.without")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["found"]
