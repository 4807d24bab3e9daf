"""The shipped configuration in a real coturn: asked for every forbidden address, it refuses.

The file is the rendered template and nothing else; only addresses, ports, realm and secret differ
from production. The overlay appears once, as the control that shows what these tests would see
if a packet got through.
"""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from tests.support.coturn import Coturn, running_coturn
from tests.turn.addresses import LONE_BYTES, PUBLIC_V4, PUBLIC_V6, SPECIAL_V4, SPECIAL_V6
from tests.turn.turn_client import IPV4, IPV6, Address, TurnClient, TurnError, turn_client

FORBIDDEN, WRONG_FAMILY = 403, 443
FIRST_CHANNEL = 0x4000


@asynccontextmanager
async def allocated(coturn: Coturn, family: int = IPV4) -> AsyncIterator[TurnClient]:
    async with turn_client(coturn.place, *coturn.credentials()) as client:
        await client.allocate(family)
        yield client
        await client.refresh(0)


async def permission(client: TurnClient, address: str) -> int | None:
    """The code of the refusal, None if it was granted."""
    try:
        await client.create_permission(address)
    except TurnError as refused:
        return refused.code
    return None


async def channel(client: TurnClient, number: int, address: str) -> int | None:
    try:
        await client.bind_channel(number, address)
    except TurnError as refused:
        return refused.code
    return None


def test_there_are_enough_addresses_to_ask_for() -> None:
    assert len(SPECIAL_V4) + len(SPECIAL_V6) >= 60
    assert len(PUBLIC_V4) + len(PUBLIC_V6) >= 14


async def test_no_special_ipv4_address_gets_a_permission(coturn: Coturn) -> None:
    async with allocated(coturn) as client:
        answers = {address: await permission(client, address) for address in SPECIAL_V4}
    assert {a: code for a, code in answers.items() if code != FORBIDDEN} == {}


async def test_no_special_ipv4_address_gets_a_channel(coturn: Coturn) -> None:
    async with allocated(coturn) as client:
        answers = {
            address: await channel(client, FIRST_CHANNEL + index, address)
            for index, address in enumerate(SPECIAL_V4)
        }
    assert {a: code for a, code in answers.items() if code != FORBIDDEN} == {}


async def test_no_special_ipv6_address_gets_a_permission(coturn_with_ipv6: Coturn) -> None:
    async with allocated(coturn_with_ipv6, IPV6) as client:
        asked = [*SPECIAL_V6, *LONE_BYTES]
        answers = {address: await permission(client, address) for address in asked}
    assert {a: code for a, code in answers.items() if code != FORBIDDEN} == {}


async def test_no_special_ipv6_address_gets_a_channel(coturn_with_ipv6: Coturn) -> None:
    async with allocated(coturn_with_ipv6, IPV6) as client:
        answers = {
            address: await channel(client, FIRST_CHANNEL + index, address)
            for index, address in enumerate([*SPECIAL_V6, *LONE_BYTES])
        }
    assert {a: code for a, code in answers.items() if code != FORBIDDEN} == {}


async def test_by_default_there_is_no_ipv6_relay_at_all(coturn: Coturn) -> None:
    """Whoever asks for one gets none, and an IPv4 allocation takes no IPv6 peer of any kind."""
    async with turn_client(coturn.place, *coturn.credentials()) as client:
        with pytest.raises(TurnError, match="440"):
            await client.allocate(IPV6)
    async with allocated(coturn) as client:
        for index, address in enumerate([*SPECIAL_V6, *PUBLIC_V6]):
            assert await permission(client, address) in (FORBIDDEN, WRONG_FAMILY), address
            answer = await channel(client, FIRST_CHANNEL + index, address)
            assert answer in (FORBIDDEN, WRONG_FAMILY), address


async def test_public_ipv4_addresses_are_relayed_to(coturn: Coturn) -> None:
    """A list that denies everything would pass all other tests here and carry no call."""
    async with allocated(coturn) as client:
        for index, address in enumerate(PUBLIC_V4):
            assert await permission(client, address) is None, address
            assert await channel(client, FIRST_CHANNEL + index, address) is None, address


async def test_public_addresses_are_relayed_to_with_ipv6_on(coturn_with_ipv6: Coturn) -> None:
    """Also IPv4: one wrong IPv6 range is enough to cut all of it off."""
    async with allocated(coturn_with_ipv6, IPV6) as client:
        for index, address in enumerate(PUBLIC_V6):
            assert await permission(client, address) is None, address
            assert await channel(client, FIRST_CHANNEL + index, address) is None, address
    async with allocated(coturn_with_ipv6) as client:
        for address in PUBLIC_V4:
            assert await permission(client, address) is None, address


async def test_a_send_indication_to_loopback_arrives_nowhere(coturn: Coturn) -> None:
    """Refusals are one thing, packets another: it is sent all the same, after the refusal."""
    with listener() as sink:
        async with allocated(coturn) as client:
            await knock(client, sink)
        with pytest.raises(BlockingIOError):
            sink.recv(100)


async def test_the_same_send_indication_arrives_with_the_overlay() -> None:
    """The control: with loopback opened, the very same steps deliver the packets."""
    async with running_coturn(overlay_loopback=True) as server:
        with listener() as sink:
            async with allocated(server) as client:
                await knock(client, sink)
            assert {sink.recv(100), sink.recv(100)} == {b"sent", b"by channel"}


async def test_the_overlay_opens_one_address_and_no_more() -> None:
    async with running_coturn(overlay_loopback=True) as server, allocated(server) as client:
        answers = {address: await permission(client, address) for address in SPECIAL_V4}
    assert [address for address, code in answers.items() if code is None] == ["127.0.0.1"]


@contextmanager
def listener() -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.setblocking(False)
        yield sink


async def knock(client: TurnClient, sink: socket.socket) -> None:
    """Sends by every way there is; the last request is answered after they were worked off,
    because coturn serves one client in order and loopback delivers at once."""
    peer = Address("127.0.0.1", sink.getsockname()[1])
    await permission(client, peer.host)
    client.send(peer, b"sent")
    try:
        await client.bind_channel(FIRST_CHANNEL, peer.host, peer.port)
    except TurnError as refused:
        assert refused.code == FORBIDDEN
    client.send_channel(FIRST_CHANNEL, b"by channel")
    await client.refresh(600)
