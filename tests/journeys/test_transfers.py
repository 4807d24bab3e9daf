"""Two queues live in two places of Redis: whoever is passed on is here in the new one, and only there."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from broker.core.visit import Actor, By, QueueId, Stage, Transfer, decide
from tests.support.town import QUEUE, Guest, Town, arrive

THERE = QueueId("parken")
BEN = Actor(By.QUEUE_CLERK, "ben")


async def passed_on_by_a_node_that_dies(town: Town, guest: Guest) -> None:
    """The move is committed, and nobody was told of it."""
    visits = town.nodes[0].office.visits
    found = await visits.get(guest.visit)
    assert found is not None
    await visits.commit(decide(found, Transfer(queue=THERE), BEN, town.clock()))


async def places(town: Town, queue: str, guest: Guest) -> set[str]:
    """The seats of a visit that this queue knows of, taken or lost."""
    presence = await town.nodes[0].office.line.presence(QueueId(queue))
    both = [*presence.seats, *(("lost " + visit, seat) for visit, seat in presence.lost)]
    return {
        f"{'lost ' if visit.startswith('lost') else ''}{seat}"
        for visit, seat in both
        if visit.removeprefix("lost ") == guest.visit
    }


async def become(town: Town, queue: str, guest: Guest, wanted: set[str]) -> None:
    """Waits until these are the seats there."""
    async with asyncio.timeout(20):
        while await places(town, queue, guest) != wanted:
            await asyncio.sleep(0.05)


async def test_the_seat_moves_along_though_the_node_died_that_passed_on(two_nodes: Town) -> None:
    """The move is told later by another node, which knows where it led to and not what it was: the
    page must not stay behind in the old queue, or its citizen is away for ever while looking on."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 1) as (page, _):
        await arrive(page, guest.visit)
        await passed_on_by_a_node_that_dies(two_nodes, guest)
        shown = await page.until(type="visit")
        assert shown["visit"]["queue"] == THERE
        await become(two_nodes, THERE, guest, {"citizen"})
        await become(two_nodes, QUEUE, guest, set())


async def test_who_is_passed_on_is_called_from_the_new_queue_at_once(two_nodes: Town) -> None:
    """Nobody who is here is taken for away, and a call from the old queue finds nobody."""
    guest = await two_nodes.guest()
    for node in two_nodes.nodes:
        node.office.desk.patience = replace(node.office.desk.patience, away=timedelta())
    async with two_nodes.citizen(guest, 1) as (page, _), two_nodes.clerk(0) as clerk:
        await arrive(page, guest.visit)
        await passed_on_by_a_node_that_dies(two_nodes, guest)
        await page.until(type="visit")
        await become(two_nodes, THERE, guest, {"citizen"})
        assert (await clerk.ask("call-next", queue=QUEUE))["kind"] == "line-empty"
        desk = two_nodes.nodes[1].office.desk
        await desk.set_desk("ben", "Ben", "open", (THERE,))
        done = await desk.call_next(THERE, BEN)
        assert done.visit == guest.visit
        assert done.moved is not None
        assert done.moved.after.stage is Stage.CALLED
