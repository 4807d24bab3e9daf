"""Log lines: JSON, whole, and free of everything that could be somebody's."""

import ast
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from broker.logs import KEYS, LONGEST_TEXT, set_up_logging

ROOT = Path(__file__).resolve().parents[2]
CANARY = "Kanarienvogel-4711"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What this process would write to stderr; everything is as before afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers, root.level
    set_up_logging("debug", stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers, level = before
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Each line is one JSON document."""
    return [json.loads(line) for line in stream.getvalue().rstrip("\n").split("\n")]


def test_a_line_is_json_with_time_and_level(out: io.StringIO) -> None:
    """For machines first; people have jq."""
    structlog.get_logger("x").info("visit.moved", visit="v1", to="waiting")
    (line,) = lines(out)
    assert line["at"].endswith("Z")
    assert {key: line[key] for key in ("event", "level", "visit", "to")} == {
        "event": "visit.moved",
        "level": "info",
        "visit": "v1",
        "to": "waiting",
    }


def test_a_key_that_nobody_allowed_does_not_leave(out: io.StringIO) -> None:
    """Whoever logs a name by mistake logs nothing."""
    log = structlog.get_logger("x").bind(token=CANARY)
    log.warning("http.failed", name=CANARY, email=CANARY, sdp=CANARY, route={"x": CANARY})
    assert CANARY not in out.getvalue()
    assert "http.failed" in out.getvalue()


def test_an_exception_is_told_without_its_words(out: io.StringIO) -> None:
    """Its message may quote a person; its types and places are what a developer needs."""
    try:
        try:
            raise ValueError(f"{CANARY} is no name")
        except ValueError as error:
            raise RuntimeError(f"cannot book for {CANARY}") from error
    except RuntimeError:
        structlog.get_logger("x").exception("http.failed")
    (line,) = lines(out)
    assert CANARY not in out.getvalue()
    assert line["exception"][0] == "RuntimeError"
    assert "ValueError" in line["exception"]
    assert any("test_logs.py" in place for place in line["exception"])


def test_a_library_speaks_without_what_it_was_given(out: io.StringIO) -> None:
    """The sentence is the library's, what it put into it may be anybody's."""
    logging.getLogger("aiohttp.server").error("Error handling request from %s", CANARY)
    logging.getLogger("asyncio").info("not important")
    (line,) = lines(out)
    assert line["logger"] == "aiohttp.server"
    assert line["why"] == "Error handling request from %s"
    assert CANARY not in out.getvalue()


def test_a_warning_of_python_is_a_line_too(out: io.StringIO) -> None:
    """Else it would be the one line on stderr that is no JSON."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = lines(out)
    assert line["logger"] == "py.warnings"
    assert "test_logs.py:" in line["why"]
    assert line["why"].endswith(": UserWarning")
    assert CANARY not in out.getvalue()


@pytest.mark.parametrize(
    "text", ["a\r\nb", "\x1b[31mred", '"}\n{"event":"forged"}', "a\u2028b", "\x00", "x" * 10_000]
)
def test_no_value_makes_a_second_line(out: io.StringIO, text: str) -> None:
    """Log forging: line breaks, terminal codes, JSON breaks, and floods."""
    structlog.get_logger("x").info("socket.closed", code=text)
    assert out.getvalue().count("\n") == 1
    (line,) = lines(out)
    assert line["event"] == "socket.closed"
    assert line["code"] == text[:LONGEST_TEXT]


def test_every_key_in_the_sources_is_allowed() -> None:
    """What is not in the list would be dropped in silence; and events are constants, not texts."""
    wrong = []
    for source in [*(ROOT / "broker").rglob("*.py"), *(ROOT / "signaling").rglob("*.py")]:
        for call in _log_calls(ast.parse(source.read_text(encoding="utf-8"))):
            event = call.args[0] if call.args else None
            names = {word.arg for word in call.keywords}
            constant = isinstance(event, ast.Constant) and isinstance(event.value, str)
            if not constant or len(call.args) > 1 or not names - {None, "exc_info"} <= KEYS:
                wrong.append(f"{source.relative_to(ROOT)}:{call.lineno} {names}")
    assert wrong == []


def _log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    methods = {"debug", "info", "warning", "error", "exception", "critical", "bind"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = ast.unparse(node.func.value)
            if node.func.attr in methods - {"bind"} and target.split(".")[-1] in ("log", "_log"):
                yield node
