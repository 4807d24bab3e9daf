"""The one history of a day: what was said, answered, heard and broken, in the order it happened.

One JSON object a line: `at` (seconds since 1970; all are written by one process on one clock), `kind`, and
what belongs to the kind:

| kind | fields |
|---|---|
| `person` | who, role, subject?, queues? |
| `booked` | who, visit, name |
| `walk-in` | who, visit: a clerk booked somebody who never opens a page |
| `page` | who, page: a tab was opened |
| `open` | who, page, node: it was greeted |
| `heard` | who, page, message |
| `lost` | who, page, code: its socket is over |
| `asleep`, `awake` | who, page: from now on it reads nothing; it reads again |
| `gone` | who, page: the tab is closed, nobody looks at it |
| `invoke` | who, page, op, verb, message; `again` when it is said anew |
| `ok`, `fail` | who, page, op, message: the answer |
| `unknown` | who, page, op: nobody waits for the answer any more |
| `relayed` | who, page, visit, call, nonce: a description was sent |
| `fault` | name, phase (`begins`, `ends`), on |
| `watch` | equal, differs: the line in Redis beside SQL; desks with two calls |
| `figures` | node, rss_mb, lag_s, busy_s |
| `exit` | node, code |
| `phase` | name: `day`, `calm`, `closing`, `over` |
"""

import json
import time
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class History:
    """Appends events to a file and keeps them."""

    def __init__(self, file: Path) -> None:
        self.events: list[Event] = []
        self._file = file.open("w", encoding="utf-8")

    def note(self, kind: str, **facts: Any) -> Event:
        """One event, now."""
        event = {"at": time.time(), "kind": kind, **facts}
        self.events.append(event)
        self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
        return event

    def close(self) -> None:
        """All of it is on the disk."""
        self._file.close()
