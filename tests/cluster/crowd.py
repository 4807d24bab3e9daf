"""Bare citizens that come back by themselves, as our page does: beside the socket they have when they
are asked to go, else at once, then a little later."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from secrets import token_hex
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType

from signaling.messages import SUBPROTOCOL
from tests.support.cluster import Cluster, Guest

FIRST_S, LONGEST_S = 0.3, 5.0
STAY_AWAY = range(4500, 5000)


class Returning:
    """One citizen in the line. `node` greeted last, at `back_at` (monotonic); `places` are all that
    it was ever told of its place, `codes` what sockets ended with that nobody had left."""

    def __init__(self, cluster: Cluster, guest: Guest) -> None:
        self.guest = guest
        self.node = ""
        self.stage = ""
        self.back_at = 0.0
        self.codes: list[int | None] = []
        self.places: list[int] = []
        self.greeted = 0
        self._cluster = cluster
        self._news = asyncio.Condition()
        self._socket: ClientWebSocketResponse | None = None
        self._next: asyncio.Task[None] | None = None
        self._unanswered: dict[str, dict[str, Any]] = {}

    async def live(self) -> None:
        """Sits in the line until it is cancelled or told to stay away."""
        attempt = 0
        while not self.codes or self.codes[-1] not in STAY_AWAY:
            before = self.greeted
            with suppress(aiohttp.ClientError, OSError):
                await self._sit()
                while self._next is not None:
                    following, self._next = self._next, None
                    await following
            attempt = 1 if self.greeted > before else attempt + 1
            ceiling = min(LONGEST_S, FIRST_S * 2**attempt)
            shortest, longest = (0, FIRST_S) if attempt == 1 else (ceiling / 2, ceiling)
            await asyncio.sleep(random.uniform(shortest, longest))

    async def greeted_times(self, times: int) -> None:
        """Returns after the n-th greeting."""
        await self.until(lambda: self.greeted >= times)

    async def until(self, wanted: Any, within_s: float = 30.0) -> None:
        """Returns when `wanted()` is true of what was heard so far. Raises TimeoutError."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(wanted)

    async def write(self, text: str) -> None:
        """A line of text; returns when it was answered, over however many sockets."""
        op = token_hex(8)
        self._unanswered[op] = {"type": "say", "op": op, "visit": self.guest.visit, "text": text}
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_json(self._unanswered[op])
        await self.until(lambda: op not in self._unanswered)

    async def _sit(self) -> None:
        live = f"{self._cluster.api}/live"
        async with self._cluster.client.ws_connect(live, protocols=[SUBPROTOCOL]) as socket:
            hello = {"type": "hello", "protocol": 1, "token": self.guest.token}
            await socket.send_json(hello | {"page": self.guest.visit, "visit": self.guest.visit})
            await self._listen(socket)

    async def _sit_beside(self, after_ms: int) -> None:
        await asyncio.sleep(after_ms / 1000)
        await self._sit()

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        while (frame := await socket.receive()).type is WSMsgType.TEXT:
            message = json.loads(frame.data)
            async with self._news:
                await self._heard(socket, message)
                self._news.notify_all()
        if socket is not self._socket:
            return
        async with self._news:
            # The property would say 1006 when the server's end is gone before our answer.
            said = frame.type is WSMsgType.CLOSE
            self.codes.append(frame.data if said else socket.close_code)
            self._news.notify_all()

    async def _heard(self, socket: ClientWebSocketResponse, message: dict[str, Any]) -> None:
        if message["type"] == "going-away":
            self._next = asyncio.create_task(self._sit_beside(message["after_ms"]))
        elif message["type"] == "welcome":
            older, self._socket = self._socket, socket
            if older is not None:
                await older.close()
            self.node, self.back_at = message["epoch"], time.monotonic()
            self.greeted += 1
            (visit,) = message["snapshot"]["visits"]
            self.stage = visit["stage"]
            if self.stage == "booked":
                arrive = {"type": "arrive", "op": "arrive", "visit": self.guest.visit}
                await socket.send_json(arrive)
            self._placed(visit.get("position"))
            for command in self._unanswered.values():
                await socket.send_json(command)
        elif message["type"] == "done":
            self._unanswered.pop(message["op"], None)
        elif message["type"] == "position":
            self._placed(message)
        elif message["type"] == "stage":
            self.stage = message["stage"]

    def _placed(self, position: dict[str, Any] | None) -> None:
        if position is not None:
            self.places.append(position["ahead"])


@asynccontextmanager
async def crowd(
    cluster: Cluster, guests: Sequence[Guest], *, first_place: int = 0
) -> AsyncIterator[list[Returning]]:
    """All of them in the line in this order, each told so; `first_place` stand there before."""
    people = [Returning(cluster, guest) for guest in guests]
    async with asyncio.TaskGroup() as tasks:
        living = []
        for person in people:
            living.append(tasks.create_task(person.live()))
            await person.until(lambda person=person: person.stage == "waiting")
        for place, person in enumerate(people, first_place):
            await person.until(lambda p=person, n=place: p.places[-1:] == [n])
        try:
            yield people
        finally:
            for task in living:
                task.cancel()
