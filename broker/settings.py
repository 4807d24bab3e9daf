"""What an installation is set to: read once from the environment, frozen, every mistake at once.

The only reader of `os.environ` (through `__main__`). Every name begins `VORSPRACHE_`; a secret may
also come from a file, by the same name with `_FILE`. Values are passed on as values: nobody below
the composition root gets the whole object.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from broker import reading
from broker.core.news import WARNING_HOLDS
from broker.core.phone_number import REGION
from broker.core.presence import Graces
from broker.core.visit import Rules
from broker.outbox.endpoints import BROWSER_MAKERS
from signaling.connection import Limits
from signaling.ice import Relay

PREFIX = "VORSPRACHE_"
# Of the build and of the web client's development server, not of an installation.
FOREIGN = {"VORSPRACHE_SKIP_WEB", "VORSPRACHE_API"}

Network = IPv4Network | IPv6Network


class WrongSettingsError(Exception):
    """One sentence for each mistake, in `mistakes`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The office's and the network's times. Each can be set: `patience` is `VORSPRACHE_PATIENCE`,
    written as `90s`, `15min` or `2h`."""

    # The join window: how long before its slot a waiting room opens, how long after it closes.
    open_before: timedelta = 15 * MINUTE
    close_after: timedelta = 30 * MINUTE
    # A called citizen has this long to come in, and is warned before it ends (WCAG 2.2.1: 20 s).
    patience: timedelta = 60 * SECOND
    phone_patience: timedelta = 5 * MINUTE
    warning: timedelta = 20 * SECOND
    # Who missed a call is passed over and not recalled for this long, or until "I am back".
    passed_over: timedelta = 5 * MINUTE
    # Without a sign of life: away; in a call, the grace of either side; a place is held.
    away: timedelta = 30 * SECOND
    grace: timedelta = 45 * SECOND
    hold: timedelta = 30 * MINUTE
    longest_call: timedelta = 2 * HOUR
    # Call-next holds a citizen for this clerk so long, until the database has decided.
    reservation: timedelta = 2 * SECOND
    # An office that is late says so, and later offers other ways.
    late: timedelta = 5 * MINUTE
    late_choices: timedelta = 10 * MINUTE
    # Sockets: how often a ping, when dead, how long a write may take, how long a drain.
    ping: timedelta = 10 * SECOND
    dead: timedelta = 25 * SECOND
    write: timedelta = 5 * SECOND
    drain: timedelta = 30 * SECOND
    # Nobody waits longer for an answer of Redis: the command is refused, the sweeper tells it later.
    redis_wait: timedelta = 1 * SECOND
    turn_ttl: timedelta = 300 * SECOND
    # A citizen's session outlives the end of the visit's window by this.
    session_after: timedelta = 2 * HOUR

    def rules(self, *, missed_calls: int = Rules().missed_calls) -> Rules:
        """What the core of a visit needs of them."""
        return Rules(
            missed_calls=missed_calls,
            patience=self.patience,
            phone_patience=self.phone_patience,
            longest_call=self.longest_call,
            passed_over=self.passed_over,
        )

    def limits(self) -> Limits:
        """What a socket needs of them."""
        return Limits(
            ping_s=self.ping.total_seconds(),
            dead_s=self.dead.total_seconds(),
            write_s=self.write.total_seconds(),
        )

    def graces(self) -> Graces:
        """What the sweeper needs of them."""
        return Graces(
            clerk=self.grace,
            citizen=self.grace,
            hold=self.hold,
            warning=min(self.hold / 3, WARNING_HOLDS),
        )


# What a number may not fall below; any other is at least one second.
SHORTEST: dict[str, timedelta] = {
    "open_before": timedelta(0),
    "close_after": timedelta(0),
    "patience": 20 * SECOND,
    "phone_patience": 20 * SECOND,
    "grace": 5 * SECOND,
    "hold": MINUTE,
    "longest_call": MINUTE,
    "turn_ttl": 30 * SECOND,
    "session_after": timedelta(0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation. `secret` makes manage tokens and opaque names: at least 32 characters."""

    public_url: str
    secret: str = field(default="", repr=False)
    keys_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    database_url: str = field(default="sqlite+aiosqlite:///vorsprache.db", repr=False)
    redis_url: str = field(default="redis://127.0.0.1:6379/0", repr=False)
    origins: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    staff_links: bool = False
    metrics_token: str = field(default="", repr=False)
    turn_uris: tuple[str, ...] = ()
    stun_uris: tuple[str, ...] = ()
    turn_secret: str = field(default="", repr=False)
    relay_only: bool = False
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    push_key_file: Path | None = None
    push_hosts: tuple[str, ...] = BROWSER_MAKERS
    emblem: str = ""
    clerk_names: bool = True
    imprint: str = ""
    privacy: str = ""
    accessibility: str = ""
    phone: str = ""
    phone_region: str = REGION
    log_level: str = "info"
    missed_calls: int = 3
    numbers: Numbers = Numbers()
    demo: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads them all. Raises WrongSettingsError with every mistake, never only the first."""
        return _read(environ)

    @property
    def secure(self) -> bool:
        """Whether the public address is https: then cookies are Secure and HSTS is sent."""
        return self.public_url.startswith("https:")

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The origins whose pages may speak with a cookie: our own and the named ones."""
        return frozenset((self.public_url, *self.origins))

    @property
    def relay(self) -> Relay:
        """The STUN and TURN servers of this installation."""
        return Relay(
            turn_uris=self.turn_uris,
            stun_uris=self.stun_uris,
            secret=self.turn_secret,
            ttl=self.numbers.turn_ttl,
        )


@dataclass(frozen=True, slots=True)
class _Setting:
    """How one field is read. `file` also allows `<NAME>_FILE`; `needed` says why it has to be."""

    field: str
    parse: Callable[[str], Any]
    file: bool = False
    needed: str = ""

    @property
    def name(self) -> str:
        return PREFIX + self.field.upper()


_SETTINGS: tuple[_Setting, ...] = (
    _Setting("public_url", reading.origin, needed="the address that people type in"),
    _Setting("secret", reading.secret(32), file=True, needed="32 or more random characters"),
    _Setting("keys_file", Path, needed="the file that `vorsprache keys new` writes"),
    _Setting("host", reading.line),
    _Setting("port", reading.port),
    _Setting("database_url", reading.database_url, file=True),
    _Setting("redis_url", reading.redis_url, file=True, needed="such as redis://127.0.0.1/0"),
    _Setting("origins", reading.listed(reading.origin)),
    _Setting("trusted_proxies", reading.listed(reading.network)),
    _Setting("staff_links", reading.switch),
    _Setting("metrics_token", reading.secret(16), file=True),
    _Setting("turn_uris", reading.listed(reading.line)),
    _Setting("stun_uris", reading.listed(reading.line)),
    _Setting("turn_secret", reading.secret(16), file=True),
    _Setting("relay_only", reading.switch),
    _Setting("smtp_url", reading.smtp_url, file=True),
    _Setting("mail_from", reading.mail_address),
    _Setting("push_key_file", Path),
    _Setting("push_hosts", reading.listed(reading.push_host)),
    _Setting("emblem", reading.svg, file=True),
    _Setting("clerk_names", reading.switch),
    _Setting("imprint", reading.page, file=True),
    _Setting("privacy", reading.page, file=True),
    _Setting("accessibility", reading.page, file=True),
    _Setting("phone", reading.line),
    _Setting("phone_region", reading.region),
    _Setting("missed_calls", reading.count(1, 9)),
    _Setting("log_level", reading.one_of("debug", "info", "warning", "error")),
)


def _read(environ: Mapping[str, str]) -> Settings:
    reader = _Reader(environ)
    found = {setting.field: reader.setting(setting) for setting in _SETTINGS}
    given = {name: value for name, value in found.items() if value is not None}
    numbers = {number.name: reader.number(number.name) for number in fields(Numbers)}
    timed = {name: value for name, value in numbers.items() if value is not None}
    # What is wrong together is looked for even where something else is missing: all at once.
    settings = Settings(**({"public_url": ""} | given), numbers=Numbers(**timed))
    mistakes = [*reader.mistakes, *_unknown(environ), *_together(settings)]
    if mistakes:
        raise WrongSettingsError(mistakes)
    return settings


class _Reader:
    """Reads one after the other and collects what is wrong. An empty value is not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.mistakes: list[str] = []
        self._environ = environ

    def setting(self, setting: _Setting) -> Any:
        """The value, or None when it is not set or wrong."""
        direct = self._environ.get(setting.name)
        file = f"{setting.name}_FILE"
        path = self._environ.get(file) if setting.file else None
        if direct and path:
            return self._wrong(f"{setting.name} and {file} are both set: choose one.")
        if path:
            return self._parse(file, self._read_file(file, path), setting.parse)
        if not direct and setting.needed:
            names = f"{setting.name} (or {file})" if setting.file else setting.name
            return self._wrong(f"{names} is not set: {setting.needed}.")
        return self._parse(setting.name, direct or None, setting.parse)

    def number(self, name: str) -> Any:
        """The time, or None when it is not set or wrong."""
        full = PREFIX + name.upper()
        parse = reading.duration(SHORTEST.get(name, SECOND))
        return self._parse(full, self._environ.get(full) or None, parse)

    def _read_file(self, name: str, path: str) -> str | None:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
            self._wrong(f"{name}: {path} cannot be read ({why}).")
            return None

    def _parse(self, name: str, text: str | None, parse: Callable[[str], Any]) -> Any:
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            return self._wrong(f"{name} {error}.")

    def _wrong(self, sentence: str) -> None:
        self.mistakes.append(sentence)


def _unknown(environ: Mapping[str, str]) -> list[str]:
    """A misspelt name would silently leave the default in force."""
    known = [setting.name for setting in _SETTINGS]
    known += [f"{setting.name}_FILE" for setting in _SETTINGS if setting.file]
    known += [PREFIX + number.name.upper() for number in fields(Numbers)]
    mistakes = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and name not in FOREIGN:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f": did you mean {near[0]}?" if near else "."
            mistakes.append(f"{name} is not a setting{hint}")
    return mistakes


def _together(settings: Settings) -> list[str]:
    """What is right alone and wrong with the rest."""
    mistakes = []
    try:
        _ = settings.relay
    except ValueError as error:
        mistakes.append(f"VORSPRACHE_TURN_URIS, _STUN_URIS or _TURN_SECRET: {error}.")
    if settings.relay_only and not settings.turn_uris:
        mistakes.append("VORSPRACHE_RELAY_ONLY needs VORSPRACHE_TURN_URIS.")
    if bool(settings.smtp_url) != bool(settings.mail_from):
        mistakes.append("VORSPRACHE_SMTP_URL and VORSPRACHE_MAIL_FROM go together.")
    if settings.push_key_file is not None and settings.push_key_file == settings.keys_file:
        mistakes.append("VORSPRACHE_PUSH_KEY_FILE is a file of its own: `keys new --file FILE`.")
    if settings.numbers.warning >= settings.numbers.patience:
        mistakes.append("VORSPRACHE_WARNING must be shorter than VORSPRACHE_PATIENCE.")
    if settings.numbers.ping >= settings.numbers.dead:
        mistakes.append("VORSPRACHE_PING must be shorter than VORSPRACHE_DEAD.")
    return mistakes


def turn_secret(environ: Mapping[str, str]) -> str:
    """The secret that we share with coturn, for a machine where only coturn runs.

    Raises WrongSettingsError if it is not set or too short.
    """
    reader = _Reader(environ)
    setting = _Setting("turn_secret", reading.secret(16), file=True, needed="shared with coturn")
    found: str | None = reader.setting(setting)
    if found is None:
        raise WrongSettingsError(reader.mistakes)
    return found
