"""The outbox of mails in SQL: written with the booking, claimed by one sender, sent at least once.

A claim is a lease: it counts an attempt and moves `due_at` on, by compare-and-set. So two nodes
never send the same mail in the normal case; a node that dies between sending and noting it leaves
a mail that is sent again after the lease.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.booking import Booking
from broker.stores.tables import mails

LEASE = timedelta(minutes=5)
REMINDS_BEFORE = timedelta(hours=24)
REMINDS_IF_BOOKED = timedelta(hours=48)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=2)
ATTEMPTS = 14


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that this sender has claimed. `attempts` counts this one."""

    id: int
    booking: str
    kind: str
    recipient: str
    language: str
    attempts: int


async def add_mail(
    connection: AsyncConnection, booking: Booking, kind: str, due_at: datetime
) -> None:
    """Puts a mail into the outbox; nothing for a booking without an address."""
    if booking.email is None:
        return
    row = {
        "booking": booking.reference,
        "kind": kind,
        "recipient": booking.email,
        "language": booking.language,
        "due_at": due_at,
    }
    await connection.execute(insert(mails).values(row))


async def add_reminder(connection: AsyncConnection, booking: Booking, now: datetime) -> None:
    """A reminder a day before a slot that is at least two days off."""
    if booking.slot_start is None or booking.slot_start - now < REMINDS_IF_BOOKED:
        return
    await add_mail(connection, booking, "reminder", booking.slot_start - REMINDS_BEFORE)


async def drop_reminders(connection: AsyncConnection, reference: str) -> None:
    """Takes back the reminders of a booking that was moved or cancelled."""
    await connection.execute(
        delete(mails).where(
            mails.c.booking == reference, mails.c.kind == "reminder", mails.c.sent_at.is_(None)
        )
    )


async def claim_due(connection: AsyncConnection, now: datetime, *, limit: int = 20) -> list[Mail]:
    """Claims what is due, oldest first; of each booking only the first that is not done."""
    earlier = mails.alias()
    blocked = exists().where(
        earlier.c.booking == mails.c.booking,
        earlier.c.id < mails.c.id,
        earlier.c.kind != "reminder",
        earlier.c.sent_at.is_(None),
        earlier.c.gave_up.is_(False),
    )
    query = (
        select(mails)
        .where(mails.c.sent_at.is_(None), mails.c.due_at <= now, mails.c.gave_up.is_(False))
        .where(~blocked)
        .order_by(mails.c.id)
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    claimed = []
    for row in rows:
        mail = Mail(row.id, row.booking, row.kind, row.recipient, row.language, row.attempts + 1)
        if await _claim(connection, mail, now):
            claimed.append(mail)
    return claimed


async def note_sent(connection: AsyncConnection, mail: Mail, now: datetime) -> None:
    """The mail server has it."""
    await connection.execute(update(mails).where(mails.c.id == mail.id).values(sent_at=now))


async def note_failed(connection: AsyncConnection, mail: Mail, now: datetime) -> None:
    """Tries again after 1, 2, 4 ... minutes, at most 2 h apart; gives up after `ATTEMPTS`."""
    wait = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    values = {"due_at": now + wait, "gave_up": mail.attempts >= ATTEMPTS}
    await connection.execute(update(mails).where(mails.c.id == mail.id).values(values))


async def give_up(connection: AsyncConnection, mail: Mail) -> None:
    """This mail will not be sent: refused for good, or overtaken by what happened since."""
    await connection.execute(update(mails).where(mails.c.id == mail.id).values(gave_up=True))


async def _claim(connection: AsyncConnection, mail: Mail, now: datetime) -> bool:
    result = await connection.execute(
        update(mails)
        .where(
            mails.c.id == mail.id,
            mails.c.attempts == mail.attempts - 1,
            mails.c.sent_at.is_(None),
        )
        .values(attempts=mail.attempts, due_at=now + LEASE)
    )
    return result.rowcount == 1
