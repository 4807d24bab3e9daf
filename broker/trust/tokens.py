"""Join tokens and staff links: what we signed, unchanged and in time, or one and the same refusal.

JWT (RFC 7519) with ES256 and an explicit `typ` (RFC 8725); the only importer of PyJWT. A token is
accepted only in the very bytes in which we write one, so there is no second reading of it: no
doubled member, no other spelling, no header that asks for something. The checks, in order: form,
header, our key, signature, claims, issuer, audience, times. Whether the booking still stands
is asked of the database afterwards (`broker/trust/sessions.py`).
"""

import base64
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from jwt import PyJWS, PyJWTError

from broker.errors import TokenExpired, TokenInvalid
from broker.trust.claims import (
    STAFF_LIFE,
    Claims,
    Header,
    JoinClaims,
    StaffClaims,
    StaffRole,
    check_times,
    is_past,
)
from broker.trust.keys import JwkSet, KeySet

ALGORITHM = "ES256"
LONGEST = 2048
_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")

C = TypeVar("C", bound=Claims)


class Tokens:
    """Signs and reads the tokens of one installation. `issuer` is its public URL."""

    def __init__(self, keys: Callable[[], KeySet], issuer: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._jws = PyJWS(algorithms=[ALGORITHM])

    def sign_join(self, *, booking: str, gen: int, expires_at: datetime, now: datetime) -> str:
        """The token behind a citizen's link, valid at once: too early is for the visit to say."""
        moment, end = int(now.timestamp()), int(expires_at.timestamp())
        claims = JoinClaims(
            iss=self._issuer, aud=JoinClaims.audience, jti=secrets.token_urlsafe(16),
            iat=moment, nbf=moment, exp=end, sub=booking, role="citizen", gen=gen,
        )  # fmt: skip
        return self._sign(claims, now)

    def sign_staff(
        self, subject: str, role: StaffRole, name: str, departments: Sequence[str],
        now: datetime, life: timedelta = STAFF_LIFE,
    ) -> str:  # fmt: skip
        """The token behind a sign-in link, good for `life`, at most 12 hours. Raises ValueError
        (and msgspec's ValidationError is one) for what no token may hold."""
        if not timedelta(0) < life <= STAFF_LIFE:
            raise ValueError("a staff link lives for at most 12 hours")
        moment, end = int(now.timestamp()), int((now + life).timestamp())
        claims = StaffClaims(
            iss=self._issuer, aud=StaffClaims.audience, jti=secrets.token_urlsafe(16),
            iat=moment, nbf=moment, exp=end, sub=subject, role=role, name=name,
            departments=list(departments),
        )  # fmt: skip
        return self._sign(claims, now)

    def read_join(self, token: str, now: datetime) -> JoinClaims:
        """Raises TokenInvalid. How long it is good is for its booking to say."""
        return self._read(token, JoinClaims, now)

    def read_staff(self, token: str, now: datetime) -> StaffClaims:
        """Raises TokenExpired for one of ours that is too old, TokenInvalid for all else."""
        claims = self._read(token, StaffClaims, now)
        if is_past(claims, now):
            raise TokenExpired
        return claims

    def read(self, token: str, now: datetime) -> JoinClaims | StaffClaims:
        """Either kind, by the `typ` that was signed."""
        staff = _header(token).typ == StaffClaims.typ
        return self.read_staff(token, now) if staff else self.read_join(token, now)

    def public_keys(self, now: datetime) -> JwkSet:
        """What others need to check our tokens."""
        return self._keys().published(now)

    def _sign(self, claims: Claims, now: datetime) -> str:
        payload = msgspec.json.encode(claims)
        msgspec.json.decode(payload, type=type(claims))  # we keep the bounds ourselves
        key = self._keys().signing(now)
        header = {"typ": claims.typ, "alg": ALGORITHM, "kid": key.kid}
        token = self._jws.encode(payload, key.private, ALGORITHM, header, sort_headers=False)
        if len(token) > LONGEST:
            raise ValueError("too much for one link")
        return token

    def _read(self, token: str, kind: type[C], now: datetime) -> C:
        header = _header(token)
        key = self._keys().verifying(now).get(header.kid)
        if key is None or header.typ != kind.typ:
            raise TokenInvalid
        try:
            payload = self._jws.decode(token, key, algorithms=[ALGORITHM])
            claims = msgspec.json.decode(payload, type=kind)
        except (PyJWTError, msgspec.MsgspecError, ValueError):
            raise TokenInvalid from None
        if msgspec.json.encode(claims) != payload:
            raise TokenInvalid
        if claims.iss != self._issuer or claims.aud != kind.audience:
            raise TokenInvalid
        check_times(claims, now)
        return claims


def _header(token: str) -> Header:
    if not _FORM.fullmatch(token):
        raise TokenInvalid
    try:
        raw = [_bytes(part) for part in token.split(".")]
        header = msgspec.json.decode(raw[0], type=Header)
    except (msgspec.MsgspecError, ValueError):
        raise TokenInvalid from None
    if msgspec.json.encode(header) != raw[0]:
        raise TokenInvalid
    return header


def _bytes(part: str) -> bytes:
    """Base64url without a second spelling: the unused bits of the last character are zero."""
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise TokenInvalid
    return raw
