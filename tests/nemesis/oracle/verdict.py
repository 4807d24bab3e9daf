"""All checks of a day, and what they found as a table."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.nemesis.oracle import calls, commands, line, machines, moves, pages, secrets_kept
from tests.nemesis.oracle.facts import Facts, Violation
from tests.nemesis.oracle.recovery import percentile, recovery

CHECKS: tuple[Callable[[Facts], Iterable[Violation]], ...] = (
    moves.chains,
    moves.table,
    moves.calls,
    moves.stuck,
    commands.answers,
    commands.one_answer,
    commands.told,
    line.order,
    line.back,
    line.seats,
    line.turns,
    pages.citizens,
    pages.clerks,
    pages.rows,
    pages.replaced,
    pages.places,
    pages.text,
    secrets_kept.frames,
    secrets_kept.relay,
    calls.relayed,
    secrets_kept.logs,
    machines.exits,
    machines.burials,
    machines.loops,
    machines.memory,
    machines.ledger,
)


@dataclass(frozen=True)
class Verdict:
    """What was found, and of how much."""

    facts: Facts
    violations: list[Violation]

    @property
    def kinds(self) -> Counter[str]:
        """How often each kind was found."""
        return Counter(each.kind for each in self.violations)


def judge(facts: Facts) -> Verdict:
    """Asks everything."""
    return Verdict(facts, [found for check in CHECKS for found in check(facts)])


def as_text(verdict: Verdict) -> str:
    """For people: what was tried, what broke, how long it took to mend."""
    return "\n".join([*_tried(verdict.facts), "", *_broken(verdict), "", *_mended(verdict.facts)])


def _tried(facts: Facts) -> list[str]:
    faults = Counter(name for name, *_ in facts.faults)
    said = commands.commands(facts)
    answers = Counter(
        "done" if each.ok else "refused" if each.failed else "unknown" for each in said.values()
    )
    verbs = len({each.verb for each in said.values()})
    return [
        f"{len(facts.over.visits)} visits, {len(facts.over.rows['moves'])} moves",
        f"{len(facts.over.rows['messages'])} lines of text, {len(facts.events)} events",
        f"{len(said)} commands of {verbs} verbs: "
        + ", ".join(f"{n} {word}" for word, n in answers.most_common()),
        f"{sum(faults.values())} faults: "
        + ", ".join(f"{n} {name}" for name, n in faults.items()),
        *_machines(facts),
    ]


def _machines(facts: Facts) -> list[str]:
    figures = list(facts.of("figures"))
    if not figures:
        return []
    return [
        f"loop held up at most {max(f['lag_s'] for f in figures) * 1000:.0f} ms",
        f"loop computing in one piece at most {max(f['busy_s'] for f in figures) * 1000:.0f} ms",
        f"memory of a node at most {max(f['rss_mb'] for f in figures):.0f} MB",
    ]


def _broken(verdict: Verdict) -> list[str]:
    if not verdict.violations:
        return ["no promise was broken"]
    begin = verdict.facts.events[0]["at"]
    lines = ["broken promise         times  the first one"]
    for kind, times in verdict.kinds.most_common():
        first = next(each for each in verdict.violations if each.kind == kind)
        at = f"{first.at - begin:.2f} s " if first.at else ""
        lines.append(f"{kind:<22} {times:>5}  {at}{first.visit} {first.what}")
    return lines


def _mended(facts: Facts) -> list[str]:
    lines = ["seconds until            p50    p99  worst      n"]
    for name, values in sorted(recovery(facts).items()):
        p50, p99 = percentile(values, 50), percentile(values, 99)
        lines.append(f"{name:<32} {p50:6.2f} {p99:6.2f} {max(values):6.2f} {len(values):6d}")
    return lines if len(lines) > 1 else []
