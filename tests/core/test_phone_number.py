"""A telephone number as it is dialled, or what is wrong with it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.phone_number import clean_phone
from broker.errors import BadRequest


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        (None, None),
        ("+49 (0)351 1234567", "+493511234567"),
        ("+49 0351 1234567", "+493511234567"),
        ("(+49) 351 1234567", "+493511234567"),
        ("+49(0)(351)123456", "+49351123456"),
        ("0049 (0) 351 1234567", "00493511234567"),
        ("0049 351 1234567", "00493511234567"),
        ("0351 / 123 45 67", "03511234567"),
        ("(0351) 1234567", "03511234567"),
        ("0351 488-0", "03514880"),
        ("1234567", "1234567"),
        ("+43 (0)1 58858", "+43158858"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+39 06 1234567", "+39061234567"),
        ("+1 (650) 253-0000", "+16502530000"),
        ("٠٣٥١١٢٣٤٥٦٧", "03511234567"),
        ("۰۳۵۱۱۲۳۴۵۶۷", "03511234567"),
        ("０３５１１２３４５６７", "03511234567"),
        ("＋４９（０）３５１　１２３", "+49351123"),
        ("0351–1234567", "03511234567"),
        ("0351\u20111234567", "03511234567"),
        ("0351\u22121234567", "03511234567"),
        ("0351\u00a0123\u202f45\u200967", "03511234567"),
        ("\u202a03511234567\u202c", "03511234567"),
        ("\u2066+49 351 1234567\u2069\u200e", "+493511234567"),
        ("0351\t1234567 ", "03511234567"),
        ("115", "115"),
    ],
)  # fmt: skip
def test_a_number_is_kept_as_it_is_dialled(typed: str | None, dialled: str | None) -> None:
    """The zero in brackets is for people at home: with the country's code nobody dials it."""
    assert clean_phone(typed) == dialled


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("...", "short"), ("   ", "form"), ("()-/.", "short"), ("+---", "short"), ("12", "short"),
        ("٠١", "short"), ("+49", "short"), ("", "form"), ("\u202a\u202c", "form"),
        ("0351 1234567 App. 12", "form"), ("0351 1234567,12", "form"), ("0351#12", "form"),
        ("0351 12345 oder 0171 12345", "form"), ("0351 1234567 / 0171 12345678", "form"),
        ("0800-FLOWERS", "form"), ("++49 351 123", "form"), ("0351+123", "form"),
        ("000", "form"), ("00000000", "form"), ("①②③④", "form"), ("0351²", "form"),
        ("+999 123456", "form"), ("*#06#", "form"), ("0351\x00123", "form"),
        ("112", "emergency"), ("110", "emergency"), ("+49 112", "emergency"),
        ("1 1 0", "emergency"), ("0900 1234567", "costly"), ("+49 900 1234567", "costly"),
    ],
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused(typed: str, why: str) -> None:
    """Nobody is called back at a dash, at the fire brigade, or at the city's expense."""
    with pytest.raises(BadRequest) as refused:
        clean_phone(typed)
    assert refused.value.extra == {"field": "person.phone", "why": why}


def test_the_country_of_the_office_reads_what_is_typed_without_a_code() -> None:
    """In Zurich and in New York other digits lead abroad, and other numbers are of the police."""
    assert clean_phone("0041 (0)44 123 45 67", "CH") == "0041441234567"
    assert clean_phone("011 49 351 1234567", "US") == "011493511234567"
    with pytest.raises(BadRequest):
        clean_phone("911", "US")


@given(st.text(alphabet="0123456789+ ()/.-٣۴５\u00a0\u202a–", max_size=24))
def test_any_number_is_dialled_with_digits_or_refused(typed: str) -> None:
    """And what was made of it stays as it is."""
    try:
        dialled = clean_phone(typed)
    except BadRequest:
        return
    assert dialled is not None and re.fullmatch(r"\+?[0-9]{3,24}", dialled)
    assert clean_phone(dialled) == dialled
