"""Servers under measurement: each its own process on core 0, watched through /proc."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.support.cpu import cpu_s

_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = _CORES[0], _CORES[-1]
READY_WITHIN_S = 300.0


@dataclass
class Program:
    """A running server: what it said at the start, and the processes that work for it."""

    name: str
    said: dict[str, Any]
    asyncio_program: asyncio.subprocess.Process

    @property
    def pids(self) -> list[int]:
        """The server and, where it has one, its Redis."""
        return [self.asyncio_program.pid, *self.said.get("pids", [])]

    def cpu_s(self) -> float:
        """CPU seconds of all threads so far."""
        return sum(cpu_s(pid) for pid in self.pids)

    def rss_bytes(self) -> int:
        """Resident memory of the server alone."""
        status = Path(f"/proc/{self.asyncio_program.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024

    async def ask(self, **question: Any) -> dict[str, Any]:
        """One line of JSON in, one out."""
        program = self.asyncio_program
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(json.dumps(question).encode() + b"\n")
        async with asyncio.timeout(READY_WITHIN_S):
            answer: dict[str, Any] = json.loads(await program.stdout.readline())
        return answer


@dataclass
class Group:
    """Several programs and a Redis that are one side of a comparison."""

    name: str
    programs: list[Program]
    redis_pid: int

    def cpu_s(self) -> float:
        """CPU seconds of all of them so far."""
        return sum(program.cpu_s() for program in self.programs) + cpu_s(self.redis_pid)


@asynccontextmanager
async def running(module: str, **options: Any) -> AsyncIterator[Program]:
    """Runs `python -m tests.bench.<module>` until the body is over; its stdin's end ends it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", f"tests.bench.{module}", json.dumps({**options, "core": SERVER_CORE})),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=64 << 20,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            line = await program.stdout.readline()
        if not line:
            raise RuntimeError(f"{module} ended with {await program.wait()}")
        yield Program(module, json.loads(line), program)
    finally:
        program.stdin.close()
        try:
            async with asyncio.timeout(20):
                await program.wait()
        except TimeoutError:
            program.kill()
            await program.wait()


# --- inside such a program ------------------------------------------------------------------------


def options() -> dict[str, Any]:
    """What `running` was given; also pins this process, before it starts any other."""
    given: dict[str, Any] = json.loads(sys.argv[1])
    os.sched_setaffinity(0, {given["core"]})
    return given


async def questions() -> AsyncIterator[dict[str, Any]]:
    """The questions of `Program.ask`, until the one who started this program ends it."""
    reader = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        yield json.loads(line)


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[int]:
    """Serves on loopback with the collector set as the product sets it; yields the port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    yield runner.addresses[0][1]
    await runner.cleanup()


def say(**said: Any) -> None:
    """The first line says that the program is ready; further ones answer questions."""
    print(json.dumps(said), flush=True)
