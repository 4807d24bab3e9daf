"""A page that is watched from inside: its sockets, its peer connections, and every decoded frame."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext

from tests.support.browser import Tab, open_tab

# Before any script of the page: counts what it makes, and changes nothing.
HOOKS = """(() => {
  const watched = (window.watched = { connections: [], states: [], candidates: [], welcomes: [], closes: [], words: [] });
  const interrupted = /Verbindung ist unterbrochen|Wir verbinden Sie/;
  new MutationObserver(() => {
    const [words] = document.body?.innerText.match(interrupted) ?? [];
    if (words) watched.words.push(words);
  }).observe(document, { childList: true, subtree: true, characterData: true });
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...given) {
      super(...given);
      watched.connections.push(this);
      this.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.candidate) watched.candidates.push(candidate.type);
      });
      this.addEventListener('connectionstatechange', () => watched.states.push(this.connectionState));
    }
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'welcome') watched.welcomes.push({ at: Date.now(), node: message.epoch, socket: this });
      });
      this.addEventListener('close', ({ code }) => {
        const others = watched.welcomes.filter(({ socket }) => socket !== this && socket.readyState === Socket.OPEN);
        watched.closes.push({ at: Date.now(), code, alone: others.length === 0 });
      });
    }
  };
})()"""

# What is decoded, looked at ten times a second; a gap ends when more is there than before.
_LOOK = """() => {
  const count = () => Math.max(0, ...[...document.querySelectorAll('video')]
    .filter((video) => video.srcObject && !video.muted)
    .map((video) => video.getVideoPlaybackQuality().totalVideoFrames));
  const seen = (window.frameWatch = { looks: 0, frames: 0, longest: 0, at: performance.now() });
  let last = count();
  clearInterval(window.frameTimer);
  window.frameTimer = setInterval(() => {
    const now = count(), at = performance.now();
    seen.looks += 1;
    seen.longest = Math.max(seen.longest, at - seen.at);
    if (now > last) { seen.frames += now - last; seen.at = at; }
    last = now;
  }, 100);
}"""
_PATHS = """async () => {
  const found = [];
  for (const connection of window.watched.connections) {
    if (connection.connectionState !== 'connected') continue;
    const stats = await connection.getStats();
    for (const { type, selectedCandidatePairId } of stats.values()) {
      if (type !== 'transport' || !selectedCandidatePairId) continue;
      const pair = stats.get(selectedCandidatePairId);
      found.push([stats.get(pair.localCandidateId).candidateType,
                  stats.get(pair.remoteCandidateId).candidateType]);
    }
  }
  return found;
}"""


@dataclass(frozen=True)
class Welcome:
    """When the server greeted this page (Unix time, s), and which node it was."""

    at: float
    node: str


@dataclass(frozen=True)
class Frames:
    """What was decoded since `watch_frames`; `longest_gap_s` counts the one that still lasts."""

    decoded: int
    longest_gap_s: float


class Watched:
    """A tab with what it did so far."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page

    async def welcomes(self) -> list[Welcome]:
        """Every greeting since the page was loaded."""
        found = await self.page.evaluate(
            "() => window.watched.welcomes.map(({ at, node }) => ({ at, node }))"
        )
        return [Welcome(each["at"] / 1000, each["node"]) for each in found]

    async def node(self) -> str:
        """The node that greeted last; waits for the first."""
        await self.welcomed(1)
        return (await self.welcomes())[-1].node

    async def welcomed(self, times: int) -> Welcome:
        """Waits for the n-th greeting of this page load and returns it."""
        await self.page.wait_for_function(
            "(times) => window.watched.welcomes.length >= times", arg=times, timeout=30_000
        )
        return (await self.welcomes())[times - 1]

    async def close_codes(self) -> list[int]:
        """With which codes its sockets ended."""
        codes: list[int] = await self.page.evaluate(
            "() => window.watched.closes.map(({ code }) => code)"
        )
        return codes

    async def saw_a_gap(self) -> bool:
        """Whether it was ever without a greeted socket, or said in words that it was."""
        return bool(
            await self.page.evaluate(
                "() => watched.words.length > 0 || watched.closes.some(({ alone }) => alone)"
            )
        )

    async def peer_connections(self) -> int:
        """How many RTCPeerConnections the page has ever made."""
        count: int = await self.page.evaluate("() => window.watched.connections.length")
        return count

    async def path_states(self) -> list[str]:
        """Every state that any of them ever came to, in order."""
        states: list[str] = await self.page.evaluate("() => window.watched.states")
        return states

    async def paths(self) -> list[tuple[str, str]]:
        """Types of the selected candidates, own and other side's, of each connected path."""
        found: list[Any] = await self.page.evaluate(_PATHS)
        return [(own, other) for own, other in found]

    async def candidate_types(self) -> set[str]:
        """Of every candidate that this page has ever told the other side."""
        told: list[str] = await self.page.evaluate("() => window.watched.candidates")
        return set(told)

    async def watch_frames(self) -> None:
        """Begins to look ten times a second."""
        await self.page.evaluate(_LOOK)

    async def frames_after(self, looks: int) -> Frames:
        """Waits for so many looks and says what was seen."""
        await self.page.wait_for_function(
            "(looks) => window.frameWatch.looks >= looks", arg=looks, timeout=90_000
        )
        seen = await self.page.evaluate(
            """() => ({ ...window.frameWatch,
                 lasts: performance.now() - window.frameWatch.at })"""
        )
        return Frames(seen["frames"], max(seen["longest"], seen["lasts"]) / 1000)


async def watched_tab(context: BrowserContext, url: str, **size: Any) -> Watched:
    """Opens a link in a new tab that is watched."""
    await context.add_init_script(HOOKS)
    return Watched(await open_tab(context, url, **size))
