"""What is said of a booking before it is stored: windows, references, names and addresses."""

from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.catalogues import sample_document, with_always_open
from broker.core.booking import (
    Offer,
    Reach,
    clean_email,
    clean_name,
    offer_of,
    reference_of,
    window_of_slot,
    window_of_walk_in,
)
from broker.core.calendar import Span
from broker.core.catalogue_document import parse
from broker.errors import BadRequest

CATALOGUE = parse(with_always_open(sample_document()))
QUARTER = timedelta(minutes=15)


def offer(service: str = "abmeldung-wohnsitz") -> Offer:
    return offer_of(CATALOGUE, service, "video")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_window_reaches_from_before_the_slot_to_after_it() -> None:
    """The defaults of the product: 15 and 30 minutes; served until the office has closed."""
    start = at("2026-11-24T10:00+01:00")
    window = window_of_slot(offer(), Span(start, start + QUARTER))
    assert window.opens_at == start - QUARTER
    assert window.closes_at == start + QUARTER + timedelta(minutes=30)
    assert window.serve_until == at("2026-11-24T18:30+01:00")


def test_an_office_sets_how_far_its_windows_reach() -> None:
    """By its settings, not by a change of the program."""
    start = at("2026-11-24T10:00+01:00")
    reach = Reach(open_before=timedelta(minutes=5), close_after=timedelta(0))
    window = window_of_slot(offer(), Span(start, start + QUARTER), reach)
    assert (window.opens_at, window.closes_at) == (
        start - timedelta(minutes=5),
        start + QUARTER,
    )


def test_the_last_slot_before_closing_is_served_beyond_it() -> None:
    """The waiting room of the last one stays open as long as that of any other."""
    start = at("2026-11-24T17:45+01:00")
    window = window_of_slot(offer(), Span(start, start + QUARTER))
    assert window.serve_until == window.closes_at == at("2026-11-24T18:30+01:00")


def test_a_link_outlives_the_last_moment_of_service_by_the_longest_call() -> None:
    """Who was called at the last moment may still reload the page an hour later."""
    start = at("2026-11-24T10:00+01:00")
    window = window_of_slot(offer(), Span(start, start + QUARTER))
    assert window.expires_at == window.serve_until + timedelta(days=1)


@pytest.mark.parametrize(
    ("service", "now", "until"),
    [
        ("abmeldung-wohnsitz", "2026-11-24T10:00+01:00", "2026-11-24T18:30+01:00"),
        ("abmeldung-wohnsitz", "2026-11-24T20:00+01:00", "2026-11-25T00:00+01:00"),
        ("gespraech-auf-probe", "2026-11-24T23:00+01:00", "2026-11-25T03:00+01:00"),
    ],
)
def test_a_walk_in_may_come_at_once(service: str, now: str, until: str) -> None:
    """Until the office has closed; where it is closed or never closes, for four hours."""
    window = window_of_walk_in(offer(service), at(now))
    assert window.opens_at == at(now)
    assert window.closes_at == window.serve_until == at(until)


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**40 - 1))
def test_references_are_different_for_different_numbers(one: int, other: int) -> None:
    """All 40 bits are in it."""
    assert (reference_of(one) == reference_of(other)) == (one == other)


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("  Erika   Beispiel ", "Erika Beispiel"),
        ("Erika\u202e Beispiel\u2069", "Erika Beispiel"),
        ("E\u0301va", "Éva"),
        ("O'Connor-Müller", "O'Connor-Müller"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("a\tb\u2028c\u00a0d", "a b c d"),
        ("x" * 100, "x" * 64),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_name_is_shown_as_it_is_and_moves_nothing_else(given_name: str, cleaned: str) -> None:
    """No control, no change of direction; markup is text like any other."""
    assert clean_name(given_name) == cleaned


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


@pytest.mark.parametrize(
    ("given_address", "cleaned"),
    [
        (None, None),
        ("erika@example.org", "erika@example.org"),
        ("e.b+termin@example.org", "e.b+termin@example.org"),
        ("info@müller.de", "info@xn--mller-kva.de"),
    ],
)
def test_an_address_is_taken_as_mail_servers_take_it(
    given_address: str | None, cleaned: str | None
) -> None:
    """A domain with an umlaut is written in the form that every server knows."""
    assert clean_email(given_address) == cleaned


@pytest.mark.parametrize(
    "address",
    [
        "a,b@c.d",
        "a@b,c@d.e",
        "a@b c",
        "<a@b.c>",
        "a@b.c\n",
        "a\r\nBcc: x@y.z",
        "@b.c",
        "a@",
        "ü@b.c",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    """A second recipient, or a header, could hide in it."""
    with pytest.raises(BadRequest):
        clean_email(address)


@given(st.emails())
def test_an_address_that_is_taken_can_be_written_into_a_header(address: str) -> None:
    """The mail is composed later, where nobody could be told."""
    try:
        cleaned = clean_email(address)
    except BadRequest:
        return
    assert cleaned is not None and Address(addr_spec=cleaned).addr_spec == cleaned
