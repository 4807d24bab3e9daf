"""How long it took until everything was as before. Figures, not promises."""

from collections import defaultdict
from statistics import quantiles

from tests.nemesis.oracle.facts import Facts
from tests.nemesis.oracle.line import back_at

# They touch no store.
HARMLESS = ("slow-reader", "browsers-gone", "proxy-restarted")


def recovery(facts: Facts) -> dict[str, list[float]]:
    """Seconds by what was waited for, e.g. `order after redis-emptied`."""
    found: dict[str, list[float]] = defaultdict(list)
    for name, begin, end, on in facts.faults:
        if name in HARMLESS:
            continue
        if (again := back_at(facts, end)) is not None:
            found[f"order after {name}"].append(again - end)
        if name == "node-killed":
            found["page after node-killed"] += _pages(facts, on, begin)
    return found


def _pages(facts: Facts, node: str, killed_at: float) -> list[float]:
    """From the loss of each socket of this node to the next greeting of the same page."""
    on: dict[str, str] = {}
    lost: dict[str, float] = {}
    found = []
    for event in facts.of("open", "lost", "gone"):
        page = event["page"]
        if event["kind"] == "open":
            on[page] = event["node"]
            if (since := lost.pop(page, None)) is not None:
                found.append(event["at"] - since)
        elif event["kind"] == "gone":
            lost.pop(page, None)
        elif on.get(page) == node and 0 <= event["at"] - killed_at < 1.0:
            lost[page] = event["at"]
    return found


def percentile(values: list[float], part: int) -> float:
    """The value that `part` of 100 do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[part - 1]
