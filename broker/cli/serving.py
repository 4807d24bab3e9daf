"""Serving a node on a socket, and stopping in order."""

import asyncio
import gc
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from broker.app import Node, open_node
from broker.errors import NotFound
from broker.settings import Settings
from broker.trust.keys import KeyFile, UnusableKeysError
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
BACKLOG = 4096
# A callback accepts, a task makes the transport, a callback tells the protocol.
ACCEPTING_TURNS = 3
SWITCH_S = 0.001
# What the shipped proxy lets through (its buffer, one header included): other sites of the city leave
# their cookies in the same browser.
LONGEST_HEADER = 16 * 1024


def bound_socket(host: str, port: int) -> socket.socket:
    """A bound TCP socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


@asynccontextmanager
async def serve(
    node: Node, listening: socket.socket, context: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """Answers on `listening` while the body runs; at the end no connection is left.

    No access log: it would hold addresses.
    """
    connected: list[asyncio.Transport | None] = []
    runner = _runner(node, connected)
    await runner.setup()
    try:
        await web.SockSite(runner, listening, ssl_context=context, backlog=BACKLOG).start()
        log.info("node.listening", node=node.office.node)
        yield
    finally:
        try:
            await _close_door(listening)
            await runner.cleanup()
        finally:
            await _abort(connected)


def _runner(node: Node, connected: list[asyncio.Transport | None]) -> web.AppRunner:
    """A runner that hangs up when it stops; `connected` are then those who were still there."""
    runner = web.AppRunner(
        node.application,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=5.0,
        keepalive_timeout=75.0,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
    )

    async def hang_up(_: web.Application) -> None:
        # Nobody is accepted any more, and nobody's transport is forgotten yet.
        assert runner.server is not None
        connected.extend(handler.transport for handler in runner.server.connections)
        await node.hang_up()

    node.application.on_shutdown.append(hang_up)
    return runner


async def _close_door(listening: socket.socket) -> None:
    """Accepts nobody any more; who is just being accepted becomes one of the runner's connections.

    Between the accepting and a transport that the runner knows lie turns of the loop. Whoever came
    in during those would be closed by nobody, or even be an error: asyncio's server attaches no
    transport once it is closed.
    """
    asyncio.get_running_loop().remove_reader(listening)
    for _ in range(ACCEPTING_TURNS):
        await asyncio.sleep(0)


async def _abort(transports: Iterable[asyncio.Transport | None]) -> None:
    """Who does not read an answer keeps a closing connection open for ever: here it ends."""
    for transport in transports:
        if transport is not None:
            transport.abort()
    # In the loop's next turn all of them are closed.
    await asyncio.sleep(0)


async def stopped_by_signal() -> None:
    """Returns at SIGTERM or SIGINT. A second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard(which: signal.Signals) -> None:
        log.info("node.stopping", signal=which.name)
        stop.set()
        loop.remove_signal_handler(which)

    for which in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(which, heard, which)
    await stop.wait()


async def run(settings: Settings) -> int:
    """The command `serve`: one node until a signal, then a drain. Returns the exit code.

    What an operator can put right is said in one sentence on stderr, with exit code 1.
    """
    try:
        keys = KeyFile(settings.keys_file) if settings.keys_file else None
        if keys is None:
            raise UnusableKeysError("VORSPRACHE_KEYS_FILE is not set")
        with bound_socket(settings.host, settings.port) as listening:
            async with open_node(settings, keys) as node, serve(node, listening):
                quieten_collector()
                share_the_interpreter()
                await stopped_by_signal()
                await node.drain()
    except UnusableKeysError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{settings.host}:{settings.port} cannot be used: {error.strerror}.")
    except NotFound:
        return _failed("there is no catalogue yet: run `vorsprache catalogue import FILE`.")
    except StoreDown as error:
        return _failed(f"{error.detail}; check VORSPRACHE_DATABASE_URL and VORSPRACHE_REDIS_URL.")
    return 0


def _failed(sentence: str) -> int:
    print(f"vorsprache: {sentence}", file=sys.stderr)
    return 1


def quieten_collector() -> None:
    """What was made at start lives as long as the process: the collector need not look at it again.

    Measured at 5,000 sockets: a connect costs 113 us instead of 193.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def share_the_interpreter() -> None:
    """SQLite answers on threads, and each of its rows needs the interpreter: beside a busy loop it
    waits a whole switch interval for it. Measured: a look of a hundred rows takes 22 ms, not 33.
    """
    sys.setswitchinterval(SWITCH_S)
