"""Every page, at rest, shows what SQL has."""

from collections.abc import Iterator
from math import inf

from tests.nemesis.oracle.facts import Facts, Json, Shown, Violation, seconds
from tests.nemesis.oracle.line import waiting_by_queue
from tests.nemesis.pictures import Picture

LIVE = ("waiting", "parked", "called", "in-call")
IN_CALL = ("called", "in-call")
# Who left so long ago is away; in between it depends on when the server noticed.
SURE_S = 4.0


def citizens(facts: Facts) -> Iterator[Violation]:
    """Stage, version and the other side of the call."""
    for page in facts.open_pages("citizen"):
        row = facts.calm.visits[facts.visit_of[page.who]]
        shown = page.picture.visits.get(row["id"])
        if shown is None or (shown["stage"], shown["version"]) != (row["stage"], row["version"]):
            seen = shown and (shown["stage"], shown["version"])
            what = f"{page.name} shows {seen}, SQL has {(row['stage'], row['version'])}"
            yield Violation("ghost-citizen", what, facts.calm.at, row["id"])
        elif row["stage"] in IN_CALL:
            yield from _peer(facts, page, shown, row, "clerk")


def _peer(facts: Facts, page: Shown, shown: Json, row: Json, seat: str) -> Iterator[Violation]:
    """The peer that is shown is the page that is open there; none when there is none."""
    if seat == "clerk":
        there = [p for p in facts.open_pages("clerk") if facts.subjects.get(p.who) == row["clerk"]]
    else:
        there = [p for p in facts.open_pages("citizen") if facts.visit_of[p.who] == row["id"]]
    want = there[0].name if there else None
    peers = {peer["seat"]: peer.get("conn") for peer in shown.get("peers") or []}
    recently = any(p.since > facts.calm.at - 8.0 for p in facts.pages.values() if not p.is_open)
    if peers.get(seat) != want and not (want is None and recently):
        what = f"{page.name} shows {peers.get(seat)} at the seat {seat}; there is {want}"
        yield Violation("peers", what, facts.calm.at, row["id"])


def clerks(facts: Facts) -> Iterator[Violation]:
    """The visit in hand, the state of the desk."""
    desks = {row["clerk"]: row for row in facts.calm.rows["desks"]}
    for page in facts.open_pages("clerk"):
        clerk = facts.subjects.get(page.who)
        if clerk is None:
            continue
        rows = [
            row
            for row in facts.calm.visits.values()
            if row["clerk"] == clerk and row["stage"] in IN_CALL
        ]
        want = [(row["id"], row["stage"], row["version"]) for row in rows]
        shown = page.picture.in_hand
        seen = [] if shown is None else [(shown["visit"], shown["stage"], shown["version"])]
        if seen != want:
            what = f"{page.name} shows {seen} in hand, SQL has {want}"
            yield Violation("ghost-clerk", what, facts.calm.at, (seen or want)[0][0])
        elif shown is not None:
            yield from _peer(facts, page, shown, rows[0], "citizen")
        state = desks[clerk]["state"] if clerk in desks else "closed"
        if page.picture.desk.get("state") != state:
            what = f"{page.name} shows {page.picture.desk.get('state')}, SQL has {state}"
            yield Violation("ghost-desk", what, facts.calm.at)


def rows(facts: Facts) -> Iterator[Violation]:
    """The lines on desks and boards."""
    for page in [*facts.open_pages("clerk"), *facts.open_pages("supervisor")]:
        watched = set(page.picture.queues)
        want = {
            row["id"]: (row["queue"], row["stage"], row["version"], row["order"])
            for row in facts.calm.visits.values()
            if row["stage"] in LIVE and row["queue"] in watched
        }
        seen = {
            row["visit"]: (row["queue"], row["stage"], row["version"], row.get("order", ""))
            for row in page.picture.rows.values()
            if row["stage"] in LIVE
        }
        for visit in sorted(want.keys() | seen.keys()):
            if want.get(visit) != seen.get(visit):
                what = f"{page.name} shows {seen.get(visit)}, SQL has {want.get(visit)}"
                yield Violation("ghost-row", what, facts.calm.at, visit)
            elif want[visit][1] == "waiting":
                yield from _away(facts, page, visit)
        if page.picture.gaps:
            yield Violation("delta-gap", f"{page.name}: {page.picture.gaps} gaps", facts.calm.at)


def replaced(facts: Facts) -> Iterator[Violation]:
    """Closed as "opened elsewhere" (4505) is only who was: another page of the same person was opened
    later, as the welcomes tell. A page that was never greeted was opened when its tab was, or later."""
    tabs: dict[str, dict[str, float]] = {}
    greeted = _when_opened(facts)
    for event in facts.of("page", "lost"):
        pages, page = tabs.setdefault(event["who"], {}), event["page"]
        if event["kind"] == "page":
            pages[page] = 1000 * event["at"]
        elif event["code"] == 4505:
            mine = greeted.get(page, pages[page])
            others = (greeted.get(other, inf) for other in pages if other != page)
            if max(others, default=0.0) <= mine:
                yield Violation("closed-as-replaced", f"{page} is the newest", event["at"])


def _when_opened(facts: Facts) -> dict[str, float]:
    """Page -> when it was opened, in ms, as its last welcome says."""
    return {
        event["page"]: event["message"]["opened"]
        for event in facts.of("heard")
        if "opened" in event["message"]
    }


def _away(facts: Facts, page: Shown, visit: str) -> Iterator[Violation]:
    here = is_here(facts, facts.calm.visits[visit])
    away = page.picture.rows[visit]["away"]
    if here is not None and here == away:
        what = f"{page.name} shows {'away' if away else 'here'}"
        yield Violation("away-row", what, facts.calm.at, visit)


def is_here(facts: Facts, row: Json) -> bool | None:
    """Whether somebody counts as present at rest; None when nobody outside can tell.

    On the telephone nobody has to sit anywhere, and how the page was left does not matter.
    """
    if row["channel"] == "phone":
        return None
    times = facts.presence.get(facts.citizen_of.get(row["id"], ""), [])
    if any(begin <= facts.calm.at - 1.0 and end > facts.calm.at for begin, end, _ in times):
        return True
    # Who never opened a page is missed from the arrival on.
    ends = [end for begin, end, _ in times if begin <= facts.calm.at]
    ends.append(seconds(row["arrived_at"]))
    # Whoever comes into another line, or back out of the end, is missed there from then on.
    moves = facts.calm.moves.get(row["id"], ())
    ends += [seconds(move["at"]) for move in moves if move["command"] in ("transfer", "take-up")]
    sure = facts.calm.at - facts.plan["away_s"] - SURE_S
    return False if max(ends, default=0.0) < sure else None


def places(facts: Facts) -> Iterator[Violation]:
    """How many are told to be ahead: those who stand before, are here and were not passed over."""
    pages = {facts.visit_of[page.who]: page for page in facts.open_pages("citizen")}
    for line in waiting_by_queue(facts).values():
        least = most = 0
        for row in line:
            page = pages.get(row["id"])
            passed = abs(seconds(row["passed_until"]) - facts.calm.at) < 3.0
            over = seconds(row["passed_until"]) > facts.calm.at
            shown = page.picture.visits.get(row["id"]) if page is not None else None
            if page is not None and shown is not None and shown["version"] == row["version"]:
                ahead = (shown.get("position") or {}).get("ahead")
                if ahead is None or not least <= ahead <= most:
                    what = f"{page.name} was told {ahead} ahead, there are {least} to {most}"
                    yield Violation("position", what, facts.calm.at, row["id"])
            here = is_here(facts, row)
            unsure = here is None or (here and passed)
            least += bool(here and not over and not unsure)
            most += bool(unsure or (here and not over))


def text(facts: Facts) -> Iterator[Violation]:
    """Each line of text reached both sides and the desks that watch, and was told in order."""
    lines: dict[str, list[Json]] = {}
    for line in sorted(facts.calm.rows["messages"], key=lambda line: int(line["n"])):
        lines.setdefault(line["visit"], []).append(line)
    for page in facts.open_pages("citizen"):
        visit = facts.visit_of[page.who]
        if facts.calm.visits[visit]["stage"] != "ended":
            yield from _unread(facts, page, visit, lines.get(visit, []))
    for page in facts.open_pages("clerk"):
        current = page.picture.in_hand
        if current is not None:
            yield from _unread(facts, page, current["visit"], lines.get(current["visit"], []))
        for visit, row in page.picture.rows.items():
            if row["stage"] in ("waiting", "parked") and visit in facts.calm.visits:
                before = [line for line in lines.get(visit, []) if _before_call(facts, line)]
                yield from _unread(facts, page, visit, before)
    yield from _in_order(facts)


def _unread(facts: Facts, page: Shown, visit: str, lines: list[Json]) -> Iterator[Violation]:
    known = set(page.picture.lines.get(visit, []))
    missing = [line["n"] for line in lines[-100:] if line["n"] not in known]
    if missing:
        yield Violation(
            "text-missing", f"{page.name} never heard lines {missing}", facts.calm.at, visit
        )


def _before_call(facts: Facts, line: Json) -> bool:
    """Said while the visit surely was in no call: then every desk that watches hears it."""
    at, stage = seconds(line["at"]), "booked"
    for move in facts.calm.moves.get(line["visit"], ()):
        if abs(seconds(move["at"]) - at) < 3.0 and move["stage"] in IN_CALL:
            return False
        if seconds(move["at"]) <= at:
            stage = move["stage"]
    return stage in ("waiting", "parked")


def _in_order(facts: Facts) -> Iterator[Violation]:
    """A line that is new to a page is a later one; a known one may come again."""
    pictures: dict[str, Picture] = {}
    for event in facts.of("heard"):
        picture, message = pictures.setdefault(event["page"], Picture()), event["message"]
        if message["type"] == "said":
            known = picture.lines.get(message["visit"], [])
            if known and message["id"] not in known and message["id"] < max(known):
                what = f"{event['page']} heard line {message['id']} after {max(known)}"
                yield Violation("text-order", what, event["at"], message["visit"])
        picture.hear(message)
