"""A crowd is greeted in turn: the first are in while the last still stand outside.

Were all greeted at once, all would be done at the end of it. A page gives up after ten seconds and comes
again, so what was done for it until then would be in vain, and on a slow machine nobody would ever
get in. Here a page that gave up meanwhile costs nothing.
"""

import asyncio

from signaling.connection import Connection
from signaling.errors import GoingAway

# Enough for each store to be asked by many together while what it said last is being told.
AT_ONCE = 200


class Doorway:
    """That of one node."""

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)

    def turn(self) -> "Turn":
        """That of one page, which has not come yet."""
        return Turn(self)

    async def enter(self) -> None:
        """Returns when there is room: who came first is first."""
        await self._room.acquire()

    def leave(self) -> None:
        """There is room for the next one."""
        self._room.release()


class Turn:
    """From a hello to its welcome."""

    __slots__ = ("_begun", "_doorway")

    def __init__(self, doorway: Doorway) -> None:
        self._doorway = doorway
        self._begun = False

    async def begin(self, connection: Connection) -> None:
        """Returns when it is this page's turn. Raises GoingAway when it is gone by then."""
        await self._doorway.enter()
        self._begun = True
        if connection.closed:
            raise GoingAway

    def end(self) -> None:
        """The next one may come. Twice is no harm, nor without a beginning."""
        if self._begun:
            self._begun = False
            self._doorway.leave()
