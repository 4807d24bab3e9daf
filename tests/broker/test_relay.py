"""The open calls of a node, as the notices of all nodes and its own reading make them."""

from types import SimpleNamespace
from typing import Any

from msgspec import Raw

from broker.announce import sitting
from broker.live.relay import Calls
from signaling.hub import Hub
from signaling.messages import Candidate, Media


def test_what_moved_while_somebody_read_is_named() -> None:
    """Else a call that was just closed is opened again by what was read a moment before."""
    calls = Calls(Hub("n1", lambda node, letter: None))
    calls.opened("before", 1, {})
    with calls.reading() as first:
        calls.closed("before")
        with calls.reading() as second:
            calls.opened("during", 2, {})
    calls.opened("after", 3, {})
    assert first == {"before", "during"}
    assert second == {"during"}


def test_what_is_said_of_another_call_reaches_nobody() -> None:
    """A visit can be called again while the browsers of the call before still talk to each other."""
    posted: list[str] = []
    calls = Calls(Hub("n1", lambda node, letter: posted.append(node)))
    calls.opened("visit", 2, {"citizen": sitting("n1-1~page"), "clerk": sitting("n2-1~page")})
    citizen: Any = SimpleNamespace(id="n1-1")
    for number in (1, 2, 3):
        calls.relay(
            citizen,
            "citizen",
            Candidate(visit="visit", call=number, to="clerk", candidate=Raw(b"{}")),
        )
    assert posted == ["n2"]
    assert calls.dropped == 2


def test_who_has_no_seat_of_a_call_reaches_nobody_in_it() -> None:
    """An older page of the same citizen, whose seat a newer one has by now, or a seat that it never had."""
    posted: list[str] = []
    calls = Calls(Hub("n1", lambda node, letter: posted.append(node)))
    calls.opened("visit", 1, {"citizen": sitting("n1-2~page"), "clerk": sitting("n2-1~page")})
    said = Candidate(visit="visit", call=1, to="clerk", candidate=Raw(b"{}"))
    older: Any = SimpleNamespace(id="n1-1")
    newest: Any = SimpleNamespace(id="n1-2")
    calls.relay(older, "citizen", said)
    calls.relay(newest, "companion", said)
    calls.relay(newest, "citizen", said)
    assert posted == ["n2"]
    assert calls.dropped == 2


def test_what_somebody_says_to_the_own_seat_goes_nowhere() -> None:
    """Nobody negotiates with itself: a page that does so is mistaken, and no node works for it."""
    posted: list[str] = []
    calls = Calls(Hub("n1", lambda node, letter: posted.append(node)))
    calls.opened("visit", 1, {"citizen": sitting("n2-1~page")})
    citizen: Any = SimpleNamespace(id="n2-1")
    for seat in ("citizen", "clerk"):
        calls.relay(
            citizen, "citizen", Candidate(visit="visit", call=1, to=seat, candidate=Raw(b"{}"))
        )
    assert (posted, calls.dropped) == ([], 2)


def test_media_is_told_by_who_sits_in_this_call() -> None:
    """Or an older page would show the other side a path that is gone, and keep a dead call alive."""
    posted: list[str] = []
    calls = Calls(Hub("n1", lambda node, letter: posted.append(node)))
    calls.opened("visit", 2, {"citizen": sitting("n1-2~page"), "clerk": sitting("n2-1~page")})
    older: Any = SimpleNamespace(id="n1-1")
    newest: Any = SimpleNamespace(id="n1-2")
    assert not calls.tell_media(older, "citizen", Media(visit="visit", call=2, state="connected"))
    assert not calls.tell_media(newest, "citizen", Media(visit="visit", call=1, state="connected"))
    assert posted == []
    assert calls.tell_media(newest, "citizen", Media(visit="visit", call=2, state="connected"))
    assert (posted, calls.dropped) == (["n2"], 2)
