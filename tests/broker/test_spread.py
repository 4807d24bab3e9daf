"""Over how long a crowd comes back."""

from broker.live.snapshots import spread_ms


def test_a_crowd_comes_back_as_fast_as_it_can_be_greeted() -> None:
    """A few at once, a thousand on two nodes within a second, and nobody later than the goal."""
    assert spread_ms(0) == spread_ms(10) == 300
    assert spread_ms(500) == 750
    assert spread_ms(5000) == 14_000
    assert spread_ms(50_000) < 20_000
