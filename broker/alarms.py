"""What supervisors are alarmed about: changed here and nowhere else, and then told to every node."""

from collections.abc import Callable
from datetime import datetime

from broker.announce import QueueNotice
from broker.core.alerts import Limits
from broker.core.visit import QueueId
from broker.errors import NotFound, NotNow
from broker.later import Later
from broker.stores.alerts import Alert, Alerts


class Alarms:
    """Commit, then tell."""

    def __init__(self, alerts: Alerts, later: Later, clock: Callable[[], datetime]) -> None:
        self.alerts = alerts
        self._later = later
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
        """Tells all nodes that something about the alerts of this queue changed."""
        await self._later.tell(queue, QueueNotice(queue=queue))
