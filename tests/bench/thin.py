"""Signaling alone: connection, hub and heart with a relay on top, but no broker.

What is left between this and `whole` is the broker's; between this and `bare`, signaling's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from aiohttp import web

from signaling.connection import Connection, Limits, open_connection
from signaling.heart import Heart
from signaling.hub import Address, Hub
from signaling.messages import Description, DescriptionFrom, SeatName, encode
from signaling.session import check
from tests.bench.programs import options, questions, say, serving

OTHER: dict[SeatName, SeatName] = {"citizen": "clerk", "clerk": "citizen"}


class Thin:
    """The seat is in the token of the hello: `visit citizen` or `visit clerk`."""

    def __init__(self, limits: Limits) -> None:
        self.hub = Hub("bench", lambda node, letter: None)
        self._limits = limits

    async def live(self, request: web.Request) -> web.StreamResponse:
        """One socket of a call, relayed until it closes."""
        connection = await open_connection(
            request, node="bench", origins=frozenset(), limits=self._limits
        )
        self.hub.add(connection)
        try:
            hello = await connection.hello()
            visit, _, name = (hello.token or "").partition(" ")
            seat: SeatName = "citizen" if name == "citizen" else "clerk"
            self.hub.sit(Address(visit, seat), connection)
            connection.say_frame(b'{"type":"welcome"}')
            await self._converse(connection, seat)
        finally:
            self.hub.drop(connection)
            await connection.finished()
        return connection.response

    async def _converse(self, connection: Connection, seat: SeatName) -> None:
        async for message in connection.messages():
            check("citizen", message)
            if isinstance(message, Description):
                letter = DescriptionFrom(
                    visit=message.visit,
                    call=message.call,
                    from_=seat,
                    description=message.description,
                )
                self.hub.deliver(Address(message.visit, message.to), encode(letter))


@asynccontextmanager
async def beating(hub: Hub, limits: Limits) -> AsyncIterator[None]:
    """Heartbeats while the body runs."""
    heart = asyncio.create_task(Heart(hub, limits).run())
    try:
        yield
    finally:
        heart.cancel()


async def main() -> None:
    """Serves until stdin ends."""
    given = options()
    limits = Limits(**given.get("limits", {}))
    thin = Thin(limits)
    app = web.Application()
    app.router.add_get("/api/v1/live", thin.live)
    async with serving(app) as port, beating(thin.hub, limits):
        say(port=port)
        async for _ in questions():
            say(sockets=len(thin.hub))


if __name__ == "__main__":
    uvloop.run(main())
