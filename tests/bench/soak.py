"""A day at speed: visits come, are called, talk and end; what a node keeps of them is measured.

What may grow with a day is the database. What a node holds in memory, and what a visit costs, must
not: both are compared between an early and the last part of the day.
"""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.programs import Program
from tests.bench.sockets import CLOSE, Socket, connected

# Few at a time: who has no page counts as away after a while, and nobody calls them.
BATCH = 8
CLERKS = 4
# The first tenth fills caches and pools that are there once.
PARTS = 10


class Visitor(Socket):
    """A page of a citizen: the server closes it after the visit, which is no fault."""

    def _heard(self, first_byte: int, payload: bytes) -> None:
        if first_byte != CLOSE:
            super()._heard(first_byte, payload)


@dataclass
class Sample:
    """What stood after so many visits. `cpu_s` is of the node and its Redis."""

    visits: int
    rss_bytes: int
    cpu_s: float
    files: int
    at_s: float = field(default_factory=time.perf_counter)


def _sample(program: Program, visits: int) -> Sample:
    files = len(list(Path(f"/proc/{program.pids[0]}/fd").iterdir()))
    return Sample(visits, program.rss_bytes(), program.cpu_s(), files)


async def _visit(port: int, clerk: Socket, waiting: dict[str, str]) -> None:
    """One call from its beginning to its end. `waiting`: the token of each visit in the line."""
    done = await clerk.ask("call-next", queue="demo")
    visit = done["visit"]
    page = await connected(port, "/api/v1/live", kind=Visitor)
    page.say("hello", protocol=1, token=waiting.pop(visit))
    await page.until(type="welcome")
    await page.ask("join", visit=visit)
    await page.ask("say", visit=visit, text="Guten Tag")
    await clerk.ask("end", visit=visit, outcome="completed")
    page.close()


async def _clerk(program: Program, port: int) -> Socket:
    (token,) = (await program.ask(clerks=1))["clerks"]
    clerk = await connected(port, "/api/v1/live")
    clerk.say("hello", protocol=1, token=token)
    await clerk.until(type="welcome")
    await clerk.ask("desk", state="open", queues=["demo"])
    return clerk


async def measured(program: Program, visits: int) -> dict[str, float]:
    """KiB of the node for each visit that ended, the cost of a late visit to that of an early one.

    `visits` is at least ten. The samples are taken between batches, when nobody is in a call.
    """
    port = program.said["port"]
    clerks = [await _clerk(program, port) for _ in range(CLERKS)]
    waiting: dict[str, str] = {}
    samples, ended = [_sample(program, 0)], 0
    begun = time.perf_counter()
    while ended < visits:
        count = min(BATCH, visits - ended)
        given = (await program.ask(guests=count))["guests"]
        waiting |= {visit: token for token, visit in given}
        for _ in range(count // CLERKS + 1):
            some = clerks[: min(CLERKS, len(waiting))]
            await asyncio.gather(*(_visit(port, clerk, waiting) for clerk in some))
        ended += count
        if ended - samples[-1].visits >= visits / PARTS:
            samples.append(_sample(program, ended))
    took = time.perf_counter() - begun
    for clerk in clerks:
        clerk.close()
    return _judged(samples) | {"visits_per_s": visits / took}


def _judged(samples: list[Sample]) -> dict[str, float]:
    early, middle, last = samples[1], samples[len(samples) // 2], samples[-1]
    count = max(1, last.visits - middle.visits)
    first_cpu = (early.cpu_s - samples[0].cpu_s) / max(1, early.visits)
    last_cpu = (last.cpu_s - samples[-2].cpu_s) / max(1, last.visits - samples[-2].visits)
    return {
        "kib": (last.rss_bytes - middle.rss_bytes) / 1024 / count,
        "files": last.files - early.files,
        "cost_ratio": last_cpu / first_cpu if first_cpu else 0.0,
        "cpu_ms": last_cpu * 1000,
        "mib": last.rss_bytes / 1024 / 1024,
    }
