"""An event loop without a clock, a socket or a thread: time is a number, chance is a seed.

Every callback belongs to a *process*: a node, or the world around the nodes. Within a process the
order of asyncio stands, as on a real machine; whose turn it is among several is drawn from the seed.
A process that is killed never runs again, nor does anything that its `finally` would have tidied up;
one that is frozen runs later, with all its timers overdue at once.
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, ContextVar, copy_context
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Work = Coroutine[Any, Any, T] | Generator[Any, None, T]


class Process:
    """Something that can be killed, frozen and thawed as a whole; `skew_s` is how wrong its clock is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready: deque[Any] = deque()
        self.dead = False
        self.frozen = False
        self.skew_s = 0.0


WORLD = Process("world")
# Their innards, and a loop that is none by name, are beyond what the types know.
_set_running_loop: Any = asyncio._set_running_loop
_Handle: Any = asyncio.Handle
_Timer: Any = asyncio.TimerHandle
_process: ContextVar[Process] = ContextVar("process")
_numbers = itertools.count()


class _Task(asyncio.Task[T]):
    """Its hash is a number, not an address: a set of tasks is gone through in one order always."""

    def __init__(self, coro: Any, **how: Any) -> None:
        self._number = next(_numbers)
        super().__init__(coro, **how)
        # Who is killed leaves tasks behind, and that is the point.
        self._log_destroy_pending = False

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other


class _Future(asyncio.Future[T]):
    """Likewise."""

    def __init__(self, **how: Any) -> None:
        self._number = next(_numbers)
        super().__init__(**how)

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other


class Stuck(Exception):
    """Nothing will ever happen again, and somebody waits."""


class Loop:
    """`run(work)` in a world of its own. `now` is in seconds since its beginning."""

    def __init__(self, random: Random) -> None:
        self.now = 0.0
        self.steps = 0
        self.mistakes: list[str] = []
        self._random = random
        self._awake: list[Process] = []
        self._timers: list[tuple[float, int, Any]] = []
        self._running = False
        self._kept: list[asyncio.Task[Any]] = []
        WORLD.ready.clear()

    # --- processes ----------------------------------------------------------------------------

    def process(self) -> Process:
        """Whose code runs now."""
        return _process.get(WORLD)

    def context(self, process: Process) -> Context:
        """A context in which everything belongs to a process."""
        context = copy_context()
        context.run(_process.set, process)
        return context

    def freeze(self, process: Process) -> None:
        """Nothing of it runs until `thaw`."""
        process.frozen = True
        if process in self._awake:
            self._awake.remove(process)

    def thaw(self, process: Process) -> None:
        """It goes on, and does not know that time has passed."""
        if process.frozen and process.ready and not process.dead:
            self._awake.append(process)
        process.frozen = False

    def kill(self, process: Process) -> None:
        """kill -9."""
        self.freeze(process)
        process.dead = True
        process.ready.clear()

    def chance(self) -> float:
        """A number from 0 to 1."""
        return self._random.random()

    # --- what asyncio asks of a loop -----------------------------------------------------------

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> Any:
        context = context or copy_context()
        handle = _Handle(callback, args, self, context)
        self._put(context.get(_process, WORLD), handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        return self.call_at(self.now + max(0.0, delay), callback, *args, context=context)

    def call_at(
        self, when: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        context = context or copy_context()
        timer = _Timer(when, callback, args, self, context)
        heappush(self._timers, (when, next(_numbers), timer))
        return timer

    def create_future(self) -> Any:
        return _Future(loop=self)

    def create_task(
        self, coro: Any, *, name: object = None, context: Context | None = None, **_: Any
    ) -> Any:
        task: _Task[Any] = _Task(coro, loop=self, name=str(name or "task"), context=context)
        self._kept.append(task)
        return task

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """There are no threads here."""
        answer = self.create_future()
        answer.set_result(func(*args))
        return answer

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return self._running

    def is_closed(self) -> bool:
        return False

    def _timer_handle_cancelled(self, handle: Any) -> None:
        pass

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.mistakes.append(f"{context.get('message')}: {context.get('exception')!r}")

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        self.call_exception_handler(context)

    # --- running ------------------------------------------------------------------------------

    def run(self, work: Work[T]) -> T:
        """Runs it to its end. Raises what it raises, and Stuck."""
        self._running = True
        _set_running_loop(self)
        try:
            task = self.create_task(work)
            while not task.done():
                self._step()
            result: T = task.result()
            return result
        finally:
            _set_running_loop(None)
            self._running = False

    def close(self) -> None:
        """Lets go of everything that still waits; its `finally` may say what it likes."""
        for process in self._awake:
            process.ready.clear()
        for task in self._kept:
            with contextlib.suppress(Exception):
                task.get_coro().close()
        self._kept.clear()
        self._timers.clear()

    def _put(self, process: Process, handle: Any) -> None:
        if process.dead:
            return
        if not process.ready and not process.frozen:
            self._awake.append(process)
        process.ready.append(handle)

    def _step(self) -> None:
        self.steps += 1
        timers = self._timers
        if timers and timers[0][0] <= self.now:
            self._ring()
        awake = self._awake
        if not awake:
            self._sleep()
            return
        at = self._random.randrange(len(awake)) if len(awake) > 1 else 0
        process = awake[at]
        handle = process.ready.popleft()
        if not process.ready:
            del awake[at]
        if not handle._cancelled:
            handle._run()

    def _ring(self) -> None:
        timers = self._timers
        while timers and timers[0][0] <= self.now:
            _, _, timer = heappop(timers)
            if not timer._cancelled:
                self._put(timer._context.get(_process, WORLD), timer)

    def _sleep(self) -> None:
        timers = self._timers
        while timers and timers[0][2]._cancelled:
            heappop(timers)
        if not timers:
            raise Stuck
        self.now = max(self.now, timers[0][0])
