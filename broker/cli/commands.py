"""What each command does. What it needs is imported when it is called: `--version` and `keys new`
must not load a web server. Results go to stdout, sentences to stderr."""

# ruff: noqa: PLC0415 - imports inside, and results on stdout, as said above

import argparse
import asyncio
import os
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from broker.settings import Settings

FAILED = 1
T = TypeVar("T")


class WrongUseError(Exception):
    """Mistakes of who called, one sentence each."""


def say(code: int, *sentences: str) -> int:
    """Tells on stderr; returns `code`."""
    for sentence in sentences:
        print(f"vorsprache: {sentence}", file=sys.stderr)
    return code


def run_demo(asked: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    if not 0 <= asked.port <= 65535:
        raise WrongUseError("--port is a number from 0 to 65535.")
    if not 1 <= asked.speed <= 1000:
        raise WrongUseError("--speed is a number from 1 to 1000.")
    from broker.cli import demo
    from broker.logs import set_up_logging

    set_up_logging("warning")
    return _run(
        demo.run(
            host=asked.host,
            port=asked.port,
            tls=asked.tls,
            as_json=asked.json,
            office_day=asked.office_day,
            speed=asked.speed,
        )
    )


def run_serve(_: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    from broker.cli import serving
    from broker.logs import set_up_logging

    settings = read_settings()
    set_up_logging(settings.log_level)
    return _run(serving.run(settings))


def run_migrate(_: argparse.Namespace) -> int:
    """The database's schema, then the functions in Redis."""
    from sqlalchemy.exc import SQLAlchemyError

    from broker.migrate import migrate
    from broker.stores.line import Line, connect
    from signaling.errors import StoreDown

    settings = read_settings()

    async def work() -> str:
        revision = await migrate(settings.database_url)
        line = Line(connect(settings.redis_url))
        try:
            await line.load()
        finally:
            await line.redis.aclose()
        return revision

    try:
        print(_run(work()))
    except StoreDown:
        return say(FAILED, "Redis does not answer: check VORSPRACHE_REDIS_URL.")
    except (SQLAlchemyError, OSError) as error:
        return say(FAILED, f"the database: {str(error).splitlines()[0]}")
    return 0


def new_keys(asked: argparse.Namespace) -> int:
    """Never overwrites a file: all links in people's mail would be dead."""
    from broker.trust import keys

    path = _keys_file(asked)
    try:
        keys.write(keys.new_set(_now()), path, replace_file=False)
    except OSError as error:
        return say(FAILED, f"{error.strerror or error}: {path}")
    print(path)
    return 0


def rotate_keys(asked: argparse.Namespace) -> int:
    """Nodes read the file again by themselves; on several hosts copy it within ten minutes."""
    from broker.trust import keys

    path = _keys_file(asked)
    try:
        keys.write(keys.rotated(keys.read(path), _now()), path, replace_file=True)
    except keys.UnusableKeysError as error:
        return say(FAILED, str(error))
    except OSError as error:
        return say(FAILED, f"{error.strerror}: {path}")
    print(path)
    return 0


def check_catalogue(asked: argparse.Namespace) -> int:
    """Every mistake in the file, one a line."""
    from broker import catalogues
    from broker.core.catalogue_document import CatalogueWrong

    try:
        found = catalogues.check(asked.file)
    except CatalogueWrong as error:
        return say(FAILED, *error.mistakes)
    print(f"{len(found.departments)} departments, {len(found.queues())} queues")
    return 0


def import_catalogue(asked: argparse.Namespace) -> int:
    """All nodes take it up by themselves."""
    from broker import catalogues
    from broker.core.catalogue_document import CatalogueWrong
    from broker.stores.database import Database
    from signaling.errors import StoreDown

    settings = read_settings()

    async def work() -> bool:
        database = Database(settings.database_url)
        try:
            return await catalogues.import_file(database, asked.file, _now())
        finally:
            await database.close()

    try:
        print("in force" if _run(work()) else "was in force already")
    except CatalogueWrong as error:
        return say(FAILED, *error.mistakes)
    except StoreDown as error:
        return say(FAILED, f"{error.detail}; was `vorsprache migrate` run?")
    return 0


def print_staff_link(asked: argparse.Namespace) -> int:
    """The link on stdout; whoever has it is signed in, so mind the shell's history."""
    from broker.cli.staff import new_person, staff_link
    from broker.trust.keys import KeyFile, UnusableKeysError
    from broker.trust.tokens import Tokens

    settings = read_settings()
    if not settings.staff_links:
        say(0, "note: links are honoured only with VORSPRACHE_STAFF_LINKS=on.")
    person = asked.person or new_person()
    try:
        tokens = Tokens(KeyFile(settings.keys_file or Path()), settings.public_url)
        print(
            staff_link(
                tokens,
                settings,
                role=asked.role,
                departments=asked.department,
                name=asked.name,
                person=person,
                now=_now(),
            )
        )
    except UnusableKeysError as error:
        return say(FAILED, str(error))
    except ValueError as error:
        raise WrongUseError(f"no link can hold this: {error}.") from error
    if asked.person is None:
        say(0, f"note: a new person. Another link of the same one: add --person {person}")
    return 0


def verify_ledger(asked: argparse.Namespace) -> int:
    """0 when no move was changed afterwards and each overtaking has a reason."""
    from broker.figures.ledger import Verdict, as_json, as_text, verify
    from broker.stores.database import Database
    from signaling.errors import StoreDown

    settings = read_settings()

    async def work() -> Verdict:
        database = Database(settings.database_url)
        try:
            return await verify(database)
        finally:
            await database.close()

    try:
        verdict = _run(work())
    except StoreDown as error:
        return say(FAILED, f"{error.detail}; was `vorsprache migrate` run?")
    print(as_json(verdict) if asked.json else as_text(verdict))
    return 0 if verdict.sound else FAILED


def run_probe(asked: argparse.Namespace) -> int:
    """0 when the visit went well."""
    from broker.logs import set_up_logging

    probe = import_module("broker.played.probe")
    set_up_logging("error")
    code: int = _run(
        probe.run(
            url=asked.url,
            token_file=asked.token_file,
            as_json=asked.json,
            relay_only=asked.relay_only,
        )
    )
    return code


def run_calibrate(asked: argparse.Namespace) -> int:
    """0 when 80 of 100 promises hold, give or take five."""
    if not 1 <= asked.seeds <= 10_000:
        raise WrongUseError("--seeds is a number from 1 to 10000.")
    calibration = import_module("broker.played.calibration")
    if asked.moves:
        return int(_run(calibration.run_on_moves(read_settings(), as_json=asked.json)))
    return int(calibration.run(seeds=asked.seeds, first=asked.first, as_json=asked.json))


def print_turn(asked: argparse.Namespace) -> int:
    """Holds the secret of VORSPRACHE_TURN_SECRET: write it with mode 0640 or less."""
    from broker.settings import WrongSettingsError, turn_secret
    from broker.turn import TurnSettings, render

    try:
        settings = TurnSettings(
            realm=asked.realm,
            secret=turn_secret(os.environ),
            listening_ips=tuple(asked.listening_ip),
            relay_ips=tuple(asked.relay_ip),
            external_ips=tuple(asked.external_ip),
            denied_peers=tuple(asked.denied_peer),
            tls_cert=asked.tls_cert,
            tls_key=asked.tls_key,
        )
    except WrongSettingsError as error:
        raise WrongUseError(*error.mistakes) from error
    except ValueError as error:
        raise WrongUseError(*str(error).split("; ")) from error
    sys.stdout.write(render(settings))
    return 0


def write_schema(asked: argparse.Namespace) -> int:
    """Works in a checkout, where the documents live."""
    from broker import schema

    root = Path(__file__).resolve().parents[2]
    if not (root / "web-client").is_dir():
        raise WrongUseError("this is an installed copy: `schema` works in a checkout.")
    stale = schema.check(root) if asked.check else schema.write(root)
    if asked.check and stale:
        return say(FAILED, *(f"{path} is not current: run `vorsprache schema`." for path in stale))
    for path in stale:
        print(path)
    return 0


def read_settings() -> "Settings":
    """From the environment. Raises WrongUseError with every mistake."""
    from broker.settings import Settings, WrongSettingsError

    try:
        return Settings.from_environment(os.environ)
    except WrongSettingsError as error:
        raise WrongUseError(*error.mistakes) from error


def _keys_file(asked: argparse.Namespace) -> Path:
    named = asked.file or os.environ.get("VORSPRACHE_KEYS_FILE")
    if not named:
        raise WrongUseError("name the file: --file FILE, or VORSPRACHE_KEYS_FILE.")
    return Path(named)


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        import uvloop
    except ImportError:  # it is not made for every platform
        return asyncio.run(work)
    return uvloop.run(work)


def _now() -> datetime:
    return datetime.now(UTC)
