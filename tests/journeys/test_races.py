"""What arrives late, twice, or at the same moment as something else harms nobody who waits."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from broker.catalogues import DEMO_SERVICE
from broker.core.visit import SYSTEM, Actor, By, Call, PatienceOver, QueueId, Stage
from broker.figures.ledger import verify
from broker.stores.database import Database
from broker.stores.visits import Op
from tests.support.town import QUEUE, Guest, Town, arrive
from tests.support.wire import wire

OTHERS = "parken"


async def phone_of(town: Town, guest: Guest) -> str | None:
    """The number that a clerk would call."""
    facts = await town.nodes[0].office.visits.facts(ids=[guest.visit])
    return facts[0].phone


async def stage_of(town: Town, guest: Guest) -> Stage:
    """As committed."""
    found = await town.nodes[0].office.visits.get(guest.visit)
    assert found is not None
    return found.stage


@dataclass(frozen=True)
class Row:
    """Finds the row of a guest in what a desk or a board is told."""

    guest: Guest

    def __call__(self, message: dict[str, Any]) -> dict[str, Any]:
        rows = [r for r in message.get("visits", []) if r["visit"] == self.guest.visit]
        return rows[0] if rows else {}

    def parked(self, message: dict[str, Any]) -> bool:
        """Whether this message says that the guest is parked."""
        return self(message).get("stage") == "parked"


async def test_a_number_that_is_repeated_late_does_not_replace_the_newer_one(town: Town) -> None:
    """The telephone would ring where nobody waits for it any more."""
    guest = await town.guest()
    number = {"visit": guest.visit, "channel": "phone"}
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await page.ask("switch-channel", op="first", phone="+493511111", **number)
        await page.ask("switch-channel", op="second", phone="+493512222", **number)
        assert await phone_of(town, guest) == "+493512222"
        again = await page.ask("switch-channel", op="first", phone="+493511111", **number)
        assert again["type"] == "done"
    assert await phone_of(town, guest) == "+493512222"


async def test_what_is_refused_leaves_no_number_behind(town: Town) -> None:
    """Nobody may keep a number of a visit that is over: there is no reason left for it."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await page.ask("leave", visit=guest.visit)
        refused = await page.ask(
            "switch-channel", visit=guest.visit, channel="phone", phone="+493513333"
        )
        assert refused["kind"] == "visit-over"
    assert await phone_of(town, guest) is None


@pytest.mark.parametrize("two_nodes", ["city"], indirect=True)
async def test_whose_own_op_is_the_reason_to_refuse_it_is_told_that_it_is_done(
    two_nodes: Town,
) -> None:
    """A page that lost its connection says "next" again on another node while the first is at work: the
    clerk has somebody in hand by then, by this very op."""
    actor, op = Actor(By.QUEUE_CLERK, "anna"), Op("anna", "twin", "call-next")
    one, other = (node.office.desk for node in two_nodes.nodes)
    await one.set_desk(actor.id, "Anna", "open", (QueueId(QUEUE),))
    guest, database = await two_nodes.guest(), two_nodes.nodes[0].database
    async with two_nodes.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        async with database.engine.connect() as lock, asyncio.timeout(20):
            await lock.execute(text("LOCK TABLE desks IN ACCESS EXCLUSIVE MODE"))
            second = asyncio.create_task(other.call_next(QueueId(QUEUE), actor, op))
            # It has asked whether its op was answered before, and reads the desk.
            while not await _waits_for_a_lock(database):
                await asyncio.sleep(0.02)
            called = Call(called_from=QueueId(QUEUE), in_turn=True)
            first = await one.do(guest.visit, called, actor, op)
            await lock.rollback()
            again = await second
    assert (again.visit, again.version) == (first.visit, first.version)


async def _waits_for_a_lock(database: Database) -> bool:
    async with database.read() as connection:
        count = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(await connection.scalar(count))


async def test_a_colleague_with_an_old_screen_ends_no_call(two_nodes: Town) -> None:
    """Anna has just called whom Ben still sees waiting: his "has left" is about the past."""
    guest = await two_nodes.guest()
    async with (
        two_nodes.citizen(guest) as (page, _),
        two_nodes.clerk() as anna,
        two_nodes.clerk(1, name="Ben") as ben,
    ):
        await arrive(page, guest.visit)
        await anna.ask("call-next", queue=QUEUE)
        for verb in ({"outcome": "citizen_left"}, {"outcome": "come_in_person"}):
            assert (await ben.ask("end", visit=guest.visit, **verb))["kind"] == "not-yours"
        assert (await ben.ask("cancel", visit=guest.visit))["kind"] == "not-yours"
        await page.ask("join", visit=guest.visit)
        assert (await ben.ask("end", visit=guest.visit, outcome="citizen_left"))["kind"]
        assert await stage_of(two_nodes, guest) is Stage.IN_CALL
        done = await anna.ask("end", visit=guest.visit, outcome="completed")
        assert done["type"] == "done"


async def test_a_desk_is_at_work_for_a_lent_queue_only_while_it_is_lent(two_nodes: Town) -> None:
    """Whoever waits there would be told a time, though nobody may call them any more."""
    town = two_nodes
    token = town.staff(name="Ben", department=OTHERS)
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Chef")) as (board, _),
        wire(town.client, town.apis[1], token) as (ben, _),
    ):
        await board.ask("lend-queue", queue=QUEUE, departments=[OTHERS])
        await ben.until(type="welcome")
        assert (await ben.ask("desk", state="open", queues=[OTHERS, QUEUE]))["type"] == "done"
        await board.until(lambda m: any(row["desks"] == 1 for row in m.get("queues", [])))
        await board.ask("lend-queue", queue=QUEUE, departments=[])
        await board.until(lambda m: any(row["desks"] == 0 for row in m.get("queues", [])))
        changed = await ben.until(
            lambda m: m["type"] == "desk" and m["desk"]["queues"] == [OTHERS]
        )
        assert changed["desk"]["state"] == "open"


async def test_a_desk_that_comes_back_after_the_loan_serves_its_own_queues(town: Town) -> None:
    """The page was closed while the queue was given back."""
    token = town.staff(name="Ben", department=OTHERS)
    async with wire(town.client, town.apis[0], town.staff("supervisor", "Chef")) as (board, _):
        await board.ask("lend-queue", queue=QUEUE, departments=[OTHERS])
        await board.until(lambda m: any(row.get("lent_to") for row in m.get("queues", [])))
        async with wire(town.client, town.apis[0], token) as (ben, _):
            done = await ben.ask("desk", state="open", queues=[QUEUE])
            assert done["type"] == "done"
        await board.ask("lend-queue", queue=QUEUE, departments=[])
        await board.until(lambda m: any(not row.get("lent_to") for row in m.get("queues", [])))
        async with wire(town.client, town.apis[0], token) as (_, snapshot):
            assert snapshot["desk"]["queues"] == []
            assert snapshot["desk"]["state"] == "closed"


async def test_what_a_node_could_not_tell_before_it_died_is_seen_all_the_same(town: Town) -> None:
    """A desk that is open in SQL alone serves nobody: who waits would never hear of it."""
    office = town.nodes[0].office
    async with wire(town.client, town.apis[0], town.staff("supervisor", "Chef")) as (board, _):
        await office.desks.set("anna", "Anna", "open", [QueueId(QUEUE)], now=town.clock())
        office.boards.refresh()
        await board.until(lambda m: any(row["desks"] == 1 for row in m.get("queues", [])))


async def test_why_somebody_is_parked_is_known_to_every_clerk_and_to_no_board(
    two_nodes: Town,
) -> None:
    """Whoever takes them back must know what they wait for; the reason goes with the parking."""
    town, guest = two_nodes, await two_nodes.guest()
    row = Row(guest)
    async with (
        town.citizen(guest) as (page, _),
        town.clerk() as anna,
        town.clerk(1, name="Ben", opened=False) as ben,
        wire(town.client, town.apis[1], town.staff("supervisor", "Chef")) as (board, _),
    ):
        await arrive(page, guest.visit)
        await anna.ask("park", visit=guest.visit, reason="holt den Ausweis", op="p")
        assert row(await ben.until(row.parked))["park_reason"] == "holt den Ausweis"
        assert "park_reason" not in row(await board.until(row.parked))
        moved = await anna.ask("transfer", visit=guest.visit, queue=OTHERS, op="t")
        assert moved["type"] == "done", moved
        assert (await anna.ask("undo", of="t"))["type"] == "done"
        assert row(await ben.until(row.parked))["park_reason"] == "holt den Ausweis"
        await anna.ask("resume", visit=guest.visit)
        back = await ben.until(lambda m: row(m).get("stage") == "waiting")
        assert "park_reason" not in row(back)


async def test_a_citizen_is_told_why_they_are_parked_but_no_words_of_a_clerk(
    two_nodes: Town,
) -> None:
    """A reason from the list is meant for both; what a clerk writes is for desks. A new page knows it, too."""
    town, guest = two_nodes, await two_nodes.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as anna:
        await arrive(page, guest.visit)
        await anna.ask("park", visit=guest.visit, reason="clarify", op="p")
        assert (await page.until(lambda m: m.get("stage") == "parked"))["hold"] == "clarify"
        async with town.citizen(guest, 1) as (_, shown):
            assert shown["hold"] == "clarify"
        await anna.ask("resume", visit=guest.visit, op="r")
    async with town.citizen(guest) as (page, shown), town.clerk(1, name="Ben") as anna:
        assert "hold" not in shown
        await anna.ask("park", visit=guest.visit, reason="riecht nach Alkohol", op="q")
        assert "hold" not in await page.until(lambda m: m.get("stage") == "parked")


async def test_devices_that_are_tried_again_are_told_with_the_move(town: Town) -> None:
    """The check is made anew in the waiting room; the clerk must not read the old one."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit, checks={"camera": "denied", "microphone": "fine"})
        told = await page.until(type="stage", stage="waiting")
        assert told["checks"] == {"camera": "denied", "microphone": "fine"}
        await arrive(page, guest.visit, checks={"camera": "fine", "microphone": "fine"})
        told = await page.until(type="stage", stage="waiting")
        assert told["checks"] == {"camera": "fine", "microphone": "fine"}


async def test_who_has_just_missed_a_call_is_not_called_again_from_an_old_screen(
    town: Town,
) -> None:
    """Ben still sees somebody waiting who has just missed Anna's call: three such calls within
    minutes would end the visit as a no-show."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as ben:
        await arrive(page, guest.visit)
        await ben.ask("call-next", queue=QUEUE)
        await town.nodes[0].office.desk.do(guest.visit, PatienceOver(), SYSTEM)
        early = await ben.ask("call", visit=guest.visit)
        assert early["kind"] == "too-early"
        assert early["opens_at"]
        done = await ben.ask("call", visit=guest.visit, reason="writes to be back")
        assert done["type"] == "done"


async def test_who_was_passed_on_and_comes_another_day_comes_to_the_queue_of_the_slot(
    town: Town,
) -> None:
    """The slot is one of the first office: in the line of the other one nobody would expect them."""
    guest, node = await town.guest(), town.nodes[0]
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        moved = await clerk.ask("transfer", visit=guest.visit, queue=OTHERS)
        assert moved["type"] == "done", moved
        await page.until(type="visit")
        tomorrow = town.clock().astimezone((await node.catalogues.current()).zone).date()
        tomorrow += timedelta(days=1)
        free = await node.bookings.slots(
            DEMO_SERVICE, tomorrow, tomorrow, "video", now=town.clock()
        )
        citizen = Actor(By.CITIZEN, "c")
        booked = await node.bookings.move(
            guest.reference, free[0].start, citizen, now=town.clock()
        )
        assert (booked.visit.stage, booked.visit.queue) == (Stage.BOOKED, QUEUE)
        assert await node.office.line.in_order(QueueId(OTHERS)) == []
        shown = await page.until(lambda m: m["type"] == "visit" and m["visit"]["queue"] == QUEUE)
        assert shown["visit"]["stage"] == "booked"
    assert (await verify(node.database)).sound


async def test_a_clerk_corrects_the_outcome_though_the_queue_was_given_back(
    two_nodes: Town,
) -> None:
    """Whose visit it was knows how it ended; the loan may end before the day does."""
    town, guest = two_nodes, await two_nodes.guest()
    token = town.staff(name="Ben", department=OTHERS)
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Chef")) as (board, _),
        wire(town.client, town.apis[1], token) as (ben, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        await board.ask("lend-queue", queue=QUEUE, departments=[OTHERS])
        await ben.until(type="welcome")
        await ben.ask("desk", state="open", queues=[QUEUE])
        await ben.ask("call-next", queue=QUEUE)
        await page.ask("join", visit=guest.visit)
        await ben.ask("end", visit=guest.visit, outcome="completed")
        await board.ask("lend-queue", queue=QUEUE, departments=[])
        await ben.until(type="welcome")
        amended = await ben.ask("amend", visit=guest.visit, outcome="come_in_person")
        assert amended["type"] == "done", amended
        assert (await ben.ask("annotate", visit=guest.visit, note="x"))["kind"] == "visit-over"
