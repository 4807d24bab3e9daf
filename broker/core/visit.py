"""What may happen to a visit, who may do it, and what it leads to. Pure.

Everything that can change a visit is one row of `TABLE`. `decide()` looks the row up, checks the
actor and returns one fact, `Moved`; letters, log line, metric and audit row are functions of that
fact. A missing row raises and changes nothing. Deadlines are data on the visit: when one has passed,
`due()` names the command that the system owes.

Presence is not a stage: who is away is told by leases beside the visit, because a flapping phone
must not make a clerk's click fail.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from broker.core.line import front, order_key
from broker.errors import NotNow, NotYours, ReasonNeeded, TooEarly, VisitOver

VisitId = NewType("VisitId", str)
QueueId = NewType("QueueId", str)


class Stage(StrEnum):
    """Where a visit stands."""

    BOOKED = "booked"
    WAITING = "waiting"
    PARKED = "parked"
    CALLED = "called"
    IN_CALL = "in-call"
    ENDED = "ended"


class By(StrEnum):
    """Who moves a visit. `ITS_CLERK` is a seat, not a role: the clerk who called this citizen."""

    CITIZEN = "citizen"
    ITS_CLERK = "its-clerk"
    QUEUE_CLERK = "queue-clerk"
    SUPERVISOR = "supervisor"
    BOOKING_SYSTEM = "booking-system"
    SYSTEM = "system"


class Outcome(StrEnum):
    """How a visit ended. A closed set."""

    COMPLETED = "completed"
    COME_IN_PERSON = "come_in_person"
    CONTINUED_BY_PHONE = "continued_by_phone"
    NO_SHOW_CITIZEN = "no_show_citizen"
    NO_SHOW_OFFICE = "no_show_office"
    CITIZEN_LEFT = "citizen_left"
    LOST_CONTACT = "lost_contact"
    TECHNICAL_FAILURE = "technical_failure"
    CANCELLED = "cancelled"
    TRANSFERRED_OUT = "transferred_out"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. A clerk of the queue who called this visit is also its clerk."""

    by: By
    id: str = ""

    def roles(self, visit: "Visit") -> frozenset[By]:
        """Every `By` that this actor is towards `visit`."""
        if self.by is By.QUEUE_CLERK and visit.clerk == self.id:
            return frozenset({By.QUEUE_CLERK, By.ITS_CLERK})
        return frozenset({self.by})


SYSTEM = Actor(By.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Result of the device check, each `fine`, `absent`, `denied` or `unknown`."""

    camera: str = "unknown"
    microphone: str = "unknown"
    speaker: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The live side of one booking. Instants are UTC; `version` rises with every move."""

    id: VisitId
    booking: str
    queue: QueueId
    channel: str
    opens_at: datetime
    closes_at: datetime
    serve_until: datetime
    since: datetime
    stage: Stage = Stage.BOOKED
    version: int = 0
    slot_start: datetime | None = None
    slot_end: datetime | None = None
    deadline: datetime | None = None
    order: str = ""
    clerk: str | None = None
    call: int = 0
    missed: int = 0
    passed_until: datetime | None = None
    when_called: str = "ask"
    checks: Checks = field(default_factory=Checks)
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    joined_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers of an office; defaults of the product."""

    patience: timedelta = timedelta(seconds=60)
    phone_patience: timedelta = timedelta(minutes=5)
    longest_call: timedelta = timedelta(hours=2)
    passed_over: timedelta = timedelta(minutes=5)
    missed_calls: int = 3


# --- commands -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """Into the line; again after a missed call: I am back."""

    when_called: str | None = None
    checks: Checks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """To the desk. `ahead` are eligible visits passed by, `absent` those not here: `visit: why`."""

    reason: str | None = None
    ahead: int = 0
    absent: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """The called side comes in; a telephone was answered."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Both sides reported flowing media for the first time."""


@dataclass(frozen=True, slots=True)
class PatienceOver:
    """A called citizen did not come."""


@dataclass(frozen=True, slots=True)
class SendBack:
    """The call is withdrawn; the citizen keeps the place."""


@dataclass(frozen=True, slots=True)
class ClerkGone:
    """The clerk's socket is lost for longer than the grace, and no media flows."""


@dataclass(frozen=True, slots=True)
class CitizenGone:
    """The citizen's socket is lost for longer than the grace, no media flows, the clerk is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChannel:
    """From video to telephone."""

    channel: str = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Ends with an outcome; which are allowed when and by whom: `OUTCOMES`."""

    outcome: Outcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """The citizen gives the place up, or hangs up."""


@dataclass(frozen=True, slots=True)
class HoldOver:
    """The place of somebody away was held long enough."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The appointment will not take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule:
    """To another slot, with its window."""

    slot_start: datetime
    slot_end: datetime
    opens_at: datetime
    closes_at: datetime
    serve_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """The time window is over. `desk_was_open`: could anyone have served this visit in it?"""

    desk_was_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Corrects outcome or note on the day of the visit."""

    outcome: Outcome | None = None
    note: str | None = None


Command = (
    Arrive | Call | Join | Connect | PatienceOver | SendBack | ClerkGone | CitizenGone
    | SwitchChannel | End | Leave | HoldOver | Cancel | Reschedule | Expire | Amend
)  # fmt: skip


# --- the table ------------------------------------------------------------------------------------

BOOKED, WAITING, PARKED = Stage.BOOKED, Stage.WAITING, Stage.PARKED
CALLED, IN_CALL, ENDED = Stage.CALLED, Stage.IN_CALL, Stage.ENDED
CITIZEN, ITS_CLERK, CLERK, SUPERVISOR = By.CITIZEN, By.ITS_CLERK, By.QUEUE_CLERK, By.SUPERVISOR
BOOKING, SYS = By.BOOKING_SYSTEM, By.SYSTEM
SAME = ()

# fmt: off
TABLE: tuple[tuple[tuple[Stage, ...], type[Command], set[By], tuple[Stage, ...]], ...] = (
    # from                               command        by                            to
    ((BOOKED,),                          Arrive,        {CITIZEN, CLERK, SYS},        (WAITING,)),
    ((WAITING, PARKED, CALLED, IN_CALL), Arrive,        {CITIZEN},                    SAME),
    ((WAITING, PARKED),                  Call,          {CLERK},                      (CALLED,)),
    ((CALLED,),                          Join,          {CITIZEN, ITS_CLERK},         (IN_CALL,)),
    ((IN_CALL,),                         Connect,       {SYS},                        SAME),
    ((CALLED,),                          PatienceOver,  {SYS},                        (WAITING, ENDED)),
    ((CALLED, IN_CALL),                  SendBack,      {ITS_CLERK, SUPERVISOR},      (WAITING,)),
    ((CALLED, IN_CALL),                  ClerkGone,     {SYS},                        (WAITING,)),
    ((CALLED, IN_CALL),                  CitizenGone,   {SYS},                        (WAITING,)),
    ((WAITING, CALLED, IN_CALL),         SwitchChannel, {CITIZEN, ITS_CLERK},         SAME),
    ((WAITING, PARKED, CALLED, IN_CALL), End,           {ITS_CLERK, CLERK, SUPERVISOR}, (ENDED,)),
    ((WAITING, PARKED, CALLED, IN_CALL), Leave,         {CITIZEN},                    (ENDED,)),
    ((WAITING, PARKED),                  HoldOver,      {SYS},                        (ENDED,)),
    ((BOOKED, WAITING, PARKED, CALLED),  Cancel,        {CITIZEN, CLERK, BOOKING},    (ENDED,)),
    ((BOOKED,),                          Reschedule,    {CITIZEN, CLERK, BOOKING},    SAME),
    ((BOOKED, WAITING, PARKED, IN_CALL), Expire,        {SYS},                        (ENDED,)),
    ((ENDED,),                           Amend,         {ITS_CLERK},                  SAME),
)
# fmt: on


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

# Which outcome a clerk or supervisor may choose when. `cancelled` and the two that only the system
# knows (no_show_office, citizen_left by hold) come from their own commands.
OUTCOMES: dict[Outcome, tuple[frozenset[Stage], frozenset[By]]] = {
    Outcome.COMPLETED: (frozenset({IN_CALL}), frozenset({ITS_CLERK})),
    Outcome.COME_IN_PERSON: (
        frozenset({WAITING, PARKED, CALLED, IN_CALL}),
        frozenset({ITS_CLERK, CLERK}),
    ),
    Outcome.CONTINUED_BY_PHONE: (frozenset({CALLED, IN_CALL}), frozenset({ITS_CLERK})),
    Outcome.NO_SHOW_CITIZEN: (frozenset({WAITING, PARKED, CALLED}), frozenset({ITS_CLERK, CLERK})),
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
            if value not in (None, (), 0) and key != "note"
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
    actor, TooEarly before the waiting room opens, ReasonNeeded for a call past others. Whatever it
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
            after = replace(after, since=now)
        deadline = deadline_of(after, rules)
        after = replace(after, version=visit.version + 1, deadline=deadline)
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
            return visit.since + patience
        case Stage.IN_CALL:
            return visit.since + rules.longest_call
        case Stage.ENDED:
            return None


def due(visit: Visit, now: datetime, *, desk_was_open: bool) -> Command | None:
    """The command that the system owes this visit now, or None."""
    if visit.deadline is None or now < visit.deadline:
        return None
    if visit.stage is CALLED:
        return PatienceOver()
    if visit.stage is BOOKED and visit.channel == "phone" and now < visit.closes_at:
        return Arrive()
    return Expire(desk_was_open=desk_was_open)


# --- effects: the visit after each command --------------------------------------------------------

Effect = Callable[[Visit, Any, Actor, datetime, Rules], Visit]


def _arrive(visit: Visit, command: Arrive, actor: Actor, now: datetime, rules: Rules) -> Visit:
    when_called = command.when_called or visit.when_called
    checks = command.checks or visit.checks
    if visit.stage is not BOOKED:
        news = (when_called, checks, None) != (visit.when_called, visit.checks, visit.passed_until)
        if not news:
            return visit
        return replace(visit, when_called=when_called, checks=checks, passed_until=None)
    if now < visit.opens_at:
        raise TooEarly(opens_at=visit.opens_at)
    if now >= visit.closes_at:
        raise NotNow("the time of this appointment is over")
    return replace(
        visit,
        stage=WAITING,
        arrived_at=now,
        when_called=when_called,
        checks=checks,
        order=order_key(arrived_at=now, slot_start=visit.slot_start),
    )


def _call(visit: Visit, command: Call, actor: Actor, now: datetime, rules: Rules) -> Visit:
    if command.ahead and not command.reason:
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
    )


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


def _switch(
    visit: Visit, command: SwitchChannel, actor: Actor, now: datetime, rules: Rules
) -> Visit:
    return visit if visit.channel == command.channel else replace(visit, channel=command.channel)


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
    return replace(visit, **asdict(command))


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
    Call: _call,
    Join: _join,
    Connect: _connect,
    PatienceOver: _patience,
    SendBack: _send_back,
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
