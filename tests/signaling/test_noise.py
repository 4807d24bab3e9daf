"""Rude clients, many of them: whatever comes, the server stays well and says nothing odd."""

import asyncio
import contextlib
import logging
import random

import pytest

from signaling.connection import Limits
from signaling.messages import Leave, encode
from tests.support.sockets import HELLO, Listener, client, listening, masked, raw_client, soon

LEAVE = encode(Leave(op="op", visit="v"))


async def noise(listener: Listener, chance: random.Random) -> None:
    """A client that begins well, or not, and then sends a damaged stream of frames in pieces."""
    stream = bytearray(masked(HELLO) if chance.random() < 0.8 else b"")
    for _ in range(chance.randrange(1, 8)):
        payload = chance.choice([LEAVE, HELLO, chance.randbytes(chance.randrange(200))])
        first_byte = chance.choice([0x81, 0x81, 0x81, chance.randrange(256)])
        stream += masked(payload, first_byte)
    for _ in range(chance.randrange(4)):
        stream[chance.randrange(len(stream))] = chance.randrange(256)
    async with raw_client(listener) as rude:
        with contextlib.suppress(OSError):
            at = 0
            while at < len(stream):
                size = chance.choice([1, 3, 50, 1000])
                await asyncio.get_running_loop().sock_sendall(
                    rude.socket, bytes(stream[at : at + size])
                )
                at += size
                await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(5))
async def test_damaged_streams_end_quietly(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    """Every handler ends, nothing is logged as an error, and an honest client is served after it."""
    troubles: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: troubles.append(about))
    chance = random.Random(seed)
    limits = Limits(hello_s=0.3, close_s=0.2, rate=1000, burst=1000)
    count = 60
    async with listening(limits) as listener:
        for _ in range(count // 10):
            await asyncio.gather(*(noise(listener, chance) for _ in range(10)))
        for _ in range(count):
            assert (await soon(listener.finished)).closed
        while not listener.heard.empty():
            listener.heard.get_nowait()
        async with client(listener) as honest:
            await honest.say(LEAVE)
            assert await soon(listener.heard) == Leave(op="op", visit="v")
    assert troubles == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_thousands_of_fragments_are_one_message() -> None:
    """A frame a byte is legal; it costs the sender more than the server."""
    async with listening() as listener, raw_client(listener) as rude:
        await rude.send(HELLO)
        parts = [bytes([byte]) for byte in LEAVE.ljust(5_000)]
        stream = masked(parts[0], 0x01) + b"".join(masked(part, 0x00) for part in parts[1:-1])
        stream += masked(parts[-1], 0x80)
        await asyncio.get_running_loop().sock_sendall(rude.socket, stream)
        assert await soon(listener.heard) == Leave(op="op", visit="v")


async def test_a_frame_that_never_ends_is_no_message_and_no_sign_of_life() -> None:
    """Half a frame is held for a while; the client has to answer pings like everybody."""
    async with listening(Limits(hello_s=0.3)) as listener, raw_client(listener) as rude:
        await asyncio.get_running_loop().sock_sendall(rude.socket, masked(HELLO)[:-1])
        assert (await soon(listener.finished)).close_code == 4501
