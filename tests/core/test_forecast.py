"""A waiting time is a range that is kept, comes from what really happened, and costs little."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.core.forecast import AtWork, Outlook, places
from broker.core.line import Place, Waiting, order_key
from broker.core.pace import PastCall, Spread, learn
from broker.core.promise import Margin

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def after(**parts: float) -> datetime:
    """A time around noon."""
    return NOON + timedelta(**parts)


def line(people: int, *, minutes: int = 10, away: tuple[int, ...] = ()) -> list[Waiting]:
    """Walk-ins who came one after the other."""
    return [
        Waiting(
            f"v{n:05}",
            order_key(arrived_at=after(seconds=n - people), slot_start=None),
            here=n not in away,
            minutes=minutes,
            service="advice",
        )
        for n in range(people)
    ]


def busy(*lasted_s: float, minutes: int = 10) -> list[AtWork]:
    """Desks with a call that has lasted so long."""
    return [AtWork(service="advice", planned_s=minutes * 60, busy_s=s) for s in lasted_s]


def calls(*talks_s: float, planned_s: float = 600) -> list[PastCall]:
    """Calls of one clerk, without a gap in between."""
    past, at = [], after(hours=-4)
    for took in talks_s:
        ended = at + timedelta(seconds=took)
        past.append(PastCall("advice", planned_s, "anna", after(hours=-5), at, at, ended))
        at = ended + timedelta(seconds=30)
    return past


def times(place: Place) -> tuple[int, int]:
    """Both ends of a range that must be there."""
    assert place.earliest_s is not None
    assert place.latest_s is not None
    return place.earliest_s, place.latest_s


def last_of(people: int, outlook: Outlook) -> tuple[int, int]:
    """The range of the last in a line of so many."""
    return times(list(places(line(people), outlook).values())[-1])


def test_without_a_desk_at_work_no_time_is_said() -> None:
    """A number without anybody working is a lie; how many are ahead is still true."""
    found = list(places(line(3), Outlook(now=NOON)).values())
    assert found == [Place(0), Place(1), Place(2)]


def test_who_is_away_keeps_the_place_but_does_not_count_as_ahead() -> None:
    """Otherwise one closed laptop would inflate everybody's number."""
    outlook = Outlook(now=NOON, desks=busy(60))
    here, gone = places(line(4), outlook), places(line(4, away=(1,)), outlook)
    assert [place.ahead for place in gone.values()] == [0, 1, 1, 2]
    assert times(gone["v00003"]) == times(here["v00002"])


def test_a_free_desk_and_nobody_ahead_means_within_a_few_minutes() -> None:
    """The first of the line with a free desk waits for a click only."""
    earliest, latest = last_of(1, Outlook(now=NOON, desks=[AtWork(idle_s=0)]))
    assert earliest < 30
    assert latest < 180


@given(
    people=st.integers(1, 40),
    lasted=st.lists(st.floats(0, 4000), min_size=1, max_size=8),
    talks=st.lists(st.floats(20, 5000), max_size=40),
)
@settings(deadline=None, max_examples=60)
def test_more_desks_or_fewer_people_never_mean_longer(
    people: int, lasted: list[float], talks: list[float]
) -> None:
    """Ranges are ranges, those behind wait longer, and help shortens the wait."""
    pace = learn(calls(*talks))
    outlook = Outlook(now=NOON, desks=busy(*lasted), pace=pace)
    found = [times(place) for place in places(line(people), outlook).values()]
    assert all(0 <= earliest < latest for earliest, latest in found)
    assert found == sorted(found)
    more = Outlook(now=NOON, desks=busy(*lasted, lasted[0]), pace=pace)
    assert last_of(people, more)[1] <= found[-1][1] * 1.05 + 5


def test_what_really_happened_replaces_the_plan() -> None:
    """Planned minutes are a guess: calls that take a third of them shorten everybody's wait."""
    guessed = last_of(6, Outlook(now=NOON, desks=busy(60)))
    quick = learn(calls(*[200.0] * 30))
    learnt = last_of(6, Outlook(now=NOON, desks=busy(60), pace=quick))
    assert learnt[1] < guessed[1] / 2
    assert learnt[1] - learnt[0] < (guessed[1] - guessed[0]) / 2


def test_services_are_told_apart_once_they_have_been_seen() -> None:
    """Ten short matters ahead are not ten long ones."""
    past = calls(*[120.0] * 20)
    past += [
        PastCall(
            "long", 600, "ben", each.arrived_at, each.called_at, each.called_at, after(hours=1)
        )
        for each in calls(*[1800.0] * 10)
    ]
    pace = learn(past)
    assert pace.takes_s("advice", 600) < pace.takes_s("long", 600) / 3


def test_a_gap_between_two_calls_counts_only_while_somebody_waited() -> None:
    """An empty line is no slowness, and a break is no gap."""
    quick = learn(calls(*[300.0] * 20))
    late = [
        PastCall("advice", 600, "anna", at, at, at, at + timedelta(seconds=300))
        for at in (after(minutes=20 * n) for n in range(20))
    ]
    assert quick.gap.mean == pytest.approx(30, abs=4)
    assert learn(late).gap.mean == pytest.approx(45, abs=1)


def test_a_day_that_is_played_fast_is_not_promised_in_real_minutes() -> None:
    """Before its first call, and by each real call less. No gap is believed to be under a second."""
    believed, played = learn([], speed=60), learn(calls(*[5.0] * 30), speed=60)
    assert believed.takes_s("s", 600) == pytest.approx(600 / 60 + 1)
    assert played.takes_s("s", 600) == pytest.approx(5 + played.gap.mean, rel=0.2)


def test_those_who_leave_before_their_call_are_counted_on() -> None:
    """A line from which every third goes home moves faster."""
    past = calls(*[300.0] * 20)
    left = [PastCall("advice", 600, None, after(hours=-3), None, None, NOON) for _ in range(10)]
    assert learn([*past, *left]).stay < 0.85 < learn(past).stay


def test_bookings_that_are_still_to_come_count_only_for_those_who_stand_behind_them() -> None:
    """A walk-in counts ten minutes later than the arrival; who is booked in between comes first."""
    desks = busy(60)
    nobody = last_of(1, Outlook(now=NOON, desks=desks))
    soon = Outlook(now=NOON, desks=desks, expected=[after(minutes=n) for n in (1, 2, 3)])
    later = Outlook(now=NOON, desks=desks, expected=[after(minutes=n) for n in (40, 50, 60)])
    assert last_of(1, soon)[1] > nobody[1] + 300
    assert last_of(1, later) == nobody


def test_a_long_call_says_that_it_will_go_on() -> None:
    """A call far beyond all that was seen does not end the next moment."""
    pace = learn(calls(*[300.0] * 30))
    fresh = last_of(1, Outlook(now=NOON, desks=busy(250), pace=pace))
    stuck = last_of(1, Outlook(now=NOON, desks=busy(3600), pace=pace))
    assert stuck[1] > fresh[1]


def test_a_desk_of_several_queues_is_only_a_part_of_a_desk() -> None:
    """Somebody else's line has its share of it."""
    whole = last_of(5, Outlook(now=NOON, desks=[AtWork(busy_s=60, planned_s=600)]))
    half = last_of(5, Outlook(now=NOON, desks=[AtWork(busy_s=60, planned_s=600, share=0.5)]))
    assert half[1] > 1.5 * whole[1]


def test_a_wider_margin_widens_both_ends() -> None:
    """What broken promises teach."""
    desks = busy(60, 200)
    usual = last_of(6, Outlook(now=NOON, desks=desks))
    wide = last_of(6, Outlook(now=NOON, desks=desks, margin=Margin(2.0, 2.0)))
    assert wide[0] < usual[0] < usual[1] < wide[1]


def test_a_time_has_a_law_that_ends_at_one() -> None:
    """The rest of a call is a chance, whatever it has lasted."""
    spread = Spread(600, 0.7)
    for gone in (0.0, 100.0, 5000.0, 1e6):
        rests = [spread.rest_below(10.0**n, gone=gone) for n in range(8)]
        assert rests == sorted(rests)
        assert 0 <= rests[0] <= rests[-1] <= 1
        assert rests[-1] > 0.9


def test_five_thousand_places_cost_little() -> None:
    """They are worked out while sockets wait; this machine is given ten times what it takes."""
    people = line(5000)
    outlook = Outlook(now=NOON, desks=busy(*range(10, 600, 60)))
    begun = time.process_time()
    assert len(places(people, outlook)) == 5000
    assert time.process_time() - begun < 0.3
