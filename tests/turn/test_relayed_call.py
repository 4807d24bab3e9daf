"""Two real WebRTC peers that may only meet through coturn, with minted credentials each."""

import asyncio
import shlex
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiortc import (
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
)

from signaling.ice import ice_servers, participant_id
from tests.support.coturn import Coturn, running_coturn
from tests.turn.turn_client import TurnError, turn_client

PATIENCE_S = 15
TALK_S = 3
HERE, NOT_HERE = "11.0.0.7", "10.0.0.5"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_two_peers_talk_through_the_relay_alone(transport: str) -> None:
    async with running_coturn(overlay_loopback=True) as server:
        await call(server, transport)


async def test_the_shipped_file_carries_a_call_on_public_addresses() -> None:
    """No overlay: in a network of its own, where this machine owns a public address.

    Both sides are relayed by one server, so each names the server's own address as its peer: a
    denial of that address, however prudent it looks, would end exactly these calls.
    """
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("needs unshare and ip (util-linux, iproute2)")
    own_network = ["unshare", "--user", "--map-root-user", "--net"]
    if (await asyncio.to_thread(subprocess.run, [*own_network, "true"], check=False)).returncode:
        pytest.skip("this machine allows no user namespaces")
    set_up = "ip link set lo up && "
    set_up += "".join(f"ip address add {ip}/32 dev lo && " for ip in (HERE, NOT_HERE))
    program = f"{set_up} exec {shlex.quote(sys.executable)} -m tests.turn.test_relayed_call"
    inside = await asyncio.create_subprocess_exec(
        *own_network, "sh", "-c", program, cwd=REPOSITORY, stdout=PIPE, stderr=STDOUT
    )
    try:
        said, _ = await inside.communicate()
    finally:
        if inside.returncode is None:
            inside.kill()
            await inside.wait()
    assert said.decode().splitlines()[-1] == f"called; {NOT_HERE} refused with 403", said.decode()
    assert inside.returncode == 0


async def on_public_addresses() -> None:
    async with running_coturn(
        change=lambda settings: replace(settings, listening_ips=(HERE,))
    ) as server:
        await call(server, "udp")
        async with turn_client(server.place, *server.credentials()) as client:
            await client.allocate()
            try:
                await client.create_permission(NOT_HERE)
            except TurnError as refused:
                print(f"called; {NOT_HERE} refused with {refused.code}")


async def call(server: Coturn, transport: str) -> None:
    async with (
        peer(server, "citizen", transport) as citizen,
        peer(server, "clerk", transport) as clerk,
    ):
        async with asyncio.timeout(PATIENCE_S):
            mine, theirs = await connected(citizen, clerk)
            await talk(mine, theirs)
        assert candidate_types(citizen) == candidate_types(clerk) == {"relay"}


@asynccontextmanager
async def peer(server: Coturn, seat: str, transport: str) -> AsyncIterator[RTCPeerConnection]:
    relay = server.relay()
    name = participant_id(relay, "visit-1", seat)
    grant = ice_servers(relay, participant=name, now=datetime.now(UTC))
    # aiortc takes one TURN URI of those offered.
    servers = [
        RTCIceServer(
            urls=[uri for uri in offered.urls if uri.endswith(transport)],
            username=offered.username,
            credential=offered.credential,
        )
        for offered in grant.ice_servers
    ]
    connection = RTCPeerConnection(
        RTCConfiguration(iceServers=servers, iceTransportPolicy=RTCIceTransportPolicy.RELAY)
    )
    try:
        yield connection
    finally:
        await connection.close()


async def connected(
    caller: RTCPeerConnection, callee: RTCPeerConnection
) -> tuple[RTCDataChannel, RTCDataChannel]:
    """Offer and answer with all candidates gathered; returns both open ends of one channel."""
    opened, arrived = asyncio.Event(), asyncio.get_running_loop().create_future()
    callee.on("datachannel", arrived.set_result)
    channel = caller.createDataChannel("talk")
    channel.on("open", opened.set)
    await caller.setLocalDescription(await caller.createOffer())
    await callee.setRemoteDescription(caller.localDescription)
    await callee.setLocalDescription(await callee.createAnswer())
    await caller.setRemoteDescription(callee.localDescription)
    await opened.wait()
    return channel, await arrived


async def talk(mine: RTCDataChannel, theirs: RTCDataChannel) -> None:
    """One message out and back at a time for three seconds: a call can break after it began."""
    back: asyncio.Queue[str] = asyncio.Queue()
    theirs.on("message", theirs.send)
    mine.on("message", back.put_nowait)
    clock = asyncio.get_running_loop().time
    number, end = 0, clock() + TALK_S
    while clock() < end:
        number += 1
        mine.send(f"message {number}")
        assert await back.get() == f"message {number}"


def candidate_types(connection: RTCPeerConnection) -> set[str]:
    assert connection.sctp is not None
    gatherer = connection.sctp.transport.transport.iceGatherer
    return {candidate.type for candidate in gatherer.getLocalCandidates()}


if __name__ == "__main__":
    asyncio.run(on_public_addresses())
