"""The one task that keeps all sockets alive, or finds that they are not."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from signaling.connection import Limits
from signaling.heart import Heart
from signaling.hub import Hub
from signaling.messages import Ice
from tests.support.sockets import HELLO, Listener, client, listening, raw_client, soon

QUICK = Limits(ping_s=0.1, dead_s=0.4)
# Who answers has time to, on a machine that is busy with other tests.
PATIENT = Limits(ping_s=0.1, dead_s=1.5)
PINGS = 20  # take longer than that


@asynccontextmanager
async def beating(limits: Limits = QUICK) -> AsyncIterator[tuple[Listener, Hub]]:
    """A listener and a hub whose heart beats."""
    hub = Hub("a", lambda node, letter: None)
    heart = asyncio.create_task(Heart(hub, limits).run())
    try:
        async with listening(limits) as listener:
            yield listener, hub
    finally:
        heart.cancel()
        await asyncio.wait([heart])


async def test_a_client_that_answers_pings_stays() -> None:
    """Browsers answer by themselves, also in a background tab with throttled timers."""
    loop = asyncio.get_running_loop()
    async with beating(PATIENT) as (listener, hub), client(listener) as citizen:
        connection = await soon(listener.opened)
        hub.add(connection)
        began = loop.time()
        reading = asyncio.create_task(citizen.closed())  # a client answers while it reads
        async with asyncio.timeout(20):
            while connection.frames_out < PINGS and not connection.closed:
                await asyncio.sleep(0.02)
        assert not connection.closed
        assert loop.time() - began > PATIENT.dead_s
        reading.cancel()


async def test_a_silent_client_is_dropped() -> None:
    """A half-open connection behind a router that forgot it says nothing, not even goodbye."""
    async with beating() as (listener, hub), raw_client(listener) as gone:
        await gone.send(HELLO)
        hub.add(await soon(listener.opened))
        connection = await soon(listener.finished)
        assert connection.close_code == 1006
        assert b"\x89\x00" in await gone.read_to_end()


async def test_a_node_at_work_does_not_take_its_own_silence_for_the_clients() -> None:
    """What the client says meanwhile waits unread: it is judged when somebody listens again."""
    async with listening() as listener, client(listener) as citizen:
        listener.at_work = asyncio.Event()
        connection = await soon(listener.opened)
        await citizen.say(Ice(op="o"))
        await soon(listener.heard)
        connection.beat(time.monotonic() + 60)
        assert not connection.closed
        listener.at_work.set()
        await citizen.say(Ice(op="again"))
        assert await soon(listener.heard) == Ice(op="again")


async def test_any_frame_is_a_sign_of_life() -> None:
    """Who talks is not dead, pong or not."""
    async with beating(PATIENT) as (listener, hub), raw_client(listener) as talking:
        await talking.send(HELLO)
        connection = await soon(listener.opened)
        hub.add(connection)
        for _ in range(PINGS):
            await talking.send(b"", first_byte=0x8A)
            await asyncio.sleep(0.1)
        assert not connection.closed


async def test_a_crowd_is_not_pinged_at_once() -> None:
    """The first ping of each falls anywhere in the interval, so the work spreads."""
    async with listening() as listener, client(listener), client(listener), client(listener):
        at = {(await soon(listener.opened))._ping_at for _ in range(3)}
        assert len(at) == 3
