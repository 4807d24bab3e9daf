"""Which addresses a message may be sent to. Pure.

An endpoint comes from a stranger's page, and we are going to send a request there: only the push
services of the browser makers are asked, by name, over https. The form is so narrow that no two
readers of it can disagree about the host: no user, no other port, no address in figures.
"""

import re
from dataclasses import dataclass

from broker.core.visit import PushAddress
from broker.errors import NoPush
from broker.outbox.webpush import receiver_of

BROWSER_MAKERS = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "web.push.apple.com",
)
_PATH = r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*"
_ENDPOINT = re.compile(rf"https://([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*)(?::443)?{_PATH}")


@dataclass(frozen=True, slots=True)
class PushOffer:
    """What pages are offered: the public key to subscribe with, and the hosts that may take messages.

    A host is a name, `*.` and the end of a name, or, for trials on one machine, a whole loopback
    origin such as `http://127.0.0.1:9090`.
    """

    key: str
    hosts: tuple[str, ...] = BROWSER_MAKERS

    def check(self, address: PushAddress) -> None:
        """Raises NoPush for an address that nothing is sent to."""
        if not is_allowed(address.endpoint, self.hosts):
            raise NoPush("messages are not sent to this push service")
        try:
            receiver_of(address.p256dh, address.auth)
        except ValueError:
            raise NoPush("the key of the subscription is none") from None


def is_allowed(endpoint: str, hosts: tuple[str, ...]) -> bool:
    """Whether this is an address of one of these hosts."""
    for origin in hosts:
        if "://" in origin and re.fullmatch(re.escape(origin) + _PATH, endpoint):
            return True
    found = _ENDPOINT.fullmatch(endpoint)
    return found is not None and any(_matches(found[1], host) for host in hosts)


def _matches(name: str, host: str) -> bool:
    return name.endswith(host[1:]) if host.startswith("*.") else name == host
