"""What the server says."""

from datetime import datetime
from typing import Literal, Union

from msgspec import Raw, field

from signaling.ice import IceServer
from signaling.messages.shown import (
    AlertRow,
    Before,
    CitizenVisit,
    DeskView,
    Office,
    OfficeRules,
    Peer,
    Position,
    QueueRow,
    Record,
    Said,
    Snapshot,
    VisitRow,
)
from signaling.messages.words import (
    Audience,
    Channel,
    Checks,
    Count,
    Hold,
    MediaState,
    MediaStats,
    Milliseconds,
    Op,
    Outcome,
    QueueId,
    Reach,
    SeatName,
    Sends,
    ServerStruct,
    Stage,
    VisitId,
    WhenCalled,
)


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
    checks: Checks | None = None
    hold: Hold | None = None


class PeersChanged(ServerStruct, tag="peers"):
    """Who sits in the open call now; no move, so the version stays. A changed `conn` is a new page."""

    visit: VisitId
    call: int
    peers: list[Peer]


class VisitShown(ServerStruct, tag="visit"):
    """The whole visit anew: after a transfer the office, its telephone and its papers are others."""

    visit: CitizenVisit


class WhyAnswer(ServerStruct, tag="why"):
    """Who was called before this visit since it waits in this queue, without anybody's data."""

    op: Op
    visit: VisitId
    before: list[Before]


class Welcome(ServerStruct, tag="welcome"):
    """First answer to every hello: a full snapshot; deltas are numbered from its `seq`. `spread_ms`: who
    loses this connection comes back after a random part of it, because all the others do, too. `opened`:
    when this page was, in ms since 1970; it says so when it comes back."""

    protocol: int
    as_: Audience = field(name="as")
    epoch: str
    heartbeat_s: int
    server_time: datetime
    snapshot: Snapshot
    rules: OfficeRules = OfficeRules()
    spread_ms: Count = 300
    opened: Milliseconds | None = None


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
    """A command was refused and changed nothing. `kind` is a slug of the problem list.

    Of a wrong entry: `field` names it (`person.phone`), `why` says in one word what is wrong."""

    kind: str
    detail: str
    retry: Literal["no", "now", "later"]
    op: Op | None = None
    opens_at: datetime | None = None
    field: str | None = None
    why: str | None = None


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
    microphone: Sends | None = None
    camera: Sends | None = None


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
