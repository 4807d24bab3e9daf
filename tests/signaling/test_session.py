"""Which socket may ever say what."""

from typing import get_args

import pytest

from signaling.errors import BadFrame, NeverYours
from signaling.messages import Audience, CallNext, ClientMessage, Hello, Leave
from signaling.session import ALLOWED, check

TYPES: list[type[ClientMessage]] = list(get_args(ClientMessage))
AUDIENCES: list[Audience] = list(get_args(Audience))


def test_every_audience_has_a_row() -> None:
    """A new audience without a row would be a KeyError in the middle of a conversation."""
    assert set(ALLOWED) == set(AUDIENCES)


def test_every_message_has_a_speaker() -> None:
    """A message nobody may say is a forgotten one; hello alone stands outside."""
    spoken = frozenset().union(*ALLOWED.values())
    assert spoken == set(TYPES) - {Hello}


def test_a_citizen_never_runs_a_desk() -> None:
    """And the row of the citizen says so."""
    with pytest.raises(NeverYours, match="call-next"):
        check("citizen", CallNext(op="o", queue="q"))


def test_a_board_sees_and_hears_nothing_of_a_call() -> None:
    """A supervisor watches states and times, takes care of alerts and of whole queues, and has two
    commands of last resort for a visit; no media, no text."""
    assert {kind.__name__ for kind in ALLOWED["board"]} == {
        *("Watch", "SendBack", "End"),
        *("Acknowledge", "CloseQueue", "TellQueue", "LendQueue"),
    }


def test_what_is_allowed_passes() -> None:
    """No exception is the answer."""
    check("citizen", Leave(op="o", visit="v"))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_second_hello_is_a_bad_frame(audience: Audience) -> None:
    """A socket speaks for one principal for all its life."""
    with pytest.raises(BadFrame):
        check(audience, Hello(protocol=1))
