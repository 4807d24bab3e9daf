"""Somebody who presses everything there is, once and twice: mouse, key and finger.

What can be pressed is read from the accessibility tree, so that a new control is walked by itself.
A double press is one press: the second half reaches nothing, neither what was pressed nor what has just
appeared; no command is said twice, no sentence of failure, no error in the console; and no press is
dead.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.async_api import Browser, CDPSession, Page, Request, WebSocket
from playwright.async_api import Error as PlaywrightError

from tests.support.browser import DESK_SCREEN, PHONE_SCREEN, Tab, new_context, open_tab
from tests.support.screens import words

Way = Literal["mouse", "key", "finger"]
WAYS: tuple[Way, ...] = ("mouse", "key", "finger")
ROLES = frozenset(
    [
        "button",
        "link",
        "checkbox",
        "radio",
        "switch",
        "tab",
        "menuitem",
        "menuitemradio",
        "menuitemcheckbox",
        "DisclosureTriangle",
        "option",
    ]
)
# Between two presses of a double one, in ms; a hand needs 40 to 150.
PAUSE = 45
# On a busy machine both halves may come further apart than any hand means as one. `MOMENT_MS` of the page is 400,
# from click to click; this is from touch to touch.
DOUBLE_MS = 250
# What a page says by itself, or once for each try: no command of a person.
BY_ITSELF = frozenset({"hello", "ice", "description", "candidate", "media", "watch", "why"})
STILL_MS, PATIENCE_MS = 450, 6_000
ANSWER_S = 15

# Before any script of the page: what a press does that the document does not show.
_HOOKS = """(() => {
  const did = (window.did = []);
  const note = (what) => () => { did.push(what); return Promise.resolve(); };
  window.print = note('print');
  Element.prototype.requestFullscreen = note('fullscreen');
  HTMLVideoElement.prototype.requestPictureInPicture = note('picture');
  if (navigator.clipboard) navigator.clipboard.writeText = note('copy');
  // What a status says and takes back before the page is quiet: a trial that ends as it began.
  const words = new WeakMap();
  new MutationObserver((records) => {
    for (const { target } of records) {
      const status = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status], [role=alert]');
      const said = status?.innerText.replace(/[\\p{Nd}\\s]+/gu, ' ');
      if (status && words.get(status) !== said && words.set(status, said)) did.push(said);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  let down = -Infinity;
  window.apart = 0;
  for (const type of ['keydown', 'pointerdown']) addEventListener(type, ({ timeStamp }) => {
    window.apart = timeStamp - down;
    down = timeStamp;
  }, true);
  window.reached = 0;
  addEventListener('click', ({ target }) => {
    const control = target.closest('button, a, summary, input[type=checkbox], input[type=radio], [role=menuitem]');
    if (control) window.reached += 1;
    window.repeats = Boolean(control?.closest('[data-repeats]'));
  });
})()"""
# What can be seen, without what goes on by itself: numbers, places of words in a list of times.
_LOOK = """() => {
  const seen = (one) => one.checkVisibility?.() ?? true;
  const text = (one) => (one.getAttribute('aria-label') ?? one.innerText ?? '').replace(/[\\p{Nd}\\s]+/gu, ' ').trim();
  const controls = [...document.querySelectorAll('button, a[href], summary, input, select, textarea, [role=menuitem]')].filter(seen);
  const states = controls.map((one) => [one.tagName, text(one), one.getAttribute('aria-pressed'), one.getAttribute('aria-expanded'),
    one.checked ?? null, one.closest('details')?.open ?? null].join('|'));
  const titles = [...document.querySelectorAll('h1, h2, dialog[open], .kern-alert, .kern-error')].filter(seen)
    .map((one) => one.matches('dialog') ? 'dialog' : text(one));
  return { at: location.pathname + location.hash.replace(/=.*/, ''), controls: states, titles };
}"""
_QUIET = """({ still, patience }) => new Promise((resolve) => {
  const began = performance.now();
  let last = began;
  const look = LOOK;
  let before = JSON.stringify(look());
  const timer = setInterval(() => {
    const now = JSON.stringify(look());
    const busy = document.querySelector('[data-fresh], [aria-busy=true]') || !document.querySelector('main h1, main h2');
    if (now !== before || busy) last = performance.now();
    before = now;
    if (performance.now() - last < still && performance.now() - began < patience) return;
    clearInterval(timer);
    resolve(JSON.parse(now));
  }, 50);
})""".replace("LOOK", _LOOK)
_BESIDE = """() => ({ did: window.did, focus: document.activeElement?.outerHTML.slice(0, 80) ?? '',
  reached: window.reached, repeats: Boolean(window.repeats), apart: window.apart, y: Math.round(scrollY), all: document.body.innerText.replace(/[\\p{Nd}\\s]+/gu, ' ') })"""


@dataclass(frozen=True, order=True)
class Control:
    """What the accessibility tree calls it; `nth` of those that are called the same."""

    role: str
    name: str
    nth: int


@dataclass
class Heard:
    """What left a page, and what it complained about."""

    commands: Counter[str] = field(default_factory=Counter)
    reads: int = 0
    opened: int = 0

    def clear(self) -> None:
        """From here on."""
        self.commands.clear()
        self.reads = self.opened = 0

    def request(self, request: Request) -> None:
        """One over HTTP; a document is a page that is opened."""
        if "/api/v1/" not in request.url:
            self.opened += request.resource_type == "document"
        elif request.method == "GET":
            self.reads += 1
        else:
            self.commands[f"{request.method} {re.sub(r'.*/api/v1/', '', request.url)}"] += 1

    def socket(self, socket: WebSocket) -> None:
        """All that is said on it from now on."""
        socket.on("framesent", self._frame)

    def _frame(self, frame: str | bytes) -> None:
        kind = json.loads(frame).get("type")
        if kind not in BY_ITSELF:
            self.commands[kind] += 1


@dataclass(frozen=True)
class Stage:
    """A page in a state; `url` without its fragment."""

    tab: Tab
    heard: Heard
    cdp: CDPSession
    url: str

    @property
    def page(self) -> Page:
        """Where it is shown."""
        return self.tab.page

    async def settled(self) -> dict[str, Any]:
        """What can be seen, once it changes no more."""
        seen: dict[str, Any] = await self.ask(_QUIET, {"still": STILL_MS, "patience": PATIENCE_MS})
        return seen

    async def ask(self, script: str, arg: Any = None) -> Any:
        """What a script in the page says; over the change to another page."""
        for _ in range(5):
            try:
                async with asyncio.timeout(ANSWER_S):
                    return await self.page.evaluate(script, arg)
            except TimeoutError:
                # The page that was asked has been left, and the browser keeps it as it was for the way back.
                continue
            except PlaywrightError as gone:
                if "Execution context" not in str(gone):
                    raise
                await self.page.wait_for_load_state()
        raise AssertionError("the page comes to no end")

    async def controls(self) -> dict[Control, int]:
        """Everything that can be pressed now, with the node of each."""
        tree = await self.cdp.send("Accessibility.getFullAXTree")
        found: dict[Control, int] = {}
        often: Counter[tuple[str, str]] = Counter()
        for node in tree["nodes"]:
            role, name = (node.get(each, {}).get("value", "") for each in ("role", "name"))
            off = any(
                one["name"] == "disabled" and one["value"]["value"]
                for one in node.get("properties", ())
            )
            if node["ignored"] or role not in ROLES or off or "backendDOMNodeId" not in node:
                continue
            name = re.sub(r"[\d\s]+", " ", name).strip()
            found[Control(role, name, often[role, name])] = node["backendDOMNodeId"]
            often[role, name] += 1
        return found

    async def attributes(self, node: int) -> dict[str, str]:
        """Of an element, as they are now."""
        described = await self.cdp.send("DOM.describeNode", {"backendNodeId": node})
        flat = described["node"].get("attributes", [])
        return dict(zip(flat[::2], flat[1::2], strict=True))

    async def place(self, node: int) -> tuple[float, float] | None:
        """The middle of a control on the screen; None where it has no place."""
        try:
            await self.cdp.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node})
            quads = await self.cdp.send("DOM.getContentQuads", {"backendNodeId": node})
        except PlaywrightError:  # it has no box
            return None
        if not quads["quads"]:
            return None
        x1, y1, _, _, x2, y2, _, _ = quads["quads"][0]
        # What is for the keyboard alone lies beyond the edge until it has the focus.
        return ((x1 + x2) / 2, (y1 + y2) / 2) if y2 > 0 and x2 > 0 else None

    async def is_own(self, node: int) -> bool:
        """Whether the page made it, and not the browser: its calendar behind a field for a date."""
        found = await self.cdp.send("DOM.resolveNode", {"backendNodeId": node})
        own = await self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": found["object"]["objectId"],
                "functionDeclaration": "function () { return this.getRootNode() === document; }",
                "returnByValue": True,
            },
        )
        return bool(own["result"].get("value"))

    async def press(self, control: Control, way: Way, times: int) -> bool:
        """That often, once the page is quiet. False when it is not there, or has no place."""
        await self.settled()
        node = (await self.controls()).get(control)
        at = None if node is None else await self.place(node)
        if node is None or (at is None and way != "key"):
            return False
        if way == "key":
            try:
                await self.cdp.send("DOM.focus", {"backendNodeId": node})
            except (
                PlaywrightError
            ):  # keys do not reach it: a row of a list that arrows walk through
                return False
            await self.settled()
        for each in range(times):
            if way == "key" or at is None:
                await self.page.keyboard.press("Enter")
            elif way == "finger":
                await self.page.touchscreen.tap(*at)
            elif each == 0:
                await self.page.mouse.move(*at)
                await self.page.mouse.click(*at, click_count=times, delay=PAUSE)
        return True


@asynccontextmanager
async def on_stage(browser: Browser, url: str, *, finger: bool = False) -> AsyncIterator[Stage]:
    """A page of its own browser context."""
    shape = (
        {"has_touch": True, "is_mobile": True, "viewport": PHONE_SCREEN}
        if finger
        else {"viewport": DESK_SCREEN}
    )
    context = await new_context(browser, **shape)
    try:
        await context.add_init_script(_HOOKS)
        heard = Heard()
        context.on("request", heard.request)
        context.on("page", lambda page: page.on("websocket", heard.socket))
        tab = await open_tab(context, url)
        cdp = await context.new_cdp_session(tab.page)
        yield Stage(tab, heard, cdp, tab.page.url.split("#")[0])
    finally:
        await context.close()


@dataclass(frozen=True)
class Outcome:
    """What came of a double press."""

    reached: int
    """How many of its presses reached a control, as the page's own code sees them."""
    double: bool
    """Whether its two halves came as close as a hand means them."""
    repeats: bool
    commands: Counter[str]
    complaints: tuple[str, ...]
    same: bool
    """Whether nothing at all has changed."""
    failures: tuple[str, ...]
    """Sentences that say that something failed, which were not there before."""


@dataclass
class Walker:
    """Walks one state and what lies behind its controls, `depth` presses far.

    `recipe` brings the state about, anew after every press that changed something. What was `tried`
    in another state of the same person is not tried again.
    """

    recipe: Callable[[bool], AbstractAsyncContextManager[Stage]]
    way: Way
    tried: set[Control] = field(default_factory=set)
    depth: int = 4
    most: int = 10_000
    findings: list[str] = field(default_factory=list)
    walked: int = 0
    _on: set[Control] = field(default_factory=set)
    _alike: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def walk(self) -> None:
        """Everything that can be reached."""
        paths: list[list[Control]] = [[]]
        while paths and self.walked < self.most:
            paths += await self._walk_at(paths.pop(0))

    async def _walk_at(self, path: list[Control]) -> list[list[Control]]:
        """Every new control of one state; returns the ways to those that lie behind."""
        behind: list[list[Control]] = []
        left: list[Control] | None = None
        while left is None or (left and self.walked < self.most):
            async with self.recipe(self.way == "finger") as stage:
                if not await self._go(stage, path):
                    return behind
                if left is None:
                    left = await self._new(stage)
                while left:
                    control = left.pop(0)
                    came = await self._press(stage, control)
                    if came is None:
                        continue
                    self._judge([*path, control], came)
                    if came.same:
                        continue
                    if len(path) + 1 < self.depth and stage.page.url.split("#")[0] == stage.url:
                        behind.append([*path, control])
                    break
        return behind

    async def _go(self, stage: Stage, path: list[Control]) -> bool:
        for step in path:
            if not await stage.press(step, self.way, 1):
                return False
        await stage.settled()
        return True

    async def _new(self, stage: Stage) -> list[Control]:
        found = await stage.controls()
        return [each for each in found if await self._is_new(stage, each, found[each])]

    async def _is_new(self, stage: Stage, control: Control, node: int) -> bool:
        """Of links and buttons that look alike in one list, two speak for all."""
        if control in self.tried or not await stage.is_own(node):
            return False
        self.tried.add(control)
        attributes = await stage.attributes(node)
        if attributes.get("aria-pressed") == "true":
            self._on.add(control)
        looks = attributes.get("class", "") if control.role == "link" else control.name
        self._alike[control.role, looks] += 1
        return self._alike[control.role, looks] <= 2

    async def _press(self, stage: Stage, control: Control) -> Outcome | None:
        """Twice. None when it is not there any more, or has no place on this screen."""
        before = await stage.settled()
        beside = await stage.ask(_BESIDE)
        stage.tab.complaints.clear()
        stage.heard.clear()
        if not await stage.press(control, self.way, 2):
            return None
        after = await stage.settled()
        now = await stage.ask(_BESIDE)
        heard = stage.heard
        still = before == after and now["y"] == beside["y"] and now["did"] == beside["did"]
        same = still and now["all"] == beside["all"] and not (heard.commands or heard.opened)
        self.walked += 1
        return Outcome(
            reached=now["reached"] - (beside["reached"] if not heard.opened else 0),
            double=bool(heard.opened) or now["apart"] < DOUBLE_MS,
            repeats=now["repeats"],
            commands=Counter(heard.commands),
            # That a question was answered with a refusal is the browser's remark, and the page's to say.
            complaints=tuple(
                each for each in stage.tab.complaints if "Failed to load" not in each
            ),
            same=same and not heard.reads and now["focus"] == beside["focus"],
            failures=tuple(
                each for each in FAILURES if each in now["all"] and each not in beside["all"]
            ),
        )

    def _judge(self, path: list[Control], came: Outcome) -> None:
        where = (
            " > ".join(f"{each.role} {each.name!r}" for each in path) + f", twice by {self.way}"
        )
        had = len(self.findings)
        if came.reached > 1 and came.double and not came.repeats:
            self.findings.append(f"{where}: {came.reached} presses reached a control")
        twice = [kind for kind, times in came.commands.items() if times > 1]
        if twice and came.double:
            self.findings.append(f"{where}: said {twice} more than once")
        # What is chosen already stays it.
        if came.same and path[-1].role != "radio" and path[-1] not in self._on:
            self.findings.append(f"{where}: nothing happens ({came.reached} reached a control)")
        self.findings += [f"{where}: {each}" for each in (*came.complaints, *came.failures)]
        print("WALKED", where, *self.findings[had:], sep="\n   ", flush=True)


def _failures() -> tuple[str, ...]:
    """Sentences of failure in German, without those that name a mistake in an entry."""
    said = words("de")
    slugs = (
        "internal",
        "offline",
        "not-now",
        "conflict",
        "bad-request",
        "rate",
        "store-down",
        "op-reused",
        "never-yours",
    )
    found = (said.get(f"problem-{slug}") for slug in slugs)
    return tuple(" ".join(re.sub(r"\d+", "", each).split()) for each in found if each)


FAILURES = _failures()
