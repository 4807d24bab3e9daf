"""Whatever can happen to a visit has a sentence on the board, in each language."""

import re
from pathlib import Path

import pytest

from broker.core.alerts import Kind
from broker.core.visit import MOVES, By, Stage, command_name

TEXTS = Path(__file__).resolve().parents[2] / "web-client" / "src" / "texts" / "staff"


@pytest.mark.parametrize("language", sorted(path.stem for path in TEXTS.glob("*.ftl")))
def test_no_move_no_actor_and_no_alert_is_shown_as_something_else(language: str) -> None:
    """A new verb without a sentence would read "changed": true, and of no use to anybody."""
    text = (TEXTS / f"{language}.ftl").read_text(encoding="utf-8")
    keys = set(re.findall(r"^([\w-]+) =", text, re.MULTILINE))
    wanted = {f"board-move-{command_name(command)}" for _, command in MOVES}
    wanted |= {f"board-by-{by.value}" for by in By}
    wanted |= {f"board-alert-{kind.value}" for kind in Kind}
    wanted |= {f"desk-stage-{stage.value}" for stage in Stage}
    assert wanted - keys == set()
