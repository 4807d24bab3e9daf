"""What this node does when any node tells that something happened."""

import asyncio
from collections.abc import Iterable

import structlog

from broker.announce import (
    EpochNotice,
    MoveNotice,
    Notice,
    ReplacedNotice,
    SaidNotice,
    SeatNotice,
    Seats,
    peers_letter,
    stage_letter,
    unpack,
)
from broker.core.visit import VisitId
from broker.errors import NotFound
from broker.live.office import Office
from broker.live.snapshots import record
from signaling.connection import Connection
from signaling.errors import Replaced, StoreDown
from signaling.hub import Address
from signaling.messages import SeatName, encode

log = structlog.get_logger(__name__)
SEATS: tuple[SeatName, ...] = ("citizen", "clerk", "interpreter", "companion", "colleague")


class Notices:
    """Turns notices into letters for the seats that are here, in the order they came."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._records: dict[str, Connection] = {}
        self._sit_anew: set[str] = set()
        self._work = asyncio.Event()

    def received(self, topic: str, packed: bytes) -> None:
        """One notice from the bus; never raises, because the bus serves all of us."""
        try:
            seq, seats, notice = unpack(packed)
        except ValueError:
            log.warning("notice.unreadable", topic=topic)
            return
        self._act(seats, notice)
        self._office.boards.noticed(seq, notice)

    def buried(self, queues: Iterable[str]) -> None:
        """Others took this node for dead and freed its seats: everybody here sits down again."""
        self._sit_anew.update(queues)
        self._work.set()

    async def run(self) -> None:
        """Does what needs the stores, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            records, self._records = self._records, {}
            queues, self._sit_anew = self._sit_anew, set()
            try:
                for visit, connection in records.items():
                    connection.say(await record(self._office, VisitId(visit)))
                for queue in queues:
                    await self._sit_down_anew(queue)
            except NotFound:
                continue
            except StoreDown:
                self._records |= {v: c for v, c in records.items() if not c.closed}
                self._sit_anew |= queues
                await asyncio.sleep(1.0)
                self._work.set()

    def _act(self, seats: Seats, notice: Notice) -> None:
        match notice:
            case MoveNotice():
                self._moved(seats, notice)
            case SeatNotice():
                self._seated(seats, notice)
            case SaidNotice():
                frame = encode(notice.said)
                for seat in SEATS:
                    self._office.hub.deliver(Address(notice.visit, seat), frame)
                self._tell_desks_of_line(notice, frame)
            case ReplacedNotice():
                for connection in list(self._office.hub.connections()):
                    if connection.id == notice.conn:
                        connection.close(Replaced)
            case EpochNotice():
                self._sit_anew.add(notice.queue)
                self._work.set()

    def _moved(self, seats: Seats, notice: MoveNotice) -> None:
        hub, calls = self._office.hub, self._office.calls
        clerk_name = self._office.boards.clerk_name(notice.clerk)
        here = [seat for seat in SEATS if hub.at(Address(notice.visit, seat))]
        if notice.stage == "in-call" and here:
            calls.opened(notice.visit, notice.call, seats)
        else:
            calls.closed(notice.visit)
        for seat in here:
            connection = hub.at(Address(notice.visit, seat))
            if connection is None:
                continue
            connection.say(stage_letter(notice, seat, seats, clerk_name))
            if seat == "clerk":
                self._records[notice.visit] = connection
                self._work.set()
                if notice.stage not in ("called", "in-call"):
                    hub.rise(Address(notice.visit, seat), connection)

    def _seated(self, seats: Seats, notice: SeatNotice) -> None:
        if notice.seat == "citizen":
            self._office.boards.present(notice.queue, notice.visit, here="citizen" in seats)
        call = self._office.calls.of(notice.visit)
        if call is None:
            return
        self._office.calls.opened(notice.visit, call.number, seats)
        clerk_name = self._office.boards.clerk_of(notice.visit)
        for seat in SEATS:
            connection = self._office.hub.at(Address(notice.visit, seat))
            if connection is not None and seat != notice.seat:
                letter = peers_letter(notice.visit, call.number, seat, seats, clerk_name)
                connection.say(letter)

    def _tell_desks_of_line(self, notice: SaidNotice, frame: bytes) -> None:
        # Before a call no clerk has a seat: whoever looks at the queue with names may read and answer.
        if self._office.hub.at(Address(notice.visit, "clerk")) is None:
            self._office.boards.tell_desks(notice.queue, frame)

    async def _sit_down_anew(self, queue: str) -> None:
        for page in list(self._office.pages.values()):
            await page.sit_anew(queue)
