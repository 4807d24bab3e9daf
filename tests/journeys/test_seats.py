"""Who has a page open has a seat, and nobody else has one, whatever became of the stores between."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from broker.core.command import End
from broker.core.visit import Actor, By, Outcome, QueueId, VisitId, decide
from broker.live import seats
from broker.live.citizen import CitizenPage
from broker.live.clerk import ClerkPage
from broker.live.rollcall import RollCall
from broker.settings import Numbers
from broker.stores.line import DESKS
from broker.stores.visits import Op, Visits
from signaling.hub import Address
from tests.support.redis import running_redis
from tests.support.town import QUEUE, Town, arrive, open_town
from tests.support.wall import Wall, walled
from tests.support.wire import Closed, wire

LINE = QueueId(QUEUE)
IMPATIENT = Numbers(redis_wait=timedelta(seconds=0.3))
WITHIN_S = 20


@pytest.fixture
async def wall(sqlite_url: str) -> AsyncIterator[tuple[Town, Wall]]:
    """One node, and a wall before its Redis."""
    async with running_redis() as server, walled(server) as wall:
        async with open_town(sqlite_url, wall.redis_url, numbers=IMPATIENT) as town:
            yield town, wall


async def seat(town: Town, visit: str, name: str = "citizen", queue: QueueId = LINE) -> str | None:
    """Who has it, as Redis knows it."""
    return (await town.nodes[0].office.line.seats(queue, visit)).get(name)


async def until_seat(town: Town, visit: str, wanted: str | None, name: str = "citizen") -> None:
    """Returns when this connection has the seat, None: when nobody has."""
    async with asyncio.timeout(WITHIN_S):
        while await seat(town, visit, name) != wanted:
            await asyncio.sleep(0.02)


def citizens(town: Town, node: int = 0) -> dict[VisitId, CitizenPage]:
    """The pages of citizens on a node, by visit."""
    pages = town.nodes[node].office.pages.values()
    found = [page for page in pages if isinstance(page, CitizenPage)]
    return {visit: page for page in found for visit in page.visits}


def desk(town: Town, node: int = 0) -> ClerkPage:
    """The only desk of a node."""
    (found,) = (p for p in town.nodes[node].office.pages.values() if isinstance(p, ClerkPage))
    return found


async def empty(town: Town, *places: str, queue: str = QUEUE) -> None:
    """Redis forgets these seats, and says nothing."""
    await town.nodes[0].office.line.redis.hdel(f"vorsprache:{{{queue}}}:seats", *places)


async def test_a_seat_that_redis_forgot_is_taken_again_by_whoever_sits_there(town: Town) -> None:
    """A part of Redis is lost, or the last seconds of it: no bell rings for that."""
    guest = await town.guest()
    rollcall = RollCall(town.nodes[0].office)
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        for name in ("citizen", "clerk"):
            before = await seat(town, guest.visit, name)
            assert before is not None
            await empty(town, f"{guest.visit}/{name}")
            await rollcall.look(LINE)
            assert await seat(town, guest.visit, name) == before
        mine = desk(town).principal.subject
        await empty(town, f"{mine}/clerk", queue=DESKS)
        await rollcall.look(DESKS)
        assert await seat(town, mine, "clerk", DESKS) == str(desk(town).chair.sitting)


async def test_a_page_that_had_its_seat_again_is_not_closed_for_an_old_loss(town: Town) -> None:
    """Twice in a day somebody else sits there for a moment: that is no newer page."""
    guest, now = await town.guest(), [0.0]
    office = town.nodes[0].office
    rollcall = RollCall(office, monotonic=lambda: now[0])
    field = f"{guest.visit}/citizen"
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        mine = str(citizens(town)[VisitId(guest.visit)].chair.sitting)
        for sits in ("elsewhere-1~other", mine, "elsewhere-2~other"):
            await office.line.redis.hset(f"vorsprache:{{{QUEUE}}}:seats", field, sits)
            await rollcall.look(LINE)
            now[0] += 3600
        assert not citizens(town)[VisitId(guest.visit)].chair.connection.closed
        await rollcall.look(LINE)
        with pytest.raises(Closed):
            await page.until(type="never")


async def test_a_node_looks_for_its_lost_seats_by_itself(town: Town) -> None:
    """Nobody has to notice, and nobody has to press anything."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        before = await seat(town, guest.visit)
        await empty(town, f"{guest.visit}/citizen")
        await until_seat(town, guest.visit, before)


async def test_who_notices_a_loss_late_does_not_empty_the_seats_that_were_taken_again(
    town: Town,
) -> None:
    """The second node saw the queue missing, and comes to rebuild it when everybody sits again."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        sits = await seat(town, guest.visit)
        await office.line.redis.delete(f"vorsprache:{{{QUEUE}}}:epoch")
        await office.desk.rebuild(LINE)
        await until_seat(town, guest.visit, sits)
        await office.desk.rebuild(LINE)
        assert await seat(town, guest.visit) == sits


async def test_a_hung_redis_that_wakes_up_seats_nobody_who_has_left(
    wall: tuple[Town, Wall],
) -> None:
    """The page was refused, and the seat is taken a moment later: by a connection that is gone."""
    town, gate = wall
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
    line = town.nodes[0].office.line
    await until_seat(town, guest.visit, None)
    gate.shut(b"vorsprache_sit")
    with pytest.raises(Closed) as end:
        async with town.citizen(guest):
            pass
    assert end.value.code == 4003
    gate.open()
    async with asyncio.timeout(WITHIN_S):
        while not any(b"vorsprache_rise" in words for words in gate.said[-20:]):
            await asyncio.sleep(0.02)
    await until_seat(town, guest.visit, None)
    assert (guest.visit, "citizen") in (await line.presence(LINE)).lost


async def test_a_seat_of_a_connection_that_is_gone_is_found_and_freed(town: Town) -> None:
    """However it came about; a seat of another node is that node's business."""
    guest, other = await town.guest(), await town.guest()
    office = town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.citizen(other) as (also, _):
        await arrive(page, guest.visit)
        await arrive(also, other.visit)
        await office.line.sit(LINE, guest.visit, "clerk", f"{office.node}-gone~p", b"")
        await office.line.sit(LINE, other.visit, "clerk", "else-1~p", b"")
        await RollCall(office).look(LINE)
        assert await seat(town, guest.visit, "clerk") is None
        assert await seat(town, guest.visit) is not None
        assert await seat(town, other.visit, "clerk") == "else-1~p"


async def test_who_finds_the_seat_taken_closes_nobody(town: Town) -> None:
    """After a loss of Redis a dead socket looks for its seat, and a living page has it."""
    old, new = await town.guest(), await town.guest()
    office = town.nodes[0].office
    async with town.citizen(old) as (_, _), town.citizen(new) as (page, _):
        await arrive(page, new.visit)
        pages = citizens(town)
        visit = await office.visits.get(new.visit)
        assert visit is not None
        chair = pages[old.visit].chair
        assert not await seats.take_again(office, chair, visit, "citizen")
        assert office.hub.at(Address(new.visit, "citizen")) is pages[new.visit].connection
        assert await seat(town, new.visit) == str(pages[new.visit].chair.sitting)
        assert (await page.ask("leave", visit=new.visit))["type"] == "done"


async def test_a_call_is_done_though_its_seat_cannot_be_taken_and_is_taken_later(
    wall: tuple[Town, Wall],
) -> None:
    """It is committed: whoever is told "refused" would leave somebody waiting before a free desk."""
    town, gate = wall
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        gate.shut(b"vorsprache_sit")
        answer = await clerk.ask("call-next", queue=QUEUE)
        assert (answer["type"], answer.get("visit")) == ("done", guest.visit)
        gate.open()
        assert (await clerk.until(type="record"))["visit"] == guest.visit
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
        await clerk.until(type="stage", stage="in-call")
        await until_seat(town, guest.visit, str(desk(town).chair.sitting), "clerk")


def call_meanwhile(town: Town, monkeypatch: pytest.MonkeyPatch, clerk: str) -> None:
    """In the moment after a page has asked who is in hand, the old page's call is committed."""
    office, plain = town.nodes[0].office, Visits.in_hand
    asked: list[str] = []

    async def in_hand(self: Visits, name: str) -> VisitId | None:
        found = await plain(self, name)
        if not asked:
            asked.append(name)
            await office.desk.call_next(LINE, Actor(By.QUEUE_CLERK, clerk))
        return found

    monkeypatch.setattr(Visits, "in_hand", in_hand)


async def test_a_page_that_reloads_while_its_call_is_on_its_way_has_the_visit_in_hand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it shows is what it is seated in, and what comes after that it hears."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        async with town.clerk() as _:
            old = desk(town)
            call_meanwhile(town, monkeypatch, old.principal.subject)
            async with wire(town.client, town.apis[0], town.staff()) as (new, snapshot):
                if snapshot.get("current") is None:
                    assert (await new.until(type="record"))["visit"] == guest.visit
                # The old page hears late that its call was made: the desk is not its any more.
                await old.take_up(guest.visit)
                assert (await page.ask("join", visit=guest.visit))["type"] == "done"
                await new.until(type="stage", stage="in-call")
                office = town.nodes[0].office
                sits = office.hub.at(Address(guest.visit, "clerk"))
                assert sits is not None
                assert sits is not old.connection
                assert (await seat(town, guest.visit, "clerk") or "").startswith(sits.id)


async def test_a_call_that_no_page_was_told_of_is_found_at_the_next_look(town: Town) -> None:
    """The notice was lost: the clerk would see a free desk, with somebody waiting before it."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        found = desk(town)
        found.seated = None
        await office.line.redis.client_kill_filter(_type="pubsub")
        await office.desk.call_next(LINE, found.actor)
        await RollCall(office).look(DESKS)
        assert (await clerk.until(type="record"))["visit"] == guest.visit
        assert await seat(town, guest.visit, "clerk") == str(found.chair.sitting)


@pytest.mark.parametrize("queue", [LINE, DESKS])
async def test_an_end_that_no_page_was_told_of_is_found_at_the_next_look(
    town: Town, queue: QueueId
) -> None:
    """The node died, or Redis forgot the visit, in the moment after the commit: the desk would show
    the call for ever, and nobody else could be called."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        visit, mine = await office.visits.get(guest.visit), desk(town)
        assert visit is not None
        moved = decide(visit, End(outcome=Outcome.NO_SHOW_CITIZEN), mine.actor, office.clock())
        await office.visits.commit(moved)
        await empty(town, f"{guest.visit}/clerk")
        await RollCall(office).look(queue)
        assert (await clerk.until(type="record", stage="ended"))["visit"] == guest.visit
        assert mine.shown is None
        assert mine.places(QUEUE) == {}


async def test_who_sits_down_in_a_visit_that_is_over_rises_again(town: Town) -> None:
    """It ended between the call and the seat; nobody else would ever free it."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        called = await office.visits.get(guest.visit)
        assert called is not None
        assert (await page.ask("leave", visit=guest.visit))["type"] == "done"
        await until_seat(town, guest.visit, None, "clerk")
        await seats.take(office, desk(town).chair, called, "clerk")
        presence = await office.line.presence(LINE)
        assert (guest.visit, "clerk") not in presence.seats
        assert (guest.visit, "clerk") not in presence.lost
        assert office.hub.at(Address(guest.visit, "clerk")) is None


async def test_what_happens_between_the_reading_and_the_seat_is_shown(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was read before it sat down, and nobody told it what came between."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
    sit = office.line.sit

    async def late(queue: QueueId, visit: str, *who: Any) -> str | None:
        """The seat, taken when something was said and heard of here."""
        found = await office.visits.get(VisitId(visit))
        assert found is not None
        with office.meanwhile.reading() as heard:
            await office.lines.say(found, "clerk", "Gleich!", Op("clerk", "op", "digest"))
            async with asyncio.timeout(WITHIN_S):
                while not heard.touches([visit]):
                    await asyncio.sleep(0.01)
        return await sit(queue, visit, *who)

    monkeypatch.setattr(office.line, "sit", late)
    async with town.citizen(guest) as (_, shown):
        assert [line["text"] for line in shown["messages"]] == ["Gleich!"]


async def test_a_city_that_names_no_clerk_names_none(sqlite_url: str, real_redis_url: str) -> None:
    """Whoever is called reads the office's name; the letter and a new page say the same."""
    async with open_town(sqlite_url, real_redis_url, clerk_names=False) as town:
        guest = await town.guest()
        async with town.citizen(guest) as (page, _), town.clerk() as anna:
            await arrive(page, guest.visit)
            await anna.ask("call", visit=guest.visit, op="c")
            called = await page.until(lambda m: m.get("stage") == "called")
            assert [peer["seat"] for peer in called["peers"]] == ["clerk"]
            assert "name" not in called["peers"][0]
        async with town.citizen(guest) as (_, shown):
            assert "name" not in shown["peers"][0]
