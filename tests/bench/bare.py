"""The reference: aiohttp and uvloop, two sockets in a room, no name, no question, nothing parsed."""

import uvloop
from aiohttp import WSMsgType, web

from signaling.messages import SUBPROTOCOL
from tests.bench.programs import options, questions, say, serving

Sockets = list[web.WebSocketResponse]


class Rooms:
    """Who is in a room hears what the other says."""

    def __init__(self) -> None:
        self._rooms: dict[str, Sockets] = {}

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """One socket, relayed until it closes."""
        socket: web.WebSocketResponse = web.WebSocketResponse(
            compress=False, protocols=(SUBPROTOCOL,)
        )
        await socket.prepare(request)
        room = self._rooms.setdefault(request.query["room"], [])
        room.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                for other in room:
                    if other is not socket:
                        await other.send_str(message.data)
        room.remove(socket)
        return socket


async def main() -> None:
    """Serves until stdin ends."""
    options()
    app = web.Application()
    app.router.add_get("/room", Rooms().enter)
    async with serving(app) as port:
        say(port=port)
        async for _ in questions():
            say()


if __name__ == "__main__":
    uvloop.run(main())
