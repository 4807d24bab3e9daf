"""A clerk at work: calls, talks, ends, and does all else that the desk can do."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.nemesis.page import Ops, Page
from tests.nemesis.pictures import Message
from tests.nemesis.scripts import Step, clerk
from tests.nemesis.town import CLERKS, QUEUES, Town

UNDOABLE = ("park", "skip", "send-back", "transfer")
OUTCOMES = ("completed", "completed", "completed", "come_in_person", "technical_failure")
REASON = "ein Notfall"


class Clerk:
    """One desk."""

    def __init__(self, town: Town, seed: int, number: int, name: str) -> None:
        self.town, self.who, self.queues = town, f"k{number}", CLERKS[name]
        self.steps = clerk(seed, number)
        self.token = town.links[name].partition("#")[2]
        self._ops = Ops(self.who)
        self._tabs = 0
        self._page: Page | None = None
        self._undo = ""
        self._ended = ""
        self._walk_ins = 0
        self._headers: dict[str, str] | None = None
        self._chance = Random(f"{seed} choices {number}")

    @property
    def page(self) -> Page:
        """The tab that is looked at."""
        assert self._page is not None, "not opened yet"
        return self._page

    @property
    def in_hand(self) -> Message | None:
        """The visit that the page shows as called or in a call."""
        return self.page.picture.in_hand

    def open(self) -> None:
        """A new tab."""
        self._tabs += 1
        hello = {"token": self.token}
        self._page = self.town.page(f"{self.who}_{self._tabs}", self._ops, hello, {})
        self._page.heard = self._react

    async def live(self) -> None:
        """From the morning to the calm."""
        self.open()
        await self.page.until(lambda: self.page.greeted, 60.0)
        for step in self.steps * 4:
            await asyncio.sleep(step.after_s)
            if self.town.calm.is_set():
                return
            await self._step(step)

    async def _step(self, step: Step) -> None:
        if not self.page.alive:
            await self._reload()
        elif not self.page.connected and step.luck < 0.8:
            await self.page.until(lambda: self.page.connected, 3.0)
        elif self.page.picture.desk.get("state") != "open" and step.luck < 0.7:
            await self.page.command("desk", state="open", queues=list(self.queues))
        elif self.in_hand is None:
            await self._free(step)
        else:
            await self._busy(step, self.in_hand)

    async def _reload(self, after_s: float = 0.0) -> None:
        await self.page.close()
        await asyncio.sleep(after_s)
        self.open()
        await self.page.until(lambda: self.page.greeted, 5.0)

    async def _free(self, step: Step) -> None:
        page, queue = self.page, self._pick(self.queues, step)
        match step.free:
            case "call-next":
                await page.command("call-next", queue=queue)
            case "double":
                await page.command("call-next", queue=queue, times=2)
            case "call-and-reload":
                page.send("call-next", queue=queue)
                await asyncio.sleep(step.luck * 0.04)
                await self._reload()
            case "reload":
                await self._reload(step.luck)
            case "drop":
                page.drop()
            case "sleep":
                await page.sleep(1 + 5 * step.luck)
            case "break" | "close":
                state = "break" if step.free == "break" else "closed"
                queues = list(self.queues) if state == "break" else []
                await page.command("desk", state=state, queues=queues)
            case "watch":
                await page.command("watch", queues=list(self.queues))
            case "undo" if self._undo:
                await page.command("undo", of=self._undo)
                self._undo = ""
            case "amend" if self._ended:
                await page.command("amend", visit=self._ended, note=f"Vermerk {step.luck}")
            case "take-up" if self._ended:
                await self._say("take-up", visit=self._ended)
            case "walk-in":
                await self._walk_in(queue)
            case _:
                await self._move(step)

    async def _walk_in(self, queue: str) -> None:
        if self._headers is None:
            self._headers = await self.town.cookie(self.token)
        self._walk_ins += 1
        await self.town.walk_in(f"{self.who}{self._walk_ins}", queue, self._headers)

    async def _move(self, step: Step) -> None:
        stage = "parked" if step.free == "resume" else "waiting"
        rows = [row for row in self.page.picture.rows.values() if row["stage"] == stage]
        rows.sort(key=lambda row: (row.get("order", ""), row["visit"]))
        if not rows:
            return
        visit = self._pick([row["visit"] for row in rows], step)
        match step.free:
            case "call" | "skip" | "prioritise":
                await self._say(step.free, visit=visit, reason=REASON)
            case "park" | "resume" | "pre-call" | "recall" | "cancel":
                await self._say(step.free, visit=visit)
            case "transfer":
                await self._say("transfer", visit=visit, queue=self._pick(QUEUES, step))
            case "annotate":
                await self._say("annotate", visit=visit, note=f"Notiz {step.luck}")
            case "say":
                await self._say("say", visit=visit, text=f"{self.who} says {step.luck}")

    async def _busy(self, step: Step, current: Message) -> None:
        visit = current["visit"]
        match step.busy:
            case "end" | "end-and-reload":
                await self._end(step, current)
            case "say":
                await self._say("say", visit=visit, text=f"{self.who} says {step.luck}")
            case "annotate":
                await self._say("annotate", visit=visit, note=f"Notiz {step.luck}")
            case "park" | "send-back":
                await self._say(step.busy, visit=visit)
            case "transfer":
                await self._say("transfer", visit=visit, queue=self._pick(QUEUES, step))
            case "undo" if self._undo:
                await self.page.command("undo", of=self._undo)
                self._undo = ""
            case "reload":
                await self._reload(step.luck)
            case "phone":
                await self._say("switch-channel", visit=visit, channel="phone")

    async def _end(self, step: Step, current: Message) -> None:
        if current["stage"] == "called":
            if current["channel"] == "phone":
                await self._say("join", visit=current["visit"])
            elif step.luck < 0.1:
                await self._say("end", visit=current["visit"], outcome="no_show_citizen")
            return
        outcome = self._pick(OUTCOMES, step)
        self._ended = current["visit"]
        if step.busy == "end-and-reload":
            self.page.send("end", visit=current["visit"], outcome=outcome)
            await self._reload(step.luck)
        else:
            await self._say("end", visit=current["visit"], outcome=outcome)

    async def _say(self, verb: str, **body: Any) -> None:
        op = self.page.send(verb, **body)
        if verb in UNDOABLE:
            self._undo = op
        await self.page.answered(op, 4.0)

    def _pick(self, choices: Sequence[str], step: Step) -> str:
        return choices[int(step.luck * 997) % len(choices)]

    def _react(self, message: Message) -> None:
        current = self.in_hand
        if current is None or current["stage"] != "in-call":
            return
        if message["type"] in ("stage", "peers"):
            for peer in current.get("peers") or []:
                if peer.get("conn"):
                    self.page.send_description(current["visit"], current["call"], peer["seat"])

    async def close_the_day(self) -> None:
        """Serves everybody who is left, without a trick: nobody may be stuck."""
        if not self.page.alive:
            await self._reload()
        await self.page.until(lambda: self.page.greeted, 10.0)
        await self.page.command("desk", state="open", queues=list(self.queues))
        while True:
            await self._serve_one()
            await asyncio.sleep(0.05)

    async def _serve_one(self) -> None:
        page, current = self.page, self.in_hand
        if current is not None:
            await self._finish(current)
            return
        rows = list(page.picture.rows.values())
        for row in rows:
            if row["stage"] == "parked":
                await page.command("resume", visit=row["visit"])
                return
        for queue in self.queues:
            answer = await page.command("call-next", queue=queue)
            if answer is not None and answer["type"] == "done":
                await page.until(lambda: self.in_hand, 2.0)
                return
        # Nobody is here: who is away has gone.
        for row in rows:
            if row["stage"] == "waiting" and (row["away"] or row.get("passed_over")):
                await page.command("end", visit=row["visit"], outcome="no_show_citizen")
                return
        await asyncio.sleep(0.3)

    async def _finish(self, current: Message) -> None:
        visit = current["visit"]
        if current["stage"] == "called":
            if current["channel"] == "phone":
                await self.page.command("join", visit=visit)
            elif not await self.page.until(
                lambda: self.in_hand is None or self.in_hand["stage"] == "in-call", 2.5
            ):
                await self.page.command("end", visit=visit, outcome="no_show_citizen")
        else:
            await self.page.command("end", visit=visit, outcome="completed")
        await self.page.until(
            lambda: self.in_hand is None or self.in_hand["version"] > current["version"], 2.0
        )
