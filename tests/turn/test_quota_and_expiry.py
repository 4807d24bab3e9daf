"""Who gets an allocation from the shipped configuration, how many, and until when."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signaling.ice import TTL
from tests.support.coturn import Coturn, running_coturn
from tests.turn.turn_client import FINGERPRINT, TurnClient, TurnError, turn_client

UNAUTHORIZED, QUOTA_REACHED = 401, 486
XOR_MAPPED_ADDRESS = 0x0020


async def allocate(stack: AsyncExitStack, coturn: Coturn, *credentials: str) -> int | None:
    """The code of the refusal, None if the allocation was made; it lasts as long as `stack`."""
    client: TurnClient = await stack.enter_async_context(turn_client(coturn.place, *credentials))
    try:
        await client.allocate()
    except TurnError as refused:
        return refused.code
    stack.push_async_callback(client.refresh, 0)
    return None


async def test_fresh_credentials_are_good_and_nothing_else_is(coturn: Coturn) -> None:
    username, password = coturn.credentials()
    _, someone_elses = coturn.credentials("clerk")
    expiry, _, name = username.partition(":")
    wrong = {
        "no credentials": ("", ""),
        "another password": (username, "wrong"),
        "another participant's password": (username, someone_elses),
        "a later expiry under the old password": (f"{int(expiry) + 3600}:{name}", password),
        "no expiry": (name, password),
        "the secret itself": (username, coturn.secret),
        "another secret": replace(coturn, secret="another-secret-altogether").credentials(),
    }
    async with AsyncExitStack() as stack:
        assert await allocate(stack, coturn, username, password) is None
        answers = {why: await allocate(stack, coturn, *pair) for why, pair in wrong.items()}
    assert answers == dict.fromkeys(wrong, UNAUTHORIZED)


async def test_expired_credentials_make_no_allocation(coturn: Coturn) -> None:
    long_ago = datetime.now(UTC) - TTL - timedelta(seconds=2)
    async with AsyncExitStack() as stack:
        answer = await allocate(stack, coturn, *coturn.credentials(now=long_ago))
    assert answer == UNAUTHORIZED


async def test_an_allocation_outlives_its_credentials(coturn: Coturn) -> None:
    """Why 300 seconds are enough for a call of an hour, and why expiry is no revocation."""
    almost_over = coturn.credentials("long-call", datetime.now(UTC) - TTL + timedelta(seconds=2))
    async with turn_client(coturn.place, *almost_over) as client:
        await client.allocate()
        async with asyncio.timeout(6):
            while await _can_allocate(coturn, almost_over):
                pass
        await client.refresh(600)
        await client.create_permission("8.8.8.8")
        await client.refresh(0)


async def _can_allocate(coturn: Coturn, credentials: tuple[str, str]) -> bool:
    async with AsyncExitStack() as stack:
        return await allocate(stack, coturn, *credentials) is None


async def test_one_participant_has_a_quota_whatever_the_expiry() -> None:
    """Minting again does not help: coturn counts by the name, which stays. Others are free."""
    now = datetime.now(UTC)
    async with (
        running_coturn(change=lambda settings: replace(settings, user_quota=3)) as server,
        AsyncExitStack() as stack,
    ):
        answers = [
            await allocate(stack, server, *server.credentials("a", now + timedelta(seconds=s)))
            for s in range(5)
        ]
        assert answers == [None, None, None, QUOTA_REACHED, QUOTA_REACHED]
        assert await allocate(stack, server, *server.credentials("b")) is None


async def test_all_participants_together_have_a_quota() -> None:
    async with (
        running_coturn(change=lambda s: replace(s, user_quota=2, total_quota=3)) as server,
        AsyncExitStack() as stack,
    ):
        names = ("a", "b", "c", "d", "e")
        answers = [await allocate(stack, server, *server.credentials(name)) for name in names]
    assert answers == [None, None, None, QUOTA_REACHED, QUOTA_REACHED]


async def test_an_allocation_reserves_its_bandwidth() -> None:
    """bps-capacity over max-bps is a second quota of all, and an idle allocation counts."""
    async with (
        running_coturn(
            change=lambda settings: replace(settings, max_bps=1000, bps_capacity=2000)
        ) as server,
        AsyncExitStack() as stack,
    ):
        answers = [await allocate(stack, server, *server.credentials(str(n))) for n in range(3)]
    assert answers == [None, None, QUOTA_REACHED]


async def test_a_stun_answer_says_the_address_and_nothing_else(coturn: Coturn) -> None:
    """What more it said would make it an amplifier: no software, no second address."""
    async with turn_client(coturn.place) as client:
        assert set(await client.binding()) == {XOR_MAPPED_ADDRESS, FINGERPRINT}


async def test_a_refusal_does_not_name_the_software(coturn: Coturn) -> None:
    async with turn_client(coturn.place) as client:
        with pytest.raises(TurnError) as refused:
            await client.allocate()
    assert refused.value.code == UNAUTHORIZED
    assert b"oturn" not in b"".join(refused.value.attributes.values())
