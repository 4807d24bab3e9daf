"""A bare client of the WebSocket contract: says what a test wants, right or wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from secrets import token_hex
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from signaling.messages import SUBPROTOCOL

WITHIN_S = 30.0


class Closed(Exception):
    """The server closed the socket; `code` says why."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Wire:
    """One socket. Messages that `until` did not wait for stay readable, in order; `opened` is what its
    welcome said."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self.opened: int | None = None
        self._frames: asyncio.Queue[WSMessage] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())
        self._ops = (f"{token_hex(4)}-{n}" for n in count(1))

    async def say(self, type: str, **members: Any) -> None:
        """Sends one message as it is."""
        await self.socket.send_json({"type": type, **members})

    async def ask(self, type: str, **members: Any) -> dict[str, Any]:
        """Sends a command and waits for its `done` or `problem`."""
        op = members.pop("op", None) or next(self._ops)
        await self.say(type, op=op, **members)
        return await self.until(lambda m: m.get("op") == op)

    async def until(self, wanted: Any = None, **members: Any) -> dict[str, Any]:
        """The first message that fits, heard or still to come. Raises Closed, TimeoutError."""
        found = await self.sees(wanted, **members)
        self.heard.remove(found)
        return found

    async def sees(self, wanted: Any = None, **members: Any) -> dict[str, Any]:
        """The same, and it stays readable in its place."""

        def fits(message: dict[str, Any]) -> bool:
            if wanted is not None and not wanted(message):
                return False
            return all(message.get(name) == value for name, value in members.items())

        for message in self.heard:
            if fits(message):
                return message
        async with asyncio.timeout(WITHIN_S):
            while True:
                self.heard.append(await self._next())
                if fits(self.heard[-1]):
                    return self.heard[-1]

    async def closed(self) -> int | None:
        """Waits for the end and returns its code."""
        try:
            await self.until(lambda message: False)
        except Closed as end:
            return end.code
        raise AssertionError("unreachable: nothing fits")

    async def _read(self) -> None:
        """To the end and at all times, as a browser does: a test that is busy elsewhere for half a
        minute must answer pings meanwhile, or it is taken for dead."""
        while True:
            frame = await self.socket.receive()
            self._frames.put_nowait(frame)
            if frame.type is not WSMsgType.TEXT:
                return

    async def _next(self) -> dict[str, Any]:
        frame = await self._frames.get()
        if frame.type is not WSMsgType.TEXT:
            # The end stays the end, however often it is asked for.
            self._frames.put_nowait(frame)
        if frame.type is WSMsgType.CLOSE:
            # The property would say 1006 when the server's end is gone before our answer.
            raise Closed(frame.data)
        if frame.type is not WSMsgType.TEXT:
            raise Closed(self.socket.close_code)
        message: dict[str, Any] = json.loads(frame.data)
        return message


@asynccontextmanager
async def wire(
    client: ClientSession,
    api: str,
    token: str | None,
    *,
    headers: Mapping[str, str] | None = None,
    **hello: Any,
) -> AsyncIterator[tuple[Wire, dict[str, Any]]]:
    """A socket after its hello, with the snapshot of its welcome."""
    async with client.ws_connect(
        f"{api}/live", protocols=[SUBPROTOCOL], headers=headers
    ) as socket:
        spoken = Wire(socket)
        await spoken.say("hello", protocol=1, token=token, **hello)
        welcome = await spoken.until(type="welcome")
        spoken.opened = welcome.get("opened")
        yield spoken, welcome["snapshot"]


def token_of(link: str) -> str:
    """What stands in the fragment of a link."""
    return link.partition("#")[2]
