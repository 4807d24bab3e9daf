"""Messages to browsers: where each may be sent to, and the outbox of what is to be told.

An address is written with the move of somebody who steps away, and deleted with the first move that
shows the citizen back at the page, or the visit over. Only this table holds it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, false, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import By, Moved, PushAddress, Stage, StepAway, VisitId
from broker.stores.outbox import Outbox
from broker.stores.tables import push_addresses, pushes, visits

# The turn does not wait: all attempts are within ten minutes.
ATTEMPTS = 8
LONGEST_RETRY = timedelta(minutes=2)
KEPT = timedelta(days=1)

OUTBOX = Outbox(
    table=pushes,
    lease=timedelta(minutes=2),
    first_retry=timedelta(seconds=10),
    longest_retry=LONGEST_RETRY,
    attempts=ATTEMPTS,
)


@dataclass(frozen=True, slots=True)
class Push:
    """A message that this sender has claimed. `attempts` counts this one."""

    id: int
    visit: VisitId
    kind: str
    attempts: int


async def keep_address(connection: AsyncConnection, moved: Moved) -> None:
    """The address comes with stepping away, and goes when it is of no use (a `Consequence`).

    A call does not end it: whoever is called while away and misses it can still be told that the
    place ends. Whatever else the citizen does is done at the page.
    """
    command, visit = moved.command, moved.after
    if moved.before.stage is Stage.BOOKED:
        return  # Nobody has stepped away yet: most arrivals are of this kind.
    is_back = moved.actor.by is By.CITIZEN
    over = visit.stage in (Stage.BOOKED, Stage.ENDED)
    if is_back or over:
        await forget_address(connection, visit.id)
    if isinstance(command, StepAway) and command.push is not None:
        await connection.execute(
            insert(push_addresses).values(visit=visit.id, **asdict(command.push))
        )


async def address_of(connection: AsyncConnection, visit: VisitId) -> PushAddress | None:
    """Where the browser of this visit takes messages, or None."""
    query = select(push_addresses).where(push_addresses.c.visit == visit)
    row = (await connection.execute(query)).first()
    return (
        None
        if row is None
        else PushAddress(endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth)
    )


async def forget_address(connection: AsyncConnection, visit: VisitId) -> None:
    """The browser is told nothing more."""
    await connection.execute(delete(push_addresses).where(push_addresses.c.visit == visit))


async def add_push(
    connection: AsyncConnection, visit: VisitId, kind: str, due_at: datetime
) -> bool:
    """Puts a message into the outbox; False for a visit without an address."""
    if await address_of(connection, visit) is None:
        return False
    await connection.execute(insert(pushes).values(visit=visit, kind=kind, due_at=due_at))
    return True


async def claim_due(connection: AsyncConnection, now: datetime, *, limit: int = 20) -> list[Push]:
    """Claims what is due, oldest first."""
    rows = await OUTBOX.claim_due(connection, now, limit=limit, but=false())
    return [Push(row.id, VisitId(row.visit), row.kind, row.attempts + 1) for row in rows]


async def tidy(connection: AsyncConnection, now: datetime, *, on: bool) -> None:
    """Forgets what is no use any more: old messages, addresses of visits that are over; with
    messages switched off every address, so that mails go again."""
    await connection.execute(delete(pushes).where(pushes.c.due_at < now - KEPT))
    over = exists().where(
        visits.c.id == push_addresses.c.visit, visits.c.stage.in_((Stage.BOOKED, Stage.ENDED))
    )
    await connection.execute(delete(push_addresses).where(over) if on else delete(push_addresses))
