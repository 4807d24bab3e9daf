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


@dataclass(slots=True)
class Today:
    """The visits of one queue that ended within the last 26 h."""

    ended: dict[VisitId, Ended] = field(default_factory=dict)
    _counted: tuple[datetime, Counts] | None = None

    def show(self, found: Iterable[Ended]) -> None:
        """Begins anew with what SQL knows."""
        self.ended = {each.visit: each for each in found}
        self._counted = None

    def note(self, visit: Visit) -> bool:
        """A visit that moved: counted if it is over. True when that is news."""
        if visit.stage is not Stage.ENDED or visit.outcome is None or visit.ended_at is None:
            return False
        seen = Ended(visit.id, visit.outcome, visit.ended_at, visit.joined_at is not None)
        if self.ended.get(visit.id) == seen:
            return False
        self.ended[visit.id] = seen
        self.ended = {k: e for k, e in self.ended.items() if seen.at - e.at < KEPT}
        self._counted = None
        return True

    def counts(self, midnight: datetime) -> Counts:
        """What ended since then; counted again only after news."""
        if self._counted is None or self._counted[0] != midnight:
            found = [each for each in self.ended.values() if each.at >= midnight]
            counts = Counts(
                served=sum(each.talked and each.outcome in SERVED for each in found),
                no_show_citizen=_of(found, Outcome.NO_SHOW_CITIZEN),
                no_show_office=_of(found, Outcome.NO_SHOW_OFFICE),
            )
            self._counted = (midnight, counts)
        return self._counted[1]

    def no_shows(self, midnight: datetime, last_arrival: datetime | None) -> int:
        """Citizens who did not come since then, one after the other, up to now.

        Whoever came ends the row: somebody who was served today, or who arrived after them.
        """
        row = 0
        for each in sorted(self.ended.values(), key=lambda each: each.at, reverse=True):
            if each.at < midnight or (last_arrival is not None and each.at <= last_arrival):
                break
            if each.outcome is Outcome.NO_SHOW_CITIZEN:
                row += 1
            elif each.outcome not in SILENT:
                break
        return row


def _of(found: list[Ended], outcome: Outcome) -> int:
    return sum(each.outcome is outcome for each in found)
