"""Whether what was to be told has not been overtaken by events. Pure.

A mail or a message to a browser waits in an outbox, and the visit goes on meanwhile: each is looked
at once more when it is sent.
"""

from datetime import datetime, timedelta

from broker.core.visit import Outcome, Stage, Visit

# "Your place ends in about ten minutes" is wrong after them.
WARNING_HOLDS = timedelta(minutes=10)


def still_true(kind: str, visit: Visit, now: datetime) -> bool:
    """Whether events have not overtaken news of this kind.

    A reminder is one until the waiting room opens; "it is nearly your turn" only while somebody
    waits elsewhere who was to be told so; "your place ends" for the few minutes it still has; a
    cancellation outlives the visit, nothing else does.
    """
    match kind:
        case "cancelled":
            return visit.outcome is Outcome.CANCELLED
        case "reminder":
            return visit.stage is Stage.BOOKED and now < visit.opens_at
        case "near":
            away = visit.reach != "page" and visit.near_at is not None
            return away and visit.stage is Stage.WAITING
        case "place-ends":
            warned = visit.warned_at is not None and now - visit.warned_at < WARNING_HOLDS
            return warned and visit.stage in (Stage.WAITING, Stage.PARKED)
        case _:
            return visit.stage is not Stage.ENDED
