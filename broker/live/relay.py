"""The relay path of a call: socket -> here -> hub -> socket. No store, no decision, no inspection.

A node knows the open call of every visit that has a seat here. What does not fit the call - an older
number, a seat that is not taken, a sender whose seat another connection has by now - is dropped and
counted: that is honest traffic that came late, nobody is closed for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from broker.announce import Seats
from signaling.connection import Connection
from signaling.hub import Hub
from signaling.messages import (
    Candidate,
    CandidateFrom,
    Description,
    DescriptionFrom,
    Media,
    MediaFrom,
    MediaState,
    SeatName,
    encode,
)


@dataclass(slots=True)
class OpenCall:
    """The call of a visit that is `in-call`, and who sits in it."""

    number: int
    seats: Seats = field(default_factory=dict)

    def holds(self, seat: SeatName, connection: Connection) -> bool:
        """True while this connection has that seat."""
        sitting = self.seats.get(seat)
        return sitting is not None and sitting.conn == connection.id

    media: dict[SeatName, MediaState] = field(default_factory=dict)


class Calls:
    """The open calls that have a seat on this node."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._open: dict[str, OpenCall] = {}
        self._readers: list[set[str]] = []
        self.dropped = 0

    @contextmanager
    def reading(self) -> Iterator[set[str]]:
        """The visits whose call was opened or closed while the body reads a store: what it read of
        them may be older than what is known here by then."""
        changed: set[str] = set()
        self._readers.append(changed)
        try:
            yield changed
        finally:
            self._readers = [each for each in self._readers if each is not changed]

    def opened(self, visit: str, number: int, seats: Seats) -> None:
        """The visit is in call `number`, with these seats."""
        self._changed(visit)
        known = self._open.get(visit)
        if known is not None and known.number == number:
            known.seats = dict(seats)
        else:
            self._open[visit] = OpenCall(number, dict(seats))

    def begun(self, visit: str, number: int) -> OpenCall:
        """Call `number` as this node knows it; one that it did not know has no seats yet."""
        known = self._open.get(visit)
        if known is None or known.number != number:
            known = self._open[visit] = OpenCall(number)
        return known

    def closed(self, visit: str) -> None:
        """Nothing is relayed for this visit any more."""
        self._changed(visit)
        self._open.pop(visit, None)

    def _changed(self, visit: str) -> None:
        for changed in self._readers:
            changed.add(visit)

    def forget_media(self, visit: str, seat: SeatName) -> None:
        """The seat was taken (again): what it says of its media next is news to Redis."""
        call = self._open.get(visit)
        if call is not None:
            call.media.pop(seat, None)

    def of(self, visit: str) -> OpenCall | None:
        """The open call of a visit, if this node knows one."""
        return self._open.get(visit)

    def relay(
        self, connection: Connection, seat: SeatName, message: Description | Candidate
    ) -> None:
        """Passes a description or candidate on; the sender is the seat, not what is written."""
        call = self._open.get(message.visit)
        if call is None or call.number != message.call or not call.holds(seat, connection):
            self.dropped += 1
            return
        target = call.seats.get(message.to)
        if target is None or message.to == seat:
            self.dropped += 1
            return
        letter: DescriptionFrom | CandidateFrom
        if isinstance(message, Description):
            letter = DescriptionFrom(
                visit=message.visit,
                call=message.call,
                from_=seat,
                description=message.description,
            )
        else:
            letter = CandidateFrom(
                visit=message.visit, call=message.call, from_=seat, candidate=message.candidate
            )
        self._hub.forward(target.conn, encode(letter))

    def tell_media(self, connection: Connection, seat: SeatName, message: Media) -> bool:
        """Tells the other seats how this one sees the path; False when the call is not this one."""
        call = self._open.get(message.visit)
        if call is None or call.number != message.call or not call.holds(seat, connection):
            self.dropped += 1
            return False
        frame = encode(
            MediaFrom(
                visit=message.visit,
                call=message.call,
                from_=seat,
                state=message.state,
                stats=message.stats,
                microphone=message.microphone,
                camera=message.camera,
            )
        )
        for other, sitting in call.seats.items():
            if other != seat:
                self._hub.forward(sitting.conn, frame)
        return True
