"""What every live session needs, put together once by `broker.app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from broker.alarms import Alarms
from broker.announce import SEATS, Seats, sitting
from broker.catalogues import Catalogues
from broker.core.principal import Principal
from broker.core.visit import QueueId, Visit
from broker.desk import Desk
from broker.later import Later
from broker.live.alerts import Lookout
from broker.live.boards import Boards
from broker.live.relay import Calls
from broker.outbox.endpoints import PushOffer
from broker.queue_days import QueueDays
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.line import EpochMissing, Line
from broker.stores.visits import Visits
from signaling.connection import Connection
from signaling.errors import StoreDown
from signaling.hub import Hub
from signaling.ice import Relay
from signaling.messages import OfficeRules


class Page(Protocol):
    """One page on one socket, whoever looks at it."""

    principal: Principal

    async def close(self) -> None:
        """The socket is over: seats are left. Twice is no harm."""

    async def sit_anew(self, queue: str) -> None:
        """Takes the free seats of this queue again: Redis had lost them. Raises StoreDown."""


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
    alarms: Alarms
    lookout: Lookout
    hub: Hub
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
    pages: dict[Connection, Page] = field(default_factory=dict)

    async def sit(
        self,
        queue: QueueId,
        visit: str,
        seat: str,
        sits: str,
        notice: bytes,
        *,
        only_free: bool = False,
    ) -> str | None:
        """Seats a connection in Redis, after a rebuild if need be; see `Line.sit`.

        Raises StoreDown.
        """
        try:
            return await self.line.sit(queue, visit, seat, sits, notice, only_free=only_free)
        except EpochMissing:
            await self.desk.rebuild(queue)
        try:
            return await self.line.sit(queue, visit, seat, sits, notice, only_free=only_free)
        except EpochMissing as error:
            raise StoreDown("Redis was emptied twice") from error

    async def seats(self, visit: Visit) -> Seats:
        """Who sits in a visit now, on any node. Raises StoreDown."""
        found = await self.line.seats(visit.queue, visit.id)
        return {seat: sitting(found[seat]) for seat in SEATS if seat in found}
