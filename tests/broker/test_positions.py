"""Where somebody stands, as a node tells it from its picture of the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broker.catalogues import sample_document
from broker.core.catalogue_document import parse
from broker.core.line import order_key
from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.live.positions import A_SECOND_MORE, SHORT_LINE, places_of, tell_positions
from broker.live.rows import Picture
from broker.stores.visits import Facts
from signaling.hub import Hub

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
QUEUE = QueueId("melden")
CATALOGUE = parse(sample_document())


def waiting(name: str, *, slot_in: timedelta | None = None) -> Facts:
    """Somebody who has just arrived, for a slot that begins so much later; None: a walk-in."""
    slot = None if slot_in is None else NOW + slot_in
    visit = Visit(
        id=VisitId(name),
        booking=name,
        queue=QUEUE,
        channel="video",
        opens_at=NOW,
        closes_at=NOW + timedelta(hours=4),
        serve_until=NOW + timedelta(hours=4),
        since=NOW,
        stage=Stage.WAITING,
        slot_start=slot,
        arrived_at=NOW,
        order=order_key(arrived_at=NOW, slot_start=slot),
    )
    return Facts(visit, "meldebescheinigung", name, "Erika Muster", None, "de", None)


def picture_of(*people: Facts) -> Picture:
    """A queue in which they wait."""
    picture = Picture(QUEUE)
    picture.visits = {facts.visit.id: facts for facts in people}
    return picture


def ahead(picture: Picture) -> dict[str, int]:
    """How many stand before each; under "" before somebody who would come now."""
    places = places_of(picture, CATALOGUE, now=NOW, away_after=timedelta(seconds=30))
    return {visit: place.ahead for visit, place in places.items()}


@pytest.mark.parametrize("minutes", [0, 9, 11, 60, 240])
def test_who_is_alone_in_the_line_has_nobody_ahead(minutes: int) -> None:
    """However long before the slot: who might come next is nobody yet."""
    alone = picture_of(waiting("early", slot_in=timedelta(minutes=minutes)))
    assert ahead(alone)["early"] == 0


def test_who_would_come_now_is_told_of_those_who_are_before_them_and_before_nobody() -> None:
    """A walk-in stands before a slot that is still far off, and behind one that is near."""
    near = waiting("near", slot_in=timedelta(minutes=5))
    far = waiting("far", slot_in=timedelta(minutes=45))
    assert ahead(picture_of(near, far)) == {"near": 0, "far": 1, "": 1}
    parked = replace(near, visit=replace(near.visit, stage=Stage.PARKED))
    assert ahead(picture_of(parked, far)) == {"far": 0, "": 0}


def test_a_line_of_thousands_is_not_gone_through_every_second() -> None:
    """Each who sits down moves it; ten thousand come back within seconds."""
    people = [waiting(f"v{number:05}") for number in range(SHORT_LINE + 2 * A_SECOND_MORE)]
    looked = [0.0, 1.0, 2.0, 3.0]
    assert [looks(picture_of(*people), at) for at in looked] == [True] * 4
    long, short = picture_of(*people), picture_of(*people[:10])
    assert [looks(long, at) for at in looked] == [True, False, True, False]
    assert [looks(short, at) for at in looked] == [True] * 4


def looks(picture: Picture, after_s: float) -> bool:
    """Whether the line is gone through then, after somebody has sat down."""
    picture.moved = True
    now, away_after = NOW + timedelta(seconds=after_s), timedelta(seconds=30)
    tell_positions(
        picture, Hub("n1", lambda node, letter: None), CATALOGUE, now=now, away_after=away_after
    )
    return not picture.moved
