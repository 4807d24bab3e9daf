"""The fairness ledger: who was called before whom, and why. Pure.

Everybody who enters a queue gets an order key, and that key is the promise of the line. Somebody is
*overtaken* when a visit with a later key is called from the same queue while they wait in it. Every
such case must follow from a reason that stands in the moves; `check` names those that do not. The
reasons are a closed set (`Cause`), so that a citizen can be told without anybody's data.

A move's `order` is the key after it. What stands in the detail of a call - who was passed by because
of absence, or held by another desk - was written in the transaction that made the call true.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from broker.core.line import FRONT, later

SAME_MOMENT = timedelta(seconds=2)
"""What happened to two visits so close together has no order that anybody could prove: two desks call
within the time of a reservation, the clocks of two nodes differ, and Redis hears of an arrival after
SQL has it."""


class Cause(StrEnum):
    """Why somebody was called before somebody else."""

    APPOINTMENT = "appointment"
    SAME_MOMENT = "same-moment"
    OUT_OF_TURN = "called-out-of-turn"
    PUT_BACK = "put-back-by-office"
    AWAY = "you-were-away"
    MISSED = "you-missed-a-call"
    SKIPPED = "you-were-skipped"
    PARKED = "you-were-parked"


OTHERS = "*"
"""In a call that passed by more people who were away than it names: all others of them."""
ABSENT = {"away": Cause.AWAY, "passed-over": Cause.MISSED, "held": Cause.SAME_MOMENT}


@dataclass(frozen=True, slots=True)
class Step:
    """A move, as far as fairness is concerned. `queue` and `order` are those after it."""

    visit: str
    version: int
    command: str
    stage: str
    queue: str
    order: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overtaking:
    """`visit` was called at `at` before `other`, who had the earlier key; None without a reason."""

    visit: str
    other: str
    at: datetime
    cause: Cause | None


@dataclass(slots=True)
class _Standing:
    """Somebody in a queue: the key of entry, the key now, and what moved it."""

    entered: str
    order: str
    stage: str
    skipped: bool = False
    hurried: bool = False
    put_back: bool = False


class Ledger:
    """Follows the moves of one queue in the order of time and tells every overtaking.

    Feed `follow` with the steps of every visit that was ever in the queue, oldest first; a step that
    leads to another queue takes the visit out.
    """

    def __init__(self, queue: str) -> None:
        """An empty queue."""
        self.queue = queue
        self._standing: dict[str, _Standing] = {}

    def follow(self, step: Step) -> list[Overtaking]:
        """Takes a move in; the overtakings that it was, if it was a call."""
        found: list[Overtaking] = []
        standing = self._standing.get(step.visit)
        if step.command == "call" and step.queue == self.queue and standing is not None:
            found = list(self._overtaken(step, standing))
        self.take(step)
        return found

    def take(self, step: Step) -> None:
        """Takes a move in, whoever was overtaken by it."""
        standing = self._standing.get(step.visit)
        if step.queue != self.queue or step.stage in ("ended", "booked"):
            self._standing.pop(step.visit, None)
        elif standing is None:
            self._standing[step.visit] = _entered(step)
        else:
            _note(standing, step)

    def why(self, step: Step, visit: str) -> Cause | None:
        """Why the call `step` came before `visit`, who is in this queue; None: no reason on record.

        Ask before `follow` takes the step in.
        """
        caller, mine = self._standing.get(step.visit), self._standing.get(visit)
        if caller is None or mine is None:
            return None
        return self._cause(step, caller, visit, mine)

    def holds(self, visit: str) -> bool:
        """Whether somebody waits or is parked in this queue now."""
        standing = self._standing.get(visit)
        return standing is not None and standing.stage in ("waiting", "parked")

    def _overtaken(self, step: Step, caller: _Standing) -> Iterable[Overtaking]:
        mine = (caller.entered, step.visit)
        for other, standing in self._standing.items():
            if standing.stage == "waiting" and (standing.entered, other) < mine:
                cause = self._cause(step, caller, other, standing)
                yield Overtaking(step.visit, other, step.at, cause)

    def _cause(
        self, step: Step, caller: _Standing, other: str, standing: _Standing
    ) -> Cause | None:
        if standing.stage == "parked":
            return Cause.PARKED
        if (caller.entered, step.visit) < (standing.entered, other):
            return Cause.APPOINTMENT
        absent = dict(map(tuple, step.detail.get("absent", ())))
        if other in absent:
            return ABSENT[absent[other]]
        if caller.order.startswith(FRONT) and not standing.order.startswith(FRONT):
            return Cause.PUT_BACK
        if step.detail.get("reason") or step.detail.get("recall") or caller.hurried:
            return Cause.OUT_OF_TURN
        if (caller.order, step.visit) < (standing.order, other):
            if standing.skipped:
                return Cause.SKIPPED
            if caller.put_back:
                # From the front one place back at a time: still before those whom it had passed.
                return Cause.PUT_BACK
        return Cause.AWAY if OTHERS in absent else None


def _entered(step: Step) -> _Standing:
    """Who comes with priority has passed those before the own time, as who is given it later."""
    hurried = step.command == "arrive" and bool(step.detail.get("priority"))
    own = later(step.order) if hurried else step.order
    put_back = step.order.startswith(FRONT)
    return _Standing(own, step.order, step.stage, hurried=hurried, put_back=put_back)


def _note(standing: _Standing, step: Step) -> None:
    standing.stage = step.stage
    match step.command:
        case "skip":
            standing.skipped = True
        case "prioritise":
            standing.hurried = True
        case "undo" if step.order == standing.entered:
            standing.skipped = False
    if step.order:
        standing.order = step.order
        standing.put_back |= step.order.startswith(FRONT)


def check(queue: str, steps: Iterable[Step]) -> list[Overtaking]:
    """Every overtaking in a queue, with its cause or None. `steps`: see `Ledger`.

    Two desks act at the same moment, and their transactions may be ordered either way: whose place
    changed within `SAME_MOMENT` of the call was not overtaken without a reason.
    """
    ledger, steps = Ledger(queue), list(steps)
    found = [each for step in steps for each in ledger.follow(step)]
    changes = _changes(steps)
    return [_same_moment(each, changes) if each.cause is None else each for each in found]


def in_time(steps: Iterable[Step]) -> list[Step]:
    """Steps of any visits, oldest first. The moves of one visit keep the order of their versions,
    though the clocks of the nodes that made them may differ."""
    found: list[Step] = []
    for step in sorted(steps, key=lambda each: (each.visit, each.version)):
        before = found[-1] if found and found[-1].visit == step.visit else None
        behind = before is not None and step.at < before.at
        found.append(replace(step, at=before.at) if before is not None and behind else step)
    return sorted(found, key=lambda step: (step.at, step.visit, step.version))


def _changes(steps: Iterable[Step]) -> dict[str, list[datetime]]:
    """When the place of each visit was another one than before: a note changes no place."""
    last: dict[str, tuple[str, str, str]] = {}
    changes: dict[str, list[datetime]] = {}
    for step in steps:
        place = step.stage, step.queue, step.order
        if last.get(step.visit) != place:
            changes.setdefault(step.visit, []).append(step.at)
        last[step.visit] = place
    return changes


def _near(at: datetime, changes: Iterable[datetime]) -> bool:
    return any(abs(each - at) <= SAME_MOMENT for each in changes)


def _same_moment(overtaking: Overtaking, changes: Mapping[str, list[datetime]]) -> Overtaking:
    if not _near(overtaking.at, changes.get(overtaking.other, ())):
        return overtaking
    return replace(overtaking, cause=Cause.SAME_MOMENT)


def before(queue: str, visit: str, steps: Iterable[Step]) -> dict[Cause, int]:
    """How many calls came before somebody who is in a queue now, by cause, since they entered it."""
    ledger, steps = Ledger(queue), list(steps)
    changes = _changes(step for step in steps if step.visit == visit).get(visit, [])
    counts: dict[Cause, int] = {}
    for step in steps:
        if step.visit == visit and not ledger.holds(visit):
            # Entered, or came back from a call: what was before counts for the last time here.
            if step.command in ("arrive", "transfer"):
                counts = {}
        elif step.command == "call" and step.visit != visit and ledger.holds(visit):
            same = Cause.SAME_MOMENT if _near(step.at, changes) else Cause.OUT_OF_TURN
            cause = ledger.why(step, visit) or same
            counts[cause] = counts.get(cause, 0) + 1
        ledger.take(step)
    return counts
