"""Everything that can happen to a visit, one value each. Who may say it when: `broker/core/visit.py`."""

from dataclasses import dataclass, field
from datetime import datetime

from broker.core.state import Checks, Outcome, QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """Into the line; again after a missed call, or after stepping away: I am back.

    `priority` is the reason of a clerk to let somebody new count as earlier.
    """

    when_called: str | None = None
    checks: Checks | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAddress:
    """Where a browser takes messages, and the keys to write them with, in base64url (RFC 8291)."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAway:
    """The page may be closed: `reach` says how to tell that the turn comes near, `push` where to,
    for a message of the browser. The address is no part of the record."""

    reach: str = "mail"
    push: PushAddress | None = None


@dataclass(frozen=True, slots=True)
class TurnNear:
    """The turn of somebody who stepped away comes near, and that is told now."""


@dataclass(frozen=True, slots=True)
class PlaceEnds:
    """The place of somebody away is held for a few minutes more, and that is told now."""


@dataclass(frozen=True, slots=True)
class PreCall:
    """You are next: stay close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """To the desk. `ahead` are eligible visits passed by, `absent` those not here: `visit: why`,
    with "*" for more of them than can be named.

    `called_from` is the queue that the clerk looked at; `recall` calls again who missed a call;
    `in_turn`: nobody chose this one, and whether it counts again was decided with the hold.
    """

    reason: str | None = None
    ahead: int = 0
    absent: tuple[tuple[str, str], ...] = ()
    called_from: QueueId | None = None
    recall: bool = False
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class HoldOn:
    """A called citizen is on the way and asks for patience."""


@dataclass(frozen=True, slots=True)
class Join:
    """The called side comes in; a telephone was answered."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Both sides reported flowing media for the first time."""


@dataclass(frozen=True, slots=True)
class PatienceOver:
    """A called citizen did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """Out of the line for now; the place is kept."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """A parked visit takes its place again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """One place back: behind the order key of the next one who is here."""

    reason: str
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritise:
    """Counts as earlier, once."""

    reason: str


@dataclass(frozen=True, slots=True)
class SendBack:
    """The call is withdrawn; the citizen keeps the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Into another queue, with what the next clerk should know."""

    queue: QueueId
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Gives back the move that led to `version`."""

    version: int


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Goes on with a visit that has just ended, by mistake or by one press too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotate:
    """Internal note and case reference; None leaves as it is."""

    note: str | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class ClerkGone:
    """The clerk's socket is lost for longer than the grace, and no media flows."""


@dataclass(frozen=True, slots=True)
class CitizenGone:
    """The citizen's socket is lost for longer than the grace, no media flows, the clerk is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChannel:
    """From video to telephone; `phone` is the number to call from now on, None leaves it."""

    channel: str = "phone"
    phone: str | None = None


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
    """To another slot, with its window; `queue` is the one that has the slot."""

    slot_start: datetime
    slot_end: datetime
    opens_at: datetime
    closes_at: datetime
    serve_until: datetime
    queue: QueueId | None = None


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
    Arrive | StepAway | TurnNear | PreCall | Call | HoldOn | Join | Connect | PatienceOver | PlaceEnds | Park
    | Resume | Skip | Prioritise | SendBack | Transfer | Undo | Annotate | ClerkGone | CitizenGone
    | SwitchChannel | End | Leave | HoldOver | Cancel | Reschedule | Expire | Amend | TakeUp
)  # fmt: skip
