"""A citizen: books, arrives, waits as people wait, comes when called, and goes."""

import asyncio
from random import Random

from tests.nemesis.page import Ops, Page
from tests.nemesis.pictures import Message
from tests.nemesis.scripts import Step, citizen
from tests.nemesis.town import QUEUES, Town

TALKING = ("waiting", "parked", "called", "in-call")


class Citizen:
    """One visit of one person."""

    def __init__(self, town: Town, seed: int, number: int) -> None:
        self.town, self.who = town, f"c{number}"
        self.queue = QUEUES[number % len(QUEUES)]
        self.steps = citizen(seed, number)
        self.visit = ""
        self._chance = Random(f"{seed} answers {number}")
        self._ops = Ops(self.who)
        self._tabs = 0
        self._hello: Message = {}
        self._headers: dict[str, str] = {}
        self._page: Page | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._call = 0

    @property
    def page(self) -> Page:
        """The tab that is looked at."""
        assert self._page is not None, "not opened yet"
        return self._page

    @property
    def shown(self) -> Message:
        """The visit as the page shows it; {} before it shows any."""
        return self.page.picture.visits.get(self.visit, {})

    @property
    def stage(self) -> str:
        """Where the page says that the visit stands."""
        return str(self.shown.get("stage", ""))

    async def live(self) -> None:
        """From the booking to the end of the visit."""
        made = await self.town.book(self.who, self.queue, self._chance.randrange(3))
        self.visit = made["visit"]
        token = made["join_url"].partition("#")[2]
        self.town.history.note("person", who=self.who, role="citizen", visit=self.visit)
        if self._chance.random() < 0.5:
            self._headers = await self.town.cookie(token)
            self._hello = {"as": "citizen", "visit": self.visit}
        else:
            self._hello = {"token": token, "visit": self.visit}
        self.open()
        try:
            await self._wait()
        finally:
            for task in self._answering:
                task.cancel()

    def open(self) -> None:
        """A new tab, which takes over."""
        self._tabs += 1
        name = f"{self.who}_{self._tabs}"
        self._page = self.town.page(name, self._ops, self._hello, self._headers)
        self._page.heard = self._react

    async def _wait(self) -> None:
        await self.page.until(lambda: self.stage, 60.0)
        for step in self.steps:
            await asyncio.sleep(step.after_s)
            if self.town.calm.is_set():
                # Comes when called, and does nothing else.
                await self.town.over.wait()
                return
            if self.stage == "ended" or self.page.closed_with == 4504:
                await asyncio.sleep(1.0)
                await self.page.close()
                return
            await self._step(step)

    async def _step(self, step: Step) -> None:
        if not self.page.alive:
            # Closed as "opened elsewhere", or by mistake: the person opens it again.
            await self.page.close()
            self.open()
            await self.page.until(lambda: self.stage, 5.0)
        elif not self.page.connected and step.luck < 0.8:
            # "Connecting": most people wait and see.
            await self.page.until(lambda: self.page.connected, 3.0)
        elif self.stage == "booked":
            checks = {"camera": "fine", "microphone": "fine"}
            times = 2 if step.luck < 0.2 else 1
            await self.page.command("arrive", visit=self.visit, checks=checks, times=times)
        elif self.stage in TALKING:
            await self._do(step)

    async def _do(self, step: Step) -> None:
        page, visit = self.page, self.visit
        match step.free:
            case "say":
                await page.command("say", visit=visit, text=self._text(step))
            case "say-and-go":
                page.send("say", visit=visit, text=self._text(step))
                await self._reload(step.luck)
            case "why" | "ice":
                await page.command(step.free, visit=visit)
            case "reload":
                await self._reload(step.luck * 2)
            case "reload-in-the-middle":
                page.send("arrive", visit=visit, when_called="ask")
                await asyncio.sleep(step.luck * 0.02)
                await self._reload(0.0)
            case "sleep":
                await page.sleep(1 + 7 * step.luck)
            case "drop":
                page.drop()
            case "second-tab":
                first = page
                self.open()
                await asyncio.sleep(0.2 + step.luck)
                if step.luck < 0.9:
                    await first.close()
            case "double":
                op_text = self._text(step)
                await page.command("say", visit=visit, text=op_text, times=2)
            case "back":
                await page.command("arrive", visit=visit)
            case _:
                await self._do_seldom(step)

    async def _do_seldom(self, step: Step) -> None:
        page, visit = self.page, self.visit
        match step.free:
            case "step-away":
                reach = "mail" if step.luck < 0.7 else "page"
                await page.command("step-away", visit=visit, reach=reach)
                if step.luck < 0.4:
                    await self._reload(2 + 8 * step.luck)
            case "phone":
                await page.command("switch-channel", visit=visit, channel="phone")
            case "cancel" | "leave":
                await page.command(step.free, visit=visit)

    async def _reload(self, after_s: float) -> None:
        await self.page.close()
        await asyncio.sleep(after_s)
        self.open()
        await self.page.until(lambda: self.stage, 5.0)

    def _text(self, step: Step) -> str:
        return f"{self.who} says {step.luck}"

    def _react(self, message: Message) -> None:
        shown = self.shown
        if not shown or shown["stage"] not in ("called", "in-call"):
            return
        call = shown.get("call") or 0
        if shown["stage"] == "called" and call > self._call:
            self._call = call
            task = asyncio.create_task(self._answer(call))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        elif shown["stage"] == "in-call" and message["type"] in ("stage", "peers"):
            for peer in shown.get("peers") or []:
                if peer.get("conn"):
                    self.page.send_description(self.visit, call, peer["seat"])

    async def _answer(self, call: int) -> None:
        luck = self._chance.random()
        calm = self.town.calm.is_set()
        await asyncio.sleep(self._chance.uniform(0.05, 1.0))
        if 0.75 < luck < 0.9 and not calm:
            await self.page.command("hold-on", visit=self.visit)
            await asyncio.sleep(1.0)
        # Some do not come.
        while (luck < 0.94 or calm) and self.stage == "called" and self._call == call:
            answer = await self.page.command("join", visit=self.visit)
            if answer is not None and answer["type"] == "done":
                return
            await asyncio.sleep(0.5)
