"""Sign-in links of the staff: `vorsprache staff link`, beside the city's identity provider.

Honoured only where staff links are switched on. The subject is opaque and always the same for the
same name, role and departments, so that a clerk keeps desk and history from day to day.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

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
    life: timedelta = STAFF_LIFE,
) -> str:
    """The URL that signs this person in for `life`. Raises ValueError for what no link may hold:
    a wildcard, no department, a name with control characters or above 120 letters."""
    ordered = sorted(set(departments))
    subject = staff_subject(settings.secret, role, ordered, name)
    token = tokens.sign_staff(subject, role, name, ordered, now, life)
    return f"{settings.public_url}/{PAGES[role]}#{token}"


def staff_subject(secret: str, role: str, departments: Sequence[str], name: str) -> str:
    """An opaque id of 22 characters. Lengths keep ("ab", "c") and ("a", "bc") apart."""
    parts = (role, *departments, name)
    message = "staff" + "".join(f"|{len(part)}:{part}" for part in parts)
    digest = hmac.digest(secret.encode(), message.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
