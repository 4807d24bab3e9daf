"""What a token may say: one strict struct a kind, with its `typ`, audience and life. Pure."""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from broker.contract import Line, Reference, Slug
from broker.errors import TokenInvalid

LEEWAY = timedelta(seconds=30)
STAFF_LIFE = timedelta(hours=12)

Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]  # up to the year 9999
StaffRole = Literal["clerk", "supervisor"]
Opaque = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,64}\Z")]


class Claims(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every token says (RFC 7519 section 4.1); times in seconds since 1970."""

    typ: ClassVar[str]
    audience: ClassVar[str]
    longest_life: ClassVar[timedelta] = timedelta.max

    iss: str
    aud: str
    jti: Opaque
    iat: Seconds
    nbf: Seconds
    exp: Seconds


class JoinClaims(Claims, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person, one booking. `gen` has to be the booking's: raising it revokes the link.

    `exp` is when the window that the link was made for is over; but the booking may be moved, and
    what ends a link is the booking alone (`broker/trust/sessions.py`).
    """

    typ = "vorsprache-join+jwt"
    audience = "vorsprache-join"

    sub: Reference
    role: Literal["citizen"]
    gen: Annotated[int, Meta(ge=1, le=1_000_000)]


class StaffClaims(Claims, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person of the staff, for at most 12 hours. Departments are named, never a wildcard."""

    typ = "vorsprache-staff+jwt"
    audience = "vorsprache-staff"
    longest_life = STAFF_LIFE

    sub: Opaque
    role: StaffRole
    name: Line
    departments: Annotated[list[Slug], Meta(min_length=1, max_length=20)]


class Header(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """These three members, in this order, and nothing else: no `crit`, no `jku`, no `x5u`."""

    typ: str
    alg: Literal["ES256"]
    kid: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]


def check_times(claims: Claims, now: datetime) -> None:
    """Times with 30 s leeway. Raises TokenInvalid if it is too early, or if the token would live
    longer than its kind may."""
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    if not claims.iat <= claims.nbf < claims.exp:
        raise TokenInvalid
    if claims.exp - claims.iat > claims.longest_life.total_seconds():
        raise TokenInvalid
    if claims.nbf > moment + leeway:
        raise TokenInvalid


def is_past(claims: Claims, now: datetime) -> bool:
    """Whether its own end has passed, with 30 s leeway."""
    return claims.exp <= now.timestamp() - LEEWAY.total_seconds()
