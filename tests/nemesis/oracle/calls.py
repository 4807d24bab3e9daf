"""What two in a call say to each other needs no store: it arrives while a store is hurt, too."""

from collections import defaultdict
from collections.abc import Iterator

from tests.nemesis.oracle.facts import Facts, Json, Violation, seconds

# Who has just come, or is just going, may not be known everywhere yet.
BEFORE_S, AFTER_S = 2.0, 1.5
DATABASE = ("database-locked", "database-restarted", "backends-ended")
# The post between two nodes goes through Redis; on one node nothing of a call does.
STORES = (
    *DATABASE,
    "redis-killed",
    "redis-frozen",
    "redis-paused",
    "redis-full",
    "redis-read-only",
    "redis-slow",
    "replies-lost",
)


def relayed(facts: Facts) -> Iterator[Violation]:
    """Each description between two who sit still in a running call is heard."""
    heard = {
        event["message"]["description"]["sdp"].partition("s=")[2].strip()
        for event in facts.of("heard")
        if event["message"]["type"] == "description"
    }
    spans, calls = _spans(facts), _calls(facts)
    for event in facts.of("relayed"):
        if event["nonce"] in heard:
            continue
        nodes = _nodes(facts, event, spans, calls)
        if nodes is None:
            continue
        harmless = STORES if len(nodes) == 1 else DATABASE
        if not facts.disturbed(event["at"] - BEFORE_S, event["at"] + AFTER_S, but=harmless):
            what = f"{event['page']} said {event['nonce']}, and nobody heard it"
            yield Violation("relay-lost", what, event["at"], event["visit"])


def _nodes(
    facts: Facts,
    event: Json,
    spans: dict[str, list[tuple[float, float, str]]],
    calls: dict[str, list[tuple[float, float, str]]],
) -> set[str] | None:
    """The nodes of both sides; None when one of them slept, did not sit still, or not in this call."""
    since, until = event["at"] - BEFORE_S, event["at"] + AFTER_S
    clerk = next((c for a, b, c in calls[event["visit"]] if a <= since and until <= b), None)
    names = {subject: who for who, subject in facts.subjects.items()}
    both = (facts.citizen_of.get(event["visit"], ""), names.get(clerk or "", ""))
    if event["who"] not in both:
        return None
    found = set()
    for who in both:
        near = [(a, b, node) for a, b, node in spans.get(who, []) if a < until and b > since]
        if len(near) != 1 or near[0][0] > since or near[0][1] < until:
            return None
        if facts.napped(who, since, until):
            return None
        found.add(near[0][2])
    return found


def _spans(facts: Facts) -> dict[str, list[tuple[float, float, str]]]:
    """Who -> when a page of theirs had a socket: from, until, on which node."""
    opened: dict[str, Json] = {}
    found: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for event in facts.of("open", "lost", "gone"):
        if (before := opened.pop(event["page"], None)) is not None:
            found[event["who"]].append((before["at"], event["at"], before["node"]))
        if event["kind"] == "open":
            opened[event["page"]] = event
    for event in opened.values():
        found[event["who"]].append((event["at"], float("inf"), event["node"]))
    return found


def _calls(facts: Facts) -> dict[str, list[tuple[float, float, str]]]:
    """Visit -> its calls by video: joined, over, with whom."""
    found: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for visit, moves in facts.over.moves.items():
        begun: Json | None = None
        clerk = ""
        for move in moves:
            if move["command"] in ("call", "take-up", "undo"):
                clerk = move["actor"]
            if move["stage"] == "in-call" and move["command"] != "switch-channel":
                begun = begun or move
            elif begun is not None:
                found[visit].append((seconds(begun["at"]), seconds(move["at"]), clerk))
                begun = None
        if begun is not None:
            found[visit].append((seconds(begun["at"]), float("inf"), clerk))
    return found
