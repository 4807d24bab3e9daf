"""The post between nodes, over Redis publish/subscribe: **at most once**.

A letter or notice can be lost: Redis was away, this node was, the reader was too slow. Nothing may
depend on it. Who lives on notices looks at the truth itself after `on_gap` and now and then; who
waits for a letter comes back with a hello and gets a snapshot.

Channels: `vorsprache:node:<node>` for the letters to one node, `vorsprache:topic:<topic>` for what
every watching node hears (the publishing one too). Order holds from one node to one channel.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterable

import hiredis
import structlog

from signaling.redis_wire import Reply, Wire, check_url, open_wire, pack

NODE, TOPIC = "vorsprache:node:", "vorsprache:topic:"
UNSENT_LIMIT = 4 * 1024 * 1024
CONNECT_S = 5.0
PING_S = 5.0  # in silence after a ping: the connection is dead though it looks open
# While its post is away a node takes nobody in, so a Redis that is back is found within a moment. Four
# nodes that knock once a second are no burden to it.
SHORTEST_S, LONGEST_S = 0.05, 0.7

_KINDS = (b"message", b"subscribe")  # the rest are replies to our pings

_log = structlog.get_logger()


class Bus:
    """Two connections to Redis, one to hear and one to say; both are lost together.

    `on_letter(letter)` and `on_notice(topic, notice)` are called for what comes in, `on_gap()` when
    something may have been missed. They must neither block nor raise. A letter is posted without
    waiting: what was posted in one turn of the loop leaves in one write.
    """

    def __init__(
        self,
        url: str,
        node: str,
        *,
        on_letter: Callable[[bytes], None],
        on_notice: Callable[[str, bytes], None],
        on_gap: Callable[[], None],
    ) -> None:
        self.connected = False
        self.dropped = 0
        check_url(url)
        self._url = url
        self._own = (NODE + node).encode()
        self._on_letter = on_letter
        self._on_notice = on_notice
        self._on_gap = on_gap
        self._channels: set[bytes] = {self._own}
        self._unconfirmed: dict[bytes, asyncio.Future[None]] = {}
        self._out: list[bytes] = []
        self._unsent = 0
        self._mouth: Wire | None = None
        self._ear: Wire | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the subscription is confirmed, however long Redis is away before that."""
        ready = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(ready))
        await asyncio.wait([ready, self._task], return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            await self._task  # a mistake of ours, not of Redis: it ended, and says why

    async def stop(self) -> None:
        """Sends what was posted, ends both connections and waits for that."""
        self._flush()
        if self._mouth is not None:
            await self._mouth.close(within_s=1.0)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def watch(self, topics: Iterable[str]) -> None:
        """Hears these topics from now on. Returns when that is confirmed, or when Redis is away:
        then they are heard from the next connection on, and `on_gap` tells when."""
        new = {(TOPIC + topic).encode() for topic in topics} - self._channels
        self._channels |= new
        if new and self._ear is not None and self.connected:
            await self._subscribe(self._ear, new)

    def post(self, node: str, letter: bytes) -> None:
        """A letter to one node. Dropped and counted when Redis is away or too slow."""
        self._publish(NODE + node, letter)

    def publish(self, topic: str, notice: bytes) -> None:
        """A notice to every node that watches the topic. Dropped and counted likewise."""
        self._publish(TOPIC + topic, notice)

    def _publish(self, channel: str, letter: bytes) -> None:
        if self._mouth is None or self._unsent + self._mouth.unsent > UNSENT_LIMIT:
            self.dropped += 1
            return
        if not self._out:
            asyncio.get_running_loop().call_soon(self._flush)
        self._out.append(pack("PUBLISH", channel, letter))
        self._unsent += len(letter)

    def _flush(self) -> None:
        if self._mouth is None:
            self.dropped += len(self._out)
        elif self._out:
            self._mouth.write(self._out)
        self._out = []
        self._unsent = 0

    async def _run(self, ready: asyncio.Future[None]) -> None:
        """Connects, listens, and begins again when that ends; until it is cancelled."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(CONNECT_S):
                    ear, mouth = await self._connect()
                if ready.done():
                    self._on_gap()
                else:
                    ready.set_result(None)
                failures = 0
                await _listen(ear, mouth)
            except (OSError, TimeoutError) as error:
                _log.warning("bus.away", error=type(error).__name__)
            finally:
                self._hang_up()
            await asyncio.sleep(pause(failures))
            failures += 1

    async def _connect(self) -> tuple[Wire, Wire]:
        mouth = self._mouth = await open_wire(self._url, self._said)
        ear = self._ear = await open_wire(self._url, self._heard)
        ear.lost.add_done_callback(lambda _: self._release())
        await self._subscribe(ear, self._channels)
        if ear.lost.done():
            raise ConnectionResetError("lost while subscribing")
        self.connected = True
        return ear, mouth

    async def _subscribe(self, ear: Wire, channels: set[bytes]) -> None:
        """Returns when all are confirmed or the connection is lost."""
        loop = asyncio.get_running_loop()
        new = [self._unconfirmed.setdefault(name, loop.create_future()) for name in channels]
        ear.write([pack("SUBSCRIBE", *channels)])
        await asyncio.wait(new)

    def _hang_up(self) -> None:
        self.connected = False
        for wire in (self._ear, self._mouth):
            if wire is not None:
                wire.abort()
        self._ear = self._mouth = None
        self._release()

    def _release(self) -> None:
        """Who waits for a confirmation waits no longer: the next connection subscribes anew."""
        for waiting in self._unconfirmed.values():
            if not waiting.done():
                waiting.set_result(None)
        self._unconfirmed.clear()

    def _said(self, reply: Reply) -> None:
        """The reply to a PUBLISH: how many heard it, which is of no use here."""
        if isinstance(reply, hiredis.ReplyError):
            self.dropped += 1
            _log.error("bus.refused", error=str(reply))

    def _heard(self, reply: Reply) -> None:
        if isinstance(reply, hiredis.ReplyError):
            _log.error("bus.refused", error=str(reply))
            if self._ear is not None:
                self._ear.abort()  # without its subscription this node must not seem connected
        elif isinstance(reply, list) and reply[0] in _KINDS:
            kind, channel, payload = reply
            if kind == b"message" and channel == self._own:
                self._on_letter(payload)
            elif kind == b"message":
                self._on_notice(channel.decode().removeprefix(TOPIC), payload)
            else:
                self._confirm(channel)

    def _confirm(self, channel: bytes) -> None:
        waiting = self._unconfirmed.pop(channel, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


def pause(failures: int) -> float:
    """Seconds before the next try, after so many in a row that failed. Nodes do not all come at once."""
    return min(SHORTEST_S * 2.0 ** min(failures, 10), LONGEST_S) * random.uniform(0.5, 1.5)


async def _listen(*wires: Wire) -> None:
    """Returns when one of them is lost, or silent for a whole ping interval."""
    lost = [wire.lost for wire in wires]
    while not any(future.done() for future in lost):
        for wire in wires:
            wire.heard = False
            wire.write([pack("PING")])
        await asyncio.wait(lost, timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
        if not all(wire.heard for wire in wires):
            return
