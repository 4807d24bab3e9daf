"""A crowd is greeted in turn, and who is gone by then costs nothing."""

import asyncio

import pytest

from broker.live.doorway import Doorway
from signaling.connection import Connection
from signaling.errors import GoingAway
from tests.support.sockets import client, listening, soon


async def came(doorway: Doorway, order: list[int], number: int) -> None:
    await doorway.enter()
    order.append(number)


async def settled() -> None:
    """All that can go on has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_comes_first_is_greeted_first_and_so_many_at_once() -> None:
    doorway, order = Doorway(2), list[int]()
    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(came(doorway, order, number))
        await settled()
        assert order == [0, 1]
        doorway.leave()
        await settled()
        assert order == [0, 1, 2]
        doorway.leave()


async def test_who_does_not_come_any_more_holds_nobody_up() -> None:
    """Cancelled while outside, and in the moment of being let in."""
    doorway, order = Doorway(1), list[int]()
    await doorway.enter()
    tasks = [asyncio.create_task(came(doorway, order, number)) for number in range(3)]
    await settled()
    tasks[0].cancel()
    await settled()
    doorway.leave()
    tasks[1].cancel()
    await asyncio.wait(tasks, timeout=5.0)
    assert order == [2]
    doorway.leave()
    await came(doorway, order, 3)


async def opened_and_left() -> Connection:
    """A connection whose client is gone."""
    async with listening() as listener:
        async with client(listener):
            connection = await soon(listener.opened)
        await soon(listener.finished)
        return connection


async def test_a_page_that_gave_up_is_not_greeted_and_lets_the_next_one_in() -> None:
    doorway, order = Doorway(1), list[int]()
    turn, gone = doorway.turn(), await opened_and_left()
    with pytest.raises(GoingAway):
        await turn.begin(gone)
    turn.end()
    turn.end()
    await came(doorway, order, 1)
    waits = asyncio.create_task(came(doorway, order, 2))
    await settled()
    assert order == [1]
    doorway.leave()
    await waits
