"""Every WebSocket message, one frozen struct each; the single source of AsyncAPI and TypeScript.

Types are kebab-case tags, fields and outcomes snake_case. Every string is bounded, unknown fields
of a client are refused. Prose and order of the conversation: PROTOCOL.md beside this file.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import Meta, Raw, Struct, field

from signaling.errors import BadFrame
from signaling.ice import IceServer

PROTOCOL = 1
SUBPROTOCOL = "vorsprache.v1"

FRAME_LIMIT = 64 * 1024
DESCRIPTION_LIMIT = 32 * 1024
CANDIDATE_LIMIT = 1024

Op = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z", description="made by the client")]
VisitId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}\Z")]
# Of a relay frame: only compared with the calls of this node, and a pattern would cost as much as
# all the rest of reading the frame.
RelayedVisit = Annotated[str, Meta(min_length=1, max_length=40)]
QueueId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^[^\x00]*\Z")]
Note = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*\Z")]
Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\Z")]
CallNumber = Annotated[int, Meta(ge=1, le=1_000_000)]
Count = Annotated[int, Meta(ge=0)]
CaseReference = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
DepartmentId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}\Z")]
AlertId = Annotated[int, Meta(ge=1)]

Audience = Literal["citizen", "desk", "board"]
Channel = Literal["video", "phone"]
Stage = Literal["booked", "waiting", "parked", "called", "in-call", "ended"]
Outcome = Literal[
    "completed",
    "come_in_person",
    "continued_by_phone",
    "no_show_citizen",
    "no_show_office",
    "citizen_left",
    "lost_contact",
    "technical_failure",
    "cancelled",
    "transferred_out",
    "aborted",
]
SeatName = Literal["citizen", "clerk", "interpreter", "companion", "colleague"]
WhenCalled = Literal["ask", "connect"]
CheckResult = Literal["fine", "absent", "denied", "unknown"]
MediaState = Literal["new", "connecting", "connected", "disconnected", "failed", "closed"]
DeskState = Literal["open", "break", "closed"]
Reach = Literal["page", "mail"]
"""How somebody who waits is told that the turn comes near."""
Cause = Literal[
    "appointment",
    "same-moment",
    "called-out-of-turn",
    "put-back-by-office",
    "you-were-away",
    "you-missed-a-call",
    "you-were-skipped",
    "you-were-parked",
]
"""Why somebody was called before somebody else. `appointment`: by the order of the line."""
AlertKind = Literal["wait-too-long", "too-many-waiting", "office-late", "no-desk", "nobody-comes"]


class ClientStruct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client says: unknown fields are refused, because we own both ends."""


class ServerStruct(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the server says: absent means the default; clients ignore what they do not know."""


# --- shared parts -------------------------------------------------------------------------------


class Checks(ClientStruct, omit_defaults=True):
    """What the device check found. `unknown` means that it was not tried."""

    camera: CheckResult = "unknown"
    microphone: CheckResult = "unknown"
    speaker: CheckResult = "unknown"


class SessionDescription(Struct, frozen=True, kw_only=True):
    """RTCSessionDescriptionInit (W3C WebRTC), at most 32 KiB; relayed unread."""

    type: Literal["offer", "answer", "pranswer", "rollback"]
    sdp: str = ""


class IceCandidate(Struct, frozen=True, kw_only=True):
    """RTCIceCandidateInit (W3C WebRTC), at most 1 KiB; relayed unread. Empty text ends the list."""

    candidate: str = ""
    sdpMid: str | None = None  # noqa: N815 - the field's name in the W3C dictionary
    sdpMLineIndex: int | None = None  # noqa: N815 - likewise
    usernameFragment: str | None = None  # noqa: N815 - likewise


class MediaStats(ClientStruct, omit_defaults=True):
    """A few figures of getStats, for the quality line; nothing that identifies a device."""

    rtt_ms: Annotated[float, Meta(ge=0, le=600_000)] | None = None
    loss: Annotated[float, Meta(ge=0, le=1)] | None = None
    relayed: bool | None = None
    frames: Annotated[int, Meta(ge=0)] | None = None


# --- a client says ------------------------------------------------------------------------------


class Hello(ClientStruct, tag="hello"):
    """First frame of every socket, within 3 s. Browsers prove themselves by cookie, programs by
    `token`. `visit` names the one visit of this page, where a session holds several. `page` is made
    once per page load: a socket that comes back with it is the same page, and its call goes on."""

    protocol: Annotated[int, Meta(ge=1, le=1000)]
    as_: Audience | None = field(name="as", default=None)
    visit: VisitId | None = None
    page: Op | None = None
    token: Annotated[str, Meta(max_length=2048)] | None = None


class Arrive(ClientStruct, tag="arrive"):
    """A citizen is here: into the line, or "I am back" after a missed call."""

    op: Op
    visit: VisitId
    when_called: WhenCalled = "ask"
    checks: Checks = Checks()


class Leave(ClientStruct, tag="leave"):
    """A citizen gives the place up, or hangs up; confirmed on the screen."""

    op: Op
    visit: VisitId


class Ice(ClientStruct, tag="ice"):
    """Asks for fresh TURN credentials: device check, preparation, before an ICE restart."""

    op: Op
    visit: VisitId | None = None


class Desk(ClientStruct, tag="desk"):
    """A clerk's own state, and the queues served."""

    op: Op
    state: DeskState
    queues: Annotated[list[QueueId], Meta(max_length=50)]


class CallNext(ClientStruct, tag="call-next"):
    """Calls the first who is here."""

    op: Op
    queue: QueueId


class Call(ClientStruct, tag="call"):
    """Calls this one; a reason is needed for anyone but the head."""

    op: Op
    visit: VisitId
    reason: Reason | None = None


class SendBack(ClientStruct, tag="send-back"):
    """Back to the front of the line: the call is withdrawn."""

    op: Op
    visit: VisitId


class Join(ClientStruct, tag="join"):
    """A called citizen comes in; for a telephone visit its clerk says: answered."""

    op: Op
    visit: VisitId


class End(ClientStruct, tag="end"):
    """Ends the visit with an outcome."""

    op: Op
    visit: VisitId
    outcome: Outcome
    note: Note | None = None


class Amend(ClientStruct, tag="amend"):
    """Corrects outcome or note on the day of the visit."""

    op: Op
    visit: VisitId
    outcome: Outcome | None = None
    note: Note | None = None


class SwitchChannel(ClientStruct, tag="switch-channel"):
    """From video to telephone; `phone` where the booking has none yet."""

    op: Op
    visit: VisitId
    channel: Literal["phone"]
    phone: Annotated[str, Meta(max_length=32, pattern=r"^\+?[0-9 ()/.-]{3,31}\Z")] | None = None


class Cancel(ClientStruct, tag="cancel"):
    """Cancels a visit that is not in a call."""

    op: Op
    visit: VisitId


class Park(ClientStruct, tag="park"):
    """Out of the line for now; the place is kept, and `resume` gives it back."""

    op: Op
    visit: VisitId
    reason: Reason | None = None


class Resume(ClientStruct, tag="resume"):
    """A parked visit takes its place in the line again."""

    op: Op
    visit: VisitId


class Skip(ClientStruct, tag="skip"):
    """One place back, behind the next one; with a reason."""

    op: Op
    visit: VisitId
    reason: Reason


class PreCall(ClientStruct, tag="pre-call"):
    """You are next: stay close."""

    op: Op
    visit: VisitId


class Recall(ClientStruct, tag="recall"):
    """Calls again who missed a call; 5 minutes after it at the earliest."""

    op: Op
    visit: VisitId


class Transfer(ClientStruct, tag="transfer"):
    """To another queue: the same visit with all its history, in the order of that queue."""

    op: Op
    visit: VisitId
    queue: QueueId
    note: Note | None = None


class Annotate(ClientStruct, tag="annotate"):
    """Internal note and case reference; only desks see them. Absent leaves as it is, "" empties."""

    op: Op
    visit: VisitId
    note: Note | None = None
    case: CaseReference | None = None


class Prioritise(ClientStruct, tag="prioritise"):
    """Counts as 10 minutes earlier, once and with a reason: so nobody waits for ever behind it."""

    op: Op
    visit: VisitId
    reason: Reason


class Undo(ClientStruct, tag="undo"):
    """Takes back a park, skip, send-back or transfer of one's own, within 10 s: `of` is its op."""

    op: Op
    of: Op


class HoldOn(ClientStruct, tag="hold-on"):
    """A called citizen is on the way: more patience, a few times."""

    op: Op
    visit: VisitId


class StepAway(ClientStruct, tag="step-away"):
    """A waiting citizen closes the page: the place is kept, and a mail says when it is time."""

    op: Op
    visit: VisitId
    reach: Reach


class Why(ClientStruct, tag="why"):
    """Why was somebody before me? Answered by a `why` of the server."""

    op: Op
    visit: VisitId


class CloseQueue(ClientStruct, tag="close-queue"):
    """Closes a queue for the day: nobody new, those who wait are told. `closed: false` opens it."""

    op: Op
    queue: QueueId
    closed: bool = True


class TellQueue(ClientStruct, tag="tell-queue"):
    """A notice to everybody who waits in a queue today; without a text it is taken back."""

    op: Op
    queue: QueueId
    text: Reason | None = None


class LendQueue(ClientStruct, tag="lend-queue"):
    """These other departments may serve the queue today."""

    op: Op
    queue: QueueId
    departments: Annotated[list[DepartmentId], Meta(max_length=50)]


class Acknowledge(ClientStruct, tag="acknowledge"):
    """I take care of this alert."""

    op: Op
    alert: AlertId


class Description(ClientStruct, tag="description"):
    """Session description for the seat `to` of the open call."""

    visit: RelayedVisit
    call: CallNumber
    to: SeatName
    description: Raw


class Candidate(ClientStruct, tag="candidate"):
    """ICE candidate for the seat `to` of the open call."""

    visit: RelayedVisit
    call: CallNumber
    to: SeatName
    candidate: Raw


class Media(ClientStruct, tag="media"):
    """State of the media path as this seat sees it."""

    visit: RelayedVisit
    call: CallNumber
    state: MediaState
    stats: MediaStats | None = None


class Say(ClientStruct, tag="say"):
    """A line of plain text between citizen and clerk."""

    op: Op
    visit: VisitId
    text: Text


class Watch(ClientStruct, tag="watch"):
    """Which queues this board or desk wants to see; the answer is a snapshot."""

    op: Op
    queues: Annotated[list[QueueId], Meta(max_length=50)]


ClientMessage = Union[
    Hello,
    Arrive,
    Leave,
    Ice,
    Desk,
    CallNext,
    Call,
    SendBack,
    Join,
    End,
    Amend,
    SwitchChannel,
    Cancel,
    Park,
    Resume,
    Skip,
    PreCall,
    Recall,
    Transfer,
    Annotate,
    Prioritise,
    Undo,
    HoldOn,
    StepAway,
    Why,
    CloseQueue,
    TellQueue,
    LendQueue,
    Acknowledge,
    Description,
    Candidate,
    Media,
    Say,
    Watch,
]


# --- the server says ----------------------------------------------------------------------------


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


class StageChanged(ServerStruct, tag="stage"):
    """A visit changed; to all its seats. Drop it when `version` is not above what you know."""

    visit: VisitId
    version: int
    stage: Stage
    since: datetime
    by: str
    call: int | None = None
    peers: list[Peer] = []
    outcome: Outcome | None = None
    channel: Channel | None = None
    when_called: WhenCalled | None = None
    passed_over: bool = False
    answer_by: datetime | None = None
    reason: str | None = None
    queue: QueueId | None = None
    stay_close: bool = False
    reach: Reach = "page"
    may_hold_on: bool = False


class PeersChanged(ServerStruct, tag="peers"):
    """Who sits in the open call now; no move, so the version stays. A changed `conn` is a new page."""

    visit: VisitId
    call: int
    peers: list[Peer]


class CitizenVisit(ServerStruct):
    """All that a citizen may know of the own visit."""

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
    has_phone: bool = False
    arrived_at: datetime | None = None


class VisitShown(ServerStruct, tag="visit"):
    """The whole visit anew: after a transfer the office, its telephone and its papers are others."""

    visit: CitizenVisit


class Before(ServerStruct):
    """How many were called before somebody, for one cause."""

    cause: Cause
    count: Count


class WhyAnswer(ServerStruct, tag="why"):
    """Who was called before this visit since it waits in this queue, without anybody's data."""

    op: Op
    visit: VisitId
    before: list[Before]


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
    """A queue that a visit can be transferred to now."""

    queue: QueueId
    name: str


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
    missed_calls: Count = 3


class Welcome(ServerStruct, tag="welcome"):
    """First answer to every hello: a full snapshot; deltas are numbered from its `seq`."""

    protocol: int
    as_: Audience = field(name="as")
    epoch: str
    heartbeat_s: int
    server_time: datetime
    snapshot: Snapshot
    rules: OfficeRules = OfficeRules()


class BoardDelta(ServerStruct, tag="board-delta"):
    """Whole changed rows; numbered per connection without gaps. `alerts`: all that are open now, if
    they changed; to boards only."""

    seq: int
    queues: list[QueueRow] = []
    visits: list[VisitRow] = []
    gone: list[VisitId] = []
    alerts: list[AlertRow] | None = None


class DeskChanged(ServerStruct, tag="desk"):
    """The clerk's desk as it is now, told to every page of the clerk."""

    desk: DeskView


class Done(ServerStruct, tag="done"):
    """The command with this op happened, now or before."""

    op: Op
    visit: VisitId | None = None
    version: int | None = None


class ProblemSaid(ServerStruct, tag="problem"):
    """A command was refused and changed nothing. `kind` is a slug of the problem list."""

    kind: str
    detail: str
    retry: Literal["no", "now", "later"]
    op: Op | None = None
    opens_at: datetime | None = None


class IceServers(ServerStruct, tag="ice-servers"):
    """TURN credentials (REST style), good until `expires_at`. `relay_only`: neither side may learn the
    other's network address, so only relayed candidates are used."""

    op: Op
    ice_servers: list[IceServer]
    expires_at: datetime
    relay_only: bool = False


class DescriptionFrom(ServerStruct, tag="description"):
    """A session description of the seat `from`."""

    visit: VisitId
    call: int
    from_: SeatName = field(name="from")
    description: Raw


class CandidateFrom(ServerStruct, tag="candidate"):
    """An ICE candidate of the seat `from`."""

    visit: VisitId
    call: int
    from_: SeatName = field(name="from")
    candidate: Raw


class MediaFrom(ServerStruct, tag="media"):
    """How the seat `from` sees the media path."""

    visit: VisitId
    call: int
    from_: SeatName = field(name="from")
    state: MediaState
    stats: MediaStats | None = None


class GoAway(ServerStruct, tag="going-away"):
    """This node drains: come back after so many milliseconds."""

    after_ms: Count


ServerMessage = Union[
    Welcome,
    Position,
    Office,
    StageChanged,
    PeersChanged,
    BoardDelta,
    DeskChanged,
    Record,
    DescriptionFrom,
    CandidateFrom,
    MediaFrom,
    Said,
    VisitShown,
    WhyAnswer,
    Done,
    ProblemSaid,
    IceServers,
    GoAway,
]

_RELAYED = (Description, Candidate)
_decoder = msgspec.json.Decoder(ClientMessage)
_encoder = msgspec.json.Encoder()


def decode(frame: bytes) -> ClientMessage:
    """Reads one frame. Raises BadFrame, whatever is wrong with it, and says where."""
    try:
        message: ClientMessage = _decoder.decode(frame)
        # What is relayed unread must still be text: a browser closes its socket over bad UTF-8,
        # and one seat must not be able to do that to another.
        if type(message) in _RELAYED and not frame.isascii():
            frame.decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadFrame(str(error)) from None
    if type(message) is Description and len(message.description) > DESCRIPTION_LIMIT:
        raise BadFrame("description: longer than 32 KiB")
    if type(message) is Candidate and len(message.candidate) > CANDIDATE_LIMIT:
        raise BadFrame("candidate: longer than 1 KiB")
    return message


def encode(message: Any) -> bytes:
    """Writes one message of the server (or of a client, in tests and probes)."""
    return _encoder.encode(message)
