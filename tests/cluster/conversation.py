"""A citizen and a clerk in a call, each in a real page on a node of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import BrowserContext

from tests.cluster.watched import Watched, watched_tab
from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, CitizenTab, ClerkTab
from tests.support.cluster import Cluster, Guest, Room

LOOKS_A_SECOND = 10
WATCHED_S = 15
LEAST_FRAMES_A_SECOND = 3
# Two browsers that encode and decode on two shared cores stutter with all nodes alive, for seconds; a
# picture that hangs on a node or on Redis stands still until the end, and after it: no limit for gaps.


@dataclass(frozen=True)
class Talk:
    """Both pages, with pictures on both sides."""

    cluster: Cluster
    guest: Guest
    citizen: Watched
    clerk: Watched

    async def ends_in_order(self) -> None:
        """The clerk ends it, the citizen sees so, the record is complete."""
        await ClerkTab(self.clerk.tab).end()
        await self.citizen.tab.sees("Vielen Dank für das Gespräch")
        story = (await self.cluster.booking(self.guest))["visit"]
        assert story["outcome"] == "completed"
        assert [move["command"] for move in story["moves"]][-4:] == [
            "call",
            "join",
            "connect",
            "end",
        ]


async def in_call(
    cluster: Cluster, room: Room, home: BrowserContext, office: BrowserContext
) -> Talk:
    """Link, check, waiting room, call, join, until both decode the other's picture."""
    guest = await cluster.book(room)
    citizen = await watched_tab(home, guest.link, size=PHONE_SCREEN)
    clerk = await watched_tab(office, cluster.staff(room), size=DESK_SCREEN)
    # The proxy sends each new socket where there are fewest.
    async with asyncio.timeout(30):
        while len(cluster.nodes) > 1 and await clerk.node() == await citizen.node():
            await clerk.page.reload()
    await CitizenTab(citizen.tab).wait()
    desk = ClerkTab(clerk.tab)
    await desk.open_desk()
    await desk.call_next()
    await CitizenTab(citizen.tab).join()
    await asyncio.gather(citizen.tab.until_frames(), clerk.tab.until_frames())
    return Talk(cluster, guest, citizen, clerk)


@asynccontextmanager
async def both_pages_keep_decoding(talk: Talk, seconds: int = WATCHED_S) -> AsyncIterator[None]:
    """The body breaks something. From then on no path is made anew or ever lost, and every picture still
    moves at the end. The longest gaps are printed."""
    pages = (talk.citizen, talk.clerk)
    made = await asyncio.gather(*(page.peer_connections() for page in pages))
    states = await asyncio.gather(*(page.path_states() for page in pages))
    await asyncio.gather(*(page.watch_frames() for page in pages))
    yield
    looks = seconds * LOOKS_A_SECOND
    seen = await asyncio.gather(*(page.frames_after(looks) for page in pages))
    gaps = [each.longest_gap_s for each in seen]
    print(f"longest gaps: {gaps[0]:.2f} s, {gaps[1]:.2f} s")
    assert await asyncio.gather(*(page.peer_connections() for page in pages)) == made
    assert await asyncio.gather(*(page.path_states() for page in pages)) == states
    assert all(each.decoded > LEAST_FRAMES_A_SECOND * seconds for each in seen), seen
    await asyncio.gather(*(page.tab.until_frames() for page in pages))
