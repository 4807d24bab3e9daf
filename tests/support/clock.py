"""A clock that a test turns."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the time; `advance` it to make time pass."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> datetime:
        """`advance(minutes=5)`; returns the new time."""
        self.now += timedelta(**parts)
        return self.now
