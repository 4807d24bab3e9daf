"""The measurements themselves run: a table nobody can make any more is no promise."""

import asyncio
import sys

import pytest


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "part",
    [
        "relay",
        "lines",
        "calling",
        "soak",
        pytest.param("across", marks=pytest.mark.long),
        pytest.param("memory", marks=pytest.mark.long),
    ],
)
async def test_every_part_of_the_table_can_be_measured(part: str) -> None:
    """Tiny, and without judging: the machine of a test run is busy with other things."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench", "--smoke", "--only", part),
        stdout=asyncio.subprocess.PIPE,
    )
    table, _ = await program.communicate()
    assert program.returncode == 0
    assert len(table.splitlines()) >= 3
