"""The outbox of mails: written with the booking, sent in the order of each booking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.booking import Booking
from broker.stores.outbox import Outbox
from broker.stores.tables import bookings, mails

REMINDS_BEFORE = timedelta(hours=24)
REMINDS_IF_BOOKED = timedelta(hours=48)
ATTEMPTS = 14

OUTBOX = Outbox(
    table=mails,
    lease=timedelta(minutes=5),
    first_retry=timedelta(minutes=1),
    longest_retry=timedelta(hours=2),
    attempts=ATTEMPTS,
)


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
    """Puts a mail into the outbox; nothing for a booking without an address that takes mail."""
    if booking.email is None or booking.mail_refused_at is not None:
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


async def note_refused_address(connection: AsyncConnection, mail: Mail, now: datetime) -> None:
    """This address takes no mail: nothing more is sent to it, and nothing promised by it."""
    mine = bookings.c.reference == mail.booking, bookings.c.email == mail.recipient
    await connection.execute(update(bookings).where(*mine).values(mail_refused_at=now))
    waiting = (
        mails.c.booking == mail.booking,
        mails.c.recipient == mail.recipient,
        mails.c.sent_at.is_(None),
    )
    await connection.execute(update(mails).where(*waiting).values(gave_up=True))


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
    return [
        Mail(row.id, row.booking, row.kind, row.recipient, row.language, row.attempts + 1)
        for row in await OUTBOX.claim_due(connection, now, limit=limit, but=blocked)
    ]
