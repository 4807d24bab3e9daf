"""The open calls of a node, as the notices of all nodes and its own reading make them."""

from broker.live.relay import Calls
from signaling.hub import Hub


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
