"""What this node does when any node tells that something happened."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import structlog

from broker.announce import (
    SEATS,
    EpochNotice,
    MoveNotice,
    Notice,
    QueueNotice,
    ReplacedNotice,
    SaidNotice,
    SeatNotice,
    Seats,
    ShownNotice,
    peers_letter,
    retold,
    sitting,
    stage_letter,
    unpack,
)
from broker.core.visit import QueueId, Visit, VisitId
from broker.errors import NotFound
from broker.live.citizen import CitizenPage
from broker.live.clerk import ClerkPage
from broker.live.office import Office
from broker.live.rollcall import RollCall
from broker.live.seats import give_way
from broker.live.snapshots import desk_view, record
from signaling.connection import Connection
from signaling.errors import StoreDown
from signaling.hub import Address
from signaling.messages import DeskChanged, encode
from signaling.messages import Office as OfficeSaid

log = structlog.get_logger(__name__)
CHUNK = 500
AGAIN_S = 1.0


class Notices:
    """Turns notices into letters for the seats that are here, in the order they came."""

    def __init__(self, office: Office, rollcall: RollCall) -> None:
        """`rollcall` is rung when a notice says that seats are not as they should be."""
        self._office = office
        self._rollcall = rollcall
        self._records: dict[str, Connection] = {}
        self._calls: dict[Connection, VisitId] = {}
        self._behind: set[str] = set()
        self._transferred: set[VisitId] = set()
        self._shown: set[str] = set()
        self._loans = False
        self._work = asyncio.Event()

    def received(self, topic: str, packed: bytes) -> None:
        """One notice from the bus; never raises, because the bus serves all of us."""
        try:
            seq, seats, notice = unpack(packed)
        except ValueError:
            log.warning("notice.unreadable", topic=topic)
            return
        if isinstance(notice, MoveNotice | SaidNotice):
            self._office.meanwhile.note(notice.visit)
        self._act(seats, notice)
        if isinstance(notice, QueueNotice):
            self._office.lookout.noticed(notice.queue)
        self._office.boards.noticed(seq, notice)

    def emptied(self, queues: Iterable[str]) -> None:
        """Redis lost these queues, or others took this node for dead: everybody sits down again."""
        self._rollcall.ring(queues)

    def reread(self, queues: Iterable[str]) -> None:
        """These queues were read anew: who has a seat in them here may have missed a letter."""
        self._behind.update(queues)
        if self._behind:
            self._office.meanwhile.note(None)
        self._work.set()

    def appeared(self, visits: Iterable[VisitId]) -> None:
        """Desks see these visits here for the first time: they learn what was said in them."""
        self._office.lines.appeared(visits)

    def lent(self) -> None:
        """Some queue was lent, or given back: desks see what is theirs now, and nothing else."""
        self._loans = True
        self._work.set()

    def tell_office(self, office: OfficeSaid) -> None:
        """Who has a page of this queue open learns it: also before the arrival, when no picture of
        the line has them yet."""
        frame = encode(office)
        for page in self._office.pages.values():
            if isinstance(page, CitizenPage) and office.queue in page.seated.values():
                page.connection.say_frame(frame)

    async def run(self) -> None:
        """Does what needs the stores, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._tell_anew()
                await self._follow_transfers()
                await self._take_up_calls()
                await self._follow_loans()
                await _each(self._shown, self._show)
                await self._tell_records()
            except StoreDown:
                await asyncio.sleep(AGAIN_S)
                self._work.set()

    def _act(self, seats: Seats, notice: Notice) -> None:
        match notice:
            case MoveNotice():
                self._moved(seats, notice)
                self._note_end(notice)
                self._note_call(seats, notice)
                self._note_silence(seats, notice)
            case SeatNotice():
                self._seated(seats, notice)
            case SaidNotice():
                self._office.lines.noticed(seats, notice)
            case ShownNotice():
                self._shown.add(notice.visit)
                if (clerk := self._office.hub.at(Address(notice.visit, "clerk"))) is not None:
                    self._records[notice.visit] = clerk
                self._work.set()
            case ReplacedNotice():
                older = self._office.hub.find(notice.conn)
                if older is not None:
                    give_way(older, notice.page)
            case EpochNotice():
                self._rollcall.ring([notice.queue])

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
            if seat == "citizen" and self._sits_elsewhere(connection, notice):
                self._transferred.add(VisitId(notice.visit))
                self._work.set()
            if seat == "clerk":
                self._records[notice.visit] = connection
                self._work.set()
                over = notice.stage not in ("called", "in-call")
                if over and not self._called_since(connection, notice):
                    hub.rise(Address(notice.visit, seat), connection)
                    if isinstance(page := self._office.pages.get(connection), ClerkPage):
                        page.let_go(notice.visit)

    def _note_end(self, notice: MoveNotice) -> None:
        """With its end the seats of a visit are free; when it goes on after all, whoever still shows it
        sits there again at once."""
        if notice.command == "take-up":
            self._rollcall.ring([notice.queue])
            if self._office.hub.at(Address(notice.visit, "citizen")) is None:
                self._transferred.add(VisitId(notice.visit))
                self._work.set()

    def _note_call(self, seats: Seats, notice: MoveNotice) -> None:
        """Whoever sits at the desk of the clerk has somebody in hand now, whichever page it was that
        called: that one may be gone by now, or could not be seated."""
        if notice.stage not in ("called", "in-call") or notice.clerk is None:
            return
        desk = self._office.hub.at(Address(notice.clerk, "clerk"))
        if desk is not None and self._office.hub.at(Address(notice.visit, "clerk")) is not desk:
            self._calls[desk] = VisitId(notice.visit)
            self._work.set()

    def _note_silence(self, seats: Seats, notice: MoveNotice) -> None:
        """A seat may be empty that nobody has left: the link was never opened, or the visit comes
        from another queue. Redis counts the silence from now on, and so does the picture."""
        expected = notice.channel == "video" and notice.stage not in ("booked", "ended")
        if expected and "citizen" not in seats:
            self._office.boards.present(notice.queue, notice.visit, here=False)

    def _sits_elsewhere(self, connection: Connection, notice: MoveNotice) -> bool:
        """Whether the page still has its seat in another queue. The notice need not say where the
        visit came from: what is told later, or anew, only says where it is."""
        page = self._office.pages.get(connection)
        here = QueueId(notice.queue)
        return isinstance(page, CitizenPage) and page.seated.get(VisitId(notice.visit)) not in (
            None,
            here,
        )

    def _called_since(self, connection: Connection, notice: MoveNotice) -> bool:
        """Whether the clerk has called this visit after that move: what is heard of it late, or
        twice, takes nobody out of the seat."""
        page = self._office.pages.get(connection)
        held = page.in_hand if isinstance(page, ClerkPage) else None
        return held is not None and held.id == notice.visit and notice.version < held.version

    def _seated(self, seats: Seats, notice: SeatNotice) -> None:
        self._note_empty(seats, notice)
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

    def _note_empty(self, seats: Seats, notice: SeatNotice) -> None:
        """A seat is empty in which somebody sits here: others took this node for dead, or one page
        left what another one has."""
        empty = [Address(notice.visit, s) for s in SEATS if s == notice.seat and s not in seats]
        if any(self._office.hub.at(at) is not None for at in empty):
            self._rollcall.ring([notice.queue])

    async def _tell_anew(self) -> None:
        """Tells every seat here where its visit stands, if that is in a queue that was read anew; pages
        drop what they know already. All queues at once: after a loss it is each of them."""
        if not self._behind:
            return
        queues, self._behind = self._behind, set()
        try:
            here = [VisitId(visit) for visit in {at.visit for at in self._office.hub.addresses()}]
            for start in range(0, len(here), CHUNK):
                await self._tell_some_anew(here[start : start + CHUNK], queues)
        except StoreDown:
            self._behind |= queues
            raise
        for queue in queues:
            self._office.lines.missed(queue)

    async def _tell_some_anew(self, some: list[VisitId], queues: set[str]) -> None:
        by_queue: dict[QueueId, list[Visit]] = defaultdict(list)
        with self._office.calls.reading() as changed:
            for facts in await self._office.visits.facts(ids=some):
                if facts.visit.queue in queues:
                    by_queue[facts.visit.queue].append(facts.visit)
            seats = {queue: await self._seats(queue) for queue in by_queue}
        for queue, visits in by_queue.items():
            for each in visits:
                if each.id not in changed:
                    self._moved(seats[queue].get(each.id, {}), retold(each))

    async def _seats(self, queue: QueueId) -> dict[str, Seats]:
        seats: dict[str, Seats] = defaultdict(dict)
        for (visit, seat), conn in (await self._office.line.presence(queue)).seats.items():
            seats[visit][seat] = sitting(conn)  # type: ignore[index] # seats are spelt alike
        return seats

    async def _follow_transfers(self) -> None:
        while self._transferred:
            visit = self._transferred.pop()
            try:
                for page in self._pages_of(visit):
                    await page.follow(visit)
                    if page.connection not in self._office.pages:
                        # It was closed just now, and must not keep what it has just taken.
                        await page.close()
            except NotFound:
                continue
            except StoreDown:
                self._transferred.add(visit)
                raise

    def _pages_of(self, visit: VisitId) -> list[CitizenPage]:
        """The page in the citizen's seat; where nobody sits, those that were opened after the end."""
        seated = self._office.hub.at(Address(visit, "citizen"))
        pages = [page for page in self._office.pages.values() if isinstance(page, CitizenPage)]
        if seated is not None:
            return [page for page in pages if page.connection is seated]
        return [page for page in pages if visit in page.visits]

    async def _show(self, visit: str) -> None:
        """To every page of its citizen: also to those that have no seat."""
        for page in list(self._office.pages.values()):
            if isinstance(page, CitizenPage) and visit in page.visits:
                with suppress(NotFound):
                    await page.show(VisitId(visit))

    async def _take_up_calls(self) -> None:
        while self._calls:
            connection, visit = self._calls.popitem()
            page = self._office.pages.get(connection)
            try:
                if isinstance(page, ClerkPage):
                    await page.hear_of_call(visit)
            except NotFound:
                continue
            except StoreDown:
                self._calls.setdefault(connection, visit)
                raise

    async def _follow_loans(self) -> None:
        while self._loans:
            self._loans = False
            try:
                for page in list(self._office.pages.values()):
                    if isinstance(page, ClerkPage):
                        await page.look_anew()
            except StoreDown:
                self._loans = True
                raise

    async def _tell_record(self, visit: VisitId, connection: Connection) -> None:
        page = self._office.pages.get(connection)
        if not isinstance(page, ClerkPage):
            return
        found = await record(self._office, visit, page.principal.subject)
        if connection not in self._office.pages:
            return
        if page.in_hand is not None and page.in_hand.id == visit:
            # Else the next one was called while this was read, and stands on the screen already.
            page.show_record(found)
        if found.stage == "ended":
            # One more served today.
            connection.say(DeskChanged(desk=await desk_view(self._office, page.principal)))

    async def _tell_records(self) -> None:
        while self._records:
            visit, connection = self._records.popitem()
            try:
                await self._tell_record(VisitId(visit), connection)
            except NotFound:
                continue
            except StoreDown:
                self._records.setdefault(visit, connection)
                raise


async def _each(waiting: set[str], do: Callable[[str], Awaitable[None]]) -> None:
    """Does it for all that wait. Who cannot be served waits on; raises StoreDown."""
    while waiting:
        one = waiting.pop()
        try:
            await do(one)
        except StoreDown:
            waiting.add(one)
            raise
