"""Who is told what. Pure: from a move to the notice for all nodes, from the notice to the letters.

A notice travels between nodes and holds nothing personal but the text of a line somebody said; Redis
never stores it. The letters are made where the seats are.
"""

from datetime import datetime
from typing import NamedTuple, cast, get_args

import msgspec
from msgspec import Struct

from broker.core.visit import Moved, Rules, Stage, Visit, command_name
from signaling.messages import (
    Channel,
    Checks,
    Hold,
    Outcome,
    Peer,
    PeersChanged,
    Reach,
    Said,
    SeatName,
    StageChanged,
    WhenCalled,
)
from signaling.messages import Stage as WireStage

SEATS: tuple[SeatName, ...] = ("citizen", "clerk", "interpreter", "companion", "colleague")


class MoveNotice(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="move"):
    """A visit moved. `queue_before`: the other queue that it came from."""

    visit: str
    queue: str
    version: int
    stage: WireStage
    since: datetime
    by: str
    command: str
    call: int
    channel: Channel
    when_called: WhenCalled
    clerk: str | None = None
    outcome: Outcome | None = None
    passed_over: bool = False
    answer_by: datetime | None = None
    stay_close: bool = False
    reach: Reach = "page"
    may_hold_on: bool = False
    checks: Checks | None = None
    queue_before: str | None = None
    hold: Hold | None = None


class SeatNotice(Struct, frozen=True, kw_only=True, tag="seat"):
    """Somebody sat down or rose; presence only, no move."""

    visit: str
    queue: str
    seat: str


class SaidNotice(Struct, frozen=True, kw_only=True, tag="said"):
    """A line of text between citizen and clerk."""

    visit: str
    queue: str
    said: Said


class DesksNotice(Struct, frozen=True, kw_only=True, tag="desks"):
    """A desk of this queue opened, paused or closed."""

    queue: str
    clerk: str


class QueueNotice(Struct, frozen=True, kw_only=True, tag="queue"):
    """The day, the limits or the alerts of this queue changed."""

    queue: str


class ShownNotice(Struct, frozen=True, kw_only=True, tag="shown"):
    """Something else than its stage is known of a visit now, e.g. that its mail does not arrive: the
    pages of its people are shown all of it anew."""

    visit: str
    queue: str


class EpochNotice(Struct, frozen=True, kw_only=True, tag="epoch"):
    """Redis had lost this queue and has it again: sit down anew, look anew."""

    queue: str
    epoch: str


class ReplacedNotice(Struct, frozen=True, kw_only=True, tag="replaced"):
    """This connection's seat was taken by a newer one, of `page`."""

    conn: str
    queue: str
    page: str = ""


Notice = (
    MoveNotice
    | SeatNotice
    | SaidNotice
    | ShownNotice
    | DesksNotice
    | QueueNotice
    | EpochNotice
    | ReplacedNotice
)

_decoder = msgspec.json.Decoder(Notice)


class Sitting(NamedTuple):
    """Who has a seat: the connection that letters go to, and the page that the call lives in."""

    conn: str
    page: str

    def __str__(self) -> str:
        """As Redis keeps it."""
        return f"{self.conn}~{self.page}"


def sitting(text: str) -> Sitting:
    """Reads what Redis keeps. Without a page, every connection is a page of its own."""
    conn, _, page = text.partition("~")
    return Sitting(conn, page or conn)


Seats = dict[SeatName, Sitting]


def pack(notice: Notice) -> bytes:
    """A notice for the bus."""
    return msgspec.json.encode(notice)


def unpack(packed: bytes) -> tuple[int, Seats, Notice]:
    """Number (0: not numbered), connection of each seat, notice. Raises ValueError."""
    number, conns, body = packed.split(b"\n", 2)
    seats = {
        seat: sitting(conn)
        for seat, conn in zip(SEATS, conns.decode().split(), strict=False)
        if conn != "-"
    }
    return int(number), seats, _decoder.decode(body)


def notice_of(moved: Moved) -> MoveNotice:
    """What all nodes are told of a move."""
    return _notice(
        moved.after,
        by=moved.actor.by.value,
        command=command_name(type(moved.command)),
        clerk=moved.after.clerk or moved.before.clerk,
        queue_before=None if moved.before.queue == moved.after.queue else moved.before.queue,
    )


def retold(visit: Visit) -> MoveNotice:
    """The same for a move whose telling was lost: what it led to is known, not what it was."""
    return _notice(visit, by="system", command="retold", clerk=visit.clerk)


def _notice(
    visit: Visit, *, by: str, command: str, clerk: str | None, queue_before: str | None = None
) -> MoveNotice:
    called = visit.stage is Stage.CALLED and visit.channel == "video"
    return MoveNotice(
        visit=visit.id,
        queue=visit.queue,
        version=visit.version,
        stage=visit.stage.value,
        since=visit.since,
        by=by,
        command=command,
        call=visit.call,
        channel="phone" if visit.channel == "phone" else "video",
        when_called="connect" if visit.when_called == "connect" else "ask",
        clerk=clerk,
        outcome=None if visit.outcome is None else visit.outcome.value,
        passed_over=visit.passed_until is not None,
        answer_by=visit.deadline if called else None,
        stay_close=visit.pre_called_at is not None,
        reach=reach_of(visit),
        may_hold_on=called and visit.held_on < Rules().hold_ons,
        checks=msgspec.convert(visit.checks, Checks, from_attributes=True),
        queue_before=queue_before,
        hold=hold_of(visit),
    )


def hold_of(visit: Visit) -> Hold | None:
    """Why it is parked, where that is for its citizen too; a clerk's own words are not."""
    told = visit.stage is Stage.PARKED and visit.park_reason in get_args(Hold)
    return cast("Hold", visit.park_reason) if told else None


def reach_of(visit: Visit) -> Reach:
    """How its citizen is told, as the wire has it."""
    return "mail" if visit.reach == "mail" else "push" if visit.reach == "push" else "page"


def stage_letter(
    notice: MoveNotice, seat: SeatName, seats: Seats, clerk_name: str | None
) -> StageChanged:
    """What one seat is told of a move; `reason` is the command that led there."""
    live = notice.stage in ("called", "in-call")
    return StageChanged(
        visit=notice.visit,
        version=notice.version,
        stage=notice.stage,
        since=notice.since,
        by=notice.by,
        call=notice.call if live else None,
        peers=peers_of(seat, seats, clerk_name) if live else [],
        outcome=notice.outcome,
        channel=notice.channel,
        when_called=notice.when_called,
        passed_over=notice.passed_over,
        answer_by=notice.answer_by,
        reason=notice.command,
        queue=notice.queue,
        stay_close=notice.stay_close,
        reach=notice.reach,
        may_hold_on=notice.may_hold_on,
        checks=notice.checks,
        hold=notice.hold,
    )


def peers_letter(
    visit: str, call: int, seat: SeatName, seats: Seats, clerk_name: str | None
) -> PeersChanged:
    """What the other seats are told when somebody sits down anew."""
    return PeersChanged(visit=visit, call=call, peers=peers_of(seat, seats, clerk_name))


def peers_of(own: SeatName, seats: Seats, clerk_name: str | None = None) -> list[Peer]:
    """The other seats, seen from `own`. Citizen and clerk are always expected."""
    return [
        Peer(
            seat=seat,
            role=seat,
            name=clerk_name if seat == "clerk" else None,
            conn=seats[seat].page if seat in seats else None,
            polite=SEATS.index(own) < SEATS.index(seat),
        )
        for seat in SEATS
        if seat != own and (seat in seats or seat in ("citizen", "clerk"))
    ]
