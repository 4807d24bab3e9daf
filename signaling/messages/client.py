"""What a client says. Types are kebab-case tags; unknown fields are ignored."""

from typing import Annotated, Literal, Union

from msgspec import Meta, Raw, field

from signaling.messages.words import (
    AlertId,
    Audience,
    CallNumber,
    CaseReference,
    Checks,
    ClientStruct,
    DepartmentId,
    DeskState,
    MediaState,
    MediaStats,
    Milliseconds,
    Note,
    Op,
    Outcome,
    Phone,
    PushAddress,
    QueueId,
    Reach,
    Reason,
    RelayedVisit,
    SeatName,
    Sends,
    Text,
    VisitId,
    WhenCalled,
)


class Hello(ClientStruct, tag="hello"):
    """First frame of every socket, within 3 s. Browsers prove themselves by cookie, programs by
    `token`. `visit` names the one visit of this page, where a session holds several. `page` is made
    once per page load: a socket that comes back with it is the same page, and its call goes on. `opened`
    is what the first welcome of this page said: without it the page is opened now."""

    protocol: Annotated[int, Meta(ge=1, le=1000)]
    as_: Audience | None = field(name="as", default=None)
    visit: VisitId | None = None
    page: Op | None = None
    opened: Milliseconds | None = None
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
    """From video to telephone; `phone` where the booking has none yet, or another is wanted. It is
    kept as it is dialled; what cannot be dialled is refused."""

    op: Op
    visit: VisitId
    channel: Literal["phone"]
    phone: Phone | None = None


class Cancel(ClientStruct, tag="cancel"):
    """Cancels a visit that is not in a call."""

    op: Op
    visit: VisitId


class Park(ClientStruct, tag="park"):
    """Out of the line for now; the place is kept, and `resume` gives it back. A `reason` that is one of
    `papers`, `interpreter`, `clarify`, `wish` is told to the citizen; any other is for desks alone."""

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


class TakeUp(ClientStruct, tag="take-up"):
    """Goes on with a visit that ended within the last minute: its clerk calls the citizen again."""

    op: Op
    visit: VisitId


class HoldOn(ClientStruct, tag="hold-on"):
    """A called citizen is on the way: more patience, a few times."""

    op: Op
    visit: VisitId


class StepAway(ClientStruct, tag="step-away"):
    """A waiting citizen closes the page: the place is kept, and a mail or a message of the device
    says when it is time. `push` goes with `reach: "push"` and with nothing else."""

    op: Op
    visit: VisitId
    reach: Reach
    push: PushAddress | None = None


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
    # What this seat sends: left out by a page that does not know.
    microphone: Sends | None = None
    camera: Sends | None = None


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
    TakeUp,
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
