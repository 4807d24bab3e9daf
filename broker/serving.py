"""Serving a node on a socket, and stopping in order."""

import asyncio
import signal
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from broker.app import Node

log = structlog.get_logger(__name__)
BACKLOG = 4096


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
    """Answers on `listening` while the body runs. No access log: it would hold addresses."""
    runner = web.AppRunner(
        node.application,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=5.0,
        keepalive_timeout=75.0,
    )
    await runner.setup()
    try:
        await web.SockSite(runner, listening, ssl_context=context, backlog=BACKLOG).start()
        log.info("node.listening", node=node.office.node)
        yield
    finally:
        await runner.cleanup()


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
