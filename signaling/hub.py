"""The sockets of this node, by connection id and by seat; the way to those of other nodes.

An address is held by one connection at a time here: the newest. A connection may hold several
addresses (a citizen with two appointments). Who holds a seat on another node is not known here.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from signaling.connection import Connection
from signaling.messages import SeatName


class Address(NamedTuple):
    """A seat of a visit."""

    visit: str
    seat: SeatName


class Hub:
    """`post(node, letter)` hands a letter for another node to the bus: at most once."""

    def __init__(self, node: str, post: Callable[[str, bytes], None]) -> None:
        self.node = node
        self._post = post
        self._by_id: dict[str, Connection] = {}
        self._by_seat: dict[Address, Connection] = {}
        self._seats: dict[str, tuple[Address, ...]] = {}

    def add(self, connection: Connection) -> None:
        """From now on this connection is found by its id."""
        self._by_id[connection.id] = connection

    def drop(self, connection: Connection) -> None:
        """Forgets the connection, and every seat it still holds here."""
        self._by_id.pop(connection.id, None)
        for address in self._seats.pop(connection.id, ()):
            del self._by_seat[address]

    def sit(self, address: Address, connection: Connection) -> Connection | None:
        """The newest wins. Returns the other connection that held this seat here, if any."""
        before = self._by_seat.get(address)
        if before is connection:
            return None
        self._by_seat[address] = connection
        self._seats[connection.id] = (*self._seats.get(connection.id, ()), address)
        if before is not None:
            self._forget(address, before)
        return before

    def rise(self, address: Address, connection: Connection) -> bool:
        """Frees the seat; False, and nothing changes, when another connection holds it by now."""
        if self._by_seat.get(address) is not connection:
            return False
        del self._by_seat[address]
        self._forget(address, connection)
        return True

    def _forget(self, address: Address, connection: Connection) -> None:
        left = tuple(held for held in self._seats.get(connection.id, ()) if held != address)
        if left:
            self._seats[connection.id] = left
        else:
            self._seats.pop(connection.id, None)

    def at(self, address: Address) -> Connection | None:
        """Who holds the seat here."""
        return self._by_seat.get(address)

    def find(self, conn_id: str) -> Connection | None:
        """The connection of this id, if it is open here."""
        return self._by_id.get(conn_id)

    def seats_of(self, connection: Connection) -> tuple[Address, ...]:
        """The seats that a connection holds here."""
        return self._seats.get(connection.id, ())

    def addresses(self) -> list[Address]:
        """Every seat that is taken here."""
        return list(self._by_seat)

    def connections(self) -> Iterable[Connection]:
        """Every connection of this node; copy it before awaiting anything."""
        return self._by_id.values()

    def __len__(self) -> int:
        return len(self._by_id)

    def deliver(self, address: Address, frame: bytes) -> bool:
        """Says a frame to the seat if it is here; False if it is not."""
        connection = self._by_seat.get(address)
        if connection is None:
            return False
        connection.say_frame(frame)
        return True

    def forward(self, conn_id: str, frame: bytes) -> bool:
        """Says a frame to a connection here, or posts it to the node of its id.

        False when it was one of ours and is gone. True of another node is no promise.
        """
        connection = self._by_id.get(conn_id)
        if connection is not None:
            connection.say_frame(frame)
            return True
        node = conn_id.rpartition("-")[0]
        if not node or node == self.node:
            return False
        self._post(node, conn_id.encode() + b"\n" + frame)
        return True

    def received(self, letter: bytes) -> None:
        """A letter of another node for one of our connections; late or strange ones are dropped."""
        conn_id, _, frame = letter.partition(b"\n")
        connection = self._by_id.get(conn_id.decode(errors="replace"))
        if connection is not None:
            connection.say_frame(frame)
