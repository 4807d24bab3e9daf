"""The post: sends what is due in the outbox, at least once and in the order of each booking.

A mail is written when it is sent, from the booking as it is then; one that events have overtaken
(a reminder of a cancelled appointment) is not sent. Two senders never take the same mail; one that
died between sending and noting it leaves a second copy with the same Message-ID.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib
import structlog

from broker.appointments import Appointment, appointment_of
from broker.bookings import Bookings
from broker.core.news import still_true
from broker.core.visit import Visit
from broker.errors import NotFound
from broker.outbox.carrier import carry
from broker.outbox.ics import calendar_file, method_of
from broker.outbox.wording import wording_for
from broker.stores import mails as store
from broker.stores.database import Database
from broker.stores.mails import Mail
from broker.trust.links import Links

log = structlog.get_logger(__name__)

# Claimed together; each may take SMTP_TIMEOUT_S, and all must be done within the lease (5 min).
AT_ONCE = 8
SMTP_TIMEOUT_S = 20.0

# RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is closed.
_ABOUT_THE_ADDRESS = re.compile(r"\b5\.(1\.\d{1,3}|2\.1)\b")

Send = Callable[[EmailMessage, str], Awaitable[None]]


class RefusedError(Exception):
    """The mail server will never take this mail."""


class AddressRefusedError(RefusedError):
    """Nor any other mail to this address."""


async def _untold(_: Visit) -> None:
    """Nobody looks at pages."""


class Post:
    """One task per node: `await run()`. `posted` is set after a commit that left a mail."""

    def __init__(
        self,
        database: Database,
        bookings: Bookings,
        links: Links,
        send: Send,
        *,
        sender: str,
        posted: asyncio.Event,
        clock: Callable[[], datetime],
        refused: Callable[[Visit], Awaitable[None]] = _untold,
    ) -> None:
        """`sender` is the address that mails come from, `name@host` or `Office <name@host>`;
        `refused` is told of a visit whose address turned out to take no mail."""
        self._database = database
        self._bookings = bookings
        self._links = links
        self._send = send
        self._sender = sender
        self._posted = posted
        self._clock = clock
        self._refused = refused

    async def run(self) -> None:
        """Sends until cancelled; a failing database or mail server only delays it."""
        await carry(self.send_due, self._posted)

    async def send_due(self) -> int:
        """Claims and sends what is due now; returns how many mails it dealt with."""
        now = self._clock()
        claimed = await self._database.write(
            lambda connection: store.claim_due(connection, now, limit=AT_ONCE)
        )
        for mail in claimed:
            await self._deal_with(mail)
        return len(claimed)

    async def _deal_with(self, mail: Mail) -> None:
        now = self._clock()
        try:
            message = await self._message(mail, now)
            if message is None:
                return await self._note(mail, "overtaken")
            await self._send(message, mail.recipient)
        except AddressRefusedError:
            await self._note(mail, "no such address")
        except RefusedError:
            await self._note(mail, "refused")
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning(
                "mail.failed", mail=mail.id, attempt=mail.attempts, why=type(error).__name__
            )
            await self._note(mail, "failed")
        else:
            await self._note(mail, "sent")

    async def _note(self, mail: Mail, how: str) -> None:
        now, outbox = self._clock(), store.OUTBOX
        if how == "sent":
            await self._database.write(lambda c: outbox.note_sent(c, mail.id, now))
        elif how == "failed":
            await self._database.write(
                lambda c: outbox.note_failed(c, mail.id, now, attempts=mail.attempts)
            )
        elif how == "no such address":
            await self._database.write(lambda c: store.note_refused_address(c, mail, now))
            await self._refused((await self._bookings.get(mail.booking)).visit)
        else:
            await self._database.write(lambda c: outbox.give_up(c, mail.id))
        log.info("mail.noted", mail=mail.id, kind=mail.kind, how=how)

    async def _message(self, mail: Mail, now: datetime) -> EmailMessage | None:
        try:
            booked = await self._bookings.get(mail.booking)
        except NotFound:
            return None
        appointment = appointment_of(
            booked, await self._bookings.catalogues.current(), self._links, now
        )
        if not still_true(mail.kind, booked.visit, now):
            return None
        return compose(mail, appointment, sender=self._sender, now=now)


def compose(mail: Mail, appointment: Appointment, *, sender: str, now: datetime) -> EmailMessage:
    """The mail, with its calendar entry where it says when. Raises AddressRefusedError for
    an address that is none."""
    wording = wording_for(mail.language)
    subject, text = wording.mail(mail.kind, appointment)
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(addr_spec=mail.recipient)
    except (MessageError, ValueError, IndexError) as error:
        raise AddressRefusedError from error
    name, address = parseaddr(sender)
    message["From"] = Address(name or appointment.authority, addr_spec=address)
    message["Subject"] = subject
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = f"<mail-{mail.id}.{appointment.uid}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = wording.language
    message.set_content(text)
    if appointment.start is not None and mail.kind not in ("near", "place-ends"):
        _enclose(message, mail, appointment, address, now)
    return message


def smtp(url: str) -> Send:
    """Sends by `smtp://[user:password@]host[:port]` (STARTTLS where offered) or `smtps://...`."""
    parts = urlsplit(url)

    async def send(message: EmailMessage, recipient: str) -> None:
        try:
            await _hand_over(parts, message, recipient)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            if all(each.code >= 500 for each in refused.recipients):
                raise AddressRefusedError from refused
            raise
        except aiosmtplib.SMTPDataError as refused:
            if refused.code >= 500 and _ABOUT_THE_ADDRESS.search(refused.message):
                raise AddressRefusedError from refused
            if refused.code >= 500:
                raise RefusedError from refused
            raise

    return send


async def _hand_over(parts: SplitResult, message: EmailMessage, recipient: str) -> None:
    tls = parts.scheme == "smtps"
    await aiosmtplib.send(
        message,
        recipients=[recipient],
        hostname=parts.hostname,
        port=parts.port or (465 if tls else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=tls,
        timeout=SMTP_TIMEOUT_S,
    )


def _enclose(
    message: EmailMessage, mail: Mail, appointment: Appointment, sender: str, now: datetime
) -> None:
    """The entry twice: as an alternative for mail programs, as a file for people."""
    entry = calendar_file(
        appointment,
        wording_for(mail.language),
        now=now,
        organizer=sender,
        attendee=mail.recipient,
    )
    method = method_of(appointment, invites=True)
    message.add_alternative(
        entry.decode(), subtype="calendar", params={"method": method}, cte="base64"
    )
    message.add_attachment(
        entry, maintype="application", subtype="ics", filename=f"{appointment.reference}.ics"
    )
