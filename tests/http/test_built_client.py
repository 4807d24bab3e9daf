"""The pages that the broker serves are those of the sources beside it."""

import re
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


# What the baseline (`browserslist` of web-client/package.json: Chrome 97, Firefox 104, Safari 15.4) does
# not know, as it stands in the built files. `guarded`: how a use looks that asks first.
BEYOND: dict[str, tuple[str, str]] = {
    "looking behind in a pattern": (r"\(\?<[=!]", ""),
    "static blocks": (r"\bstatic\{", ""),
    "sets in patterns": (r"/[dgimsuy]*v[dgimsuy]*\.(?:test|exec)\(", ""),
    "copies of arrays": (r"\.(?:toSorted|toReversed|toSpliced)\(", ""),
    "groups": (r"\b(?:Object|Map)\.groupBy\(", ""),
    "sets of sets": (r"\.(?:isSubsetOf|isSupersetOf|symmetricDifference)\(", ""),
    "promises from outside": (r"Promise\.(?:withResolvers|try)\b", ""),
    "signals that wait": (r"AbortSignal\.(?:timeout|any)\b|throwIfAborted", ""),
    "arrays from streams": (r"Array\.fromAsync", ""),
    "addresses that parse": (r"URL\.(?:canParse|parse)\(", ""),
    "letters as people count them": (r"Intl\.Segmenter", ""),
    "scrolling at once": (r"behavior:[`'\"]instant", ""),
    "the end of scrolling": (r"[`'\"]scrollend", ""),
    "idle time": (r"requestIdleCallback", ""),
    "view transitions": (r"startViewTransition", ""),
    "pickers": (r"\.showPicker\(", ""),
    "what can be seen": (r"\.checkVisibility\(", ""),
    "popovers": (r"\.(?:show|hide|toggle)Popover\b", r"\.(?:show|hide|toggle)Popover\?\.\("),
    "activation": (r"\.userActivation\b", r"\.userActivation\?\."),
    "trusted types": (r"\btrustedTypes\b", r"\btrustedTypes\?\.|[`'\"]trustedTypes"),
    "waking": (r"\.wakeLock\b", r"`wakeLock`in navigator"),
    "shaking": (r"navigator\.vibrate\b", r"navigator\.vibrate\?\."),
}


@pytest.mark.parametrize("name", BEYOND)
def test_the_built_client_uses_nothing_beyond_its_baseline_unasked(name: str) -> None:
    """Safari answered "something went wrong on our side" on every page for one such word."""
    used, guarded = BEYOND[name]
    for file in BUILT.glob("**/*.js"):
        text = file.read_text(encoding="utf-8")
        asked = bool(guarded) and re.search(guarded, text) is not None
        assert asked or re.search(used, text) is None, file.name
