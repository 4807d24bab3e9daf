"""From the catalogue's JSON document to values; every mistake named by path and sentence. Pure."""

import re
from collections.abc import Callable, Collection
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from broker.core.calendar import AROUND_THE_CLOCK, MIDNIGHT, Hours, Opening
from broker.core.catalogue import (
    CHANNELS,
    DEFAULT_DESKS,
    LEGAL_GATES,
    TYPES,
    WEEKDAYS,
    Authority,
    Catalogue,
    Department,
    Service,
)

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class CatalogueWrong(ValueError):
    """A document that is no catalogue; `mistakes` are lines of `path: sentence`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def parse(document: object) -> Catalogue:
    """The catalogue that a decoded JSON document describes. Raises CatalogueWrong."""
    mistakes: list[str] = []
    top = Fields(document, "catalogue", mistakes, ("authority", "departments", "source"))
    catalogue = Catalogue(
        authority=_authority(top.value("authority", {}), mistakes),
        departments=tuple(
            _department(each, f"departments[{n}]", mistakes)
            for n, each in enumerate(top.list_of("departments", required=True))
        ),
    )
    _unique(catalogue, mistakes)
    if mistakes:
        raise CatalogueWrong(mistakes)
    return catalogue


class Fields:
    """Reads the fields of one JSON object; notes what is wrong and returns a harmless value."""

    def __init__(
        self, document: object, path: str, mistakes: list[str], known: Collection[str]
    ) -> None:
        self.path = path
        self.mistakes = mistakes
        self.document: dict[str, Any] = document if isinstance(document, dict) else {}
        if not isinstance(document, dict):
            self.wrong("", "must be an object")
        for name in sorted(set(self.document) - set(known)):
            self.wrong(name, "is not a field of this catalogue")

    def wrong(self, name: str, sentence: str) -> None:
        """Notes a mistake of a field."""
        self.mistakes.append(f"{self.path}{'.' if name else ''}{name}: {sentence}")

    def value(self, name: str, default: object) -> object:
        """As it stands; missing is a mistake."""
        if name not in self.document:
            self.wrong(name, "is missing")
        return self.document.get(name, default)

    def text(self, name: str, longest: int = 200) -> str:
        """A line of text that must be there."""
        found = self.value(name, "")
        if name in self.document and not _is_line(found, longest):
            self.wrong(name, f"must be one line of text of 1-{longest} characters")
        return str(found)

    def optional_text(self, name: str, longest: int = 500) -> str | None:
        """A line of text or nothing."""
        return None if self.document.get(name) is None else self.text(name, longest)

    def slug(self, name: str) -> str:
        """Lower case letters, digits and hyphens, at most 40."""
        found = self.value(name, "")
        if name in self.document and not _matches(SLUG, found):
            self.wrong(name, "must be 1-40 of a-z, 0-9 and hyphen")
        return str(found)

    def number(self, name: str, low: int, high: int, default: int | None) -> int | None:
        """A whole number within bounds."""
        found = self.document.get(name, default)
        if found is None and default is None and name not in self.document:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
            self.wrong(name, f"must be a whole number from {low} to {high}")
            return low
        return found

    def flag(self, name: str) -> bool:
        """True or false, false when absent."""
        found = self.document.get(name, False)
        if not isinstance(found, bool):
            self.wrong(name, "must be true or false")
        return found is True

    def choice(self, name: str, of: Collection[str], default: str | None = None) -> str | None:
        """One word of a closed set."""
        found = self.document.get(name, default)
        if found is not None and found not in of:
            self.wrong(name, f"must be one of {', '.join(of)}")
        return None if found is None else str(found)

    def list_of(self, name: str, *, required: bool = False) -> list[Any]:
        """A list, empty when absent."""
        found = self.value(name, []) if required else self.document.get(name, [])
        if not isinstance(found, list):
            self.wrong(name, "must be a list")
            return []
        return found

    def texts(self, name: str, check: Callable[[object], bool], sentence: str) -> tuple[str, ...]:
        """A list whose members all pass `check`, without repetition."""
        found = self.list_of(name)
        for n, member in enumerate(found):
            if not check(member):
                self.wrong(f"{name}[{n}]", sentence)
        kept = tuple(str(member) for member in found)
        if len(set(kept)) < len(kept):
            self.wrong(name, "names something twice")
        return kept


def _authority(document: object, mistakes: list[str]) -> Authority:
    fields = Fields(
        document, "authority", mistakes, ("id", "name", "time_zone", "languages", "phone")
    )
    zone = fields.text("time_zone", 60)
    if not _is_zone(zone):
        fields.wrong("time_zone", "must be an IANA time zone such as Europe/Berlin")
    languages = fields.texts(
        "languages", lambda tag: _matches(LANGUAGE, tag), "must be a language tag such as de"
    )
    if not languages:
        fields.wrong("languages", "must name at least one")
    return Authority(
        id=fields.slug("id"),
        name=fields.text("name"),
        time_zone=zone,
        languages=languages,
        phone=fields.optional_text("phone", 32),
    )


DEPARTMENT = (
    "id", "name", "queue", "opening", "services", "phone", "desks", "closed_dates",
    "always_open", "hidden",
)  # fmt: skip


def _department(document: object, path: str, mistakes: list[str]) -> Department:
    fields = Fields(document, path, mistakes, DEPARTMENT)
    services = fields.list_of("services", required=True)
    return Department(
        id=fields.slug("id"),
        name=fields.text("name"),
        queue=fields.slug("queue"),
        opening=_opening(fields),
        services=tuple(
            _service(each, f"{path}.services[{n}]", mistakes) for n, each in enumerate(services)
        ),
        phone=fields.optional_text("phone", 32),
        desks=fields.number("desks", 1, 200, DEFAULT_DESKS) or 1,
        always_open=fields.flag("always_open"),
        hidden=fields.flag("hidden"),
    )


SERVICE = (
    "id", "name", "type", "channels", "minutes", "documents", "note", "legal_gate",
    "weekly_contingent", "sensitive", "interpreter", "status",
)  # fmt: skip


def _service(document: object, path: str, mistakes: list[str]) -> Service:
    fields = Fields(document, path, mistakes, SERVICE)
    service = Service(
        id=fields.slug("id"),
        name=fields.text("name"),
        type=fields.choice("type", TYPES, "") or TYPES[0],
        channels=fields.texts(
            "channels", CHANNELS.__contains__, f"must be one of {', '.join(CHANNELS)}"
        ),
        minutes=_minutes(fields),
        documents=fields.texts("documents", lambda text: _is_line(text, 200), "must be a line"),
        note=fields.optional_text("note"),
        legal_gate=fields.choice("legal_gate", LEGAL_GATES),
        weekly_contingent=fields.number("weekly_contingent", 1, 100_000, None),
        sensitive=fields.flag("sensitive"),
        interpreter=fields.flag("interpreter"),
        status=fields.choice("status", ("live", "planned"), "live") or "live",
    )
    if service.status == "live" and not service.channels:
        fields.wrong("channels", "must not be empty unless the service is planned")
    return service


def _minutes(fields: Fields) -> int:
    fields.value("minutes", 0)
    return fields.number("minutes", 5, 240, 5) or 5


def _opening(fields: Fields) -> Opening:
    closed = frozenset(
        day for n, text in enumerate(fields.list_of("closed_dates"))
        if (day := _date(fields, f"closed_dates[{n}]", text))
    )  # fmt: skip
    if fields.flag("always_open"):
        if fields.document.get("opening"):
            fields.wrong("opening", "must be absent where always_open is true")
        return Opening(AROUND_THE_CLOCK.week, closed)
    week = Fields(fields.value("opening", {}), f"{fields.path}.opening", fields.mistakes, WEEKDAYS)
    return Opening(tuple(_day(week, weekday) for weekday in WEEKDAYS), closed)


def _day(week: Fields, weekday: str) -> tuple[Hours, ...]:
    found = [
        hours for n, text in enumerate(week.list_of(weekday))
        if (hours := _hours(week, f"{weekday}[{n}]", text))
    ]  # fmt: skip
    for before, after in pairwise(found):
        if after.opens < before.closes:
            week.wrong(weekday, f"{after.text} begins before {before.text} ends")
    return tuple(found)


def _hours(week: Fields, name: str, text: object) -> Hours | None:
    match = HOURS.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        week.wrong(name, "must be hours such as 08:00-12:00")
        return None
    first, second, third, fourth = (int(part) for part in match.groups())
    hours = Hours(first * 60 + second, third * 60 + fourth)
    if second > 59 or fourth > 59 or not hours.opens < hours.closes <= MIDNIGHT:
        week.wrong(name, "must end after it begins, and by 24:00")
        return None
    if hours.opens % 5 or hours.closes % 5:
        week.wrong(name, "must begin and end on a multiple of 5 minutes")
    return hours


def _date(fields: Fields, name: str, text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        fields.wrong(name, "must be a date such as 2026-12-24")
        return None


def _unique(catalogue: Catalogue, mistakes: list[str]) -> None:
    named: set[tuple[str, str]] = set()
    ids = [("department", department.id) for department in catalogue.departments]
    ids += [("service", service.id) for _, service in catalogue.services()]
    for kind, name in ids:
        if name and (kind, name) in named:
            mistakes.append(f"departments: the {kind} {name!r} is there twice")
        named.add((kind, name))


def _is_line(found: object, longest: int) -> bool:
    return (
        isinstance(found, str)
        and bool(found.strip())
        and len(found) <= longest
        and not CONTROL.search(found)
    )


def _matches(pattern: re.Pattern[str], found: object) -> bool:
    return isinstance(found, str) and pattern.fullmatch(found) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
