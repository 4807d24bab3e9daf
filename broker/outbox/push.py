"""Messages to browsers: sends what is due to the push services of their makers (RFC 8030).

A message says of what kind it is and in which language to say it, and nothing of the visit: the
browser knows which page to open. What no push service takes goes by mail, where there is an address.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from sqlalchemy.ext.asyncio import AsyncConnection
from yarl import URL

from broker.core.news import WARNING_HOLDS, still_true
from broker.core.visit import PushAddress
from broker.errors import NoPush
from broker.outbox import webpush
from broker.outbox.carrier import carry
from broker.outbox.endpoints import PushOffer
from broker.stores import pushes as store
from broker.stores.bookings import by_reference
from broker.stores.database import Database
from broker.stores.mails import add_mail
from broker.stores.pushes import Push
from broker.stores.visits import Facts, Visits
from broker.trust.keys import Key

log = structlog.get_logger(__name__)

# Claimed together; each may take TIMEOUT_S, and all must be done within the lease (2 min).
AT_ONCE = 8
TIMEOUT_S = 5.0
# How long a push service keeps a message for a browser that is not connected.
HOLDS = {"near": timedelta(minutes=30), "place-ends": WARNING_HOLDS}
PADDED_TO = 128
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service answered. `wait`: how long it wants to be left alone."""

    status: int
    wait: timedelta = timedelta()

    @property
    def taken(self) -> bool:
        """It will deliver the message, or has."""
        return 200 <= self.status < 300

    @property
    def later(self) -> bool:
        """Another attempt may do."""
        return self.status >= 500 or self.status in LATER


Send = Callable[[str, dict[str, str], bytes, datetime], Awaitable[Answer]]


def push_session() -> ClientSession:
    """The client that asks push services: no cookies, short patience, the proxy of the environment
    where a house lets nobody out without one (`HTTPS_PROXY`)."""
    return ClientSession(
        timeout=ClientTimeout(total=TIMEOUT_S), cookie_jar=DummyCookieJar(), trust_env=True
    )


def through(session: ClientSession) -> Send:
    """Sends with this client. Follows no redirect and reads no body."""

    async def send(endpoint: str, headers: dict[str, str], body: bytes, now: datetime) -> Answer:
        url = URL(endpoint, encoded=True)
        async with session.post(
            url, headers=headers, data=body, allow_redirects=False
        ) as response:
            return Answer(response.status, asked_to_wait(response.headers.get("Retry-After"), now))

    return send


class Messenger:
    """One task per node: `await run()`. `post` is called after a commit that left a mail."""

    def __init__(
        self,
        database: Database,
        visits: Visits,
        send: Send,
        offer: PushOffer,
        *,
        key: Key,
        subject: str,
        post: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        """`subject` is where the operator of a push service can ask: `mailto:` or `https:`."""
        self._database = database
        self._visits = visits
        self._send = send
        self._offer = offer
        self._key = key
        self._subject = subject
        self._post = post
        self._clock = clock

    async def run(self) -> None:
        """Sends until cancelled; a failing database or push service only delays it."""
        await carry(self.send_due, asyncio.Event())

    async def send_due(self) -> int:
        """Claims and sends what is due now; returns how many messages it dealt with."""
        now = self._clock()
        claimed = await self._database.write(
            lambda connection: store.claim_due(connection, now, limit=AT_ONCE)
        )
        for push in claimed:
            await self._deal_with(push)
        return len(claimed)

    async def _deal_with(self, push: Push) -> None:
        now = self._clock()
        found = await self._visits.facts(ids=[push.visit])
        async with self._database.read() as connection:
            address = await store.address_of(connection, push.visit)
        if not found or not still_true(push.kind, found[0].visit, now):
            await self._database.write(lambda c: store.OUTBOX.give_up(c, push.id))
            self._noted(push, "overtaken")
        elif address is None:
            await self._by_mail(push, found[0], "no-address")
        else:
            await self._attempt(push, found[0], address)

    async def _attempt(self, push: Push, facts: Facts, address: PushAddress) -> None:
        now = self._clock()
        answer = await self._sent(push, facts, address, now)
        if answer.taken:
            await self._database.write(lambda c: store.OUTBOX.note_sent(c, push.id, now))
            self._noted(push, "sent", answer)
        elif answer.later:
            await self._again(push, facts, answer)
        else:
            await self._by_mail(push, facts, "refused", answer)

    async def _sent(self, push: Push, facts: Facts, address: PushAddress, now: datetime) -> Answer:
        """The answer of the push service; a network that fails is one that is away."""
        try:
            self._offer.check(address)
            headers = {
                "Authorization": webpush.authorization(
                    address.endpoint, self._key.private, subject=self._subject, now=now
                ),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(int(HOLDS[push.kind].total_seconds())),
                "Urgency": "high",
                "Topic": topic_of(push),
            }
            return await self._send(address.endpoint, headers, body_of(push, facts, address), now)
        except NoPush:
            return Answer(HTTPStatus.FORBIDDEN)
        except (ClientError, OSError) as error:
            log.warning(
                "push.failed", push=push.id, attempt=push.attempts, why=type(error).__name__
            )
            return Answer(HTTPStatus.BAD_GATEWAY)

    async def _again(self, push: Push, facts: Facts, answer: Answer) -> None:
        """Later, as long as that is of use: whoever has a mail address waits no longer than a turn
        can."""
        used_up = push.attempts >= store.ATTEMPTS
        if facts.has_mail and (used_up or answer.wait > store.LONGEST_RETRY):
            await self._by_mail(push, facts, "too-late", answer)
            return
        now = self._clock()
        await self._database.write(
            lambda c: store.OUTBOX.note_failed(
                c, push.id, now, attempts=push.attempts, wait=answer.wait
            )
        )
        self._noted(push, "failed", answer)

    async def _by_mail(
        self, push: Push, facts: Facts, how: str, answer: Answer | None = None
    ) -> None:
        """This message will not be sent: a mail goes instead, where the booking has an address."""
        now = self._clock()

        async def change(connection: AsyncConnection) -> None:
            await store.OUTBOX.give_up(connection, push.id)
            if answer is not None and answer.status in GONE:
                await store.forget_address(connection, push.visit)
            booking = await by_reference(connection, facts.reference)
            if booking is not None:
                await add_mail(connection, booking, push.kind, now)

        await self._database.write(change)
        self._post()
        self._noted(push, how, answer)

    def _noted(self, push: Push, how: str, answer: Answer | None = None) -> None:
        status = None if answer is None else int(answer.status)
        log.info("push.noted", push=push.id, kind=push.kind, how=how, status=status)


def body_of(push: Push, facts: Facts, address: PushAddress) -> bytes:
    """What the service worker is told, for this browser's eyes alone: no name, no topic, no link."""
    said = {"kind": push.kind, "language": facts.language}
    return webpush.encrypted(
        msgspec.json.encode(said), address.p256dh, address.auth, padded_to=PADDED_TO
    )


def topic_of(push: Push) -> str:
    """One name per visit that says nothing: a newer message takes the place of one that is not yet
    delivered (RFC 8030, 5.4: at most 32 characters of base64url)."""
    return webpush.packed(sha256(push.visit.encode()).digest())[:32]


def asked_to_wait(said: str | None, now: datetime) -> timedelta:
    """What `Retry-After` asks for (RFC 9110, 10.2.3), in seconds or as a date; at most a day."""
    if said is None:
        return timedelta()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 86_400))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return timedelta()
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), timedelta(days=1))
