"""The words of mails and calendars, in the languages there are templates for.

Templates are plain text (`mails/<language>/<kind>.txt`): the first line is the subject. What they
may say is in `Appointment`; a sensitive one has no title, no office and no documents, so that no
template can tell them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from broker.appointments import Appointment

LANGUAGES = ("de", "en", "ar")
KINDS = ("confirmed", "moved", "cancelled", "reminder", "near", "place-ends")

_WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_TITLE = {"de": "Termin: {}", "en": "Appointment: {}", "ar": "موعد: {}"}
_NEUTRAL = {"de": "Termin bei {}", "en": "Appointment with {}", "ar": "موعد لدى {}"}
_CHANNEL = {
    "de": {"video": "Videogespräch", "phone": "Telefongespräch"},
    "en": {"video": "Video call", "phone": "Telephone call"},
    "ar": {"video": "محادثة فيديو", "phone": "محادثة هاتفية"},
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language."""

    language: str

    def mail(self, kind: str, appointment: Appointment) -> tuple[str, str]:
        """Subject and text of a mail."""
        template = _templates().get_template(f"{self.language}/{kind}.txt")
        rendered = template.render(a=appointment, w=self)
        subject, _, text = rendered.partition("\n")
        return subject.strip(), text.strip() + "\n"

    def calendar_title(self, appointment: Appointment) -> str:
        """What the entry is called."""
        if appointment.title is None:
            return _NEUTRAL[self.language].format(appointment.authority)
        return _TITLE[self.language].format(appointment.title)

    def calendar_text(self, appointment: Appointment) -> str:
        """What stands in the entry."""
        template = _templates().get_template(f"{self.language}/calendar.txt")
        return template.render(a=appointment, w=self).strip()

    def channel(self, appointment: Appointment) -> str:
        """How they will talk."""
        return _CHANNEL[self.language][appointment.channel]

    def day(self, local: datetime) -> str:
        """`Dienstag, 24. November 2026`."""
        weekday = _WEEKDAYS[self.language][local.weekday()]
        month = _MONTHS[self.language].split()[local.month - 1]
        dot = "." if self.language == "de" else ""
        comma = "،" if self.language == "ar" else ","
        return f"{weekday}{comma} {local.day}{dot} {month} {local.year}"

    def clock(self, local: datetime) -> str:
        """`10:15 Uhr`; the offset is added in an hour that exists twice."""
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        text = local.strftime("%H:%M (UTC%z)" if twice else "%H:%M")
        return f"{text} Uhr" if self.language == "de" else text


def wording_for(language: str) -> Wording:
    """The nearest language there is: easy German is German, all others read English."""
    primary = language.partition("-")[0]
    return Wording(primary if primary in LANGUAGES else "en")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("broker.outbox", "texts"),
        # Plain text: nothing to escape, and an escape would be read by people.
        autoescape=False,  # noqa: S701 - no HTML is ever made of them
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
