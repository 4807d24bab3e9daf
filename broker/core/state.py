"""What a visit is: its stages, who may act on it, how it can end, and all that is known of it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

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
class Undoable:
    """What `by` may give back until then: where the visit stood before the move to `version`.

    `noted` is how long its note was: what was said in it is not kept twice.
    """

    version: int
    until: datetime
    by: str
    stage: Stage
    queue: QueueId
    order: str
    clerk: str | None = None
    skipped: int = 0
    missed: int = 0
    passed_until: datetime | None = None
    pre_called_at: datetime | None = None
    near_at: datetime | None = None
    park_reason: str | None = None
    noted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The live side of one booking. Instants are UTC; `version` rises with every move.

    `order` is the key of its place (broker/core/line.py), `call` the number of the last call,
    `missed` the calls that nobody answered, `held_on` how often the citizen asked for patience in
    this call, `skipped` and `transfers` count those moves. `reach` says how the citizen is told
    that the turn comes near, `near_at` when that happened, `warned_at` when somebody away was last told
    that the place ends soon, `pre_called_at` since when the citizen
    was asked to stay close. `note`, `case` and `park_reason`
    (while parked) are for desks alone.
    """

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
    case: str | None = None
    pre_called_at: datetime | None = None
    reach: str = "page"
    near_at: datetime | None = None
    warned_at: datetime | None = None
    held_on: int = 0
    priority: bool = False
    skipped: int = 0
    transfers: int = 0
    park_reason: str | None = None
    undo: Undoable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers of an office; defaults of the product."""

    patience: timedelta = timedelta(seconds=60)
    phone_patience: timedelta = timedelta(minutes=5)
    longest_call: timedelta = timedelta(hours=2)
    passed_over: timedelta = timedelta(minutes=5)
    missed_calls: int = 3
    hold_ons: int = 3
    skips: int = 3
    undo: timedelta = timedelta(seconds=10)
    take_up: timedelta = timedelta(seconds=60)
