"""The catalogue: the real one is read whole, and a wrong one is told every mistake at once."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.catalogues import sample_document, with_always_open
from broker.core.calendar import AROUND_THE_CLOCK, Hours
from broker.core.catalogue_document import CatalogueWrong, parse
from broker.errors import NotFound

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "opening", "services", "x"]), inner)
    ),
    max_leaves=8,
)


def mistakes(document: object) -> tuple[str, ...]:
    with pytest.raises(CatalogueWrong) as wrong:
        parse(document)
    return wrong.value.mistakes


def test_the_sample_is_read_whole() -> None:
    """It is the offer of a real city: eight departments, planned services included."""
    catalogue = parse(sample_document())
    assert len(catalogue.departments) == 8
    assert len(list(catalogue.services())) == 27
    service = catalogue.service("abmeldung-wohnsitz")
    assert (service.weekly_contingent, service.minutes) == (25, 15)
    assert catalogue.department_of("abmeldung-wohnsitz").queue == "melden"
    tuesday = catalogue.department("buergeramt-melden").opening.week[1]
    assert tuesday == (Hours(480, 720), Hours(780, 1080))


def test_a_planned_service_is_listed_and_offers_nothing() -> None:
    """Listed with the reason, but it cannot be booked."""
    service = parse(sample_document()).service("suchtberatung")
    assert not service.offers("video")
    assert not service.offers("phone")


def test_queues_have_names_and_departments() -> None:
    """Boards show the name; rights are given by department."""
    catalogue = parse(sample_document())
    assert catalogue.queues()["melden"] == "Bürgeramt – Meldeangelegenheiten"
    assert [d.id for d in catalogue.of_queue("parken")] == ["parken"]
    assert catalogue.queues_of(frozenset({"parken", "jugendamt"})) == {"parken", "jugendamt"}
    assert catalogue.of_queue("nowhere") == ()


def test_queues_of_the_same_name_are_told_apart() -> None:
    """Whoever closes one of them must see which one it is."""
    document = copy.deepcopy(sample_document())
    for department in document["departments"]:
        if department["id"] in ("parken", "jugendamt"):
            department["name"] = "Bürgerbüro"
    names = parse(document).queues()
    assert (names["parken"], names["jugendamt"]) == (
        "Bürgerbüro (parken)",
        "Bürgerbüro (jugendamt)",
    )


def test_what_is_not_there_is_named() -> None:
    """NotFound, the problem that becomes 404."""
    catalogue = parse(sample_document())
    with pytest.raises(NotFound):
        catalogue.service("nothing")
    with pytest.raises(NotFound):
        catalogue.department("nothing")


def test_the_demo_adds_queues_that_never_close() -> None:
    """Whoever tries the product at night finds an office open."""
    catalogue = parse(with_always_open(sample_document()))
    assert catalogue.department("demo").opening.week == AROUND_THE_CLOCK.week
    assert catalogue.department("probe").hidden


def test_every_mistake_is_named_at_once() -> None:
    """An administrator corrects a file once, not once per mistake."""
    document: Any = copy.deepcopy(sample_document())
    document["authority"]["time_zone"] = "Europe/Dresden"
    first, second = document["departments"][:2]
    first["opening"]["mon"] = ["8-12"]
    first["opening"]["tue"] = ["08:00-12:00", "11:00-18:00"]
    first["opening"]["someday"] = []
    first["services"][0]["channels"] = ["fax"]
    first["services"][0]["minutes"] = "15"
    first["services"][1]["colour"] = "blue"
    del second["queue"]
    second["services"][0]["id"] = first["services"][1]["id"]
    found = mistakes(document)
    paths = [line.partition(":")[0] for line in found]
    assert set(paths) == {
        "authority.time_zone",
        "departments[0].opening.mon[0]",
        "departments[0].opening.tue",
        "departments[0].opening.someday",
        "departments[0].services[0].channels[0]",
        "departments[0].services[0].minutes",
        "departments[0].services[1].colour",
        "departments[1].queue",
        "departments",
    }


@pytest.mark.parametrize(
    "hours", ["12:00-08:00", "08:00-24:30", "08:03-12:00", "08:00", 8, "08:75-12:00"]
)
def test_hours_that_are_none_are_refused(hours: object) -> None:
    """Backwards, past midnight, off the grid, or no hours at all."""
    document = sample_document()
    document["departments"][0]["opening"] = {"mon": [hours]}
    assert mistakes(document)[0].startswith("departments[0].opening.mon[0]: ")


def test_a_live_service_without_a_channel_is_a_mistake() -> None:
    """It could never be booked; `planned` says that this is meant."""
    document = sample_document()
    document["departments"][0]["services"][0]["channels"] = []
    assert mistakes(document) == (
        "departments[0].services[0].channels: must not be empty unless the service is planned",
    )


def test_texts_with_control_characters_are_refused() -> None:
    """Names go into mail headers and calendars: no line break, no reversal of direction."""
    document = sample_document()
    document["departments"][0]["name"] = "Amt\r\nBcc: x@example.org"
    document["departments"][1]["name"] = "\u202eAmt"
    assert len(mistakes(document)) == 2


@given(json_values)
def test_anything_that_is_json_gives_mistakes_and_no_crash(document: object) -> None:
    """`catalogue check` is run on files that people wrote by hand."""
    assert mistakes(document)


@given(
    json_values, st.sampled_from(["opening", "services", "desks", "closed_dates", "id", "phone"])
)
def test_any_value_in_any_field_gives_mistakes_or_a_catalogue(value: object, field: str) -> None:
    """The same, deeper."""
    document = sample_document()
    document["departments"][0][field] = value
    try:
        parse(document)
    except CatalogueWrong as wrong:
        assert wrong.mistakes


def test_the_sample_is_json_that_people_can_read() -> None:
    """Umlauts as letters, not as escapes."""
    path = Path(__file__).parents[2] / "broker" / "sample" / "catalogue.json"
    assert "Bürgeramt" in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8")) == sample_document()
