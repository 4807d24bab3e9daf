"""Mail that does not arrive is known to who waits for it, at once and on every node."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from broker.clock import utc_now
from tests.support.choosy import Choosy
from tests.support.town import arrive, open_town


class Hesitant(Choosy):
    """Says nothing about an address until it may."""

    to_address = "550 5.1.1 no such user"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Every address is one that it does not know."""
        super().__init__(clock)
        self.may_answer = asyncio.Event()

    async def handle_RCPT(self, *asked: Any) -> str:  # noqa: N802 - the name is aiosmtpd's
        await self.may_answer.wait()
        return await super().handle_RCPT(*asked)


async def test_an_open_page_hears_that_the_address_takes_no_mail(
    sqlite_url: str, real_redis_url: str
) -> None:
    """Whoever would leave the waiting room, trusting in a mail, must not; on whichever node."""
    async with (
        Hesitant(utc_now) as server,
        open_town(
            sqlite_url,
            real_redis_url,
            nodes=2,
            smtp_url=server.url,
            mail_from="termine@example.org",
        ) as town,
    ):
        guest = await town.guest(email="erika.mutser@example.org")
        async with town.citizen(guest, 1) as (page, seen):
            assert seen["has_mail"] is True
            await arrive(page, guest.visit)
            server.may_answer.set()
            shown = await page.until(lambda m: m["type"] == "visit" and m["visit"]["mail_refused"])
            assert "has_mail" not in shown["visit"]
            refused = await page.ask("step-away", visit=guest.visit, reach="mail")
            assert refused["kind"] == "not-now"
