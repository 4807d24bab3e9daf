"""What a citizen's page is shown, read in one look: a crowd that comes back asks for it all at once.

The statements are put together once: for a hello, putting one together costs as much as asking it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select

from broker.core.promise import Promise
from broker.core.visit import VisitId
from broker.stores.database import Database
from broker.stores.tables import messages, promises, visits
from broker.stores.visits import FACTS, SHOWN_LINES, Facts, SaidLine, facts_of

_last = (
    select(func.max(messages.c.n))
    .where(messages.c.visit == visits.c.id)
    .correlate(visits)
    .scalar_subquery()
)
# Of where somebody stands now: a promise of another queue, or of an earlier wait, is over.
_promise = and_(
    promises.c.visit == visits.c.id,
    promises.c.queue == visits.c.queue,
    promises.c.at >= visits.c.since,
)
_GREETED = (
    FACTS.outerjoin(promises, _promise)
    .add_columns(
        promises.c.at.label("promised_at"),
        promises.c.earliest_s,
        promises.c.latest_s,
        _last.label("last_line"),
    )
    .where(visits.c.id.in_(bindparam("visits", expanding=True)))
)
_beside = messages.alias()
# The numbers of a visit's lines have no gaps.
_LINES = (
    select(messages)
    .where(
        messages.c.visit.in_(bindparam("visits", expanding=True)),
        messages.c.n
        > select(func.max(_beside.c.n) - SHOWN_LINES)
        .where(_beside.c.visit == messages.c.visit)
        .correlate(messages)
        .scalar_subquery(),
    )
    .order_by(messages.c.visit, messages.c.n)
)


@dataclass(frozen=True, slots=True)
class Greeted:
    """A visit, what was promised to whoever waits in it, and its last lines of text, oldest first."""

    facts: Facts
    promise: Promise | None
    lines: list[SaidLine]


async def greeted(database: Database, ids: Sequence[VisitId]) -> list[Greeted]:
    """All that a page with these visits is shown of them. Raises StoreDown."""
    lines: dict[str, list[SaidLine]] = defaultdict(list)
    async with database.read() as connection:
        rows = (await connection.execute(_GREETED, {"visits": list(ids)})).all()
        spoken = [row.id for row in rows if row.last_line is not None]
        if spoken:
            for row in await connection.execute(_LINES, {"visits": spoken}):
                lines[row.visit].append(SaidLine(row.n, row.seat, row.text, row.at))
    return [
        Greeted(
            facts_of(row),
            None
            if row.promised_at is None
            else Promise(row.promised_at, row.earliest_s, row.latest_s),
            lines[row.id],
        )
        for row in rows
    ]
