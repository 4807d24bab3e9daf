"""The world around some nodes: one database, one Redis, a network, and everything that goes wrong.

A node is the product's own, opened by its own composition root (`broker.app.open_node`). Replaced are only
the four ways out of a process: the client of Redis, the post between nodes, the driver of the database
and the socket below a connection. Chance is one seeded generator, also for the product's own.
"""

import asyncio
import random
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisSlow

from broker import app
from broker.app import Node, open_node
from broker.clock import OfficeClock
from broker.core.principal import Principal
from broker.desk import Desk
from broker.errors import BadRequest
from broker.lease import Lease
from broker.live import boards
from broker.live.alerts import Lookout
from broker.live.foresight import Foresight
from broker.live.inside import Inside
from broker.live.route import LIVE, Live
from broker.pulse import Pulse
from broker.settings import Numbers, Settings
from broker.stores.database import Database
from broker.stores.gate import Gate
from broker.trust.keys import KeySet, new_set
from signaling.bus import NODE, TOPIC
from tests.simulation import sql
from tests.simulation.loop import WORLD, Loop, Process
from tests.simulation.redis import WAIT_S, Client, Memory, RedisGone
from tests.simulation.sockets import Socket

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SWEEP_EVERY_S = 2.5
# Of a line of the log: said already, or of the real clock.
NO_MATTER = ("event", "duration_s")
SECOND = timedelta(seconds=1)
# A day of a minute: everything that takes half an hour in a city takes seconds here.
NUMBERS = Numbers(
    patience=20 * SECOND,
    passed_over=10 * SECOND,
    away=6 * SECOND,
    grace=8 * SECOND,
    hold=60 * SECOND,
)


@dataclass
class Ear:
    """The subscription of one node."""

    name: str
    process: Process
    bus: "Bus"
    channels: set[str] = field(default_factory=set)
    last: float = 0.0
    cut: bool = False


class Bus:
    """The post of one node, with the words of `signaling.bus.Bus`."""

    def __init__(
        self,
        url: str,
        node: str,
        *,
        on_letter: Callable[[bytes], None],
        on_notice: Callable[[str, bytes], None],
        on_gap: Callable[[], None],
    ) -> None:
        self.connected = True
        self.dropped = 0
        self.on_letter, self.on_notice, self.on_gap = on_letter, on_notice, on_gap
        self._world = world()
        self._ear = Ear(node, self._world.loop.process(), self, {NODE + node})

    async def start(self) -> None:
        self._world.ears.append(self._ear)

    async def stop(self) -> None:
        self._world.ears.remove(self._ear)

    async def watch(self, topics: Iterable[str]) -> None:
        self._ear.channels |= {TOPIC + topic for topic in topics}

    def post(self, node: str, letter: bytes) -> None:
        self._world.publish(NODE + node, letter)

    def publish(self, topic: str, notice: bytes) -> None:
        self._world.publish(TOPIC + topic, notice)

    def hear(self, channel: str, message: bytes) -> None:
        """What the network brings."""
        if channel.startswith(NODE):
            self.on_letter(message)
        else:
            self.on_notice(channel.removeprefix(TOPIC), message)


@dataclass
class Faults:
    """What the network does now. Chances are per message."""

    lost_request: float = 0.0
    lost_answer: float = 0.0
    notice_lost: float = 0.0
    notice_doubled: float = 0.0
    notice_late: float = 0.0
    redis_gone: bool = False
    redis_full: bool = False
    redis_hangs_until: float = 0.0
    sql_gone: bool = False
    sql_slow_s: float = 0.0
    commit_unheard: float = 0.0


class Running:
    """One node, in its process."""

    def __init__(self, name: str, process: Process) -> None:
        self.name = name
        self.process = process
        self.node: Node | None = None
        self.sockets: list[Socket] = []
        self.databases: list[sqlite3.Connection] = []

    @property
    def there(self) -> bool:
        """It takes sockets."""
        return self.node is not None and not self.process.dead

    @property
    def prompt(self) -> bool:
        """It answers."""
        return self.there and not self.process.frozen


class World:
    """One simulated day. `trace` tells what happened, `(seconds, who, what)`."""

    def __init__(self, seed: int, template: Path, folder: Path) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.loop = Loop(self.random)
        self.faults = Faults()
        self.trace: list[tuple[float, str, str]] = []
        self.before_effect: Callable[[str, str], None] = lambda node, what: None
        self.watch: Callable[[], None] = lambda: None
        self.moves = 0
        self.offset = timedelta()
        self.people: dict[str, Principal] = {}
        self.nodes: list[Running] = []
        self.ears: list[Ear] = []
        self.file = folder / "day.db"
        for old in folder.glob("day.db*"):
            old.unlink()
        shutil.copy(template, self.file)
        self.memory = Memory(self.redis_ms, self._published)
        self._context = self.loop.context(WORLD)

    # --- time -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time that everybody's clock should have."""
        return BEGIN + self.offset + timedelta(seconds=self.loop.now)

    def redis_ms(self) -> int:
        """The clock of Redis."""
        return int(self.now().timestamp() * 1000)

    def tell(self, who: str, what: str) -> None:
        """Into the trace."""
        self.trace.append((self.loop.now, who, what))

    # --- nodes ----------------------------------------------------------------------------------

    async def begin(self, name: str, *, skew_s: float = 0.0) -> Running:
        """Opens a node in a process of its own, on a machine whose clock is so wrong; returns when it is
        ready."""
        process = Process(name)
        process.skew_s = skew_s
        running = Running(name, process)
        self.nodes.append(running)
        ready = self.loop.create_future()
        self.loop.context(process).run(
            self.loop.create_task, self._live(running, ready), name=name
        )
        try:
            await ready
        except Exception:
            self.kill(running)
            raise
        self.tell(name, "is ready")
        return running

    async def _live(self, running: Running, ready: asyncio.Future[None]) -> None:
        def machine() -> datetime:
            return self.now() + timedelta(seconds=running.process.skew_s)

        clock = OfficeClock(machine, _monotonic)
        try:
            async with open_node(settings(), keys, clock=clock) as running.node:
                running.node.sweeper.every_s = SWEEP_EVERY_S
                ready.set_result(None)
                await asyncio.Event().wait()
        except Exception as error:  # noqa: BLE001 # whatever it is, it is what was found
            if ready.done():
                # No fault of this world may take a node down.
                self.loop.mistakes.append(f"L2: {running.name} fell over: {error!r}")
            else:
                ready.set_exception(error)

    def kill(self, running: Running) -> None:
        """kill -9: its sockets and connections break, its subscription ends."""
        self.tell(running.name, "is killed")
        self.loop.kill(running.process)
        self.nodes.remove(running)
        self.ears = [ear for ear in self.ears if ear.process is not running.process]
        for connection in running.databases:
            connection.close()
        for socket in running.sockets:
            socket.lose()

    def freeze(self, running: Running) -> None:
        """SIGSTOP."""
        self.tell(running.name, "is frozen")
        self.loop.freeze(running.process)

    def thaw(self, running: Running) -> None:
        """SIGCONT."""
        if not running.process.dead:
            self.tell(running.name, "thaws")
            self.loop.thaw(running.process)

    def calm(self) -> None:
        """No more faults."""
        self.faults = Faults()

    def connect(self, running: Running, token: str) -> Socket:
        """A page's WebSocket to a node."""
        socket = Socket(self.loop, running.process, token)
        assert running.node is not None
        live: Any = running.node.application[LIVE]
        running.sockets.append(socket)
        socket.task = self.loop.context(running.process).run(
            self.loop.create_task,
            live.open(socket),
            name="socket",
        )
        return socket

    # --- Redis ----------------------------------------------------------------------------------

    async def ask(self, what: str, run: Callable[[], Any]) -> Any:
        """A command on its way to Redis and back."""
        process, faults, loop = self.loop.process(), self.faults, self.loop
        await self._effect(process, f"redis {what}")
        if faults.redis_gone:
            await asyncio.sleep(0)
            raise RedisGone("connection refused")
        chance = self.random.random()
        answer = loop.create_future()
        arrives = loop.now + self.random.random() * 0.004
        arrives = max(arrives, faults.redis_hangs_until + self.random.random() * 0.004)
        if chance >= faults.lost_request:
            lost = chance < faults.lost_request + faults.lost_answer
            loop.call_at(arrives, self._execute, run, answer, lost, context=self._context)
        else:
            self.tell(process.name, f"redis {what}: never arrives")
        patience = loop.call_later(WAIT_S, _give_up, answer)
        try:
            return await answer
        finally:
            patience.cancel()

    def _execute(self, run: Callable[[], Any], answer: asyncio.Future[Any], lost: bool) -> None:
        if self.faults.redis_full:
            if not answer.done():
                answer.set_exception(_full())
            return
        try:
            result = run()
        except Exception as error:  # noqa: BLE001 # it is the caller's
            if not answer.done():
                answer.set_exception(error)
            return
        if answer.done():
            self.tell("redis", "executes what nobody waits for")
        elif lost:
            self.tell("redis", "an answer is lost")
            answer.set_exception(RedisGone("connection reset"))
        else:
            answer.set_result(result)

    def _published(self, channel: str, message: str) -> None:
        self.publish(channel, message.encode())

    def publish(self, channel: str, message: bytes) -> None:
        """PUBLISH, as the network brings it to each ear."""
        faults, chance = self.faults, self.random.random
        for ear in self.ears:
            if channel not in ear.channels or ear.cut:
                continue
            if faults.notice_lost and chance() < faults.notice_lost:
                self.tell(ear.name, "misses a notice")
                continue
            times = 1 + (faults.notice_doubled > 0 and chance() < faults.notice_doubled)
            for _ in range(times):
                at = self.loop.now + chance() * 0.01
                if faults.notice_late and chance() < faults.notice_late:
                    at += chance() * 0.5
                # One connection brings all of it, so what comes after it is late, too.
                at = ear.last = max(at, ear.last)
                context = self.loop.context(ear.process)
                self.loop.call_at(at, ear.bus.hear, channel, message, context=context)

    def cut(self, ear: Ear) -> None:
        """A subscription breaks; until `mend` it hears nothing."""
        self.tell(ear.name, "loses its subscription")
        ear.cut, ear.bus.connected = True, False

    def mend(self, ear: Ear) -> None:
        """It is there again."""
        ear.cut, ear.bus.connected = False, True
        self.loop.call_later(0.0, ear.bus.on_gap, context=self.loop.context(ear.process))

    # --- SQL ------------------------------------------------------------------------------------

    def opened(self, connection: sqlite3.Connection) -> None:
        """A process has it until it is killed."""
        for running in self.nodes:
            if running.process is self.loop.process():
                running.databases.append(connection)

    async def there(self, statement: str) -> None:
        """A statement on its way to the database."""
        await self._effect(self.loop.process(), f"sql {statement}")
        if self.faults.sql_gone:
            raise sqlite3.OperationalError("unable to open database file")
        slow = self.faults.sql_slow_s
        if slow or self.random.random() < 0.3:
            await asyncio.sleep(self.random.random() * (slow or 0.004))

    async def back(self, statement: str) -> None:
        """Its answer on the way back."""
        if statement != "COMMIT":
            return
        self.watch()
        if self.random.random() < self.faults.commit_unheard:
            self.tell(self.loop.process().name, "a commit is not heard of")
            raise sqlite3.OperationalError("disk I/O error")

    async def wait(self, seconds: float) -> None:
        """Until a lock is free, perhaps."""
        await asyncio.sleep(seconds)

    async def _effect(self, process: Process, what: str) -> None:
        self.before_effect(process.name, what)
        if process.dead:
            # It was killed right here, and does nothing any more.
            await self.loop.create_future()


_worlds: list[World] = []
_keys: list[KeySet] = []


def world() -> World:
    """The world of now."""
    return _worlds[-1]


def keys() -> KeySet:
    """One set for all days: nothing in a day depends on it."""
    if not _keys:
        _keys.append(new_set(BEGIN))
    return _keys[0]


def settings() -> Settings:
    """Of each node."""
    return Settings(
        public_url="http://127.0.0.1:8000",
        secret="a secret of thirty-two characters",
        database_url=f"sqlite+aiosqlite:///{world().file}",
        redis_url="redis://127.0.0.1:1/0",
        staff_links=True,
        numbers=NUMBERS,
    )


def run(
    day: Callable[[World], Coroutine[Any, Any, None]], seed: int, template: Path, folder: Path
) -> World:
    """Lives through one day; returns its world. Raises what the day raises."""
    here = World(seed, template, folder)
    _worlds.append(here)
    random.seed(seed)
    with replaced():
        token = sql.WIRE.set(here)
        try:
            here.loop.run(day(here))
        finally:
            sql.WIRE.reset(token)
            _close(here)
            _worlds.pop()
    return here


def _close(here: World) -> None:
    for running in here.nodes:
        for connection in running.databases:
            connection.close()
    here.loop.close()


async def _forever(_: object) -> None:
    """In the place of what looks at statistics, alerts and sessions now and then."""
    await asyncio.Event().wait()


class _Nothing:
    """In the place of what has its own tests and tells nobody anything."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    async def run(self) -> None:
        await asyncio.Event().wait()


def _site(parts: Any, office: Any, inside: Any, ready: Any) -> Any:
    async def who(request: Any, hello: Any, _: bool) -> Principal:
        found = world().people.get(request.token)
        if found is None:
            raise BadRequest("nobody of this world")
        return found

    live = Live(office, inside, who=who, origins=frozenset(), limits=NUMBERS.limits())
    return {LIVE: live}


async def _open_connection(request: Any, *, node: str, limits: Any, **_: Any) -> Any:
    return request.connection(node, limits)


def _monotonic() -> float:
    return world().loop.now


def _database(url: str) -> Database:
    """The engine of SQLite behind a network: an answer to a commit can be lost, as PostgreSQL's can."""
    database = Database(url)
    database.certain = False
    return database


def replaced() -> Any:
    """The product with the simulated ways out."""

    def token_hex(count: int = 32) -> str:
        return random.randbytes(count).hex()

    inner = [
        patch("broker.parts.connect", lambda url, wait_s: Client(lambda: world().memory, world())),
        patch("broker.parts.Database", _database),
        patch("broker.parts.Desk", partial(Desk, monotonic=_monotonic)),
        patch("broker.stores.line.Gate", partial(Gate, monotonic=_monotonic)),
        patch("broker.stores.database.create_async_engine", sql.create_engine),
        patch.object(app, "Bus", Bus),
        patch.object(app, "site", _site),
        patch.object(app, "Lease", partial(Lease, monotonic=_monotonic)),
        patch.object(app, "Heart", _Nothing),
        patch.object(app, "Housekeeping", _Nothing),
        patch.object(app, "Health", _Nothing),
        *(patch.object(each, "run", _forever) for each in (Foresight, Lookout, Inside, Pulse)),
        patch("broker.catalogues.FRESH", timedelta(days=9)),
        patch.object(boards, "POSITIONS_EVERY_S", 3.0),
        # When somebody will be called is not judged here: a curve of a few points will do.
        patch("broker.core.forecast.STEP", 4.0),
        patch("broker.live.route.open_connection", _open_connection),
        patch.object(secrets, "token_hex", token_hex),
    ]
    return _All(inner)


class _All:
    def __init__(self, inner: list[Any]) -> None:
        self._inner = inner

    def __enter__(self) -> None:
        for each in self._inner:
            each.start()

    def __exit__(self, *_: object) -> None:
        for each in reversed(self._inner):
            each.stop()


def _give_up(answer: asyncio.Future[Any]) -> None:
    if not answer.done():
        answer.set_exception(RedisSlow("no answer in time"))


def _full() -> Exception:
    return ResponseError("OOM command not allowed when used memory > 'maxmemory'.")


def quiet_logs() -> None:
    """What the product logs goes into the trace."""

    def into_trace(_: Any, level: str, event: Any) -> Any:
        if _worlds:
            here = world()
            words = " ".join(f"{k}={v}" for k, v in event.items() if k not in NO_MATTER)
            here.tell(here.loop.process().name, f"log {level}: {event['event']} {words}")
        raise structlog.DropEvent

    structlog.configure(processors=[into_trace])
