"""The figures of a running node, and the two lines that everything else can be told from.

One INFO line for each move and one for each socket at its end. Figures are derived from the same
facts; their labels come from closed sets, so no person and no visit can become a label.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from broker.core.visit import Moved, Stage
from broker.errors import WENT_AWAY

T = TypeVar("T", bound=str)

# RFC 6455, 7.4.1, and our own (signaling/errors.py); a client may send any other number.
CLOSE_CODES = frozenset(
    {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011, 4001, 4002, 4003, 4029}
    | {4500, 4501, 4502, 4504, 4505, 4506}
)


class Socket(Protocol):
    """What a closed connection tells about itself; `since` is monotonic, in seconds."""

    id: str
    since: float
    frames_in: int
    frames_out: int

    @property
    def close_code(self) -> int | None:
        """The code it ended with."""


class Observer:
    """Counts and writes down what one node does. Its figures are in `registry`."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self._monotonic = monotonic
        self._log = structlog.get_logger(__name__)
        self._moves = Counter(
            "vorsprache_moves", "Moves of visits.", ["command", "to", "by"], registry=self.registry
        )
        self._outcomes = Counter(
            "vorsprache_outcomes", "How visits ended.", ["outcome"], registry=self.registry
        )
        self._waited = Histogram(
            "vorsprache_wait_seconds",
            "From arrival to the first call.",
            buckets=(10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200),
            registry=self.registry,
        )
        self._talked = Histogram(
            "vorsprache_call_seconds",
            "From joining to the end.",
            buckets=(60, 300, 600, 900, 1800, 3600, 7200),
            registry=self.registry,
        )
        self._connected = Histogram(
            "vorsprache_connect_seconds",
            "From joining to flowing media on both sides.",
            buckets=(0.25, 0.5, 1, 2, 3, 5, 10, 30),
            registry=self.registry,
        )
        self._sockets = Counter(
            "vorsprache_sockets_closed",
            "Sockets by how they ended.",
            ["audience", "code"],
            registry=self.registry,
        )
        self._answers = Histogram(
            "vorsprache_http_seconds",
            "Answers by route and class of status.",
            ["route", "status"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self.registry,
        )

    def moved(self, moved: Moved) -> None:
        """One move, after its commit, on the node that made it."""
        before, after = moved.before, moved.after
        waited = _seconds(after.arrived_at, moved.at)
        self._count(moved, waited)
        line = {"from": before.stage.value, "to": after.stage.value, "command": moved.name}
        self._log.info(
            "visit.moved",
            visit=after.id,
            version=after.version,
            by=moved.actor.by.value,
            waited_s=waited,
            **line,
        )

    def watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        """A figure that is read when somebody asks: `watch("sockets", "Open sockets.", ...)`."""
        Gauge(f"vorsprache_{name}", text, registry=self.registry).set_function(read)

    def watch_each(
        self, name: str, text: str, *, label: str, values: Iterable[T], read: Callable[[T], float]
    ) -> None:
        """A figure for each value of a label, read when somebody asks."""
        gauge = Gauge(f"vorsprache_{name}", text, [label], registry=self.registry)
        for value in values:
            gauge.labels(value).set_function(partial(read, value))

    def _count(self, moved: Moved, waited: float | None) -> None:
        before, after = moved.before, moved.after
        self._moves.labels(moved.name, after.stage.value, moved.actor.by.value).inc()
        if after.stage is Stage.CALLED and after.call == 1:
            self._waited.observe(waited or 0.0)
        if after.connected_at is not None and before.connected_at is None:
            self._connected.observe(_seconds(after.joined_at, after.connected_at) or 0.0)
        if after.outcome is not None and before.outcome is None:
            self._outcomes.labels(after.outcome.value).inc()
            if after.joined_at is not None:
                self._talked.observe(_seconds(after.joined_at, moved.at) or 0.0)

    def socket_closed(self, socket: Socket, audience: str) -> None:
        """The one canonical line of a socket."""
        code = socket.close_code
        self._sockets.labels(audience, str(code if code in CLOSE_CODES else 0)).inc()
        self._log.info(
            "socket.closed",
            conn=socket.id,
            audience=audience,
            code=code,
            frames_in=socket.frames_in,
            frames_out=socket.frames_out,
            duration_s=round(self._monotonic() - socket.since, 1),
        )

    def answered(self, route: str, status: int, seconds: float) -> None:
        """An answer over HTTP; `route` is a pattern of the router. Browsers that went away before
        theirs count for themselves: they are nobody's mistake."""
        kind = "gone" if status == WENT_AWAY else f"{status // 100}xx"
        self._answers.labels(route, kind).observe(seconds)


def _seconds(since: datetime | None, until: datetime) -> float | None:
    return None if since is None else round((until - since).total_seconds(), 1)
