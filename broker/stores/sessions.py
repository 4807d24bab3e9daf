"""Sessions in SQL: the only writer of `sessions` and `session_visits`.

Each function works inside a caller's transaction. A visit counts as held only while the generation
of the link that opened it is the booking's: that is the whole of revocation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.principal import Principal
from broker.core.visit import Moved, Outcome, Reschedule, Stage
from broker.stores.tables import bookings, session_visits, sessions, visits
from broker.stores.visits import Consequence
from signaling.messages import Audience

# A visit that has ended shows its goodbye for the rest of the day.
GOODBYE = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedVisit:
    """What a link leads to, as far as signing in goes."""

    visit: str
    opens_at: datetime
    window_end: datetime
    stage: Stage
    outcome: Outcome | None

    @property
    def is_live(self) -> bool:
        """Somebody is here, or in a call."""
        return self.stage not in (Stage.BOOKED, Stage.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldVisit:
    """A visit of a session, by the generation of the link that opened it."""

    visit: str
    gen: int
    opens_at: datetime
    stage: Stage

    @property
    def has_ended(self) -> bool:
        """Only its goodbye is still shown."""
        return self.stage is Stage.ENDED

    @property
    def is_live(self) -> bool:
        """Somebody is here, or in a call."""
        return self.stage not in (Stage.BOOKED, Stage.ENDED)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it stands there: whether it counts, and what it holds, is for the time to say."""

    audience: Audience
    expires_at: datetime
    principal: Principal
    ended_at: Mapping[str, datetime]

    def counts(self, audience: Audience, now: datetime) -> Principal | None:
        """Whose it is, with the visits that it holds now; None where it is for nobody."""
        if self.audience != audience or self.expires_at <= now:
            return None
        over = {visit for visit, ended in self.ended_at.items() if ended <= now - GOODBYE}
        if not over:
            return self.principal
        held = {visit: gen for visit, gen in self.principal.visits.items() if visit not in over}
        return replace(self.principal, visits=held)


# Sessions with each of their visits; `reference` is missing where one is not held any more. Put
# together once, because every hello asks it.
_STORED = (
    select(
        sessions,
        session_visits.c.visit,
        session_visits.c.gen,
        bookings.c.reference,
        visits.c.ended_at,
    )
    .select_from(sessions)
    .outerjoin(session_visits, session_visits.c.session == sessions.c.hash)
    .outerjoin(visits, visits.c.id == session_visits.c.visit)
    .outerjoin(
        bookings,
        and_(bookings.c.reference == visits.c.booking, bookings.c.gen == session_visits.c.gen),
    )
    .where(sessions.c.hash.in_(bindparam("digests", expanding=True)))
    .order_by(visits.c.opens_at, visits.c.id)
)


async def linked_visit(
    connection: AsyncConnection, *, booking: str, gen: int
) -> LinkedVisit | None:
    """The visit of a booking, None when there is none or its links were revoked."""
    query = (
        select(visits)
        .join(bookings, bookings.c.reference == visits.c.booking)
        .where(bookings.c.reference == booking, bookings.c.gen == gen)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return LinkedVisit(
        visit=row.id,
        opens_at=row.opens_at,
        window_end=max(row.closes_at, row.serve_until),
        stage=Stage(row.stage),
        outcome=Outcome(row.outcome) if row.stage == Stage.ENDED else None,
    )


async def insert_session(connection: AsyncConnection, who: Principal, now: datetime) -> None:
    """Adds a session, yet without visits."""
    values = {
        "hash": who.session,
        "audience": who.audience,
        "subject": who.subject,
        "role": who.role,
        "name": who.name,
        "departments": sorted(who.departments),
        "created_at": now,
        "expires_at": who.expires_at,
    }
    await connection.execute(insert(sessions).values(values))


async def stored_sessions(
    connection: AsyncConnection, digests: Sequence[str]
) -> dict[str, StoredSession]:
    """The sessions of these hashes, also those that have expired."""
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(_STORED, {"digests": list(digests)}):
        rows[row.hash].append(row)
    return {digest: _stored(some) for digest, some in rows.items()}


def _stored(rows: Sequence[Row[Any]]) -> StoredSession:
    first = rows[0]
    held = [row for row in rows if row.reference is not None]
    principal = Principal(
        audience=first.audience,
        role=first.role,
        subject=first.subject,
        expires_at=first.expires_at,
        name=first.name,
        departments=frozenset(first.departments),
        visits={row.visit: row.gen for row in held},
        session=first.hash,
    )
    ended = {row.visit: row.ended_at for row in held if row.ended_at is not None}
    return StoredSession(first.audience, first.expires_at, principal, ended)


async def find_session(
    connection: AsyncConnection, digest: str, audience: Audience, now: datetime
) -> Principal | None:
    """The session of this hash and audience with the visits it holds now, or None."""
    found = (await stored_sessions(connection, [digest])).get(digest)
    return None if found is None else found.counts(audience, now)


async def held_visits(connection: AsyncConnection, digest: str, now: datetime) -> list[HeldVisit]:
    """In the order of their times; those that ended a day ago are gone."""
    of_this_link = and_(
        bookings.c.reference == visits.c.booking, bookings.c.gen == session_visits.c.gen
    )
    query = (
        select(session_visits.c.visit, session_visits.c.gen, visits.c.opens_at, visits.c.stage)
        .join(visits, visits.c.id == session_visits.c.visit)
        .join(bookings, of_this_link)
        .where(
            session_visits.c.session == digest,
            or_(visits.c.ended_at.is_(None), visits.c.ended_at > now - GOODBYE),
        )
        .order_by(visits.c.opens_at, visits.c.id)
    )
    return [
        HeldVisit(visit=row.visit, gen=row.gen, opens_at=row.opens_at, stage=Stage(row.stage))
        for row in (await connection.execute(query)).all()
    ]


async def hold_visit(
    connection: AsyncConnection, digest: str, *, visit: str, gen: int, until: datetime
) -> None:
    """Adds a visit to a session, or renews its generation, and prolongs the session to `until`.

    Raises IntegrityError when another tab does the same at this moment: try again.
    """
    this = (session_visits.c.session == digest, session_visits.c.visit == visit)
    renewed = await connection.execute(update(session_visits).where(*this).values(gen=gen))
    if not renewed.rowcount:
        values = {"session": digest, "visit": visit, "gen": gen}
        await connection.execute(insert(session_visits).values(values))
    shorter = (sessions.c.hash == digest, sessions.c.expires_at < until)
    await connection.execute(update(sessions).where(*shorter).values(expires_at=until))


def prolong_sessions(after: timedelta) -> Consequence:
    """Who has moved an appointment keeps it in every browser that holds it: until `after` its new
    window, in the same transaction. Nothing is shortened, a session may hold others."""

    async def prolong(connection: AsyncConnection, moved: Moved) -> None:
        if not isinstance(moved.command, Reschedule):
            return
        until = max(moved.after.closes_at, moved.after.serve_until) + after
        holding = select(session_visits.c.session).where(session_visits.c.visit == moved.after.id)
        shorter = sessions.c.hash.in_(holding), sessions.c.expires_at < until
        await connection.execute(update(sessions).where(*shorter).values(expires_at=until))

    return prolong


async def drop_visits(connection: AsyncConnection, digest: str, keep: Sequence[str]) -> None:
    """Forgets the visits of a session that are not among `keep`."""
    query = delete(session_visits).where(
        session_visits.c.session == digest, session_visits.c.visit.not_in(keep)
    )
    await connection.execute(query)


async def known_sessions(
    connection: AsyncConnection, digests: Sequence[str], now: datetime
) -> set[str]:
    """Those of the hashes that are sessions still."""
    query = select(sessions.c.hash).where(
        sessions.c.hash.in_(digests), sessions.c.expires_at > now
    )
    return set((await connection.execute(query)).scalars().all())


async def generations(connection: AsyncConnection, held: Sequence[str]) -> Mapping[str, int]:
    """Visit -> generation of the links of its booking now."""
    query = (
        select(visits.c.id, bookings.c.gen)
        .join(bookings, bookings.c.reference == visits.c.booking)
        .where(visits.c.id.in_(held))
    )
    return {row.id: row.gen for row in (await connection.execute(query)).all()}


async def first_opening(connection: AsyncConnection, held: Sequence[str]) -> datetime | None:
    """When the first waiting room among these visits opens or opened; None when all ended."""
    query = select(visits.c.opens_at).where(visits.c.id.in_(held), visits.c.stage != Stage.ENDED)
    return min((await connection.execute(query)).scalars().all(), default=None)


async def delete_session(connection: AsyncConnection, digest: str) -> bool:
    """Ends one session; False if there was none."""
    found = await connection.execute(delete(sessions).where(sessions.c.hash == digest))
    return bool(found.rowcount)


async def delete_expired(connection: AsyncConnection, now: datetime) -> int:
    """Ends all sessions whose time is over; how many."""
    return (
        await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    ).rowcount
