"""A small honest day, written by hand: one clerk, two citizens, one call, one line of text, one fault.

Tests of the oracle bend one thing in it, and the oracle has to say which.
"""

import copy
from datetime import UTC, datetime
from typing import Any

from tests.nemesis.oracle.facts import Facts, Json, Kept
from tests.nemesis.oracle.moves import hash_of

BEGIN = 1_800_000_000.0
QUEUE, CLERK = "amt-a", "clerk-1"
FIRST, SECOND = "visit-1", "visit-2"
CALM = 60.0


def at(second: float) -> str:
    """An instant of the day as SQL has it."""
    return datetime.fromtimestamp(BEGIN + second, UTC).isoformat()


def key(second: float) -> str:
    """An order key of that moment."""
    ms = int((BEGIN + second) * 1000)
    return f"1-{ms:013d}-{ms:013d}"


def small_day() -> Facts:
    """A fresh one, to be bent."""
    rows = _rows()
    seats = {
        f"{FIRST}/citizen": "a-1~c0_1",
        f"{FIRST}/clerk": "a-3~k1_1",
        f"{SECOND}/citizen": "a-2~c1_1",
    }
    queue = {
        "epoch": "1.abc",
        "line": [f"{key(2)}:{SECOND}"],
        "visits": {FIRST: "3||0|citizen", SECOND: f"1|{key(2)}|0|citizen"},
        "seats": seats,
        "lost": {},
    }
    desks = {"epoch": "1.abc", "line": [], "visits": {}, "lost": {}}
    redis: dict[str, Json] = {
        QUEUE: queue,
        ":desks": desks | {"seats": {f"{CLERK}/clerk": "a-3~k1_1"}},
    }
    over = copy.deepcopy(rows)
    _finish(over)
    return Facts(
        plan={"away_s": 4.0, "passed_over_s": 6.0},
        events=_events(),
        calm=Kept(BEGIN + CALM, rows, redis),
        over=Kept(BEGIN + 100, over, {}),
        ledger={"sound": True},
        logs={"node-0.log": ['{"event":"visit.moved","level":"info"}']},
    )


def move(
    visit: str, version: int, command: str, stage: str, second: float, op: str, **more: Any
) -> Json:
    """A row of `moves` without its hashes."""
    citizen = op.startswith("c")
    row = {"visit": visit, "version": version, "command": command, "stage": stage, "op": op}
    row |= {"by": "citizen" if citizen else "queue-clerk", "actor": "" if citizen else CLERK}
    row |= {"detail": {}, "at": at(second), "queue": QUEUE, "order": key(int(visit[-1]))}
    return row | more


def seal(rows: dict[str, list[Json]]) -> None:
    """Binds each move to the one before, as the product does."""
    last: dict[str, str] = {}
    for row in rows["moves"]:
        row["previous"] = last.get(row["visit"], "")
        row["hash"] = last[row["visit"]] = hash_of(row)


def _visit(visit: str, stage: str, version: int, clerk: str | None) -> Json:
    return {
        "id": visit,
        "queue": QUEUE,
        "stage": stage,
        "version": version,
        "clerk": clerk,
        "order": key(int(visit[-1])),
        "channel": "video",
        "passed_until": None,
        "arrived_at": at(int(visit[-1])),
    }


def _rows() -> dict[str, list[Json]]:
    moves = [
        move(FIRST, 1, "arrive", "waiting", 1.0, "c0-1"),
        move(SECOND, 1, "arrive", "waiting", 2.0, "c1-1"),
        move(FIRST, 2, "call", "called", 20.0, "k1-2"),
        move(FIRST, 3, "join", "in-call", 21.0, "c0-2"),
    ]
    rows = {
        "visits": [_visit(FIRST, "in-call", 3, CLERK), _visit(SECOND, "waiting", 1, None)],
        "moves": moves,
        "ops": [{"op": row["op"], "visit": row["visit"]} for row in moves] + [{"op": "c1-2"}],
        "messages": [
            {"visit": SECOND, "n": 1, "seat": "citizen", "text": "Hallo", "at": at(10.0)}
        ],
        "desks": [{"clerk": CLERK, "name": "Anna", "state": "open", "queues": [QUEUE]}],
    }
    seal(rows)
    return rows


def _finish(rows: dict[str, list[Json]]) -> None:
    """The closing: both visits end."""
    rows["moves"] += [
        move(FIRST, 4, "end", "ended", 70.0, "k1-3", order=""),
        move(SECOND, 2, "call", "called", 71.0, "k1-4"),
        move(SECOND, 3, "join", "in-call", 72.0, "c1-3"),
        move(SECOND, 4, "end", "ended", 73.0, "k1-5", order=""),
    ]
    for visit in rows["visits"]:
        visit |= {"stage": "ended", "version": 4, "order": ""}
    seal(rows)


def event(second: float, kind: str, who: str, **facts: Any) -> Json:
    """One event of the history."""
    page = {} if kind in ("person", "booked") else {"page": f"{who}_1"}
    return {"at": BEGIN + second, "kind": kind, "who": who, **page, **facts}


def heard(second: float, who: str, message: Json) -> Json:
    """Somebody's page heard this."""
    return event(second, "heard", who, message=message)


def row_shown(visit: str, stage: str, version: int) -> Json:
    """A row of a line."""
    shown = {"visit": visit, "version": version, "queue": QUEUE, "stage": stage, "away": False}
    return shown | {"order": key(int(visit[-1]))}


def invoked(second: float, who: str, op: str, verb: str, **body: Any) -> Json:
    """Somebody said a command."""
    message = {"type": verb, "op": op, **body}
    return event(second, "invoke", who, op=op, verb=verb, message=message)


def done(second: float, who: str, op: str, visit: str, version: int) -> list[Json]:
    """Somebody heard that it was done."""
    message = {"type": "done", "op": op, "visit": visit, "version": version}
    return [heard(second, who, message), event(second, "ok", who, op=op, message=message)]


def refused(second: float, who: str, op: str, kind: str) -> list[Json]:
    """Somebody heard that it was not."""
    message = {"type": "problem", "op": op, "kind": kind, "detail": "", "retry": "now"}
    return [heard(second, who, message), event(second, "fail", who, op=op, message=message)]


def _citizen(second: float, number: int) -> list[Json]:
    who, visit = f"c{number}", f"visit-{number + 1}"
    shown = {"visit": visit, "version": 0, "stage": "booked", "since": at(0), "queue": QUEUE}
    shown |= {"channel": "video", "messages": []}
    welcome = {"type": "welcome", "as": "citizen", "epoch": "a", "snapshot": {"visits": [shown]}}
    stage = {
        "type": "stage",
        "visit": visit,
        "version": 1,
        "stage": "waiting",
        "since": at(second),
    }
    position = {"type": "position", "visit": visit, "ahead": number}
    return [
        event(0.1, "booked", who, visit=visit, queue=QUEUE, name=f"Zeuge {'AB'[number]}"),
        event(0.2, "person", who, role="citizen", visit=visit),
        event(0.3, "page", who),
        heard(0.4, who, welcome),
        event(0.4, "open", who, node="a"),
        invoked(second - 0.1, who, f"{who}-1", "arrive", visit=visit),
        *done(second + 0.1, who, f"{who}-1", visit, 1),
        heard(second + 0.1, who, stage),
        heard(second + 0.2, who, position),
    ]


def _clerk() -> list[Json]:
    snapshot = {"desk": {"state": "open", "queues": [QUEUE]}, "visits": [], "seq": 0}
    snapshot |= {"queues": [{"queue": QUEUE}]}
    welcome = {"type": "welcome", "as": "desk", "epoch": "a", "snapshot": snapshot}
    rows = [row_shown(FIRST, "waiting", 1), row_shown(SECOND, "waiting", 1)]
    record = {"type": "record", "visit": FIRST, "version": 2, "stage": "called", "since": at(20)}
    record |= {"queue": QUEUE, "channel": "video", "call": 1, "messages": [], "peers": []}
    joined = {"type": "stage", "visit": FIRST, "version": 3, "stage": "in-call", "call": 1}
    joined |= {"since": at(21), "peers": [{"seat": "citizen", "conn": "c0_1"}]}
    return [
        event(0.2, "person", "k1", role="clerk", name="Anna"),
        event(0.3, "page", "k1"),
        heard(0.4, "k1", welcome),
        event(0.4, "open", "k1", node="a"),
        heard(2.3, "k1", {"type": "board-delta", "seq": 1, "visits": rows}),
        invoked(19.9, "k1", "k1-2", "call-next", queue=QUEUE),
        *done(20.1, "k1", "k1-2", FIRST, 2),
        heard(20.1, "k1", record),
        heard(21.1, "k1", joined),
        heard(
            21.2,
            "k1",
            {"type": "board-delta", "seq": 2, "visits": [row_shown(FIRST, "in-call", 3)]},
        ),
    ]


def _call() -> list[Json]:
    called = {"type": "stage", "visit": FIRST, "version": 2, "stage": "called", "call": 1}
    called |= {"since": at(20), "peers": []}
    joined = called | {"version": 3, "stage": "in-call", "since": at(21)}
    joined["peers"] = [{"seat": "clerk", "conn": "k1_1"}]
    relayed = {"type": "description", "visit": FIRST, "call": 1, "from": "citizen"}
    relayed["description"] = {"type": "offer", "sdp": "v=0\r\ns=n1\r\n"}
    return [
        heard(20.1, "c0", called),
        invoked(20.8, "c0", "c0-2", "join", visit=FIRST),
        *done(21.1, "c0", "c0-2", FIRST, 3),
        heard(21.1, "c0", joined),
        heard(21.2, "c1", {"type": "position", "visit": SECOND, "ahead": 0}),
        event(22.0, "relayed", "c0", visit=FIRST, call=1, nonce="n1"),
        heard(22.1, "k1", relayed),
    ]


def _text() -> list[Json]:
    said = {"type": "said", "visit": SECOND, "id": 1, "from": "citizen", "text": "Hallo"}
    said["at"] = at(10)
    return [
        invoked(9.9, "c1", "c1-2", "say", visit=SECOND, text="Hallo"),
        *done(10.1, "c1", "c1-2", SECOND, 1),
        heard(10.1, "c1", said),
        heard(10.1, "k1", said),
    ]


def _events() -> list[Json]:
    beside: list[Json] = [
        {"at": BEGIN + 30, "kind": "fault", "name": "redis-emptied", "phase": "begins", "on": ""},
        {"at": BEGIN + 30.1, "kind": "fault", "name": "redis-emptied", "phase": "ends", "on": ""},
        {"at": BEGIN + 30.4, "kind": "watch", "equal": True},
        {
            "at": BEGIN + 31,
            "kind": "figures",
            "node": "a",
            "rss_mb": 90.0,
            "lag_s": 0.2,
            "busy_s": 0.01,
        },
        {"at": BEGIN + 99, "kind": "exit", "node": "a", "code": 0},
    ]
    found = [*_citizen(1.0, 0), *_citizen(2.0, 1), *_clerk(), *_call(), *_text(), *beside]
    return sorted(found, key=lambda each: float(each["at"]))
