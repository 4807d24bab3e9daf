"""Mails and calendars: sent once, in order, to a real mail server; no word more than allowed."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from icalendar import Calendar, Component
from sqlalchemy import select

from broker.appointments import appointment_of
from broker.bookings import Booked
from broker.catalogues import sample_document, with_always_open
from broker.core.visit import (
    SYSTEM,
    Actor,
    Arrive,
    Call,
    Command,
    Leave,
    Park,
    PlaceEnds,
    StepAway,
    TurnNear,
    VisitId,
)
from broker.outbox.ics import calendar_file
from broker.outbox.mail import Post, RefusedError, smtp
from broker.outbox.mailbox import Mailbox, Received
from broker.outbox.wording import KINDS, LANGUAGES, Wording, wording_for
from broker.stores.mails import ATTEMPTS
from broker.stores.tables import mails
from tests.support.choosy import Choosy
from tests.support.dresden import CITIZEN, CLERK, City, running_city


@pytest.fixture
async def city(sqlite_url: str, real_redis_url: str) -> AsyncIterator[City]:
    """One node."""
    async with running_city(sqlite_url, real_redis_url) as made:
        yield made


@pytest.fixture
async def mailbox(city: City) -> AsyncIterator[Mailbox]:
    """A real mail server on loopback."""
    async with Mailbox(city.clock) as made:
        yield made


def post_of(city: City, send: Any) -> Post:
    return Post(
        city.database,
        city.bookings,
        city.links,
        send,
        sender="Stadt <termin@example.org>",
        posted=asyncio.Event(),
        clock=city.clock,
    )


def event_of(mail: Received) -> Component:
    part = next(part for part in mail.message.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    return calendar.walk("VEVENT")[0]


async def waits_elsewhere(city: City, booked: Booked) -> VisitId:
    """Arrives, closes the page, and the turn comes near."""
    visit = VisitId(booked.visit.id)
    for command, actor in (
        (Arrive(), CITIZEN),
        (StepAway(reach="mail"), CITIZEN),
        (TurnNear(), SYSTEM),
    ):
        await city.desk.do(visit, command, actor)
    return visit


async def states(city: City) -> list[tuple[str, int, bool, bool]]:
    """Kind, attempts, sent, given up."""
    async with city.database.read() as connection:
        rows = (await connection.execute(select(mails).order_by(mails.c.id))).all()
    return [(row.kind, row.attempts, row.sent_at is not None, row.gave_up) for row in rows]


class Broken:
    """A mail server that takes nothing until it is mended."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error
        self.taken: list[str] = []

    async def __call__(self, message: EmailMessage, recipient: str) -> None:
        if self.error is not None:
            raise self.error
        self.taken.append(str(message["Subject"]))


async def test_a_booking_brings_a_mail_with_link_and_calendar(
    city: City, mailbox: Mailbox
) -> None:
    """All that a citizen needs: when, what to have ready, the way in, the way out."""
    booked = await city.book("10:15")
    assert await post_of(city, smtp(mailbox.url)).send_due() == 1
    (mail,) = mailbox.mails
    assert mail.to == "erika@example.org"
    assert mail.subject == "Ihr Termin am 24.11.2026 um 10:15 Uhr"
    reference = booked.booking.reference
    for part in (
        "Anliegen: Abmeldung des Wohnsitzes oder der Nebenwohnung",
        "Zeit: Dienstag, 24. November 2026, 10:15 Uhr",
        "Bitte bereithalten: Ausweis",
        f"https://termine.example.org/join#{reference}.1.",
        f"https://termine.example.org/#booking={reference}.",
        "ab 10:00 Uhr",
    ):
        assert part in mail.text
    assert mail.attachments == [f"{reference}.ics"]
    assert "Erika" not in str(mail.message)
    # No absence note is sent in answer (RFC 3834), no colleague reads what the calendar shares.
    assert mail.message["Auto-Submitted"] == "auto-generated"
    event = event_of(mail)
    assert event["CLASS"] == "PRIVATE"
    assert event["UID"] == f"{reference.lower()}@termine.example.org"
    assert event["SEQUENCE"] == 0
    assert str(event["URL"]).startswith("https://termine.example.org/join#")
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.decoded("DTSTART") == city.today("10:15")


async def test_moving_and_cancelling_keep_the_entry_and_raise_its_sequence(
    city: City, mailbox: Mailbox
) -> None:
    """A calendar moves and then strikes the one entry it has (RFC 5546)."""
    post = post_of(city, smtp(mailbox.url))
    booked = await city.book("10:15")
    await post.send_due()
    reference = booked.booking.reference
    await city.bookings.move(reference, city.today("11:00"), CITIZEN, now=city.clock())
    await post.send_due()
    await city.bookings.cancel(reference, CITIZEN)
    await post.send_due()
    received = await mailbox.until(3)
    events = [event_of(mail) for mail in received]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    methods = [
        next(p for p in mail.message.walk() if p.get_content_subtype() == "calendar").get_param(
            "method"
        )
        for mail in received
    ]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    assert "join#" not in received[2].text
    assert received[1].subject.startswith("Neue Zeit: ")
    assert received[2].subject.startswith("Abgesagt: ")


@pytest.mark.parametrize("language", ["de", "de-simple", "en", "ar", "uk"])
async def test_a_sensitive_service_is_named_nowhere(
    city: City, mailbox: Mailbox, language: str
) -> None:
    """Neither topic nor department nor documents, in any header, text or calendar; all kinds."""
    post = post_of(city, smtp(mailbox.url))
    city.clock.now -= timedelta(days=5)
    booked = await city.book(
        "2026-11-24T10:30:00+01:00",
        service="beratungsstelle",
        language=language,
        name="Sonnenblume",
        email="x@example.org",
    )
    await post.send_due()
    later = city.today("2026-11-24T14:45:00+01:00")
    await city.bookings.move(booked.booking.reference, later, CITIZEN, now=city.clock())
    await post.send_due()
    city.clock.now = later - timedelta(hours=20)
    assert await post.send_due() == 1
    city.clock.now = later - timedelta(minutes=5)
    await waits_elsewhere(city, booked)
    assert await post.send_due() == 1
    await city.bookings.cancel(booked.booking.reference, CITIZEN)
    await post.send_due()
    received = await mailbox.until(5)
    for mail in received:
        parts = [part.get_payload(decode=True) for part in mail.message.walk()]
        entries = [part.decode() for part in parts if isinstance(part, bytes)]
        decoded = [mail.subject, mail.text, *entries]
        everything = " ".join([*decoded, str(mail.message)]).lower()
        for word in ("beratung", "kinder", "familie", "jugendamt", "sonnenblume"):
            assert word not in everything


async def test_every_template_speaks_of_every_kind_of_booking(city: City) -> None:
    """No template may fail: a walk-in without a time, a telephone call, a doubled hour."""
    video = await city.book("10:15")
    phone = await city.book("10:30", channel="phone", phone="0351 1234")
    city.clock.now = city.today("08:30")
    walk_in = await city.bookings.walk_in(city.wish(None), clerk="c" * 16, now=city.clock())
    catalogue = await city.catalogues.current()
    for booked in (video, phone, walk_in):
        appointment = appointment_of(booked, catalogue, city.links, city.clock())
        for language in LANGUAGES:
            for kind in KINDS:
                if appointment.start is None and kind in ("moved", "reminder"):
                    continue
                subject, text = Wording(language).mail(kind, appointment)
                assert subject and "\n" not in subject
                assert "None" not in text and "\n\n\n\n" not in text


async def test_a_telephone_appointment_promises_a_call(city: City, mailbox: Mailbox) -> None:
    """And shows no number: the mail may be read by others."""
    await city.book("10:15", channel="phone", phone="0351 987654")
    await post_of(city, smtp(mailbox.url)).send_due()
    (mail,) = mailbox.mails
    assert "Wir rufen Sie an" in mail.text
    assert "join#" not in mail.text
    assert "987654" not in str(mail.message)


async def test_a_server_that_is_away_delays_and_keeps_the_order(city: City) -> None:
    """The mail of the move never comes before the mail of the booking."""
    server = Broken(OSError("refused"))
    post = post_of(city, server)
    booked = await city.book("10:15")
    assert await post.send_due() == 1
    assert await post.send_due() == 0
    await city.bookings.move(
        booked.booking.reference, city.today("11:00"), CITIZEN, now=city.clock()
    )
    assert await post.send_due() == 0
    server.error = None
    city.clock.advance(minutes=1)
    assert await post.send_due() == 1
    assert await post.send_due() == 1
    first, second = server.taken
    assert first.startswith("Ihr Termin")
    assert second.startswith("Neue Zeit")
    assert await states(city) == [("confirmed", 2, True, False), ("moved", 1, True, False)]


async def test_attempts_come_later_and_later_and_end(city: City) -> None:
    """A dead address is not tried for ever."""
    post = post_of(city, Broken(OSError("refused")))
    await city.book("2026-12-01T10:15:00+01:00")
    tries = 0
    for _ in range(24 * 12):
        tries += await post.send_due()
        city.clock.advance(minutes=5)
    assert tries == ATTEMPTS
    assert (await states(city))[0] == ("confirmed", ATTEMPTS, False, True)


@pytest.mark.parametrize(
    ("to_address", "to_mail", "refused"),
    [
        ("550 5.1.1 no such user", "250 OK", True),
        ("550 no such user", "250 OK", True),
        ("451 4.7.1 later", "250 OK", False),
        ("250 OK", "550 5.1.1 unknown recipient", True),
        ("250 OK", "554 5.7.1 looks like spam", False),
        ("250 OK", "451 4.3.0 later", False),
    ],
)
async def test_an_address_that_takes_no_mail_is_known_from_then_on(
    city: City, to_address: str, to_mail: str, *, refused: bool
) -> None:
    """Nothing is promised by it any more, and nothing sent to it; what may pass changes nothing."""
    booked = await city.book("10:15", email="erika.mutser@example.org")
    async with Choosy(city.clock) as server:
        server.to_address, server.to_mail = to_address, to_mail
        await post_of(city, smtp(server.url)).send_due()
    (facts,) = await city.desk.visits.facts(ids=[booked.visit.id])
    assert (facts.has_mail, facts.mail_refused) == (not refused, refused)
    await city.bookings.cancel(booked.booking.reference, CITIZEN)
    kinds = [kind for kind, *_ in await states(city)]
    assert ("cancelled" in kinds) is not refused


async def test_a_refused_address_is_tried_once(city: City) -> None:
    """The server said never."""
    post = post_of(city, Broken(RefusedError()))
    await city.book("10:15")
    assert await post.send_due() == 1
    city.clock.advance(days=1)
    assert await post.send_due() == 0
    assert await states(city) == [("confirmed", 1, False, True)]


async def test_two_senders_send_each_mail_once(
    city: City, mailbox: Mailbox, sqlite_url: str, real_redis_url: str
) -> None:
    """Every node has a sender; they share one outbox."""
    for n in range(12):
        await city.book(city.today("13:00") + n * timedelta(minutes=15), email=f"c{n}@example.org")
    async with running_city(sqlite_url, real_redis_url, clock=city.clock) as other:
        posts = [post_of(city, smtp(mailbox.url)), post_of(other, smtp(mailbox.url))]
        while sum(await asyncio.gather(*(post.send_due() for post in posts))):
            pass
    assert sorted(mail.to for mail in mailbox.mails) == sorted(
        f"c{n}@example.org" for n in range(12)
    )


async def test_a_sender_that_died_is_followed_by_another(city: City, mailbox: Mailbox) -> None:
    """Claimed and never noted: after the lease it is sent, with the same Message-ID."""
    await city.book("10:15")

    async def dies(message: EmailMessage, recipient: str) -> None:
        await smtp(mailbox.url)(message, recipient)
        raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        await post_of(city, dies).send_due()
    post = post_of(city, smtp(mailbox.url))
    assert await post.send_due() == 0
    city.clock.advance(minutes=5)
    assert await post.send_due() == 1
    first, second = await mailbox.until(2)
    assert first.message["Message-ID"] == second.message["Message-ID"]


async def test_a_reminder_comes_a_day_before_and_never_too_late(
    city: City, mailbox: Mailbox
) -> None:
    """Not at once for tomorrow, not after the waiting room has opened."""
    post = post_of(city, smtp(mailbox.url))
    booked = await city.book("2026-11-27T10:15:00+01:00")
    soon = await city.book("2026-11-25T10:15:00+01:00")
    while await post.send_due():
        pass
    assert {kind for kind, *_ in await states(city)} == {"confirmed", "reminder"}
    assert len(mailbox.mails) == 2
    city.clock.now = city.today("2026-11-26T10:14:00+01:00")
    assert await post.send_due() == 0
    city.clock.advance(minutes=1)
    assert await post.send_due() == 1
    assert mailbox.mails[0].subject.startswith("Erinnerung: ")
    assert booked.booking.reference in mailbox.mails[0].text
    assert soon.booking.reference not in mailbox.mails[0].text


async def test_a_reminder_that_is_late_is_not_sent(city: City) -> None:
    """The mail server was away for a day."""
    server = Broken(OSError("refused"))
    post = post_of(city, server)
    await city.book("2026-11-27T10:15:00+01:00")
    server.error = None
    await post.send_due()
    city.clock.now = city.today("2026-11-27T10:00:00+01:00")
    assert await post.send_due() == 1
    assert len(server.taken) == 1
    assert ("reminder", 1, False, True) in await states(city)


async def test_who_closed_the_page_is_told_that_the_turn_comes_near(
    city: City, mailbox: Mailbox
) -> None:
    """The link first, nothing that a calendar would take for news."""
    post = post_of(city, smtp(mailbox.url))
    booked = await city.book("10:15")
    await post.send_due()
    city.clock.now = city.today("10:05")
    await waits_elsewhere(city, booked)
    assert await post.send_due() == 1
    mail = (await mailbox.until(2))[-1]
    assert mail.subject == "Bald sind Sie an der Reihe"
    assert f"https://termine.example.org/join#{booked.booking.reference}.1." in mail.text
    assert "Bitte bereithalten: Ausweis" in mail.text
    assert mail.attachments == []
    assert "text/calendar" not in str(mail.message)


async def test_a_place_does_not_end_without_a_word(city: City, mailbox: Mailbox) -> None:
    """Who lost the page is told in time, with the link that keeps the place; later it is no news."""
    post = post_of(city, smtp(mailbox.url))
    booked = await city.book("10:15")
    await post.send_due()
    city.clock.now = city.today("10:05")
    for command, actor in ((Arrive(), CITIZEN), (PlaceEnds(), SYSTEM)):
        await city.desk.do(VisitId(booked.visit.id), command, actor)
    assert await post.send_due() == 1
    mail = (await mailbox.until(2))[-1]
    assert mail.subject == "Ihr Platz im Warteraum endet bald"
    assert f"https://termine.example.org/join#{booked.booking.reference}.1." in mail.text
    assert mail.attachments == []
    await city.desk.do(VisitId(booked.visit.id), PlaceEnds(), SYSTEM)
    city.clock.advance(minutes=11)
    await post.send_due()
    assert (await states(city))[-1] == ("place-ends", 1, False, True)


@pytest.mark.parametrize(
    "since",
    [
        pytest.param((StepAway(reach="page"), CITIZEN), id="is-back"),
        pytest.param((Call(), CLERK), id="was-called"),
        pytest.param((Park(), CLERK), id="was-set-aside"),
        pytest.param((Leave(), CITIZEN), id="has-left"),
    ],
)
async def test_a_turn_that_is_not_near_any_more_is_not_told(
    city: City, since: tuple[Command, Actor]
) -> None:
    """The mail server was away; meanwhile the visit went on."""
    server = Broken(OSError("refused"))
    post = post_of(city, server)
    booked = await city.book("10:15")
    server.error = None
    await post.send_due()
    city.clock.now = city.today("10:05")
    server.error = OSError("refused")
    visit = await waits_elsewhere(city, booked)
    assert await post.send_due() == 1
    await city.desk.do(visit, *since)
    server.error = None
    city.clock.advance(minutes=1)
    assert await post.send_due() == 1
    assert len(server.taken) == 1
    assert (await states(city))[-1] == ("near", 2, False, True)


async def test_the_running_post_sends_as_soon_as_it_is_told(
    city: City, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the next look into the outbox: there is none in this test."""
    monkeypatch.setattr("broker.outbox.carrier.LOOKS_EVERY_S", 3600.0)
    posted = asyncio.Event()
    post = Post(
        city.database,
        city.bookings,
        city.links,
        smtp(mailbox.url),
        sender="termin@example.org",
        posted=posted,
        clock=city.clock,
    )
    task = asyncio.create_task(post.run())
    try:
        async with asyncio.timeout(20):
            await city.book("10:15")
            posted.set()
            await mailbox.until(1)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_no_address_no_mail(city: City) -> None:
    """Nobody needs an e-mail address to get an appointment."""
    await city.book("10:15", email=None)
    assert await states(city) == []


async def test_the_second_copy_of_a_doubled_hour_is_said_in_utc(
    sqlite_url: str, real_redis_url: str
) -> None:
    """A local 02:30 with TZID means the first copy (RFC 5545), which would be an hour early."""
    document = with_always_open(sample_document())
    async with running_city(sqlite_url, real_redis_url, document=document) as city:
        city.clock.now = city.today("2026-10-24T12:00:00+02:00")
        found: list[str] = []
        for slot in ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"):
            booked: Booked = await city.book(slot, service="gespraech-auf-probe")
            catalogue = await city.catalogues.current()
            appointment = appointment_of(booked, catalogue, city.links, city.clock())
            entry = calendar_file(appointment, wording_for("de"), now=city.clock()).decode()
            event = entry[entry.index("BEGIN:VEVENT") :]
            found += [line for line in event.splitlines() if line.startswith("DTSTART")]
        assert found == [
            "DTSTART;TZID=Europe/Berlin:20261025T023000",
            "DTSTART:20261025T013000Z",
        ]


@asynccontextmanager
async def talking(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]],
) -> AsyncIterator[str]:
    """A mail server that answers one client as it likes; its host and port."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        over.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server, asyncio.timeout(20):
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await over.wait()


async def test_a_mail_server_that_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight mails are claimed together: one server that hangs must not hold their lease for ever."""
    monkeypatch.setattr("broker.outbox.mail.SMTP_TIMEOUT_S", 0.1)
    async with talking(lambda reader, writer: reader.read()) as where:
        with pytest.raises(aiosmtplib.SMTPException):
            await smtp(f"smtp://{where}")(EmailMessage(), "erika@example.org")


async def test_user_and_password_of_a_mail_server_may_have_signs_of_addresses() -> None:
    """In a URL they are written with percent signs, or nobody knows where the host begins."""
    said: list[bytes] = []

    async def strict(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        async for line in reader:
            if line.startswith(b"EHLO"):
                writer.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif line.startswith(b"AUTH PLAIN"):
                said.append(b64decode(line.split()[2]))
                writer.write(b"535 not you\r\n")
            else:
                writer.write(b"221 bye\r\n")

    async with talking(strict) as where:
        send = smtp(f"smtp://post%40office:p%2Fw%3A%23%25@{where}")
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(EmailMessage(), "erika@example.org")
    assert said == [b"\0post@office\0p/w:#%"]
