"""What the messages of both sides are made of: limits, words and parts that several of them hold."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

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
# As people type it, in any digits; the office makes of it what is dialled, or says what is wrong.
Phone = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*\Z")]
CallNumber = Annotated[int, Meta(ge=1, le=1_000_000)]
Count = Annotated[int, Meta(ge=0)]
Milliseconds = Annotated[int, Meta(ge=1, le=2**53 - 1)]
CaseReference = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
DepartmentId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}\Z")]
AlertId = Annotated[int, Meta(ge=1, le=2**31 - 1)]

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
Sends = Literal["on", "off", "lost"]
"""Of a microphone or camera: whether it is heard or seen, switched off, or gone by mistake."""
DeskState = Literal["open", "break", "closed"]
Reach = Literal["page", "mail", "push"]
"""How somebody who waits is told that the turn comes near."""
Hold = Literal["papers", "interpreter", "clarify", "wish"]
"""Why a visit is parked, where its citizen may know: such a reason is told, any other is for desks alone."""
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


class ClientStruct(Struct, frozen=True, kw_only=True):
    """What a client says: unknown fields are ignored, because while nodes are updated one by one the
    page of a new node talks to an old one. What an old node must not miss is a type of its own."""


class PushAddress(ClientStruct):
    """A browser's PushSubscription (W3C Push API): where its maker's push service takes messages, and
    the keys that only this browser can read them with (RFC 8291): a P-256 point and 16 octets."""

    endpoint: Annotated[str, Meta(max_length=1000, pattern=r"^[\x21-\x7e]+\Z")]
    p256dh: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}\Z")]
    auth: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}\Z")]


class ServerStruct(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the server says: absent means the default; clients ignore what they do not know."""


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
