"""One setting's text -> its value. Pure. Each raises ValueError with the end of a sentence that
begins with the setting's name, and never repeats a value that may be a secret."""

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from phonenumbers import SUPPORTED_REGIONS

T = TypeVar("T")

LONGEST_PAGE = 100_000
_UNITS = {"s": 1, "min": 60, "h": 3600}
_DURATION = re.compile(r"([0-9]{1,6}) ?(s|min|h)")
_ON, _OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}


def line(text: str) -> str:
    """One line of text."""
    if not text.isprintable():
        raise ValueError("has to be one line without control characters")
    return text.strip()


def secret(shortest: int) -> Callable[[str], str]:
    """At least `shortest` characters."""

    def parse(text: str) -> str:
        if len(text) < shortest:
            raise ValueError(f"needs at least {shortest} characters")
        return line(text)

    return parse


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text.lower() in _ON | _OFF:
        return text.lower() in _ON
    raise ValueError("is on or off")


def one_of(*words: str) -> Callable[[str], str]:
    """One word of a closed set."""

    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"is one of {', '.join(words)}")
        return text.lower()

    return parse


def port(text: str) -> int:
    """A TCP port."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError("is a port from 1 to 65535")
    return int(text)


def count(fewest: int, most: int) -> Callable[[str], int]:
    """A whole number."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and fewest <= int(text) <= most):
            raise ValueError(f"is a whole number from {fewest} to {most}")
        return int(text)

    return parse


def duration(shortest: timedelta) -> Callable[[str], timedelta]:
    """A time such as `90s`, `15min`, `2h`, at least `shortest` and at most a week."""

    def parse(text: str) -> timedelta:
        found = _DURATION.fullmatch(text.strip())
        if found is None:
            raise ValueError("is a time such as 90s, 15min or 2h")
        value = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
        if not shortest <= value <= timedelta(days=7):
            raise ValueError(f"is at least {shortest.total_seconds():.0f}s and at most 168h")
        return value

    return parse


def region(text: str) -> str:
    """A country by its two letters (ISO 3166), one that `phonenumbers` knows."""
    if text.strip().upper() not in SUPPORTED_REGIONS:
        raise ValueError("is a country by its two letters, such as DE")
    return text.strip().upper()


def listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Several, between commas or white space."""
    return lambda text: tuple(parse(part) for part in re.split(r"[,\s]+", text) if part)


def origin(text: str) -> str:
    """`https://host[:port]`, or plain http on a loopback address; nothing behind it."""
    parts = _url(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError("is an address without a path, such as https://termin.example.org")
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("has to begin with https:// (http:// only on a loopback address)")
    default = {"https": 443, "http": 80}[parts.scheme]
    at = f":{parts.port}" if parts.port not in (None, default) else ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{at}"


def is_loopback(host: str) -> bool:
    """Whether a browser takes plain http to `host` as secure."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def network(text: str) -> IPv4Network | IPv6Network:
    """An address or a CIDR block."""
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(
            f"has {text!r}, which is no address and no block such as 10.0.0.0/8"
        ) from None


def database_url(text: str) -> str:
    """`sqlite:///path` or `postgresql://...`, made ready for the asynchronous drivers."""
    scheme, separator, rest = text.partition("://")
    kind = scheme.partition("+")[0]
    if not separator or kind not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("begins with sqlite:/// or postgresql://")
    if kind == "sqlite":
        if not rest.startswith("/") or len(rest) == 1:
            raise ValueError("names a file, such as sqlite:///var/lib/vorsprache.db")
        return f"sqlite+aiosqlite://{rest}"
    return _postgres(rest)


def _postgres(rest: str) -> str:
    parts = _url(f"postgresql://{rest}")
    if len(parts.path) < 2:
        raise ValueError("names a database, such as postgresql://user@host/vorsprache")
    # libpq calls it sslmode, the driver ssl; the values are the same.
    query = [
        ("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(parts.query)
    ]
    return urlunsplit(
        parts._replace(scheme="postgresql+asyncpg", query=urlencode(query, safe="/"))
    )


def redis_url(text: str) -> str:
    """`redis://`, `rediss://` or `unix://`."""
    if _url(text).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("begins with redis://, rediss:// or unix://")
    return text


def smtp_url(text: str) -> str:
    """`smtp://[user:password@]host[:port]` (STARTTLS where offered) or `smtps://...`."""
    parts = _url(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("begins with smtp:// or smtps:// and names a host")
    return text


def mail_address(text: str) -> str:
    """`name@host` or `Somebody <name@host>`."""
    if not re.fullmatch(r"(?:[^<>@\x00-\x1f]* <)?[^@\s<>]+@[^@\s<>]+>?", text):
        raise ValueError("is an address such as termin@example.org")
    return text


def push_host(text: str) -> str:
    """`host`, `*.host`, or a loopback origin for trials on one machine."""
    if "://" in text:
        found = origin(text)
        if not is_loopback(urlsplit(found).hostname or ""):
            raise ValueError("names hosts without https://: they are asked on port 443")
        return found
    if not re.fullmatch(r"(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*", text.lower()):
        raise ValueError("names hosts such as fcm.googleapis.com or *.push.services.mozilla.com")
    return text.lower()


def svg(text: str) -> str:
    """A drawing that stands by itself and does nothing; shown as a picture."""
    drawing = text.strip()
    if len(drawing) > LONGEST_PAGE or not re.match(
        r"(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)*<svg[\s>]", drawing, re.DOTALL
    ):
        raise ValueError("is an SVG drawing of at most 100,000 characters")
    if re.search(
        r"<script|<foreignObject|\son\w+\s*=|(?:href|src)\s*=\s*[\"'](?!#|data:image/)",
        drawing,
        re.IGNORECASE,
    ):
        raise ValueError("is a drawing without scripts and without anything from elsewhere")
    return drawing


def page(text: str) -> str:
    """Plain text of a page; a blank line begins a new paragraph."""
    if not text.strip() or len(text) > LONGEST_PAGE or "\x00" in text:
        raise ValueError("is plain text of at most 100,000 characters")
    return text.strip()


def _url(text: str) -> SplitResult:
    line(text)
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if not parts.scheme or not (parts.netloc or parts.path):
        raise ValueError("is not a URL")
    if parts.scheme in ("http", "https") and not re.fullmatch(
        r"[A-Za-z0-9.:-]+", parts.hostname or ""
    ):
        raise ValueError("names no host")
    return parts
