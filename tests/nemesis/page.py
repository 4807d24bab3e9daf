"""One tab of one person: it comes back by itself, says commands again, and notes all of it."""

import asyncio
import json
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.nemesis.history import History
from tests.nemesis.pictures import Message, Picture

SUBPROTOCOL = "vorsprache.v1"
FIRST_S, LONGEST_S = 0.3, 5.0
TALK_S = 0.7
ANSWERS = ("done", "problem", "ice-servers", "why")
SOON = ("now", "later")


class Ops:
    """Numbers the commands of one person: no op is used twice."""

    def __init__(self, who: str) -> None:
        self.who = who
        self._last = 0

    def next(self) -> str:
        """A new op."""
        self._last += 1
        return f"{self.who}-{self._last}"


class Page:
    """A tab. `hello` is what it introduces itself with, `headers` carry its cookie."""

    def __init__(
        self,
        client: aiohttp.ClientSession,
        live_url: str,
        history: History,
        name: str,
        ops: Ops,
        hello: Message,
        headers: dict[str, str],
    ) -> None:
        self.name, self.who = name, ops.who
        self.picture = Picture()
        self.greeted = 0
        self.closed_with: int | None = None
        self.heard: Callable[[Message], None] = lambda message: None
        self._client, self._live_url, self._history = client, live_url, history
        self._ops, self._headers = ops, headers
        self._hello = {"type": "hello", "protocol": 1, "page": name, **hello}
        self._socket: ClientWebSocketResponse | None = None
        self._open: dict[str, tuple[Message, asyncio.Future[Message]]] = {}
        self._news = asyncio.Condition()
        self._not_before = 0.0
        self._awake = asyncio.Event()
        self._awake.set()
        self._task: asyncio.Task[None] | None = None
        self._talking: asyncio.Task[None] | None = None
        self._successor: asyncio.Task[int | None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> "Page":
        """The tab is opened."""
        self._history.note("page", who=self.who, page=self.name)
        self._task = asyncio.create_task(self._live())
        self._talking = asyncio.create_task(self._talk())
        return self

    @property
    def alive(self) -> bool:
        """Whether it shows anything or is on its way back."""
        return self._task is not None and not self._task.done()

    @property
    def connected(self) -> bool:
        """Whether it was greeted and has heard of no end."""
        return self._socket is not None

    @property
    def at_rest(self) -> bool:
        """It shows something, and waits for no answer."""
        return self._socket is not None and not self._open

    async def close(self) -> None:
        """The tab is closed, whatever it was waiting for."""
        if self._task is None:
            return
        for task in (self._task, self._talking, self._successor):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._task = self._talking = self._successor = None
        self._history.note("gone", who=self.who, page=self.name)
        for op in list(self._open):
            self._give_up(op)

    def drop(self) -> None:
        """The network is gone under it; it comes back by itself."""
        if self._socket is not None and (wire := self._socket.get_extra_info("socket")):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    async def sleep(self, seconds: float) -> None:
        """The device sleeps: nothing is read, no ping is answered; then it drops what looks open."""
        with self._asleep():
            await asyncio.sleep(seconds)
            self.drop()

    async def stall(self, seconds: float) -> None:
        """It stops reading, and goes on later as if nothing had been."""
        with self._asleep():
            await asyncio.sleep(seconds)

    @contextmanager
    def _asleep(self) -> Iterator[None]:
        """Nothing is read meanwhile. It is noted, because from outside it looks like an open page."""
        self._history.note("asleep", who=self.who, page=self.name)
        self._awake.clear()
        try:
            yield
        finally:
            self._awake.set()
            self._history.note("awake", who=self.who, page=self.name)

    async def until(self, wanted: Callable[[], Any], within_s: float) -> bool:
        """Whether `wanted()` became true of what was heard in so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s), self._news:
                await self._news.wait_for(wanted)
                return True
        return False

    async def command(
        self, verb: str, *, within_s: float = 4.0, times: int = 1, **body: Any
    ) -> Message | None:
        """Says a command; the answer, or None when none came in time: it may come later."""
        return await self.answered(self.send(verb, times=times, **body), within_s)

    async def answered(self, op: str, within_s: float) -> Message | None:
        """The answer to an op that was said just now, or None when none came in time."""
        _, answered = self._open[op]
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                return await asyncio.shield(answered)
        return None

    def send(self, verb: str, *, times: int = 1, **body: Any) -> str:
        """Says a command and waits for nothing; its op."""
        op = self._ops.next()
        message = {"type": verb, "op": op, **body}
        self._open[op] = message, asyncio.get_running_loop().create_future()
        for time_ in range(times):
            self._say(message, again=time_ > 0)
        return op

    def send_description(self, visit: str, call: int, to: str) -> None:
        """A session description that names itself: whoever hears it can tell where it came from."""
        nonce = f"{self.name}-{random.randrange(10**9)}"
        body = {"type": "offer", "sdp": f"v=0\r\ns={nonce}\r\n"}
        self._history.note(
            "relayed", who=self.who, page=self.name, visit=visit, call=call, nonce=nonce
        )
        self._write(
            {"type": "description", "visit": visit, "call": call, "to": to, "description": body}
        )

    async def _talk(self) -> None:
        """As long as it shows a call, its browser has something to say to the other one."""
        while True:
            await asyncio.sleep(TALK_S)
            if self._socket is not None:
                for visit, call, to in self.picture.calls():
                    self.send_description(visit, call, to)

    def _say(self, message: Message, *, again: bool = False) -> None:
        if self._socket is None and again:
            return
        more = {"again": True} if again else {}
        self._history.note(
            "invoke",
            who=self.who,
            page=self.name,
            op=message["op"],
            verb=message["type"],
            message=message,
            **more,
        )
        self._write(message)

    def _write(self, message: Message) -> None:
        wire = self._socket
        if wire is None or wire.closed:
            return

        async def work() -> None:
            with suppress(Exception):
                await wire.send_json(message)

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _give_up(self, op: str) -> None:
        _, answered = self._open.pop(op)
        if not answered.done():
            answered.set_result({"type": "unknown", "op": op})
        self._history.note("unknown", who=self.who, page=self.name, op=op)

    async def _live(self) -> None:
        attempt = 0
        while True:
            before = self.greeted
            code = await self._sit_once()
            while self._successor is not None:
                successor, self._successor = self._successor, None
                code = await successor
            if code is not None and 4500 <= code < 5000:
                self.closed_with = code
                async with self._news:
                    self._news.notify_all()
                return
            attempt = 1 if self.greeted > before else attempt + 1
            await asyncio.sleep(max(self._not_before - time.monotonic(), self._pause(attempt)))

    def _pause(self, attempt: int) -> float:
        if attempt <= 1:
            return random.uniform(0.0, FIRST_S)
        ceiling = min(LONGEST_S, FIRST_S * 2.0**attempt)
        return random.uniform(ceiling / 2, ceiling)

    async def _sit_once(self, after_s: float = 0.0) -> int | None:
        """One socket, from the hello to its end; the code that it ended with."""
        code: int | None = 1006
        await asyncio.sleep(after_s)
        wires: list[ClientWebSocketResponse] = []
        try:
            code = await self._sit(wires)
        except (aiohttp.ClientError, OSError, TimeoutError, RuntimeError, ValueError):
            pass
        finally:
            # Who has a successor is not missed.
            if wires and self._socket is wires[0]:
                self._socket = None
                self._history.note("lost", who=self.who, page=self.name, code=code)
        return code

    async def _sit(self, wires: list[ClientWebSocketResponse]) -> int | None:
        connect = self._client.ws_connect(
            self._live_url,
            protocols=[SUBPROTOCOL],
            headers=self._headers,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            autoping=False,
            max_msg_size=0,
        )
        async with asyncio.timeout(15.0):
            wire = await connect
        wires.append(wire)
        async with wire:
            await wire.send_json(self._hello)
            while True:
                await self._awake.wait()
                async with asyncio.timeout(30.0):
                    frame = await wire.receive()
                if frame.type in (WSMsgType.PING, WSMsgType.PONG):
                    # A sign of life: a page that is told nothing for long is not alone.
                    if frame.type is WSMsgType.PING:
                        await wire.pong(frame.data)
                    continue
                if frame.type is not WSMsgType.TEXT:
                    return frame.data if frame.type is WSMsgType.CLOSE else wire.close_code
                await self._hear(wire, json.loads(frame.data))
                if self._socket is not wire:
                    # A second socket beside it has been greeted.
                    return 1000

    async def _hear(self, wire: ClientWebSocketResponse, message: Message) -> None:
        kind = message["type"]
        if kind != "welcome" and self._socket is not wire:
            return
        self._history.note("heard", who=self.who, page=self.name, message=message)
        self.picture.hear(message)
        if kind == "welcome" and self._socket is not wire:
            self._socket = wire
            self.greeted += 1
            if "opened" in message:
                self._hello["opened"] = message["opened"]
            self._history.note("open", who=self.who, page=self.name, node=message["epoch"])
            for open_, _ in list(self._open.values()):
                self._say(open_, again=True)
        elif kind == "going-away":
            # The new socket is opened beside the old one, which lives until then if it may.
            after_s = message["after_ms"] / 1000
            self._not_before = time.monotonic() + after_s
            if self._successor is None:
                self._successor = asyncio.create_task(self._sit_once(after_s))
        elif kind in ANSWERS and message.get("op") in self._open:
            self._answered(message)
        self.heard(message)
        async with self._news:
            self._news.notify_all()

    def _answered(self, message: Message) -> None:
        op, kind = message["op"], "fail" if message["type"] == "problem" else "ok"
        self._history.note(kind, who=self.who, page=self.name, op=op, message=message)
        said, answered = self._open.pop(op)
        if not answered.done():
            answered.set_result(message)
        if kind == "fail" and message["retry"] in SOON and random.random() < 0.5:
            # "Say it again": some do.
            self._open[op] = said, asyncio.get_running_loop().create_future()
            loop = asyncio.get_running_loop()
            loop.call_later(random.uniform(0.2, 1.5), self._again, op)

    def _again(self, op: str) -> None:
        if op in self._open:
            self._say(self._open[op][0], again=True)
