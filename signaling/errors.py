"""What can go wrong on a socket: the base of all problems, and the ones a socket itself meets.

Problem
├── Local to one message (the socket stays open): OutOfTurn (UnknownType), Rate, OpReused, OldClient
└── Terminal (the socket is closed with `close_code`):
    TooSlow 4001 · GoingAway 4002 · StoreDown 4003 (Unknown) · TooMany 4029           come back later
    BadCredentials 4500 · BadFrame 4501 · NeverYours 4502 · Replaced 4505 · Revoked 4506   stay away

Texts for people live in the web client, by slug; `detail` is for developers.
"""

from typing import Any, ClassVar, Literal

Retry = Literal["no", "now", "later"]


class Problem(Exception):
    """One named failure of the contract (RFC 9457). Abstract: raise a subclass."""

    slug: ClassVar[str]
    status: ClassVar[int] = 400
    close_code: ClassVar[int | None] = None
    retry: ClassVar[Retry] = "no"

    def __init__(self, detail: str = "", **extra: Any) -> None:
        if type(self) is Problem:
            raise TypeError("Problem is abstract: raise one of its subclasses")
        super().__init__(detail or (type(self).__doc__ or "").strip().splitlines()[0])
        self.detail = str(self)
        self.extra = extra


class OutOfTurn(Problem):
    """This message cannot be said at this moment of the conversation."""

    slug = "out-of-turn"
    status = 409


class Rate(Problem):
    """Too many messages in too short a time; say it again later."""

    slug = "rate"
    status = 429
    retry = "later"


class UnknownType(OutOfTurn):
    """A message type that this node does not know; while nodes are updated, another one may."""

    retry = "later"


class OpReused(Problem):
    """The op id was used before with another body."""

    slug = "op-reused"
    status = 409


class OldClient(Problem):
    """The client speaks another version of the protocol; it should reload once."""

    slug = "old-client"
    status = 426


class TooSlow(Problem):
    """The reader did not keep up with what was written to it."""

    slug = "too-slow"
    status = 503
    close_code = 4001
    retry = "now"


class GoingAway(Problem):
    """This node is shutting down; another one takes the socket."""

    slug = "going-away"
    status = 503
    close_code = 4002
    retry = "later"


class StoreDown(Problem):
    """The database or Redis does not answer; nothing was changed."""

    slug = "store-down"
    status = 503
    close_code = 4003
    retry: ClassVar[Retry] = "later"


class Unknown(StoreDown):
    """Whether it happened is not known; the same again tells."""

    slug = "unknown"
    retry: ClassVar[Retry] = "now"


class TooMany(Problem):
    """This sender ignored its rate; the socket is closed."""

    slug = "rate"
    status = 429
    close_code = 4029
    retry = "later"


class BadCredentials(Problem):
    """No valid session or token came with the hello."""

    slug = "bad-credentials"
    status = 401
    close_code = 4500


class BadFrame(Problem):
    """A frame that is no message of this protocol, or no hello in time."""

    slug = "bad-frame"
    status = 400
    close_code = 4501


class NeverYours(Problem):
    """A message type that this seat may never send."""

    slug = "out-of-turn"
    status = 403
    close_code = 4502


class Replaced(Problem):
    """A newer connection took this seat."""

    slug = "replaced"
    status = 409
    close_code = 4505


class Revoked(Problem):
    """The session was signed out or its link was revoked."""

    slug = "revoked"
    status = 401
    close_code = 4506
