"""What may happen to a visit, who may do it, and what it leads to. Pure.

Everything that can change a visit is one row of `TABLE`. `decide()` looks the row up, checks the
actor and returns one fact, `Moved`; letters, log line, metric and audit row are functions of that
fact. A missing row raises and changes nothing. Deadlines are data on the visit: when one has passed,
`due()` names the command that the system owes.

The nouns are in `state`, the commands in `command`, what each of them makes of a visit in `effects`;
whoever works with visits imports all of it from here.

Presence is not a stage: who is away is told by leases beside the visit, because a flapping phone
must not make a clerk's click fail.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
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
    PushAddress,
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
from broker.core.effects import EFFECTS, OUTCOMES
from broker.core.state import (
    SYSTEM,
    Actor,
    By,
    Checks,
    Outcome,
    QueueId,
    Rules,
    Stage,
    Undoable,
    Visit,
    VisitId,
)
from broker.errors import NotNow, NotYours, VisitOver

__all__ = [
    "BEFORE_CALL",
    "IN_HAND",
    "LIVE",
    "MOVES",
    "OUTCOMES",
    "SYSTEM",
    "TABLE",
    "Actor",
    "Amend",
    "Annotate",
    "Arrive",
    "By",
    "Call",
    "Cancel",
    "Checks",
    "CitizenGone",
    "ClerkGone",
    "Command",
    "Connect",
    "End",
    "Expire",
    "HoldOn",
    "HoldOver",
    "Join",
    "Leave",
    "Moved",
    "Outcome",
    "Park",
    "PatienceOver",
    "PlaceEnds",
    "PreCall",
    "Prioritise",
    "PushAddress",
    "QueueId",
    "Reschedule",
    "Resume",
    "Row",
    "Rules",
    "SendBack",
    "Skip",
    "Stage",
    "StepAway",
    "SwitchChannel",
    "TakeUp",
    "Transfer",
    "TurnNear",
    "Undo",
    "Undoable",
    "Visit",
    "VisitId",
    "command_name",
    "deadline_of",
    "decide",
    "due",
]

# --- the table ------------------------------------------------------------------------------------

BOOKED, WAITING, PARKED = Stage.BOOKED, Stage.WAITING, Stage.PARKED
CALLED, IN_CALL, ENDED = Stage.CALLED, Stage.IN_CALL, Stage.ENDED
CITIZEN, ITS_CLERK, CLERK, SUPERVISOR = By.CITIZEN, By.ITS_CLERK, By.QUEUE_CLERK, By.SUPERVISOR
BEFORE_CALL = (WAITING, PARKED)
IN_HAND = (CALLED, IN_CALL)
LIVE = BEFORE_CALL + IN_HAND
BOOKING, SYS = By.BOOKING_SYSTEM, By.SYSTEM
SAME = ()

# fmt: off
TABLE: tuple[tuple[tuple[Stage, ...], type[Command], set[By], tuple[Stage, ...]], ...] = (
    # from                               command        by                            to
    ((BOOKED,),                          Arrive,        {CITIZEN, CLERK, SYS},        (WAITING,)),
    (LIVE,                               Arrive,        {CITIZEN},                    SAME),
    ((WAITING, PARKED),                  StepAway,      {CITIZEN},                    SAME),
    ((WAITING,),                         TurnNear,      {SYS},                        SAME),
    ((WAITING, PARKED),                  PlaceEnds,     {SYS},                        SAME),
    ((WAITING,),                         PreCall,       {CLERK},                      SAME),
    ((WAITING, PARKED),                  Call,          {CLERK},                      (CALLED,)),
    ((CALLED,),                          HoldOn,        {CITIZEN},                    SAME),
    ((CALLED,),                          Join,          {CITIZEN, ITS_CLERK},         (IN_CALL,)),
    ((IN_CALL,),                         Connect,       {SYS},                        SAME),
    ((CALLED,),                          PatienceOver,  {SYS},                        (WAITING, ENDED)),
    ((WAITING,),                         Park,          {CLERK},                      (PARKED,)),
    ((CALLED, IN_CALL),                  Park,          {ITS_CLERK},                  (PARKED,)),
    ((PARKED,),                          Resume,        {CLERK},                      (WAITING,)),
    ((WAITING,),                         Skip,          {CLERK},                      SAME),
    ((WAITING,),                         Prioritise,    {CLERK},                      SAME),
    ((CALLED, IN_CALL),                  SendBack,      {ITS_CLERK, SUPERVISOR},      (WAITING,)),
    ((CALLED, IN_CALL),                  ClerkGone,     {SYS},                        (WAITING,)),
    ((CALLED, IN_CALL),                  CitizenGone,   {SYS},                        (WAITING,)),
    ((WAITING, PARKED),                  Transfer,      {CLERK},                      (WAITING,)),
    ((CALLED, IN_CALL),                  Transfer,      {ITS_CLERK},                  (WAITING,)),
    ((WAITING, PARKED),                  Undo,          {CLERK},                      (WAITING, PARKED, CALLED)),
    (LIVE,                               Annotate,      {CLERK},                      SAME),
    (LIVE,                               SwitchChannel, {CITIZEN, ITS_CLERK},         SAME),
    ((WAITING, PARKED),                  End,           {CLERK, SUPERVISOR},          (ENDED,)),
    ((CALLED, IN_CALL),                  End,           {ITS_CLERK, SUPERVISOR},      (ENDED,)),
    (LIVE,                               Leave,         {CITIZEN},                    (ENDED,)),
    ((WAITING, PARKED),                  HoldOver,      {SYS},                        (ENDED,)),
    ((BOOKED, WAITING, PARKED),          Cancel,        {CITIZEN, CLERK, BOOKING},    (ENDED,)),
    ((CALLED,),                          Cancel,        {CITIZEN, ITS_CLERK, BOOKING}, (ENDED,)),
    ((BOOKED,),                          Reschedule,    {CITIZEN, CLERK, BOOKING},    SAME),
    ((WAITING, PARKED),                  Reschedule,    {CITIZEN},                    (BOOKED,)),
    ((BOOKED, WAITING, PARKED, IN_CALL), Expire,        {SYS},                        (ENDED,)),
    ((ENDED,),                           Amend,         {ITS_CLERK},                  SAME),
    ((ENDED,),                           TakeUp,        {CLERK},                      (WAITING, PARKED, CALLED)),
)
# fmt: on

UNDOABLE = (Park, Skip, SendBack, Transfer)
# What can be deleted is in no hash: it stands on the visit or on its booking; the last two say only
# how the command came about.
UNTOLD = ("note", "case", "phone", "push", "called_from", "in_turn")


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the table: who may, and where it leads (empty: the stage stays)."""

    by: frozenset[By]
    to: tuple[Stage, ...]


MOVES: dict[tuple[Stage, type[Command]], Row] = {
    (stage, command): Row(frozenset(by), to)
    for stages, command, by, to in TABLE
    for stage in stages
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move: the one fact that everything else is derived from."""

    before: Visit
    after: Visit
    command: Command
    actor: Actor
    at: datetime

    @property
    def changed(self) -> bool:
        """False for an arrival that told nothing new: nothing to commit, nothing to tell."""
        return self.after.version != self.before.version

    @property
    def name(self) -> str:
        """The command's name, as the record and the logs have it."""
        return command_name(type(self.command))

    @property
    def detail(self) -> dict[str, Any]:
        """What the command said beyond its name, for the record; fit for JSON."""
        return {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self.command).items()
            if value not in (None, (), 0) and key not in UNTOLD
        }


def command_name(command: type[Command]) -> str:
    """`PatienceOver` -> `patience-over`: kebab-case on the wire and in the record."""
    return "".join(
        f"-{letter.lower()}" if letter.isupper() else letter for letter in command.__name__
    )[1:]


def decide(
    visit: Visit, command: Command, actor: Actor, now: datetime, rules: Rules = Rules()
) -> Moved:
    """What `command` by `actor` makes of `visit`.

    Raises VisitOver for an ended visit, NotNow without a row in the table, NotYours for the wrong
    actor, TooEarly before the waiting room opens or a recall, ReasonNeeded for a call past others. Whatever it
    raises, nothing has changed. The caller commits `after` against `before.version`.
    """
    row = MOVES.get((visit.stage, type(command)))
    if row is None:
        if visit.stage is ENDED:
            raise VisitOver(outcome=visit.outcome)
        raise NotNow(f"{command_name(type(command))} is not possible at stage {visit.stage}")
    if not row.by & actor.roles(visit):
        raise NotYours(f"{actor.by} may not {command_name(type(command))} at stage {visit.stage}")
    after = EFFECTS[type(command)](visit, command, actor, now, rules)
    if after is not visit:
        if after.stage is not visit.stage:
            reason = after.park_reason if after.stage is PARKED else None
            after = replace(after, since=now, park_reason=reason)
        deadline = deadline_of(after, rules)
        undo = _undoable(visit, after, command, actor, now, rules)
        after = replace(after, version=visit.version + 1, deadline=deadline, undo=undo)
    return Moved(before=visit, after=after, command=command, actor=actor, at=now)


def deadline_of(visit: Visit, rules: Rules = Rules()) -> datetime | None:
    """When the system owes the next command (`due`), None for an ended visit."""
    match visit.stage:
        case Stage.BOOKED:
            phone = visit.channel == "phone" and visit.slot_start is not None
            return visit.slot_start if phone else visit.closes_at
        case Stage.WAITING | Stage.PARKED:
            return visit.serve_until
        case Stage.CALLED:
            patience = rules.phone_patience if visit.channel == "phone" else rules.patience
            return visit.since + patience * (1 + visit.held_on)
        case Stage.IN_CALL:
            return visit.since + rules.longest_call
        case Stage.ENDED:
            return None


def _undoable(
    visit: Visit, after: Visit, command: Command, actor: Actor, now: datetime, rules: Rules
) -> Undoable | None:
    """What `Undo` or `TakeUp` gives back. Out of a call the citizen is called again, and joins anew."""
    if isinstance(command, Annotate) and visit.undo and visit.undo.queue == visit.queue:
        # Notes save themselves, and nobody thinks of them as having done something since.
        return visit.undo
    if isinstance(command, Amend):
        return visit.undo
    if after.stage is ENDED and visit.stage in LIVE and after.outcome is not Outcome.CANCELLED:
        # Whoever ended it: the clerk who had it in hand may go on.
        until, by = now + rules.take_up, visit.clerk or actor.id
    elif isinstance(command, UNDOABLE):
        until, by = now + rules.undo, actor.id
    else:
        return None
    return Undoable(
        version=visit.version + 1,
        until=until,
        by=by,
        stage=CALLED if visit.stage is IN_CALL else visit.stage,
        queue=visit.queue,
        order=visit.order,
        clerk=visit.clerk if visit.stage in IN_HAND else None,
        skipped=visit.skipped,
        missed=visit.missed,
        passed_until=visit.passed_until,
        pre_called_at=visit.pre_called_at,
        near_at=visit.near_at,
        park_reason=visit.park_reason,
        noted=len(visit.note or ""),
    )


def due(visit: Visit, now: datetime, *, desk_was_open: bool) -> Command | None:
    """The command that the system owes this visit now, or None."""
    if visit.deadline is None or now < visit.deadline:
        return None
    if visit.stage is CALLED:
        return PatienceOver()
    if visit.stage is BOOKED and visit.channel == "phone" and now < visit.closes_at:
        return Arrive()
    return Expire(desk_was_open=desk_was_open)
