"""The links of a booking: join, manage, calendar. Secrets stand in the fragment, not in a path."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Protocol

from broker.errors import TokenInvalid


class SignJoin(Protocol):
    """`Tokens.sign_join`."""

    def __call__(self, *, booking: str, gen: int, expires_at: datetime, now: datetime) -> str:
        """The token behind a citizen's link."""


class Links:
    """Makes the links of one installation at `public_url`."""

    def __init__(self, public_url: str, sign_join: SignJoin, secret: bytes) -> None:
        """`secret` (32 bytes or more) is what manage tokens are derived from."""
        self.public_url = public_url.rstrip("/")
        self._sign_join = sign_join
        self._secret = secret

    def join(self, reference: str, gen: int, *, expires_at: datetime, now: datetime) -> str:
        """Into the waiting room; reusable until the visit has ended or `gen` has risen."""
        token = self._sign_join(booking=reference, gen=gen, expires_at=expires_at, now=now)
        return f"{self.public_url}/join#{token}"

    def manage(self, reference: str) -> str:
        """To see, move or cancel the booking."""
        return f"{self.public_url}/#booking={reference}.{self.manage_token(reference)}"

    def calendar(self, reference: str) -> str:
        """The calendar file; asks for the manage token as a bearer token."""
        return f"{self.public_url}/api/v1/bookings/{reference}/calendar.ics"

    def manage_token(self, reference: str) -> str:
        """256 bit, derived, not stored. It outlives a cancellation, to show that it happened."""
        digest = hmac.digest(self._secret, f"manage {reference}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def check_manage(self, reference: str, token: str | None) -> None:
        """Raises TokenInvalid, in the same time whatever is wrong with the token."""
        expected = self.manage_token(reference).encode()
        if not hmac.compare_digest(expected, (token or "").encode()):
            raise TokenInvalid
