"""A short day in the suite; whole days are played by `make nemesis`."""

from pathlib import Path

import pytest

from tests.nemesis.day import Plan, play
from tests.nemesis.oracle.facts import read
from tests.nemesis.oracle.verdict import as_text, judge

FEW = "node-killed,redis-emptied,subscriptions-cut,redis-frozen"


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_a_short_day_with_a_few_faults_breaks_no_promise(tmp_path: Path) -> None:
    plan = Plan(seed=40, duration_s=8.0, nodes=2, citizens=8, clerks=2, only=FEW)
    await play(plan, tmp_path)
    verdict = judge(read(tmp_path))
    assert not verdict.violations, as_text(verdict)
    assert verdict.facts.faults


def test_one_seed_is_one_script() -> None:
    """What people mean to do and what breaks can be played again."""
    first, again, other = (Plan(seed=seed).troubles() for seed in (7, 7, 8))
    assert first == again
    assert first != other
