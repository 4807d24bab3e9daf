"""Taking and leaving a seat of a visit: in Redis for all nodes, in the hub for this one."""

from dataclasses import dataclass

from broker.announce import ReplacedNotice, SeatNotice, Sitting, pack, sitting
from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.live.office import Office
from broker.stores.line import DESKS
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


async def take(
    office: Office, chair: Chair, visit: Visit, seat: SeatName, *, anew: bool = False
) -> None:
    """Seats a connection; the one that sat there before is told and closed (4505).

    A visit that is in a call here becomes relayable. `anew`: Redis had lost the seat, and somebody
    who has it by now is newer. Raises StoreDown.
    """
    notice = pack(SeatNotice(visit=visit.id, queue=visit.queue, seat=seat))
    sits = str(chair.sitting)
    before = await office.sit(visit.queue, visit.id, seat, sits, notice, only_free=anew)
    _replace_here(office, Address(visit.id, seat), chair.connection)
    if before is not None:
        await _replace_elsewhere(office, visit.queue, before)
    if visit.stage in (Stage.CALLED, Stage.IN_CALL):
        await _enter_call(office, visit)
        office.calls.forget_media(visit.id, seat)


async def leave(
    office: Office, chair: Chair, queue: QueueId, visit: VisitId, seat: SeatName
) -> None:
    """The connection is gone; the seat's grace begins, as soon as Redis can be told."""
    if office.hub.rise(Address(visit, seat), chair.connection):
        notice = pack(SeatNotice(visit=visit, queue=queue, seat=seat))
        sits = str(chair.sitting)
        await office.later.do(lambda: office.line.rise(queue, visit, seat, sits, notice))


async def take_desk(office: Office, chair: Chair, clerk: str, *, anew: bool = False) -> None:
    """A clerk's page opens; an older one of the same clerk is told and closed. Raises StoreDown."""
    notice = pack(SeatNotice(visit=clerk, queue=DESKS, seat="clerk"))
    sits = str(chair.sitting)
    before = await office.sit(DESKS, clerk, "clerk", sits, notice, only_free=anew)
    _replace_here(office, Address(clerk, "clerk"), chair.connection)
    if before is not None:
        await _replace_elsewhere(office, DESKS, before)


async def leave_desk(office: Office, chair: Chair, clerk: str) -> None:
    """The clerk's page is gone."""
    if office.hub.rise(Address(clerk, "clerk"), chair.connection):
        notice = pack(SeatNotice(visit=clerk, queue=DESKS, seat="clerk"))
        sits = str(chair.sitting)
        await office.later.do(lambda: office.line.rise(DESKS, clerk, "clerk", sits, notice))


async def _enter_call(office: Office, visit: Visit) -> None:
    """The citizen may have joined since `visit` was read: from here on this seat hears of it."""
    with office.calls.reading() as changed:
        now = await office.visits.get(visit.id)
    if now is None or now.stage is not Stage.IN_CALL or visit.id in changed:
        return
    # Known first, asked second: whoever sits down or ends it meanwhile is not overwritten.
    call = office.calls.begun(now.id, now.call)
    seats = await office.seats(now)
    if not call.seats:
        call.seats = seats


def _replace_here(office: Office, address: Address, connection: Connection) -> None:
    older = office.hub.sit(address, connection)
    if older is not None:
        older.close(Replaced)


async def _replace_elsewhere(office: Office, queue: QueueId, before: str) -> None:
    conn = sitting(before).conn
    if conn.rpartition("-")[0] != office.node:
        await office.line.publish(queue, pack(ReplacedNotice(conn=conn, queue=queue)))
