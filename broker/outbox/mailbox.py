"""A mail server for the demo and for tests: takes everything, keeps it in memory, sends nothing.

It listens on loopback only; the product's own sender delivers to it by SMTP, so what it shows is
what a citizen would get.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 200


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as it came."""

    id: int
    to: str
    at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text."""
        body = self.message.get_body(("plain",))
        return "" if body is None else str(body.get_content())

    @property
    def attachments(self) -> list[str]:
        """The names of the files."""
        return [part.get_filename() or "" for part in self.message.iter_attachments()]


class Mailbox:
    """`async with Mailbox(clock) as mailbox:` - then send to `mailbox.url`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Keeps the last `KEPT` mails."""
        self._clock = clock
        self._received: deque[Received] = deque(maxlen=KEPT)
        self._count = 0
        self._server: asyncio.Server | None = None
        self._arrived = asyncio.Condition()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where to send to, as a setting has it."""
        assert self._server is not None, "not started"
        return f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def mails(self) -> list[Received]:
        """What is kept, the newest first."""
        return list(reversed(self._received))

    async def until(self, count: int) -> list[Received]:
        """Waits until so many have come in all; the oldest first."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: self._count >= count)
        return list(self._received)

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Takes a mail (called by the SMTP server)."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        async with self._arrived:
            self._count += 1
            to = ", ".join(envelope.rcpt_tos)
            self._received.append(Received(self._count, to, self._clock(), message))
            self._arrived.notify_all()
        return "250 OK"
