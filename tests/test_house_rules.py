"""Rules of the house that no linter knows."""

import re
from pathlib import Path
from typing import get_args

from broker.announce import SEATS as ANNOUNCED
from broker.core import visit
from broker.core.diagram import mermaid
from broker.stores.line import SEATS as STORED
from signaling import messages

ROOT = Path(__file__).parents[1]


def test_the_state_diagram_in_the_papers_is_the_table() -> None:
    """`vorsprache schema` writes it; a changed table without it would be a lie."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    found = re.search(
        r"<!-- diagram -->\n```mermaid\n(.*?)\n```\n<!-- /diagram -->", text, re.DOTALL
    )
    assert found is not None
    assert found[1] == mermaid()


def test_the_words_of_the_core_are_the_words_of_the_wire() -> None:
    """One word per thing: stages, outcomes and seats are spelt the same everywhere."""
    assert set(get_args(messages.Stage)) == {stage.value for stage in visit.Stage}
    assert set(get_args(messages.Outcome)) == {outcome.value for outcome in visit.Outcome}
    assert get_args(messages.SeatName) == ANNOUNCED == STORED


def test_nothing_in_the_core_looks_at_a_clock() -> None:
    """`now` is an argument; a deadline is data."""
    for source in (ROOT / "broker" / "core").glob("*.py"):
        text = source.read_text()
        assert not re.search(r"\.(utc)?now\(|time\.(time|monotonic)\(|sleep\(", text), source.name
