"""One day of an office: people, faults, a calm, and the closing; all that is judged goes into a folder.

day       people do what their scripts say, and things break
calm      nothing breaks, nobody does anything new: the stores and the pages come to rest
closing   the clerks serve everybody who is left
over      the nodes are told to stop
"""

import asyncio
import json
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from tests.nemesis import office, scripts
from tests.nemesis.citizen import Citizen
from tests.nemesis.clerk import Clerk
from tests.nemesis.databases import DayDatabase, Sqlite, postgres
from tests.nemesis.faults import Faults
from tests.nemesis.front import Front
from tests.nemesis.history import History
from tests.nemesis.redises import PlainRedis, RedisPlace, WatchedRedis, dump
from tests.nemesis.supervisor import Supervisor
from tests.nemesis.town import CLERKS, Town
from tests.nemesis.watch import UNREADABLE, figures, watch
from tests.support.cluster import NodeProgram
from tests.support.coturn import free_port

CALM_S, QUIET_S, LONGEST_CALM_S = 8.0, 3.0, 45.0
# So long without anybody less who waits.
CLOSING_S = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of day. `only`: faults to choose from, with commas; "none" for none at all."""

    seed: int = 1
    duration_s: float = 60.0
    database: str = "sqlite"
    redis: str = "plain"
    nodes: int = 3
    citizens: int = 24
    clerks: int = 4
    only: str = ""

    @property
    def command(self) -> str:
        """What plays it again."""
        words = f"make nemesis DURATION={self.duration_s:.0f} SEED={self.seed} DB={self.database}"
        words += f" NODES={self.nodes}"
        words += f" REDIS={self.redis}" if self.redis != "plain" else ""
        return words + (f" FAULTS={self.only}" if self.only else "")

    def troubles(self) -> list[scripts.Trouble]:
        """What breaks."""
        if self.only == "none":
            return []
        return scripts.troubles(
            self.seed,
            self.duration_s,
            database=self.database,
            redis=self.redis,
            only=self.only.split(",") if self.only else (),
        )


@dataclass
class Day:
    """Everything that runs, and where it is written down."""

    plan: Plan
    folder: Path
    town: Town
    nodes: list[NodeProgram]
    faults: Faults
    redis: RedisPlace
    database: DayDatabase
    environment: dict[str, str]

    @property
    def history(self) -> History:
        return self.town.history

    async def play(self) -> None:
        """From the morning to the end."""
        staff = [
            Clerk(self.town, self.plan.seed, n, name)
            for n, name in enumerate(CLERKS, 1)
            if name in self.town.links
        ]
        watching = [
            asyncio.create_task(watch(self.history, self.database, self.redis)),
            asyncio.create_task(figures(self.history, self.nodes, self.town.client)),
        ]
        await self._introduce()
        self.history.note("phase", name="day")
        living = [asyncio.create_task(clerk.live()) for clerk in staff]
        living.append(asyncio.create_task(Supervisor(self.town, self.plan.seed).live()))
        chairs = range(self.plan.citizens)
        living += [asyncio.create_task(self._chair(number)) for number in chairs]
        faults = asyncio.create_task(self.faults.play(self.plan.troubles()))
        await asyncio.sleep(self.plan.duration_s)
        await faults
        await self._come_to_rest()
        await self._keep("calm")
        await self._closing(staff)
        self.town.over.set()
        await self._stop(living + watching)
        await asyncio.gather(self._keep("over"), self._verify())

    async def _introduce(self) -> None:
        for number, name in enumerate(CLERKS, 1):
            self.history.note(
                "person", who=f"k{number}", role="clerk", name=name, queues=CLERKS[name]
            )
        self.history.note("person", who="s1", role="supervisor")

    async def _chair(self, number: int) -> None:
        """One citizen after the other."""
        await asyncio.sleep(number * 0.15)
        while not self.town.calm.is_set():
            await Citizen(self.town, self.plan.seed, number).live()
            number += self.plan.citizens
        await self.town.over.wait()

    async def _come_to_rest(self) -> None:
        self.history.note("phase", name="calm")
        self.town.calm.set()
        loop = asyncio.get_running_loop()
        begin = quiet_since = loop.time()
        last: Any = None
        while loop.time() < begin + LONGEST_CALM_S:
            with suppress(*UNREADABLE):
                rows = await self.database.live()
                asked = sum(not page.at_rest for page in self.town.pages if page.alive)
                if rows != last or asked:
                    last, quiet_since = rows, loop.time()
            now = loop.time()
            if now >= begin + CALM_S and now >= quiet_since + QUIET_S:
                return
            await asyncio.sleep(0.2)

    async def _keep(self, name: str) -> None:
        """SQL and Redis as they are, and how far the history had come."""
        found = {
            "at": self.history.note("phase", name=f"kept-{name}")["at"],
            "rows": await self.database.rows(),
            "redis": await dump(self.redis),
        }
        (self.folder / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False))

    async def _closing(self, staff: list[Clerk]) -> None:
        self.history.note("phase", name="closing")
        serving = [asyncio.create_task(clerk.close_the_day()) for clerk in staff]
        loop = asyncio.get_running_loop()
        last: Any = None
        moved_at = loop.time()
        while loop.time() < moved_at + CLOSING_S:
            left = [row for row in await self.database.live() if row["stage"] != "booked"]
            if not left:
                break
            if len(left) != last:
                last, moved_at = len(left), loop.time()
            await asyncio.sleep(0.2)
        for task in serving:
            task.cancel()
        self._raise_of(await asyncio.gather(*serving, return_exceptions=True))

    async def _stop(self, living: list["asyncio.Task[None]"]) -> None:
        self.history.note("phase", name="over")
        waited_for: set[asyncio.Task[None]] = set(living)
        while waited_for:
            # Once is not enough for whoever was about to give up waiting anyway.
            for task in waited_for:
                task.cancel()
            _, waited_for = await asyncio.wait(waited_for, timeout=2.0)
        self._raise_of(await asyncio.gather(*living, return_exceptions=True))
        for page in self.town.pages:
            await page.close()
        await asyncio.gather(*(self.faults.stop(node) for node in self.nodes))

    @staticmethod
    def _raise_of(ended: list[Any]) -> None:
        """A person that fails is a mistake of the script, and the day is worth nothing."""
        for each in ended:
            if isinstance(each, BaseException) and not isinstance(each, asyncio.CancelledError):
                raise each

    async def _verify(self) -> None:
        said = await office.command(self.environment, "ledger", "verify", "--json", fails=True)
        (self.folder / "ledger.json").write_text(said)


async def play(plan: Plan, folder: Path) -> None:
    """Plays a day; `folder` holds afterwards all that is needed to judge it."""
    async with _opened(plan, folder) as day:
        (folder / "plan.json").write_text(
            json.dumps(
                asdict(plan)
                | {
                    "command": plan.command,
                    "away_s": office.AWAY_S,
                    "passed_over_s": office.PASSED_OVER_S,
                }
            )
        )
        await day.play()


@asynccontextmanager
async def _opened(plan: Plan, folder: Path) -> AsyncIterator[Day]:
    async with AsyncExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="nemesis-")))
        history = History(folder / "history.jsonl")
        stack.callback(history.close)
        database: DayDatabase = (
            stack.enter_context(postgres()) if plan.database == "postgresql" else Sqlite(work)
        )
        redis = WatchedRedis(work) if plan.redis == "sentinel" else PlainRedis(work)
        stack.push_async_callback(redis.stop)
        await redis.start()
        ports = [free_port() for _ in range(plan.nodes)]
        front = Front(work, [f"127.0.0.1:{port}" for port in ports])
        environment = office.settings(work, front.url, database.url, redis.wire.address)
        links = await office.prepare(work, environment, plan.clerks)
        nodes = [office.program(work, n, port, environment) for n, port in enumerate(ports)]
        stack.callback(_keep_logs, work, folder)
        stack.push_async_callback(_end, nodes)
        client = await stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=front.trusted, limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        for node in nodes:
            await node.start()
        for node in nodes:
            await node.ready(client)
        stack.push_async_callback(front.kill)
        await front.start()
        town = Town(front.url, client, history, links)
        faults = Faults(town, nodes, front, redis, database)
        yield Day(plan, folder, town, nodes, faults, redis, database, environment)


def _keep_logs(work: Path, folder: Path) -> None:
    for log in work.glob("*.log"):
        shutil.copy(log, folder / log.name)


async def _end(nodes: list[NodeProgram]) -> None:
    for node in nodes:
        if node.program is not None:
            with suppress(ProcessLookupError):
                node.program.send_signal(signal.SIGCONT)
            await node.end(signal.SIGKILL)
