"""Log lines: JSON on stderr, and nothing personal in them by construction.

A key that is not in `KEYS` never leaves, a value is a number or a short text, and of an exception
only its types and frames are kept, because its message may quote what somebody typed.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any, TextIO

import msgspec
import structlog

LONGEST_TEXT = 200
FRAMES = 30
CAUSES = 5

# Every key that a line may have. No name, no token, no address, no text of a person fits any.
KEYS = frozenset(
    {
        "event", "level", "at", "logger", "exception",
        # visits and queues, by their opaque ids
        "visit", "queue", "version", "from", "to", "command", "by", "waited_s", "visits", "seat", "again", "seconds",
        # sockets
        "conn", "audience", "code", "frames_in", "frames_out", "duration_s",
        # HTTP, by the route's pattern
        "method", "route", "status",
        # the node
        "node", "signal", "kind", "error", "reason", "why", "how", "topic", "attempt", "mail", "push",
        "count", "sessions", "lag_ms", "took_ms",
    }
)  # fmt: skip

Line = MutableMapping[str, Any]


def set_up_logging(level: str = "info", stream: TextIO | None = None) -> None:
    """Makes every line of this process JSON on `stream` (stderr), those of libraries included."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_PROCESSORS],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [LibraryLines(out)]
    root.setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)


class LibraryLines(logging.Handler):
    """What a library says: its sentence without what it put into it, for that may be anything."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line like ours."""
        line: Any = {"event": "library", "logger": record.name, "why": _sentence(record)}
        if record.exc_info:
            line["exc_info"] = record.exc_info
        for processor in _PROCESSORS:
            line = processor(None, record.levelname.lower(), line)
        self._stream.write(f"{line}\n")


def _sentence(record: logging.LogRecord) -> str:
    text = str(record.msg)
    if record.name != "py.warnings":
        return text
    # `path:line: Category: words`, already put together: keep where and what kind.
    return ": ".join(_short(part) for part in text.split(": ")[:2])


def allow_listed(_logger: Any, _method: str, line: Line) -> Line:
    """A processor of structlog: drops keys that are not in `KEYS`, shortens long texts."""
    return {
        key: value[:LONGEST_TEXT] if isinstance(value, str) else value
        for key, value in line.items()
        if key in KEYS and isinstance(value, str | int | float | list | None)
    }


def frames_only(_logger: Any, _method: str, line: Line) -> Line:
    """A processor of structlog: an exception as its type, `file:line in function`, its causes."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["exception"] = list(_told(error))
    return line


def _told(error: BaseException | None) -> Iterator[str]:
    for _ in range(CAUSES):
        if error is None:
            return
        yield type(error).__qualname__
        for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
            yield f"{_short(frame.filename)}:{frame.lineno} in {frame.name}"
        error = error.__cause__ or error.__context__


def _short(path: str) -> str:
    """`broker/desk.py`, `sqlalchemy/engine/base.py`: where the code is installed says nothing."""
    _, installed, rest = path.rpartition("/site-packages/")
    if installed:
        return rest
    folder, _, name = path.rpartition("/")
    for package in ("broker", "signaling"):
        _, found, inside = f"{folder}/".rpartition(f"/{package}/")
        if found:
            return f"{package}/{inside}{name}"
    return name


def _as_json(_logger: Any, _method: str, line: Line) -> str:
    return msgspec.json.encode(line).decode()


_PROCESSORS: tuple[structlog.typing.Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    frames_only,
    allow_listed,
    _as_json,
)
