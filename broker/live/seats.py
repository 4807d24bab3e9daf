"""Taking and leaving a seat of a visit: in Redis for all nodes, in the hub for this one.

Whether a connection sits is not known for sure when Redis does not answer: what timed out may be
done a second later. So a page notes a seat before it asks for it, and whoever leaves rises in any
case; rising frees the seat of that very connection and of nobody else. What is still wrong after
that is put right by the roll call (`rollcall.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker.announce import ReplacedNotice, SeatNotice, Sitting, pack, sitting
from broker.core.visit import IN_HAND, QueueId, Stage, Visit, VisitId
from broker.live.office import Office
from broker.stores.line import DESKS, OpenedLater, Taking, Wanted, milliseconds
from signaling.connection import Connection
from signaling.errors import Replaced
from signaling.hub import Address
from signaling.messages import Hello, SeatName

# More than the clocks of two nodes can ever differ; nobody was opened later than that.
LATEST = timedelta(days=1)


@dataclass(slots=True)
class Chair:
    """A page's way to sit: its connection now, the name of the page itself, and when it was opened, in ms
    of the office's clock. `returns`: it was opened before, and says when; else it is opened now."""

    connection: Connection
    page: str
    opened: int
    returns: bool

    @classmethod
    def of(cls, connection: Connection, hello: Hello, now: datetime) -> "Chair":
        """That of a page which says hello."""
        opened = milliseconds(now)
        if hello.opened is not None:
            opened = min(hello.opened, milliseconds(now + LATEST))
        page = hello.page or connection.id
        return cls(connection, page, opened, returns=hello.opened is not None)

    @property
    def sitting(self) -> Sitting:
        """As other nodes know it."""
        return Sitting(self.connection.id, self.page)


async def take(office: Office, chair: Chair, visit: Visit, seat: SeatName) -> None:
    """Seats a connection; a page of the same person that was opened before is told and closed (4505). An
    older connection of the same page only gives way: its client closes it after the greeting of this one.

    A visit that is in a call here becomes relayable. Raises Replaced where a page sits that was opened
    later: this one was not told then, StoreDown.
    """
    if await _take(office, chair, visit.queue, Address(visit.id, seat)):
        await _enter_call(office, chair, visit, seat)


async def take_again(office: Office, chair: Chair, visit: Visit, seat: SeatName) -> bool:
    """The same for a seat that Redis had lost: somebody who has it by now keeps it, unless that page is
    known to have been opened before this one.

    True if the connection has it. Raises StoreDown.
    """
    had = await _take_if_free(office, chair, visit.queue, Address(visit.id, seat))
    if had:
        await _enter_call(office, chair, visit, seat)
    return had


async def take_all_again(
    office: Office, queue: QueueId, wanted: Sequence[tuple[Chair, Visit]]
) -> list[bool]:
    """The same for many citizens of a queue, in one round trip to Redis."""
    if not wanted:
        return []
    places = [Address(visit.id, "citizen") for _, visit in wanted]
    asked = [_wanted(chair, queue, at) for (chair, _), at in zip(wanted, places, strict=True)]
    taken = await office.sit_all_if_free(queue, asked)
    had = []
    for (chair, visit), at, taking in zip(wanted, places, taken, strict=True):
        sits = await _has_taken(office, chair, queue, at, taking)
        if sits:
            await _enter_call(office, chair, visit, "citizen")
        had.append(sits)
    return had


async def leave(
    office: Office, chair: Chair, queue: QueueId, visit: VisitId, seat: SeatName
) -> None:
    """The connection is gone, or never came to sit for all we know; the seat's grace begins as soon
    as Redis can be told."""
    await _rise(office, chair, queue, Address(visit, seat))


async def take_desk(office: Office, chair: Chair, clerk: str) -> None:
    """A clerk's page opens, or returns; an older one of the same clerk is told and closed. Raises Replaced
    where a page sits that was opened later, StoreDown."""
    await _take(office, chair, DESKS, Address(clerk, "clerk"))


async def take_desk_again(office: Office, chair: Chair, clerk: str) -> bool:
    """The desk after Redis had lost it; False when a newer page has it. Raises StoreDown."""
    return await _take_if_free(office, chair, DESKS, Address(clerk, "clerk"))


async def leave_desk(office: Office, chair: Chair, clerk: str) -> None:
    """The clerk's page is gone."""
    await _rise(office, chair, DESKS, Address(clerk, "clerk"))


async def _take(office: Office, chair: Chair, queue: QueueId, at: Address) -> bool:
    if not _may_sit(chair):
        return False
    before = await _sit(office, chair, queue, at)
    await _pass_on(office, chair, queue, at, before)
    return _sits_here(office, chair, queue, at)


async def _sit(office: Office, chair: Chair, queue: QueueId, at: Address) -> str | None:
    while True:
        try:
            return await office.sit(queue, _wanted(chair, queue, at))
        except OpenedLater as later:
            if chair.returns:
                raise Replaced from later
            # Two pages in one millisecond, or a clock that is behind: what is opened now is the last.
            chair.opened = later.at + 1


async def _pass_on(
    office: Office, chair: Chair, queue: QueueId, at: Address, before: str | None
) -> None:
    # Who left meanwhile takes nobody's page away: the one before gets the seat back by the roll call. Who was
    # itself replaced meanwhile still passes it on: the one that came after knows of nobody else.
    left = chair.connection.closed and not chair.connection.succeeded
    if before is not None and not left and _is_of_one(queue, at):
        await _replace(office, chair, queue, before)


async def _take_if_free(office: Office, chair: Chair, queue: QueueId, at: Address) -> bool:
    if not _may_sit(chair):
        return False
    taking = await office.sit_if_free(queue, _wanted(chair, queue, at))
    return await _has_taken(office, chair, queue, at, taking)


async def _has_taken(
    office: Office, chair: Chair, queue: QueueId, at: Address, taking: Taking
) -> bool:
    if not taking.sits:
        return False
    await _pass_on(office, chair, queue, at, taking.before)
    return _sits_here(office, chair, queue, at)


async def _rise(office: Office, chair: Chair, queue: QueueId, at: Address) -> None:
    office.hub.rise(at, chair.connection)
    sits, notice = str(chair.sitting), _notice(queue, at)
    await office.later.do(lambda: office.line.rise(queue, at.visit, at.seat, sits, notice))


def _wanted(chair: Chair, queue: QueueId, at: Address) -> Wanted:
    opened = chair.opened if _is_of_one(queue, at) else 0
    return Wanted(at.visit, at.seat, str(chair.sitting), _notice(queue, at), opened)


def _notice(queue: QueueId, at: Address) -> bytes:
    return pack(SeatNotice(visit=at.visit, queue=queue, seat=at.seat))


def _may_sit(chair: Chair) -> bool:
    return not (chair.connection.closed or chair.connection.succeeded)


def _is_of_one(queue: QueueId, at: Address) -> bool:
    """Whether a seat is one person's, so that who sits there before is an older page of theirs. A visit
    goes from clerk to clerk: at its clerk's seat a colleague may sit, who has not heard of it yet. Which
    page of a clerk is the newest, only the desk says.
    """
    return queue == DESKS or at.seat != "clerk"


def _sits_here(office: Office, chair: Chair, queue: QueueId, at: Address) -> bool:
    """False for a connection that ended, or gave way, while Redis was asked: it leaves by itself."""
    if not _may_sit(chair):
        return False
    older = office.hub.sit(at, chair.connection)
    if older is not None and _is_of_one(queue, at):
        give_way(older, chair.page)
    return True


def give_way(older: Connection, page: str) -> None:
    """A newer connection has the seat. The older one of the same page goes when its client wants, one
    of another page is closed; neither sits down again."""
    older.succeeded = True
    if older.page != page:
        older.close(Replaced)


async def _replace(office: Office, chair: Chair, queue: QueueId, before: str) -> None:
    """Whom Redis names as the one before, here or on another node, gives way. The order in which Redis
    seated them counts, not the order in which its answers came back."""
    conn = sitting(before).conn
    older = office.hub.find(conn)
    if older is not None:
        give_way(older, chair.page)
    elif conn.rpartition("-")[0] != office.node:
        notice = ReplacedNotice(conn=conn, queue=queue, page=chair.page)
        await office.later.tell(queue, notice)


async def _enter_call(office: Office, chair: Chair, visit: Visit, seat: SeatName) -> None:
    """The visit may have gone on since it was read: from here on this seat hears of it."""
    if visit.stage not in IN_HAND:
        return
    with office.calls.reading() as changed:
        now = await office.visits.get(visit.id)
    if seat == "clerk" and (now is None or now.stage not in IN_HAND or now.clerk != visit.clerk):
        # It was over before this seat was taken, and nobody else will free it.
        await _rise(office, chair, visit.queue, Address(visit.id, seat))
        await office.later.do(lambda: office.line.forget(visit.queue, visit.id, seat))
        return
    if now is not None and now.stage is Stage.IN_CALL and visit.id not in changed:
        # Known first, asked second: whoever sits down or ends it meanwhile is not overwritten.
        call = office.calls.begun(now.id, now.call)
        seats = await office.seats(now)
        if not call.seats:
            call.seats = seats
    office.calls.forget_media(visit.id, seat)
