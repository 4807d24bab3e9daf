"""The shipped haproxy configuration, running on loopback before back ends of the test."""

import asyncio
import os
import shutil
import ssl
import tempfile
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.support.certificate import certificate_and_key
from tests.support.coturn import free_port

CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "haproxy.cfg"
NOBODY = "127.0.0.1:9"
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Front:
    """One public origin. `trusted` is a client's TLS context that knows its certificate; a browser
    is started with `--ignore-certificate-errors`. `log` is what haproxy has written so far."""

    url: str
    plain_url: str
    port: int
    pid: int
    log_file: Path
    trusted: ssl.SSLContext

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def client(self) -> aiohttp.ClientSession:
        """An HTTP client that trusts this front and keeps cookies of an address."""
        return aiohttp.ClientSession(
            self.url,
            connector=aiohttp.TCPConnector(ssl=self.trusted),
            cookie_jar=aiohttp.CookieJar(unsafe=True),
        )


@asynccontextmanager
async def running_haproxy(
    *backends: str,
    host: str = "127.0.0.1",
    port: int = 0,
    patience_s: float = PATIENCE_S,
    connections: int = 400,
) -> AsyncIterator[Front]:
    """Runs the unmodified `deploy/haproxy.cfg` before one or two `host:port`; ready when one answers
    `/readyz` with 200 through it. Only certificate, addresses and ports are the test's own."""
    front = port or free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="haproxy-") as name:
        folder = Path(name)
        certificate = certificate_and_key(host, folder)
        process = await _process(folder, certificate, host, front, backends, connections)
        started = Front(
            url=f"https://{host}:{front[0]}",
            plain_url=f"http://{host}:{front[1]}",
            port=front[0],
            pid=process.pid,
            log_file=folder / "log",
            trusted=ssl.create_default_context(cafile=certificate),
        )
        try:
            await _ready(started, process, patience_s)
            yield started
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _process(
    folder: Path,
    certificate: Path,
    host: str,
    front: tuple[int, int],
    backends: tuple[str, ...],
    connections: int,
) -> Process:
    first, second = (*backends, NOBODY)[:2]
    with (folder / "log").open("wb") as log:
        return await asyncio.create_subprocess_exec(
            binary(),
            *("-db", "-f", str(CONFIG)),
            stdin=DEVNULL,
            stdout=log,
            stderr=STDOUT,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HAPROXY_CERT": str(certificate),
                "HTTPS_BIND": f"{host}:{front[0]}",
                "HTTP_BIND": f"{host}:{front[1]}",
                "MAX_CONNECTIONS": str(connections),
                "BROKER_1": first,
                "BROKER_2": second,
            },
        )


async def _ready(front: Front, process: Process, patience_s: float) -> None:
    async with asyncio.timeout(patience_s), front.client() as client:
        while process.returncode is None:
            try:
                async with client.get("/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    pytest.fail(f"haproxy ended with {process.returncode}: {front.log}")


def binary() -> str:
    """Where haproxy is. Without it: skip here, fail in CI."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail("haproxy is not installed")
    if found is None:
        pytest.skip("haproxy is not installed")
    return found
