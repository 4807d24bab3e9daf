"""Where each waiting citizen stands, told at most once a second and only when it is news.

The whole line is gone through once a second, for all its citizens; a page that connects in between is
shown the place of that pass. The order comes from the same keys that Redis sorts by.
"""

from datetime import datetime, timedelta

from broker.core.catalogue import Catalogue
from broker.core.line import Place
from broker.core.visit import Stage, VisitId
from broker.live.rows import Picture, places_of
from signaling.hub import Address, Hub
from signaling.messages import Position


def tell_positions(
    picture: Picture, hub: Hub, catalogue: Catalogue, *, now: datetime, away_after: timedelta
) -> None:
    """Tells each citizen who is here and waits in this queue, if there is news."""
    picture.places = places_of(picture, catalogue, now=now, away_after=away_after)
    before, picture.told = picture.told, {}
    for visit, place in picture.places.items():
        connection = hub.at(Address(visit, "citizen"))
        if connection is None:
            continue
        version = picture.visits[VisitId(visit)].visit.version
        known, told = before.get(visit, (version, None))
        position = _position(visit, place, told)
        picture.told[visit] = (version, position)
        # After a move the page may have dropped what it knew.
        if position is not told or version != known:
            connection.say(position)


def position_of(
    picture: Picture,
    visit: str,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
) -> Position | None:
    """Where a citizen stands, or None when not in the line (yet)."""
    facts = picture.visits.get(VisitId(visit))
    if facts is None or facts.visit.stage is not Stage.WAITING:
        return None
    if visit not in picture.places:
        picture.places = places_of(picture, catalogue, now=now, away_after=away_after)
    return _position(visit, picture.places[visit], None)


def _position(visit: str, place: Place, told: Position | None) -> Position:
    """The new position, or `told` itself when nothing worth saying has changed."""
    earliest_s = _minutes(place.earliest_s, up=False)
    latest_s = _minutes(place.latest_s, up=True)
    fresh = Position(visit=visit, ahead=place.ahead, earliest_s=earliest_s, latest_s=latest_s)
    if told is None:
        return fresh
    if (fresh.ahead, earliest_s, latest_s) == (told.ahead, told.earliest_s, told.latest_s):
        return told
    return Position(
        visit=visit,
        ahead=place.ahead,
        earliest_s=earliest_s,
        latest_s=latest_s,
        reason=_why_longer(told, fresh),
    )


def _why_longer(told: Position, fresh: Position) -> str | None:
    if fresh.ahead > told.ahead:
        return "earlier-place"
    if fresh.latest_s is None and told.latest_s is not None:
        return "no-desk"
    if told.latest_s is not None and fresh.latest_s is not None and fresh.latest_s > told.latest_s:
        return "takes-longer"
    return None


def _minutes(seconds: int | None, *, up: bool) -> int | None:
    """Whole minutes: nobody believes a wait in seconds, and the screen would flicker."""
    if seconds is None:
        return None
    return (seconds + (59 if up else 0)) // 60 * 60
