"""What became of today's visits, as the moves tell it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from broker.core.today import KEPT, Today
from broker.core.visit import Outcome, QueueId, Stage, Visit, VisitId

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def ended(n: int, outcome: Outcome, *, minutes: int = 0, talked: bool = False) -> Visit:
    """A visit that ended so many minutes after NOW."""
    at = NOW + timedelta(minutes=minutes)
    return Visit(
        id=VisitId(f"v{n}"),
        booking="AAAA-2222",
        queue=QueueId("melden"),
        channel="video",
        opens_at=NOW,
        closes_at=NOW,
        serve_until=NOW,
        since=at,
        stage=Stage.ENDED,
        outcome=outcome,
        joined_at=at if talked else None,
        ended_at=at,
    )


def kept(*visits: Visit) -> Today:
    today = Today()
    for visit in visits:
        today.note(visit)
    return today


def test_each_end_is_counted_once_and_corrections_move_it() -> None:
    """A notice may come twice, and a clerk may amend the outcome."""
    visit = ended(1, Outcome.COMPLETED, talked=True)
    today = Today()
    assert today.note(visit)
    assert not today.note(visit)
    assert today.counts(MIDNIGHT) == (1, 0, 0)
    assert today.note(replace(visit, outcome=Outcome.NO_SHOW_CITIZEN))
    assert today.counts(MIDNIGHT) == (0, 1, 0)


def test_served_is_who_was_talked_to() -> None:
    """Somebody told to come in person without a call was not served."""
    today = kept(
        ended(1, Outcome.COME_IN_PERSON),
        ended(2, Outcome.COME_IN_PERSON, talked=True),
        ended(3, Outcome.NO_SHOW_OFFICE),
        ended(4, Outcome.LOST_CONTACT, talked=True),
    )
    assert today.counts(MIDNIGHT) == (1, 0, 1)


def test_yesterday_is_not_today() -> None:
    """What SQL was asked for is longer than a day, so that nobody there needs the time zone."""
    today = kept(ended(1, Outcome.NO_SHOW_CITIZEN, minutes=-11 * 60 - 1))
    assert today.counts(MIDNIGHT) == (0, 0, 0)
    assert today.no_shows(MIDNIGHT, None) == 0


def test_what_ended_long_ago_is_forgotten() -> None:
    """A node runs for months."""
    today = kept(ended(1, Outcome.COMPLETED))
    today.note(ended(2, Outcome.COMPLETED, minutes=int(KEPT.total_seconds()) // 60))
    assert set(today.ended) == {"v2"}


def test_a_visit_that_is_taken_up_again_has_not_ended() -> None:
    """And when it ends a second time, that end counts, at its own time."""
    visit = ended(1, Outcome.NO_SHOW_CITIZEN)
    today = kept(visit, ended(2, Outcome.COMPLETED, minutes=1, talked=True))
    assert today.counts(MIDNIGHT) == (1, 1, 0)
    assert today.note(replace(visit, stage=Stage.CALLED, outcome=None, ended_at=None))
    assert today.counts(MIDNIGHT) == (1, 0, 0)
    today.note(ended(1, Outcome.COMPLETED, minutes=2, talked=True))
    assert today.counts(MIDNIGHT) == (2, 0, 0)
    assert list(today.ended) == ["v2", "v1"]


def test_what_is_counted_on_the_way_is_what_would_be_counted_anew() -> None:
    """The counts follow the moves; whoever begins anew counts all of them."""
    outcomes = list(Outcome)
    today = Today()
    for n in range(200):
        talked = n % 3 == 0
        today.note(ended(n % 40, outcomes[n % len(outcomes)], minutes=n * 7 % 90, talked=talked))
        anew = Today()
        anew.show(today.ended.values())
        assert today.counts(MIDNIGHT) == anew.counts(MIDNIGHT)


def test_a_row_of_no_shows_ends_with_whoever_came() -> None:
    """A cancellation says nothing about it, a visit that took place ends it, so does an arrival."""
    missing = [ended(n, Outcome.NO_SHOW_CITIZEN, minutes=n) for n in (1, 3, 4)]
    today = kept(*missing, ended(5, Outcome.CANCELLED, minutes=5))
    assert today.no_shows(MIDNIGHT, None) == 3
    assert today.no_shows(MIDNIGHT, NOW + timedelta(minutes=2)) == 2
    today.note(ended(2, Outcome.CITIZEN_LEFT, minutes=2))
    assert today.no_shows(MIDNIGHT, None) == 2
    today.note(ended(6, Outcome.COMPLETED, minutes=6, talked=True))
    assert today.no_shows(MIDNIGHT, None) == 0
