"""From a clerk's click on "next" to `called` at the citizen, who is on another node."""

import asyncio
import statistics
import time

from tests.bench.memory import citizens
from tests.bench.programs import Program
from tests.bench.sockets import connected

PAUSE_S = 0.12


async def measured(program: Program, waiting: int, *, calls: int) -> dict[str, float]:
    """Milliseconds at the median and at 95 %, with so many waiting on the first node."""
    sockets = await citizens(program, waiting)
    called: asyncio.Queue[float] = asyncio.Queue()

    def heard(frame: bytes) -> None:
        if frame.startswith(b'{"type":"stage"') and b'"stage":"called"' in frame:
            called.put_nowait(time.perf_counter())

    for socket in sockets:
        socket.on_frame = heard
    given = await program.ask(clerks=1)
    clerk = await connected(program.said["ports"][-1], "/api/v1/live")
    clerk.say("hello", protocol=1, token=given["clerks"][0])
    await clerk.until(type="welcome")
    await clerk.ask("desk", state="open", queues=["demo"])
    took = []
    for number in range(calls):
        asked = time.perf_counter()
        clerk.say("call-next", op=f"call-{number}", queue="demo")
        async with asyncio.timeout(30):
            took.append((await called.get() - asked) * 1000)
        done = await clerk.until(op=f"call-{number}")
        await clerk.ask("end", visit=done["visit"], outcome="come_in_person")
        # Nobody may say more than 20 messages a second for long.
        await asyncio.sleep(PAUSE_S)
    for socket in (*sockets, clerk):
        socket.close()
    took.sort()
    floor = await program.ask(commits=calls)
    return {
        "p50_ms": statistics.median(took),
        "p95_ms": took[int(len(took) * 0.95)],
        "commit_p50_ms": floor["commit_p50_ms"],
    }
