"""What is said of a booking before it is stored: windows and references."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.catalogues import sample_document, with_always_open
from broker.core.booking import (
    Offer,
    Reach,
    offer_of,
    reference_of,
    window_of_slot,
    window_of_walk_in,
)
from broker.core.calendar import Span
from broker.core.catalogue_document import parse

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
