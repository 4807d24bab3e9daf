"""Whatever clerks do in whatever order: who is overtaken has a reason on record, or the ledger says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.core.ledger import Cause, Step, before, check
from broker.core.line import FRONT, PRIORITY_STEP, WALK_IN_STEP, rank_of
from broker.core.visit import (
    SYSTEM,
    Actor,
    Arrive,
    By,
    Call,
    Command,
    Moved,
    Outcome,
    Park,
    PatienceOver,
    Prioritise,
    QueueId,
    Resume,
    Rules,
    SendBack,
    Skip,
    Stage,
    Transfer,
    Undo,
    Visit,
    VisitId,
    decide,
)
from broker.core.visit import End as EndVisit
from signaling.errors import Problem

OPENS = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STEP_S = PRIORITY_STEP.total_seconds()
HERE, THERE = QueueId("melden"), QueueId("kfz")
CITIZEN = Actor(By.CITIZEN, "citizen")


@dataclass
class Day:
    """An office without stores: visits, who is away, and every step as the record has it."""

    now: datetime = OPENS
    visits: dict[str, Visit] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)

    def come(
        self, slot_minutes: int | None, *, priority: bool = False, why: str | None = None
    ) -> None:
        """Somebody arrives, with or without an appointment; `why`: a clerk lets them, with priority."""
        name = f"v{len(self.visits):02d}"
        slot = None if slot_minutes is None else OPENS + timedelta(minutes=slot_minutes)
        self.visits[name] = Visit(
            id=VisitId(name),
            booking="ABCD-2345",
            queue=HERE,
            channel="video",
            opens_at=OPENS - timedelta(hours=1),
            closes_at=OPENS + timedelta(hours=12),
            serve_until=OPENS + timedelta(hours=12),
            since=OPENS,
            slot_start=slot,
            slot_end=slot,
            priority=priority,
        )
        self.move(name, Arrive(priority=why), CITIZEN if why is None else clerk(0))

    def move(self, name: str, command: Command, actor: Actor) -> Moved | None:
        """What the table makes of it; None when it refuses."""
        try:
            moved = decide(self.visits[name], command, actor, self.now)
        except Problem:
            return None
        self.visits[name] = moved.after
        after = moved.after
        self.steps.append(
            Step(
                visit=name,
                version=after.version,
                command=moved.name,
                stage=after.stage,
                queue=after.queue,
                order=after.order,
                at=self.now,
                detail=moved.detail,
            )
        )
        return moved

    def line(self, queue: QueueId = HERE) -> list[Visit]:
        """Who waits, first come first."""
        waiting = [v for v in self.visits.values() if (v.stage, v.queue) == (Stage.WAITING, queue)]
        return sorted(waiting, key=lambda visit: (visit.order, visit.id))

    def why_not(self, visit: Visit) -> str | None:
        """Why call-next passes over somebody."""
        if visit.passed_until is not None and visit.passed_until > self.now:
            return "passed-over"
        return "away" if visit.id in self.away else None

    def call_next(self, clerk: Actor, queue: QueueId = HERE) -> str | None:
        """The first who is here, as Redis picks it."""
        absent: list[tuple[str, str]] = []
        for visit in self.line(queue):
            reason = self.why_not(visit)
            if reason is None:
                self.move(
                    visit.id, Call(absent=tuple(absent), called_from=queue, in_turn=True), clerk
                )
                return visit.id
            absent.append((visit.id, reason))
        return None

    def call(self, name: str, clerk: Actor, **more: object) -> Moved | None:
        """This one, as Redis counts who stands before it."""
        absent, ahead, me = [], 0, self.visits[name]
        for other in self.line(me.queue):
            if (other.order, other.id) >= (me.order, me.id):
                break
            reason = self.why_not(other)
            ahead += reason is None
            if reason is not None:
                absent.append((other.id, reason))
        return self.move(name, Call(ahead=ahead, absent=tuple(absent), **more), clerk)  # type: ignore[arg-type]


def clerk(n: int) -> Actor:
    """One of several."""
    return Actor(By.QUEUE_CLERK, f"clerk-{n}")


def skipped(day: Day, name: str, actor: Actor) -> Moved | None:
    """Behind the next one who is here."""
    me = day.visits[name]
    behind = [v.order for v in day.line(me.queue) if v.order > me.order and not day.why_not(v)]
    command = Skip(reason="not ready", behind=behind[0] if behind else "")
    return day.move(name, command, actor)


ACTS: dict[str, Callable[[Day, str, Actor], object]] = {
    "call-next": lambda day, name, actor: day.call_next(actor),
    "call-next there": lambda day, name, actor: day.call_next(actor, THERE),
    "call": lambda day, name, actor: day.call(name, actor),
    "call with reason": lambda day, name, actor: day.call(
        name, actor, reason="interpreter is here"
    ),
    "recall": lambda day, name, actor: day.call(name, actor, recall=True),
    "patience": lambda day, name, actor: day.move(name, PatienceOver(), SYSTEM),
    "send back": lambda day, name, actor: day.move(name, SendBack(), actor),
    "park": lambda day, name, actor: day.move(name, Park(), actor),
    "resume": lambda day, name, actor: day.move(name, Resume(), actor),
    "skip": skipped,
    "prioritise": lambda day, name, actor: day.move(name, Prioritise(reason="in pain"), actor),
    "transfer": lambda day, name, actor: day.move(name, Transfer(queue=THERE), actor),
    "transfer back": lambda day, name, actor: day.move(name, Transfer(queue=HERE), actor),
    "undo": lambda day, name, actor: day.move(name, Undo(version=day.visits[name].version), actor),
    "end": lambda day, name, actor: day.move(
        name, EndVisit(outcome=Outcome.COME_IN_PERSON), actor
    ),
    "away": lambda day, name, actor: day.away.add(name),
    "back": lambda day, name, actor: day.away.discard(name),
}

people = st.lists(
    st.one_of(st.none(), st.integers(min_value=-20, max_value=60)), min_size=2, max_size=8
)
acts = st.lists(
    st.tuples(
        st.sampled_from([*sorted(ACTS), *["call-next"] * 6, *["away"] * 3, *["end"] * 2]),
        st.integers(min_value=0, max_value=7),
        st.integers(min_value=0, max_value=2),
        st.integers(min_value=1, max_value=400),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(people, acts)
def test_every_overtaking_has_a_reason_whatever_the_clerks_do(
    slots: list[int | None], steps: list[tuple[str, int, int, int]]
) -> None:
    """Random interleavings of three clerks over every verb: nothing is left unexplained."""
    day = Day()
    for slot in slots:
        day.come(slot)
        day.now += timedelta(seconds=30)
    for act, who, which, seconds in steps:
        ACTS[act](day, f"v{who % len(slots):02d}", clerk(which))
        day.now += timedelta(seconds=seconds)
    unexplained = [
        each for queue in (HERE, THERE) for each in check(queue, day.steps) if each.cause is None
    ]
    assert unexplained == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(min_value=0, max_value=200)),
            st.booleans(),
            st.integers(min_value=0, max_value=600),
            st.integers(min_value=0, max_value=1),
        ),
        min_size=3,
        max_size=25,
    )
)
def test_nobody_is_passed_by_who_came_later_than_the_own_rank(
    arrivals: list[tuple[int | None, bool, int, int]],
) -> None:
    """The bound on overtaking: by call-next alone, only those who came before your time plus the
    step of priority can be called before you. So no walk-in starves, however many appointments."""
    day, called = Day(), dict[str, datetime]()
    for slot, priority, seconds, calls in arrivals:
        day.come(slot, priority=priority)
        day.now += timedelta(seconds=seconds)
        for _ in range(calls):
            if name := day.call_next(clerk(0)):
                called[name] = day.now
                day.move(name, EndVisit(outcome=Outcome.COME_IN_PERSON), clerk(0))
    while name := day.call_next(clerk(0)):
        called[name] = day.now
        day.now += timedelta(seconds=1)
        day.move(name, EndVisit(outcome=Outcome.COME_IN_PERSON), clerk(0))
    in_turn = [day.visits[name] for name in called]
    for later, earlier in ((b, a) for i, b in enumerate(in_turn) for a in in_turn[:i]):
        arrived = later.arrived_at or day.now
        rank = max(later.slot_start or arrived + WALK_IN_STEP, arrived)
        assert (earlier.arrived_at or day.now) <= rank + PRIORITY_STEP
    assert check(HERE, day.steps) == []


MOVERS = ["skip", "skip", "skip", "prioritise", "prioritise", "transfer", "transfer back", "undo"]
moving = st.lists(
    st.tuples(
        st.sampled_from([*MOVERS, "send back", "park", "resume", "call-next", "come", "come"]),
        st.integers(min_value=0, max_value=3),
        st.integers(min_value=0, max_value=900),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(people, moving)
def test_whatever_clerks_do_the_bound_on_overtaking_holds(
    slots: list[int | None], steps: list[tuple[str, int, int]]
) -> None:
    """Skips, priority, transfers, undone moves and calls put back, in any mixture, while others come.

    A key says a time, and nobody's is earlier than the moment of entering the queue by more than the
    step of priority: so whoever enters later than my time and that step is never called before me in
    turn, but for those whom the office itself put back. My own time moves on by skips alone, and
    by three of them at most for each time that I am passed on.
    """
    day, entered = Day(), dict[tuple[str, QueueId], datetime]()
    for slot in slots:
        day.come(slot)
    for act, who, seconds in steps:
        before = dict(day.visits)
        if act == "come":
            day.come(None if who == 0 else int((day.now - OPENS).total_seconds() / 60))
        else:
            ACTS[act](day, f"v{who:02d}" if f"v{who:02d}" in before else "v00", clerk(0))
        for name, visit in day.visits.items():
            was = before.get(name)
            if was is None or (was.queue != visit.queue and act != "undo"):
                entered[name, visit.queue] = day.now
            came = entered.setdefault((name, visit.queue), OPENS)
            if visit.stage is Stage.WAITING and not visit.order.startswith(FRONT):
                assert rank_of(visit.order) + STEP_S >= came.timestamp()
            assert visit.skipped <= Rules().skips
            in_line = was is not None and was.stage is visit.stage is Stage.WAITING
            if was is not None and in_line and was.queue == visit.queue:
                assert visit.order <= was.order or act in ("skip", "undo")
        day.now += timedelta(seconds=seconds)


def test_who_comes_with_priority_has_passed_the_others_for_a_reason() -> None:
    """Given on arrival or later, it is the same in the ledger, and said to who asks."""
    day = Day()
    day.come(None)
    day.now += timedelta(minutes=5)
    day.come(None, why="kann nicht lange sitzen")
    day.now += timedelta(minutes=1)
    assert before(HERE, "v00", day.steps) == {}
    assert day.call_next(clerk(0)) == "v01"
    assert [each.cause for each in check(HERE, day.steps)] == [Cause.OUT_OF_TURN]
    assert before(HERE, "v00", day.steps) == {Cause.OUT_OF_TURN: 1}


def test_a_call_out_of_turn_without_a_reason_is_found() -> None:
    """The ledger is no rubber stamp: this is what a tampered broker would leave behind."""
    day = Day()
    for slot in (0, 15, 30):
        day.come(slot)
    day.now += timedelta(minutes=1)
    day.move("v02", Call(), clerk(0))
    found = check(HERE, day.steps)
    assert [(each.visit, each.other, each.cause) for each in found] == [
        ("v02", "v00", None),
        ("v02", "v01", None),
    ]


def test_two_desks_at_the_same_moment_overtake_nobody() -> None:
    """Their transactions may be ordered either way; two seconds is what a reservation lasts."""
    day = Day()
    day.come(0)
    day.come(15)
    day.move("v01", Call(), clerk(1))
    day.now += timedelta(seconds=1)
    day.move("v00", Call(), clerk(0))
    assert [each.cause for each in check(HERE, day.steps)] == [Cause.SAME_MOMENT]


@pytest.mark.parametrize(
    ("story", "cause"),
    [
        (lambda day: day.call_next(clerk(1)), Cause.APPOINTMENT),
        (lambda day: day.call("v02", clerk(1), reason="interpreter"), Cause.OUT_OF_TURN),
        (
            lambda day: (
                day.away.add("v01"),
                day.move("v00", Park(), clerk(1)),
                day.call_next(clerk(1)),
            ),
            Cause.AWAY,
        ),
        (
            lambda day: (
                day.call("v02", clerk(1), reason="x"),
                day.move("v02", SendBack(), clerk(1)),
                day.call_next(clerk(1)),
            ),
            Cause.PUT_BACK,
        ),
        (
            lambda day: (skipped(day, "v01", clerk(1)), day.call("v02", clerk(1), reason="y")),
            Cause.OUT_OF_TURN,
        ),
        (
            lambda day: (
                day.move("v00", Park(), clerk(1)),
                skipped(day, "v01", clerk(1)),
                day.call_next(clerk(1)),
            ),
            Cause.SKIPPED,
        ),
        (
            lambda day: (day.move("v01", Park(), clerk(1)), day.call_next(clerk(1))),
            Cause.PARKED,
        ),
    ],
)
def test_a_citizen_is_told_why_somebody_was_before_me(
    story: Callable[[Day], object], cause: Cause
) -> None:
    """A sentence for each cause, and nobody's data in it."""
    day = Day()
    for slot in (0, 15, 30):
        day.come(slot)
    story(day)
    assert before(HERE, "v01", day.steps).get(cause) == 1


def test_who_was_called_before_one_came_is_no_question() -> None:
    """Only the time since one entered this queue counts; a transfer begins a new one."""
    day = Day()
    day.come(0)
    day.call_next(clerk(0))
    day.come(15)
    assert before(HERE, "v01", day.steps) == {}
    day.come(20)
    day.call_next(clerk(1))
    assert before(HERE, "v02", day.steps) == {Cause.APPOINTMENT: 1}
    day.move("v02", Transfer(queue=THERE), clerk(1))
    assert before(THERE, "v02", day.steps) == {}


def test_keys_of_a_line_never_meet() -> None:
    """Two skips behind the same one keep an order among themselves."""
    day = Day()
    for slot in (0, 15, 30):
        day.come(slot)
    skipped(day, "v00", clerk(0))
    skipped(day, "v00", clerk(0))
    line = [(visit.order, visit.id) for visit in day.line()]
    assert [name for _, name in line] == ["v01", "v02", "v00"]
    assert all(a < b for a, b in pairwise(line))


def test_who_came_in_the_same_moment_can_be_skipped_as_well() -> None:
    """Two with the same slot, in the same thousandth of a second: the id alone puts them in order."""
    day = Day()
    day.come(0)
    day.come(0)
    (first, second) = day.line()
    assert first.order == second.order
    assert day.move(first.id, Skip(reason="not ready", behind=second.order), clerk(0))
    assert [visit.id for visit in day.line()] == [second.id, first.id]


VERBS = [
    *("call with reason", "send back", "skip", "park", "resume", "prioritise", "undo"),
    *("patience", "transfer", "transfer back", "call-next", "recall"),
]


def branches(day: Day, verbs: int) -> Iterator[Day]:
    """The day itself, and every day that goes on with so many verbs that change something: of the
    last one, of the first one's absence, and of whoever is first."""
    yield copy_of(day)
    if not verbs:
        return
    for act, who in [*((verb, "v02") for verb in VERBS), ("away", "v00"), ("back", "v00")]:
        after = copy_of(day)
        ACTS[act](after, who, clerk(0))
        if after.away != day.away or len(after.steps) > len(day.steps):
            after.now += timedelta(seconds=5)
            yield from branches(after, verbs - 1)


def copy_of(day: Day) -> Day:
    """What is done with it changes nothing of the other."""
    return replace(day, visits=dict(day.visits), away=set(day.away), steps=list(day.steps))


def test_no_honest_day_of_four_verbs_is_accused() -> None:
    """Every short day around one person, not some of them: then all who are left are called in turn."""
    day, days = Day(), 0
    for _ in range(3):
        day.come(None)
        day.now += timedelta(seconds=30)
    for each in branches(day, 4):
        each.away.clear()
        while each.call_next(clerk(1)):
            each.now += timedelta(seconds=5)
        found = [o for queue in (HERE, THERE) for o in check(queue, each.steps)]
        assert all(o.cause for o in found), [(s.visit, s.command, s.order) for s in each.steps]
        days += 1
    assert days > 1000


def test_from_the_front_back_by_one_is_still_put_back_by_the_office() -> None:
    """Who was called out of turn and sent back stands at the front; a skip from there leads behind the
    first of the others, and so still before the second, who came earlier."""
    day = Day()
    for _ in range(3):
        day.come(None)
        day.now += timedelta(seconds=30)
    for act in ("call with reason", "send back", "skip"):
        ACTS[act](day, "v02", clerk(0))
        day.now += timedelta(seconds=30)
    called = []
    while name := day.call_next(clerk(0)):
        called.append(name)
        day.now += timedelta(seconds=30)
    assert called == ["v00", "v02", "v01"]
    causes = {(each.visit, each.other): each.cause for each in check(HERE, day.steps)[-1:]}
    assert causes == {("v02", "v01"): Cause.PUT_BACK}
