"""A visit that ended by mistake goes on: for its clerk, its citizen, the line and the figures."""

from typing import Any

from broker.core.visit import Stage
from broker.figures.ledger import verify
from tests.support.town import QUEUE, Town, arrive
from tests.support.wire import Wire

OFFER = {"type": "offer", "sdp": "v=0"}


async def in_a_call(page: Wire, clerk: Wire, visit: str) -> int:
    """Called and joined; the number of the call."""
    await arrive(page, visit)
    assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
    called = await page.until(type="stage", stage="called")
    assert (await page.ask("join", visit=visit))["type"] == "done"
    await clerk.until(type="stage", stage="in-call")
    return int(called["call"])


def is_called(message: dict[str, Any], call: int) -> bool:
    """A letter about the move, or the whole visit anew; of an earlier call either may be late."""
    if message["type"] not in ("stage", "visit"):
        return False
    shown = message["visit"] if message["type"] == "visit" else message
    return bool(shown["stage"] == "called" and shown["call"] == call)


def served(message: dict[str, Any]) -> int | None:
    """How many the clerk has served today, as a desk is told."""
    return int(message["desk"].get("served_today", 0)) if message["type"] == "desk" else None


async def talks_again(page: Wire, clerk: Wire, visit: str, call: int) -> None:
    """The citizen is called anew, joins, and both hear each other."""
    await page.until(lambda message: is_called(message, call + 1))
    assert (await page.ask("join", visit=visit))["type"] == "done"
    await clerk.until(type="stage", stage="in-call", call=call + 1)
    await page.until(type="stage", stage="in-call", call=call + 1)
    offer = {"visit": visit, "call": call + 1, "description": OFFER}
    await page.say("description", to="clerk", **offer)
    assert (await clerk.until(type="description"))["from"] == "citizen"
    await clerk.say("description", to="citizen", **offer)
    assert (await page.until(type="description"))["from"] == "clerk"


async def test_a_clerk_goes_on_after_a_press_too_many(two_nodes: Town) -> None:
    """The page of the citizen shows the goodbye, and is called again without a reload."""
    town, guest = two_nodes, await two_nodes.guest()
    async with town.citizen(guest, 1) as (page, _), town.clerk(0) as clerk:
        call = await in_a_call(page, clerk, guest.visit)
        await clerk.ask("end", visit=guest.visit, outcome="completed")
        await page.until(type="stage", stage="ended")
        await clerk.until(lambda message: served(message) == 1)
        assert (await clerk.ask("take-up", visit=guest.visit))["type"] == "done"
        await clerk.until(lambda message: served(message) == 0)
        await talks_again(page, clerk, guest.visit, call)
        await clerk.ask("end", visit=guest.visit, outcome="completed")
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == "completed"
    assert (await verify(town.nodes[0].database)).sound


async def test_who_hung_up_by_mistake_is_called_again(town: Town) -> None:
    """The link, which said that the appointment is over, opens the waiting room again."""
    guest, url = await town.guest(), f"{town.apis[0]}/session"
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        call = await in_a_call(page, clerk, guest.visit)
        await page.ask("leave", visit=guest.visit)
        await clerk.until(type="stage", stage="ended")
        async with town.client.post(url, json={"token": guest.token}) as answer:
            assert answer.status == 410
        assert (await clerk.ask("take-up", visit=guest.visit))["type"] == "done"
        async with town.client.post(url, json={"token": guest.token}) as answer:
            assert answer.status == 200
        await talks_again(page, clerk, guest.visit, call)


async def test_a_page_that_opens_in_between_is_called_as_well(town: Town) -> None:
    """The citizen has reloaded the goodbye: whoever opens after the end has no seat yet."""
    guest = await town.guest()
    async with town.clerk() as clerk:
        async with town.citizen(guest) as (page, _):
            call = await in_a_call(page, clerk, guest.visit)
            await clerk.ask("end", visit=guest.visit, outcome="completed")
        async with town.citizen(guest) as (page, visit):
            assert visit["stage"] == "ended"
            assert (await clerk.ask("take-up", visit=guest.visit))["type"] == "done"
            await talks_again(page, clerk, guest.visit, call)


async def test_a_colleague_or_a_busy_desk_takes_up_nothing(town: Town) -> None:
    """It is its clerk's, and a clerk has one call."""
    one, two = await town.guest(), await town.guest()
    async with town.citizen(one) as (first, _), town.citizen(two) as (second, _):
        async with town.clerk() as clerk, town.clerk(name="Ben") as ben:
            await in_a_call(first, clerk, one.visit)
            await clerk.ask("end", visit=one.visit, outcome="completed")
            assert (await ben.ask("take-up", visit=one.visit))["kind"] == "not-yours"
            await arrive(second, two.visit)
            await clerk.ask("call-next", queue=QUEUE)
            assert (await clerk.ask("take-up", visit=one.visit))["kind"] == "desk-busy"
            found = await town.nodes[0].office.visits.get(one.visit)
            assert found is not None
            assert found.stage is Stage.ENDED
