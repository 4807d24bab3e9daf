"""A small STUN/TURN client over UDP (RFC 8489, RFC 8656) that asks exactly what a test says.

Own code, because a polite library refuses to ask for the addresses these tests ask for.
"""

import asyncio
import hashlib
import hmac
import os
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address

MAGIC = 0x2112A442
ALLOCATE, REFRESH, SEND, CREATE_PERMISSION, CHANNEL_BIND = 0x003, 0x004, 0x016, 0x008, 0x009
BINDING, DATA = 0x001, 0x017
INDICATION, SUCCESS, ERROR = 0x010, 0x100, 0x110
USERNAME, INTEGRITY, ERROR_CODE, CHANNEL, LIFETIME = 0x0006, 0x0008, 0x0009, 0x000C, 0x000D
PEER, DATA_VALUE, REALM, NONCE, RELAYED = 0x0012, 0x0013, 0x0014, 0x0015, 0x0016
FAMILY, TRANSPORT, FINGERPRINT, SOFTWARE = 0x0017, 0x0019, 0x8028, 0x8022
IPV4, IPV6 = 0x01, 0x02

Attributes = dict[int, bytes]


class TurnError(Exception):
    """The server's refusal; `code` is the STUN error code, such as 403 or 486."""

    def __init__(self, attributes: Attributes) -> None:
        value = attributes[ERROR_CODE]
        self.code = value[2] * 100 + value[3]
        self.attributes = attributes
        super().__init__(f"{self.code} {value[4:].decode()}")


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


class TurnClient(asyncio.DatagramProtocol):
    """One UDP socket, hence at most one allocation. Every request raises TurnError if refused and
    TimeoutError if four transmissions in three seconds bring no answer."""

    def __init__(self, username: str, password: str) -> None:
        self.received: asyncio.Queue[tuple[Address, bytes]] = asyncio.Queue()
        self._username, self._password = username.encode(), password
        self._realm = self._nonce = b""
        self._answers: dict[bytes, asyncio.Future[tuple[int, Attributes]]] = {}
        self.transport: asyncio.DatagramTransport

    async def binding(self) -> Attributes:
        return await self._request(BINDING, [], signed=False)

    async def allocate(self, family: int | None = None) -> Address:
        """Lets the first request be challenged, as a browser does; returns the relayed address."""
        asked = [(TRANSPORT, bytes([17, 0, 0, 0]))]
        if family is not None:
            asked.append((FAMILY, bytes([family, 0, 0, 0])))
        try:
            await self._request(ALLOCATE, asked, signed=False)
        except TurnError as challenge:
            if challenge.code != 401:
                raise
        transaction = os.urandom(12)
        answer = await self._request(ALLOCATE, asked, transaction)
        return _address(answer[RELAYED], transaction)

    async def refresh(self, lifetime: int) -> None:
        """`lifetime` in seconds; 0 frees the allocation."""
        await self._request(REFRESH, [(LIFETIME, struct.pack("!I", lifetime))])

    async def create_permission(self, host: str) -> None:
        transaction = os.urandom(12)
        peer = (PEER, _xored(Address(host, 4433), transaction))
        await self._request(CREATE_PERMISSION, [peer], transaction)

    async def bind_channel(self, number: int, host: str, port: int = 4433) -> None:
        transaction = os.urandom(12)
        asked = [
            (CHANNEL, struct.pack("!HH", number, 0)),
            (PEER, _xored(Address(host, port), transaction)),
        ]
        await self._request(CHANNEL_BIND, asked, transaction)

    def send(self, peer: Address, payload: bytes) -> None:
        """A Send indication: no answer, ever."""
        transaction = os.urandom(12)
        asked = [(PEER, _xored(peer, transaction)), (DATA_VALUE, payload)]
        self.transport.sendto(_message(SEND | INDICATION, transaction, asked, None))

    def send_channel(self, number: int, payload: bytes) -> None:
        self.transport.sendto(struct.pack("!HH", number, len(payload)) + payload)

    async def _request(
        self,
        method: int,
        asked: list[tuple[int, bytes]],
        transaction: bytes = b"",
        *,
        signed: bool = True,
    ) -> Attributes:
        transaction = transaction or os.urandom(12)
        key = None
        if signed:
            asked = [*asked, (USERNAME, self._username)]
            asked += [(REALM, self._realm), (NONCE, self._nonce)]
            long_term = b":".join([self._username, self._realm, self._password.encode()])
            # MD5 is what RFC 8489, 9.2.2 prescribes.
            key = hashlib.md5(long_term).digest()
        message = _message(method, transaction, asked, key)
        answer: asyncio.Future[tuple[int, Attributes]] = asyncio.get_running_loop().create_future()
        self._answers[transaction] = answer
        try:
            kind, attributes = await self._transmit(message, answer)
        finally:
            del self._answers[transaction]
        self._realm = attributes.get(REALM, self._realm)
        self._nonce = attributes.get(NONCE, self._nonce)
        if kind & 0x110 == ERROR:
            raise TurnError(attributes)
        return attributes

    async def _transmit(
        self, message: bytes, answer: asyncio.Future[tuple[int, Attributes]]
    ) -> tuple[int, Attributes]:
        for patience in (0.5, 1.0, 2.0, 4.0):
            self.transport.sendto(message)
            done, _ = await asyncio.wait([answer], timeout=patience)
            if done:
                return answer.result()
        raise TimeoutError("the TURN server does not answer")

    def datagram_received(self, data: bytes, addr: object) -> None:
        if data[0] & 0xC0 == 0x40:
            number, length = struct.unpack("!HH", data[:4])
            self.received.put_nowait((Address("channel", number), data[4 : 4 + length]))
            return
        kind, attributes = struct.unpack("!H", data[:2])[0], _attributes(data[20:])
        if kind == DATA | INDICATION:
            peer = _address(attributes[PEER], data[8:20])
            self.received.put_nowait((peer, attributes[DATA_VALUE]))
        elif (answer := self._answers.get(data[8:20])) and not answer.done():
            answer.set_result((kind, attributes))

    def error_received(self, exc: Exception) -> None:
        """ICMP says nothing listens yet; the retransmission finds out."""


@asynccontextmanager
async def turn_client(
    server: tuple[str, int], username: str = "", password: str = ""
) -> AsyncIterator[TurnClient]:
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(
        lambda: TurnClient(username, password), remote_addr=server
    )
    client.transport = transport
    try:
        yield client
    finally:
        transport.close()


def binding_request() -> bytes:
    """For a test that brings its own transport."""
    return _message(BINDING, os.urandom(12), [], None)


def _message(
    kind: int, transaction: bytes, asked: list[tuple[int, bytes]], key: bytes | None
) -> bytes:
    body = b"".join(_attribute(name, value) for name, value in asked)
    if key is not None:
        # The length in the header already counts the integrity attribute (RFC 8489, 14.5).
        covered = _header(kind, transaction, len(body) + 24) + body
        body += _attribute(INTEGRITY, hmac.new(key, covered, hashlib.sha1).digest())
    covered = _header(kind, transaction, len(body) + 8) + body
    check = zlib.crc32(covered) ^ 0x5354554E
    return covered + _attribute(FINGERPRINT, struct.pack("!I", check))


def _header(kind: int, transaction: bytes, length: int) -> bytes:
    return struct.pack("!HHI", kind, length, MAGIC) + transaction


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)


def _attributes(body: bytes) -> Attributes:
    found: Attributes = {}
    while len(body) >= 4:
        name, length = struct.unpack("!HH", body[:4])
        found.setdefault(name, body[4 : 4 + length])
        body = body[4 + length + -length % 4 :]
    return found


# XORed with the magic cookie and, for IPv6, the transaction id (RFC 8489, 14.2).
def _xored(peer: Address, transaction: bytes) -> bytes:
    packed = ip_address(peer.host).packed
    family = IPV4 if len(packed) == 4 else IPV6
    mask = struct.pack("!I", MAGIC) + transaction
    hidden = bytes(a ^ b for a, b in zip(packed, mask, strict=False))
    return struct.pack("!BBH", 0, family, peer.port ^ MAGIC >> 16) + hidden


def _address(value: bytes, transaction: bytes) -> Address:
    mask = struct.pack("!I", MAGIC) + transaction
    packed = bytes(a ^ b for a, b in zip(value[4:], mask, strict=False))
    port = struct.unpack("!H", value[2:4])[0] ^ MAGIC >> 16
    return Address(str(ip_address(packed)), port)
