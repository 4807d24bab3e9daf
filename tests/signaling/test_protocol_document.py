"""PROTOCOL.md says what the structs and the error list say: a document nobody checks grows wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

import signaling
from signaling import errors, messages
from signaling.messages import ClientMessage, Outcome, ServerMessage
from signaling.session import ALLOWED

TEXT = (Path(signaling.__file__).parent / "PROTOCOL.md").read_text()
ONE_LINE = re.sub(r"\s+", " ", TEXT)
SNAPSHOTS = get_args(messages.Snapshot)
ROWS = (
    *(messages.CitizenVisit, messages.VisitRow, messages.QueueRow, messages.DeskView),
    *(messages.MoveRow, messages.Peer, messages.Checks, messages.MediaStats),
)


def fields_of(kind: type[Any]) -> str:
    """As the page writes them: `{op, visit?}`."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    names = (f"{field.encode_name}{'' if field.required else '?'}" for field in described.fields)
    return "{" + ", ".join(names) + "}"


@pytest.mark.parametrize(
    "kind",
    [*get_args(ClientMessage), *get_args(ServerMessage), *SNAPSHOTS],
    ids=lambda kind: kind.__name__,
)
def test_every_message_is_there_with_all_its_fields(kind: type[msgspec.Struct]) -> None:
    """And a field that may be left out has its question mark."""
    assert f"`{kind.__struct_config__.tag} {fields_of(kind)}`" in ONE_LINE


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_every_row_is_there_with_all_its_fields(kind: type[Any]) -> None:
    """The parts that snapshots and deltas are made of."""
    assert f"`{fields_of(kind)}`" in ONE_LINE


def columns() -> Iterator[tuple[str, set[str]]]:
    """The rows of "What a client says": tag, and the audiences with an x."""
    for line in TEXT.splitlines():
        found = re.match(r"\| `([a-z-]+) \{.*?\}` \|(.*?)\|(.*?)\|(.*?)\|", line)
        if found and found[2].strip() in ("", "x") and found[3].strip() in ("", "x"):
            audiences = zip(("citizen", "desk", "board"), found.groups()[1:], strict=True)
            yield found[1], {name for name, cell in audiences if cell.strip() == "x"}


def test_the_columns_are_the_table_of_the_session() -> None:
    """Who may ever say what."""
    said = {
        str(kind.__struct_config__.tag): {name for name, row in ALLOWED.items() if kind in row}
        for kind in get_args(ClientMessage)
        if kind is not messages.Hello
    }
    assert dict(columns()) == said


def test_every_close_code_is_there_with_its_reason() -> None:
    """A client decides by them whether to come back."""
    problems = [
        problem
        for problem in vars(errors).values()
        if isinstance(problem, type) and issubclass(problem, errors.Problem)
    ]
    codes = {(one.close_code, one.slug) for one in problems if one.close_code is not None}
    assert len(codes) >= 9
    for code, slug in codes:
        assert f"| {code} | `{slug}` |" in TEXT


def test_every_outcome_is_named() -> None:
    """A closed set."""
    for outcome in get_args(Outcome):
        assert f"`{outcome}`" in TEXT
