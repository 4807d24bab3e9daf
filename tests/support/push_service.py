"""A push service on loopback, and a browser that reads what comes through it: RFC 8030, 8291, 8292.

Written from the receiving side of the standards, with none of our own code: what it can read, a
browser can.
"""

import asyncio
import base64
import json
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
VAPID = re.compile(r"vapid t=([A-Za-z0-9_.-]+), k=([A-Za-z0-9_-]+)")


def text_of(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def octets_of(text: str) -> bytes:
    """The reverse."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """One subscription: the private key and the secret that never leave a browser."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def address(self, endpoint: str) -> dict[str, str]:
        """What the page hands over: `PushSubscription.toJSON()`, flat."""
        return {"endpoint": endpoint, "p256dh": self._p256dh(), "auth": text_of(self.secret)}

    def read(self, body: bytes) -> bytes:
        """What was said, without padding (RFC 8188, one record). Raises InvalidTag."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self.private.exchange(ec.ECDH(), key)
        info = b"WebPush: info\x00" + octets_of(self._p256dh()) + sender
        material = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        cek = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(material)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(material)
        plain = AESGCM(cek).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert plain.endswith(b"\x02"), "the last record ends with 2"
        return plain[:-1]

    def _p256dh(self) -> str:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return text_of(point)


@dataclass
class Delivery:
    """One message that the service took: who it is for, what the headers said, what was inside."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]


class PushService:
    """Takes messages for `origin`. `status` and `headers` are what it answers; `key` is the one that
    browsers subscribed with."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.origin = ""
        self.key: str | None = None
        self.status = 201
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.taken: list[Delivery] = []
        self._came = asyncio.Condition()

    async def until(self, count: int) -> list[Delivery]:
        """Waits for so many messages. Raises TimeoutError."""
        async with asyncio.timeout(20), self._came:
            await self._came.wait_for(lambda: len(self.taken) >= count)
        return self.taken

    async def take(self, request: web.Request) -> web.Response:
        """`POST` to a subscription: looks at the token like a push service that means it."""
        self.asked += 1
        said = VAPID.fullmatch(request.headers.get("Authorization", ""))
        if said is None or (self.key is not None and said[2] != self.key):
            return web.Response(status=403, text="no token for this subscription")
        point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, octets_of(said[2]))
        claims = jwt.decode(
            said[1],
            point,
            algorithms=["ES256"],
            audience=self.origin,
            options={"require": ["aud", "exp", "sub"], "verify_exp": False},
        )
        left = claims["exp"] - self.clock().timestamp()
        if not 0 < left <= 86_400:
            return web.Response(status=403, text="a token for less than a day, please")
        if self.status == 201:
            headers = {name.lower(): value for name, value in request.headers.items()}
            body = await request.read()
            self.taken.append(Delivery(request.path, headers, body, claims))
            async with self._came:
                self._came.notify_all()
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def running_push_service(clock: Callable[[], datetime]) -> AsyncIterator[PushService]:
    """A push service on a free port of loopback."""
    service = PushService(clock)
    application = web.Application()
    application.router.add_post("/{subscription}", service.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    service.origin = f"http://{host}:{port}"
    try:
        yield service
    finally:
        await runner.cleanup()


def said_to(browser: Browser, delivery: Delivery) -> Any:
    """What the service worker of this browser gets."""
    return json.loads(browser.read(delivery.body))
