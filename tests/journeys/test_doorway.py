"""Who comes in behind a crowd, on a real node."""

import asyncio
from typing import Any

import pytest

from broker.live import route
from tests.support.town import open_town
from tests.support.wire import wire

WITHIN_S = 30
AS_DESK: dict[str, Any] = {"as": "desk"}


async def test_staff_do_not_wait_behind_a_crowd(
    sqlite_url: str, real_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doorway is full, and stays so."""
    monkeypatch.setattr(route, "AT_ONCE", 0)
    async with open_town(sqlite_url, real_redis_url) as town, asyncio.timeout(WITHIN_S):
        desk = wire(town.client, town.apis[0], town.staff(), headers=None, **AS_DESK)
        async with desk as (_, snapshot):
            assert snapshot["desk"]["state"] == "closed"


async def test_each_of_a_crowd_is_let_in_when_the_one_before_is_greeted(
    sqlite_url: str, real_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time. They stay, and one of them has no right to be there."""
    monkeypatch.setattr(route, "AT_ONCE", 1)
    async with open_town(sqlite_url, real_redis_url) as town, asyncio.timeout(WITHIN_S):
        guests = [await town.walk_in() for _ in range(3)]
        refused = town.client.ws_connect(f"{town.apis[0]}/live", protocols=["vorsprache.v1"])
        async with refused as stranger:
            await stranger.send_json(
                {"type": "hello", "protocol": 1, "as": "citizen", "token": "x"}
            )
            assert (await stranger.receive()).data == 4500
        inside = [town.citizen(guest) for guest in guests]
        shown = [(await each.__aenter__())[1]["visit"] for each in inside]
        for each in inside:
            await each.__aexit__(None, None, None)
        assert shown == [guest.visit for guest in guests]
