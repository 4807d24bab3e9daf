"""Renders what coturn runs with, from the settings of this installation. Pure but for one read.

The template lives in `turn-config/` and says of every line why it is there. Nothing a setting
holds can add a line to it: every value is checked for its shape before it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from jinja2 import Environment, StrictUndefined

TEMPLATE = "turnserver.conf.j2"
PORTS = range(1, 65536)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettings:
    """One coturn. Addresses as text, rates in bytes a second, quotas in allocations at a time.

    `relay_ips` defaults to the IPv4 addresses of `listening_ips`. `external_ips` are pairs
    `public/private` for a machine behind one-to-one NAT. `denied_peers` are further addresses or
    CIDR blocks. Without `tls_cert` and `tls_key` (absolute paths) there is no `turns:`.

    `user_quota` has room for three connections (four seats) times three URIs times two networks,
    and for what a crashed browser leaves behind for ten minutes. `max_bps` is 5 Mbit/s: a call in
    720p with headroom. `bps_capacity` 0 is `total_quota` times `max_bps`; coturn reserves `max_bps`
    of it for each allocation, idle or not. Raises ValueError with every mistake in one text.
    """

    realm: str
    secret: str = field(repr=False)
    listening_ips: tuple[str, ...]
    listening_port: int = 3478
    tls_port: int = 5349
    tls_cert: str = ""
    tls_key: str = ""
    relay_ips: tuple[str, ...] = ()
    external_ips: tuple[str, ...] = ()
    min_port: int = 49152
    max_port: int = 65535
    user_quota: int = 24
    total_quota: int = 1200
    max_bps: int = 640_000
    bps_capacity: int = 0
    denied_peers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if mistakes := [*_wrong_text(self), *_wrong_addresses(self), *_wrong_numbers(self)]:
            raise ValueError("; ".join(mistakes))


def render(settings: TurnSettings) -> str:
    """The whole `turnserver.conf`; it holds the secret, so write it with mode 0640 or less."""
    jinja = Environment(
        undefined=StrictUndefined,
        # No HTML: a configuration file, and every value was checked for its shape.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return jinja.from_string(template_path().read_text(encoding="utf-8")).render(
        realm=settings.realm,
        secret=settings.secret,
        listening_ips=settings.listening_ips,
        listening_port=settings.listening_port,
        tls_port=settings.tls_port,
        tls_cert=settings.tls_cert,
        tls_key=settings.tls_key,
        relay_ips=settings.relay_ips or _only_ipv4(settings.listening_ips),
        external_ips=settings.external_ips,
        min_port=settings.min_port,
        max_port=settings.max_port,
        user_quota=settings.user_quota,
        total_quota=settings.total_quota,
        max_bps=settings.max_bps,
        bps_capacity=settings.bps_capacity or settings.total_quota * settings.max_bps,
        denied_peers=[_range(block) for block in settings.denied_peers],
    )


def template_path() -> Path:
    """The template of this checkout, else the copy that the wheel carries in `broker/_turn/`.

    The checkout comes first, because a build may have left an older copy in it. Raises
    FileNotFoundError if the distribution was built without it.
    """
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "turn-config", here / "_turn"):
        if (folder / TEMPLATE).is_file():
            return folder / TEMPLATE
    raise FileNotFoundError(f"{TEMPLATE} is missing from this installation of vorsprache")


def _wrong_text(settings: TurnSettings) -> Iterator[str]:
    if not _REALM.fullmatch(settings.realm):
        yield "the TURN realm is a host name such as turn.example.org"
    if not _SECRET.fullmatch(settings.secret):
        yield "the TURN secret is 16 to 256 characters of A-Z a-z 0-9 . _ ~ + / = -"
    if bool(settings.tls_cert) != bool(settings.tls_key):
        yield "TURN over TLS needs both a certificate and a key"
    for path in (settings.tls_cert, settings.tls_key):
        if path and not _PATH.fullmatch(path):
            yield f"{path!r} is not an absolute path without spaces"


def _wrong_addresses(settings: TurnSettings) -> Iterator[str]:
    if not settings.listening_ips:
        yield "coturn needs at least one listening address"
    for text in (*settings.listening_ips, *settings.relay_ips):
        if (address := _address(text)) is None:
            yield f"{text!r} is not an IP address"
        elif address.is_unspecified or address.is_multicast:
            yield f"{text} is not an address of one machine"
    if settings.listening_ips and not (settings.relay_ips or _only_ipv4(settings.listening_ips)):
        yield "without an IPv4 listening address the relay addresses have to be named"
    for pair in settings.external_ips:
        public, _, private = pair.partition("/")
        if _address(public) is None or _address(private) is None:
            yield f"{pair!r} is not a pair of addresses public/private"
        elif private not in settings.relay_ips and private not in settings.listening_ips:
            yield f"{private} is mapped to {public}, but coturn does not relay from it"
    for block in settings.denied_peers:
        yield from _wrong_block(block)


def _wrong_block(block: str) -> Iterator[str]:
    try:
        network = ip_network(block)
    except ValueError:
        yield f"{block!r} is not an address or CIDR block"
        return
    if network.version == 6 and int(network.network_address) == 0:
        # coturn 4.6.1 takes `::` for "no lower bound", and IPv4 sorts below it.
        yield f"{block} starts at ::, which makes coturn deny every IPv4 peer"


def _wrong_numbers(settings: TurnSettings) -> Iterator[str]:
    ports = (settings.listening_port, settings.tls_port, settings.min_port, settings.max_port)
    if any(port not in PORTS for port in ports):
        yield "ports are 1 to 65535"
    if settings.min_port > settings.max_port:
        yield "the first relay port is above the last"
    if settings.tls_cert and settings.listening_port == settings.tls_port:
        yield "TURN over TLS needs a port of its own"
    if not 1 <= settings.user_quota <= settings.total_quota:
        yield "the quota of one participant is at least 1 and at most the quota of all"
    # Each allocation holds a port of its own on the relay address.
    if settings.total_quota > settings.max_port - settings.min_port + 1:
        yield "the quota of all is larger than the range of relay ports"
    if settings.max_bps < 1 or settings.bps_capacity < 0:
        yield "bytes a second are a positive number"
    elif settings.bps_capacity % settings.max_bps:
        # The last allocation would get the remainder, perhaps a few bytes a second.
        yield "the capacity is a multiple of the bytes a second of one allocation"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        # A scope ("%eth0") would be text of any kind; coturn does not take one either.
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def _only_ipv4(addresses: tuple[str, ...]) -> list[str]:
    return [text for text in addresses if isinstance(_address(text), IPv4Address)]


def _range(block: str) -> str:
    network = ip_network(block)
    return f"{network.network_address}-{network.broadcast_address}"


# coturn's file format has no escapes, so values are kept to characters that need none.
_REALM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,125}[A-Za-z0-9])?")
_SECRET = re.compile(r"[A-Za-z0-9._~+/=-]{16,256}")
_PATH = re.compile(r"/[A-Za-z0-9._/@+-]{1,255}")
