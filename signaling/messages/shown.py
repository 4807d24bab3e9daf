"""What pages are shown: visits as citizens, desks and boards may know them, queues, alerts."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from signaling.messages.words import (
    AlertId,
    AlertKind,
    Cause,
    Channel,
    CheckResult,
    Checks,
    Count,
    DepartmentId,
    DeskState,
    Hold,
    Outcome,
    QueueId,
    Reach,
    SeatName,
    ServerStruct,
    Stage,
    VisitId,
    WhenCalled,
)


class Position(ServerStruct, tag="position"):
    """Where a waiting citizen stands; at most one a second. No times when no desk is at work."""

    visit: VisitId
    ahead: Count
    earliest_s: Count | None = None
    latest_s: Count | None = None
    reason: str | None = None


class Office(ServerStruct, tag="office"):
    """Whether the office can call at all, told to those who wait. `closed_today`: nobody new is let
    into the line; `notice` is what the office says to all who wait."""

    queue: QueueId
    open: bool
    desks: Count
    opens_at: datetime | None = None
    closed_today: bool = False
    notice: str | None = None
    notice_at: datetime | None = None


class Peer(ServerStruct):
    """Another seat of the call, seen from the receiver. A changed `conn` is a new page; a socket
    that comes back from the same page keeps it."""

    seat: SeatName
    role: str
    name: str | None = None
    conn: str | None = None
    polite: bool = False


class Said(ServerStruct, tag="said"):
    """A line of text; `from` is set by the server. `id` rises within a visit."""

    visit: VisitId
    id: int
    from_: SeatName = field(name="from")
    text: str
    at: datetime


class CitizenVisit(ServerStruct):
    """All that a citizen may know of the own visit. `push_key`: the application server's public key
    (RFC 8292, an uncompressed P-256 point in base64url) where a message of the device can be had."""

    visit: VisitId
    version: int
    stage: Stage
    since: datetime
    service: str
    service_name: str
    department_name: str
    queue: QueueId
    channel: Channel
    reference: str
    opens_at: datetime
    closes_at: datetime
    slot_start: datetime | None = None
    slot_end: datetime | None = None
    when_called: WhenCalled = "ask"
    checks: Checks = Checks()
    position: Position | None = None
    messages: list[Said] = []
    office: Office | None = None
    office_phone: str | None = None
    documents: list[str] = []
    call: int | None = None
    peers: list[Peer] = []
    outcome: Outcome | None = None
    passed_over: bool = False
    answer_by: datetime | None = None
    hold_s: int = 1800
    stay_close: bool = False
    reach: Reach = "page"
    may_hold_on: bool = False
    has_mail: bool = False
    mail_refused: bool = False
    has_phone: bool = False
    arrived_at: datetime | None = None
    push_key: str | None = None
    hold: Hold | None = None


class Before(ServerStruct):
    """How many were called before somebody, for one cause."""

    cause: Cause
    count: Count


class QueueRow(ServerStruct):
    """One queue on a board. Times in seconds. `late`: appointments that should have begun 5 minutes
    ago; `typical_wait_s`: the median of today; `earliest_s` to `latest_s`: what somebody who comes
    now is promised; `kept`: the share that held of
    today's `promises`."""

    queue: QueueId
    name: str
    open: bool
    waiting: Count
    away: Count
    longest_wait_s: Count
    desks: Count
    in_call: Count
    opens_at: datetime | None = None
    parked: Count = 0
    late: Count = 0
    closed_today: bool = False
    notice: str | None = None
    lent_to: list[DepartmentId] = []
    typical_wait_s: Count | None = None
    earliest_s: Count | None = None
    latest_s: Count | None = None
    kept: Annotated[float, Meta(ge=0, le=1)] | None = None
    promises: Count = 0
    served_today: Count = 0
    no_show_citizen_today: Count = 0
    no_show_office_today: Count = 0


class VisitRow(ServerStruct):
    """One visit on a desk (with `who`) or a board (without)."""

    visit: VisitId
    version: int
    queue: QueueId
    stage: Stage
    service: str
    service_name: str
    channel: Channel
    since: datetime
    language: str
    away: bool
    check: CheckResult
    slot_start: datetime | None = None
    arrived_at: datetime | None = None
    passed_over: bool = False
    order: str = ""
    clerk: str | None = None
    who: str | None = None
    needs: str | None = None
    missed: int = 0
    recall_at: datetime | None = None
    stay_close: bool = False
    priority: bool = False
    skipped: int = 0
    transferred: bool = False
    noted: bool = False
    note: str | None = None
    case: str | None = None
    reach: Reach = "page"
    park_reason: str | None = None


class AlertRow(ServerStruct):
    """Something a supervisor should know. `value` and `limit` are in seconds or in persons."""

    alert: AlertId
    queue: QueueId
    kind: AlertKind
    since: datetime
    value: Count
    limit: Count
    taken_by: str | None = None
    taken_at: datetime | None = None


class MoveRow(ServerStruct):
    """One move of a visit's history."""

    version: int
    command: str
    stage: Stage
    by: str
    at: datetime
    detail: str | None = None


class Record(ServerStruct, tag="record"):
    """What the clerk of a visit sees beside the call. Sent when the clerk calls, and when it
    changes."""

    visit: VisitId
    version: int
    stage: Stage
    since: datetime
    reference: str
    service: str
    service_name: str
    channel: Channel
    language: str
    queue: QueueId
    call: int | None = None
    peers: list[Peer] = []
    who: str | None = None
    phone: str | None = None
    # The number itself is shown only for a telephone visit; that there is one, always.
    has_phone: bool = False
    mail_refused: bool = False
    needs: str | None = None
    documents: list[str] = []
    checks: Checks = Checks()
    when_called: WhenCalled = "ask"
    slot_start: datetime | None = None
    slot_end: datetime | None = None
    arrived_at: datetime | None = None
    answer_by: datetime | None = None
    messages: list[Said] = []
    moves: list[MoveRow] = []
    outcome: Outcome | None = None
    note: str | None = None
    case: str | None = None


class TransferTarget(ServerStruct):
    """A queue that a visit can be transferred to now; whoever chooses one should know its hours.

    `open` is now, `opens_at` the next opening of one that is not; `closes_at` the end of its hours."""

    queue: QueueId
    name: str
    open: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class DeskView(ServerStruct):
    """A clerk's own desk."""

    state: DeskState
    queues: list[QueueId]
    name: str
    served_today: Count = 0
    targets: list[TransferTarget] = []


class CitizenSnapshot(ServerStruct, tag="citizen", tag_field="for"):
    """Everything a citizen's session may know."""

    visits: list[CitizenVisit]


class DeskSnapshot(ServerStruct, tag="desk", tag_field="for"):
    """Everything a clerk may know: own desk, the visit in hand, the lines."""

    desk: DeskView
    queues: list[QueueRow]
    visits: list[VisitRow]
    seq: int = 0
    current: Record | None = None


class BoardSnapshot(ServerStruct, tag="board", tag_field="for"):
    """Everything a supervisor may know: no names."""

    queues: list[QueueRow]
    visits: list[VisitRow]
    seq: int = 0
    alerts: list[AlertRow] = []


Snapshot = CitizenSnapshot | DeskSnapshot | BoardSnapshot


class OfficeRules(ServerStruct):
    """The numbers of this installation that pages show. Times in seconds; absent = the default."""

    late_s: Count = 300
    late_choices_s: Count = 600
    warning_s: Count = 20
    undo_s: Count = 10
    take_up_s: Count = 60
    missed_calls: Count = 3
