"""What a queue's past teaches, and what those who wait in it were told. Kept on its picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from broker.core.pace import Pace
from broker.core.promise import Margin
from signaling.messages import Position


@dataclass(frozen=True, slots=True)
class Experience:
    """What the stores know of a queue's past and of who will still come. `kept`: the share of
    today's promises that held; `typical_wait_s`: the median of today; `last_ends`: of each clerk."""

    pace: Pace = field(default_factory=Pace)
    margin: Margin = Margin()
    expected: Sequence[datetime] = ()
    comes: float = 0.9
    last_ends: Mapping[str, datetime] = field(default_factory=dict)
    kept: float | None = None
    promises: int = 0
    typical_wait_s: int | None = None


class Reasons(NamedTuple):
    """What may make a wait longer, as of one look: desks at work, how long calls take in parts of
    their planned length, whether one drags on."""

    desks: int = 0
    ratio: float = 0.0
    dragging: bool = False


class Told(NamedTuple):
    """The last position that somebody was told, at which version of the visit, and as of what."""

    version: int
    position: Position
    reasons: Reasons
