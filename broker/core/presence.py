"""What the system owes a visit whose seats went silent. Pure.

Presence is told by leases, not by stages: a seat is *lost* since its socket closed or its node died.
Nothing here knows sockets; it gets the times and says which command is due, if any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker.core.visit import CitizenGone, ClerkGone, Command, HoldOver, PlaceEnds, Stage, Visit

CITIZEN, CLERK = "citizen", "clerk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graces:
    """How long a silence is forgiven. `hold` is how long the place of somebody away is kept, and
    `warning` so long before its end a mail says so."""

    clerk: timedelta = timedelta(seconds=45)
    citizen: timedelta = timedelta(seconds=45)
    hold: timedelta = timedelta(minutes=30)
    warning: timedelta = timedelta(minutes=10)

    @property
    def shortest(self) -> timedelta:
        """Who was lost later than that long ago is owed nothing yet, whatever the visit."""
        return min(self.clerk, self.citizen, self.hold - self.warning)


def verdict(
    visit: Visit,
    lost: Mapping[str, datetime],
    *,
    media_flows: bool,
    now: datetime,
    graces: Graces = Graces(),
) -> Command | None:
    """The command that the silence of `lost` seats leads to now, or None.

    A call whose media still flows is left alone, whatever the sockets do. When both sides are gone,
    the clerk's silence is decided first: the citizen then waits at the front, and is held there.
    Who said that the page will be closed, and how to be told, is held until the office closes.
    """
    match visit.stage:
        case Stage.CALLED | Stage.IN_CALL if visit.channel == "video":
            if media_flows:
                return None
            if _over(lost.get(CLERK), visit, graces.clerk, now):
                return ClerkGone()
            if CLERK not in lost and _over(lost.get(CITIZEN), visit, graces.citizen, now):
                return CitizenGone()
            return None
        case Stage.CALLED | Stage.IN_CALL:
            return ClerkGone() if _over(lost.get(CLERK), visit, graces.clerk, now) else None
        case Stage.WAITING | Stage.PARKED if visit.channel == "video" and visit.reach == "page":
            since = lost.get(CITIZEN)
            return None if since is None else _place_of_somebody_away(visit, since, now, graces)
        case _:
            return None


def held_until(visit: Visit, lost_at: datetime, graces: Graces = Graces()) -> datetime:
    """Until when the place of somebody who went away at `lost_at` is kept."""
    after_loss = lost_at + graces.hold
    return after_loss if visit.slot_end is None else max(after_loss, visit.slot_end + graces.hold)


def _place_of_somebody_away(
    visit: Visit, since: datetime, now: datetime, graces: Graces
) -> Command | None:
    ends = held_until(visit, since, graces)
    if now >= ends:
        return HoldOver()
    warned = visit.warned_at is not None and visit.warned_at >= since
    return None if warned or now < ends - graces.warning else PlaceEnds()


def _over(lost_at: datetime | None, visit: Visit, grace: timedelta, now: datetime) -> bool:
    # Who is called while away gets the whole grace to come: the silence of before is no answer.
    return lost_at is not None and now - max(lost_at, visit.since) >= grace
