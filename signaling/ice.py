"""Which STUN and TURN servers a participant may use, and for how long. Pure: no clock, no socket.

TURN credentials follow draft-uberti-behave-turn-rest-00: the user name is
`<expiry, Unix seconds>:<participant>` and the password base64(HMAC-SHA1(secret, user name)).
Whoever runs the TURN server shares the secret with us and with nobody else; there is no user
table. The scheme has no revocation: the server looks at the expiry when an allocation is *made*,
and an allocation made in time may be refreshed after it. Hence a short life, few allocations a
participant (`user-quota`), and a fresh credential before every ICE restart.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

TTL = timedelta(seconds=300)
SHORTEST_TTL = timedelta(seconds=30)
LONGEST_TTL = timedelta(hours=24)
SHORTEST_SECRET = 16


class IceServer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of `RTCConfiguration.iceServers`, as the browser takes it."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """The installation's STUN and TURN servers; no URI at all means host candidates only.

    Raises ValueError, with every mistake in one text, for a URI outside RFC 7064/7065, for TURN
    without a secret of at least 16 characters, and for a `ttl` outside 30 s to 24 h.
    """

    turn_uris: tuple[str, ...] = ()
    stun_uris: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    ttl: timedelta = TTL

    def __post_init__(self) -> None:
        mistakes = [*_wrong_uris(_TURN_URI, "TURN", self.turn_uris)]
        mistakes += _wrong_uris(_STUN_URI, "STUN", self.stun_uris)
        if self.turn_uris and len(self.secret) < SHORTEST_SECRET:
            mistakes.append(f"the TURN secret needs at least {SHORTEST_SECRET} characters")
        if not SHORTEST_TTL <= self.ttl <= LONGEST_TTL:
            mistakes.append("TURN credentials live for 30 seconds to 24 hours")
        if mistakes:
            raise ValueError("; ".join(mistakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class IceGrant:
    """What one participant may use now. `expires_at` is UTC and whole seconds: after it TURN
    answers a new allocation with 401, while one that is already made goes on."""

    ice_servers: list[IceServer]
    expires_at: datetime


def ice_servers(relay: Relay, *, participant: str, now: datetime) -> IceGrant:
    """The servers for `participant`, a value of `participant_id`; mint anew before each use.

    The list is empty when the installation has no servers. Raises ValueError if `now` has no time
    zone or `participant` is not 1 to 64 of `[A-Za-z0-9_-]` (a colon would end the expiry field).
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    if not _PARTICIPANT.fullmatch(participant):
        raise ValueError("a participant is 1 to 64 characters of A-Z a-z 0-9 _ -")
    expires_at = (now.astimezone(UTC) + relay.ttl).replace(microsecond=0)
    servers = []
    if relay.stun_uris:
        servers.append(IceServer(urls=list(relay.stun_uris)))
    if relay.turn_uris:
        username = f"{int(expires_at.timestamp())}:{participant}"
        servers.append(
            IceServer(
                urls=list(relay.turn_uris),
                username=username,
                credential=_password(relay.secret, username),
            )
        )
    return IceGrant(ice_servers=servers, expires_at=expires_at)


def participant_id(relay: Relay, *parts: str) -> str:
    """An opaque name, always the same for the same `parts` (say: visit and seat).

    It has to be stable, because coturn counts `user-quota` per name whatever the expiry, and one
    per participant, because a shared one uses the quota up and calls then never connect. It has
    to be opaque, because coturn writes it to its log.
    """
    # Lengths keep ("a", "bc") and ("ab", "c") apart; the label keeps it off the passwords' inputs.
    message = "participant" + "".join(f"|{len(part)}:{part}" for part in parts)
    digest = hmac.new(relay.secret.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:15]).decode()


# SHA-1 is what the scheme and every TURN server prescribe; HMAC-SHA1 is not touched by collisions.
def _password(secret: str, username: str) -> str:
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _wrong_uris(shape: re.Pattern[str], name: str, uris: Iterable[str]) -> list[str]:
    return [f"{uri!r} is not a {name} URI" for uri in uris if not shape.fullmatch(uri)]


_PARTICIPANT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?"
_TURN_URI = re.compile(rf"turns?:{_HOST}(?:\?transport=(?:udp|tcp))?")
_STUN_URI = re.compile(rf"stuns?:{_HOST}")
