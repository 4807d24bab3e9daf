"""The pages that the broker serves are those of the sources beside it."""

from pathlib import Path

import pytest

from hatch_build import STAMP, fingerprint, source_files

ROOT = Path(__file__).resolve().parents[2]
SOURCE, BUILT = ROOT / "web-client", ROOT / "broker" / "_web"


def test_the_built_client_is_that_of_its_sources() -> None:
    """Else every browser test looks at yesterday's client, and what was mended there fails still.

    `pip install` leaves a fingerprint of the sources; after `make web` only the times can tell.
    """
    if not (BUILT / "index.html").is_file():
        pytest.skip("the web client is not built")
    stamp = BUILT / STAMP
    if stamp.is_file():
        assert stamp.read_text() == fingerprint(SOURCE), "the built client is old: make web"
        return
    built_at = (BUILT / "index.html").stat().st_mtime
    newer = [
        str(path.relative_to(ROOT))
        for path in source_files(SOURCE)
        if path.stat().st_mtime > built_at
    ]
    assert newer == [], "newer than the built client: make web"
