"""Silence is forgiven for a while, and flowing media is no silence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broker.core.presence import Graces, held_until, verdict
from broker.core.visit import (
    SYSTEM,
    CitizenGone,
    ClerkGone,
    Command,
    HoldOver,
    PlaceEnds,
    Stage,
    decide,
)
from tests.core.test_visit import NOW, visit_at

LONG = NOW + timedelta(seconds=45)
HOLD = NOW + timedelta(minutes=45)


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.IN_CALL])
@pytest.mark.parametrize(
    ("lost", "now", "command"),
    [
        ({"clerk": NOW}, LONG, ClerkGone()),
        ({"clerk": NOW}, LONG - timedelta(seconds=1), None),
        ({"citizen": NOW}, LONG, CitizenGone()),
        ({"citizen": NOW}, LONG - timedelta(seconds=1), None),
        # Both gone: the clerk's silence is decided first, so that the citizen keeps the place.
        ({"citizen": NOW, "clerk": NOW}, LONG, ClerkGone()),
        ({"citizen": NOW, "clerk": NOW + timedelta(seconds=9)}, LONG, None),
        ({}, LONG, None),
    ],
)
def test_a_call_forgives_either_side_45_seconds(
    stage: Stage, lost: dict[str, datetime], now: datetime, command: Command | None
) -> None:
    """A lift ride does not end an appointment."""
    assert verdict(visit_at(stage), lost, media_flows=False, now=now) == command


def test_a_call_whose_media_flows_is_left_alone() -> None:
    """Losing signaling is not losing the call."""
    lost = {"citizen": NOW, "clerk": NOW}
    later = NOW + timedelta(minutes=30)
    assert verdict(visit_at(Stage.IN_CALL), lost, media_flows=True, now=later) is None


def test_the_place_of_somebody_away_is_held_until_after_the_slot() -> None:
    """The later of slot end + 30 min and 30 min after the loss."""
    visit = visit_at(Stage.WAITING)
    assert held_until(visit, NOW) == HOLD
    before, after = HOLD - timedelta(seconds=1), HOLD
    warned = replace(visit, warned_at=NOW + timedelta(minutes=40))
    assert verdict(warned, {"citizen": NOW}, media_flows=False, now=before) is None
    assert verdict(warned, {"citizen": NOW}, media_flows=False, now=after) == HoldOver()


def test_no_place_ends_without_a_warning_for_each_absence() -> None:
    """Ten minutes before the end, once; who came back and went again is warned again."""
    visit, soon = visit_at(Stage.WAITING), HOLD - timedelta(minutes=10)
    lost = {"citizen": NOW}
    early = soon - timedelta(seconds=1)
    assert verdict(visit, lost, media_flows=False, now=early) is None
    assert verdict(visit, lost, media_flows=False, now=soon) == PlaceEnds()
    warned = decide(visit, PlaceEnds(), SYSTEM, soon).after
    assert verdict(warned, lost, media_flows=False, now=soon) is None
    again = {"citizen": soon + timedelta(minutes=1)}
    later = held_until(warned, again["citizen"]) - timedelta(minutes=10)
    assert verdict(warned, again, media_flows=False, now=later) == PlaceEnds()


def test_a_walk_in_is_held_for_the_same_time_after_the_loss() -> None:
    """Without a slot only the loss counts."""
    walk_in = visit_at(Stage.WAITING, slot_start=None, slot_end=None)
    assert held_until(walk_in, NOW, Graces()) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("stage", [Stage.BOOKED, Stage.ENDED])
def test_nobody_owes_presence_before_the_arrival_or_after_the_end(stage: Stage) -> None:
    """Closing the page of tomorrow's appointment loses nothing."""
    later = NOW + timedelta(days=1)
    assert verdict(visit_at(stage), {"citizen": NOW}, media_flows=False, now=later) is None


def test_a_telephone_visit_owes_no_citizens_socket() -> None:
    """Who is called on the telephone needs no page open."""
    visit = visit_at(Stage.WAITING, channel="phone")
    later = NOW + timedelta(hours=3)
    assert verdict(visit, {"citizen": NOW}, media_flows=False, now=later) is None


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.PARKED])
def test_who_said_how_to_be_told_needs_no_page(stage: Stage) -> None:
    """The page was closed with our word for it: the place is kept until the office closes."""
    told_by_mail = replace(visit_at(stage), reach="mail")
    later = NOW + timedelta(hours=3)
    assert verdict(told_by_mail, {"citizen": NOW}, media_flows=False, now=later) is None


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.IN_CALL])
def test_who_was_away_before_the_call_has_the_whole_grace_to_come(stage: Stage) -> None:
    """Somebody called by name who closed the page ten minutes ago is not given up within a second."""
    visit = visit_at(stage)
    lost = {"citizen": visit.since - timedelta(minutes=10)}
    soon = visit.since + timedelta(seconds=44)
    assert verdict(visit, lost, media_flows=False, now=soon) is None
    late = soon + timedelta(seconds=1)
    assert verdict(visit, lost, media_flows=False, now=late) == CitizenGone()
