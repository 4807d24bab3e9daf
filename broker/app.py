"""One node put together: every resource of `Settings`, opened in order and closed in reverse.

The only composition root. Whoever wants a node - `serve`, `demo`, a test - calls `open_node` and gets
an aiohttp application on the same real parts.
"""

import asyncio
import gc
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web

from broker.bookings import Bookings
from broker.catalogues import Catalogues
from broker.core.presence import Graces
from broker.core.visit import Moved, QueueId
from broker.desk import Desk, Patience
from broker.keys import KeyFile
from broker.links import Links
from broker.live.boards import Boards
from broker.live.door import Door
from broker.live.notices import Notices
from broker.live.office import Office
from broker.live.relay import Calls
from broker.live.route import Live
from broker.observe import Observer
from broker.sessions import Sessions
from broker.settings import Settings
from broker.stores.bookings import release_cancelled
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import DESKS, Line, connect, topic
from broker.stores.visits import Visits
from broker.sweeper import Sweeper
from broker.tokens import Tokens
from signaling.bus import Bus
from signaling.connection import Limits
from signaling.heart import Heart
from signaling.hub import Hub

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The clock of a running node; tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A running node. `application` is served by whoever opened it."""

    settings: Settings
    application: web.Application
    office: Office
    sessions: Sessions
    tokens: Tokens
    bookings: Bookings
    catalogues: Catalogues
    database: Database
    sweeper: Sweeper
    health: Health
    post: Post

    async def drain(self) -> None:
        """Takes no new sockets, and sends the open ones to other nodes, spread over a while.

        Calls go on: media is between the browsers. Returns when every socket is closed.
        """
        self.health.drain()
        connections = list(self.office.hub.connections())
        spread_ms = min(20_000, 20 * len(connections))
        for connection in connections:
            connection.say(GoAway(after_ms=secrets.randbelow(spread_ms + 1)))
            connection.close(GoingAway)
        for connection in connections:
            await connection.finished()
