"""A telephone number as it is dialled, or what is wrong with it. Pure.

What somebody types is read with the rules of all countries (`phonenumbers`, the library of
telephones themselves). It stays what the person dials - with `+`, with `00`, or as in the own
country - without the marks between, and without a zero that is not dialled: `+49 (0)351 12` is
`+4935112`.
"""

import re
import unicodedata

import phonenumbers
import regex
from phonenumbers import CountryCodeSource, PhoneNumber, PhoneNumberType, ValidationResult

from broker.errors import BadRequest

REGION = "DE"
LEAST_DIGITS = 3
FIELD = "person.phone"

_UNSEEN = regex.compile(r"\p{Cf}")
_SPACES = regex.compile(r"[\s\p{Z}]+")
_DASHES = regex.compile(r"[\p{Pd}\u2212]")
_MARKS = {"\uff0b": "+", "\uff08": "(", "\uff09": ")", "\uff0f": "/", "\u2044": "/", "\uff0e": "."}
# A plus stands once, before all digits.
_FORM = re.compile(r"[ (]*\+?[0-9 ()/.-]+")


def clean_phone(phone: str | None, region: str = REGION) -> str | None:
    """The number as it is dialled, `+` and digits alone; `region` is the country of the office.

    Raises BadRequest; `why` is `form`, `short`, `long`, `emergency` or `costly`.
    """
    if phone is None:
        return None
    typed = _plain(phone)
    digits = re.sub(r"\D", "", typed)
    if not _FORM.fullmatch(typed):
        raise _wrong("form", "a telephone number has digits, and before them at most one +")
    if len(digits) < LEAST_DIGITS:
        raise _wrong("short", f"a telephone number has at least {LEAST_DIGITS} digits")
    number = _read(typed, region)
    _check(number, region)
    return _dialled(number, digits)


def _read(typed: str, region: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(typed, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not number.national_number:
        raise _wrong("form", "this is no telephone number that can be dialled")
    return number


def _check(number: PhoneNumber, region: str) -> None:
    if phonenumbers.is_emergency_number(str(number.national_number), region):
        raise _wrong("emergency", "nobody can be called back at an emergency number")
    abroad = number.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY
    length = phonenumbers.is_possible_number_with_reason(number)
    if length == ValidationResult.TOO_LONG:
        raise _wrong("long", "this telephone number has too many digits")
    if abroad and length not in (
        ValidationResult.IS_POSSIBLE,
        ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    ):
        raise _wrong("short", "this telephone number is not complete")
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        raise _wrong("costly", "calls to this number cost extra")


def _dialled(number: PhoneNumber, digits: str) -> str:
    if number.country_code_source == CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return digits
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_IDD:
        # What was dialled before the code of the country: 00 in most of the world.
        return digits[: digits.index(str(number.country_code))] + whole.removeprefix("+")
    return whole


def _plain(phone: str) -> str:
    """ASCII digits of whatever script, one kind of blank and dash, no unseen marks."""
    seen = _DASHES.sub("-", _SPACES.sub(" ", _UNSEEN.sub("", phone)))
    return "".join(_ascii(sign) for sign in seen).strip()


def _ascii(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return _MARKS.get(sign, sign) if digit is None else str(digit)


def _wrong(why: str, sentence: str) -> BadRequest:
    return BadRequest(sentence, field=FIELD, why=why)
