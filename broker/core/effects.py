"""What each command makes of a visit, and what it refuses. Pure; used by `decide` alone.

An effect gets a visit at a stage where the table has its command, by an actor whom the table allows.
It returns the visit as it will be, or the same one when nothing is new.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from broker.core.command import (
    Amend,
    Annotate,
    Arrive,
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
    Park,
    PatienceOver,
    PlaceEnds,
    PreCall,
    Prioritise,
    Reschedule,
    Resume,
    SendBack,
    Skip,
    StepAway,
    SwitchChannel,
    TakeUp,
    Transfer,
    TurnNear,
    Undo,
)
from broker.core.line import behind, front, key_on_transfer, order_key, sooner
from broker.core.state import Actor, By, Outcome, Rules, Stage, Undoable, Visit
from broker.errors import NotNow, NotYours, ReasonNeeded, TooEarly

BOOKED, WAITING, PARKED = Stage.BOOKED, Stage.WAITING, Stage.PARKED
CALLED, IN_CALL, ENDED = Stage.CALLED, Stage.IN_CALL, Stage.ENDED
CITIZEN, ITS_CLERK, CLERK, SUPERVISOR = By.CITIZEN, By.ITS_CLERK, By.QUEUE_CLERK, By.SUPERVISOR

Effect = Callable[[Visit, Any, Actor, datetime, Rules], Visit]

# Which outcome a clerk or supervisor may choose when. `cancelled` comes from its own command.
OUTCOMES: dict[Outcome, tuple[frozenset[Stage], frozenset[By]]] = {
    Outcome.COMPLETED: (frozenset({IN_CALL}), frozenset({ITS_CLERK})),
    Outcome.COME_IN_PERSON: (
        frozenset({WAITING, PARKED, CALLED, IN_CALL}),
        frozenset({ITS_CLERK, CLERK}),
    ),
    Outcome.CONTINUED_BY_PHONE: (frozenset({CALLED, IN_CALL}), frozenset({ITS_CLERK})),
    Outcome.NO_SHOW_CITIZEN: (frozenset({WAITING, PARKED, CALLED}), frozenset({ITS_CLERK, CLERK})),
    Outcome.NO_SHOW_OFFICE: (frozenset({WAITING, PARKED, CALLED}), frozenset({ITS_CLERK, CLERK})),
    Outcome.CITIZEN_LEFT: (
        frozenset({WAITING, PARKED, CALLED, IN_CALL}),
        frozenset({ITS_CLERK, CLERK}),
    ),
    Outcome.LOST_CONTACT: (frozenset({CALLED, IN_CALL}), frozenset({ITS_CLERK})),
    Outcome.TECHNICAL_FAILURE: (
        frozenset({WAITING, PARKED, CALLED, IN_CALL}),
        frozenset({ITS_CLERK, CLERK}),
    ),
    Outcome.TRANSFERRED_OUT: (
        frozenset({WAITING, PARKED, CALLED, IN_CALL}),
        frozenset({ITS_CLERK, CLERK}),
    ),
    Outcome.ABORTED: (frozenset({WAITING, PARKED, CALLED, IN_CALL}), frozenset({SUPERVISOR})),
}


def _arrive(visit: Visit, command: Arrive, actor: Actor, now: datetime, rules: Rules) -> Visit:
    when_called = command.when_called or visit.when_called
    checks = command.checks or visit.checks
    if visit.stage is not BOOKED:
        back = replace(
            visit, when_called=when_called, checks=checks, passed_until=None, reach="page"
        )
        return visit if back == visit else back
    if now < visit.opens_at:
        raise TooEarly(opens_at=visit.opens_at)
    if now >= visit.closes_at:
        raise NotNow("the time of this appointment is over")
    if command.priority is not None and actor.by is not CLERK:
        raise NotYours("priority is for a clerk to give")
    priority = visit.priority or command.priority is not None
    return replace(
        visit,
        stage=WAITING,
        arrived_at=now,
        when_called=when_called,
        checks=checks,
        priority=priority,
        order=order_key(arrived_at=now, slot_start=visit.slot_start, priority=priority),
    )


def _step_away(
    visit: Visit, command: StepAway, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    if visit.reach == command.reach and command.push is None:
        return visit
    return replace(visit, reach=command.reach, near_at=None)


def _near(visit: Visit, command: TurnNear, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return visit if visit.near_at else replace(visit, near_at=now)


def _place_ends(
    visit: Visit, command: PlaceEnds, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    return replace(visit, warned_at=now)


def _pre_call(visit: Visit, command: PreCall, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return visit if visit.pre_called_at else replace(visit, pre_called_at=now)


def _call(visit: Visit, command: Call, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if command.called_from not in (None, visit.queue):
        raise NotNow("this visit waits in another queue by now")
    if command.recall and not visit.missed:
        raise NotNow("who has missed no call is called, not recalled")
    if command.recall or not (command.reason or command.in_turn):
        _check_pause(visit, now)
    if command.ahead and not (command.reason or command.recall):
        raise ReasonNeeded(f"{command.ahead} are before this one")
    return replace(
        visit,
        stage=CALLED,
        clerk=actor.id,
        call=visit.call + 1,
        called_at=now,
        joined_at=None,
        connected_at=None,
        passed_until=None,
        pre_called_at=None,
        held_on=0,
        reach="page",
    )


def _check_pause(visit: Visit, now: datetime) -> None:
    if visit.passed_until is not None and now < visit.passed_until:
        raise TooEarly("who missed a call gets a few minutes", opens_at=visit.passed_until)


def _hold_on(visit: Visit, command: HoldOn, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if visit.channel == "phone" or visit.held_on >= rules.hold_ons:
        raise NotNow("there is no more patience to ask for")
    return replace(visit, held_on=visit.held_on + 1)


def _join(visit: Visit, command: Join, actor: Actor, now: datetime, rules: Rules) -> Visit:
    # On a video visit only the citizen comes in: a clerk cannot admit somebody who is not there.
    if actor.by is not CITIZEN and visit.channel != "phone":
        raise NotYours("only the citizen joins a video visit")
    return replace(visit, stage=IN_CALL, joined_at=now, missed=0)


def _connect(visit: Visit, command: Connect, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return visit if visit.connected_at else replace(visit, connected_at=now)


def _back_in_line(visit: Visit) -> Visit:
    return replace(visit, stage=WAITING, clerk=None, order=front(visit.order))


def _patience(
    visit: Visit, command: PatienceOver, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    missed = visit.missed + 1
    if missed >= rules.missed_calls:
        return _ended(replace(visit, missed=missed), Outcome.NO_SHOW_CITIZEN, now)
    # Keeps its old key: who misses a call is passed over for a while, but not punished further.
    back = replace(visit, stage=WAITING, clerk=None, missed=missed)
    return replace(back, passed_until=now + rules.passed_over)


def _send_back(visit: Visit, command: Command, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return _back_in_line(visit)


def _park(visit: Visit, command: Park, actor: Actor, now: datetime, rules: Rules) -> Visit:
    after = visit if visit.stage is WAITING else _back_in_line(visit)
    return replace(after, stage=PARKED, pre_called_at=None, park_reason=command.reason)


def _resume(visit: Visit, command: Resume, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return replace(visit, stage=WAITING)


def _skip(visit: Visit, command: Skip, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if visit.skipped >= rules.skips:
        raise NotNow("this visit was skipped often enough; park it, or call it")
    if command.behind < visit.order or not command.behind:
        raise NotNow("nobody who is here stands behind this one")
    return replace(visit, order=behind(command.behind), skipped=visit.skipped + 1)


def _prioritise(
    visit: Visit, command: Prioritise, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    if visit.priority:
        raise NotNow("this visit has priority already")
    return replace(visit, priority=True, order=sooner(visit.order))


def _transfer(visit: Visit, command: Transfer, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if command.queue == visit.queue:
        raise NotNow("the visit is in this queue already")
    notes = [note for note in (visit.note, command.note) if note]
    return replace(
        visit,
        stage=WAITING,
        queue=command.queue,
        clerk=None,
        order=key_on_transfer(
            at=now,
            slot_start=visit.slot_start,
            arrived_at=visit.arrived_at or now,
            priority=visit.priority,
        ),
        since=now,
        note="\n".join(notes) or None,
        missed=0,
        passed_until=None,
        pre_called_at=None,
        near_at=None,
        skipped=0,
        transfers=visit.transfers + 1,
    )


def _undo(visit: Visit, command: Undo, actor: Actor, now: datetime, rules: Rules) -> Visit:
    before = visit.undo
    if before is None or command.version != before.version:
        raise NotNow("something has happened since; this cannot be taken back")
    if before.by != actor.id:
        raise NotYours("only who did it can take it back")
    if now > before.until:
        raise NotNow("the time to take this back is over")
    return _given_back(visit, before, now)


def _take_up(visit: Visit, command: TakeUp, actor: Actor, now: datetime, rules: Rules) -> Visit:
    before = visit.undo
    if before is None:
        raise NotNow("what was called off, or never began, is not taken up again")
    if before.by != actor.id:
        raise NotYours("only the clerk who had this visit goes on with it")
    if now > before.until:
        raise NotNow("this visit ended too long ago; book another one")
    again = replace(visit, outcome=None, ended_at=None, reach="page")
    return _given_back(again, before, now)


def _given_back(visit: Visit, before: Undoable, now: datetime) -> Visit:
    passed_on = visit.queue != before.queue
    given_back = replace(
        visit,
        stage=before.stage,
        queue=before.queue,
        order=before.order,
        clerk=before.clerk,
        skipped=before.skipped,
        missed=before.missed,
        passed_until=before.passed_until,
        pre_called_at=before.pre_called_at,
        near_at=before.near_at,
        park_reason=before.park_reason,
        note=((visit.note or "")[: before.noted] or None) if passed_on else visit.note,
        transfers=visit.transfers - passed_on,
    )
    if before.stage is not CALLED:
        return given_back
    # A new number: whatever the pages of the call before still say to each other is void.
    again = replace(given_back, call=visit.call + 1, since=now, called_at=now)
    return replace(again, joined_at=None, connected_at=None, held_on=0)


def _annotate(visit: Visit, command: Annotate, actor: Actor, now: datetime, rules: Rules) -> Visit:
    note = visit.note if command.note is None else (command.note or None)
    case = visit.case if command.case is None else (command.case or None)
    return (
        visit if (note, case) == (visit.note, visit.case) else replace(visit, note=note, case=case)
    )


def _switch(
    visit: Visit, command: SwitchChannel, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    # Another number is a move, too: the booking takes it over in the same transaction.
    same = visit.channel == command.channel and command.phone is None
    return visit if same else replace(visit, channel=command.channel)


def _end(visit: Visit, command: End, actor: Actor, now: datetime, rules: Rules) -> Visit:
    _check_outcome(visit, visit.stage, command.outcome, actor)
    return _ended(visit, command.outcome, now, command.note)


def _leave(visit: Visit, command: Leave, actor: Actor, now: datetime, rules: Rules) -> Visit:
    talked = visit.connected_at is not None
    return _ended(visit, Outcome.COMPLETED if talked else Outcome.CITIZEN_LEFT, now)


def _hold_over(
    visit: Visit, command: HoldOver, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    lost = visit.joined_at is not None
    return _ended(visit, Outcome.LOST_CONTACT if lost else Outcome.CITIZEN_LEFT, now)


def _cancel(visit: Visit, command: Cancel, actor: Actor, now: datetime, rules: Rules) -> Visit:
    return _ended(visit, Outcome.CANCELLED, now)


def _reschedule(
    visit: Visit, command: Reschedule, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    if visit.slot_start is None:
        raise NotNow("a walk-in has no slot to move")
    if (visit.slot_start, visit.slot_end) == (command.slot_start, command.slot_end):
        return visit
    moved = replace(visit, **(asdict(command) | {"queue": command.queue or visit.queue}))
    if visit.stage is BOOKED:
        return moved
    # Who waited too long and comes another day begins anew, also after having been passed on; the
    # moves keep that they were here.
    return replace(
        moved,
        stage=BOOKED,
        order="",
        arrived_at=None,
        missed=0,
        passed_until=None,
        pre_called_at=None,
        reach="page",
        near_at=None,
        skipped=0,
        priority=False,
        transfers=0,
    )


def _expire(visit: Visit, command: Expire, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if visit.stage is IN_CALL:
        talked = visit.connected_at is not None
        return _ended(visit, Outcome.COMPLETED if talked else Outcome.LOST_CONTACT, now)
    came = visit.stage is not BOOKED
    office = came or not command.desk_was_open
    return _ended(visit, Outcome.NO_SHOW_OFFICE if office else Outcome.NO_SHOW_CITIZEN, now)


def _amend(visit: Visit, command: Amend, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if visit.ended_at is None or now - visit.ended_at > timedelta(hours=24):
        raise NotNow("outcome and note are final after the day of the visit")
    if command.outcome is not None:
        _check_outcome(visit, IN_CALL if visit.joined_at else CALLED, command.outcome, actor)
    after = replace(
        visit,
        outcome=command.outcome or visit.outcome,
        note=visit.note if command.note is None else command.note,
    )
    return visit if after == visit else after


def _ended(visit: Visit, outcome: Outcome, now: datetime, note: str | None = None) -> Visit:
    return replace(
        visit, stage=ENDED, outcome=outcome, ended_at=now, note=note or visit.note, order=""
    )


def _check_outcome(visit: Visit, stage: Stage, outcome: Outcome, actor: Actor) -> None:
    stages, by = OUTCOMES.get(outcome, (frozenset(), frozenset()))
    if stage not in stages:
        raise NotNow(f"{outcome} is no outcome of a visit at stage {stage}")
    if not by & actor.roles(visit):
        raise NotYours(f"{actor.by} may not end a visit as {outcome}")


EFFECTS: dict[type[Command], Effect] = {
    Arrive: _arrive,
    StepAway: _step_away,
    TurnNear: _near,
    PlaceEnds: _place_ends,
    PreCall: _pre_call,
    Call: _call,
    HoldOn: _hold_on,
    Join: _join,
    Connect: _connect,
    PatienceOver: _patience,
    Park: _park,
    Resume: _resume,
    Skip: _skip,
    Prioritise: _prioritise,
    SendBack: _send_back,
    Transfer: _transfer,
    Undo: _undo,
    TakeUp: _take_up,
    Annotate: _annotate,
    ClerkGone: _send_back,
    CitizenGone: _send_back,
    SwitchChannel: _switch,
    End: _end,
    Leave: _leave,
    HoldOver: _hold_over,
    Cancel: _cancel,
    Reschedule: _reschedule,
    Expire: _expire,
    Amend: _amend,
}
