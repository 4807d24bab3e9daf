"""The clock of the office: that of Redis, which all nodes have in common, carried on by seconds that
nobody can put.

Dates are believed by others: who came first, until when a call waits for its answer, what may still be
taken back. So no node dates anything by the clock of its own machine. It asks Redis once a second and
counts the seconds in between, and goes on counting while Redis is away.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

# Silences are counted by the clock of Redis: who does not agree with it judges none.
WORST_CLOCK = timedelta(seconds=2)


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


class OfficeClock:
    """Call it for the time. It never goes back: when that of Redis was put back, it runs at half its speed
    until it is overtaken; when it was put on, it follows at once, for time may really have passed here unseen.

    Before the first `ask` it shows the time of this machine.
    """

    def __init__(
        self,
        machine: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.machine = machine
        self._monotonic = monotonic
        self._set(machine())
        self._asked = False

    def __call__(self) -> datetime:
        """The time of the office."""
        passed = timedelta(seconds=self._monotonic() - self._set_at)
        return self._shown + passed - min(self._ahead, passed / 2)

    async def ask(self, now_there: Callable[[], Awaitable[datetime]]) -> None:
        """Is put right by the clock of Redis. Raises what asking raises, and goes on as it was then."""
        before = self._monotonic()
        earliest = await now_there()
        # What was read there lies somewhere between the question and its answer.
        latest = earliest + timedelta(seconds=self._monotonic() - before)
        now = self()
        if not self._asked:
            self._asked = True
            self._set(earliest + (latest - earliest) / 2)
        elif now < earliest:
            self._set(earliest)
        else:
            self._set(now, ahead=max(timedelta(0), now - latest))

    def _set(self, shown: datetime, *, ahead: timedelta = timedelta(0)) -> None:
        self._shown, self._set_at, self._ahead = shown, self._monotonic(), ahead

    def agrees(self) -> bool:
        """Whether it is that of Redis, as far as anybody knows."""
        return self._ahead <= WORST_CLOCK

    def machine_is_ahead(self) -> timedelta:
        """By how much the clock of this machine is wrong, if that of Redis is right."""
        return self.machine() - self()
