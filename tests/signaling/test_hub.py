"""Who sits where on this node, and how a frame finds its socket here or elsewhere."""

from collections.abc import AsyncIterator

import pytest

from signaling.connection import Connection
from signaling.hub import Address, Hub
from tests.support.sockets import Listener, client, listening, soon

SEAT = Address("v1", "citizen")


class Post:
    """Where letters for other nodes go, kept for the test."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []

    def __call__(self, node: str, letter: bytes) -> None:
        self.letters.append((node, letter))


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """A listener whose connections carry the node name `a`."""
    async with listening() as found:
        yield found


@pytest.fixture
def post() -> Post:
    """An empty post bag."""
    return Post()


@pytest.fixture
def hub(post: Post) -> Hub:
    """The hub of node `a`."""
    return Hub("a", post)


async def added(listener: Listener, hub: Hub) -> Connection:
    """The newest connection, known to the hub."""
    connection = await soon(listener.opened)
    hub.add(connection)
    return connection


async def test_a_seat_gets_its_letters(listener: Listener, hub: Hub) -> None:
    """The relay's last step on one node."""
    async with client(listener) as citizen:
        connection = await added(listener, hub)
        assert hub.sit(SEAT, connection) is None
        assert hub.at(SEAT) is connection
        assert hub.deliver(SEAT, b'{"n":1}')
        assert await citizen.hear() == {"n": 1}


async def test_an_empty_seat_gets_nothing(hub: Hub) -> None:
    """Not here is an answer, not an error."""
    assert not hub.deliver(SEAT, b"{}")
    assert hub.at(SEAT) is None


async def test_the_newest_connection_wins(listener: Listener, hub: Hub) -> None:
    """The older is handed back, to be told; its late goodbye does not unseat the newer."""
    async with client(listener), client(listener):
        older, newer = await added(listener, hub), await added(listener, hub)
        hub.sit(SEAT, older)
        assert hub.sit(SEAT, newer) is older
        assert hub.sit(SEAT, newer) is None
        assert not hub.rise(SEAT, older)
        hub.drop(older)
        assert hub.at(SEAT) is newer
        assert hub.rise(SEAT, newer)
        assert hub.at(SEAT) is None


async def test_dropping_a_connection_frees_all_its_seats(listener: Listener, hub: Hub) -> None:
    """A citizen with two appointments has one socket and two seats."""
    other = Address("v2", "citizen")
    async with client(listener):
        connection = await added(listener, hub)
        hub.sit(SEAT, connection)
        hub.sit(other, connection)
        assert (len(hub), list(hub.connections())) == (1, [connection])
        hub.drop(connection)
        hub.drop(connection)
        assert (hub.at(SEAT), hub.at(other), len(hub)) == (None, None, 0)
        assert hub.__dict__["_seats"] == {}


async def test_forward_finds_a_connection_here(listener: Listener, hub: Hub, post: Post) -> None:
    """No post for what is in the house."""
    async with client(listener) as citizen:
        connection = await added(listener, hub)
        assert hub.forward(connection.id, b'{"n":2}')
        assert await citizen.hear() == {"n": 2}
        assert post.letters == []


async def test_forward_posts_to_the_node_of_the_id(
    listener: Listener, hub: Hub, post: Post
) -> None:
    """And the other hub unpacks it; node names may hold a dash."""
    assert hub.forward("node-b-abc123", b'{"n":3}')
    ((node, letter),) = post.letters
    assert node == "node-b"
    async with client(listener) as citizen:
        connection = await added(listener, hub)
        hub.forward("b-" + connection.id, b'{"n":4}')
        letter = post.letters[-1][1].replace(b"b-", b"", 1)
        hub.received(letter)
        assert await citizen.hear() == {"n": 4}


async def test_forward_to_one_of_ours_that_is_gone_is_false(hub: Hub, post: Post) -> None:
    """No letter to ourselves for somebody who left."""
    assert not hub.forward("a-gone", b"{}")
    assert not hub.forward("strange", b"{}")
    assert post.letters == []


@pytest.mark.parametrize("letter", [b"", b"\n", b"a-gone\n{}", b"\xff\xfe\n{}", b"no line end"])
async def test_late_and_strange_letters_are_dropped(letter: bytes, hub: Hub) -> None:
    """At most once: a node of another version must not break this one."""
    hub.received(letter)


async def test_a_frame_with_line_ends_arrives_whole(listener: Listener, hub: Hub) -> None:
    """Only the first line end parts the letter."""
    async with client(listener) as citizen:
        connection = await added(listener, hub)
        hub.received(connection.id.encode() + b'\n{"n":\n5}\n')
        assert await citizen.hear() == {"n": 5}
