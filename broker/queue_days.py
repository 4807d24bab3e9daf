"""What a clerk or supervisor does to a queue for today: close it, speak to all in it, lend it.

Tonight all of it is over by itself. Nothing here changes a visit: who waits keeps the place, and is
told; who is not in the line yet is refused by the desk.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from broker.announce import QueueNotice
from broker.catalogues import Catalogues
from broker.core.calendar import local_day
from broker.core.visit import QueueId
from broker.errors import NotFound
from broker.later import Later
from broker.stores.queues import QueueDay, Queues
from broker.stores.visits import AlreadyDone, Op
from broker.trust.policy import Loans


class QueueDays:
    """Today, for every queue. A day is a local one of the authority."""

    def __init__(
        self,
        queues: Queues,
        later: Later,
        catalogues: Catalogues,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._queues = queues
        self._later = later
        self._catalogues = catalogues
        self._clock = clock

    async def today(self) -> dict[QueueId, QueueDay]:
        """Every queue with something to say today."""
        return await self._queues.days(await self._day())

    async def is_closed(self, queue: QueueId, at: datetime | None = None) -> bool:
        """Whether nobody new is let into the line on the day of `at`; None is today."""
        return (await self._queues.day_of(queue, await self._day(at))).closed

    async def loans(self) -> Loans:
        """Which departments may serve which queue today besides their own."""
        return {queue: day.lent_to for queue, day in (await self.today()).items()}

    async def close(self, queue: QueueId, *, closed: bool, op: Op | None = None) -> None:
        """Closes the queue for the day, or opens it again."""
        await self._change(queue, op, closed=closed)

    async def tell(self, queue: QueueId, text: str | None, *, op: Op | None = None) -> None:
        """A notice to all who wait; None takes it back."""
        at = self._clock() if text else None
        await self._change(queue, op, notice=text, notice_at=at)

    async def lend(self, queue: QueueId, departments: list[str], *, op: Op | None = None) -> None:
        """These departments may serve it today. Raises NotFound for one that is not there."""
        catalogue = await self._catalogues.current()
        for department in departments:
            catalogue.department(department)
        await self._change(queue, op, lent_to=tuple(dict.fromkeys(departments)))

    async def _change(self, queue: QueueId, op: Op | None, **values: Any) -> None:
        if queue not in (await self._catalogues.current()).queues():
            raise NotFound
        day, now = await self._day(), self._clock()
        # The same op again tells again: whoever did it may have died before telling.
        with suppress(AlreadyDone):
            await self._queues.change(queue, day, op=op, now=now, **values)
        await self._later.tell(queue, QueueNotice(queue=queue))

    async def _day(self, at: datetime | None = None) -> date:
        zone = (await self._catalogues.current()).zone
        return local_day(at or self._clock(), zone)
