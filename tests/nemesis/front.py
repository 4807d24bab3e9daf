"""The shipped haproxy configuration before any number of nodes, to be killed and started again."""

import asyncio
import os
import ssl
from asyncio.subprocess import DEVNULL, STDOUT, Process
from pathlib import Path

from tests.support.certificate import certificate_and_key
from tests.support.coturn import free_port
from tests.support.haproxy import CONFIG, binary

NUMBERS = ("one", "two", "three", "four", "five")


class Front:
    """One public address. A third node and more are further lines like those that are shipped."""

    def __init__(self, folder: Path, backends: list[str]) -> None:
        self.port, self._plain = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self._folder, self._backends = folder, backends
        self._certificate = certificate_and_key("127.0.0.1", folder)
        self.trusted = ssl.create_default_context(cafile=self._certificate)
        self._config = folder / "haproxy.cfg"
        more = [
            f'    server {word} "${{BROKER_{number}}}"\n'
            for number, word in enumerate(NUMBERS[2 : len(backends)], 3)
        ]
        self._config.write_text(CONFIG.read_text() + "".join(more))
        self._process: Process | None = None

    async def start(self) -> None:
        """Returns when it listens."""
        brokers = {f"BROKER_{n}": at for n, at in enumerate(self._backends, 1)}
        if len(self._backends) == 1:
            brokers["BROKER_2"] = "127.0.0.1:9"
        with (self._folder / "haproxy.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                binary(),
                *("-db", "-f", str(self._config)),
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "HAPROXY_CERT": str(self._certificate),
                    "HTTPS_BIND": f"127.0.0.1:{self.port}",
                    "HTTP_BIND": f"127.0.0.1:{self._plain}",
                    # A whole town behind one address.
                    "CONNECTIONS_PER_ADDRESS": "5000",
                    "MAX_CONNECTIONS": "1000",
                    **brokers,
                },
            )
        async with asyncio.timeout(10.0):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return

    async def kill(self) -> None:
        """kill -9: every socket is gone."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
