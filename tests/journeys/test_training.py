"""An office day is played over real sockets: everybody is served, nobody is lost, and it can stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from broker.catalogues import DEMO_QUEUE
from broker.cli.demo import TRAINING_QUEUES, Demo, open_demo
from broker.core.office_day import Kind, office_day
from broker.core.visit import QueueId
from broker.played.people import Citizen, Clerk, Refused, Supervisor, token_of
from broker.tasks import end_all

pytestmark = [pytest.mark.media, pytest.mark.timeout(120)]
QUEUES = (DEMO_QUEUE, *TRAINING_QUEUES)
SMALL = Kind(name="small", desks=4, load=1.1, hours=1.5, minutes=(10,), queues=QUEUES, misses=0.1)


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """The whole system on a free port, with the queues of an office day."""
    async with open_demo(office_day=True) as opened:
        yield opened


async def live(demo: Demo) -> int:
    """How many have not been let go in any of the queues."""
    visits = demo.node.office.visits
    return sum([len(await visits.facts(queue=QueueId(queue))) for queue in QUEUES])


async def test_at_the_end_of_a_day_everybody_was_served_and_nobody_is_lost(demo: Demo) -> None:
    """By video and by telephone, in all queues; those who did not answer are told apart."""
    day = office_day(SMALL, 5)
    training = demo.training(day, speed=300)
    await training.play()
    assert training.done.total() == len(day.guests) > 10
    assert set(training.done) <= {"completed", "no_show_citizen", "citizen_left"}
    assert training.done["completed"] >= 0.7 * len(day.guests)
    assert training.done["no_show_citizen"] <= sum(guest.misses for guest in day.guests)
    assert await live(demo) == 0
    desks = await demo.node.office.desks.all_open()
    assert desks == []


@pytest.mark.long
async def test_a_person_can_sit_in_as_a_clerk_and_a_board_sees_the_day(demo: Demo) -> None:
    """The guest of a human clerk shows a picture; then the day is stopped in the middle."""
    links = await demo.links()
    training = demo.training(office_day(SMALL, 6), speed=120)
    async with (
        Supervisor.at(links.api, token_of(links.supervisor)) as board,
        Clerk.at(links.api, token_of(links.clerk)) as clerk,
    ):
        playing = asyncio.create_task(training.play())
        try:
            await clerk.set_desk("open", *QUEUES)
            await board.until(lambda one: one.lines.visits, within_s=30)
            while not clerk.has_somebody:
                await clerk.until(lambda one: any(map(one.lines.waiting, QUEUES)), within_s=30)
                for queue in QUEUES:
                    if clerk.lines.waiting(queue) and not clerk.has_somebody:
                        # A played clerk may be faster.
                        with contextlib.suppress(Refused):
                            await clerk.call_next(queue)
            await clerk.until_stage("in-call", "ended", within_s=30)
            if clerk.in_hand.stage == "in-call" and clerk.in_hand.channel == "video":
                talk = await clerk.start_talk()
                await talk.until_lit()
        finally:
            await end_all([playing])
    assert playing.cancelled()


@pytest.mark.long
async def test_a_human_citizen_is_served_in_between(demo: Demo) -> None:
    """The demo's own link works while the day is played."""
    links = await demo.links()
    playing = asyncio.create_task(demo.training(office_day(SMALL, 7), speed=120).play())
    try:
        async with Citizen.at(links.api, token_of(links.citizen)) as citizen:
            await citizen.arrive()
            await citizen.until_stage("called", within_s=60)
            await citizen.join()
            await citizen.until_stage("in-call")
            await citizen.leave()
    finally:
        await end_all([playing])
