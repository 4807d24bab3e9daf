"""The client at the end of PROTOCOL.md is a program, so it is run."""

import asyncio
import sys
from pathlib import Path

import signaling
from tests.support.town import open_town

PAGE = Path(signaling.__file__).parent / "PROTOCOL.md"


async def test_the_client_of_the_page_waits_and_is_called(
    sqlite_url: str, real_redis_url: str
) -> None:
    """Against the whole broker: it arrives, learns its place, is called, and the visit ends."""
    source = PAGE.read_text().split("```python\n")[1].split("```")[0]
    async with open_town(sqlite_url, real_redis_url) as town, town.clerk() as clerk:
        guest = await town.guest()
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", source, town.apis[0], guest.token),
            stdout=asyncio.subprocess.PIPE,
        )
        assert program.stdout is not None
        async with asyncio.timeout(20):
            heard = [await program.stdout.readline(), await program.stdout.readline()]
            assert set(heard) == {b"waiting\n", b"0 before you\n"}
            await clerk.ask("call-next", queue="demo")
            assert await program.stdout.readline() == b"called\n"
            await clerk.ask("end", visit=guest.visit, outcome="citizen_left")
            assert await program.stdout.readline() == b"ended\n"
        program.kill()
        await program.wait()
