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
        said = program.stdout
        assert said is not None
        async with asyncio.timeout(60):
            heard = {await said.readline(), await said.readline()}
            assert heard == {b"waiting\n", b"0 before you\n"}
            await clerk.ask("call-next", queue="demo")
            # The place may be told once more, with another time, until the call is heard of.
            while (line := await said.readline()) == b"0 before you\n":
                pass
            assert line == b"called\n"
            await clerk.ask("end", visit=guest.visit, outcome="citizen_left")
            assert await said.readline() == b"ended\n"
        program.kill()
        await program.wait()
