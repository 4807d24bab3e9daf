"""The whole matrix of kinds, actions and scopes, written out a second time and compared."""

from datetime import UTC, datetime
from itertools import product
from typing import Any, get_args

import pytest

from broker.core.principal import Principal
from broker.core.visit import By
from broker.errors import NotYours
from broker.routes import ROUTES
from broker.trust import policy
from broker.trust.policy import Action, Kind, Scope
from signaling import messages
from signaling.messages import ClientMessage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# o: own, d: of the own department, everything else is refused. One letter a cell that is allowed.
EXPECTED = """
                    anyone  booker  citizen  clerk  supervisor
hello               -       -       o        o      o
arrive              -       -       o        d      -
leave               -       -       o        -      -
ice                 -       -       o        od     -
desk                -       -       -        od     -
call-next           -       -       -        d      -
call                -       -       -        d      -
send-back           -       -       -        d      d
join                -       -       o        d      -
end                 -       -       -        d      d
amend               -       -       -        d      -
switch-channel      -       -       o        d      -
cancel              -       -       o        d      -
description         -       -       o        d      -
candidate           -       -       o        d      -
media               -       -       o        d      -
say                 -       -       o        d      -
watch               -       -       -        od     od
park                -       -       -        d      -
resume              -       -       -        d      -
skip                -       -       -        d      -
pre-call            -       -       -        d      -
recall              -       -       -        d      -
transfer            -       -       -        d      -
annotate            -       -       -        d      -
prioritise          -       -       -        d      -
undo                -       -       -        od     -
take-up             -       -       -        d      -
hold-on             -       -       o        -      -
step-away           -       -       o        -      -
why                 -       -       o        -      -
close-queue         -       -       -        d      d
tell-queue          -       -       -        d      d
lend-queue          -       -       -        -      d
acknowledge         -       -       -        -      d
read-public         o       o       o        o      o
book                o       o       o        o      o
sign-in             o       o       o        o      o
sign-out            o       o       o        o      o
read-session        -       -       o        o      o
read-booking        -       o       -        -      -
change-booking      -       o       o        -      -
read-desk-bookings  -       -       -        d      d
book-at-desk        -       -       -        d      -
read-history        -       -       -        d      d
read-timeline       -       -       -        -      d
read-curves         -       -       -        -      d
read-limits         -       -       -        -      d
change-limits       -       -       -        -      d
read-report         -       -       -        -      d
"""


def expected() -> dict[tuple[str, str, str], bool]:
    """The picture above as cells."""
    head, *rows = [line.split() for line in EXPECTED.strip().splitlines()]
    letters = {Scope.OWN: "o", Scope.DEPARTMENT: "d", Scope.OTHER: "x"}
    return {
        (kind, action, scope): letters[scope] in cell
        for action, *cells in rows
        for kind, cell in zip(head, cells, strict=True)
        for scope in Scope
    }


@pytest.mark.parametrize("kind", Kind)
def test_every_cell_of_the_matrix_is_as_it_was_meant(kind: Kind) -> None:
    """A change of the rights needs a change in two places, and so a second look."""
    meant = expected()
    cells = list(product([kind], Action, Scope))
    assert [c for c in cells if policy.allowed(*c) is not meant[c]] == []
    assert len(meant) == len(Kind) * len(Action) * len(Scope)


def test_nobody_may_do_anything_to_what_is_foreign() -> None:
    """Deny is the default, and no row of the table ends it."""
    assert [cell for cell in policy.ALLOWED if cell[2] is Scope.OTHER] == []


def test_every_message_of_a_client_is_an_action() -> None:
    """A new message without a row would be refused to everybody: here that shows."""
    tags = {str(shape.__struct_config__.tag) for shape in get_args(ClientMessage)}
    assert tags <= set(Action)
    may = {action for _, action, _ in policy.ALLOWED}
    assert tags <= may


def test_every_route_has_somebody_who_may_use_it() -> None:
    """The speaker that a route names is one of those that the table lets do its action."""
    speakers = {
        "anyone": {Kind.ANYONE},
        "session": {Kind.CITIZEN, Kind.CLERK, Kind.SUPERVISOR},
        "staff": {Kind.CLERK, Kind.SUPERVISOR},
        "manage-token": {Kind.BOOKER},
        "metrics-token": {Kind.ANYONE},
    }
    for route in ROUTES:
        may = {kind for kind, action, _ in policy.ALLOWED if action == route.action}
        assert may & speakers[route.speaker], route.path
        if route.speaker != "anyone" and route.action is not Action.READ_PUBLIC:
            assert Kind.ANYONE not in may, route.path


def principal(role: str, **values: Any) -> Principal:
    """Somebody of this role."""
    audience: Any = {"citizen": "citizen", "clerk": "desk", "supervisor": "board"}[role]
    return Principal(audience=audience, role=role, subject="somebody", expires_at=NOW, **values)


CITIZEN = principal("citizen", visits={"mine": 1})
CLERK = principal("clerk", departments=frozenset({"amt"}))
SUPERVISOR = principal("supervisor", departments=frozenset({"amt"}))


@pytest.mark.parametrize(
    ("who", "named", "scope"),
    [
        (CITIZEN, {}, Scope.OWN),
        (CITIZEN, {"visit": "mine"}, Scope.OWN),
        (CITIZEN, {"visit": "theirs"}, Scope.OTHER),
        (CITIZEN, {"own_queue": True}, Scope.OTHER),
        (CITIZEN, {"visit": "mine", "own_queue": True}, Scope.OTHER),
        (CLERK, {}, Scope.OWN),
        (CLERK, {"own_queue": True}, Scope.DEPARTMENT),
        (CLERK, {"own_queue": False}, Scope.OTHER),
        (CLERK, {"visit": "theirs"}, Scope.OTHER),
        (CLERK, {"visit": "theirs", "own_queue": False}, Scope.OTHER),
        (SUPERVISOR, {"own_queue": True}, Scope.DEPARTMENT),
    ],
)
def test_an_object_stands_to_the_principal_as_named(
    who: Principal, named: dict[str, Any], scope: Scope
) -> None:
    """A visit that nobody placed in a queue is foreign to staff: forgetting it refuses."""
    assert policy.scope_of(who, **named) is scope


MESSAGES: dict[str, ClientMessage] = {
    "leave": messages.Leave(op="1", visit="mine"),
    "call-next": messages.CallNext(op="1", queue="amt"),
    "end": messages.End(op="1", visit="mine", outcome="completed"),
}


@pytest.mark.parametrize(
    ("who", "message", "named"),
    [
        (CITIZEN, "leave", {"visit": "theirs"}),
        (CITIZEN, "call-next", {"own_queue": True}),
        (CITIZEN, "end", {"visit": "mine"}),
        (CLERK, "call-next", {"own_queue": False}),
        (CLERK, "leave", {"own_queue": True}),
        (SUPERVISOR, "call-next", {"own_queue": True}),
        (SUPERVISOR, "end", {"own_queue": False}),
    ],
)
def test_what_is_not_allowed_is_not_yours(
    who: Principal, message: str, named: dict[str, Any]
) -> None:
    """Through the door that the routes and the sockets use."""
    with pytest.raises(NotYours):
        policy.require(who, policy.action_of(MESSAGES[message]), **named)


def test_what_is_allowed_raises_nothing() -> None:
    """The same door from the other side."""
    policy.require(CITIZEN, policy.action_of(MESSAGES["leave"]), visit="mine")
    policy.require(CLERK, policy.action_of(MESSAGES["call-next"]), own_queue=True)
    policy.require(SUPERVISOR, policy.action_of(MESSAGES["end"]), own_queue=True)


@pytest.mark.parametrize(
    ("who", "by"),
    [(CITIZEN, By.CITIZEN), (CLERK, By.QUEUE_CLERK), (SUPERVISOR, By.SUPERVISOR)],
)
def test_each_acts_as_who_they_are(who: Principal, by: By) -> None:
    """The actor of a move is made here and nowhere else."""
    actor = policy.actor_of(who, "amt")
    assert (actor.by, actor.id) == (by, "somebody")


@pytest.mark.parametrize("who", [CLERK, SUPERVISOR])
def test_staff_of_another_department_is_no_actor(who: Principal) -> None:
    """Department isolation, once more at the last step."""
    with pytest.raises(NotYours):
        policy.actor_of(who, "jugendamt")
