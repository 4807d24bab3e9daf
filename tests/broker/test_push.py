"""Messages to browsers: sent once, to a push service that means it, and by mail where that fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, DummyCookieJar
from sqlalchemy import select

from broker.bookings import Booked
from broker.core.visit import (
    SYSTEM,
    Actor,
    Arrive,
    Call,
    Command,
    Join,
    Leave,
    PatienceOver,
    PlaceEnds,
    PushAddress,
    StepAway,
    SwitchChannel,
    TurnNear,
    VisitId,
)
from broker.outbox.endpoints import PushOffer
from broker.outbox.push import PADDED_TO, TIMEOUT_S, Messenger, push_session, through
from broker.outbox.webpush import packed, point
from broker.stores import pushes as store
from broker.stores.tables import mails, moves, push_addresses, pushes
from broker.trust.keys import Key, new_set
from tests.support.dresden import CITIZEN, CLERK, City, running_city
from tests.support.push_service import Browser, PushService, running_push_service, said_to


@pytest.fixture
async def city(sqlite_url: str, real_redis_url: str) -> AsyncIterator[City]:
    """One node."""
    async with running_city(sqlite_url, real_redis_url) as made:
        yield made


@pytest.fixture
async def service(city: City) -> AsyncIterator[PushService]:
    """A real push service on loopback."""
    async with running_push_service(city.clock) as made:
        yield made


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """What asks it."""
    async with push_session() as made:
        yield made


@pytest.fixture
def key(city: City) -> Key:
    """The one that browsers subscribe with."""
    return new_set(city.clock()).keys[0]


@pytest.fixture
def messenger(city: City, service: PushService, client: ClientSession, key: Key) -> Messenger:
    """One node's."""
    return messenger_of(city, service, client, key)


def messenger_of(city: City, service: PushService, client: ClientSession, key: Key) -> Messenger:
    service.key = packed(point(key.public))
    return Messenger(
        city.database,
        city.desk.visits,
        through(client),
        PushOffer(service.key, (service.origin,)),
        key=key,
        subject="mailto:termin@example.org",
        post=lambda: None,
        clock=city.clock,
    )


async def steps_away(city: City, browser: Browser, origin: str, **wish: str | None) -> Booked:
    """Somebody waits, and leaves an address of the browser."""
    booked = await city.book("10:15", **wish)
    city.clock.now = city.today("10:05")
    push = PushAddress(**browser.address(f"{origin}/one"))
    for command in (Arrive(), StepAway(reach="push", push=push)):
        await city.desk.do(VisitId(booked.visit.id), command, CITIZEN)
    return booked


async def is_near(city: City, booked: Booked) -> None:
    """The turn comes near."""
    await city.desk.do(VisitId(booked.visit.id), TurnNear(), SYSTEM)


async def states(city: City) -> list[tuple[str, int, bool, bool]]:
    """Kind, attempts, sent, given up."""
    async with city.database.read() as connection:
        rows = (await connection.execute(select(pushes).order_by(pushes.c.id))).all()
    return [(row.kind, row.attempts, row.sent_at is not None, row.gave_up) for row in rows]


async def mailed(city: City) -> list[str]:
    """The kinds of mails in the outbox, beside the confirmation."""
    async with city.database.read() as connection:
        kinds = await connection.scalars(select(mails.c.kind).order_by(mails.c.id))
        return [kind for kind in kinds if kind != "confirmed"]


async def addresses(city: City) -> int:
    """How many are kept."""
    async with city.database.read() as connection:
        return len((await connection.execute(select(push_addresses))).all())


async def test_the_browser_reads_what_nobody_else_can(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """Encrypted for it, signed for its push service, and without a word on who and what."""
    browser = Browser()
    booked = await steps_away(city, browser, service.origin, language="en")
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    (delivery,) = service.taken
    assert said_to(browser, delivery) == {"kind": "near", "language": "en"}
    assert delivery.path == "/one"
    headers = delivery.headers
    assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
    assert 0 < int(headers["ttl"]) <= 3600
    assert len(headers["topic"]) <= 32
    assert booked.visit.id not in str(headers)
    assert delivery.claims["sub"] == "mailto:termin@example.org"
    assert await states(city) == [("near", 1, True, False)]
    assert await mailed(city) == []
    assert await messenger.send_due() == 0


async def test_two_messengers_send_each_message_once(
    city: City, service: PushService, client: ClientSession, key: Key
) -> None:
    """Two nodes look at the same moment."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    both = [messenger_of(city, service, client, key) for _ in range(2)]
    dealt = await asyncio.gather(*(each.send_due() for each in both))
    assert sum(dealt) == 1
    assert len(service.taken) == 1


async def test_a_messenger_that_died_is_followed_by_another(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """A claim is a lease: the message is not lost with the node."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    assert len(await city.database.write(lambda c: store.claim_due(c, city.clock()))) == 1
    assert await messenger.send_due() == 0
    city.clock.advance(minutes=2)
    assert await messenger.send_due() == 1
    assert len(service.taken) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_who_has_unsubscribed_gets_a_mail_and_is_forgotten(
    city: City, service: PushService, messenger: Messenger, status: int
) -> None:
    """The promise was to be told."""
    service.status = status
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    assert await mailed(city) == ["near"]
    assert await addresses(city) == 0
    assert await states(city) == [("near", 1, False, True)]


async def test_what_comes_after_an_address_is_gone_is_mailed_too(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """A message that waited behind the one that found out."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    await city.database.write(lambda c: store.forget_address(c, VisitId(booked.visit.id)))
    assert await messenger.send_due() == 1
    assert service.asked == 0
    assert await mailed(city) == ["near"]


@pytest.mark.parametrize("status", [301, 307, 400, 403, 413])
async def test_a_refusal_is_not_repeated(
    city: City, service: PushService, messenger: Messenger, status: int
) -> None:
    """Nor a redirect followed: the next host would be one that nobody allowed."""
    service.status, service.headers = status, {"Location": f"{service.origin}/elsewhere"}
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    assert service.asked == 1
    assert await mailed(city) == ["near"]
    assert await states(city) == [("near", 1, False, True)]


async def test_an_address_that_is_not_allowed_any_more_is_not_asked(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """It was when it was left here; since then the operator has named other services."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    messenger._offer = PushOffer("key")
    assert await messenger.send_due() == 1
    assert service.asked == 0
    assert await mailed(city) == ["near"]


@pytest.mark.parametrize("language", ["de", "de-simple"])
async def test_the_length_of_a_message_does_not_tell_what_it_says(
    city: City, service: PushService, messenger: Messenger, language: str
) -> None:
    """Its push service sees the length: 86 octets of a header, one that ends it, 16 of a seal."""
    booked = await steps_away(city, Browser(), service.origin, language=language)
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    assert [len(delivery.body) for delivery in service.taken] == [86 + PADDED_TO + 1 + 16]


def test_nothing_of_a_push_service_stays_with_us(client: ClientSession) -> None:
    """No cookie is told to its next message, and one that does not answer holds nobody for long."""
    assert isinstance(client.cookie_jar, DummyCookieJar)
    assert client.timeout.total == TIMEOUT_S


async def test_a_busy_service_is_left_alone_as_long_as_it_asks(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """And asked again then."""
    service.status, service.headers = 429, {"Retry-After": "60"}
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    city.clock.advance(seconds=59)
    assert await messenger.send_due() == 0
    service.status = 201
    city.clock.advance(seconds=1)
    assert await messenger.send_due() == 1
    assert len(service.taken) == 1
    assert await mailed(city) == []


async def test_a_service_that_wants_longer_than_a_turn_takes_is_not_waited_for(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """Whoever has a mail address gets the mail in time; whoever has none, the message in the end."""
    service.status, service.headers = 503, {"Retry-After": "600"}
    with_mail = await steps_away(city, Browser(), service.origin)
    without = await city.book("10:30", email=None)
    city.clock.now = city.today("10:16")
    push = PushAddress(**Browser().address(f"{service.origin}/two"))
    for command in (Arrive(), StepAway(reach="push", push=push)):
        await city.desk.do(VisitId(without.visit.id), command, CITIZEN)
    await is_near(city, with_mail)
    await is_near(city, without)
    assert await messenger.send_due() == 2
    assert await mailed(city) == ["near"]
    service.status = 201
    city.clock.advance(minutes=10)
    assert await messenger.send_due() == 1
    assert [delivery.path for delivery in service.taken] == ["/two"]


async def test_a_service_that_does_not_answer_is_given_up_for_a_mail(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """Later and later, all of it within the time of a turn."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    began = city.clock()
    service.status = 500
    while not await mailed(city):
        assert city.clock() - began < timedelta(minutes=15)
        await messenger.send_due()
        city.clock.advance(seconds=5)
    assert await states(city) == [("near", store.ATTEMPTS, False, True)]


@pytest.mark.parametrize(
    "since",
    [
        pytest.param((StepAway(reach="page"), CITIZEN), id="is-back"),
        pytest.param((Arrive(), CITIZEN), id="is-back-by-arriving"),
        pytest.param((StepAway(reach="mail"), CITIZEN), id="rather-by-mail"),
        pytest.param((SwitchChannel(), CITIZEN), id="by-telephone"),
        pytest.param((Leave(), CITIZEN), id="has-left"),
    ],
)
async def test_the_address_ends_with_its_use(
    city: City, service: PushService, messenger: Messenger, since: tuple[Command, Actor]
) -> None:
    """It is personal: back at the page, or gone, there is nothing to tell that browser."""
    booked = await steps_away(city, Browser(), service.origin)
    assert await addresses(city) == 1
    await city.desk.do(VisitId(booked.visit.id), *since)
    assert await addresses(city) == 0
    assert await messenger.send_due() == 0
    assert service.asked == 0


async def test_who_misses_a_call_while_away_is_told_that_the_place_ends(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """The call resets the visit to the page, but nobody has come back to it."""
    browser = Browser()
    booked = await steps_away(city, browser, service.origin)
    visit = VisitId(booked.visit.id)
    for command, actor in ((Call(), CLERK), (PatienceOver(), SYSTEM), (PlaceEnds(), SYSTEM)):
        await city.desk.do(visit, command, actor)
    assert await messenger.send_due() == 1
    assert said_to(browser, service.taken[0])["kind"] == "place-ends"


async def test_a_call_that_is_joined_ends_the_address(city: City, service: PushService) -> None:
    """The citizen is here."""
    booked = await steps_away(city, Browser(), service.origin)
    for command, actor in ((Call(), CLERK), (Join(), CITIZEN)):
        await city.desk.do(VisitId(booked.visit.id), command, actor)
    assert await addresses(city) == 0


async def test_a_turn_that_is_not_near_any_more_is_not_told(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """The visit was called meanwhile."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    await city.desk.do(VisitId(booked.visit.id), Call(), CLERK)
    assert await messenger.send_due() == 1
    assert service.asked == 0
    assert await states(city) == [("near", 1, False, True)]


async def test_another_device_takes_the_place_of_the_first(
    city: City, service: PushService, messenger: Messenger
) -> None:
    """One visit, one browser that is told."""
    booked = await steps_away(city, Browser(), service.origin)
    other = Browser()
    push = PushAddress(**other.address(f"{service.origin}/two"))
    visit = VisitId(booked.visit.id)
    await city.desk.do(visit, StepAway(reach="push", push=push), CITIZEN)
    await is_near(city, booked)
    assert await messenger.send_due() == 1
    assert [delivery.path for delivery in service.taken] == ["/two"]
    assert said_to(other, service.taken[0])["kind"] == "near"


async def test_the_address_stands_in_no_record_and_no_repr(
    city: City, service: PushService
) -> None:
    """The history of a visit is kept for good."""
    await steps_away(city, Browser(), service.origin)
    async with city.database.read() as connection:
        rows = (await connection.execute(select(moves))).all()
    assert [row.detail for row in rows if row.command == "step-away"] == [{"reach": "push"}]
    assert service.origin not in str(rows)
    push = PushAddress(endpoint=f"{service.origin}/one", p256dh="p", auth="a")
    assert service.origin not in repr(StepAway(reach="push", push=push))


async def test_housekeeping_forgets_what_is_over(city: City, service: PushService) -> None:
    """Addresses of visits that ended where messages were off, all of them once they are off here,
    and messages of yesterday."""
    booked = await steps_away(city, Browser(), service.origin)
    await is_near(city, booked)
    await city.database.write(lambda c: store.tidy(c, city.clock(), on=True))
    assert (await addresses(city), len(await states(city))) == (1, 1)
    city.clock.advance(days=1, seconds=1)
    await city.database.write(lambda c: store.tidy(c, city.clock(), on=False))
    assert (await addresses(city), len(await states(city))) == (0, 0)
