"""The figures of a node: derived from moves and sockets, with labels from closed sets."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from broker.core.visit import (
    SYSTEM,
    Actor,
    Arrive,
    By,
    Call,
    Command,
    Connect,
    End,
    Join,
    Moved,
    Outcome,
    QueueId,
    Visit,
    VisitId,
    decide,
)
from broker.logs import KEYS
from broker.observe import Observer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CITIZEN, CLERK = Actor(By.CITIZEN, "somebody"), Actor(By.QUEUE_CLERK, "clerk")
BOOKED = Visit(
    id=VisitId("v1"),
    booking="ABCD-1234",
    queue=QueueId("amt"),
    channel="video",
    opens_at=NOW,
    closes_at=NOW + timedelta(hours=1),
    serve_until=NOW + timedelta(hours=2),
    since=NOW,
    slot_start=NOW,
)
COURSE: tuple[tuple[Command, Actor, float], ...] = (
    (Arrive(), CITIZEN, 0),
    (Call(), CLERK, 90),
    (Join(), CITIZEN, 100),
    (Connect(), SYSTEM, 100.4),
    (End(outcome=Outcome.COMPLETED, note="geheim"), CLERK, 700),
)


@dataclass
class Closed:
    """What a closed socket says of itself."""

    close_code: int | None
    id: str = "n1-abc"
    since: float = 100.0
    frames_in: int = 3
    frames_out: int = 5


@pytest.fixture
def observer() -> Observer:
    """One node's, at the second 112.34 since it started."""
    return Observer(monotonic=lambda: 112.34)


def one_visit(observer: Observer) -> list[Moved]:
    """A visit from its arrival to its end."""
    visit, moves = BOOKED, []
    for command, actor, seconds in COURSE:
        moves.append(decide(visit, command, actor, NOW + timedelta(seconds=seconds)))
        observer.moved(moves[-1])
        visit = moves[-1].after
    return moves


def test_every_move_is_one_line(observer: Observer) -> None:
    """From and to, what and by whom, and how long the citizen had waited."""
    with capture_logs() as logs:
        moves = one_visit(observer)
    assert [line["event"] for line in logs] == ["visit.moved"] * len(moves)
    assert [(line["from"], line["command"], line["to"]) for line in logs] == [
        ("booked", "arrive", "waiting"),
        ("waiting", "call", "called"),
        ("called", "join", "in-call"),
        ("in-call", "connect", "in-call"),
        ("in-call", "end", "ended"),
    ]
    assert logs[1]["waited_s"] == 90.0
    assert all(set(line) - {"log_level"} <= KEYS for line in logs)


def test_a_line_names_no_person_and_no_note(observer: Observer) -> None:
    """Actors are told by their kind."""
    with capture_logs() as logs:
        one_visit(observer)
    assert "geheim" not in str(logs)
    assert "somebody" not in str(logs)


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("vorsprache_moves_total", {"command": "call", "to": "called", "by": "queue-clerk"}, 1),
        ("vorsprache_outcomes_total", {"outcome": "completed"}, 1),
        ("vorsprache_wait_seconds_sum", {}, 90),
        ("vorsprache_wait_seconds_count", {}, 1),
        ("vorsprache_call_seconds_sum", {}, 600),
        ("vorsprache_connect_seconds_bucket", {"le": "0.5"}, 1),
    ],
)
def test_figures_follow_from_moves(
    observer: Observer, name: str, labels: dict[str, str], value: float
) -> None:
    """Counted once each, where the move was made."""
    one_visit(observer)
    assert observer.registry.get_sample_value(name, labels) == value


def test_a_second_call_is_no_second_wait(observer: Observer) -> None:
    """Who was sent back has waited once; the histogram tells of people, not of calls."""
    waiting = decide(BOOKED, Arrive(), CITIZEN, NOW).after
    again = replace(waiting, call=1, version=5)
    observer.moved(decide(again, Call(), CLERK, NOW + timedelta(minutes=9)))
    assert observer.registry.get_sample_value("vorsprache_wait_seconds_count") == 0


@pytest.mark.parametrize(("code", "label"), [(4001, "4001"), (3999, "0"), (None, "0")])
def test_a_close_code_of_the_client_is_no_new_label(
    observer: Observer, code: Any, label: str
) -> None:
    """A client may send any of five thousand numbers."""
    with capture_logs() as logs:
        observer.socket_closed(Closed(code), "citizen")
    labels = {"audience": "citizen", "code": label}
    assert observer.registry.get_sample_value("vorsprache_sockets_closed_total", labels) == 1
    assert logs[0]["duration_s"] == 12.3
    assert set(logs[0]) - {"log_level"} <= KEYS


def test_two_nodes_of_one_process_count_apart(observer: Observer) -> None:
    """No registry of the process: tests and demos open several nodes."""
    other = Observer()
    observer.answered("/healthz", 200, 0.001)
    assert b'route="/healthz"' in generate_latest(observer.registry)
    assert b'route="/healthz"' not in generate_latest(other.registry)
