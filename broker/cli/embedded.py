"""The embedded Redis of the demo: a compatible server in this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fakeredis import TcpFakeServer

STOP_WITHIN_S = 0.05


class _PromptServer(TcpFakeServer):
    """Answers at once: with Nagle's algorithm every pipeline of two commands waits 40 ms for the
    client's delayed acknowledgement (RFC 1122, 4.2.3.4)."""

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """The next client."""
        client, address = super().get_request()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client, address


@contextmanager
def embedded_redis() -> Iterator[str]:
    """A Redis-compatible server in this process, on a free loopback port; yields its URL.

    For one machine only: nothing of it survives the process, and it is no measure of speed.
    """
    server = _PromptServer(("127.0.0.1", 0), server_type="redis")
    server.daemon_threads = True
    thread = threading.Thread(
        target=server.serve_forever, args=(STOP_WITHIN_S,), name="embedded-redis", daemon=True
    )
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
