"""A mail server with a mind of its own."""

from typing import Any

from broker.outbox.mailbox import Mailbox


class Choosy(Mailbox):
    """A mail server that answers as it is told."""

    to_address = to_mail = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.to_address

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return self.to_mail
