"""Sign-in links of the staff: `vorsprache staff link`, beside the city's identity provider.

Honoured only where staff links are switched on. Two links are two people, also where they have one
name: neither gets into the other's call. `person` says that it is the same one again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from broker.core.names import can_be_said
from broker.settings import Settings
from broker.trust.claims import STAFF_LIFE, StaffRole
from broker.trust.tokens import Tokens

PAGES: dict[StaffRole, str] = {"clerk": "desk", "supervisor": "board"}


def staff_link(
    tokens: Tokens,
    settings: Settings,
    *,
    role: StaffRole,
    departments: Sequence[str],
    name: str,
    now: datetime,
    person: str | None = None,
    life: timedelta = STAFF_LIFE,
) -> str:
    """The URL that signs this person in for `life`. The same `person` of the same name, role and
    departments is the same clerk, with the same desk and history; None is somebody new.

    Raises ValueError for what no link may hold: a wildcard, no department, a name that nobody can
    see, with control characters or above 120 letters.
    """
    if not can_be_said(name):
        raise ValueError("a name needs at least one letter or digit that can be seen")
    ordered = sorted(set(departments))
    subject = staff_subject(settings.secret, role, ordered, name, person or new_person())
    token = tokens.sign_staff(subject, role, name, ordered, now, life)
    return f"{settings.public_url}/{PAGES[role]}#{token}"


def new_person() -> str:
    """The word of somebody who has no link yet."""
    return secrets.token_hex(4)


def staff_subject(
    secret: str, role: str, departments: Sequence[str], name: str, person: str
) -> str:
    """An opaque id of 22 characters. Lengths keep ("ab", "c") and ("a", "bc") apart."""
    parts = (role, *departments, name, person)
    message = "staff" + "".join(f"|{len(part)}:{part}" for part in parts)
    digest = hmac.digest(secret.encode(), message.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
