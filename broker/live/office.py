"""What every live session needs, put together once by `broker.app`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from broker.alarms import Alarms
from broker.announce import SEATS, Seats, sitting
from broker.catalogues import Catalogues
from broker.core.principal import Principal
from broker.core.visit import QueueId, Visit
from broker.desk import Desk
from broker.later import Later
from broker.lease import Lease
from broker.live.alerts import Lookout
from broker.live.boards import Boards
from broker.live.greetings import Greetings
from broker.live.lines import Lines
from broker.live.meanwhile import Meanwhile
from broker.live.relay import Calls
from broker.outbox.endpoints import PushOffer
from broker.queue_days import QueueDays
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.line import EpochMissing, Line, Taking, Wanted
from broker.stores.visits import Visits
from signaling.connection import Connection
from signaling.errors import StoreDown
from signaling.hub import Address, Hub
from signaling.ice import Relay
from signaling.messages import OfficeRules

T = TypeVar("T")


class Page(Protocol):
    """One page on one socket, whoever looks at it."""

    principal: Principal

    async def close(self) -> None:
        """The socket is over: seats are left. Twice is no harm."""

    def queues(self) -> set[QueueId]:
        """Where this page has a seat, or has asked for one."""

    def places(self, queue: str) -> Mapping[Address, str]:
        """The seats in a queue that this page has, or has asked for, and who sits there by that."""

    async def sit_again(self, at: Address, visit: Visit | None) -> bool:
        """Takes a seat again that Redis has lost; `visit` as it is now, None at a desk.

        False when somebody else has it. Raises StoreDown.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The parts of one node that live sessions share."""

    node: str
    clock: Callable[[], datetime]
    desk: Desk
    visits: Visits
    desks: Desks
    days: QueueDays
    database: Database
    line: Line
    later: Later
    catalogues: Catalogues
    boards: Boards
    greetings: Greetings
    lines: Lines
    alarms: Alarms
    lookout: Lookout
    hub: Hub
    lease: Lease
    calls: Calls
    turn: Relay
    relay_only: bool
    heartbeat: timedelta
    hold: timedelta
    phone: str | None
    phone_region: str
    rules: OfficeRules
    closed: Callable[[Connection, str], None]
    push: PushOffer | None = None
    meanwhile: Meanwhile = field(default_factory=Meanwhile)
    pages: dict[Connection, Page] = field(default_factory=dict)

    async def sit(self, queue: QueueId, wanted: Wanted) -> str | None:
        """Seats a connection in Redis, after a rebuild if need be; see `Line.sit`.

        Raises OpenedLater, StoreDown: then nobody knows whether it sits, and it has to rise all the same.
        """
        return await self._rebuilt(queue, partial(self.line.sit, queue, *wanted))

    async def sit_if_free(self, queue: QueueId, wanted: Wanted) -> Taking:
        """The same where nobody else sits, or an older page; see `Line.sit_if_free`. Raises StoreDown."""
        return await self._rebuilt(queue, partial(self.line.sit_if_free, queue, *wanted))

    async def sit_all_if_free(self, queue: QueueId, wanted: Sequence[Wanted]) -> list[Taking]:
        """The same for many at once; see `Line.sit_all_if_free`. Raises StoreDown."""
        return await self._rebuilt(queue, partial(self.line.sit_all_if_free, queue, wanted))

    async def _rebuilt(self, queue: QueueId, do: Callable[[], Awaitable[T]]) -> T:
        try:
            return await do()
        except EpochMissing:
            await self.desk.rebuild(queue)
        try:
            return await do()
        except EpochMissing as error:
            raise StoreDown("Redis was emptied twice") from error

    async def seats(self, visit: Visit) -> Seats:
        """Who sits in a visit now, on any node. Raises StoreDown."""
        found = await self.line.seats(visit.queue, visit.id)
        return {seat: sitting(found[seat]) for seat in SEATS if seat in found}
