"""The roll call: who has a seat here, and who has one as far as Redis knows? What differs is put right.

Redis may have lost a seat - emptied, failed over to a replica that lacks the last seconds, buried with
a node that was only frozen - and may keep one of a connection that is gone, because a call that timed
out was done after all. Each of these has its own bell; but a bell can be lost, too, so every node
looks at all its seats every few seconds. One Redis call for each queue, and nothing else while all is
well.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

import structlog

from broker.announce import SeatNotice, pack, sitting
from broker.core.visit import QueueId, Visit, VisitId
from broker.live import seats
from broker.live.citizen import CitizenPage
from broker.live.clerk import ClerkPage
from broker.live.office import Office, Page
from broker.stores.line import DESKS
from signaling.connection import Connection
from signaling.errors import Replaced, StoreDown
from signaling.hub import Address

log = structlog.get_logger(__name__)
EVERY_S = 5.0
AGAIN_S = 1.0
CHUNK = 500
# Longer than every node needs to free the seats of connections that it no longer has.
PASSED_ON = timedelta(seconds=15)


class Missing(NamedTuple):
    """A seat that a page here has, and that Redis does not know to be taken by it."""

    connection: Connection
    page: Page
    at: Address


def _seconds() -> float:
    return asyncio.get_running_loop().time()


class RollCall:
    """One node's roll call. `run()` is its task; `look()` is one queue, for tests."""

    def __init__(self, office: Office, *, monotonic: Callable[[], float] = _seconds) -> None:
        self._office = office
        self._monotonic = monotonic
        self._due: set[str] = set()
        self._bell = asyncio.Event()
        self._elsewhere: dict[tuple[Connection, Address], float] = {}

    def ring(self, queues: Iterable[str]) -> None:
        """Something happened to the seats of these queues: look at once."""
        self._due.update(queues)
        if self._due:
            self._bell.set()

    async def run(self) -> None:
        """Looks when somebody rings and every few seconds, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._bell.wait()
            except TimeoutError:
                self._due.update([*self._office.boards.queues(), DESKS])
            self._bell.clear()
            try:
                await self._look_at_all()
            except StoreDown:
                await asyncio.sleep(AGAIN_S)
                self._bell.set()

    async def _look_at_all(self) -> None:
        while self._due:
            queues, self._due = self._due, set()
            try:
                # Of an office with forty queues each page is asked once, not forty times.
                pages = self._pages_by_queue()
                while queues:
                    queue = QueueId(next(iter(queues)))
                    await self._look_at(queue, pages.get(queue, ()))
                    queues.discard(queue)
            finally:
                self._due |= queues

    async def look(self, queue: QueueId) -> None:
        """Compares the seats of one queue. Raises StoreDown."""
        await self._look_at(queue, self._pages_by_queue().get(queue, ()))

    def _pages_by_queue(self) -> dict[QueueId, list[tuple[Connection, Page]]]:
        pages: dict[QueueId, list[tuple[Connection, Page]]] = defaultdict(list)
        for connection, page in self._office.pages.items():
            for queue in page.queues():
                pages[queue].append((connection, page))
        return pages

    async def _look_at(self, queue: QueueId, pages: Iterable[tuple[Connection, Page]]) -> None:
        """`pages`: those that sat there a moment ago; whoever sat down since has the seat."""
        seated = await self._office.line.seated(queue, self._office.node)
        await self._free_those_of_nobody(queue, seated)
        pages = list(pages)
        missing = self._missing(queue, seated, pages)
        self._forget(queue, pages, missing)
        if queue == DESKS:
            for each in missing:
                await self._sit_again(each, None)
            await self._look_who_is_in_hand()
        else:
            await self._sit_in_visits(queue, missing)

    async def _free_those_of_nobody(
        self, queue: QueueId, seated: Mapping[tuple[str, str], str]
    ) -> None:
        for (visit, seat), sits in seated.items():
            connection = self._office.hub.find(sitting(sits).conn)
            page = None if connection is None else self._office.pages.get(connection)
            if page is not None and any(
                (at.visit, at.seat) == (visit, seat) for at in page.places(queue)
            ):
                continue
            # A connection's name is never used again, and a page notes a seat before it asks for
            # it: whoever is not found here now has risen, or will not sit down any more.
            notice = pack(SeatNotice(visit=visit, queue=queue, seat=seat))
            if await self._office.line.rise(queue, visit, seat, sits, notice):
                log.info("seat.of_nobody", queue=queue, seat=seat)

    def _missing(
        self,
        queue: QueueId,
        seated: Mapping[tuple[str, str], str],
        pages: Iterable[tuple[Connection, Page]],
    ) -> list[Missing]:
        hub = self._office.hub
        return [
            Missing(connection, page, at)
            for connection, page in pages
            for at, sits in page.places(queue).items()
            if seated.get((at.visit, at.seat)) != sits and hub.at(at) in (None, connection)
            if connection in self._office.pages
            and not connection.closed
            and not connection.succeeded
        ]

    async def _sit_in_visits(self, queue: QueueId, missing: list[Missing]) -> None:
        for start in range(0, len(missing), CHUNK):
            some = missing[start : start + CHUNK]
            ids = list({VisitId(each.at.visit) for each in some})
            found = {
                each.visit.id: each.visit for each in await self._office.visits.facts(ids=ids)
            }
            await self._sit_citizens(queue, [(m, found.get(VisitId(m.at.visit))) for m in some])

    async def _sit_citizens(
        self, queue: QueueId, some: list[tuple[Missing, Visit | None]]
    ) -> None:
        """After a loss that is everybody: all citizens in one round trip, desks one by one."""
        at_once: list[tuple[Missing, CitizenPage, Visit]] = []
        for missing, visit in some:
            page = missing.page
            if not isinstance(page, CitizenPage):
                await self._sit_again(missing, visit)
            elif visit is None or not page.wants(visit):
                await self._note(missing, sits=True)
            elif not missing.connection.succeeded:
                at_once.append((missing, page, visit))
        here = [one for one in at_once if one[0].connection in self._office.pages]
        had = await seats.take_all_again(
            self._office, queue, [(page.chair, visit) for _, page, visit in here]
        )
        for (missing, _, _), sits in zip(here, had, strict=True):
            await self._note(missing, sits=sits)

    async def _sit_again(self, missing: Missing, visit: Visit | None) -> None:
        connection, page, at = missing
        pages = self._office.pages
        if connection not in pages:
            return
        await self._note(missing, sits=await page.sit_again(at, visit))

    async def _note(self, missing: Missing, *, sits: bool) -> None:
        connection, page, at = missing
        if sits:
            self._elsewhere.pop((connection, at), None)
        else:
            self._note_elsewhere(connection, at)
        if connection not in self._office.pages:
            # It was closed just now, and must not keep what it has just taken.
            await page.close()

    def _note_elsewhere(self, connection: Connection, at: Address) -> None:
        """Somebody else has the seat. For a moment that may be a dead connection of a node that has
        not looked yet; for longer it is a newer page, and this one was not told."""
        now = self._monotonic()
        first = self._elsewhere.setdefault((connection, at), now)
        if now - first >= PASSED_ON.total_seconds():
            connection.close(Replaced)

    def _forget(
        self, queue: QueueId, pages: list[tuple[Connection, Page]], missing: list[Missing]
    ) -> None:
        """Who has the seat again lost it for a moment: the next loss is one of its own."""
        if self._elsewhere:
            lost = {(each.connection, each.at) for each in missing}
            found = {(conn, at) for conn, page in pages for at in page.places(queue)} - lost
            self._elsewhere = {
                place: since
                for place, since in self._elsewhere.items()
                if place not in found and not place[0].closed
            }

    async def _look_who_is_in_hand(self) -> None:
        """A clerk whose page was not told of a call has somebody in hand, and sees a free desk; one
        whose page was not told of its end sees a call that is none."""
        desks = [page for page in self._office.pages.values() if isinstance(page, ClerkPage)]
        clerks = [page.principal.subject for page in desks]
        in_hand = await self._office.visits.in_hands(clerks) if clerks else {}
        for page in desks:
            visit = in_hand.get(page.principal.subject)
            if page.shown is not None and page.shown != visit:
                await page.hear_of_end(page.shown)
            if visit is not None and not page.shows(visit):
                await page.take_up(visit)
