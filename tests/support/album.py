"""Screens that people pass: each looked at by axe-core as it is, and kept as a picture on request.

`VORSPRACHE_SCREENSHOTS` names the directory for the pictures; without it none are taken.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from tests.support.screens import run_axe


@dataclass
class Album:
    """What was seen, and what axe-core found on it. Sizes and colours are as the page has them."""

    findings: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def look(self, page: Page, screen: str) -> None:
        """One screen, as it is now."""
        self.seen.append(screen)
        self.findings += [f"{screen}: {finding}" for finding in await run_axe(page)]
        if folder := os.environ.get("VORSPRACHE_SCREENSHOTS"):
            await self._keep(page, Path(folder), screen)

    async def _keep(self, page: Page, folder: Path, screen: str) -> None:
        name = f"{len(self.seen):02d}-{screen.replace(' ', '-')}.png"
        size = page.viewport_size
        phone = size is not None and size["width"] < size["height"]
        await page.screenshot(path=folder / name, full_page=phone, animations="disabled")
