"""A name has something that people can see and say, and is never cut inside a character."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from broker.core.names import clean_name, cut, has_something_to_see
from broker.errors import BadRequest

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Erika   Beispiel ", "Erika Beispiel"),
        ("Erika\u202e Beispiel\u2069", "Erika Beispiel"),
        ("E\u0301va", "Éva"),
        ("O'Connor-Müller", "O'Connor-Müller"),
        ("O\u2019Brien", "O\u2019Brien"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("ज\u094d\u200dञ", "ज\u094d\u200dञ"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("a\tb\u2028c\u00a0d", "a b c d"),
        ("x" * 100, "x" * 64),
        ("<b>x</b>", "<b>x</b>"),
        ("李", "李"),
        ("4711", "4711"),
        (f"{FAMILY} Mae", f"{FAMILY} Mae"),
        ("❤\ufe0f Anna", "❤\ufe0f Anna"),
        ("\u0301Anna \u0308 Berg", "Anna Berg"),
        ("A\u034f\u3164\u2800nna", "Anna"),
        ("Z" + "\u0301" * 60, "Ź" + "\u0301" * 6),
        ("\ufeffAnna\ufffe\ue000", "Anna"),
    ],
)
def test_a_name_is_shown_as_it_is_and_moves_nothing_else(typed: str, shown: str) -> None:
    """No control, no change of direction, nothing unseen; markup is text like any other."""
    assert clean_name(typed) == shown


@pytest.mark.parametrize(
    "nobody",
    [
        "\u3164", "\u115f\u1160", "\uffa0", "\u2800\u2800", "\u200d", "\ufe0f", "\u0301\u0302",
        "\u202e", "\ud800", "\ue000", "\U000e0041", "...", "-", "'", "👩", "☕", " \u00a0 ", "",
        "\u3164\u0301", "\u180e", "\u034f", "\U0001d173",
    ],
)  # fmt: skip
def test_a_name_that_nobody_can_see_or_say_is_refused(nobody: str) -> None:
    """By Unicode property: Hangul fillers are letters for a program and nothing for a reader."""
    with pytest.raises(BadRequest) as refused:
        clean_name(nobody)
    assert refused.value.extra == {"field": "person.name", "why": "unseen"}


@pytest.mark.parametrize(
    ("long", "kept"),
    [
        ("A" * 63 + FAMILY, "A" * 63),
        ("A" * 63 + "e\u0323\u0317", "A" * 63),
        ("A" * 63 + "🇩🇪", "A" * 63),
        ("A" * 62 + "🇩🇪🇩🇪", "A" * 62 + "🇩🇪"),
        ("कि" * 40, "कि" * 32),
    ],
)
def test_a_name_is_cut_between_characters(long: str, kept: str) -> None:
    """What a reader takes for one character is whole or not there."""
    assert clean_name(long) == kept


@given(st.text(max_size=200))
def test_any_name_is_cleaned_once_and_for_all(name: str) -> None:
    """Cleaning again changes nothing, so the same wish is recognised."""
    try:
        cleaned = clean_name(name)
    except BadRequest:
        return
    assert clean_name(cleaned) == cleaned
    assert 0 < len(cleaned) <= 64
    assert not any(letter in cleaned for letter in "\n\r\0\u202e")


@given(st.text(max_size=40), st.integers(0, 40))
def test_a_cut_is_a_beginning_that_ends_at_a_border(text: str, longest: int) -> None:
    """For any text: the clusters of the piece are the first clusters of the whole."""
    piece = cut(text, longest)
    clusters = regex.findall(r"\X", piece)
    assert text.startswith(piece) and len(piece) <= longest
    assert regex.findall(r"\X", text)[: len(clusters)] == clusters


def test_a_text_shows_something_or_not() -> None:
    """A line of fillers is no line; one of emoji is."""
    assert has_something_to_see("☕") and has_something_to_see("a") and has_something_to_see(".")
    assert not any(map(has_something_to_see, ["", " ", "\u3164", "\u200d\ufe0f", "\u2800\n"]))
