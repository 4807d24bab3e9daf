"""What must be true: after every commit, and when all is quiet.

The oracle reads the database with its own eyes (sqlite3 and SQL, none of the product's queries), the
dictionary of Redis, what pages show and what they were answered; only `ledger verify` is asked as it is.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from broker.figures.ledger import verify
from broker.stores.database import Database
from tests.simulation.people import CALL, CitizenPage, ClerkPage, Day, Page
from tests.simulation.world import World

AWAY_MS = 6_000
UNKNOWN = ("unknown",)
"""Problems that promise nothing."""


class Watcher:
    """Looks at the database after each commit, with a connection of its own."""

    def __init__(self, here: World) -> None:
        self._here = here
        self._eyes = sqlite3.connect(here.file)
        self._versions: dict[str, tuple[int, str]] = {}
        self.found: list[str] = []

    def close(self) -> None:
        self._eyes.close()

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self._eyes.execute(query, values).fetchall()

    def look(self) -> None:
        """Called when a transaction has been committed."""
        in_call: dict[str, str] = {}
        for visit, version, stage, clerk in self.rows(
            "SELECT id, version, stage, clerk FROM visits"
        ):
            before, was = self._versions.get(visit, (0, "booked"))
            if (version, stage) == (before, was):
                if stage not in CALL:
                    continue
            elif version != before + 1 and version != before:
                self._say(f"S3: {visit} went from version {before} to {version}")
            elif version == before:
                self._say(f"S3: {visit} changed from {was} to {stage} at version {version}")
            elif was == "ended" and stage != "ended" and not self._taken_up(visit, version):
                self._say(f"S7: {visit} had ended and is {stage}")
            if version != before:
                self._here.moves += 1
                self._here.tell(
                    "sql", f"{visit} {was} -> {stage}, version {version}, {clerk or ''}"
                )
            self._versions[visit] = version, stage
            if stage in CALL:
                if clerk in in_call:
                    self._say(f"S2: {clerk} has {visit} and {in_call[clerk]}")
                in_call[clerk] = visit

    def _taken_up(self, visit: str, version: int) -> bool:
        made = self.rows(
            "SELECT command FROM moves WHERE visit = ? AND version = ?", visit, str(version)
        )
        return made == [("take-up",)]

    def _say(self, what: str) -> None:
        self._here.tell("oracle", what)
        self.found.append(what)


async def judge(here: World, day: Day, watcher: Watcher) -> list[str]:
    """Everything that is not as promised, when all is quiet."""
    watcher.look()
    found = [*watcher.found]
    found += _line(here, day, watcher)
    found += _seats(here, day, watcher)
    found += _screens(here, day, watcher)
    found += _pictures(here, day, watcher)
    found += _answers(day, watcher)
    found += await _ledger(here)
    found += await _evening(here, day, watcher)
    return found


def _key(here: World, queue: str, name: str) -> dict[str, Any]:
    value: dict[str, Any] = here.memory.keys.get(f"vorsprache:{{{queue}}}:{name}", {})
    return value


def _line(here: World, day: Day, watcher: Watcher) -> Iterator[str]:
    """S6, L1: the line of Redis is that of SQL, at the same versions."""
    for queue in day.queues:
        true = watcher.rows(
            """SELECT "order", id FROM visits WHERE queue = ? AND stage = 'waiting'
            ORDER BY "order", id""",
            queue,
        )
        line = sorted(_key(here, queue, "line"))
        if line != [f"{order}:{visit}" for order, visit in true]:
            yield f"S6: the line of {queue} is {line} in Redis and {true} in SQL"
        known = _key(here, queue, "visits")
        for visit, version in watcher.rows(
            """SELECT id, version FROM visits WHERE queue = ?
            AND stage NOT IN ('booked', 'ended')""",
            queue,
        ):
            if not known.get(visit, "").startswith(f"{version}|"):
                yield f"S6: {visit} is at version {version}, Redis has {known.get(visit)}"


def _open(day: Day) -> list[Page]:
    return [page for page in day.pages if not page.closed]


def _seats(here: World, day: Day, watcher: Watcher) -> Iterator[str]:
    """S15, L4: whoever has a page open has the seat, and nobody else has one."""
    where = {
        v: (q, s, c) for v, q, s, c in watcher.rows("SELECT id, queue, stage, clerk FROM visits")
    }
    rightful: dict[tuple[str, str], str] = {}
    for page in _open(day):
        if page.socket is None or not page.welcomed:
            yield f"L1: the page of {page.name} does not come back"
            continue
        if isinstance(page, CitizenPage):
            queue, stage, _ = where[page.visit]
            if stage != "ended":
                rightful[queue, f"{page.visit}/citizen"] = page.socket.conn
        else:
            rightful[":desks", f"{page.name}/clerk"] = page.socket.conn
            for visit, (queue, stage, clerk) in where.items():
                if clerk == page.name and stage in CALL:
                    rightful[queue, f"{visit}/clerk"] = page.socket.conn
    for (queue, place), conn in rightful.items():
        sits = _key(here, queue, "seats").get(place, "nobody")
        if not sits.startswith(f"{conn}~"):
            yield f"S15: {sits} has the seat {place} of {queue}, not {conn}"
        if place in _key(here, queue, "lost"):
            yield f"S15: {place} of {queue} is here and counts as lost"
    for queue in (*day.queues, ":desks"):
        for place, sits in _key(here, queue, "seats").items():
            if (queue, place) not in rightful:
                yield f"S15: nobody is at {place} of {queue}, and {sits} has it"


def _screens(here: World, day: Day, watcher: Watcher) -> Iterator[str]:
    """L4: every page shows what is true."""
    true = {
        v: (n, s, q) for v, n, s, q in watcher.rows("SELECT id, version, stage, queue FROM visits")
    }
    in_hand = dict(
        watcher.rows("SELECT clerk, id FROM visits WHERE stage IN ('called', 'in-call')")
    )
    for page in _open(day):
        yield from (f"S14: {page.name}: {each}" for each in page.problems)
        if not page.welcomed:
            continue
        if isinstance(page, CitizenPage):
            shown = page.shown.get(page.visit, {})
            if (shown.get("version"), shown.get("stage")) != true[page.visit][:2]:
                yield f"L4: {page.name} sees {shown} and it is {true[page.visit]}"
        elif isinstance(page, ClerkPage):
            if page.in_hand != in_hand.get(page.name):
                yield f"L4: {page.name} sees {page.in_hand} in hand, it is {in_hand.get(page.name)}"
            rows = {v: (r["version"], r["stage"], r["queue"]) for v, r in page.rows.items()}
            live = {v: each for v, each in true.items() if each[1] not in ("booked", "ended")}
            if rows != live:
                yield f"L4: the board of {page.name} has {rows}, it is {live}"


def _pictures(here: World, day: Day, watcher: Watcher) -> Iterator[str]:
    """Every node knows who is away."""
    here_now = {
        page.visit for page in _open(day) if isinstance(page, CitizenPage) and page.welcomed
    }
    for running in here.nodes:
        if running.node is None:
            continue
        for queue in day.queues:
            picture = running.node.office.boards.pictures.of(queue)
            if picture is None:
                continue
            for visit, facts in picture.visits.items():
                if facts.visit.channel == "phone":
                    continue
                if (visit in picture.lost) == (visit in here_now):
                    away = "away" if visit in picture.lost else "here"
                    yield f"L4: {running.name} takes {visit} for {away}"


def _answers(day: Day, watcher: Watcher) -> Iterator[str]:
    """S13: one op, one answer; what was refused did not happen, what was done has happened."""
    ops = {
        (principal, op): (visit, version)
        for principal, op, visit, version in watcher.rows(
            "SELECT principal, op, visit, version FROM ops"
        )
    }
    by_op = dict(
        watcher.rows("SELECT op, visit || ' ' || version FROM moves WHERE op IS NOT NULL")
    )
    moved = watcher.rows(
        "SELECT op FROM moves WHERE op IS NOT NULL GROUP BY op HAVING count(*) > 1"
    )
    for (op,) in moved:
        yield f"S13: {op} moved more than once"
    for asked in day.history:
        kind = "citizen" if asked.who.startswith("citizen") else "desk"
        noted = ops.get((f"{kind}:{asked.who}", asked.op))
        said = {(each.get("visit"), each.get("version")) for each in asked.done}
        if asked.kind == "desk" or any(each["type"] != "done" for each in asked.done):
            continue
        if len(said) > 1:
            yield f"S13: {asked.op} was answered {said}"
        if said and asked.kind != "say" and noted not in said:
            yield f"S13: {asked} is done, SQL has {noted}"
        if said and by_op.get(asked.op, "") not in ("", *(f"{v} {n}" for v, n in said)):
            yield f"S13: {asked.op} was answered {said} and moved {by_op[asked.op]}"
        problems = [each for each in asked.answers if each["type"] == "problem"]
        if said and asked.answers[-1]["type"] == "problem" and asked.answers[-1]["retry"] == "no":
            yield f"S13: {asked} was done before, and is refused the second time"
        final = asked.sent == len(problems) and all(e["kind"] not in UNKNOWN for e in problems)
        if problems and not said and noted is not None and final:
            yield f"S13: {asked} was refused, and SQL has {noted}"


async def _ledger(here: World) -> list[str]:
    """S4: nobody was passed by without a reason, and nothing was changed afterwards."""
    database = Database(f"sqlite+aiosqlite:///{here.file}")
    verdict = await verify(database)
    await database.close()
    if verdict.sound:
        return []
    return [f"S4: broken {verdict.broken}, unexplained {verdict.unexplained}"]


async def _evening(here: World, day: Day, watcher: Watcher) -> list[str]:
    """L3: everybody goes, a day passes, and one node alone brings every visit to its end."""
    for page in _open(day):
        page.close()
    await asyncio.sleep(0.5)
    for running in here.nodes[1:]:
        here.kill(running)
    here.offset += timedelta(days=1)
    await asyncio.sleep(7.0)
    left = watcher.rows("SELECT id, stage FROM visits WHERE stage <> 'ended'")
    return [f"L3: {visit} stays {stage} for ever" for visit, stage in left]
