"""Smoke of the simulation: some days of it, and that the same seed is the same day.

Each run is a program of its own: the simulation replaces the ways out of its process, and its order
depends on the seed of hashes.
"""

import subprocess
import sys

import pytest

from tests.simulation.mutants import Mutant, check
from tests.simulation.safeguards import MUTANTS

WITHIN_S = 300
pytestmark = pytest.mark.timeout(WITHIN_S)


def begin(*arguments: str, program: str = "tests.simulation") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def whole(running: subprocess.Popen[str]) -> str:
    said, _ = running.communicate(timeout=WITHIN_S)
    assert running.returncode == 0, said
    return said


def test_days_scenes_and_dying_nodes_find_nothing() -> None:
    """Thousands of days: `make simulate`; each command, killed at each step: `make failpoints`."""
    whole(begin("--seeds", "14", "--scenes", "--failpoints", "call-next", "--workers", "2"))


def test_the_same_seed_is_the_same_day() -> None:
    """Else a finding could not be looked at."""
    first, second = map(whole, [begin("--seed", "5"), begin("--seed", "5")])
    assert len(first.splitlines()) > 100
    assert first == second


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_no_mutant_is_older_than_the_product(mutant: Mutant) -> None:
    """What it takes out is there, once."""
    check(mutant)


def test_a_safeguard_that_is_taken_out_is_noticed() -> None:
    """Some that a scene or a dying node shows at once. All of them: `make mutations`."""
    some = ("Redis is not", "a transferred visit", "a call does not", "the sweeper does not")
    whole(begin(*some, program="tests.simulation.mutations"))
