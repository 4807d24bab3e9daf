"""A supervisor before the board."""

import asyncio
from typing import Any

from tests.nemesis.page import Ops, Page
from tests.nemesis.scripts import Step, board
from tests.nemesis.town import QUEUES, SUPERVISOR, Town


class Supervisor:
    """One board of all queues."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.who = town, "s1"
        self.steps = board(seed)
        self.token = town.links[SUPERVISOR].partition("#")[2]
        self._ops = Ops(self.who)
        self._tabs = 0
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The tab that is looked at."""
        assert self._page is not None, "not opened yet"
        return self._page

    def open(self) -> None:
        """A new tab."""
        self._tabs += 1
        self._page = self.town.page(
            f"{self.who}_{self._tabs}", self._ops, {"token": self.token}, {}
        )

    async def live(self) -> None:
        """From the morning to the calm."""
        self.open()
        for step in self.steps:
            await asyncio.sleep(step.after_s)
            if self.town.calm.is_set():
                return
            await self._step(step)

    async def _step(self, step: Step) -> None:
        page, queue = self.page, QUEUES[int(step.luck * 997) % len(QUEUES)]
        match step.free:
            case "reload":
                await page.close()
                self.open()
            case "watch":
                await page.command("watch", queues=list(QUEUES))
            case "tell-queue":
                more: dict[str, Any] = {"text": f"Hinweis {step.luck}"} if step.luck < 0.6 else {}
                await page.command("tell-queue", queue=queue, **more)
            case "close-queue":
                await page.command("close-queue", queue=queue)
                await asyncio.sleep(step.luck)
                await page.command("close-queue", queue=queue, closed=False)
            case "lend-queue":
                departments = [QUEUES[(QUEUES.index(queue) + 1) % len(QUEUES)]]
                lent = departments if step.luck < 0.5 else []
                await page.command("lend-queue", queue=queue, departments=lent)
            case "acknowledge" if page.picture.alerts:
                await page.command("acknowledge", alert=page.picture.alerts[0]["alert"])
            case "send-back" | "abort":
                await self._intervene(step)

    async def _intervene(self, step: Step) -> None:
        rows = [r for r in self.page.picture.rows.values() if r["stage"] in ("called", "in-call")]
        if not rows:
            return
        visit = rows[int(step.luck * 997) % len(rows)]["visit"]
        if step.free == "abort":
            await self.page.command("end", visit=visit, outcome="aborted")
        else:
            await self.page.command("send-back", visit=visit)
