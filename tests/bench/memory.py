"""What a waiting citizen costs in memory, heartbeats running."""

import asyncio

from tests.bench.programs import Program
from tests.bench.sockets import Socket, connected

AT_ONCE = 25
SOCKETS_PER_ADDRESS = 20_000


async def citizens(program: Program, count: int) -> list[Socket]:
    """So many open sockets that have been welcomed, each for a visit of its own."""
    if program.name == "thin":
        tokens = [f"visit-{number:016d} citizen" for number in range(count)]
    else:
        tokens = await guests(program, count)
    gate = asyncio.Semaphore(AT_ONCE)

    async def come(number: int, token: str) -> Socket:
        async with gate:
            address = f"127.0.0.{2 + number // SOCKETS_PER_ADDRESS}"
            socket = await connected(program.said["port"], "/api/v1/live", address)
            socket.say("hello", protocol=1, token=token)
            await socket.until(type="welcome")
            socket.on_frame = lambda frame: None
            return socket

    return await asyncio.gather(*(come(*one) for one in enumerate(tokens)))


async def guests(program: Program, count: int) -> list[str]:
    """Tokens of walk-ins in the line."""
    tokens: list[str] = []
    while len(tokens) < count:
        asked = await program.ask(guests=min(200, count - len(tokens)))
        tokens += [token for token, _ in asked["guests"]]
    return tokens


async def measured(program: Program, count: int, *, settle_s: float) -> dict[str, float]:
    """KiB of resident memory for each socket, after `settle_s` of heartbeats.

    A first tenth comes before the measurement, so that what is made once is not counted.
    """
    first = await citizens(program, count // 10)
    if program.name == "whole":
        await guests(program, 1)
    before = program.rss_bytes()
    sockets = await citizens(program, count)
    at_once = program.rss_bytes()
    await asyncio.sleep(settle_s)
    cpu = program.cpu_s()
    await asyncio.sleep(settle_s)
    cpu = program.cpu_s() - cpu
    after = program.rss_bytes()
    for socket in (*first, *sockets):
        socket.close()
    return {
        "kib": max(at_once, after) / 1024 / count - before / 1024 / count,
        "idle_percent": 100 * cpu / settle_s,
    }
