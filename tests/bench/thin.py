"""Signaling alone: connection, hub and heart with a relay on top, but no broker.

What is left between this and `whole` is the broker's; between this and `bare`, signaling's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from aiohttp import web

from signaling.bus import Bus
from signaling.connection import Connection, Limits, open_connection
from signaling.heart import Heart
from signaling.hub import Address, Hub
from signaling.messages import Description, DescriptionFrom, SeatName, encode
from signaling.session import check
from tests.bench.programs import options, questions, say, serving

SEATS: dict[str, SeatName] = {"citizen": "citizen", "clerk": "clerk"}


class Thin:
    """One node. The seat is in the token of the hello: `visit citizen` or `visit clerk`.

    Who sits where on other nodes is told over the bus, as the broker's nodes learn it.
    """

    def __init__(self, node: str, limits: Limits) -> None:
        self.node = node
        self.limits = limits
        self.hub = Hub(node, self._post)
        self.bus: Bus | None = None
        self._seats: dict[Address, str] = {}

    def _post(self, node: str, letter: bytes) -> None:
        if self.bus is not None:
            self.bus.post(node, letter)

    def told(self, topic: str, notice: bytes) -> None:
        """A seat was taken, here or elsewhere."""
        visit, seat, conn = notice.decode().split(" ")
        self._seats[Address(visit, SEATS[seat])] = conn

    async def live(self, request: web.Request) -> web.StreamResponse:
        """One socket of a call, relayed until it closes."""
        connection = await open_connection(
            request, node=self.node, origins=frozenset(), limits=self.limits
        )
        self.hub.add(connection)
        try:
            hello = await connection.hello()
            visit, _, seat = (hello.token or "").partition(" ")
            self._sit(visit, seat, connection.id)
            connection.say_frame(b'{"type":"welcome"}')
            await self._converse(connection, SEATS[seat])
        finally:
            self.hub.drop(connection)
            await connection.finished()
        return connection.response

    def _sit(self, visit: str, seat: str, conn: str) -> None:
        self.told("seats", f"{visit} {seat} {conn}".encode())
        if self.bus is not None:
            self.bus.publish("seats", f"{visit} {seat} {conn}".encode())

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
                conn = self._seats[Address(message.visit, message.to)]
                self.hub.forward(conn, encode(letter))


@asynccontextmanager
async def beating(hub: Hub, limits: Limits) -> AsyncIterator[None]:
    """Heartbeats while the body runs."""
    heart = asyncio.create_task(Heart(hub, limits).run())
    try:
        yield
    finally:
        heart.cancel()


@asynccontextmanager
async def connected(thin: Thin, redis: str | None) -> AsyncIterator[None]:
    """On the bus while the body runs, if there is a Redis."""
    if redis is None:
        yield
        return
    bus = thin.bus = Bus(
        redis,
        thin.node,
        on_letter=thin.hub.received,
        on_notice=thin.told,
        on_gap=lambda: None,
    )
    await bus.start()
    await bus.watch(["seats"])
    yield
    await bus.stop()


async def main() -> None:
    """Serves until stdin ends."""
    given = options()
    thin = Thin(given.get("node", "a"), Limits(**given.get("limits", {})))
    app = web.Application()
    app.router.add_get("/api/v1/live", thin.live)
    async with (
        serving(app) as port,
        beating(thin.hub, thin.limits),
        connected(thin, given.get("redis")),
    ):
        say(port=port)
        async for _ in questions():
            say(sockets=len(thin.hub))


if __name__ == "__main__":
    uvloop.run(main())
