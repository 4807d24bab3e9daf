"""All that is known about a day, read from its folder: the history, SQL, Redis, logs.

Nothing in this folder knows the product's code; it knows the protocol, the tables and the keys by their papers.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.nemesis.pictures import Picture

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken. `kind` is one of a closed set (PROOFS.md), `at` in seconds since 1970."""

    kind: str
    what: str
    at: float = 0.0
    visit: str = ""


@dataclass
class Kept:
    """SQL and Redis at one moment."""

    at: float
    rows: dict[str, list[Json]]
    redis: dict[str, Json]

    @cached_property
    def visits(self) -> dict[str, Json]:
        """The rows of visits by id."""
        return {row["id"]: row for row in self.rows["visits"]}

    @cached_property
    def moves(self) -> dict[str, list[Json]]:
        """The moves of each visit, oldest first."""
        found: dict[str, list[Json]] = defaultdict(list)
        for move in sorted(self.rows["moves"], key=lambda move: int(move["version"])):
            found[move["visit"]].append(move)
        return found


@dataclass
class Shown:
    """A page at one moment: what it shows, and whether its socket was open (`since` when)."""

    who: str
    name: str
    picture: Picture = field(default_factory=Picture)
    is_open: bool = False
    since: float = 0.0
    node: str = ""
    gone: bool = False
    code: int | None = None


@dataclass
class Facts:
    """A day. `calm` is when everything had come to rest, `over` the end."""

    plan: Json
    events: list[Json]
    calm: Kept
    over: Kept
    ledger: Json
    logs: dict[str, list[str]]

    def of(self, *kinds: str) -> Iterator[Json]:
        """The events of these kinds, in order."""
        return (event for event in self.events if event["kind"] in kinds)

    @cached_property
    def people(self) -> dict[str, Json]:
        """Everybody by the short name in the history."""
        return {event["who"]: event for event in self.of("person")}

    @cached_property
    def visit_of(self) -> dict[str, str]:
        """Citizen -> visit."""
        return {event["who"]: event["visit"] for event in self.of("booked")}

    @cached_property
    def citizen_of(self) -> dict[str, str]:
        """Visit -> citizen."""
        return {visit: who for who, visit in self.visit_of.items()}

    @cached_property
    def subjects(self) -> dict[str, str]:
        """Clerk -> what SQL calls the same person: by the desks, and by the moves that bear their ops."""
        names = {row["name"]: row["clerk"] for row in self.over.rows["desks"]}
        found = {
            who: names[person["name"]]
            for who, person in self.people.items()
            if person.get("name") in names
        }
        for move in self.over.rows["moves"]:
            who = (move["op"] or "").partition("-")[0]
            if self.people.get(who, {}).get("role") == "clerk":
                found.setdefault(who, move["actor"])
        return found

    @cached_property
    def pages(self) -> dict[str, Shown]:
        """Every page as it was when the day had come to rest."""
        found: dict[str, Shown] = {}
        for event in self.events:
            if event["at"] > self.calm.at:
                break
            if event["kind"] == "page":
                found[event["page"]] = Shown(event["who"], event["page"])
            elif event["kind"] in ("open", "lost", "gone", "heard"):
                _note(found[event["page"]], event)
        return found

    def open_pages(self, role: str) -> list[Shown]:
        """The pages of such people that had a socket at rest."""
        return [
            page
            for page in self.pages.values()
            if page.is_open and self.people.get(page.who, {}).get("role") == role
        ]

    @cached_property
    def presence(self) -> dict[str, list[tuple[float, float, str]]]:
        """Citizen -> when a page of theirs was open: from, until, on which node."""
        opened: dict[str, tuple[float, str]] = {}
        found: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
        for event in self.of("open", "lost", "gone"):
            if (since := opened.pop(event["page"], None)) is not None:
                found[event["who"]].append((since[0], event["at"], since[1]))
            if event["kind"] == "open":
                opened[event["page"]] = event["at"], event["node"]
        for page, (since_at, node) in opened.items():
            found[page.partition("_")[0]].append((since_at, float("inf"), node))
        return found

    @cached_property
    def naps(self) -> dict[str, list[tuple[float, float]]]:
        """Who -> when a page of theirs read nothing though its socket was open: from, until."""
        begun: dict[str, Json] = {}
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for event in self.of("asleep", "awake"):
            if event["kind"] == "asleep":
                begun.setdefault(event["page"], event)
            elif (before := begun.pop(event["page"], None)) is not None:
                found[event["who"]].append((before["at"], event["at"]))
        for event in begun.values():
            found[event["who"]].append((event["at"], float("inf")))
        return found

    def napped(self, who: str, since: float, until: float) -> bool:
        """Whether a page of theirs was asleep at any moment between the two."""
        return any(begin <= until and end >= since for begin, end in self.naps.get(who, ()))

    @cached_property
    def faults(self) -> list[tuple[str, float, float, str]]:
        """Name, from, until, on what; in the order of their beginnings."""
        begun: dict[tuple[str, str], float] = {}
        found = []
        for event in self.of("fault"):
            key = event["name"], event["on"]
            if event["phase"] == "begins":
                begun[key] = event["at"]
            else:
                found.append((event["name"], begun.pop(key), event["at"], event["on"]))
        return sorted(found, key=lambda fault: fault[1])

    def disturbed(self, since: float, until: float, *, but: Collection[str] = ()) -> bool:
        """Whether anything, `but` these, was broken at any moment between the two."""
        return any(
            begin <= until and end >= since and name not in but
            for name, begin, end, _ in self.faults
        )


def _note(page: Shown, event: Json) -> None:
    match event["kind"]:
        case "open":
            page.is_open, page.since, page.node = True, event["at"], event["node"]
        case "lost":
            page.is_open, page.since, page.code = False, event["at"], event["code"]
        case "gone":
            page.is_open, page.since, page.gone = False, event["at"], True
        case "heard":
            page.picture.hear(event["message"])


def seconds(instant: str | None) -> float:
    """An instant of SQL in seconds since 1970; 0 for none."""
    return 0.0 if instant is None else datetime.fromisoformat(instant).timestamp()


def read(folder: Path) -> Facts:
    """The day that was kept there."""
    history = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    calm, over = (json.loads((folder / f"{name}.json").read_text()) for name in ("calm", "over"))
    ledger = (folder / "ledger.json").read_text()
    return Facts(
        plan=json.loads((folder / "plan.json").read_text()),
        events=[json.loads(line) for line in history],
        calm=Kept(**calm),
        over=Kept(**over),
        ledger=json.loads(ledger) if ledger.strip() else {},
        logs={log.name: log.read_text().splitlines() for log in folder.glob("*.log")},
    )
