"""What is begun anew, and what is given back, is all of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broker.core.visit import (
    SYSTEM,
    Actor,
    Annotate,
    Arrive,
    By,
    Call,
    Join,
    PatienceOver,
    PreCall,
    Prioritise,
    QueueId,
    Reschedule,
    SendBack,
    Transfer,
    Undo,
    Visit,
    VisitId,
    decide,
)
from broker.errors import NotNow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CITIZEN, CLERK = Actor(By.CITIZEN, "c"), Actor(By.QUEUE_CLERK, "anna")


def waits() -> Visit:
    """Somebody with an appointment, in the line."""
    booked = Visit(
        id=VisitId("v"),
        booking="AAAA-0000",
        queue=QueueId("melden"),
        channel="video",
        opens_at=NOW - timedelta(hours=1),
        closes_at=NOW + timedelta(hours=1),
        serve_until=NOW + timedelta(hours=8),
        since=NOW,
        slot_start=NOW,
        slot_end=NOW + timedelta(minutes=15),
    )
    return decide(booked, Arrive(), CITIZEN, NOW).after


def test_the_priority_of_one_day_is_none_of_another() -> None:
    """Its reason was that of the day, and stands in the moves of the day."""
    visit = decide(waits(), Prioritise(reason="in pain"), CLERK, NOW).after
    tomorrow = NOW + timedelta(days=1)
    moved = Reschedule(
        slot_start=tomorrow,
        slot_end=tomorrow + timedelta(minutes=15),
        opens_at=tomorrow - timedelta(minutes=15),
        closes_at=tomorrow + timedelta(minutes=45),
        serve_until=tomorrow + timedelta(hours=8),
    )
    visit = decide(visit, moved, CITIZEN, NOW).after
    again = decide(visit, Arrive(), CITIZEN, tomorrow).after
    assert not again.priority
    assert decide(again, Prioritise(reason="in pain"), CLERK, tomorrow).after.priority


def test_nobody_is_put_sooner_twice() -> None:
    """A second press, or a second clerk who takes pity: those before would be passed by once more."""
    visit = decide(waits(), Prioritise(reason="in pain"), CLERK, NOW).after
    with pytest.raises(NotNow):
        decide(visit, Prioritise(reason="in pain"), CLERK, NOW)


def test_a_transfer_that_is_taken_back_gives_back_all_that_it_took() -> None:
    """Missed calls, the few minutes after one, the note for the other office: as before the click."""
    visit = decide(waits(), Annotate(note="a word"), CLERK, NOW).after
    visit = decide(visit, Call(), CLERK, NOW).after
    visit = decide(visit, PatienceOver(), SYSTEM, NOW).after
    visit = decide(visit, PreCall(), CLERK, NOW).after
    gone = decide(visit, Transfer(queue=QueueId("kfz"), note="for you"), CLERK, NOW).after
    back = decide(gone, Undo(version=gone.version), CLERK, NOW).after
    same = replace(visit, version=back.version, undo=None, since=back.since)
    assert back == same


def test_a_call_that_is_given_back_is_a_new_one() -> None:
    """Nobody has talked in it yet: who leaves now has left, and media that flows is told again."""
    visit = decide(waits(), Call(), CLERK, NOW).after
    visit = decide(visit, Join(), CITIZEN, NOW).after
    visit = replace(visit, connected_at=NOW, held_on=2)
    waiting = decide(visit, SendBack(), CLERK, NOW).after
    called = decide(waiting, Undo(version=waiting.version), CLERK, NOW).after
    assert (called.call, called.joined_at, called.connected_at) == (2, None, None)
    assert called.held_on == 0
