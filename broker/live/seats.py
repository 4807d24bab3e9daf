"""Taking and leaving a seat of a visit: in Redis for all nodes, in the hub for this one.

Whether a connection sits is not known for sure when Redis does not answer: what timed out may be
done a second later. So a page notes a seat before it asks for it, and whoever leaves rises in any
case; rising frees the seat of that very connection and of nobody else. What is still wrong after
that is put right by the roll call (`rollcall.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broker.announce import ReplacedNotice, SeatNotice, Sitting, pack, sitting
from broker.core.visit import IN_HAND, QueueId, Stage, Visit, VisitId
from broker.live.office import Office
from broker.stores.line import DESKS, Wanted
from signaling.connection import Connection
from signaling.errors import Replaced
from signaling.hub import Address
from signaling.messages import SeatName


@dataclass(frozen=True, slots=True)
class Chair:
    """A page's way to sit: its connection now, and the name of the page itself."""

    connection: Connection
    page: str

    @property
    def sitting(self) -> Sitting:
        """As other nodes know it."""
        return Sitting(self.connection.id, self.page)


async def take(office: Office, chair: Chair, visit: Visit, seat: SeatName) -> None:
    """Seats a connection; another page that sat there before is told and closed (4505). An older
    connection of the same page only gives way: its client closes it after the greeting of this one.

    A visit that is in a call here becomes relayable. Raises StoreDown.
    """
    if await _take(office, chair, visit.queue, Address(visit.id, seat)):
        await _enter_call(office, chair, visit, seat)


async def take_again(office: Office, chair: Chair, visit: Visit, seat: SeatName) -> bool:
    """The same for a seat that Redis had lost: somebody who has it by now is newer, and keeps it.

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
    asked = [
        Wanted(
            visit.id, "citizen", str(chair.sitting), _notice(queue, Address(visit.id, "citizen"))
        )
        for chair, visit in wanted
    ]
    free = await office.sit_all_if_free(queue, asked)
    had = []
    for (chair, visit), is_free in zip(wanted, free, strict=True):
        sits = is_free and _sits_here(office, chair, queue, Address(visit.id, "citizen"))
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
    """A clerk's page opens; an older one of the same clerk is told and closed. Raises StoreDown."""
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
    sits, notice = str(chair.sitting), _notice(queue, at)
    before = await office.sit(queue, at.visit, at.seat, sits, notice)
    # Who left meanwhile takes nobody's page away: the one before gets the seat back by the roll call. Who was
    # itself replaced meanwhile still passes it on: the one that came after knows of nobody else.
    left = chair.connection.closed and not chair.connection.succeeded
    if before is not None and not left and _is_of_one(queue, at):
        await _replace(office, chair, queue, before)
    return _sits_here(office, chair, queue, at)


async def _take_if_free(office: Office, chair: Chair, queue: QueueId, at: Address) -> bool:
    if not _may_sit(chair):
        return False
    sits, notice = str(chair.sitting), _notice(queue, at)
    if not await office.sit_if_free(queue, at.visit, at.seat, sits, notice):
        return False
    return _sits_here(office, chair, queue, at)


async def _rise(office: Office, chair: Chair, queue: QueueId, at: Address) -> None:
    office.hub.rise(at, chair.connection)
    sits, notice = str(chair.sitting), _notice(queue, at)
    await office.later.do(lambda: office.line.rise(queue, at.visit, at.seat, sits, notice))


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
