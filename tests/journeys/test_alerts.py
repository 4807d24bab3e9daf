"""An alert from its beginning to its end: raised once, seen, taken care of, over."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from broker.catalogues import import_document, sample_document
from broker.cli.embedded import embedded_redis
from broker.core.alerts import Limits
from broker.core.visit import QueueId
from broker.stores.tables import alerts
from signaling.errors import BadFrame
from tests.support.clock import Clock
from tests.support.town import QUEUE, Town, arrive, heard_of, open_town
from tests.support.wire import Wire, wire

LIMITS = Limits(wait_s=None, waiting=1, late_s=None, no_desk_s=None, no_shows=None)


@pytest.fixture
async def timed(sqlite_url: str, clock: Clock) -> AsyncIterator[tuple[Town, Clock]]:
    """One node and its clock."""
    with embedded_redis() as redis:
        async with open_town(sqlite_url, redis, clock=clock) as opened:
            yield opened, clock


async def limit(town: Town, limits: Limits = LIMITS) -> None:
    """What a supervisor has set."""
    await town.nodes[0].office.alarms.set_limits(QueueId(QUEUE), limits, "Robin")


def alarms(message: dict[str, Any], count: int) -> bool:
    """Whether a delta says that so many alerts are open."""
    return (
        message["type"] == "board-delta"
        and len(message.get("alerts") or []) == count
        and ("alerts" in message)
    )


async def alarmed(board: Wire, count: int = 1) -> list[dict[str, Any]]:
    """The alerts, once there are so many."""
    heard = await board.until(lambda m: alarms(m, count))
    return list(heard["alerts"])


async def rows(town: Town) -> list[Any]:
    """Every alert there ever was."""
    async with town.nodes[0].database.read() as connection:
        return list((await connection.execute(select(alerts))).all())


async def test_an_alert_is_raised_taken_care_of_and_over(two_nodes: Town) -> None:
    """Two nodes look at the same line: one alert, told to the boards of both, once each change."""
    town = two_nodes
    guest = await town.guest()
    robin, sascha = town.staff("supervisor", "Robin"), town.staff("supervisor", "Sascha")
    async with (
        wire(town.client, town.apis[0], robin) as (first, snapshot),
        wire(town.client, town.apis[1], sascha) as (second, _),
        town.citizen(guest, 1) as (page, _),
    ):
        assert snapshot.get("alerts", []) == []
        await arrive(page, guest.visit)
        for node in town.nodes:
            await heard_of(node, guest)
        await limit(town)
        (seen,), (same,) = await alarmed(first), await alarmed(second)
        assert seen == same
        assert (seen["queue"], seen["kind"], seen["value"]) == (QUEUE, "too-many-waiting", 1)
        assert "taken_by" not in seen

        done = await first.ask("acknowledge", alert=seen["alert"])
        assert done["type"] == "done"
        taken = await second.until(lambda m: any(a.get("taken_by") for a in m.get("alerts") or []))
        assert taken["alerts"][0]["taken_by"] == "Robin"
        refused = await second.ask("acknowledge", alert=seen["alert"])
        assert (refused["type"], refused["kind"]) == ("problem", "not-now")
        assert (await first.ask("acknowledge", alert=seen["alert"]))["type"] == "done"

        await page.ask("leave", visit=guest.visit)
        assert await alarmed(second, 0) == []
        gone = await second.ask("acknowledge", alert=seen["alert"])
        assert (gone["type"], gone["kind"]) == ("problem", "not-found")
        # No alert has such a number; no database could say so.
        await second.say("acknowledge", op="far", alert=2**31)
        assert await second.closed() == BadFrame.close_code
    (only,) = await rows(town)
    assert (only.taken_by, only.cleared_at is None) == ("Robin", False)


async def test_who_comes_later_finds_the_alert_in_the_snapshot(town: Town) -> None:
    """A wall display that was switched on in trouble shows the trouble."""
    await limit(town)
    guest = await town.guest()
    token = town.staff("supervisor", "Robin")
    async with wire(town.client, town.apis[0], token) as (early, _), town.citizen(guest) as (p, _):
        await arrive(p, guest.visit)
        (seen,) = await alarmed(early)
        async with wire(town.client, town.apis[0], token) as (_, snapshot):
            assert snapshot["alerts"] == [seen]


async def test_alerts_are_for_supervisors_of_the_department_only(town: Town) -> None:
    """No desk, and no board of another department; nor may they say that they take care."""
    await limit(town)
    guest = await town.guest()
    foreign = town.staff("supervisor", "Robin", "buergeramt-melden")
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Sascha")) as (own, _),
        wire(town.client, town.apis[0], foreign) as (board, snapshot),
        town.clerk() as clerk,
        town.citizen(guest) as (page, _),
    ):
        assert "alerts" not in snapshot
        await arrive(page, guest.visit)
        (seen,) = await alarmed(own)
        refused = await board.ask("acknowledge", alert=seen["alert"])
        assert (refused["type"], refused["kind"]) == ("problem", "not-yours")
        await clerk.ask("watch", queues=[QUEUE])
        for other in (board, clerk):
            assert "too-many-waiting" not in str(other.heard)


async def test_other_limits_raise_and_take_back(town: Town) -> None:
    """Whoever changes them sees at once what they mean."""
    guest = await town.guest()
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (board, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        await limit(town)
        assert (await alarmed(board))[0]["limit"] == 1
        await limit(town, Limits(waiting=20))
        assert await alarmed(board, 0) == []


async def test_nobody_at_work_is_an_alert_after_its_time(timed: tuple[Town, Clock]) -> None:
    """And it is over as soon as a desk opens."""
    town, clock = timed
    await limit(town, Limits(wait_s=None, late_s=None, no_desk_s=120))
    guest = await town.guest()
    lookout = town.nodes[0].office.lookout
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (board, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        await page.until(type="position")
        await lookout.look()
        clock.advance(seconds=119)
        await lookout.look()
        assert await rows(town) == []
        clock.advance(minutes=1)
        (seen,) = await alarmed(board)
        assert seen["kind"] == "no-desk"
        async with town.clerk():
            assert await alarmed(board, 0) == []


async def test_a_row_of_people_who_do_not_come_is_an_alert(timed: tuple[Town, Clock]) -> None:
    """Perhaps the link in the mail is wrong: somebody has to look. Whoever comes ends it."""
    town, clock = timed
    await limit(town, Limits(wait_s=None, late_s=None, no_desk_s=None, no_shows=2))
    absent = [await town.guest(), await town.guest()]
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (board, _),
        town.clerk(),
    ):
        clock.advance(hours=1, minutes=30)
        (seen,) = await alarmed(board)
        assert (seen["kind"], seen["value"]) == ("nobody-comes", 2)
        row = await board.until(
            lambda m: any(q.get("no_show_citizen_today") == 2 for q in m.get("queues", []))
        )
        assert row["queues"][0].get("served_today", 0) == 0
        guest = await town.guest()
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
            assert await alarmed(board, 0) == []
    assert len(absent) == 2


async def test_the_figures_of_today_follow_the_visits(town: Town) -> None:
    """Served, told to whoever watches without asking SQL again, and right after a restart."""
    token = town.staff("supervisor", "Robin")
    async with wire(town.client, town.apis[0], token) as (board, _), town.clerk() as clerk:
        guest = await town.guest()
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
            await clerk.ask("call-next", queue=QUEUE)
            await page.until(type="stage", stage="called")
            await page.ask("join", visit=guest.visit)
            await clerk.ask("end", visit=guest.visit, outcome="completed")
        await board.until(lambda m: any(q.get("served_today") for q in m.get("queues", [])))
    pictures = town.nodes[0].office.boards.pictures
    before = pictures.of(QUEUE)
    assert before is not None
    pictures.missed_something()
    async with asyncio.timeout(20):
        while pictures.of(QUEUE) is before:
            await asyncio.sleep(0.01)
    after = pictures.of(QUEUE)
    assert after is not None and after is not before
    assert after.today.ended == before.today.ended
    assert len(after.today.ended) == 1


async def test_an_alert_of_a_queue_that_is_offered_no_more_is_over(
    timed: tuple[Town, Clock],
) -> None:
    """It is on nobody's board any more, so nobody could ever take care of it or see it end."""
    town, clock = timed
    office = town.nodes[0].office
    await limit(town)
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        async with wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (
            board,
            _,
        ):
            await alarmed(board)
    await import_document(town.nodes[0].database, sample_document(), clock())
    for _ in range(2):
        clock.advance(minutes=2)
        await office.lookout.look()
    [alert] = await rows(town)
    assert alert.cleared_at is not None
