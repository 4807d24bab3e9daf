"""What staff do to a whole queue for a day: closed, spoken to, lent; and over at midnight."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from broker.core.visit import QueueId, Stage
from broker.live.pictures import Pictures
from tests.support.clock import Clock
from tests.support.town import QUEUE, Guest, Town, arrive, open_town
from tests.support.wire import Wire, wire

OTHER_DEPARTMENT, OTHER = "parken", "parken"
# Its hours in the sample are 13 to 18 on a Tuesday afternoon and from 9 on Thursday, in Berlin.
TUESDAY_END = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
THURSDAY_BEGIN = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@asynccontextmanager
async def board(town: Town, node: int = 0, department: str = "demo") -> AsyncIterator[Wire]:
    """A supervisor's page."""
    token = town.staff("supervisor", "Robin", department)
    async with wire(town.client, town.apis[node], token) as (page, _):
        yield page


async def test_a_closed_queue_lets_nobody_new_in_and_tells_those_who_wait(two_nodes: Town) -> None:
    """Who waits is served; who comes now learns it at once; nobody is dropped."""
    waits, comes = await two_nodes.guest(), await two_nodes.guest()
    async with (
        two_nodes.citizen(waits, 0) as (page, _),
        two_nodes.citizen(comes, 1) as (late, _),
        two_nodes.clerk(1) as clerk,
        board(two_nodes) as watching,
    ):
        await arrive(page, waits.visit)
        assert (await clerk.ask("close-queue", queue=QUEUE))["type"] == "done"
        assert (await page.until(type="office", closed_today=True))["queue"] == QUEUE
        await watching.until(lambda m: any(q.get("closed_today") for q in m.get("queues", [])))
        refused = await late.ask("arrive", visit=comes.visit)
        assert refused["kind"] == "closed-today"
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == waits.visit
        assert (await clerk.ask("close-queue", queue=QUEUE, closed=False))["type"] == "done"
        await arrive(late, comes.visit)


async def test_who_is_about_to_arrive_knows_the_office_as_it_is(two_nodes: Town) -> None:
    """The page was opened before the desk was: in the waiting room it must not say that nobody
    works there."""
    comes = await two_nodes.guest()
    async with two_nodes.citizen(comes, 1) as (page, visit):
        assert visit["office"]["desks"] == 0
        async with two_nodes.clerk(0):
            await page.until(type="office", desks=1)


async def test_nobody_is_transferred_into_a_closed_queue(two_nodes: Town) -> None:
    """The visit stays where it is, with the clerk who has it in hand."""
    guest = await two_nodes.guest()
    async with (
        two_nodes.citizen(guest) as (page, _),
        two_nodes.clerk(1) as clerk,
        board(two_nodes, 1, OTHER_DEPARTMENT) as others,
    ):
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        assert (await others.ask("close-queue", queue=OTHER))["type"] == "done"
        refused = await clerk.ask("transfer", visit=guest.visit, queue=OTHER)
        assert refused["kind"] == "closed-today"
        found = await two_nodes.nodes[0].office.visits.get(guest.visit)
        assert found is not None
        assert (found.stage, found.queue) == (Stage.CALLED, QUEUE)


async def test_a_notice_reaches_all_who_wait_and_those_who_come_later(two_nodes: Town) -> None:
    """One sentence for everybody in the queue, until it is taken back."""
    first, later = await two_nodes.guest(), await two_nodes.guest()
    async with two_nodes.citizen(first, 1) as (page, _), two_nodes.clerk(0) as clerk:
        await arrive(page, first.visit)
        text = "Heute dauert es länger, ein Platz ist krank."
        assert (await clerk.ask("tell-queue", queue=QUEUE, text=text))["type"] == "done"
        told = await page.until(type="office", notice=text)
        assert told["notice_at"]
        # Each node hears of it by itself: node 0 knows it when its desk does.
        await clerk.until(lambda m: any(q.get("notice") == text for q in m.get("queues", [])))
        async with two_nodes.citizen(later, 0) as (_, visit):
            assert visit["office"]["notice"] == text
        assert (await clerk.ask("tell-queue", queue=QUEUE))["type"] == "done"
        await page.until(lambda m: m["type"] == "office" and "notice" not in m)


async def test_a_lent_queue_is_served_from_another_office_at_once(two_nodes: Town) -> None:
    """A site closes, the consultation goes on: the other clerk sees the line and calls."""
    guest = await two_nodes.guest()
    token = two_nodes.staff(name="Ben", department=OTHER_DEPARTMENT)
    async with two_nodes.citizen(guest) as (page, _), board(two_nodes) as supervisor:
        await arrive(page, guest.visit)
        async with wire(two_nodes.client, two_nodes.apis[1], token) as (helper, snapshot):
            assert QUEUE not in [row["queue"] for row in snapshot["queues"]]
            foreign = await helper.ask("desk", state="open", queues=[QUEUE])
            assert foreign["kind"] == "not-yours"
        lent = await supervisor.ask("lend-queue", queue=QUEUE, departments=[OTHER_DEPARTMENT])
        assert lent["type"] == "done"
        await supervisor.until(lambda m: any(q.get("lent_to") for q in m.get("queues", [])))
        async with wire(two_nodes.client, two_nodes.apis[0], token) as (helper, snapshot):
            assert QUEUE in [row["queue"] for row in snapshot["queues"]]
            assert (await helper.ask("desk", state="open", queues=[QUEUE]))["type"] == "done"
            assert (await helper.ask("call-next", queue=QUEUE))["visit"] == guest.visit
            assert (await page.ask("join", visit=guest.visit))["type"] == "done"
            assert (await helper.ask("end", visit=guest.visit, outcome="completed"))[
                "type"
            ] == "done"
        unknown = await supervisor.ask("lend-queue", queue=QUEUE, departments=["nobody"])
        assert unknown["kind"] == "not-found"
        async with wire(two_nodes.client, two_nodes.apis[0], two_nodes.staff()) as (clerk, _):
            forbidden = await socket_closed(clerk, queue=QUEUE, departments=["demo"])
            assert forbidden == 4502


async def socket_closed(page: Wire, **lend: object) -> int | None:
    """A desk never lends: that is an error of its program."""
    await page.say("lend-queue", op="x", **lend)
    return await page.closed()


async def test_a_clerk_is_told_the_hours_of_a_queue_before_somebody_goes_there(
    sqlite_url: str, real_redis_url: str
) -> None:
    """After lunch on a Tuesday it says when it closes, late in the evening when it opens."""
    clock = Clock(datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
    async with open_town(sqlite_url, real_redis_url, clock=clock) as town:
        afternoon = await _target(town)
        assert afternoon.get("open", True) is True
        assert datetime.fromisoformat(afternoon["closes_at"]) == TUESDAY_END
        clock.advance(hours=10)
        evening = await _target(town)
        assert evening["open"] is False and "closes_at" not in evening
        assert datetime.fromisoformat(evening["opens_at"]) == THURSDAY_BEGIN


async def _target(town: Town) -> dict[str, Any]:
    """What a desk that comes now is told of the queue of another department."""
    async with wire(town.client, town.apis[0], town.staff()) as (_, snapshot):
        targets = snapshot["desk"]["targets"]
        return next(dict(target) for target in targets if target["queue"] == OTHER)


async def test_at_midnight_all_of_it_is_over(sqlite_url: str, real_redis_url: str) -> None:
    """A day is a local one, and nobody has to remember to open the queue again."""
    clock = Clock(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    async with open_town(sqlite_url, real_redis_url, clock=clock) as town:
        node = town.nodes[0]
        async with board(town) as supervisor:
            await supervisor.ask("close-queue", queue=QUEUE)
            await supervisor.until(
                lambda m: any(q.get("closed_today") for q in m.get("queues", []))
            )
            assert await node.office.days.is_closed(QueueId(QUEUE)) is True
            clock.advance(hours=2, minutes=59)
            assert await node.office.days.is_closed(QueueId(QUEUE)) is True
            clock.advance(minutes=2)
            assert await node.office.days.is_closed(QueueId(QUEUE)) is False
            node.office.boards.refresh()
            await supervisor.until(
                lambda m: (
                    m["type"] == "board-delta"
                    and any(
                        q["queue"] == QUEUE and not q.get("closed_today")
                        for q in m.get("queues", [])
                    )
                )
            )


async def test_only_the_queue_that_is_named_is_closed(town: Town) -> None:
    """Two queues may have one name on a screen; on the wire there are ids, and one is meant."""
    async with board(town) as mine, board(town, department=OTHER_DEPARTMENT) as theirs:
        assert (await mine.ask("close-queue", queue=OTHER))["kind"] == "not-yours"
        assert (await theirs.ask("close-queue", queue=OTHER))["type"] == "done"
        days = await town.nodes[0].office.days.today()
        assert {queue for queue, day in days.items() if day.closed} == {OTHER}
        assert (await theirs.ask("close-queue", queue="no-such-queue"))["kind"] == "not-yours"


async def test_who_never_opened_the_link_is_not_here(town: Town) -> None:
    """A walk-in by video waits for nobody's screen: after a blink call-next passes it over."""
    desk = town.nodes[0].office.desk
    desk.patience = replace(desk.patience, away=timedelta())
    ghost: Guest = await town.walk_in()
    here = await town.walk_in()
    async with town.citizen(here), town.clerk() as clerk:
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == here.visit
        (call,) = [
            move
            for move in await town.nodes[0].office.visits.history(here.visit)
            if move.command == "call"
        ]
        assert call.detail["absent"] == [[ghost.visit, "away"]]


async def test_a_queue_that_is_given_back_shows_no_names_any_more(two_nodes: Town) -> None:
    """Lent for a day is lent for that day: a page that is still open hears nothing of who comes."""
    token = two_nodes.staff(name="Ben", department=OTHER_DEPARTMENT)
    guest = await two_nodes.guest()
    async with board(two_nodes) as supervisor, two_nodes.citizen(guest) as (page, _):
        await supervisor.ask("lend-queue", queue=QUEUE, departments=[OTHER_DEPARTMENT])
        await supervisor.until(lambda m: any(q.get("lent_to") for q in m.get("queues", [])))
        async with wire(two_nodes.client, two_nodes.apis[1], token) as (guests_clerk, snapshot):
            if QUEUE not in [row["queue"] for row in snapshot["queues"]]:
                await guests_clerk.until(type="welcome")
            await supervisor.ask("lend-queue", queue=QUEUE, departments=[])
            welcome = await guests_clerk.until(type="welcome")
            shown = [row["queue"] for row in welcome["snapshot"]["queues"]]
            assert shown == [OTHER]
            guests_clerk.heard.clear()
            await arrive(page, guest.visit)
            await page.until(type="position")
            assert not [m for m in guests_clerk.heard if m["type"] == "board-delta"]
            refused = await guests_clerk.ask("watch", queues=[QUEUE])
            assert refused["kind"] == "not-yours"
            assert "Erika" not in str(guests_clerk.heard)


async def test_a_queue_that_is_lent_comes_to_a_page_that_is_open(two_nodes: Town) -> None:
    """Nobody has to reload: the help is wanted now."""
    token = two_nodes.staff(name="Ben", department=OTHER_DEPARTMENT)
    async with (
        board(two_nodes) as supervisor,
        wire(two_nodes.client, two_nodes.apis[1], token) as (guests_clerk, snapshot),
    ):
        assert [row["queue"] for row in snapshot["queues"]] == [OTHER]
        await supervisor.ask("lend-queue", queue=QUEUE, departments=[OTHER_DEPARTMENT])
        welcome = await guests_clerk.until(type="welcome")
        shown = {row["queue"] for row in welcome["snapshot"]["queues"]}
        assert shown == {OTHER, QUEUE}


async def test_a_call_goes_on_though_its_queue_is_given_back(two_nodes: Town) -> None:
    """At midnight, or because a supervisor takes it back: who talks to somebody ends it in order."""
    token = two_nodes.staff(name="Ben", department=OTHER_DEPARTMENT)
    guest = await two_nodes.guest()
    async with board(two_nodes) as supervisor, two_nodes.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        async with wire(two_nodes.client, two_nodes.apis[0], token) as (borrower, _):
            await supervisor.ask("lend-queue", queue=QUEUE, departments=[OTHER_DEPARTMENT])
            await borrower.until(type="welcome")
            assert (await borrower.ask("desk", state="open", queues=[QUEUE]))["type"] == "done"
            assert (await borrower.ask("call-next", queue=QUEUE))["visit"] == guest.visit
            await page.ask("join", visit=guest.visit)
            await supervisor.ask("lend-queue", queue=QUEUE, departments=[])
            await borrower.until(type="welcome")
            said = await borrower.ask("say", visit=guest.visit, text="Auf Wiedersehen")
            assert said["type"] == "done"
            done = await borrower.ask("end", visit=guest.visit, outcome="completed")
            assert done["type"] == "done"
            assert (await borrower.ask("call-next", queue=QUEUE))["kind"] == "not-yours"


async def test_boards_know_at_once_that_nobody_sits_there(two_nodes: Town) -> None:
    """What call-next passes over must not stand there as present, and be counted by those behind."""
    ghost = await two_nodes.walk_in()
    for node in two_nodes.nodes:
        await became_silent(node.office.boards.pictures, ghost)


async def test_who_was_away_when_passed_on_is_away_in_the_new_queue(two_nodes: Town) -> None:
    """Presence is of one queue; the new one has to be told what the old one knew."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest) as (page, _), two_nodes.clerk(1):
        await arrive(page, guest.visit)
    for node in two_nodes.nodes:
        await became_silent(node.office.boards.pictures, guest)
    async with two_nodes.clerk(1) as clerk:
        done = await clerk.ask("transfer", visit=guest.visit, queue=OTHER)
        assert done["type"] == "done"
        for node in two_nodes.nodes:
            await became_silent(node.office.boards.pictures, guest, OTHER)


async def became_silent(pictures: Pictures, guest: Guest, queue: str = QUEUE) -> None:
    """Waits until this node's picture of the queue has them, and nobody sits there."""
    async with asyncio.timeout(30):
        while True:
            picture = pictures.of(queue)
            assert picture is not None
            if guest.visit in picture.lost and guest.visit in picture.visits:
                return
            await asyncio.sleep(0.05)
