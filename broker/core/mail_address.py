"""A mail address as every mail server takes it, or what is wrong with it. Pure.

The host in letters of any script becomes its ASCII form by IDNA 2008 (`idna`, RFC 5891, mapped by
UTS 46): `straße` stays `straße`, as the registries have it, and does not become `strasse`.
"""

import re

import idna
import regex

from broker.errors import BadRequest

LONGEST_NAME, LONGEST_HOST, LONGEST = 64, 253, 254
FIELD = "person.email"

# RFC 5322 dot-atom; RFC 1123 host name, with a domain behind it that is not a number.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_NAME = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
# What comes along unseen when an address is copied out of a mail or a document.
_UNSEEN_AROUND = regex.compile(r"^[\p{Zs}\p{Cf}]+|[\p{Zs}\p{Cf}]+\Z")


def clean_email(email: str | None) -> str | None:
    """An address as every mail server takes it, or none.

    One address: no comma, no angle bracket, nothing that a mail program reads as a second one.
    Raises BadRequest; `why` is `form`, `name` (before the @) or `host` (behind it).
    """
    if email is None:
        return None
    name, at, host = _UNSEEN_AROUND.sub("", email).rpartition("@")
    if not at or not name or not host or "@" in name:
        raise _wrong("form", "an e-mail address has the form name@host.example")
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise _wrong(
            "name", "before the @ stand only letters a to z, digits and single marks such as . - _"
        )
    address = f"{name}@{_host(host)}"
    if len(address) > LONGEST:
        raise _wrong("form", f"an e-mail address has at most {LONGEST} characters")
    return address


def _host(host: str) -> str:
    try:
        labels = [_ascii(label) for label in idna.uts46_remap(host, std3_rules=False).split(".")]
    except (idna.IDNAError, UnicodeError):
        labels = []
    found = ".".join(labels)
    whole = len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    if not whole or not _TOP.fullmatch(labels[-1]) or len(found) > LONGEST_HOST:
        raise _wrong("host", "behind the @ stands the name of a mail server, such as mail.example")
    return found


def _ascii(label: str) -> str:
    """A label in its ASCII form. Raises IDNAError, UnicodeError."""
    if label.isascii() and not label.startswith("xn--"):
        return label
    return idna.alabel(label).decode("ascii")


def _wrong(why: str, sentence: str) -> BadRequest:
    return BadRequest(sentence, field=FIELD, why=why)
