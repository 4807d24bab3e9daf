"""An installation of several real node programs behind the shipped haproxy, to be broken by tests.

Every node is `vorsprache serve` in a process of its own, set up by the commands an operator uses.
Nothing is shared with the test but the key file, from which it signs links of the staff.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from broker.catalogues import DEMO_QUEUE, DEMO_SERVICE, sample_document, with_always_open
from broker.cli.staff import staff_link
from broker.figures.ledger import Verdict, verify
from broker.reading import database_url
from broker.routes import API
from broker.settings import Settings
from broker.stores.database import Database
from broker.trust.claims import StaffRole
from broker.trust.keys import KeyFile
from broker.trust.tokens import Tokens
from tests.support.coturn import Coturn, free_port
from tests.support.haproxy import Front, running_haproxy

ROOMS = 40
START_WITHIN_S = 60.0
STOP_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Room:
    """A department of its own, open day and night: tests with different rooms never meet."""

    queue: str
    service: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has booked over the public API."""

    reference: str
    manage_token: str
    link: str
    visit: str

    @property
    def token(self) -> str:
        """What stands behind the link's `#`."""
        return self.link.partition("#")[2]


@dataclass
class NodeProgram:
    """One `vorsprache serve`; its log outlives a restart."""

    port: int
    log: Path
    settings: dict[str, str]
    program: Process | None = None
    module: str = "broker"

    def said(self, event: str) -> list[dict[str, Any]]:
        """The log lines of one event, oldest first."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if f'"{event}"' in line]

    @property
    def name(self) -> str:
        """What this life of the node calls itself (`welcome.epoch`). "" before it listens."""
        heard = self.said("node.listening")
        return str(heard[-1]["node"]) if heard else ""

    @property
    def running(self) -> Process:
        """The process; it must have been started."""
        assert self.program is not None, "not started"
        return self.program

    async def start(self) -> None:
        """Starts the process; `Cluster.start` also waits until it is ready."""
        with self.log.open("ab") as log:
            self.program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self.module, "serve"),
                env={**os.environ, **self.settings, "VORSPRACHE_PORT": str(self.port)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )

    async def ready(self, client: aiohttp.ClientSession) -> None:
        """Returns when `/readyz` is 200. Fails with the end of the log when the process has ended."""
        async with asyncio.timeout(START_WITHIN_S):
            while not await self.is_ready(client):
                assert self.running.returncode is None, self.log.read_text()[-2000:]
                await asyncio.sleep(0.05)

    async def is_ready(self, client: aiohttp.ClientSession) -> bool:
        """Whether `/readyz` is 200 now."""
        try:
            async with client.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def end(self, how: signal.Signals) -> int:
        """Sends a signal and waits for the end; the exit code (negative: the signal's number)."""
        program = self.running
        if program.returncode is None:
            program.send_signal(how)
        async with asyncio.timeout(STOP_WITHIN_S):
            code = await program.wait()
        self.program = None
        return code


@dataclass
class Cluster:
    """The nodes, the one public address before them, and a client that trusts it."""

    front: Front
    nodes: list[NodeProgram]
    client: aiohttp.ClientSession
    settings: dict[str, str]
    _rooms: list[Room]
    _links: tuple[Tokens, Settings] = field(repr=False)

    @property
    def api(self) -> str:
        """The base of the API, through the proxy."""
        return f"{self.front.url}{API}"

    def api_of(self, number: int) -> str:
        """The same of one node, past the proxy."""
        return f"http://127.0.0.1:{self.nodes[number].port}{API}"

    def room(self) -> Room:
        """A department that no other test uses."""
        return self._rooms.pop()

    def node_of(self, name: str) -> int:
        """The number of the node that calls itself so in its `welcome`."""
        return next(number for number, node in enumerate(self.nodes) if node.name == name)

    async def kill(self, number: int) -> None:
        """kill -9: the node says nothing to anybody."""
        await self.nodes[number].end(signal.SIGKILL)

    async def stop(self, number: int) -> int:
        """SIGTERM, and waits for the end of the drain; the exit code."""
        return await self.nodes[number].end(signal.SIGTERM)

    def freeze(self, number: int) -> None:
        """SIGSTOP: the node holds its sockets and does nothing."""
        self.nodes[number].running.send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """SIGCONT: it goes on with what it knew."""
        self.nodes[number].running.send_signal(signal.SIGCONT)

    async def buried(self, number: int) -> None:
        """Returns when another node has declared this one dead."""
        name = self.nodes[number].name
        async with asyncio.timeout(STOP_WITHIN_S):
            while not any(
                line["node"] == name for node in self.nodes for line in node.said("node.buried")
            ):
                await asyncio.sleep(0.1)

    async def start(self, number: int) -> None:
        """Starts a node again; returns when it is ready."""
        await self.nodes[number].start()
        await self.nodes[number].ready(self.client)

    async def ledger(self) -> Verdict:
        """What `vorsprache ledger verify` finds in the cluster's database."""
        database = Database(database_url(self.settings["VORSPRACHE_DATABASE_URL"]))
        try:
            return await verify(database)
        finally:
            await database.close()

    async def whole(self) -> None:
        """All nodes run and are ready, whatever a test did to them."""
        for number, node in enumerate(self.nodes):
            if node.program is None or node.program.returncode is not None:
                await node.start()
            else:
                self.thaw(number)
        for node in self.nodes:
            await node.ready(self.client)

    async def book(self, room: Room, *, name: str = "Erika Muster", **person: Any) -> Guest:
        """Books the next free time over the public API; its waiting room is open already."""
        today = datetime.now(UTC).date()
        days = {"from": today - timedelta(days=1), "to": today + timedelta(days=1)}
        query = {"channel": "video", **{word: str(day) for word, day in days.items()}}
        async with self.client.get(
            f"{self.api}/services/{room.service}/slots", params=query
        ) as answer:
            slots = (await answer.json())["slots"]
        language, needs = person.pop("language", "de"), person.pop("needs", None)
        wish = {
            "service": room.service,
            "slot": slots[0]["start"],
            "channel": "video",
            "person": {"name": name, **person},
            "language": language,
            "consent": True,
            "needs": needs,
        }
        async with self.client.post(f"{self.api}/bookings", json=wish) as answer:
            made = await answer.json()
            assert answer.status == 201, made
        return Guest(made["reference"], made["manage_token"], made["join_url"], made["visit"])

    async def booking(self, guest: Guest) -> dict[str, Any]:
        """What the booking's owner may know of it now."""
        headers = {"Authorization": f"Bearer {guest.manage_token}"}
        url = f"{self.api}/bookings/{guest.reference}"
        async with self.client.get(url, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == 200, found
            return found

    def staff(self, room: Room, role: StaffRole = "clerk", name: str = "Anna") -> str:
        """A sign-in link, as `vorsprache staff link` prints it."""
        tokens, settings = self._links
        now = datetime.now(UTC)
        return staff_link(
            tokens, settings, role=role, departments=[room.queue], person="1", name=name, now=now
        )

    async def figures(self) -> str:
        """`/metrics` of all nodes that run."""
        pages = []
        for node in self.nodes:
            async with self.client.get(f"http://127.0.0.1:{node.port}/metrics") as answer:
                assert answer.status == 200
                pages.append(await answer.text())
        return "\n".join(pages)


@asynccontextmanager
async def running_cluster(
    *,
    database: str,
    redis: str,
    nodes: int = 2,
    turn: Coturn | None = None,
    relay_only: bool = False,
    connections: int = 400,
    **numbers: str,
) -> AsyncIterator[Cluster]:
    """Migrates, imports a catalogue of `ROOMS` departments, and runs the nodes (one or two).

    `numbers` are settings, e.g. `grace="10s"`; the proxy takes so many `connections`. Ready when `/readyz` is 200 at every node and
    through the proxy. Everything is ended by its own pid.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="cluster-")))
        port, ports = free_port(), [free_port() for _ in range(nodes)]
        settings = _settings(folder, f"https://127.0.0.1:{port}", database, redis)
        settings |= {f"VORSPRACHE_{name.upper()}": value for name, value in numbers.items()}
        settings |= _relay(turn, relay_only)
        rooms = await _prepare(folder, settings)
        programs = [NodeProgram(at, folder / f"node-{at}.log", settings) for at in ports]
        stack.push_async_callback(_end, programs)
        for program in programs:
            await program.start()
        async with aiohttp.ClientSession() as early:
            for program in programs:
                await program.ready(early)
        front = await stack.enter_async_context(
            running_haproxy(
                *(f"127.0.0.1:{at}" for at in ports), port=port, connections=connections
            )
        )
        client = await stack.enter_async_context(front.client())
        tokens = Tokens(KeyFile(folder / "keys.json"), front.url)
        links = tokens, Settings(public_url=front.url, secret=settings["VORSPRACHE_SECRET"])
        yield Cluster(front, programs, client, settings, rooms, links)


def _settings(folder: Path, url: str, database: str, redis: str) -> dict[str, str]:
    return {
        "VORSPRACHE_PUBLIC_URL": url,
        "VORSPRACHE_SECRET": secrets.token_urlsafe(32),
        "VORSPRACHE_KEYS_FILE": str(folder / "keys.json"),
        "VORSPRACHE_DATABASE_URL": database,
        "VORSPRACHE_REDIS_URL": redis,
        "VORSPRACHE_TRUSTED_PROXIES": "127.0.0.1",
        "VORSPRACHE_STAFF_LINKS": "on",
        # All that can be said is said: what must not stand in a log is looked for in this one.
        "VORSPRACHE_LOG_LEVEL": "debug",
    }


def _relay(turn: Coturn | None, relay_only: bool) -> dict[str, str]:
    if turn is None:
        return {}
    return {
        "VORSPRACHE_TURN_URIS": ",".join(turn.uris),
        "VORSPRACHE_TURN_SECRET": turn.secret,
        "VORSPRACHE_RELAY_ONLY": "on" if relay_only else "off",
    }


async def _prepare(folder: Path, settings: dict[str, str]) -> list[Room]:
    """What an operator does once, with the operator's commands."""
    rooms, document = _catalogue()
    file = folder / "catalogue.json"
    file.write_text(json.dumps(document))
    await _command(settings, "keys", "new")
    await _command(settings, "migrate")
    await _command(settings, "catalogue", "import", str(file))
    return rooms


def _catalogue() -> tuple[list[Room], dict[str, Any]]:
    """The sample with the demo's department many times over."""
    document = with_always_open(sample_document())
    (pattern,) = [each for each in document["departments"] if each["queue"] == DEMO_QUEUE]
    rooms = [Room(f"{DEMO_QUEUE}-{n}", f"{DEMO_SERVICE}-{n}") for n in range(ROOMS)]
    copies = [
        pattern
        | {"id": room.queue, "queue": room.queue, "name": f"Amt {room.queue}"}
        | {"services": [pattern["services"][0] | {"id": room.service}]}
        for room in rooms
    ]
    return rooms, document | {"departments": [*copies, *document["departments"]]}


async def _command(settings: dict[str, str], *words: str) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "broker", *words),
        env={**os.environ, **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await program.communicate()
    assert program.returncode == 0, said.decode()


async def _end(programs: list[NodeProgram]) -> None:
    for program in programs:
        if program.program is not None:
            await program.end(signal.SIGKILL)
