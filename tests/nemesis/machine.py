"""`python -m tests.nemesis.machine serve`: a node on a machine whose clock is so many seconds off as a file says.

The file is read whenever the clock is: it may be put while the node runs.
"""

import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from broker import app
from broker.__main__ import main
from broker.clock import OfficeClock, utc_now

CLOCK_FILE = "NEMESIS_CLOCK_FILE"


def put(environment: Mapping[str, str], off_s: int) -> None:
    """From now on that machine's clock is so many seconds off."""
    Path(environment[CLOCK_FILE]).write_text(str(off_s))


def machine() -> datetime:
    """What the clock of this machine says."""
    file = Path(os.environ[CLOCK_FILE])
    return utc_now() + timedelta(seconds=float(file.read_text()) if file.exists() else 0.0)


class OfThatMachine(OfficeClock):
    """The clock of a node that runs there."""

    def __init__(self) -> None:
        super().__init__(machine)


if __name__ == "__main__":
    with patch.object(app, "OfficeClock", OfThatMachine):
        sys.exit(main(sys.argv[1:]))
