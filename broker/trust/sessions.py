"""Who speaks: tokens become sessions, cookies become principals; the database decides each time.

A cookie is 256 random bits, stored hashed, for one audience. A citizen's session holds a set of
visits, each with the generation of the link that opened it: raising the booking's `gen` takes the
visit out of every session at once. A staff session ends with its link.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.principal import Principal
from broker.core.visit import Stage
from broker.errors import (
    Conflict,
    NotSignedIn,
    NotYours,
    TokenExpired,
    TokenInvalid,
    VisitOver,
)
from broker.stores import sessions as store
from broker.stores.database import Database
from broker.together import Together
from broker.trust.claims import JoinClaims, StaffClaims, is_past
from broker.trust.keys import JwkSet
from broker.trust.tokens import Tokens
from signaling.messages import Audience

__all__ = ["Principal", "Sessions", "SignedIn"]

MOST_VISITS = 20
TRIES = 3
CHUNK = 500
AUDIENCE_OF_ROLE: dict[str, Audience] = {
    "citizen": "citizen",
    "clerk": "desk",
    "supervisor": "board",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What an exchange gave. `cookie` is a new value, or the one that was there already."""

    principal: Principal
    cookie: str
    opens_at: datetime | None = None


class Sessions:
    """Exchanges and looks up. `after` is how long a citizen's session outlives its last window;
    without `staff_links` no staff link and no session of one counts."""

    def __init__(
        self, database: Database, tokens: Tokens, *, staff_links: bool, after: timedelta
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._staff_links = staff_links
        self._after = after
        # A crowd that comes back sends all its cookies at once.
        self._looked_up: Together[str, store.StoredSession | None] = Together(self._look_up)

    async def exchange(
        self, token: str, now: datetime, *, audience: Audience | None = None, cookie: str = ""
    ) -> SignedIn:
        """Makes the session of a link, or adds its visit to the citizen's session of `cookie`.

        Raises TokenInvalid, TokenExpired, VisitOver with the outcome, and NotYours when the link
        is not for the page of `audience`. The link itself stays good: a second browser may come.
        """
        claims = self._read(token, now)
        if audience is not None and audience != AUDIENCE_OF_ROLE[claims.role]:
            raise NotYours(f"this link is not for the {audience} page")
        if isinstance(claims, StaffClaims):
            return await self._sign_in_staff(claims, now)
        for _ in range(TRIES):
            try:
                return await self._sign_in_citizen(claims, now, cookie)
            except IntegrityError:
                continue  # two tabs with the same link: the other one was faster
        raise Conflict

    async def of_cookie(self, cookie: str, audience: Audience, now: datetime) -> Principal:
        """Whose cookie this is. Raises NotSignedIn: unknown, expired, signed out, all revoked."""
        found = await self._looked_up.of(_hash(cookie))
        return self._counting(None if found is None else found.counts(audience, now))

    async def of_token(self, token: str, now: datetime) -> Principal:
        """The principal of a program that sends its token in the hello; no session is kept.

        Raises TokenInvalid and TokenExpired. Whether the visit has ended shows in its snapshot.
        """
        claims = self._read(token, now)
        if isinstance(claims, StaffClaims):
            return _staff(claims)
        async with self._database.read() as connection:
            linked = await self._linked(connection, claims, now)
        return Principal(
            audience="citizen",
            role="citizen",
            subject=linked.visit,
            expires_at=self._until(linked, now),
            visits={linked.visit: claims.gen},
        )

    async def opens_at(self, principal: Principal, now: datetime) -> datetime | None:
        """When the first waiting room of this session opens; None if one is open, or all over."""
        async with self._database.read() as connection:
            first = await store.first_opening(connection, list(principal.visits))
        return first if first is not None and first > now else None

    async def revoked(self, principals: Sequence[Principal], now: datetime) -> list[Principal]:
        """Those whose session has ended, or lost a visit, since they were looked up.

        Two queries for some hundreds: a node asks for all its sockets every few seconds.
        """
        # How long a session lives is for the database to say: moving the appointment prolongs it.
        gone = [one for one in principals if not one.session and one.expires_at <= now]
        kept = [one for one in principals if one.session or one.expires_at > now]
        for start in range(0, len(kept), CHUNK):
            async with self._database.read() as connection:
                gone += await _gone(connection, kept[start : start + CHUNK], now)
        return gone

    async def sign_out(self, cookie: str) -> str | None:
        """Ends the session of this cookie: its hash, as in `Principal.session`, or None."""
        digest = _hash(cookie)
        ended = await self._database.write(lambda found: store.delete_session(found, digest))
        return digest if ended else None

    def public_keys(self, now: datetime) -> JwkSet:
        """The public halves of the keys in force."""
        return self._tokens.public_keys(now)

    async def purge(self, now: datetime) -> int:
        """Deletes what has expired; how many sessions that were."""
        return await self._database.write(lambda found: store.delete_expired(found, now))

    def _read(self, token: str, now: datetime) -> JoinClaims | StaffClaims:
        claims = self._tokens.read(token, now)
        if isinstance(claims, StaffClaims) and not self._staff_links:
            raise TokenInvalid
        return claims

    async def _sign_in_staff(self, claims: StaffClaims, now: datetime) -> SignedIn:
        cookie = secrets.token_urlsafe(32)
        who = replace(_staff(claims), session=_hash(cookie))
        await self._database.write(lambda found: store.insert_session(found, who, now))
        return SignedIn(principal=who, cookie=cookie)

    async def _sign_in_citizen(self, claims: JoinClaims, now: datetime, cookie: str) -> SignedIn:
        async def change(connection: AsyncConnection) -> SignedIn:
            linked = await self._linked(connection, claims, now)
            if linked.outcome is not None:
                raise VisitOver(outcome=linked.outcome)
            until = self._until(linked, now)
            value = await self._session_for(connection, cookie, until, now)
            await _make_room(connection, _hash(value), linked.visit, now)
            await store.hold_visit(
                connection, _hash(value), visit=linked.visit, gen=claims.gen, until=until
            )
            who = await self._find(connection, _hash(value), "citizen", now)
            return SignedIn(
                principal=_this_first(who, linked.visit),
                cookie=value,
                opens_at=linked.opens_at if linked.opens_at > now else None,
            )

        return await self._database.write(change)

    async def _linked(
        self, connection: AsyncConnection, claims: JoinClaims, now: datetime
    ) -> store.LinkedVisit:
        """The visit of a link. The only place that says how long a link is good: as long as its
        booking, however often and wherever that was moved.

        Raises TokenInvalid, and TokenExpired where nobody can come any more.
        """
        linked = await store.linked_visit(connection, booking=claims.sub, gen=claims.gen)
        if linked is None:
            raise TokenExpired if is_past(claims, now) else TokenInvalid
        if linked.stage is Stage.BOOKED and linked.window_end + self._after <= now:
            raise TokenExpired
        return linked

    def _until(self, linked: store.LinkedVisit, now: datetime) -> datetime:
        """How long a session of this visit lives; one that goes on beyond its window still has it."""
        return (max(linked.window_end, now) if linked.is_live else linked.window_end) + self._after

    async def _session_for(
        self, connection: AsyncConnection, cookie: str, until: datetime, now: datetime
    ) -> str:
        """The cookie that came, when it is a citizen's session; else that of a new one."""
        if cookie and await store.find_session(connection, _hash(cookie), "citizen", now):
            return cookie
        value = secrets.token_urlsafe(32)
        who = Principal(
            audience="citizen",
            role="citizen",
            subject=secrets.token_urlsafe(16),
            expires_at=until,
            session=_hash(value),
        )
        await store.insert_session(connection, who, now)
        return value

    async def _find(
        self, connection: AsyncConnection, digest: str, audience: Audience, now: datetime
    ) -> Principal:
        return self._counting(await store.find_session(connection, digest, audience, now))

    def _counting(self, found: Principal | None) -> Principal:
        """Raises NotSignedIn for a session of nobody, or of nothing."""
        if found is None:
            raise NotSignedIn
        if not (found.visits if found.audience == "citizen" else self._staff_links):
            raise NotSignedIn
        return found

    async def _look_up(self, digests: Sequence[str]) -> list[store.StoredSession | None]:
        async with self._database.read() as connection:
            found = await store.stored_sessions(connection, list(dict.fromkeys(digests)))
        return [found.get(digest) for digest in digests]


async def _make_room(connection: AsyncConnection, digest: str, visit: str, now: datetime) -> None:
    """On a computer that many use the old ones make room: first what has ended, then the oldest
    appointment of whoever is not in a waiting room at this moment."""
    held = [one for one in await store.held_visits(connection, digest, now) if one.visit != visit]
    kept = sorted(held, key=lambda one: (one.is_live, not one.has_ended, one.opens_at))
    newest = [one.visit for one in kept[-(MOST_VISITS - 1) :]]
    await store.drop_visits(connection, digest, [*newest, visit])


async def _gone(
    connection: AsyncConnection, some: Sequence[Principal], now: datetime
) -> list[Principal]:
    digests = [one.session for one in some if one.session]
    alive = await store.known_sessions(connection, digests, now)
    held = {visit for one in some for visit in one.visits}
    current = await store.generations(connection, list(held)) if held else {}
    return [
        one
        for one in some
        if (one.session and one.session not in alive)
        or any(current.get(visit) != gen for visit, gen in one.visits.items())
    ]


def _staff(claims: StaffClaims) -> Principal:
    return Principal(
        audience=AUDIENCE_OF_ROLE[claims.role],
        role=claims.role,
        subject=claims.sub,
        expires_at=datetime.fromtimestamp(claims.exp, UTC),
        name=claims.name,
        departments=frozenset(claims.departments),
    )


def _this_first(who: Principal, visit: str) -> Principal:
    """The visit of the link that was just exchanged is the one that the page shows."""
    others = {key: gen for key, gen in who.visits.items() if key != visit}
    return replace(who, visits={visit: who.visits[visit], **others})


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
