"""What Redis could not be told at its time: tried again, in order, until it is."""

from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from broker.announce import Notice, pack
from broker.core.visit import QueueId
from broker.stores.line import Line
from signaling.errors import Problem, StoreDown

log = structlog.get_logger(__name__)
Telling = Callable[[], Awaitable[object]]


class Later:
    """For tellings that nobody waits for and that do no harm when they come late or twice."""

    def __init__(self, line: Line) -> None:
        """Nothing waits yet."""
        self._line = line
        self._waiting: deque[Telling] = deque()

    async def tell(self, queue: QueueId, notice: Notice, *, visit: str = "-") -> None:
        """Tells all nodes something that moved nobody: a desk, a day, alerts, a line of text."""
        packed = pack(notice)
        if not await self.do(lambda: self._line.publish(queue, packed, visit=visit)):
            log.warning("queue.untold", queue=queue, kind=type(notice).__name__)

    async def do(self, telling: Telling) -> bool:
        """Now if the stores are there, else as soon as they are back: then False. Never raises."""
        try:
            await self._once(telling)
        except StoreDown:
            self._waiting.append(telling)
            return False
        return True

    async def try_again(self) -> None:
        """Tells all that waits. Raises StoreDown; what is left waits on."""
        while self._waiting:
            await self._once(self._waiting[0])
            self._waiting.popleft()

    async def _once(self, telling: Telling) -> None:
        try:
            await telling()
        except StoreDown:
            raise
        except Problem as problem:
            # What it was about is over by now; whoever waits behind it must not wait for ever.
            log.info("later.too_late", kind=problem.slug)
