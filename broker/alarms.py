"""What supervisors are alarmed about: changed here and nowhere else, and then told to every node."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from broker.announce import QueueNotice, pack
from broker.core.alerts import Limits
from broker.core.visit import QueueId
from broker.errors import NotFound, NotNow
from broker.stores.alerts import Alert, Alerts
from broker.stores.line import EpochMissing
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
Tell = Callable[[QueueId, bytes], Awaitable[None]]


class Alarms:
    """Commit, then tell. `tell` publishes a notice of a queue to all nodes."""

    def __init__(self, alerts: Alerts, tell: Tell, clock: Callable[[], datetime]) -> None:
        self.alerts = alerts
        self._tell = tell
        self._clock = clock

    async def limits(self, queue: QueueId) -> Limits:
        """The limits of a queue; the product's where it has none of its own."""
        return (await self.alerts.limits()).get(queue, Limits())

    async def set_limits(self, queue: QueueId, limits: Limits, by: str) -> None:
        """From now on these hold."""
        await self.alerts.set_limits(queue, limits, by, self._clock())
        await self.told(queue)

    async def take(self, alert: Alert, name: str) -> None:
        """`name` takes care of it. Raises NotNow when somebody else does, or when it is over.

        The same again by the same person changes nothing.
        """
        if not await self.alerts.take(alert.id, name, self._clock()):
            known = await self.alerts.get(alert.id)
            if known is None:
                raise NotNow("this alert is over")
            if known.taken_by != name:
                raise NotNow("somebody else takes care of this alert")
        await self.told(alert.queue)

    async def found(self, alert: int) -> Alert:
        """An open alert. Raises NotFound."""
        known = await self.alerts.get(alert)
        if known is None:
            raise NotFound
        return known

    async def told(self, queue: QueueId) -> None:
        """Tells all nodes that something about the alerts of this queue changed.

        What cannot be told now is read by every node within a minute.
        """
        try:
            await self._tell(queue, pack(QueueNotice(queue=queue)))
        except (StoreDown, EpochMissing):
            log.warning("alerts.untold", queue=queue)
