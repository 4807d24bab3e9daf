"""The installation of a day: nodes behind the front, set up with the commands of an operator."""

import asyncio
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from tests.nemesis import machine
from tests.nemesis.machine import CLOCK_FILE
from tests.nemesis.town import CLERKS, QUEUES, SUPERVISOR, service_of
from tests.support.cluster import NodeProgram

SAMPLE = Path(__file__).parents[2] / "broker" / "sample" / "catalogue.json"
# Shorter than an office would have them, so that a day sees all of them pass.
AWAY_S, GRACE_S, PASSED_OVER_S = 4.0, 6.0, 6.0
NUMBERS = {
    "AWAY": f"{AWAY_S:.0f}s",
    "GRACE": f"{GRACE_S:.0f}s",
    "PASSED_OVER": f"{PASSED_OVER_S:.0f}s",
    "PATIENCE": "20s",
    "WARNING": "5s",
    "PING": "2s",
    "DEAD": "6s",
    "DRAIN": "10s",
    # Who comes early comes long before the own time, too.
    "OPEN_BEFORE": "60min",
}


def catalogue() -> dict[str, Any]:
    """Three departments, open day and night."""
    authority = json.loads(SAMPLE.read_text())["authority"]
    departments = [
        {
            "id": queue,
            "name": f"Amt {queue[-1].upper()}",
            "queue": queue,
            "always_open": True,
            "desks": 200,
            "services": [
                {
                    "id": service_of(queue),
                    "name": f"Anliegen {queue[-1].upper()}",
                    "type": "advice",
                    "channels": ["video", "phone"],
                    "minutes": 10,
                }
            ],
        }
        for queue in QUEUES
    ]
    return {"authority": authority, "departments": departments}


def settings(folder: Path, url: str, database: str, redis: Path) -> dict[str, str]:
    """The environment of every node."""
    return {
        "VORSPRACHE_PUBLIC_URL": url,
        "VORSPRACHE_SECRET": secrets.token_urlsafe(32),
        "VORSPRACHE_KEYS_FILE": str(folder / "keys.json"),
        "VORSPRACHE_DATABASE_URL": database,
        "VORSPRACHE_REDIS_URL": f"unix://{redis}?db=0",
        "VORSPRACHE_TRUSTED_PROXIES": "127.0.0.1",
        "VORSPRACHE_STAFF_LINKS": "on",
        # All that can be said is said: what must not stand in a log is looked for in this one.
        "VORSPRACHE_LOG_LEVEL": "debug",
        **{f"VORSPRACHE_{name}": value for name, value in NUMBERS.items()},
    }


async def prepare(folder: Path, environment: dict[str, str], clerks: int) -> dict[str, str]:
    """Keys, tables, offers; the sign-in link of each of the staff, the supervisor last."""
    file = folder / "catalogue.json"
    file.write_text(json.dumps(catalogue()))
    await command(environment, "keys", "new")
    await command(environment, "migrate")
    await command(environment, "catalogue", "import", str(file))
    names = [*list(CLERKS)[:clerks], SUPERVISOR]
    links = await asyncio.gather(*(_link(environment, name) for name in names))
    return dict(zip(names, links, strict=True))


async def _link(environment: dict[str, str], name: str) -> str:
    role = "supervisor" if name == SUPERVISOR else "clerk"
    departments = [word for queue in CLERKS.get(name, QUEUES) for word in ("--department", queue)]
    said = await command(
        environment, "staff", "link", "--role", role, "--name", name, *departments
    )
    return said.strip()


async def command(environment: dict[str, str], *words: str, fails: bool = False) -> str:
    """What `vorsprache ...` says; `fails` when it may end with another code than 0."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "broker", *words),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await program.communicate()
    assert fails or program.returncode == 0, complained.decode()
    return said.decode()


def program(folder: Path, number: int, port: int, environment: dict[str, str]) -> NodeProgram:
    """One node, not started."""
    own = environment | {CLOCK_FILE: str(folder / f"clock-{number}")}
    return NodeProgram(port, folder / f"node-{number}.log", own, module=machine.__name__)
