"""Who asks a store at the same moment is answered together: a crowd costs a few looks, not one each."""

import asyncio
import copy
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

QUESTIONS_IN_A_LOOK = 100
# A look that takes longer holds nobody up: the next ones go on beside it.
SLOW_S = 0.5


@dataclass(frozen=True, slots=True)
class _Failed:
    """What came of a look instead of answers."""

    error: Exception


class Together(Generic[Q, A]):
    """All questions of one kind on one node.

    Whoever asks is answered by a look that begins after the asking, never by one under way: what is
    read is not older than the question. Who asks alone does not wait, and who has gone is not asked
    for.
    """

    def __init__(
        self,
        look: Callable[[Sequence[Q]], Awaitable[Sequence[A]]],
        *,
        most: int = QUESTIONS_IN_A_LOOK,
        slow_s: float = SLOW_S,
    ) -> None:
        """`look` answers so many questions at `most`, each in its place."""
        self._look_at = look
        self._most = most
        self._slow_s = slow_s
        self._asked: deque[tuple[Q, asyncio.Future[A | _Failed]]] = deque()
        self._looks: set[asyncio.Task[None]] = set()
        # One look at a time: whoever asks meanwhile is together in the next one.
        self._quick: asyncio.Task[None] | None = None

    async def of(self, question: Q) -> A:
        """The answer. Raises what the look raised, each asker an exception of its own."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[A | _Failed] = loop.create_future()
        self._asked.append((question, waiting))
        self._begin()
        answer = await waiting
        if isinstance(answer, _Failed):
            raise copy.copy(answer.error) from answer.error
        return answer

    def _begin(self) -> None:
        if not self._asked or self._quick is not None:
            return
        # A task of its own: whoever goes away meanwhile takes nobody's answer along.
        look = self._quick = asyncio.create_task(self._look())
        self._looks.add(look)
        slow = asyncio.get_running_loop().call_later(self._slow_s, self._let_others_by, look)

        def over(_: asyncio.Task[None]) -> None:
            slow.cancel()
            self._looks.discard(look)
            self._let_others_by(look)

        look.add_done_callback(over)

    def _let_others_by(self, look: asyncio.Task[None]) -> None:
        if self._quick is look:
            self._quick = None
            self._begin()

    async def _look(self) -> None:
        some = self._next()
        if not some:
            return
        try:
            answers: Sequence[A | _Failed] = await self._look_at([each for each, _ in some])
        except Exception as error:  # noqa: BLE001 - each asker raises it
            answers = [_Failed(error)] * len(some)
        except BaseException:
            for _, waiting in some:
                waiting.cancel()
            raise
        for (_, waiting), answer in zip(some, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)

    def _next(self) -> list[tuple[Q, asyncio.Future[A | _Failed]]]:
        some: list[tuple[Q, asyncio.Future[A | _Failed]]] = []
        while self._asked and len(some) < self._most:
            question, waiting = self._asked.popleft()
            if not waiting.done():
                some.append((question, waiting))
        return some
