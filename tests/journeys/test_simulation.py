"""Simulated people in a real demo: they come, wait, talk and go, among themselves and with browsers."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from broker.cli.demo import Demo, open_demo
from broker.core.visit import Outcome, QueueId
from broker.played.people import Citizen, Clerk, Supervisor, token_of
from broker.played.simulation import PLAYERS, Pace, Simulation
from signaling.errors import StoreDown
from signaling.messages import VisitRow
from tests.support.browser import CitizenTab, ClerkTab, new_context, open_browser, open_tab
from tests.support.statements import before_statements

pytestmark = [pytest.mark.media, pytest.mark.timeout(90)]
QUICK = Pace(
    between_arrivals=(0.1, 0.3),
    before_joining=(0.05, 0.1),
    before_writing=(0.1, 0.2),
    citizen_talks=(60, 60),
    clerk_talks=1.0,
    clerk_rests=0.1,
    again=0.2,
)


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """The whole system on a free port."""
    async with open_demo() as opened:
        yield opened


@asynccontextmanager
async def players(demo: Demo, pace: Pace = QUICK) -> AsyncIterator[Simulation]:
    """Players in a hurry; sent away at the end."""

    async def book(name: str, language: str) -> str:
        return token_of(await demo.book(name, language))

    made = Simulation(
        api=f"{demo.node.settings.public_url}/api/v1",
        book=book,
        clerk_token=lambda: token_of(demo.staff("clerk", "Kim Simulation")),
        pace=pace,
        chance=random.Random(7),
    )
    try:
        yield made
    finally:
        await made.set(citizens=False, clerk=False)


@asynccontextmanager
async def board_of(demo: Demo) -> AsyncIterator[Supervisor]:
    """Somebody who watches."""
    links = await demo.links()
    async with Supervisor.at(links.api, token_of(links.supervisor)) as board:
        yield board


def rows(board: Supervisor, *stages: str) -> list[VisitRow]:
    return [row for row in board.lines.visits.values() if row.stage in stages]


async def test_both_played_visits_are_held_one_after_the_other(demo: Demo) -> None:
    """What somebody sees who only watches the board: a line that moves."""
    ended: set[str] = set()
    async with board_of(demo) as board, players(demo) as simulation:
        await simulation.set(citizens=True, clerk=True)
        assert (simulation.state.citizens, simulation.state.clerk) == (True, True)
        while len(ended) < 2:
            seen = {row.visit for row in rows(board, "in-call")}
            await board.until(
                lambda one, known=seen | ended: (
                    {  # type: ignore[misc]
                        row.visit for row in rows(one, "in-call")
                    }
                    - known
                ),
                within_s=20,
            )
            (talking,) = rows(board, "in-call")
            await board.until(
                lambda one, visit=talking.visit: visit not in one.lines.visits,  # type: ignore[misc]
                within_s=20,
            )
            ended.add(talking.visit)
    told = await demo.node.office.visits.facts(ids=list(ended))  # type: ignore[arg-type]
    assert {facts.visit.outcome for facts in told} == {Outcome.COMPLETED}
    assert {facts.name for facts in told} <= {player.name for player in PLAYERS}


async def test_a_human_clerk_finds_people_with_a_picture_and_a_line_of_text(demo: Demo) -> None:
    """The demo for one person: somebody is always there to talk to."""
    links = await demo.links()
    async with (
        players(demo) as simulation,
        Clerk.at(links.api, token_of(links.clerk)) as clerk,
    ):
        await simulation.set(citizens=True, clerk=False)
        await clerk.set_desk("open", "demo")
        await clerk.until(lambda one: one.lines.waiting("demo"))
        await clerk.call_next("demo")
        await clerk.until_stage("in-call")
        talk = await clerk.start_talk()
        await talk.until_lit()
        await clerk.until(lambda one: one.in_hand.messages)
        await clerk.end("completed")
        await clerk.until(lambda one: one.in_hand.stage == "ended")


async def test_a_citizen_whom_nobody_dismisses_hangs_up(demo: Demo) -> None:
    """A human clerk who walks away from the demo does not find the same guest the next day."""
    links = await demo.links()
    pace = replace(QUICK, citizen_talks=(0.2, 0.4))
    async with (
        players(demo, pace) as simulation,
        Clerk.at(links.api, token_of(links.clerk)) as clerk,
    ):
        await simulation.set(citizens=True, clerk=False)
        await clerk.set_desk("open", "demo")
        await clerk.until(lambda one: one.lines.waiting("demo"))
        await clerk.call_next("demo")
        await clerk.until_stage("ended")


async def test_a_human_citizen_is_served_by_the_clerk(demo: Demo) -> None:
    """The other half of the demo for one person."""
    links = await demo.links()
    async with (
        players(demo) as simulation,
        Citizen.at(links.api, token_of(links.citizen)) as citizen,
    ):
        await simulation.set(citizens=False, clerk=True)
        await citizen.arrive()
        await citizen.until_stage("called")
        await citizen.join()
        talk = await citizen.start_talk()
        await talk.until_lit()
        await citizen.until(lambda one: one.visit.messages)
        await citizen.until_stage("ended")
        assert citizen.visit.outcome == "completed"


async def test_not_more_than_a_handful_come(demo: Demo) -> None:
    """A demo left alone over night has no line of hundreds."""
    async with board_of(demo) as board, players(demo) as simulation:
        await simulation.set(citizens=True, clerk=False)
        await board.until(lambda one: len(rows(one, "waiting")) == QUICK.at_once, within_s=20)
        with pytest.raises(Exception, match="did not come"):
            await board.until(lambda one: len(rows(one, "waiting")) > QUICK.at_once, within_s=1.0)


async def test_switched_off_nobody_is_left_and_on_again_they_come(demo: Demo) -> None:
    """Off means off: no ghost in line, no open desk; and the switch works twice."""
    async with board_of(demo) as board, players(demo) as simulation:
        for _ in range(2):
            await simulation.set(citizens=True, clerk=True)
            await simulation.set(citizens=True, clerk=True)
            await board.until(lambda one: rows(one, "in-call"), within_s=20)
            async with asyncio.timeout(10):
                await simulation.set(citizens=False, clerk=False)
            assert (simulation.state.citizens, simulation.state.clerk) == (False, False)
            await board.until(lambda one: not one.lines.visits)
            assert not await demo.node.office.desks.all_open()


async def test_a_call_in_hand_goes_back_to_the_line_when_the_clerk_is_switched_off(
    demo: Demo,
) -> None:
    """A person at the citizen's page is not thrown out, but waits for the next clerk."""
    links = await demo.links()
    async with (
        players(demo, replace(QUICK, clerk_talks=60)) as simulation,
        Citizen.at(links.api, token_of(links.citizen)) as citizen,
    ):
        await simulation.set(citizens=False, clerk=True)
        await citizen.arrive()
        await citizen.until_stage("called")
        await citizen.join()
        await citizen.until_stage("in-call")
        await simulation.set(citizens=False, clerk=False)
        await citizen.until_stage("waiting")


async def test_nobody_is_left_in_hand_when_a_talk_is_refused(demo: Demo) -> None:
    """The clerk's greeting meets a store that is away: the person goes back, and is called again."""
    failures = [StoreDown("away")]

    def refuse(statement: str) -> None:
        if failures and statement.startswith("INSERT INTO messages"):
            raise failures.pop()

    links = await demo.links()
    async with (
        players(demo) as simulation,
        Citizen.at(links.api, token_of(links.citizen)) as citizen,
    ):
        with before_statements(demo.node.database, refuse):
            await simulation.set(citizens=False, clerk=True)
            await citizen.arrive()
            for _ in range(2):
                await citizen.until_stage("called")
                await citizen.join()
                await citizen.until_stage("waiting", "ended")
        await citizen.until_stage("ended")
        assert citizen.visit.outcome == "completed"
        assert not failures


async def test_trouble_with_bookings_ends_nothing(demo: Demo) -> None:
    """No free time in the demo queue, or a store that is away: they try again later."""
    failures = [OSError("away"), OSError("away")]

    async def book(name: str, language: str) -> str:
        if failures:
            raise failures.pop()
        return token_of(await demo.book(name, language))

    simulation = Simulation(
        api=f"{demo.node.settings.public_url}/api/v1", book=book, clerk_token=str, pace=QUICK
    )
    async with board_of(demo) as board:
        # An empty token is a clerk whom nobody lets in.
        await simulation.set(citizens=True, clerk=True)
        await board.until(lambda one: rows(one, "waiting"))
        assert simulation.state.citizens
        assert simulation.state.clerk
        await simulation.set(citizens=False, clerk=False)


@pytest.mark.browser
@pytest.mark.timeout(150)
async def test_a_browser_clerk_and_a_simulated_citizen_see_each_other(demo: Demo) -> None:
    """aiortc answers a browser's offer; the page decodes a lit picture, for a while."""
    links = await demo.links()
    async with open_browser() as browser, players(demo) as simulation:
        clerk = ClerkTab(await open_tab(await new_context(browser), links.clerk))
        await clerk.open_desk()
        await simulation.set(citizens=True, clerk=False)
        await clerk.call_next()
        await clerk.tab.until_frames(40)
        assert await clerk.tab.is_lit()
        (visit,) = [
            facts.visit
            for facts in await demo.node.office.visits.facts(queue=QueueId("demo"))
            if facts.visit.clerk
        ]
        # Both sides reported flowing media.
        assert visit.connected_at is not None
        assert not clerk.tab.complaints


@pytest.mark.browser
@pytest.mark.timeout(150)
async def test_a_browser_citizen_and_the_simulated_clerk_see_each_other(demo: Demo) -> None:
    """The browser answers aiortc's offer."""
    links = await demo.links()
    pace = replace(QUICK, clerk_talks=60)
    async with open_browser() as browser, players(demo, pace) as simulation:
        citizen = CitizenTab(await open_tab(await new_context(browser), links.citizen))
        await citizen.wait()
        await simulation.set(citizens=False, clerk=True)
        await citizen.join()
        await citizen.tab.until_frames(40)
        assert await citizen.tab.is_lit()
        (facts,) = await demo.node.office.visits.facts(queue=QueueId("demo"))
        assert facts.visit.connected_at is not None
        assert not citizen.tab.complaints
