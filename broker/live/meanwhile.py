"""What this node hears of while somebody reads a store: what was read of it may be old by then."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Heard:
    """The visits that were heard of since a reading began, or all of them after a gap."""

    def __init__(self) -> None:
        self._visits: set[str] = set()
        self._all = False

    def note(self, visit: str | None) -> None:
        """One visit, or None: any of them."""
        if visit is None:
            self._all = True
        else:
            self._visits.add(visit)

    def touches(self, visits: Iterable[str]) -> bool:
        """Whether what was read of these has to be read again."""
        return self._all or not self._visits.isdisjoint(visits)


class Meanwhile:
    """All readings of one node."""

    def __init__(self) -> None:
        self._readings: list[Heard] = []

    @contextmanager
    def reading(self) -> Iterator[Heard]:
        """Collects what is heard of while the body runs."""
        heard = Heard()
        self._readings.append(heard)
        try:
            yield heard
        finally:
            self._readings = [each for each in self._readings if each is not heard]

    def note(self, visit: str | None) -> None:
        """A notice of this visit came, or (None) any may have been missed until now."""
        for heard in self._readings:
            heard.note(visit)
