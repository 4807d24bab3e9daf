"""A real coturn of our own for one test or one session, on loopback and random ports."""

import asyncio
import os
import secrets
import shutil
import socket
import tempfile
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.turn import TurnSettings, render
from signaling.ice import Relay, ice_servers
from tests.turn.turn_client import turn_client

OVERLAY = Path(__file__).resolve().parent.parent / "turn" / "overlay" / "loopback.conf"
COMPLAINTS = ("Bad configuration format", "CONFIG ERROR", "ERROR:")
LOG = "log"
ATTEMPTS = 3
PATIENCE_S = 10.0

Change = Callable[[TurnSettings], TurnSettings]


@dataclass(frozen=True, slots=True)
class Coturn:
    """`uris` are what a browser gets (UDP, then TCP), `config` is what it was started with."""

    host: str
    port: int
    secret: str
    uris: tuple[str, ...]
    config: str
    log: Path
    pid: int

    @property
    def place(self) -> tuple[str, int]:
        return self.host, self.port

    def relay(self) -> Relay:
        """What `signaling.ice.ice_servers` needs to mint credentials for this server."""
        return Relay(turn_uris=self.uris, secret=self.secret)

    def credentials(
        self, participant: str = "citizen", now: datetime | None = None
    ) -> tuple[str, str]:
        """User name and password as the broker mints them; `now` may be long ago."""
        now = now or datetime.now(UTC)
        minted = ice_servers(self.relay(), participant=participant, now=now).ice_servers[0]
        assert minted.username is not None
        assert minted.credential is not None
        return minted.username, minted.credential


class CoturnDidNotStart(Exception):
    """It ended early or complained about its configuration; the text is its log."""


@asynccontextmanager
async def running_coturn(
    overlay_loopback: bool = False, change: Change = lambda settings: settings
) -> AsyncIterator[Coturn]:
    """Runs coturn with the shipped configuration rendered for loopback; ends it by its own pid.

    `overlay_loopback` appends the overlay that lets two peers on this machine call each other.
    `change` adjusts the settings, never the template. Fails the test if coturn is not installed;
    raises CoturnDidNotStart if it refuses the configuration or any line of it.
    """
    binary = shutil.which("turnserver")
    if binary is None:
        pytest.fail("coturn is missing: install the Debian package `coturn`, then run `make test`")
    overlay = OVERLAY.read_text() if overlay_loopback else ""
    # Between our choosing a free port and coturn taking it, another may take it: choose again.
    for attempts_left in reversed(range(ATTEMPTS)):
        settings = change(_settings())
        with tempfile.TemporaryDirectory(prefix="coturn-") as name:
            folder, config = Path(name), render(settings) + overlay
            process = await _process(binary, folder, config)
            try:
                if await _ready(settings, process):
                    _check(folder / LOG)
                    yield _coturn(settings, config, folder / LOG, process)
                    return
                if not attempts_left:
                    raise CoturnDidNotStart((folder / LOG).read_text()[-2000:])
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()


async def _process(binary: str, folder: Path, config: str) -> Process:
    file = folder / "turnserver.conf"
    file.touch(mode=0o600)
    file.write_text(config)
    # A file, not a pipe: nobody has to read it, so the server may outlive an event loop.
    with (folder / LOG).open("wb") as log:
        return await asyncio.create_subprocess_exec(
            binary,
            "-c",
            str(file),
            # Where this one process may leave files is no part of the configuration.
            f"--pidfile={folder / 'pid'}",
            f"--userdb={folder / 'turndb'}",
            stdin=DEVNULL,
            stdout=log,
            stderr=STDOUT,
            env={"PATH": os.environ.get("PATH", "")},
        )


async def _ready(settings: TurnSettings, process: Process) -> bool:
    """True once it answers over UDP and TCP, False if it ended or did not in ten seconds."""
    place = settings.listening_ips[0], settings.listening_port
    answering = asyncio.create_task(_answers(place))
    ending = asyncio.create_task(process.wait())
    done, waiting = await asyncio.wait(
        [answering, ending], timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
    )
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return ending not in done and answering in done and answering.exception() is None


async def _answers(place: tuple[str, int]) -> None:
    async with turn_client(place) as client:
        while True:
            # Its retransmissions are the pace of this loop.
            await client.binding()
            try:
                _, writer = await asyncio.open_connection(*place)
            except ConnectionRefusedError:
                continue
            writer.close()
            await writer.wait_closed()
            return


def _check(log: Path) -> None:
    lines = log.read_text().splitlines()
    if said := [line for line in lines if any(word in line for word in COMPLAINTS)]:
        raise CoturnDidNotStart("\n".join(said))


def _coturn(settings: TurnSettings, config: str, log: Path, process: Process) -> Coturn:
    host, port = settings.listening_ips[0], settings.listening_port
    uris = tuple(f"turn:{host}:{port}?transport={transport}" for transport in ("udp", "tcp"))
    return Coturn(host, port, settings.secret, uris, config, log, process.pid)


def _settings() -> TurnSettings:
    first_relay_port = 40000 + secrets.randbelow(80) * 250
    return TurnSettings(
        realm="turn.test",
        secret=secrets.token_urlsafe(24),
        listening_ips=("127.0.0.1",),
        listening_port=free_port(),
        min_port=first_relay_port,
        max_port=first_relay_port + 249,
        total_quota=250,
    )


def free_port() -> int:
    """A port free for both UDP and TCP at the moment of asking.

    Below those that the system gives away (32768 and up): no connection that anybody makes
    meanwhile takes it before the program that it is for.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with (
            socket.socket(type=socket.SOCK_STREAM) as tcp,
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            suppress(OSError),
        ):
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            return port
