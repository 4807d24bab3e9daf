"""The command line: `vorsprache demo|serve|migrate|catalogue|staff|ledger|probe|calibrate|keys|...`.

Results on stdout, everything else on stderr. Exit code 2 for wrong use and wrong settings, with one
sentence for each mistake; 1 for a failure.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broker import __version__
from broker.cli import commands
from broker.cli.commands import FAILED, WrongUseError, say

WRONG = 2
STOPPED_BY_KEYBOARD = 130
Command = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code. argparse itself exits with 2 for wrong use."""
    asked = parser().parse_args(arguments)
    command: Command = asked.run
    try:
        return command(asked)
    except WrongUseError as error:
        return say(WRONG, *error.args)
    except KeyboardInterrupt:
        return STOPPED_BY_KEYBOARD
    except BrokenPipeError:
        return FAILED


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(
        prog="vorsprache", description="Broker for video and telephone consultations of a city."
    )
    top.add_argument("--version", action="version", version=__version__)
    verbs = top.add_subparsers(required=True, metavar="COMMAND")
    _add_running(verbs)
    _add_keys(verbs)
    _add_catalogue(verbs)
    _add_staff(verbs)
    _add_ledger(verbs)
    _add_probe(verbs)
    _add_calibrate(verbs)
    _add_turn(verbs)
    schema = _command(
        verbs, "schema", commands.write_schema, "write the documents of the contract"
    )
    schema.add_argument("--check", action="store_true", help="only say whether they are current")
    return top


def _add_running(verbs: Any) -> None:
    demo = _command(
        verbs, "demo", commands.run_demo, "the whole system on this machine, to try out"
    )
    demo.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    demo.add_argument("--host", default="127.0.0.1", help="not loopback: implies --tls")
    demo.add_argument("--tls", action="store_true", help="with a certificate made on the spot")
    demo.add_argument("--json", action="store_true", help="the links as one JSON object")
    demo.add_argument("--office-day", action="store_true", help="with a day of an office, played")
    demo.add_argument("--speed", type=float, default=60.0, help="so many times faster: 60")
    _command(
        verbs, "serve", commands.run_serve, "run one node, with settings from the environment"
    )
    _command(verbs, "migrate", commands.run_migrate, "bring database and Redis up to this version")


def _add_keys(verbs: Any) -> None:
    keys = verbs.add_parser("keys", help="the keys that sign our links")
    inner = keys.add_subparsers(required=True, metavar="new|rotate")
    for name, run, text in (
        ("new", commands.new_keys, "write a new key file"),
        ("rotate", commands.rotate_keys, "add a key that signs from in ten minutes on"),
    ):
        verb = _command(inner, name, run, text)
        verb.add_argument("--file", type=Path, help="instead of VORSPRACHE_KEYS_FILE")


def _add_catalogue(verbs: Any) -> None:
    catalogue = verbs.add_parser("catalogue", help="departments, services and opening hours")
    inner = catalogue.add_subparsers(required=True, metavar="check|import")
    for name, run, text in (
        ("check", commands.check_catalogue, "say what is wrong with a file"),
        ("import", commands.import_catalogue, "put a file in force"),
    ):
        verb = _command(inner, name, run, text)
        verb.add_argument("file", type=Path, metavar="FILE")


def _add_staff(verbs: Any) -> None:
    staff = verbs.add_parser("staff", help="sign-in links of the staff")
    inner = staff.add_subparsers(required=True, metavar="link")
    link = _command(
        inner, "link", commands.print_staff_link, "a link that signs in for twelve hours"
    )
    link.add_argument("--role", choices=("clerk", "supervisor"), required=True)
    link.add_argument("--department", action="append", required=True, help="may be repeated")
    link.add_argument("--name", required=True)
    link.add_argument("--person", help="another link of this person, as the first one said")


def _add_ledger(verbs: Any) -> None:
    ledger = verbs.add_parser("ledger", help="who was called before whom, and why")
    inner = ledger.add_subparsers(required=True, metavar="verify")
    verify = _command(
        inner,
        "verify",
        commands.verify_ledger,
        "check the chain and the reason of each overtaking",
    )
    verify.add_argument("--json", action="store_true", help="the result as one JSON object")


def _add_probe(verbs: Any) -> None:
    probe = _command(
        verbs, "probe", commands.run_probe, "a visit with real media, to check a system"
    )
    probe.add_argument("url", metavar="URL")
    probe.add_argument("--token-file", type=Path, help="instead of the links of a demo")
    probe.add_argument("--json", action="store_true", help="the result as one JSON object")
    probe.add_argument("--relay-only", action="store_true", help="media through TURN alone")


def _add_calibrate(verbs: Any) -> None:
    calibrate = _command(
        verbs, "calibrate", commands.run_calibrate, "how often promised waiting times hold"
    )
    calibrate.add_argument("--seeds", type=int, default=20, help="so many days of each kind")
    calibrate.add_argument("--first", type=int, default=1, help="the first seed")
    calibrate.add_argument(
        "--moves", action="store_true", help="what this installation promised, instead"
    )
    calibrate.add_argument("--json", action="store_true", help="the result as one JSON object")


def _add_turn(verbs: Any) -> None:
    turn = _command(verbs, "turn-config", commands.print_turn, "coturn's configuration, on stdout")
    turn.add_argument("--realm", required=True, help="such as turn.example.org")
    for name in ("--listening-ip", "--relay-ip", "--external-ip", "--denied-peer"):
        turn.add_argument(name, action="append", default=[], help="may be repeated")
    turn.add_argument("--tls-cert", default="", help="absolute path")
    turn.add_argument("--tls-key", default="", help="absolute path")


def _command(verbs: Any, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    made.set_defaults(run=run)
    return made


if __name__ == "__main__":
    sys.exit(main())
