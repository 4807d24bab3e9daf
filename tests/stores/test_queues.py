"""The day of a queue, written by several at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from broker.core.alerts import Limits
from broker.core.visit import QueueId
from broker.stores.alerts import Alerts
from broker.stores.queues import Queues
from tests.support.dresden import City

QUEUE, DAY = QueueId("melden"), date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def test_who_changes_the_same_day_at_once_loses_nothing(city: City) -> None:
    """One closes the queue, one writes a notice, one lends it: three people, three nodes."""
    queues = Queues(city.database)
    for _ in range(10):
        await asyncio.gather(
            queues.change(QUEUE, DAY, now=NOON, closed=True),
            queues.change(QUEUE, DAY, now=NOON, notice="a word", notice_at=NOON),
            queues.change(QUEUE, DAY, now=NOON, lent_to=("kfz",)),
        )
        day = await queues.day_of(QUEUE, DAY)
        assert (day.closed, day.notice, day.lent_to) == (True, "a word", ("kfz",))
        await asyncio.gather(
            queues.change(QUEUE, DAY, now=NOON, closed=False),
            queues.change(QUEUE, DAY, now=NOON, notice=None, notice_at=None),
            queues.change(QUEUE, DAY, now=NOON, lent_to=()),
        )
        day = await queues.day_of(QUEUE, DAY)
        assert (day.closed, day.notice, day.lent_to) == (False, None, ())


async def test_two_supervisors_who_set_the_same_limits_at_once_both_may(city: City) -> None:
    """The last one wins; nobody is shown a fault."""
    alerts = Alerts(city.database)
    for _ in range(10):
        await asyncio.gather(
            *(alerts.set_limits(QUEUE, Limits(waiting=n), "robin", NOON) for n in (3, 4, 5))
        )
        assert (await alerts.limits())[QUEUE].waiting in (3, 4, 5)


async def test_two_nodes_that_close_the_same_silent_desk_at_once_both_go_on(city: City) -> None:
    """Every node sweeps; its task must not end on what another one has just done."""
    desks = city.desk.desks
    await desks.set("anna", "Anna", "open", [QUEUE], now=NOON)
    for n in range(10):
        state = "closed" if n % 2 else "open"
        queues = [QUEUE] if state == "open" else []
        await asyncio.gather(
            *(desks.set("anna", "Anna", state, queues, now=NOON) for _ in range(3))
        )
        row = await desks.get("anna")
        assert row is not None
        assert row.state == state


MIDDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


async def test_two_clerks_of_one_name_are_told_apart(city: City) -> None:
    """By a number that stays for the day; who was there long ago takes no name away."""
    desks = city.desk.desks

    async def named(clerk: str, name: str, state: str = "open", at: datetime = MIDDAY) -> str:
        return (await desks.set(clerk, name, state, [QueueId("melden")], now=at)).name

    assert await named("anna", "Anna") == "Anna"
    assert await named("other", "Anna") == "Anna (2)"
    assert await named("third", "Anna") == "Anna (3)"
    assert await named("other", "Anna", "break") == "Anna (2)"
    assert await named("other", "Anna (2)", "closed") == "Anna (2)"
    assert await named("anna", "Anna", "closed") == "Anna"
    assert await named("fourth", "Anna", at=MIDDAY + timedelta(days=1)) == "Anna"
