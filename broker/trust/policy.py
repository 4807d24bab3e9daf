"""Who may do what to what: one table, deny by default. Pure.

Coarse on purpose: it says whether this kind of person may ever say this about that object. When a
visit is at the stage for it, and who is *its* clerk, says the table in `broker/core/visit.py`.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from broker.core.catalogue import Catalogue
from broker.core.principal import Principal
from broker.core.visit import Actor, By
from broker.errors import NotYours
from signaling.messages import ClientMessage

# The departments that may serve a queue today besides its own.
Loans = Mapping[str, Collection[str]]


class Kind(StrEnum):
    """Kinds of people and programs. `BOOKER` is whoever holds the manage token of a booking."""

    ANYONE = "anyone"
    BOOKER = "booker"
    CITIZEN = "citizen"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


class Scope(StrEnum):
    """How an object stands to who acts. `OWN`: the own visit, booking, session, or no object at
    all; `DEPARTMENT`: in a queue of the own departments; `OTHER`: anything else."""

    OWN = "own"
    DEPARTMENT = "department"
    OTHER = "other"


class Action(StrEnum):
    """Everything that can be asked for: the messages of a client, then the routes of HTTP."""

    HELLO = "hello"
    ARRIVE = "arrive"
    LEAVE = "leave"
    ICE = "ice"
    DESK = "desk"
    CALL_NEXT = "call-next"
    CALL = "call"
    SEND_BACK = "send-back"
    JOIN = "join"
    END = "end"
    AMEND = "amend"
    SWITCH_CHANNEL = "switch-channel"
    CANCEL = "cancel"
    DESCRIPTION = "description"
    CANDIDATE = "candidate"
    MEDIA = "media"
    SAY = "say"
    WATCH = "watch"
    PARK = "park"
    RESUME = "resume"
    SKIP = "skip"
    PRE_CALL = "pre-call"
    RECALL = "recall"
    TRANSFER = "transfer"
    ANNOTATE = "annotate"
    PRIORITISE = "prioritise"
    UNDO = "undo"
    TAKE_UP = "take-up"
    HOLD_ON = "hold-on"
    STEP_AWAY = "step-away"
    WHY = "why"
    CLOSE_QUEUE = "close-queue"
    TELL_QUEUE = "tell-queue"
    LEND_QUEUE = "lend-queue"
    ACKNOWLEDGE = "acknowledge"
    READ_PUBLIC = "read-public"
    BOOK = "book"
    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    READ_SESSION = "read-session"
    READ_BOOKING = "read-booking"
    CHANGE_BOOKING = "change-booking"
    READ_DESK_BOOKINGS = "read-desk-bookings"
    BOOK_AT_DESK = "book-at-desk"
    READ_HISTORY = "read-history"
    READ_TIMELINE = "read-timeline"
    READ_CURVES = "read-curves"
    READ_LIMITS = "read-limits"
    CHANGE_LIMITS = "change-limits"
    READ_REPORT = "read-report"


_A, _OWN, _QUEUE = Action, {Scope.OWN}, {Scope.DEPARTMENT}
_PEOPLE = {Kind.CITIZEN, Kind.CLERK, Kind.SUPERVISOR}
_STAFF = {Kind.CLERK, Kind.SUPERVISOR}
_CALL = {_A.DESCRIPTION, _A.CANDIDATE, _A.MEDIA}

# fmt: off
TABLE: tuple[tuple[set[Kind], set[Action], set[Scope]], ...] = (
    # who              may                                                        to what
    (set(Kind),        {_A.READ_PUBLIC, _A.BOOK, _A.SIGN_IN, _A.SIGN_OUT},        _OWN),
    (_PEOPLE,          {_A.HELLO, _A.READ_SESSION},                               _OWN),
    ({Kind.BOOKER},    {_A.READ_BOOKING, _A.CHANGE_BOOKING},                      _OWN),
    ({Kind.CITIZEN},   {_A.ARRIVE, _A.LEAVE, _A.JOIN, _A.SWITCH_CHANNEL,
                        _A.CANCEL, _A.HOLD_ON, _A.STEP_AWAY, _A.WHY,
                        _A.CHANGE_BOOKING, _A.ICE, _A.SAY} | _CALL,               _OWN),
    ({Kind.CLERK},     {_A.DESK, _A.WATCH, _A.CALL_NEXT, _A.CALL, _A.ARRIVE,
                        _A.SEND_BACK, _A.JOIN, _A.END, _A.AMEND, _A.CANCEL,
                        _A.SWITCH_CHANNEL, _A.PARK, _A.RESUME, _A.SKIP,
                        _A.PRE_CALL, _A.RECALL, _A.TRANSFER, _A.ANNOTATE,
                        _A.PRIORITISE, _A.UNDO, _A.TAKE_UP, _A.ICE,
                        _A.SAY} | _CALL,                                          _QUEUE),
    ({Kind.CLERK},     {_A.DESK, _A.WATCH, _A.ICE, _A.UNDO},                      _OWN),
    (_STAFF,           {_A.WATCH, _A.SEND_BACK, _A.END, _A.CLOSE_QUEUE,
                        _A.TELL_QUEUE},                                           _QUEUE),
    ({Kind.SUPERVISOR}, {_A.LEND_QUEUE, _A.ACKNOWLEDGE},                          _QUEUE),
    (_STAFF,           {_A.WATCH},                                                _OWN),
    (_STAFF,           {_A.READ_DESK_BOOKINGS, _A.READ_HISTORY},                  _QUEUE),
    ({Kind.CLERK},     {_A.BOOK_AT_DESK},                                         _QUEUE),
    ({Kind.SUPERVISOR}, {_A.READ_TIMELINE, _A.READ_CURVES, _A.READ_LIMITS,
                         _A.CHANGE_LIMITS, _A.READ_REPORT},                       _QUEUE),
)
# fmt: on

ALLOWED: frozenset[tuple[Kind, Action, Scope]] = frozenset(
    (kind, action, scope)
    for kinds, actions, scopes in TABLE
    for kind in kinds
    for action in actions
    for scope in scopes
)


def allowed(kind: Kind, action: Action, scope: Scope) -> bool:
    """Whether the table has this cell. A supervisor sees no names and takes no part in a call."""
    return (kind, action, scope) in ALLOWED


def require(
    principal: Principal,
    action: Action,
    *,
    visit: str | None = None,
    own_queue: bool | None = None,
) -> None:
    """Raises NotYours unless `principal` may do `action`.

    Name the object: `visit` for a citizen (one of the session's, or somebody else's), `own_queue`
    for staff (does the queue belong to the own departments?), neither if there is no object.
    """
    scope = scope_of(principal, visit=visit, own_queue=own_queue)
    if not allowed(kind_of(principal), action, scope):
        raise NotYours(f"a {principal.role} may not {action} what is {scope}")


def scope_of(
    principal: Principal, *, visit: str | None = None, own_queue: bool | None = None
) -> Scope:
    """How the named object stands to the principal. A queue says nothing to a citizen."""
    if principal.audience == "citizen":
        foreign = own_queue is not None or (visit is not None and visit not in principal.visits)
        return Scope.OTHER if foreign else Scope.OWN
    if own_queue is not None:
        return Scope.DEPARTMENT if own_queue else Scope.OTHER
    return Scope.OWN if visit is None else Scope.OTHER


def queues_of(principal: Principal, catalogue: Catalogue, loans: Loans) -> list[str]:
    """Whose queues staff may serve: those of the own departments, and a clerk also those lent to
    them today; in the order of the catalogue."""
    own = catalogue.queues_of(principal.departments)
    lent = principal.role == "clerk"
    return [
        queue
        for queue in catalogue.queues()
        if queue in own or (lent and principal.departments & set(loans.get(queue, ())))
    ]


def kind_of(principal: Principal) -> Kind:
    """The principal's row in the table."""
    return Kind(principal.role)


def action_of(message: ClientMessage) -> Action:
    """The action that a message asks for: its type on the wire."""
    return Action(str(message.__struct_config__.tag))


def actor_of(principal: Principal, department: str) -> Actor:
    """Who acts on a visit in a queue of `department`. Raises NotYours for foreign staff.

    A citizen is one for the own visits only: check those with `require`.
    """
    if principal.audience == "citizen":
        return Actor(By.CITIZEN, principal.subject)
    if department not in principal.departments:
        raise NotYours("a queue of another department")
    by = By.QUEUE_CLERK if principal.role == "clerk" else By.SUPERVISOR
    return Actor(by, principal.subject)
