"""SQL alone: the history of every visit is whole, and no clerk has two of them."""

import hashlib
import json
from collections.abc import Iterator

from tests.nemesis.oracle.facts import Facts, Json, Violation, seconds

HASHED = ("visit", "version", "command", "stage", "by", "actor", "op", "detail", "at")
WAITING, IN_CALL = ("waiting", "parked"), ("called", "in-call")
LIVE = (*WAITING, *IN_CALL)
SAME: tuple[str, ...] = (
    "arrive",
    "annotate",
    "switch-channel",
    "step-away",
    "turn-near",
    "place-ends",
    "pre-call",
)
SAME += ("hold-on", "connect", "prioritise", "skip", "amend", "reschedule")
# command -> (from, to): the table of the papers, once more.
TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "arrive": (("booked",), ("waiting",)),
    "call": (WAITING, ("called",)),
    "join": (("called",), ("in-call",)),
    "patience-over": (("called",), ("waiting", "ended")),
    "park": (("waiting", *IN_CALL), ("parked",)),
    "resume": (("parked",), ("waiting",)),
    "send-back": (IN_CALL, ("waiting",)),
    "transfer": (LIVE, ("waiting",)),
    "undo": (LIVE, LIVE),
    "clerk-gone": (IN_CALL, ("waiting",)),
    "citizen-gone": (IN_CALL, ("waiting",)),
    "end": (LIVE, ("ended",)),
    "leave": (LIVE, ("ended",)),
    "hold-over": (WAITING, ("ended",)),
    "cancel": (("booked", "waiting", "parked", "called"), ("ended",)),
    "expire": (("booked", *LIVE), ("ended",)),
    "take-up": (("ended",), ("waiting", "parked", "called")),
}


def hash_of(move: Json) -> str:
    """SHA-256 over the hash before and the row in canonical JSON."""
    said = {name: move[name] for name in HASHED}
    said |= {name: move[name] for name in ("queue", "order") if move[name] is not None}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{move['previous']}\n{text}".encode()).hexdigest()


def chains(facts: Facts) -> Iterator[Violation]:
    """Versions without gaps, each move bound to the one before; the visit is what its last move made it."""
    for visit, moves in facts.over.moves.items():
        before: Json = {"version": 0, "hash": ""}
        for move in moves:
            at = seconds(move["at"])
            if move["version"] != before["version"] + 1:
                yield Violation(
                    "chain", f"version {move['version']} after {before['version']}", at, visit
                )
            elif move["previous"] != before["hash"] or move["hash"] != hash_of(move):
                yield Violation("chain", f"the hash of version {move['version']}", at, visit)
            before = move
    for visit, row in facts.over.visits.items():
        if visit in facts.over.moves:
            yield from _unlike(row, facts.over.moves[visit][-1])


def _unlike(row: Json, last: Json) -> Iterator[Violation]:
    for name in ("version", "stage", "queue", "order"):
        if row[name] != last[name]:
            what = f"{name} is {row[name]}, and {last[name]} by its last move"
            yield Violation("row-unlike-moves", what, seconds(last["at"]), row["id"])


def table(facts: Facts) -> Iterator[Violation]:
    """Every move is one that the papers know."""
    for visit, moves in facts.over.moves.items():
        stage = "booked"
        for move in moves:
            command, now = move["command"], move["stage"]
            known = command in SAME and now == stage
            if command in TABLE:
                before, after = TABLE[command]
                known |= stage in before and now in after
            elif command not in SAME:
                # A verb that is newer than this table; what it may not do is in `calls`.
                known = True
            if not known:
                what = f"{command} led from {stage} to {now}"
                yield Violation("no-such-move", what, seconds(move["at"]), visit)
            stage = now


def calls(facts: Facts) -> Iterator[Violation]:
    """No clerk has two open calls; moves in the order of their commits."""
    in_hand: dict[str, str] = {}
    clerk_of: dict[str, str] = {}
    for move in facts.over.rows["moves"]:
        visit, clerk = move["visit"], clerk_of.pop(move["visit"], None)
        if clerk is not None and in_hand.get(clerk) == visit:
            del in_hand[clerk]
        if move["stage"] not in IN_CALL:
            continue
        if move["command"] in ("call", "undo") or clerk is None:
            clerk = move["actor"]
        if (other := in_hand.get(clerk)) is not None:
            yield Violation(
                "two-open-calls", f"{clerk} had {other} in hand", seconds(move["at"]), visit
            )
        in_hand[clerk], clerk_of[visit] = visit, clerk
    for event in facts.of("watch"):
        for clerk in event.get("doubled", ()):
            yield Violation("two-open-calls", f"{clerk}, seen in SQL", event["at"])


def stuck(facts: Facts) -> Iterator[Violation]:
    """The clerks served whoever was left: nobody still waits."""
    for row in facts.over.rows["visits"]:
        if row["stage"] not in ("ended", "booked"):
            what = f"{row['stage']} in {row['queue']} after all clerks had looked for everybody"
            yield Violation("stuck", what, facts.over.at, row["id"])
