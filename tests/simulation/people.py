"""Citizens and clerks of a simulated day: pages as the web client has them, and people who use them.

A page comes back by itself, drops what it knows already, and says an op again while the answer is not
known. What was asked and what was answered is the history that the oracle reads.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from signaling.messages import PROTOCOL
from tests.simulation.sockets import Socket
from tests.simulation.world import Running, World

ANSWER_S = 3.0
CALL = ("called", "in-call")
GONE_FOR_GOOD = (4003, 4401, 4505, 4506)
Message = dict[str, Any]


@dataclass
class Asked:
    """One command of one person, said once or several times."""

    op: str
    who: str
    kind: str
    said: Message
    at: float
    sent: int = 0
    answers: list[Message] = field(default_factory=list)
    refused: bool = False

    @property
    def done(self) -> list[Message]:
        """The answers that say that it happened."""
        return [each for each in self.answers if each["type"] != "problem"]

    def __str__(self) -> str:
        said = " ".join(f"{key}={value}" for key, value in self.said.items())
        last = self.answers[-1] if self.answers else {"type": "no answer"}
        words = (last["type"], last.get("kind"), last.get("version"))
        return f"{self.kind} {said} [{self.op}]: " + " ".join(str(w) for w in words if w)


class Page:
    """One open page. `shown` is what it shows of each visit, newest version first come."""

    def __init__(self, world: World, name: str, token: str, history: list[Asked]) -> None:
        self.world = world
        self.name = name
        self.token = token
        self.history = history
        self.socket: Socket | None = None
        self.conn_node: Running | None = None
        self.welcomed = False
        self.opened: int | None = None
        self.closed = False
        self.shown: dict[str, Message] = {}
        self.problems: list[str] = []
        self._asked: dict[str, Asked] = {}
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._ready = asyncio.Event()
        self._page = f"{name}-page-{len(history)}-{int(world.loop.now * 1000)}"
        self._task = world.loop.create_task(self._live(), name=name)

    # --- its life -----------------------------------------------------------------------------

    async def _live(self) -> None:
        pause = 0.05
        while not self.closed:
            if not await self._connect():
                await asyncio.sleep(pause * (1 + self.world.random.random()))
                pause = min(2 * pause, 1.0)
                continue
            pause = 0.05
            await self._listen()

    async def _connect(self) -> bool:
        there = [each for each in self.world.nodes if each.there]
        if not there:
            return False
        self.conn_node = self.world.random.choice(there)
        socket = self.socket = self.world.connect(self.conn_node, self.token)
        hello = {"type": "hello", "protocol": PROTOCOL, "page": self._page}
        socket.send(hello if self.opened is None else hello | {"opened": self.opened})
        return True

    async def _listen(self) -> None:
        socket = self.socket
        assert socket is not None
        until = self.world.loop.now + 4.0
        while socket is self.socket:
            if not self.welcomed:
                try:
                    async with asyncio.timeout_at(until):
                        await socket.news()
                except TimeoutError:
                    self.drop()
                    return
            else:
                await socket.news()
            while socket.heard:
                self._hear(socket.heard.pop(0))
            if socket.over:
                self._lost(socket.code or 0)
                return

    def _lost(self, code: int) -> None:
        self.world.tell(self.name, f"is closed with {code}")
        self.welcomed = False
        self._ready.clear()
        self.socket = None
        if code in GONE_FOR_GOOD:
            self.closed = True

    def drop(self) -> None:
        """Gives this socket up: it answers no more."""
        socket, self.socket = self.socket, None
        self.welcomed = False
        self._ready.clear()
        if socket is not None:
            socket.lose()
            socket._news.set()

    def close(self) -> None:
        """The tab is closed."""
        self.world.tell(self.name, "closes the page")
        self.closed = True
        self.drop()

    # --- hearing --------------------------------------------------------------------------------

    def _hear(self, message: Message) -> None:
        op = message.get("op")
        if op is not None and op in self._asked:
            self._answered(self._asked[op], message)
        match message["type"]:
            case "welcome":
                self.welcomed = True
                self.opened = message.get("opened", self.opened)
                self.world.tell(self.name, f"is welcomed by {self._node()}")
                self.welcome(message["snapshot"])
                self._ready.set()
            case "stage":
                self.show(message)
            case _:
                self.hear(message)

    def _node(self) -> str:
        return self.conn_node.name if self.conn_node else "nobody"

    def _answered(self, asked: Asked, answer: Message) -> None:
        asked.answers.append(answer)
        self.world.tell(self.name, str(asked))
        waiting = self._waiting.get(asked.op)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def show(self, visit: Message) -> None:
        """Takes news of a visit, unless it knows newer ones."""
        before = self.shown.get(visit["visit"])
        if before is None or visit["version"] >= before["version"]:
            self.shown[visit["visit"]] = visit
            if before is None or visit["version"] > before["version"]:
                self.world.tell(
                    self.name, f"sees {visit['visit']} {visit['stage']} {visit['version']}"
                )

    def welcome(self, snapshot: Message) -> None:
        """Everything, anew."""

    def hear(self, message: Message) -> None:
        """Everything else."""

    # --- asking -------------------------------------------------------------------------------

    async def ask(self, kind: str, *, tries: int = 4, **said: Any) -> Message | None:
        """Says a command until it is answered for good; None when that stays unknown."""
        op = f"{self.name}-{1 + sum(asked.who == self.name for asked in self.history)}"
        asked = Asked(op, self.name, kind, said, self.world.loop.now)
        self._asked[op] = asked
        self.history.append(asked)
        for _ in range(tries):
            answer = await self._ask_once(asked)
            if answer is None:
                continue
            if answer["type"] == "problem" and answer["retry"] == "now":
                await asyncio.sleep(0.2 + self.world.random.random())
                continue
            asked.refused = answer["type"] == "problem"
            return answer
        return None

    async def _ask_once(self, asked: Asked) -> Message | None:
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._ready.wait()
        except TimeoutError:
            return None
        if self.socket is None or self.closed:
            return None
        answer: asyncio.Future[Message] = self.world.loop.create_future()
        self._waiting[asked.op] = answer
        asked.sent += 1
        again = self.world.random.random() < 0.08
        for _ in range(1 + again):
            # Who presses twice says the same op twice.
            self.socket.send({"type": asked.kind, "op": asked.op, **asked.said})
        asked.sent += again
        try:
            async with asyncio.timeout(ANSWER_S):
                return await answer
        except TimeoutError:
            self.world.tell(self.name, f"waits no longer for {asked.op}")
            self.drop()
            return None


class CitizenPage(Page):
    """The page of one visit."""

    visit = ""
    position: Message | None = None

    def welcome(self, snapshot: Message) -> None:
        for visit in snapshot["visits"]:
            self.visit = visit["visit"]
            self.show(visit)
            self.position = visit.get("position")

    def hear(self, message: Message) -> None:
        if message["type"] == "visit":
            self.show(message["visit"])
        elif message["type"] == "position":
            self.position = message

    @property
    def stage(self) -> str:
        """As the screen has it."""
        return str(self.shown.get(self.visit, {}).get("stage", ""))


class ClerkPage(Page):
    """A desk."""

    current: Message | None = None
    rows: dict[str, Message]
    seq = 0

    def welcome(self, snapshot: Message) -> None:
        self.current = snapshot.get("current")
        self.rows = {row["visit"]: row for row in snapshot["visits"]}
        self.seq = snapshot.get("seq", 0)

    def show(self, visit: Message) -> None:
        super().show(visit)
        now = self.shown[visit["visit"]]
        held = self.current
        if held is None or held["visit"] != now["visit"]:
            return
        if now["version"] >= held["version"]:
            self.current = {**held, "version": now["version"], "stage": now["stage"]}

    def hear(self, message: Message) -> None:
        if message["type"] == "record":
            held = self.current
            if (
                held is None
                or held["visit"] != message["visit"]
                or (message["version"] >= held["version"])
            ):
                self.current = message
        elif message["type"] == "board-delta":
            if message["seq"] != self.seq + 1:
                self.problems.append(f"board-delta {message['seq']} after {self.seq}")
            self.seq = message["seq"]
            for row in message.get("visits", ()):
                self.rows[row["visit"]] = row
            for visit in message.get("gone", ()):
                self.rows.pop(visit, None)

    @property
    def in_hand(self) -> str | None:
        """The visit on the screen that is called or talked to."""
        held = self.current
        return held["visit"] if held is not None and held["stage"] in CALL else None


# --- people ---------------------------------------------------------------------------------------


class Citizen:
    """Somebody with an appointment, or without."""

    def __init__(self, day: "Day", number: int, visit: str) -> None:
        self.day = day
        self.name = f"citizen{number}"
        self.visit = visit
        self.page: CitizenPage | None = None

    async def live(self, until: float) -> None:
        """Comes, waits, talks, leaves; by chance not in this order."""
        world, chance = self.day.world, self.day.world.random.random
        await asyncio.sleep(chance() * until * 0.4)
        while world.loop.now < until:
            if self.page is None or self.page.closed:
                self.page = CitizenPage(world, self.name, self.name, self.day.history)
                self.day.pages.append(self.page)
            await asyncio.sleep(0.2 + chance() * 1.3)
            await self._act(self.page, chance())
            if self.page.stage == "ended":
                return

    async def _act(self, page: CitizenPage, dice: float) -> None:
        match page.stage:
            case "booked":
                await page.ask("arrive", visit=self.visit)
            case "called" if dice < 0.75:
                await page.ask("join", visit=self.visit)
            case "called" if dice < 0.85:
                await page.ask("hold-on", visit=self.visit)
            case "waiting" | "parked" | "in-call" if dice < 0.04:
                await page.ask("leave", visit=self.visit)
            case "waiting" | "parked" if dice < 0.06:
                await page.ask("cancel", visit=self.visit)
            case "waiting" | "parked" | "in-call" if dice < 0.12:
                await page.ask("say", visit=self.visit, text="a line")
            case "waiting" if dice < 0.16:
                await page.ask("arrive", visit=self.visit, when_called="connect")
            case _ if dice > 0.96:
                page.close()
            case _ if dice > 0.88:
                self.day.world.tell(self.name, "loses the line")
                page.drop()


class Clerk:
    """Somebody at a desk."""

    def __init__(self, day: "Day", number: int) -> None:
        self.day = day
        self.name = f"clerk{number}"
        self.page: ClerkPage | None = None
        self.last = ""

    async def live(self, until: float) -> None:
        """Opens the desk and works through the line."""
        world, chance = self.day.world, self.day.world.random.random
        await asyncio.sleep(chance() * 2)
        opened = False
        while world.loop.now < until:
            if self.page is None or self.page.closed:
                self.page = ClerkPage(world, self.name, self.name, self.day.history)
                self.page.rows = {}
                self.day.pages.append(self.page)
            if not opened or chance() < 0.03:
                opened = await self._open(self.page) or opened
            await asyncio.sleep(0.1 + chance() * 0.7)
            await self._act(self.page)

    async def _open(self, page: ClerkPage) -> bool:
        queues = self.day.queues if self.day.world.random.random() < 0.7 else self.day.queues[:1]
        done = await page.ask("desk", state="open", queues=list(queues))
        return done is not None and done["type"] != "problem"

    async def _act(self, page: ClerkPage) -> None:
        chance = self.day.world.random.random
        if (held := page.in_hand) is not None:
            await self._with(page, held, page.current or {}, chance())
        elif chance() < 0.55:
            await page.ask("call-next", queue=self._queue())
        elif page.rows:
            rows = sorted(page.rows)
            await self._beside(page, page.rows[self.day.world.random.choice(rows)], chance())
        if chance() < 0.04:
            self.day.world.tell(self.name, "reloads")
            page.close()
        elif chance() < 0.04:
            page.drop()

    def _queue(self) -> str:
        return self.day.world.random.choice(self.day.queues)

    async def _with(self, page: ClerkPage, visit: str, held: Message, dice: float) -> None:
        if held["stage"] == "in-call" and dice < 0.45:
            await page.ask("end", visit=visit, outcome="completed")
        elif dice < 0.55:
            await page.ask("end", visit=visit, outcome="citizen_left")
        elif dice < 0.65:
            await self._undoable(page, "send-back", visit=visit)
        elif dice < 0.72:
            await self._undoable(page, "park", visit=visit)
        elif dice < 0.78:
            await self._undoable(page, "transfer", visit=visit, queue=self._queue())
        elif dice < 0.82:
            await page.ask("call-next", queue=self._queue())
        elif dice < 0.86:
            await page.ask("annotate", visit=visit, note="a note")
        elif dice < 0.9:
            await page.ask("say", visit=visit, text="a line")

    async def _beside(self, page: ClerkPage, row: Message, dice: float) -> None:
        visit, queue = row["visit"], row["queue"]
        if row["stage"] == "parked":
            await page.ask("resume" if dice < 0.6 else "call", visit=visit)
        elif row["stage"] != "waiting":
            return
        elif dice < 0.25:
            await page.ask("call", visit=visit, reason="knows the case")
        elif dice < 0.35:
            await page.ask("call", visit=visit)
        elif dice < 0.5:
            await self._undoable(page, "skip", visit=visit, reason="not ready")
        elif dice < 0.6:
            await self._undoable(page, "park", visit=visit)
        elif dice < 0.7:
            other = next(each for each in self.day.queues if each != queue)
            await self._undoable(page, "transfer", visit=visit, queue=other)
        elif dice < 0.78:
            await page.ask("prioritise", visit=visit, reason="with a child")
        elif dice < 0.84:
            await page.ask("pre-call", visit=visit)
        elif dice < 0.88:
            await page.ask("end", visit=visit, outcome="no_show_citizen")
        elif dice < 0.94:
            await page.ask("recall", visit=visit)

    async def _undoable(self, page: ClerkPage, kind: str, **said: Any) -> None:
        done = await page.ask(kind, **said)
        if done is not None and done["type"] == "done" and self.day.world.random.random() < 0.4:
            await page.ask("undo", of=done["op"])


@dataclass
class Day:
    """Who is there, and what they asked."""

    world: World
    queues: tuple[str, ...]
    history: list[Asked] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    citizens: list[Citizen] = field(default_factory=list)
    clerks: list[Clerk] = field(default_factory=list)

    def open_pages(self, kind: Callable[[Page], bool]) -> list[Page]:
        """Those that are open, of a kind."""
        return [page for page in self.pages if not page.closed and kind(page)]
