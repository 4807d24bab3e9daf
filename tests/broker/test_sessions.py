"""Sessions: what a link opens, for how long, and how fast it closes again. On both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from broker.errors import NotSignedIn, NotYours, TokenExpired, TokenInvalid, VisitOver
from broker.stores.database import Database
from broker.stores.tables import bookings, session_visits, sessions, visits
from broker.trust import keys
from broker.trust.sessions import MOST_VISITS, Sessions
from broker.trust.tokens import Tokens
from signaling.messages import Audience
from tests.support.booked import booked
from tests.support.databases import opened

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AFTER = timedelta(hours=2)
KEYS = keys.new_set(NOW)
TOKENS = Tokens(lambda: KEYS, "https://termin.example.org")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """One test body, both databases."""
    async with opened(database_url) as found:
        yield found


@pytest.fixture
def door(database: Database) -> Sessions:
    """Sessions where staff links count."""
    return Sessions(database, TOKENS, staff_links=True, after=AFTER)


def link(reference: str, gen: int = 1) -> str:
    """A citizen's token, good for a week."""
    return TOKENS.sign_join(
        booking=reference, gen=gen, expires_at=NOW + timedelta(days=7), now=NOW
    )


def staff(role: Any = "clerk") -> str:
    """A staff link of one department."""
    return TOKENS.sign_staff("abcdefghijklmnop", role, "Frau Amt", ["buergerbuero"], NOW)


async def change(database: Database, table: Any, **values: Any) -> None:
    """Changes all rows of a small table."""
    await database.write(lambda connection: connection.execute(update(table).values(values)))


async def test_a_link_opens_a_session_for_its_visit(database: Database, door: Sessions) -> None:
    """And the cookie brings the same principal back."""
    reference, visit = await booked(database, "AAAA-0001", NOW)
    made = await door.exchange(link(reference), NOW)
    assert made.principal.audience == "citizen"
    assert dict(made.principal.visits) == {visit: 1}
    assert made.opens_at is None
    assert await door.of_cookie(made.cookie, "citizen", NOW) == made.principal


async def test_the_cookie_itself_is_not_in_the_database(
    database: Database, door: Sessions
) -> None:
    """Whoever reads a backup cannot sign in with it."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    made = await door.exchange(link(reference), NOW)
    async with database.read() as connection:
        rows = (await connection.execute(select(sessions))).mappings().all()
    assert made.cookie not in str([dict(row) for row in rows])
    assert len(made.cookie) == 43


async def test_too_early_is_no_refusal(database: Database, door: Sessions) -> None:
    """The page shows the appointment and a countdown."""
    reference, _ = await booked(database, "AAAA-0001", NOW + timedelta(days=2))
    made = await door.exchange(link(reference), NOW)
    assert made.opens_at == NOW + timedelta(days=2) - timedelta(minutes=15)
    assert await door.opens_at(made.principal, NOW) == made.opens_at
    assert await door.opens_at(made.principal, made.opens_at) is None


async def test_a_second_appointment_joins_the_same_session(
    database: Database, door: Sessions
) -> None:
    """The other tab goes on; the visit of the link that was just opened comes first."""
    first, earlier = await booked(database, "AAAA-0001", NOW)
    second, later = await booked(database, "AAAA-0002", NOW + timedelta(days=1))
    one = await door.exchange(link(first), NOW)
    two = await door.exchange(link(second), NOW, cookie=one.cookie)
    assert two.cookie == one.cookie
    assert list(two.principal.visits) == [later, earlier]
    assert two.principal.subject == one.principal.subject
    assert two.principal.expires_at == NOW + timedelta(days=1, minutes=75) + AFTER


async def test_the_same_link_again_changes_nothing(database: Database, door: Sessions) -> None:
    """A reload with the token still in the address."""
    reference, visit = await booked(database, "AAAA-0001", NOW)
    one = await door.exchange(link(reference), NOW)
    two = await door.exchange(link(reference), NOW, cookie=one.cookie)
    assert two == one
    assert list(two.principal.visits) == [visit]


async def test_a_second_browser_gets_a_session_of_its_own(
    database: Database, door: Sessions
) -> None:
    """The link is reusable; signing out in one leaves the other."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    one = await door.exchange(link(reference), NOW)
    two = await door.exchange(link(reference), NOW)
    assert one.cookie != two.cookie
    assert await door.sign_out(one.cookie) == one.principal.session
    assert (await door.of_cookie(two.cookie, "citizen", NOW)).visits


async def test_many_tabs_with_one_link_at_once_make_one_set(
    database: Database, door: Sessions
) -> None:
    """Restored tabs all reload in the same moment."""
    first, _ = await booked(database, "AAAA-0001", NOW)
    second, visit = await booked(database, "AAAA-0002", NOW)
    cookie = (await door.exchange(link(first), NOW)).cookie
    made = await asyncio.gather(
        *(door.exchange(link(second), NOW, cookie=cookie) for _ in range(8))
    )
    assert {one.cookie for one in made} == {cookie}
    assert all(next(iter(one.principal.visits)) == visit for one in made)


async def test_a_cookie_of_nobody_gives_way_to_a_new_one(
    database: Database, door: Sessions
) -> None:
    """Nobody chooses the value of a session (session fixation)."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    planted = "x" * 43
    made = await door.exchange(link(reference), NOW, cookie=planted)
    assert made.cookie != planted
    with pytest.raises(NotSignedIn):
        await door.of_cookie(planted, "citizen", NOW)


async def test_a_cookie_that_we_never_gave_is_nobody(door: Sessions) -> None:
    """Whatever bytes it is made of."""
    for cookie in ("", "x", "x" * 43, "\x00" * 43, "ü" * 43, "x" * 10_000):
        with pytest.raises(NotSignedIn):
            await door.of_cookie(cookie, "citizen", NOW)


async def test_a_session_is_for_one_audience(database: Database, door: Sessions) -> None:
    """A citizen's cookie under a clerk's name opens no desk, and the other way round."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    citizen = await door.exchange(link(reference), NOW)
    clerk = await door.exchange(staff(), NOW)
    wrong: list[tuple[str, Audience]] = [
        (citizen.cookie, "desk"),
        (citizen.cookie, "board"),
        (clerk.cookie, "citizen"),
        (clerk.cookie, "board"),
    ]
    for cookie, audience in wrong:
        with pytest.raises(NotSignedIn):
            await door.of_cookie(cookie, audience, NOW)


async def test_a_session_ends_two_hours_after_its_window(
    database: Database, door: Sessions
) -> None:
    """The later of closing time and serving time counts."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    made = await door.exchange(link(reference), NOW)
    end = NOW + timedelta(minutes=75) + AFTER
    assert made.principal.expires_at == end
    late = end - timedelta(seconds=1)
    assert (await door.of_cookie(made.cookie, "citizen", late)).visits
    with pytest.raises(NotSignedIn):
        await door.of_cookie(made.cookie, "citizen", end)


async def test_raising_the_generation_revokes_link_and_sessions(
    database: Database, door: Sessions
) -> None:
    """At the next look, on every node: there is no cache between."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    made = await door.exchange(link(reference), NOW)
    program = await door.of_token(link(reference), NOW)
    assert await door.revoked([made.principal, program], NOW) == []
    await change(database, bookings, gen=2)
    with pytest.raises(TokenInvalid):
        await door.exchange(link(reference), NOW)
    with pytest.raises(TokenInvalid):
        await door.of_token(link(reference), NOW)
    with pytest.raises(NotSignedIn):
        await door.of_cookie(made.cookie, "citizen", NOW)
    assert await door.revoked([made.principal, program], NOW) == [made.principal, program]
    assert (await door.exchange(link(reference, gen=2), NOW, cookie=made.cookie)).principal.visits


async def test_revoking_one_visit_leaves_the_other(database: Database, door: Sessions) -> None:
    """Two appointments in one session: only one of them was cancelled."""
    first, kept = await booked(database, "AAAA-0001", NOW)
    second, _ = await booked(database, "AAAA-0002", NOW)
    cookie = (await door.exchange(link(first), NOW)).cookie
    await door.exchange(link(second), NOW, cookie=cookie)
    await database.write(
        lambda connection: connection.execute(
            update(bookings).where(bookings.c.reference == second).values(gen=2)
        )
    )
    assert list((await door.of_cookie(cookie, "citizen", NOW)).visits) == [kept]


async def test_a_link_to_an_ended_visit_says_how_it_ended(
    database: Database, door: Sessions
) -> None:
    """410 with the outcome, for a page that says what to do next."""
    reference, _ = await booked(
        database, "AAAA-0001", NOW, stage="ended", outcome="come_in_person", ended_at=NOW
    )
    with pytest.raises(VisitOver) as over:
        await door.exchange(link(reference), NOW)
    assert over.value.extra == {"outcome": "come_in_person"}


async def test_a_session_sees_its_goodbye_for_the_day(database: Database, door: Sessions) -> None:
    """A reload after the end shows the outcome, not a sign-in page; a day later it is over."""
    reference, visit = await booked(database, "AAAA-0001", NOW)
    cookie = (await door.exchange(link(reference), NOW)).cookie
    await change(database, visits, stage="ended", outcome="completed", ended_at=NOW)
    await change(database, sessions, expires_at=NOW + timedelta(days=3))
    assert list((await door.of_cookie(cookie, "citizen", NOW)).visits) == [visit]
    with pytest.raises(NotSignedIn):
        await door.of_cookie(cookie, "citizen", NOW + timedelta(hours=25))


async def test_a_link_without_its_booking_is_invalid(door: Sessions) -> None:
    """Truly signed, but by somebody who restored an older database."""
    with pytest.raises(TokenInvalid):
        await door.exchange(link("ZZZZ-9999"), NOW)


async def test_an_expired_link_is_told_apart_from_a_forged_one(door: Sessions) -> None:
    """Its owner gets a sentence of help; a forger gets none."""
    with pytest.raises(TokenExpired):
        await door.exchange(link("AAAA-0001"), NOW + timedelta(days=8))
    with pytest.raises(TokenInvalid):
        await door.exchange(link("AAAA-0001") + "x", NOW)


async def test_a_staff_link_signs_in_for_its_role(door: Sessions) -> None:
    """A clerk gets a desk, a supervisor a board, both only their departments."""
    clerk = (await door.exchange(staff("clerk"), NOW)).principal
    supervisor = (await door.exchange(staff("supervisor"), NOW)).principal
    assert (clerk.audience, supervisor.audience) == ("desk", "board")
    assert clerk.departments == frozenset({"buergerbuero"})
    assert clerk.name == "Frau Amt"
    assert clerk.subject == supervisor.subject == "abcdefghijklmnop"


async def test_a_staff_session_ends_with_its_link(door: Sessions) -> None:
    """Twelve hours after the link was made, however often it was opened."""
    made = await door.exchange(staff(), NOW + timedelta(hours=11))
    assert made.principal.expires_at == NOW + timedelta(hours=12)
    with pytest.raises(NotSignedIn):
        await door.of_cookie(made.cookie, "desk", NOW + timedelta(hours=12))
    assert await door.revoked([made.principal], NOW + timedelta(hours=12)) == [made.principal]


async def test_staff_links_are_off_unless_they_are_switched_on(database: Database) -> None:
    """Also for sessions that are there already."""
    on = Sessions(database, TOKENS, staff_links=True, after=AFTER)
    off = Sessions(database, TOKENS, staff_links=False, after=AFTER)
    cookie = (await on.exchange(staff(), NOW)).cookie
    with pytest.raises(TokenInvalid):
        await off.exchange(staff(), NOW)
    with pytest.raises(TokenInvalid):
        await off.of_token(staff(), NOW)
    with pytest.raises(NotSignedIn):
        await off.of_cookie(cookie, "desk", NOW)


async def test_a_link_opens_only_its_own_page(database: Database, door: Sessions) -> None:
    """Pasted into the wrong page it signs nobody in."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    tokens = {"citizen": link(reference), "desk": staff("clerk"), "board": staff("supervisor")}
    pages: tuple[Audience, ...] = ("citizen", "desk", "board")
    for owner, token in tokens.items():
        for page in pages:
            if page != owner:
                with pytest.raises(NotYours):
                    await door.exchange(token, NOW, audience=page)


async def test_a_program_speaks_with_its_token_alone(database: Database, door: Sessions) -> None:
    """No session row is made; the subject is stable, so a repeated op is recognised."""
    reference, visit = await booked(database, "AAAA-0001", NOW)
    one, two = [await door.of_token(link(reference), NOW) for _ in range(2)]
    assert one == two
    assert dict(one.visits) == {visit: 1}
    assert (await door.of_token(staff("supervisor"), NOW)).audience == "board"
    async with database.read() as connection:
        assert (await connection.execute(select(sessions))).all() == []


async def test_signing_out_is_felt_by_open_sockets(door: Sessions) -> None:
    """A node asks for all of its sockets every few seconds."""
    made = [await door.exchange(staff(), NOW) for _ in range(3)]
    await door.sign_out(made[1].cookie)
    gone = await door.revoked([one.principal for one in made], NOW)
    assert gone == [made[1].principal]
    assert await door.sign_out(made[1].cookie) is None


async def test_expired_sessions_are_deleted_with_their_visits(
    database: Database, door: Sessions
) -> None:
    """Nothing is kept that no longer opens anything."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    made = await door.exchange(link(reference), NOW)
    assert await door.purge(NOW) == 0
    assert await door.purge(made.principal.expires_at) == 1
    async with database.read() as connection:
        assert (await connection.execute(select(session_visits))).all() == []


async def test_a_session_does_not_grow_without_bound(database: Database, door: Sessions) -> None:
    """Twenty visits; a twenty-first citizen of the day comes in, and the oldest one makes room."""
    cookie = ""
    for n in range(MOST_VISITS):
        reference, _ = await booked(database, f"AAAA-{n:04d}", NOW + timedelta(minutes=n))
        cookie = (await door.exchange(link(reference), NOW, cookie=cookie)).cookie
    await change_one(database, "visit-AAAA-0000", stage="waiting")
    await change_one(database, "visit-AAAA-0007", stage="ended", outcome="completed", ended_at=NOW)
    for n, gone in enumerate(["visit-AAAA-0007", "visit-AAAA-0001", "visit-AAAA-0002"]):
        reference, visit = await booked(database, f"BBBB-{n:04d}", NOW + timedelta(hours=1))
        made = await door.exchange(link(reference), NOW, cookie=cookie)
        assert next(iter(made.principal.visits)) == visit
        assert len(made.principal.visits) == MOST_VISITS
        assert gone not in made.principal.visits
        assert "visit-AAAA-0000" in made.principal.visits, "who waits now is not put out"


async def change_one(database: Database, visit: str, **values: Any) -> None:
    """Changes one visit."""
    await database.write(
        lambda connection: connection.execute(
            update(visits).where(visits.c.id == visit).values(values)
        )
    )


async def test_a_link_lives_as_long_as_its_booking(database: Database, door: Sessions) -> None:
    """Made for a time that has passed, kept in a mail; the booking was moved to a later one."""
    reference, visit = await booked(database, "AAAA-0001", NOW + timedelta(days=30))
    kept = TOKENS.sign_join(booking=reference, gen=1, expires_at=NOW + timedelta(hours=1), now=NOW)
    later = NOW + timedelta(days=2)
    made = await door.exchange(kept, later)
    assert list(made.principal.visits) == [visit]
    assert made.principal.expires_at > later + timedelta(days=27)
    assert (await door.of_token(kept, later)).visits == made.principal.visits
    await change(database, bookings, gen=2)
    with pytest.raises((TokenInvalid, TokenExpired)):
        await door.exchange(kept, later)


async def test_a_link_does_not_live_longer_than_its_booking(
    database: Database, door: Sessions
) -> None:
    """Moved to an earlier time: the end that was once signed counts no more."""
    reference, _ = await booked(database, "AAAA-0001", NOW)
    with pytest.raises(TokenExpired):
        await door.exchange(link(reference), NOW + timedelta(days=2))
    await change(database, visits, stage="ended", outcome="no_show_citizen", ended_at=NOW)
    for when in (NOW + timedelta(days=2), NOW + timedelta(days=30)):
        with pytest.raises(VisitOver):
            await door.exchange(link(reference), when)


async def test_a_visit_that_goes_on_beyond_its_window_can_be_come_back_to(
    database: Database, door: Sessions
) -> None:
    """The page of somebody in a long call is closed and opened again."""
    reference, visit = await booked(database, "AAAA-0001", NOW)
    await change(database, visits, stage="in-call")
    late = NOW + timedelta(hours=9)
    made = await door.exchange(link(reference), late)
    assert list((await door.of_cookie(made.cookie, "citizen", late)).visits) == [visit]
