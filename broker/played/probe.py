"""`vorsprache probe`: a visit with real media at a running installation, for people and monitoring.

It prints no token and no name: what it says may go into a log or a ticket.
"""

import sys
from pathlib import Path
from typing import TextIO

import msgspec

from broker.played.people import Portal, token_of
from broker.played.rehearsal import Rehearsal, Report

OK, FAILED, WRONG_USE = 0, 1, 2
HOLD_S = 3.0
LONGEST_TOKEN_FILE = 16_384


async def run(
    url: str,
    token_file: Path | None = None,
    as_json: bool = False,  # noqa: FBT001, FBT002 - as the command line has it
    *,
    relay_only: bool = False,
    hold_s: float = HOLD_S,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """The command: 0 when the visit went well, 1 when not, 2 for wrong use.

    A table goes to `err` (stderr), or with `as_json` one object to `out` (stdout).
    """
    err = err or sys.stderr
    try:
        token = "" if token_file is None else _read_token(token_file)
        portal = Portal(url)
    except ValueError as wrong:
        err.write(f"vorsprache: {wrong}.\n")
        return WRONG_USE
    async with portal:
        report = await Rehearsal(portal, token, relay_only=relay_only, hold_s=hold_s).play()
    if as_json:
        print(msgspec.json.encode(report).decode(), file=out or sys.stdout, flush=True)
    else:
        err.write(table(report))
    return OK if report.ok else FAILED


def table(report: Report) -> str:
    """The report for people."""
    lines = [
        f"  {step.name:14}{step.ms:8.0f} ms  {step.detail or ''}".rstrip() for step in report.steps
    ]
    pictures = ", ".join(f"{count} at the {seat}" for seat, count in report.frames.items())
    if report.ok:
        return "\n".join([*lines, f"The visit went well; pictures: {pictures}.", ""])
    return "\n".join([*lines, f"The visit failed: {report.error}.", ""])


def _read_token(file: Path) -> str:
    """The token in a file, or that of the link in it. Raises ValueError with one sentence."""
    try:
        with file.open("rb") as opened:
            text = opened.read(LONGEST_TOKEN_FILE).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} cannot be read as a token") from error
    token = token_of(text)
    if not token or any(letter.isspace() for letter in token):
        raise ValueError(f"{file} holds no token")
    return token
