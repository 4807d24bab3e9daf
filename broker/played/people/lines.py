"""The live picture that a desk or board is shown: rows by their ids, kept by numbered changes."""

from collections.abc import Iterable

from signaling.messages import BoardDelta, QueueRow, VisitRow


class Lines:
    """Queues and visits as last told. `gaps` counts changes that were lost on the way."""

    def __init__(self) -> None:
        self.queues: dict[str, QueueRow] = {}
        self.visits: dict[str, VisitRow] = {}
        self.gaps = 0
        self._seq = 0

    def show(self, queues: Iterable[QueueRow], visits: Iterable[VisitRow], seq: int) -> None:
        """A whole picture; the next change has the number after `seq`."""
        self.queues = {row.queue: row for row in queues}
        self.visits = {row.visit: row for row in visits}
        self._seq = seq

    def change(self, delta: BoardDelta) -> None:
        """Some rows as they are now."""
        if delta.seq != self._seq + 1:
            self.gaps += 1
        self._seq = delta.seq
        self.queues |= {row.queue: row for row in delta.queues}
        self.visits |= {row.visit: row for row in delta.visits}
        for visit in delta.gone:
            self.visits.pop(visit, None)

    def waiting(self, queue: str) -> list[VisitRow]:
        """Who waits in a queue, first come first."""
        rows = [row for row in self.visits.values() if row.queue == queue]
        return sorted((row for row in rows if row.stage == "waiting"), key=lambda row: row.order)
