"""The table is the truth: every cell of stage x command x actor is in it, or raises and changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core import effects
from broker.core import visit as core
from broker.core.line import order_key
from broker.core.visit import (
    MOVES,
    OUTCOMES,
    SYSTEM,
    Actor,
    Amend,
    Annotate,
    Arrive,
    By,
    Call,
    Cancel,
    CitizenGone,
    ClerkGone,
    Command,
    Connect,
    End,
    Expire,
    HoldOn,
    HoldOver,
    Join,
    Leave,
    Outcome,
    Park,
    PatienceOver,
    PlaceEnds,
    PreCall,
    Prioritise,
    QueueId,
    Reschedule,
    Resume,
    SendBack,
    Skip,
    Stage,
    StepAway,
    SwitchChannel,
    TakeUp,
    Transfer,
    TurnNear,
    Undo,
    Undoable,
    Visit,
    VisitId,
    decide,
    due,
)
from broker.errors import NotNow, NotYours, ReasonNeeded, TooEarly, VisitOver
from signaling.errors import Problem

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLERK = "clerk-1"

COMMANDS: dict[type[Command], Command] = {
    Arrive: Arrive(when_called="connect"),
    Call: Call(),
    Join: Join(),
    Connect: Connect(),
    PatienceOver: PatienceOver(),
    SendBack: SendBack(),
    ClerkGone: ClerkGone(),
    CitizenGone: CitizenGone(),
    SwitchChannel: SwitchChannel(),
    End: End(outcome=Outcome.COME_IN_PERSON),
    Leave: Leave(),
    HoldOver: HoldOver(),
    Cancel: Cancel(),
    Reschedule: Reschedule(
        slot_start=NOW + timedelta(days=1),
        slot_end=NOW + timedelta(days=1, minutes=15),
        opens_at=NOW + timedelta(days=1, minutes=-15),
        closes_at=NOW + timedelta(days=1, minutes=45),
        serve_until=NOW + timedelta(days=1, hours=4),
    ),
    Expire: Expire(),
    Amend: Amend(note="corrected"),
    StepAway: StepAway(),
    TurnNear: TurnNear(),
    PlaceEnds: PlaceEnds(),
    PreCall: PreCall(),
    HoldOn: HoldOn(),
    Park: Park(reason="fetches a paper"),
    Resume: Resume(),
    Skip: Skip(reason="not ready", behind="1-0000000000002-0000000000002"),
    Prioritise: Prioritise(reason="in pain"),
    Transfer: Transfer(queue=QueueId("kfz"), note="knows the car"),
    Undo: Undo(version=4),
    TakeUp: TakeUp(),
    Annotate: Annotate(note="brings a child", case="2026/17"),
}
ACTORS = {
    By.CITIZEN: Actor(By.CITIZEN, "citizen-1"),
    By.ITS_CLERK: Actor(By.QUEUE_CLERK, CLERK),
    By.QUEUE_CLERK: Actor(By.QUEUE_CLERK, "clerk-2"),
    By.SUPERVISOR: Actor(By.SUPERVISOR, "boss"),
    By.BOOKING_SYSTEM: Actor(By.BOOKING_SYSTEM, "portal"),
    By.SYSTEM: SYSTEM,
}


def visit_at(stage: Stage, **changes: object) -> Visit:
    """A visit as it would really stand at this stage."""
    slot = NOW
    visit = Visit(
        id=VisitId("v1"),
        booking="ABCD-2345",
        queue=QueueId("melden"),
        channel="video",
        opens_at=slot - timedelta(minutes=15),
        closes_at=slot + timedelta(minutes=45),
        serve_until=slot + timedelta(hours=4),
        since=slot - timedelta(days=3),
        slot_start=slot,
        slot_end=slot + timedelta(minutes=15),
        stage=stage,
        version=4,
    )
    if stage is not Stage.BOOKED:
        visit = replace(visit, arrived_at=NOW, order="1-0000000000001-0000000000001", since=NOW)
    if stage in (Stage.WAITING, Stage.PARKED, Stage.ENDED):
        undo = Undoable(
            version=4,
            until=NOW + timedelta(seconds=10),
            by=CLERK,
            stage=Stage.CALLED,
            queue=visit.queue,
            order=visit.order,
            clerk=CLERK,
        )
        visit = replace(visit, undo=undo)
    if stage in (Stage.CALLED, Stage.IN_CALL, Stage.ENDED):
        visit = replace(visit, clerk=CLERK, call=1, called_at=NOW)
    if stage is Stage.IN_CALL:
        visit = replace(visit, joined_at=NOW)
    if stage is Stage.ENDED:
        visit = replace(visit, outcome=Outcome.COME_IN_PERSON, ended_at=NOW)
    visit = replace(visit, **changes)  # type: ignore[arg-type]
    return replace(visit, deadline=core.deadline_of(visit))


def allowed(stage: Stage, command: type[Command], by: By) -> bool:
    """What the table says; a clerk of the visit is also a clerk of the queue."""
    row = MOVES.get((stage, command))
    if row is None:
        return False
    roles = {By.ITS_CLERK, By.QUEUE_CLERK} if by is By.ITS_CLERK else {by}
    return bool(row.by & roles)


@pytest.mark.parametrize(
    ("stage", "command", "by"), list(product(Stage, COMMANDS, ACTORS)), ids=str
)
def test_every_cell_moves_or_raises_and_leaves_everything_as_it_was(
    stage: Stage, command: type[Command], by: By
) -> None:
    """Every cell: nothing is possible that the table does not say, and all that it says is."""
    # Without its clerk a waiting visit has no "its clerk" yet: that cell is the queue clerk's.
    visit = visit_at(stage)
    owned = visit.clerk == CLERK
    actor = ACTORS[by]
    expected = allowed(stage, command, by if owned or by is not By.ITS_CLERK else By.QUEUE_CLERK)
    before = replace(visit)
    special = {
        # Rows that look closer than the table: who joins, and who may choose this outcome.
        (Join, By.ITS_CLERK): NotYours,
        (End, By.SUPERVISOR): NotYours,
        (Undo, By.QUEUE_CLERK): NotYours,
        (TakeUp, By.QUEUE_CLERK): NotYours,
    }
    if not expected:
        with pytest.raises((NotNow, NotYours, VisitOver)):
            decide(visit, COMMANDS[command], actor, NOW)
    elif (command, by) in special:
        with pytest.raises(special[command, by]):
            decide(visit, COMMANDS[command], actor, NOW)
    else:
        moved = decide(visit, COMMANDS[command], actor, NOW)
        to = MOVES[stage, command].to
        assert moved.after.stage in (to or (stage,))
        assert moved.after.version == visit.version + 1
        assert moved.before is visit
    assert visit == before


def test_every_command_has_a_row_and_an_effect() -> None:
    """A command that nobody can give is dead code; one without effect would be a KeyError."""
    commands = set(get_args(Command))
    assert commands == {command for _, command in MOVES} == set(effects.EFFECTS) == set(COMMANDS)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ENDED])
@pytest.mark.parametrize("channel", ["video", "phone"])
def test_from_every_stage_time_alone_reaches_ended(stage: Stage, channel: str) -> None:
    """No visit can hang for ever: the deadlines on it lead to the end without anybody's help."""
    visit, now = visit_at(stage, channel=channel), NOW
    for _ in range(20):
        if visit.stage is Stage.ENDED:
            break
        assert visit.deadline is not None
        now = max(now, visit.deadline)
        command = due(visit, now, desk_was_open=True)
        assert command is not None
        visit = decide(visit, command, SYSTEM, now).after
    assert visit.stage is Stage.ENDED
    assert visit.outcome is not None
    assert visit.deadline is None


def test_nothing_is_due_before_the_deadline() -> None:
    """The sweeper may look as often as it likes."""
    visit = visit_at(Stage.CALLED)
    assert visit.deadline == NOW + timedelta(seconds=60)
    assert due(visit, NOW + timedelta(seconds=59), desk_was_open=True) is None
    assert due(visit, NOW + timedelta(seconds=60), desk_was_open=True) == PatienceOver()


def test_a_citizen_too_early_is_told_when_the_room_opens() -> None:
    """Too early is no failure: the page shows a countdown."""
    visit = visit_at(Stage.BOOKED)
    with pytest.raises(TooEarly) as caught:
        decide(visit, Arrive(), ACTORS[By.CITIZEN], visit.opens_at - timedelta(seconds=1))
    assert caught.value.extra["opens_at"] == visit.opens_at
    assert decide(visit, Arrive(), ACTORS[By.CITIZEN], visit.opens_at).after.arrived_at


def test_arriving_again_keeps_the_place_and_is_no_move() -> None:
    """A reload must not raise the version: the clerk's click would lose a race against it."""
    visit = visit_at(Stage.WAITING)
    moved = decide(visit, Arrive(), ACTORS[By.CITIZEN], NOW + timedelta(minutes=5))
    assert not moved.changed
    assert moved.after is visit


def test_who_misses_a_call_is_passed_over_until_back_and_ends_the_third_time() -> None:
    """Three calls without an answer are a no-show of the citizen, and never of the office."""
    visit, now = visit_at(Stage.WAITING), NOW
    order = visit.order
    for missed in (1, 2):
        now += timedelta(minutes=5)
        visit = decide(visit, Call(), Actor(By.QUEUE_CLERK, CLERK), now).after
        visit = decide(visit, PatienceOver(), SYSTEM, now).after
        assert visit.stage is Stage.WAITING
        assert (visit.missed, visit.order, visit.clerk) == (missed, order, None)
        assert visit.passed_until == now + timedelta(minutes=5)
        if missed == 1:
            back = decide(visit, Arrive(), ACTORS[By.CITIZEN], now)
            assert back.changed
            assert back.after.passed_until is None
    now += timedelta(minutes=5)
    visit = decide(visit, Call(), Actor(By.QUEUE_CLERK, CLERK), now).after
    visit = decide(visit, PatienceOver(), SYSTEM, now).after
    assert (visit.stage, visit.outcome) == (Stage.ENDED, Outcome.NO_SHOW_CITIZEN)


def test_every_call_raises_the_call_number() -> None:
    """The number is the fence: signaling of an older call is refused by it."""
    visit = visit_at(Stage.WAITING)
    for number in (1, 2, 3):
        visit = decide(visit, Call(), Actor(By.QUEUE_CLERK, CLERK), NOW).after
        assert visit.call == number
        visit = decide(visit, SendBack(), Actor(By.QUEUE_CLERK, CLERK), NOW).after


@pytest.mark.parametrize("command", [SendBack(), ClerkGone(), CitizenGone()])
def test_who_goes_back_waits_at_the_front_of_the_class(command: Command) -> None:
    """The office's trouble must not cost the citizen the place."""
    visit = visit_at(Stage.IN_CALL)
    actor = Actor(By.QUEUE_CLERK, CLERK) if isinstance(command, SendBack) else SYSTEM
    after = decide(visit, command, actor, NOW).after
    assert after.stage is Stage.WAITING
    assert after.order < visit.order
    assert after.clerk is None


def test_a_call_past_others_needs_a_reason() -> None:
    """Overtaking is possible, but never in silence."""
    visit, clerk = visit_at(Stage.WAITING), Actor(By.QUEUE_CLERK, CLERK)
    with pytest.raises(ReasonNeeded):
        decide(visit, Call(ahead=2), clerk, NOW)
    moved = decide(visit, Call(ahead=2, reason="interpreter is here now"), clerk, NOW)
    assert moved.detail == {"reason": "interpreter is here now", "ahead": 2}


def test_who_was_passed_on_is_not_called_from_the_line_that_was_left() -> None:
    """Redis may still show an entry there; the order of the other line would not be asked."""
    waiting = visit_at(Stage.WAITING)
    clerk = Actor(By.QUEUE_CLERK, CLERK)
    assert decide(waiting, Call(called_from=waiting.queue), clerk, NOW).after.stage is Stage.CALLED
    with pytest.raises(NotNow):
        decide(waiting, Call(called_from=QueueId("left"), in_turn=True), clerk, NOW)


def test_leaving_a_call_that_had_connected_completes_it() -> None:
    """Hanging up after a talk is no walking away."""
    citizen = ACTORS[By.CITIZEN]
    talked = visit_at(Stage.IN_CALL, connected_at=NOW)
    assert decide(talked, Leave(), citizen, NOW).after.outcome is Outcome.COMPLETED
    never = visit_at(Stage.IN_CALL)
    assert decide(never, Leave(), citizen, NOW).after.outcome is Outcome.CITIZEN_LEFT


@pytest.mark.parametrize(
    ("stage", "desk_was_open", "outcome"),
    [
        (Stage.BOOKED, True, Outcome.NO_SHOW_CITIZEN),
        (Stage.BOOKED, False, Outcome.NO_SHOW_OFFICE),
        (Stage.WAITING, True, Outcome.NO_SHOW_OFFICE),
    ],
)
def test_a_window_that_passes_tells_the_no_show_of_either_side_apart(
    stage: Stage, desk_was_open: bool, outcome: Outcome
) -> None:
    """The office's absence must never be booked as the citizen's."""
    after = decide(visit_at(stage), Expire(desk_was_open=desk_was_open), SYSTEM, NOW).after
    assert after.outcome is outcome


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.PARKED, Stage.CALLED, Stage.IN_CALL])
@pytest.mark.parametrize("by", [By.ITS_CLERK, By.QUEUE_CLERK, By.SUPERVISOR])
def test_an_end_takes_only_the_outcomes_of_its_stage_and_actor(
    outcome: Outcome, stage: Stage, by: By
) -> None:
    """The closed set of outcomes is a table of its own, beside who may end a visit at all."""
    visit = visit_at(stage, clerk=CLERK)
    stages, actors = OUTCOMES.get(outcome, (frozenset(), frozenset()))
    roles = {By.ITS_CLERK, By.QUEUE_CLERK} if by is By.ITS_CLERK else {by}
    fits = stage in stages and bool(actors & roles) and allowed(stage, End, by)
    if fits:
        assert decide(visit, End(outcome=outcome), ACTORS[by], NOW).after.outcome is outcome
    else:
        with pytest.raises(Problem):
            decide(visit, End(outcome=outcome), ACTORS[by], NOW)


def test_an_amendment_follows_the_same_table_of_outcomes() -> None:
    """Nobody turns a visit that never was a call into a completed one."""
    clerk = Actor(By.QUEUE_CLERK, CLERK)
    with pytest.raises(NotNow):
        decide(visit_at(Stage.ENDED), Amend(outcome=Outcome.COMPLETED), clerk, NOW)
    talked = visit_at(Stage.ENDED, joined_at=NOW)
    after = decide(talked, Amend(outcome=Outcome.COMPLETED), clerk, NOW).after
    assert (after.outcome, after.ended_at) == (Outcome.COMPLETED, talked.ended_at)
    with pytest.raises(NotNow):
        decide(talked, Amend(note="late"), clerk, NOW + timedelta(hours=25))


def test_the_note_of_a_clerk_stands_on_the_visit_but_not_in_the_moves() -> None:
    """Moves survive the deletion of personal data; so they hold none."""
    clerk = Actor(By.QUEUE_CLERK, CLERK)
    moved = decide(
        visit_at(Stage.IN_CALL), End(outcome=Outcome.COMPLETED, note="Frau M."), clerk, NOW
    )
    assert moved.after.note == "Frau M."
    assert moved.detail == {"outcome": Outcome.COMPLETED}


@given(st.lists(st.sampled_from(list(product(COMMANDS, ACTORS))), max_size=30))
def test_whatever_happens_versions_rise_by_one_and_ended_is_final(
    steps: list[tuple[type[Command], By]],
) -> None:
    """Random office days: no sequence of commands breaks the story of a visit."""
    visit, now = visit_at(Stage.BOOKED, version=0), NOW
    for command, by in steps:
        now += timedelta(seconds=7)
        try:
            moved = decide(visit, COMMANDS[command], ACTORS[by], now)
        except Problem:
            continue
        after = moved.after
        assert after.version == visit.version + moved.changed
        assert (after.stage is Stage.ENDED) == (after.ended_at is not None)
        assert (after.stage is Stage.ENDED) == (after.outcome is not None)
        if visit.stage is Stage.ENDED:
            assert after.ended_at == visit.ended_at
        if after.stage in (Stage.CALLED, Stage.IN_CALL):
            assert after.clerk is not None
        assert after.call >= visit.call
        assert (after.deadline is None) == (after.stage is Stage.ENDED)
        visit = after


def test_a_parked_visit_keeps_its_place_and_takes_it_again() -> None:
    """Out of the line is not out of turn: the order key stays."""
    clerk, waiting = Actor(By.QUEUE_CLERK, CLERK), visit_at(Stage.WAITING)
    parked = decide(waiting, Park(reason="fetches a paper"), clerk, NOW).after
    assert (parked.stage, parked.order) == (Stage.PARKED, waiting.order)
    back = decide(parked, Resume(), clerk, NOW + timedelta(minutes=20)).after
    assert (back.stage, back.order, back.arrived_at) == (
        Stage.WAITING,
        waiting.order,
        waiting.arrived_at,
    )


def test_a_parked_call_frees_the_clerk_and_leads_back_to_the_front() -> None:
    """The office asked for the paper: its bearer does not queue again for it."""
    in_call = visit_at(Stage.IN_CALL)
    parked = decide(in_call, Park(), ACTORS[By.ITS_CLERK], NOW).after
    assert (parked.stage, parked.clerk) == (Stage.PARKED, None)
    assert parked.order < in_call.order


def test_a_skip_costs_one_place_and_is_not_repeated_for_ever() -> None:
    """Skipping is a courtesy to the next one, no way to starve somebody."""
    clerk, visit = ACTORS[By.QUEUE_CLERK], visit_at(Stage.WAITING)
    for n in range(1, 4):
        behind = f"1-000000000000{n + 1}-0000000000009"
        visit = decide(visit, Skip(reason="not ready", behind=behind), clerk, NOW).after
        assert visit.order > behind
        assert visit.skipped == n
    with pytest.raises(NotNow):
        decide(visit, Skip(reason="again", behind="1-9999999999999-0"), clerk, NOW)
    with pytest.raises(NotNow):
        decide(visit_at(Stage.WAITING), Skip(reason="last in line", behind=""), clerk, NOW)


def test_a_recall_comes_after_the_few_minutes_or_after_the_citizen_is_back() -> None:
    """Who missed a call is asked for again, but not hounded."""
    clerk = Actor(By.QUEUE_CLERK, CLERK)
    with pytest.raises(NotNow):
        decide(visit_at(Stage.WAITING), Call(recall=True), clerk, NOW)
    missed = decide(visit_at(Stage.CALLED), PatienceOver(), SYSTEM, NOW).after
    with pytest.raises(TooEarly) as early:
        decide(missed, Call(recall=True), clerk, NOW + timedelta(minutes=4, seconds=59))
    assert early.value.extra["opens_at"] == NOW + timedelta(minutes=5)
    with pytest.raises(TooEarly):
        decide(missed, Call(), clerk, NOW + timedelta(minutes=4))
    assert decide(missed, Call(reason="writes to be here"), clerk, NOW).changed
    later = decide(missed, Call(recall=True, ahead=3), clerk, NOW + timedelta(minutes=5))
    assert later.after.stage is Stage.CALLED
    assert later.detail == {"recall": True, "ahead": 3}
    back = decide(missed, Arrive(), ACTORS[By.CITIZEN], NOW + timedelta(seconds=30)).after
    assert decide(back, Call(recall=True), clerk, NOW + timedelta(seconds=31)).changed


def test_patience_can_be_asked_for_a_few_times_and_moves_the_deadline() -> None:
    """No timer ends a place without a way to stop it (WCAG 2.2.1)."""
    visit, citizen = visit_at(Stage.CALLED), ACTORS[By.CITIZEN]
    for n in range(1, 4):
        visit = decide(visit, HoldOn(), citizen, NOW).after
        assert visit.deadline == NOW + timedelta(seconds=60) * (n + 1)
    with pytest.raises(NotNow):
        decide(visit, HoldOn(), citizen, NOW)


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.PARKED, Stage.CALLED, Stage.IN_CALL])
def test_a_transfer_is_the_same_visit_in_the_order_of_the_other_queue(stage: Stage) -> None:
    """Nobody starts again: arrival and notes stay; and nobody there is passed by a newcomer."""
    later = NOW + timedelta(minutes=40)
    visit = visit_at(stage, note="has the papers", missed=2, skipped=1)
    command = Transfer(queue=QueueId("kfz"), note="asks for a plate")
    moved = decide(visit, command, ACTORS[By.ITS_CLERK], later)
    after = moved.after
    assert (after.id, after.stage, after.queue, after.clerk) == (
        visit.id,
        Stage.WAITING,
        "kfz",
        None,
    )
    assert after.arrived_at == visit.arrived_at
    assert after.note == "has the papers\nasks for a plate"
    assert (after.missed, after.skipped, after.transfers) == (0, 0, 1)
    due_there = order_key(arrived_at=later - timedelta(minutes=1), slot_start=later)
    assert order_key(arrived_at=NOW, slot_start=later - timedelta(seconds=1)) < after.order
    assert after.order <= due_there
    assert moved.detail == {"queue": "kfz"}
    with pytest.raises(NotNow):
        decide(after, Transfer(queue=QueueId("kfz")), ACTORS[By.QUEUE_CLERK], later)


@pytest.mark.parametrize(
    ("stage", "command"),
    [
        (Stage.WAITING, Park()),
        (Stage.WAITING, Skip(reason="not ready", behind="1-0000000000002-0000000000002")),
        (Stage.WAITING, Transfer(queue=QueueId("kfz"))),
        (Stage.CALLED, SendBack()),
        (Stage.IN_CALL, Park()),
        (Stage.IN_CALL, Transfer(queue=QueueId("kfz"))),
    ],
)
def test_a_mistake_is_given_back_within_ten_seconds(stage: Stage, command: Command) -> None:
    """The place is the one before, also in the other queue; out of a call there is a new call."""
    clerk, visit = Actor(By.QUEUE_CLERK, CLERK), visit_at(stage)
    wrong = decide(visit, command, clerk, NOW).after
    back = decide(wrong, Undo(version=wrong.version), clerk, NOW + timedelta(seconds=10)).after
    assert (back.queue, back.order, back.skipped) == (visit.queue, visit.order, visit.skipped)
    assert back.transfers == visit.transfers
    if stage is Stage.WAITING:
        assert (back.stage, back.clerk) == (Stage.WAITING, None)
    else:
        assert (back.stage, back.clerk, back.call) == (Stage.CALLED, CLERK, visit.call + 1)
        assert back.deadline == back.since + timedelta(seconds=60)
    with pytest.raises(NotNow):
        decide(wrong, Undo(version=wrong.version), clerk, NOW + timedelta(seconds=11))
    with pytest.raises(NotYours):
        decide(wrong, Undo(version=wrong.version), ACTORS[By.QUEUE_CLERK], NOW)


ENDS: list[tuple[Stage, Command, Actor]] = [
    (Stage.IN_CALL, End(outcome=Outcome.COMPLETED), Actor(By.QUEUE_CLERK, CLERK)),
    (Stage.CALLED, End(outcome=Outcome.NO_SHOW_CITIZEN), Actor(By.QUEUE_CLERK, CLERK)),
    (Stage.WAITING, End(outcome=Outcome.NO_SHOW_CITIZEN), Actor(By.QUEUE_CLERK, CLERK)),
    (Stage.PARKED, End(outcome=Outcome.COME_IN_PERSON), Actor(By.QUEUE_CLERK, CLERK)),
    (Stage.IN_CALL, Leave(), ACTORS[By.CITIZEN]),
    (Stage.CALLED, PatienceOver(), SYSTEM),
]


@pytest.mark.parametrize(("stage", "command", "actor"), ENDS, ids=str)
def test_its_clerk_takes_up_again_what_ended_within_the_last_minute(
    stage: Stage, command: Command, actor: Actor
) -> None:
    """A press too many, or a citizen who hung up by mistake. Whoever was in a call is called again,
    with a new number; whoever waited has the place of before."""
    clerk, visit = Actor(By.QUEUE_CLERK, CLERK), visit_at(stage, missed=2)
    over = decide(visit, command, actor, NOW + timedelta(minutes=1)).after
    assert over.stage is Stage.ENDED
    again = decide(over, TakeUp(), clerk, NOW + timedelta(minutes=2)).after
    assert (again.outcome, again.ended_at, again.order) == (None, None, visit.order)
    if stage in (Stage.WAITING, Stage.PARKED):
        assert (again.stage, again.clerk, again.call) == (stage, None, visit.call)
    else:
        assert (again.stage, again.clerk, again.call) == (Stage.CALLED, CLERK, visit.call + 1)
        assert again.deadline == again.since + timedelta(seconds=60)
    if over.clerk == CLERK:
        noted = decide(over, Amend(note="the wrong key"), clerk, NOW + timedelta(minutes=1)).after
        assert decide(noted, TakeUp(), clerk, NOW + timedelta(minutes=2)).after.outcome is None
    with pytest.raises(NotNow):
        decide(over, TakeUp(), clerk, NOW + timedelta(minutes=2, seconds=1))
    with pytest.raises(NotYours):
        decide(over, TakeUp(), ACTORS[By.QUEUE_CLERK], NOW + timedelta(minutes=2))


def test_what_was_called_off_is_not_taken_up_again() -> None:
    """Its time may belong to somebody else by now."""
    over = decide(visit_at(Stage.CALLED), Cancel(), ACTORS[By.CITIZEN], NOW).after
    with pytest.raises(NotNow):
        decide(over, TakeUp(), Actor(By.QUEUE_CLERK, CLERK), NOW)


def test_nothing_is_given_back_once_something_else_has_happened() -> None:
    """An undo must not undo what somebody else did since."""
    clerk, wrong = Actor(By.QUEUE_CLERK, CLERK), visit_at(Stage.WAITING)
    parked = decide(wrong, Park(), clerk, NOW).after
    resumed = decide(parked, Resume(), ACTORS[By.QUEUE_CLERK], NOW).after
    with pytest.raises(NotNow):
        decide(resumed, Undo(version=parked.version), clerk, NOW)
    assert resumed.undo is None


def test_a_note_is_nothing_that_happened_since() -> None:
    """Notes save themselves while the ten seconds run; what they say stays."""
    clerk, visit = Actor(By.QUEUE_CLERK, CLERK), visit_at(Stage.WAITING, note="old")
    parked = decide(visit, Park(), clerk, NOW).after
    noted = decide(parked, Annotate(note="a longer note"), clerk, NOW).after
    back = decide(noted, Undo(version=parked.version), clerk, NOW).after
    assert (back.stage, back.note) == (Stage.WAITING, "a longer note")
    passed_on = decide(visit, Transfer(queue=QueueId("kfz")), clerk, NOW).after
    noted = decide(passed_on, Annotate(note="of the other office"), clerk, NOW).after
    with pytest.raises(NotNow):
        decide(noted, Undo(version=passed_on.version), clerk, NOW)


def test_notes_and_cases_stand_on_the_visit_but_not_in_the_moves() -> None:
    """Only desks see them; what is emptied is gone, what is absent stays."""
    clerk, visit = ACTORS[By.QUEUE_CLERK], visit_at(Stage.WAITING, note="old")
    moved = decide(visit, Annotate(case="2026/17"), clerk, NOW)
    assert (moved.after.note, moved.after.case, moved.detail) == ("old", "2026/17", {})
    emptied = decide(moved.after, Annotate(note=""), clerk, NOW).after
    assert (emptied.note, emptied.case) == (None, "2026/17")
    assert not decide(emptied, Annotate(note=""), clerk, NOW).changed


def test_who_waited_too_long_may_come_another_day() -> None:
    """The visit is booked again, with nothing of the lost morning held against it."""
    visit = visit_at(Stage.WAITING, missed=1, passed_until=NOW, reach="mail")
    later = decide(visit, COMMANDS[Reschedule], ACTORS[By.CITIZEN], NOW).after
    assert (later.stage, later.order, later.arrived_at) == (Stage.BOOKED, "", None)
    assert (later.missed, later.passed_until, later.reach) == (0, None, "page")
    assert later.opens_at == NOW + timedelta(days=1, minutes=-15)
    again = decide(later, Arrive(), ACTORS[By.CITIZEN], later.opens_at).after
    assert again.stage is Stage.WAITING
