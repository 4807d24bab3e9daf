"""Redis beside SQL: the order of the lines, and who has which seat; and whether call-next took the first."""

from collections import defaultdict
from collections.abc import Iterator

from tests.nemesis.oracle.commands import commands
from tests.nemesis.oracle.facts import Facts, Json, Shown, Violation, seconds

BACK_WITHIN_S = 10.0
DESKS = ":desks"
IN_CALL = ("called", "in-call")
CALLING = ("call-next", "call", "recall", "skip", "undo")
# A socket that died with its node or its network is found dead by then.
NOTICED_S = 8.0
# So long after a fault of a store a line may still be mended; before a call, everybody had to be in it for
# so long.
MENDED_S, SETTLED_S = 4.0, 1.5
# None of them changes who is first.
NO_EXCUSE: tuple[str, ...] = (
    "node-killed",
    "node-restarted",
    "rolling-restart",
    "proxy-restarted",
    "slow-reader",
)
NO_EXCUSE += ("browsers-gone", "subscriptions-cut")


def order(facts: Facts) -> Iterator[Violation]:
    """At rest, the line in Redis is the line in SQL, key for key."""
    calm = facts.calm
    for queue, found in calm.redis.items():
        if queue == DESKS:
            continue
        rows = [r for r in calm.visits.values() if r["queue"] == queue and r["stage"] == "waiting"]
        want = [f"{row['order']}:{row['id']}" for row in rows]
        if sorted(want) != found["line"]:
            more, less = set(found["line"]) - set(want), set(want) - set(found["line"])
            what = f"{queue}: too many {sorted(more)}, missing {sorted(less)}"
            yield Violation("line-differs", what, calm.at)
        for row in rows:
            known = found["visits"].get(row["id"], "")
            if known.partition("|")[0] != str(row["version"]):
                what = f"{queue}: Redis knows {known!r}, SQL version {row['version']}"
                yield Violation("line-differs", what, calm.at, row["id"])


def back(facts: Facts) -> Iterator[Violation]:
    """After each fault the order is that of SQL again, in time."""
    for name, _, end, _ in facts.faults:
        again = back_at(facts, end)
        if again is None or again - end > BACK_WITHIN_S:
            later = facts.disturbed(end + 0.01, (again or end) + BACK_WITHIN_S)
            if again is None or not later:
                yield Violation("order-not-back", f"after {name}: {again and again - end}", end)


def back_at(facts: Facts, end: float) -> float | None:
    """When, from this moment on, the two were seen to be equal for the first time."""
    looks = (event for event in facts.of("watch") if event["at"] >= end and event["equal"])
    return next((float(event["at"]) for event in looks), None)


def seats(facts: Facts) -> Iterator[Violation]:
    """At rest, who has an open page has the seat, and nobody else has one."""
    calm, lasting = facts.calm, {}
    for page in facts.open_pages("citizen"):
        visit = calm.visits.get(facts.visit_of[page.who])
        if visit is not None and visit["stage"] != "ended":
            lasting[visit["queue"], f"{visit['id']}/citizen"] = page
    for page in facts.open_pages("clerk"):
        clerk = facts.subjects.get(page.who)
        if clerk is None:
            continue
        lasting[DESKS, f"{clerk}/clerk"] = page
        for visit in calm.visits.values():
            if visit["clerk"] == clerk and visit["stage"] in IN_CALL:
                lasting[visit["queue"], f"{visit['id']}/clerk"] = page
    yield from _missing(facts, lasting)
    yield from _of_nobody(facts, lasting)


def _missing(facts: Facts, lasting: dict[tuple[str, str], Shown]) -> Iterator[Violation]:
    for (queue, place), page in lasting.items():
        found = facts.calm.redis[queue]
        sits = found["seats"].get(place)
        visit = place.partition("/")[0]
        if sits is None or sits.partition("~")[2] != page.name:
            what = f"{page.name} is open since {facts.calm.at - page.since:.1f} s; {queue} {place}: {sits}"
            yield Violation("seat-missing", what, facts.calm.at, visit)
        elif place in found["lost"]:
            yield Violation(
                "away-for-ever", f"{page.name} sits and counts as lost", facts.calm.at, visit
            )


def _of_nobody(facts: Facts, lasting: dict[tuple[str, str], Shown]) -> Iterator[Violation]:
    for queue, found in facts.calm.redis.items():
        for place, sits in found["seats"].items():
            if (queue, place) in lasting:
                continue
            page = facts.pages.get(sits.partition("~")[2])
            if page is not None and not page.is_open and page.since > facts.calm.at - NOTICED_S:
                continue
            visit = facts.calm.visits.get(place.partition("/")[0])
            stage = "" if visit is None else f", the visit is {visit['stage']} in {visit['queue']}"
            what = f"{queue} {place}: {sits}{stage}"
            yield Violation("seat-of-nobody", what, facts.calm.at, place.partition("/")[0])


def turns(facts: Facts) -> Iterator[Violation]:
    """Call-next takes the first who is here: nobody who stood before and was there is passed by."""
    said = commands(facts)
    calling = [(c.invoked[0], op) for op, c in said.items() if c.verb in CALLING]
    for call in facts.over.rows["moves"]:
        command = said.get(call["op"])
        if call["command"] != "call" or command is None or command.verb != "call-next":
            continue
        since, at = command.invoked[0] - SETTLED_S, seconds(call["at"])
        if facts.disturbed(since - MENDED_S, at + 0.5, but=NO_EXCUSE):
            continue
        absent = dict(map(tuple, call["detail"].get("absent", ())))
        for visit, moves in facts.over.moves.items():
            mine = _standing(moves, call["queue"], since, at + 0.3)
            if mine is None or (mine["order"], visit) >= (call["order"], call["visit"]):
                continue
            if not _counts(facts, visit, moves, since, at + 0.3):
                continue
            held = absent.get(visit) == "held" and any(
                since - 2.5 <= when <= at and op != call["op"] for when, op in calling
            )
            if not held:
                what = f"{command.said['who']} called {call['visit']} before it; said of it: {absent.get(visit)}"
                yield Violation("passed-over", what, at, visit)


def _standing(moves: list[Json], queue: str, since: float, until: float) -> Json | None:
    """The move that made it wait in this queue during all of the time, or None."""
    last = None
    for move in moves:
        if seconds(move["at"]) > until:
            break
        if seconds(move["at"]) >= since:
            return None
        last = move
    return last if last and last["stage"] == "waiting" and last["queue"] == queue else None


def _counts(facts: Facts, visit: str, moves: list[Json], since: float, until: float) -> bool:
    """Whether its citizen was surely here all the time, and not passed over."""
    for move in moves:
        missed = seconds(move["at"]) + facts.plan["passed_over_s"] + 1.0
        if move["command"] == "patience-over" and missed > since:
            return False
    who = facts.citizen_of.get(visit, "")
    # Who slept may have been given up: it answered no ping.
    if facts.napped(who, since - NOTICED_S, until):
        return False
    return any(
        begin <= since and end >= until and not _frozen(facts, node, since)
        for begin, end, node in facts.presence.get(who, ())
    )


def _frozen(facts: Facts, node: str, before: float) -> bool:
    """A node that was frozen may have been buried: its sockets look open and are not."""
    return any(
        name == "node-frozen" and on == node and begin <= before
        for name, begin, _, on in facts.faults
    )


def waiting_by_queue(facts: Facts) -> dict[str, list[Json]]:
    """Who waits at rest, in order."""
    found: dict[str, list[Json]] = defaultdict(list)
    for row in sorted(facts.calm.visits.values(), key=lambda row: (row["order"], row["id"])):
        if row["stage"] == "waiting":
            found[row["queue"]].append(row)
    return found
