"""The programs themselves: how they ended, whether they ever stood still, how much memory they took."""

import json
from collections.abc import Iterator

from tests.nemesis.oracle.facts import Facts, Violation, seconds

BLOCKED_S = 0.1
MOST_MB = 400.0
HURT = ("node-killed", "node-frozen", "node-restarted", "rolling-restart")


def exits(facts: Facts) -> Iterator[Violation]:
    """Who is told to stop ends well."""
    for event in facts.of("exit"):
        if event["code"] != 0:
            yield Violation(
                "exit-code", f"{event['node']} ended with {event['code']}", event["at"]
            )


def burials(facts: Facts) -> Iterator[Violation]:
    """Only who is dead or frozen is buried, however slow a database is."""
    hurt = [(on, begin, end) for name, begin, end, on in facts.faults if name in HURT]
    for lines in facts.logs.values():
        for line in lines:
            if '"node.buried"' not in line:
                continue
            said = json.loads(line)
            at = seconds(said["at"])
            known = any(on == said["node"] and begin <= at for on, begin, _ in hurt)
            stopped = any(
                event["node"] == said["node"] and event["at"] <= at + 1
                for event in facts.of("exit")
            )
            if not known and not stopped:
                yield Violation("buried-alive", f"{said['node']} was alive", at)


def loops(facts: Facts) -> Iterator[Violation]:
    """No node computed for so long in one piece that its sockets had to wait."""
    for event in facts.of("figures"):
        if event["busy_s"] > BLOCKED_S:
            what = f"{event['node']} computed {event['busy_s'] * 1000:.0f} ms in one piece"
            yield Violation("loop-blocked", what, event["at"])


def memory(facts: Facts) -> Iterator[Violation]:
    """A day of a few people fits into little."""
    most = max(facts.of("figures"), key=lambda event: float(event["rss_mb"]), default=None)
    if most is not None and most["rss_mb"] > MOST_MB:
        yield Violation("memory", f"{most['node']} took {most['rss_mb']} MB", most["at"])


def ledger(facts: Facts) -> Iterator[Violation]:
    """`vorsprache ledger verify` finds the office honest."""
    if not facts.ledger.get("sound"):
        yield Violation("ledger", str(facts.ledger)[:300], facts.over.at)
