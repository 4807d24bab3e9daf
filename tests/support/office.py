"""Nodes of an office on real stores: desk, line and visits, without sockets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import (
    Actor,
    Arrive,
    By,
    Moved,
    QueueId,
    Visit,
    VisitId,
    deadline_of,
)
from broker.desk import Desk
from broker.later import Later
from broker.stores.bookings import release_cancelled
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import Line, connect
from broker.stores.tables import bookings
from broker.stores.visits import Visits, insert_visit

MELDEN = QueueId("melden")
# Of a machine that is busy with other tests.
PATIENCE_S = 20.0
CITIZEN = Actor(By.CITIZEN, "citizen")


def clerk(name: str) -> Actor:
    """A clerk of the queue."""
    return Actor(By.QUEUE_CLERK, name)


@dataclass
class DeskNode:
    """What one node has of the stores; several share one database and one Redis."""

    database: Database
    visits: Visits
    desks: Desks
    line: Line
    desk: Desk
    moves: list[Moved]

    async def close(self) -> None:
        """Ends all connections."""
        await self.line.redis.aclose()
        await self.database.close()


async def open_node(database_url: str, redis_url: str, clock: Callable[[], datetime]) -> DeskNode:
    """A node on these stores; the function library is loaded."""
    node = node_without_library(database_url, redis_url, clock)
    await node.line.load()
    return node


def node_without_library(
    database_url: str, redis_url: str, clock: Callable[[], datetime]
) -> DeskNode:
    """The same, without asking Redis for anything yet."""
    database = Database(database_url)
    visits = Visits(database, [release_cancelled])
    desks, line, epochs = (
        Desks(database),
        Line(connect(redis_url, wait_s=PATIENCE_S)),
        Epochs(database),
    )
    moves: list[Moved] = []
    desk = Desk(visits, desks, line, epochs, Later(line), clock=clock, observe=moves.append)
    return DeskNode(database, visits, desks, line, desk, moves)


async def book(
    node: DeskNode,
    now: datetime,
    *,
    queue: QueueId = MELDEN,
    channel: str = "video",
    slot_in: timedelta | None = timedelta(),
) -> VisitId:
    """A booking whose slot starts `slot_in` from now; None is a walk-in."""
    start = None if slot_in is None else now + slot_in
    end = None if start is None else start + timedelta(minutes=15)
    reference = f"{token_hex(2)}-{token_hex(2)}".upper()
    visit = Visit(
        id=VisitId(token_hex(16)),
        booking=reference,
        queue=queue,
        channel=channel,
        opens_at=(start or now) - timedelta(minutes=15),
        closes_at=(end or now) + timedelta(minutes=30),
        serve_until=(end or now) + timedelta(hours=4),
        since=now,
        slot_start=start,
        slot_end=end,
    )
    visit = replace(visit, deadline=deadline_of(visit))

    async def change(connection: AsyncConnection) -> None:
        await connection.execute(
            insert(bookings).values(
                reference=reference,
                service="meldebescheinigung",
                department="buergeramt-melden",
                queue=queue,
                channel=channel,
                slot_start=start,
                slot_end=end,
                name="Erika Muster",
                language="de",
                gen=1,
                sequence=0,
                created_by="test",
                created_at=now,
            )
        )
        await insert_visit(connection, visit, service="meldebescheinigung")

    await node.database.write(change)
    return visit.id


async def waiting(node: DeskNode, now: datetime, **how: object) -> VisitId:
    """Somebody who has arrived."""
    visit = await book(node, now, **how)  # type: ignore[arg-type]
    await node.desk.do(visit, Arrive(), CITIZEN)
    return visit


async def open_desk(node: DeskNode, name: str, *queues: QueueId) -> Actor:
    """A clerk at an open desk."""
    await node.desk.set_desk(name, name.title(), "open", queues or (MELDEN,))
    return clerk(name)
