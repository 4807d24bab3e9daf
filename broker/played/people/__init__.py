"""Scripted people: citizens, clerks and supervisors who speak the public contract, and nothing else.

Tests, load runs, `vorsprache probe` and the demo's simulation are played by them. They use HTTP and
one WebSocket each, as a browser does, and call each other with real media.

`portal` is HTTP; `person` a socket with commands and waiting; `citizen`, `clerk` and `supervisor` what
each may say and knows; `talk` the media of one call.
"""

from broker.played.people.citizen import Citizen
from broker.played.people.clerk import Clerk
from broker.played.people.person import Gone, NotSeen, Person, Refused
from broker.played.people.portal import Portal, token_of
from broker.played.people.supervisor import Supervisor
from broker.played.people.talk import Talk

__all__ = [
    "Citizen",
    "Clerk",
    "Gone",
    "NotSeen",
    "Person",
    "Portal",
    "Refused",
    "Supervisor",
    "Talk",
    "token_of",
]
