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
    """Whether the office can call at all, told to those who wait."""

    queue: QueueId
    open: bool
    desks: Count
    opens_at: datetime | None = None


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


class QueueRow(ServerStruct):
    """One queue on a board. Times in seconds."""

    queue: QueueId
    name: str
    open: bool
    waiting: Count
    away: Count
    longest_wait_s: Count
    desks: Count
    in_call: Count
    opens_at: datetime | None = None


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


class DeskView(ServerStruct):
    """A clerk's own desk."""

    state: DeskState
    queues: list[QueueId]
    name: str
    served_today: Count = 0


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


Snapshot = CitizenSnapshot | DeskSnapshot | BoardSnapshot


class Welcome(ServerStruct, tag="welcome"):
    """First answer to every hello: a full snapshot; deltas are numbered from its `seq`."""

    protocol: int
    as_: Audience = field(name="as")
    epoch: str
    heartbeat_s: int
    server_time: datetime
    snapshot: Snapshot


class BoardDelta(ServerStruct, tag="board-delta"):
    """Whole changed rows; numbered per connection without gaps."""

    seq: int
    queues: list[QueueRow] = []
    visits: list[VisitRow] = []
    gone: list[VisitId] = []


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
