"""Every problem of the contract that an office can have; pure, so that the core may raise it.

The base and the problems of a socket are in `signaling/errors.py`. `ALL_PROBLEMS` feeds the
documentation, the translations and the tests: each slug has one plain sentence in each language.
"""

from signaling import errors as socket_errors
from signaling.errors import Problem

WENT_AWAY = 499
"""The status of a request whose browser left before its answer; nobody reads it."""


class NotNow(Problem):
    """The visit is not at the stage for this."""

    slug = "not-now"
    status = 409


class NotYours(Problem):
    """This actor may not do this."""

    slug = "not-yours"
    status = 403


class TooEarly(Problem):
    """The waiting room is not open yet; `opens_at` says when."""

    slug = "too-early"
    status = 403
    retry = "later"


class VisitOver(Problem):
    """The visit has ended; `outcome` says how."""

    slug = "visit-over"
    status = 410


class LineEmpty(Problem):
    """Nobody who is here waits in this queue."""

    slug = "line-empty"
    status = 409


class DeskBusy(Problem):
    """This clerk has a visit in hand; it must end or go back first."""

    slug = "desk-busy"
    status = 409


class QueueClosed(Problem):
    """The desk is not open for this queue."""

    slug = "queue-closed"
    status = 409


class ClosedToday(Problem):
    """This office takes nobody new today."""

    slug = "closed-today"
    status = 409


class NoPush(Problem):
    """No message can be sent to this browser: not from here, or not through its push service."""

    slug = "no-push"
    status = 422


class ReasonNeeded(Problem):
    """Calling anyone but the first in line needs a reason."""

    slug = "reason-needed"
    status = 422


class Conflict(Problem):
    """Others changed the same thing at the same moment, three times in a row."""

    slug = "conflict"
    status = 503
    retry = "now"


class SlotTaken(Problem):
    """Somebody else has just booked this time; `next` is the next free one."""

    slug = "slot-taken"
    status = 409


class ServiceClosed(Problem):
    """This service cannot be booked this way."""

    slug = "service-closed"
    status = 409


class ConsentMissing(Problem):
    """A booking needs the person's consent to keep the data for it."""

    slug = "consent-missing"
    status = 422


class TokenInvalid(Problem):
    """The link is not valid."""

    slug = "token-invalid"
    status = 401


class TokenExpired(Problem):
    """The link has expired."""

    slug = "token-expired"
    status = 401


class NotSignedIn(Problem):
    """No session came with the request."""

    slug = "not-signed-in"
    status = 401


class NotFound(Problem):
    """There is nothing here, or nothing that you may see."""

    slug = "not-found"
    status = 404


class BadRequest(Problem):
    """The request does not have the form that the contract asks for."""

    slug = "bad-request"
    status = 400


class TooLarge(Problem):
    """The request is larger than this installation takes."""

    slug = "too-large"
    status = 413


class Internal(Problem):
    """Something failed that should not; it was logged."""

    slug = "internal"
    status = 500
    retry = "later"


ALL_PROBLEMS: tuple[type[Problem], ...] = (
    NotNow,
    NotYours,
    TooEarly,
    VisitOver,
    LineEmpty,
    DeskBusy,
    QueueClosed,
    ClosedToday,
    NoPush,
    ReasonNeeded,
    Conflict,
    SlotTaken,
    ServiceClosed,
    ConsentMissing,
    TokenInvalid,
    TokenExpired,
    NotSignedIn,
    NotFound,
    BadRequest,
    TooLarge,
    Internal,
    socket_errors.OutOfTurn,
    socket_errors.Rate,
    socket_errors.OpReused,
    socket_errors.OldClient,
    socket_errors.TooSlow,
    socket_errors.GoingAway,
    socket_errors.StoreDown,
    socket_errors.Unknown,
    socket_errors.BadCredentials,
    socket_errors.BadFrame,
    socket_errors.Replaced,
    socket_errors.Revoked,
)
