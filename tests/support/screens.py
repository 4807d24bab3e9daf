"""What every screen has to stand: axe-core, both colour schemes, a telephone, 400 % zoom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page, expect

CLIENT = Path(__file__).resolve().parents[2] / "web-client"
AXE = CLIENT / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (360, 1280)
# 1280 px at 400 %: what WCAG 2.2, 1.4.10 asks for.
NARROWEST = 320
HEIGHT = 740

_RUN = """async (runOnly) => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], ...(runOnly && { runOnly }) });
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help} (${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')})`);
}"""
_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const wide = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | ') || 'something';
}"""


@cache
def axe() -> str:
    """The source of axe-core; it is given to the page past its content policy."""
    return AXE.read_text("utf-8")


@cache
def words(language: str) -> dict[str, str]:
    """The texts without placeables of a language, by key."""
    files = (CLIENT / "src" / "texts" / f"{language}.ftl", *_staff(language))
    lines = "\n".join(file.read_text("utf-8") for file in files)
    return dict(re.findall(r"^([a-z0-9-]+) = ([^{}\n]+)$", lines, re.MULTILINE))


def _staff(language: str) -> list[Path]:
    return [
        file
        for file in (CLIENT / "src" / "texts" / "staff").glob("*.ftl")
        if file.stem == language
    ]


@dataclass
class Inspector:
    """Looks at screens and remembers what is wrong, so that one run tells all of it."""

    findings: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def look(self, page: Page, screen: str) -> None:
        """One screen in every width and colour; the page is left as it was."""
        size = page.viewport_size
        self.seen.append(screen)
        for width in WIDTHS:
            for scheme in SCHEMES:
                await page.set_viewport_size({"width": width, "height": HEIGHT})
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                where = f"{screen} at {width} px, {scheme}"
                # Another scheme is the same page in other colours.
                rules = None if scheme == SCHEMES[0] else ["color-contrast"]
                self.findings += [f"{where}: {each}" for each in await run_axe(page, rules)]
        await page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        wide: str | None = await page.evaluate(_OVERFLOW)
        if wide is not None:
            self.findings.append(f"{screen} at {NARROWEST} px scrolls sideways: {wide}")
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if size is not None:
            await page.set_viewport_size(size)


async def run_axe(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    """What axe-core finds on a page as it is now, by all of its rules or by these."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(axe())
    found: list[Any] = await page.evaluate(_RUN, rules)
    return [str(finding) for finding in found]


async def reach(page: Page, name: str, *, within: int = 60) -> None:
    """Tab by tab to the control of this name, once it can be seen. Fails when the keyboard does not
    get there."""
    await expect(page.get_by_text(name).first).to_be_visible(timeout=15_000)
    for _ in range(within):
        await page.keyboard.press("Tab")
        said: str = await page.evaluate(
            """() => {
              const at = document.activeElement;
              if (!at || at.matches('body, dialog, main')) return '';
              const label = at?.labels?.[0]?.textContent ?? '';
              return `${at?.getAttribute('aria-label') ?? ''} ${at?.textContent ?? ''} ${label}`;
            }"""
        )
        if name in said:
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


async def press(page: Page, name: str, key: str = "Enter") -> None:
    """Goes to a control by keyboard alone and presses it."""
    await reach(page, name)
    await page.keyboard.press(key)
