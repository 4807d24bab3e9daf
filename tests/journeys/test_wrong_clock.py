"""Two nodes on machines whose clocks are minutes apart, and are put while people wait: nobody notices."""

from datetime import datetime, timedelta

from broker.clock import utc_now
from broker.figures.ledger import verify
from broker.settings import Numbers
from tests.support.town import QUEUE, open_town

MINUTE = timedelta(minutes=1)
PATIENCE = timedelta(seconds=90)


class Machine:
    """One whose clock is so far off."""

    def __init__(self, off: timedelta) -> None:
        self.off = off

    def __call__(self) -> datetime:
        """What it says."""
        return utc_now() + self.off


async def test_who_came_first_is_first_whatever_the_machines_say(
    sqlite_url: str, redis_url: str
) -> None:
    """Also the time to answer a call is the whole, and an end can be taken back for its minute."""
    ahead, behind = Machine(MINUTE), Machine(-MINUTE)
    numbers = Numbers(redis_wait=timedelta(seconds=20), patience=PATIENCE)
    async with open_town(
        sqlite_url, redis_url, nodes=2, machines=[ahead, behind], numbers=numbers
    ) as town:
        first, second = await town.walk_in(0), await town.walk_in(1)
        async with (
            town.citizen(first, 0) as (page, _),
            town.citizen(second, 1),
            town.clerk(1) as clerk,
        ):
            assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == first.visit
            called = await page.until(type="stage", stage="called")
            left = datetime.fromisoformat(called["answer_by"]) - utc_now()
            assert PATIENCE / 2 < left <= PATIENCE + timedelta(seconds=2)
            await clerk.ask("end", visit=first.visit, outcome="no_show_citizen")
            behind.off = 2 * MINUTE
            assert (await clerk.ask("take-up", visit=first.visit))["type"] == "done"
            await clerk.ask("end", visit=first.visit, outcome="no_show_citizen")
            ahead.off, behind.off = -MINUTE, MINUTE
            assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == second.visit
        verdict = await verify(town.nodes[0].database)
        assert verdict.sound
