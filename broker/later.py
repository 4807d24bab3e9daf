"""What follows a commit, which is done whatever fails after it.

What is committed has happened, so nothing that comes after it may be answered as a refusal. What
others have to hear, and a seat that has to be taken or left, is tried now and, when a store is away,
again and in order until it is done (`Later`). What the one who asked is to be shown is asked for
`committed`: if it cannot be read now, the answer is not "nothing was changed".

Not more than `MOST` wait: a store may be away for an hour while pages come and go. Then the oldest is let
go. Each of them is found by looking as well, once the store is back: seats and who is in hand by the roll
call, desks and days by the boards, lines of text by the page that reads its visit anew.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

from broker.announce import Notice, pack
from broker.core.visit import QueueId
from broker.stores.line import Line
from signaling.errors import Problem, StoreDown, Unknown

log = structlog.get_logger(__name__)
Telling = Callable[[], Awaitable[object]]
# Some 5 MiB; told within seconds.
MOST = 10_000


@contextmanager
def committed() -> Iterator[None]:
    """Around what only follows a commit, or shows it. Raises Unknown in the place of StoreDown."""
    try:
        yield
    except Unknown:
        raise
    except StoreDown as down:
        raise Unknown("unknown: it was done, but cannot be shown or finished now") from down


class Later:
    """For tellings that nobody waits for and that do no harm when they come late or twice."""

    def __init__(self, line: Line, *, most: int = MOST) -> None:
        """Nothing waits yet. `let_go` counts those that were too many, `most` is how many may wait."""
        self._line = line
        self._waiting: deque[Telling] = deque(maxlen=most)
        self.let_go = 0

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
            self._wait(telling)
            return False
        return True

    async def try_again(self) -> None:
        """Tells all that waits. Raises StoreDown; what is left waits on."""
        while self._waiting:
            first = self._waiting[0]
            await self._once(first)
            # Meanwhile it may have been let go, or told by somebody else.
            if self._waiting and self._waiting[0] is first:
                self._waiting.popleft()

    def _wait(self, telling: Telling) -> None:
        if len(self._waiting) == self._waiting.maxlen:
            if not self.let_go:
                log.warning("later.too_many", count=self._waiting.maxlen)
            self.let_go += 1
        self._waiting.append(telling)

    async def _once(self, telling: Telling) -> None:
        try:
            await telling()
        except StoreDown:
            raise
        except Problem as problem:
            # What it was about is over by now; whoever waits behind it must not wait for ever.
            log.info("later.too_late", kind=problem.slug)
