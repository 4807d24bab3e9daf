"""What Redis could not be told at its time: tried again, in order, until it is."""

from collections import deque
from collections.abc import Awaitable, Callable

from signaling.errors import StoreDown

Telling = Callable[[], Awaitable[object]]


class Later:
    """For tellings that nobody waits for and that do no harm when they come late or twice."""

    def __init__(self) -> None:
        self._waiting: deque[Telling] = deque()

    async def do(self, telling: Telling) -> None:
        """Now if Redis is there, else as soon as it is back."""
        try:
            await telling()
        except StoreDown:
            self._waiting.append(telling)

    async def try_again(self) -> None:
        """Tells all that waits. Raises StoreDown; what is left waits on."""
        while self._waiting:
            await self._waiting[0]()
            self._waiting.popleft()
