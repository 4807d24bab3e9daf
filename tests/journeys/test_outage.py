"""A store that goes away takes nobody's page with it; what it comes back to is told."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from broker.catalogues import import_document, sample_document, with_always_open
from broker.core.visit import QueueId
from broker.stores.line import life_of
from tests.journeys.test_visit import OFFER, into_call
from tests.support.redis import RedisServer, running_redis
from tests.support.town import QUEUE, Town, arrive, open_town
from tests.support.wire import Wire, wire


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    """A Redis that a test may kill; it keeps what it acknowledged."""
    async with running_redis("--appendonly", "yes", "--appendfsync", "always") as server:
        yield server


async def retried(page: Wire, type_: str, **members: object) -> dict[str, object]:
    """Says a command until it is done, with the same op, as a page and its clerk do."""
    async with asyncio.timeout(20):
        while True:
            answer = await page.ask(type_, op="again-and-again", **members)
            if answer["type"] == "done":
                return answer
            # What arrived meanwhile is in the line within a second.
            assert answer["kind"] in ("store-down", "line-empty"), answer
            await asyncio.sleep(0.1)


def reads(message: dict[str, Any], text: str) -> bool:
    """Whether this line stands among those of a visit that a message shows."""
    return any(line["text"] == text for line in message.get("messages", []))


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "empty"])
async def test_redis_away_for_seconds_closes_no_page(
    sqlite_url: str, redis: RedisServer, kept: bool
) -> None:
    """Calls cannot be made, and say so; all else goes on, and afterwards everything does."""
    async with open_town(sqlite_url, redis.url) as town:
        guest, talking = await town.guest(), await town.guest()
        async with (
            town.citizen(talking) as (page, _),
            town.citizen(guest) as (waiting, _),
            town.clerk() as clerk,
            town.clerk(name="Berta") as other,
        ):
            number = await into_call(page, clerk, talking.visit)
            await redis.kill()
            refused = await other.ask("call-next", queue=QUEUE)
            assert (refused["kind"], refused["retry"]) == ("store-down", "later")
            # SQL decides: an arrival and a line of text stand, and are told later.
            assert (await waiting.ask("arrive", visit=guest.visit))["type"] == "done"
            assert (await page.ask("say", visit=talking.visit, text="ok?"))["type"] == "done"
            path = {"visit": talking.visit, "call": number}
            await clerk.say("description", **path, to="citizen", description=OFFER)
            assert await page.until(type="description")
            if not kept:
                for rest in (redis.folder / "appendonlydir").iterdir():
                    rest.unlink()
            await redis.start()
            done = await retried(other, "call-next", queue=QUEUE)
            assert done["visit"] == guest.visit
            await waiting.until(type="stage", stage="called")
            # Alone, or with the whole visit: the desk is shown its call anew when Redis has lost it.
            await clerk.sees(lambda m: m.get("text") == "ok?" or reads(m, "ok?"))
            ended = await clerk.ask("end", visit=talking.visit, outcome="completed")
            assert ended["type"] == "done"
            await page.until(type="stage", stage="ended")


async def test_a_page_that_closed_while_redis_was_away_is_away_afterwards(
    sqlite_url: str, redis: RedisServer
) -> None:
    """Its seat is left as soon as somebody can be told."""
    async with open_town(sqlite_url, redis.url) as town:
        guest = await town.guest()
        line = town.nodes[0].office.line
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
            await redis.kill()
        await redis.start()
        async with asyncio.timeout(20):
            while (guest.visit, "citizen") not in (await line.presence(QueueId(QUEUE))).lost:
                await asyncio.sleep(0.05)


async def test_a_database_of_last_night_under_a_redis_of_today(
    sqlite_url: str, redis: RedisServer
) -> None:
    """Redis knows later moves, and visits that nobody else knows: the backup decides."""
    path = sqlite_url.partition("///")[2]
    async with open_town(sqlite_url, redis.url) as town:
        one, two = await town.guest(), await town.guest()
        async with town.citizen(one) as (page, _), town.citizen(two) as (other, _):
            await arrive(page, one.visit)
            await arrive(other, two.visit)
            with (
                closing(sqlite3.connect(path)) as now,
                closing(sqlite3.connect(f"{path}.b")) as then,
            ):
                now.backup(then)
            late = await town.guest()
            async with town.citizen(late) as (stranger, _), town.clerk() as clerk:
                await arrive(stranger, late.visit)
                assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == one.visit
                await clerk.ask("end", visit=one.visit, outcome="completed")
        before = (await town.nodes[0].office.line.marks([QueueId(QUEUE)]))[QueueId(QUEUE)].epoch
    with closing(sqlite3.connect(f"{path}.b")) as then, closing(sqlite3.connect(path)) as now:
        then.backup(now)
    async with open_town(sqlite_url, redis.url) as town, town.clerk() as clerk:
        line = town.nodes[0].office.line
        after = (await line.marks([QueueId(QUEUE)]))[QueueId(QUEUE)].epoch
        assert life_of(after) > life_of(before)
        assert await line.in_order(QueueId(QUEUE)) == [one.visit, two.visit]
        assert set(await line.all_versions(QueueId(QUEUE))) == {one.visit, two.visit}
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == one.visit
        ended = await clerk.ask("end", visit=one.visit, outcome="no_show_citizen")
        assert ended["type"] == "done"
        await clerk.until(lambda m: one.visit in m.get("gone", []))


async def test_an_exception_that_nobody_named_closes_one_socket_and_is_logged_once(
    postgres_town: Town,
) -> None:
    """1011 for the one; the others do not notice."""
    town = postgres_town
    guest, other = await town.guest(), await town.guest()
    async with town.citizen(guest) as (page, _), town.citizen(other) as (bystander, _):
        await arrive(page, guest.visit)
        await arrive(bystander, other.visit)

        async def break_it(connection: AsyncConnection) -> None:
            await connection.execute(text("ALTER TABLE messages ALTER seat TYPE varchar(1)"))

        await town.nodes[0].database.write(break_it)
        with capture_logs() as logs:
            await page.say("say", op="a", visit=guest.visit, text="hello")
            assert await page.closed() == 1011
            assert (await bystander.ask("leave", visit=other.visit))["type"] == "done"
        failed = [line for line in logs if line["log_level"] == "error"]
        assert [line["event"] for line in failed] == ["socket.failed"]


async def test_a_queue_of_an_imported_catalogue_is_alive_without_a_restart(
    two_nodes: Town,
) -> None:
    """Booked, waited in, called from: on both nodes."""
    document = with_always_open(sample_document())
    fresh = dict(document["departments"][0], id="neu", queue="neu", name="Neu")
    fresh["services"] = [dict(fresh["services"][0], id="neues", name="Neues")]
    document["departments"].append(fresh)
    node = two_nodes.nodes[0]
    await import_document(node.database, document, two_nodes.clock())
    async with asyncio.timeout(20):
        while not all(QueueId("neu") in n.office.boards.queues() for n in two_nodes.nodes):
            await asyncio.sleep(0.05)
    guest = await two_nodes.guest(service="neues")
    token = two_nodes.staff(department="neu")
    async with (
        two_nodes.citizen(guest, 0) as (page, _),
        wire(two_nodes.client, two_nodes.apis[1], token) as (clerk, _),
    ):
        await clerk.ask("desk", state="open", queues=["neu"])
        await arrive(page, guest.visit)
        await clerk.until(lambda m: m["type"] == "board-delta" and m.get("visits"))
        assert (await clerk.ask("call-next", queue="neu"))["visit"] == guest.visit
        await page.until(type="stage", stage="called")
