"""A first installation in the order of the operator's page: real programs, nothing in one process.

Two nodes behind the shipped haproxy, PostgreSQL, the shipped Redis; what the containers would run.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.support.coturn import free_port
from tests.support.haproxy import Front, running_haproxy
from tests.support.postgres import PostgresServer
from tests.support.shipped import DEPLOY, ShippedRedis, shipped_redis

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SAMPLE = DEPLOY.parent / "broker" / "sample" / "catalogue.json"
DEPARTMENT = "buergeramt-melden"


@dataclass(frozen=True)
class City:
    """What an operator has prepared: the settings of every node, by environment."""

    settings: dict[str, str]
    redis: ShippedRedis

    def command(self, *words: str, **settings: str) -> str:
        """Runs one command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "broker", *words],
            env={**os.environ, **self.settings, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    subprocess.run([DEPLOY / "new-secrets.sh", folder], check=True, capture_output=True)
    return folder


@pytest.fixture
async def city(tmp_path: Path, secrets: Path, postgres: PostgresServer) -> AsyncIterator[City]:
    """Secrets from `new-secrets.sh`; addresses of this machine instead of the containers' names."""
    async with shipped_redis() as redis:
        with postgres.fresh_database() as database_url:
            (secrets / "database_url").write_text(database_url)
            (secrets / "redis_url").write_text(redis.broker)
            settings = {
                f"VORSPRACHE_{name.upper()}_FILE": str(secrets / file)
                for name, file in (
                    ("secret", "broker_secret"),
                    ("database_url", "database_url"),
                    ("redis_url", "redis_url"),
                    ("turn_secret", "turn_secret"),
                    ("metrics_token", "metrics_token"),
                )
            }
            settings |= {
                "VORSPRACHE_PUBLIC_URL": "https://termine.example.org",
                "VORSPRACHE_KEYS_FILE": str(tmp_path / "keys.json"),
                "VORSPRACHE_TURN_URIS": "turn:127.0.0.1:3478?transport=udp",
                "VORSPRACHE_TRUSTED_PROXIES": "127.0.0.1",
                "VORSPRACHE_STAFF_LINKS": "on",
            }
            yield City(settings, redis)


@asynccontextmanager
async def serving(city: City, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "broker", "serve"),
        env={**os.environ, **city.settings, "VORSPRACHE_PORT": str(port)},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield program
    finally:
        if program.returncode is None:
            program.kill()
        await program.communicate()


async def test_the_operators_page_leads_to_a_signed_in_clerk(city: City) -> None:
    """Every command once, a sign-in through the proxy, and a node that drains while it is used."""
    city.command("keys", "new")
    city.command("migrate", VORSPRACHE_REDIS_URL=city.redis.loader, VORSPRACHE_REDIS_URL_FILE="")
    assert city.command("catalogue", "check", str(SAMPLE))
    assert city.command("catalogue", "import", str(SAMPLE)) == "in force"
    ports = free_port(), free_port()
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(serving(city, port)) for port in ports]
        front = await stack.enter_async_context(
            running_haproxy(*(f"127.0.0.1:{port}" for port in ports), patience_s=40)
        )
        client = await stack.enter_async_context(front.client())
        await signs_in(city, client)
        async with client.get("/api/v1/catalogue") as answer:
            assert DEPARTMENT in await answer.text()
        async with asyncio.timeout(40):
            nodes[0].send_signal(signal.SIGTERM)
            while nodes[0].returncode is None:
                async with client.get("/api/v1/catalogue") as answer:
                    assert answer.status == 200
                await asyncio.wait([asyncio.ensure_future(nodes[0].wait())], timeout=0.05)
        assert nodes[0].returncode == 0
        assert "127.0.0.1" not in requests_in(front)


async def signs_in(city: City, client: aiohttp.ClientSession) -> None:
    """The link of the page. The origin is the public one, as a browser would say it."""
    link = city.command(
        *("staff", "link", "--role", "clerk", "--department", DEPARTMENT, "--name", "Alex")
    )
    page, _, token = link.partition("#")
    assert page == "https://termine.example.org/desk"
    async with client.post(
        "/api/v1/session",
        json={"token": token},
        headers={"Origin": "https://termine.example.org", "Vorsprache-As": "desk"},
    ) as answer:
        assert answer.status == 200, await answer.text()
        assert (await answer.json())["departments"] == [DEPARTMENT]
        assert "__Host-vorsprache-desk" in answer.headers["Set-Cookie"]


def requests_in(front: Front) -> str:
    return "\n".join(line for line in front.log.splitlines() if line.startswith(("GET", "POST")))
