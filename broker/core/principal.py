"""Who speaks, as far as rights go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# The same words as on the wire, said again: the core does not know the wire.
Audience = Literal["citizen", "desk", "board"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who speaks, and about what. `visits`: visit -> generation of the link that opened it.

    `subject` is opaque and stable for a person of the staff; a citizen has one per session.
    `session` is the hash of the cookie, empty for a program that came with a token.
    """

    audience: Audience
    role: str
    subject: str
    expires_at: datetime
    name: str | None = None
    departments: frozenset[str] = frozenset()
    visits: Mapping[str, int] = field(default_factory=dict)
    session: str = ""
