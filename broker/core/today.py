"""What became of today's visits, queue by queue. Read once from SQL, then kept by the moves. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from broker.core.visit import Outcome, Stage, Visit, VisitId

# Longer than any local day, so that nobody here needs to know the time zone.
KEPT = timedelta(hours=26)
SERVED = frozenset(
    {
        Outcome.COMPLETED,
        Outcome.COME_IN_PERSON,
        Outcome.CONTINUED_BY_PHONE,
        Outcome.TRANSFERRED_OUT,
    }
)
# Says nothing about whether people come: called off before, or nobody was there to call them.
SILENT = frozenset({Outcome.CANCELLED, Outcome.NO_SHOW_OFFICE})


class Ended(NamedTuple):
    """A visit that is over. `talked`: citizen and clerk had been together."""

    visit: VisitId
    outcome: Outcome
    at: datetime
    talked: bool


class Counts(NamedTuple):
    """How many ended how, since a midnight."""

    served: int
    no_show_citizen: int
    no_show_office: int

    def plus(self, ended: Ended, times: int = 1) -> "Counts":
        """The same with one more of these, or with one less (`times` -1)."""
        return Counts(
            self.served + times * (ended.talked and ended.outcome in SERVED),
            self.no_show_citizen + times * (ended.outcome is Outcome.NO_SHOW_CITIZEN),
            self.no_show_office + times * (ended.outcome is Outcome.NO_SHOW_OFFICE),
        )


@dataclass(slots=True)
class Today:
    """The visits of one queue that ended within the last 26 h, the earliest end first.

    Each move costs the same at noon and at night: a day may have tens of thousands of visits.
    """

    ended: dict[VisitId, Ended] = field(default_factory=dict)
    _counted: tuple[datetime, Counts] | None = None

    def show(self, found: Iterable[Ended]) -> None:
        """Replaces everything by these, as SQL has them."""
        self.ended = {each.visit: each for each in sorted(found, key=lambda each: each.at)}
        self._counted = None

    def note(self, visit: Visit) -> bool:
        """Takes in a visit that moved. True when what became of today's visits is another by that."""
        seen = _ended(visit)
        before = self.ended.get(visit.id)
        if seen == before:
            return False
        self._count(before, -1)
        self._count(seen, 1)
        if before is not None and (seen is None or seen.at != before.at):
            # Its clerk has taken it up again, and it may have ended a second time.
            del self.ended[visit.id]
        if seen is not None:
            self._put(seen)
        return True

    def _put(self, seen: Ended) -> None:
        last = next(reversed(self.ended.values()), seen)
        self.ended[seen.visit] = seen
        if seen.at < last.at:
            self.ended = dict(sorted(self.ended.items(), key=lambda each: each[1].at))
        while (oldest := next(iter(self.ended.values()))).at <= seen.at - KEPT:
            del self.ended[oldest.visit]

    def _count(self, ended: Ended | None, times: int) -> None:
        if ended is not None and self._counted is not None and ended.at >= self._counted[0]:
            midnight, counts = self._counted
            self._counted = midnight, counts.plus(ended, times)

    def counts(self, midnight: datetime) -> Counts:
        """What ended since then."""
        if self._counted is None or self._counted[0] != midnight:
            counts = Counts(0, 0, 0)
            for each in self.ended.values():
                if each.at >= midnight:
                    counts = counts.plus(each)
            self._counted = (midnight, counts)
        return self._counted[1]

    def no_shows(self, midnight: datetime, last_arrival: datetime | None) -> int:
        """Citizens who did not come since then, one after the other, up to now.

        Whoever came ends the row: somebody who was served today, or who arrived after them.
        """
        row = 0
        for each in reversed(self.ended.values()):
            if each.at < midnight or (last_arrival is not None and each.at <= last_arrival):
                break
            if each.outcome is Outcome.NO_SHOW_CITIZEN:
                row += 1
            elif each.outcome not in SILENT:
                break
        return row


def _ended(visit: Visit) -> Ended | None:
    """How a visit ended, None while it has not."""
    if visit.stage is not Stage.ENDED or visit.outcome is None or visit.ended_at is None:
        return None
    return Ended(visit.id, visit.outcome, visit.ended_at, visit.joined_at is not None)
