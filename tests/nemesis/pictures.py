"""What a page shows: the protocol's rules for one page, and nothing of the product.

People look at it to decide what to do next; the oracle makes it anew from the history to compare it with SQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
IN_HAND = ("called", "in-call")


@dataclass
class Picture:
    """One page from its first greeting on. `lines`: per visit the ids of the lines of text, as heard."""

    audience: str = ""
    node: str = ""
    visits: dict[str, Message] = field(default_factory=dict)
    rows: dict[str, Message] = field(default_factory=dict)
    queues: dict[str, Message] = field(default_factory=dict)
    alerts: list[Message] = field(default_factory=list)
    desk: Message = field(default_factory=dict)
    current: Message | None = None
    lines: dict[str, list[int]] = field(default_factory=dict)
    seq: int = 0
    gaps: int = 0
    watched: list[str] = field(default_factory=list)

    @property
    def in_hand(self) -> Message | None:
        """The visit that the page of a clerk shows as called or in a call."""
        current = self.current
        return current if current is not None and current["stage"] in IN_HAND else None

    def calls(self) -> Iterator[tuple[str, int, str]]:
        """Visit, number and other seat of each call that is shown, where somebody sits."""
        for shown in [*self.visits.values(), *([self.current] if self.current else [])]:
            if shown["stage"] == "in-call":
                for peer in shown.get("peers") or []:
                    if peer.get("conn"):
                        yield shown["visit"], shown["call"], peer["seat"]

    def hear(self, message: Message) -> None:
        """Takes one message in."""
        match message["type"]:
            case "welcome":
                self._welcome(message)
            case "stage":
                self._stage(message)
            case "visit":
                self._show(message["visit"])
            case "position":
                if message["visit"] in self.visits:
                    self.visits[message["visit"]]["position"] = message
            case "peers":
                self._peers(message)
            case "record":
                self._record(message)
            case "desk":
                self.desk = message["desk"]
            case "board-delta":
                self._delta(message)
            case "said":
                self.lines.setdefault(message["visit"], []).append(message["id"])

    def _welcome(self, message: Message) -> None:
        snapshot = message["snapshot"]
        self.audience, self.node = message["as"], message["epoch"]
        if self.audience == "citizen":
            self.visits = {}
            for visit in snapshot["visits"]:
                self._show(visit)
            return
        self.rows = {row["visit"]: row for row in snapshot["visits"]}
        self.queues = {row["queue"]: row for row in snapshot["queues"]}
        self.watched = list(self.queues)
        self.seq = snapshot.get("seq", 0)
        self.alerts = snapshot.get("alerts") or []
        if self.audience == "desk":
            self.desk = snapshot["desk"]
            self.current = None
            if (current := snapshot.get("current")) is not None:
                self._record(current)

    def _show(self, visit: Message) -> None:
        self.visits[visit["visit"]] = dict(visit)
        self._read(visit)

    def _read(self, visit: Message) -> None:
        known = self.lines.setdefault(visit["visit"], [])
        known += [line["id"] for line in visit.get("messages", [])]

    def _record(self, record: Message) -> None:
        current = self.current
        same = current is not None and current["visit"] == record["visit"]
        if current is not None and same and record["version"] < current["version"]:
            return
        self.current = dict(record)
        self._read(record)

    def _stage(self, message: Message) -> None:
        for shown in (self.visits.get(message["visit"]), self.current):
            if shown is None or shown["visit"] != message["visit"]:
                continue
            if message["version"] > shown["version"]:
                given = {
                    key: message.get(key) for key in ("call", "peers", "answer_by", "outcome")
                }
                given["passed_over"] = message.get("passed_over", False)
                shown |= {**given, **{k: message[k] for k in ("version", "stage", "since")}}
                shown["channel"] = message.get("channel") or shown["channel"]
                shown["queue"] = message.get("queue") or shown["queue"]
                if message["stage"] != "waiting":
                    shown.pop("position", None)

    def _peers(self, message: Message) -> None:
        for shown in (self.visits.get(message["visit"]), self.current):
            same = shown is not None and shown["visit"] == message["visit"]
            if shown is not None and same and shown.get("call") == message["call"]:
                shown["peers"] = message["peers"]

    def _delta(self, message: Message) -> None:
        self.gaps += message["seq"] != self.seq + 1
        self.seq = message["seq"]
        for row in message.get("queues", []):
            self.queues[row["queue"]] = row
        for row in message.get("visits", []):
            self.rows[row["visit"]] = row
        for visit in message.get("gone", []):
            self.rows.pop(visit, None)
        if message.get("alerts") is not None:
            self.alerts = message["alerts"]
