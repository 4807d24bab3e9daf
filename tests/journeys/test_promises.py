"""A promised waiting time is written down, judged by what came, and never grows without a reason."""

from dataclasses import replace
from datetime import timedelta

from aiohttp import ClientSession

from broker.core.pace import Pace
from broker.core.promise import Margin
from broker.live.positions import tell_positions
from broker.live.rows import Picture
from broker.live.told import Experience
from signaling.messages import Position
from tests.support.town import QUEUE, Town, arrive, heard_of
from tests.support.wire import wire

# An office in which one call has been made: from the plan alone nobody is told a time.
KNOWN = Pace(seen=1)


def told(town: Town, visit: str, experience: Experience | None = None) -> Position:
    """What a citizen is told now, after one more look with this experience."""
    picture, office = picture_of(town), town.nodes[0].office
    if experience is not None:
        picture.experience = experience
    picture.moved = True
    tell_positions(
        picture,
        office.hub,
        office.catalogues.known(),
        now=town.clock(),
        away_after=office.desk.patience.away,
    )
    return picture.told[visit].position


def picture_of(town: Town) -> Picture:
    picture = town.nodes[0].office.boards.pictures.of(QUEUE)
    assert picture is not None
    return picture


def latest(position: Position) -> int:
    """The end of a range that must be there."""
    assert position.latest_s is not None
    return position.latest_s


async def test_a_range_grows_only_with_the_reason_beside_it(town: Town) -> None:
    """Without one, what was said stays: a number that creeps up is the end of all trust."""
    one, two, three = [await town.guest() for _ in range(3)]
    async with (
        town.citizen(one) as (ahead, _),
        town.citizen(two) as (second, _),
        town.citizen(three) as (page, _),
        town.clerk(name="Anna"),
        town.clerk(name="Ben") as other,
    ):
        # Two desks are free for two: the third is told a range.
        for each, guest in ((ahead, one), (second, two), (page, three)):
            await arrive(each, guest.visit)
        await page.until(type="position", ahead=2)
        await heard_of(town.nodes[0], one, two, three)
        first = told(town, three.visit, Experience(pace=KNOWN))
        unsure = told(town, three.visit, Experience(pace=KNOWN, margin=Margin(3.0, 3.0)))
        assert (unsure.latest_s, unsure.reason) == (first.latest_s, None)
        slow = told(town, three.visit, Experience(pace=Pace(ratio=3.0, seen=1)))
        assert (latest(slow) > latest(first), slow.reason) == (True, "today")
        quick = told(town, three.visit, Experience(pace=KNOWN))
        assert (latest(quick) < latest(slow), quick.reason) == (True, None)
        await other.ask("desk", state="closed", queues=[])
        fewer = await page.until(type="position", reason="fewer-desks")
        assert fewer["latest_s"] > latest(quick)


async def test_with_the_last_desk_the_time_goes_and_the_reason_is_said(town: Town) -> None:
    """The page says why it cannot tell a time any more."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await page.until(lambda m: m["type"] == "position" and m.get("latest_s"))
        await clerk.ask("desk", state="closed", queues=[])
        gone = await page.until(type="position", reason="no-desk")
        assert "latest_s" not in gone


async def test_what_was_told_comes_back_after_a_reload(town: Town) -> None:
    """A reload is no way to a longer time."""
    guest = await town.guest()
    async with town.clerk():
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
            said = await page.until(lambda m: m["type"] == "position" and m.get("latest_s"))
        picture = picture_of(town)
        picture.experience = replace(Experience(), margin=Margin(3.0, 3.0))
        picture.moved = True
        async with town.citizen(guest) as (page, visit):
            assert visit["position"]["latest_s"] == said["latest_s"]


async def test_what_one_node_told_is_not_exceeded_by_another(two_nodes: Town) -> None:
    """A node dies, the page comes back elsewhere: its time does not grow by that, and what it is
    told next does not either."""
    town, guest = two_nodes, await two_nodes.guest()
    async with town.clerk(1):
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
            said = await page.until(lambda m: m["type"] == "position" and m.get("latest_s"))
            await town.nodes[0].foresight.write_down()
        picture = town.nodes[1].office.boards.pictures.of(QUEUE)
        assert picture is not None
        picture.experience = Experience(margin=Margin(2.0, 2.0), pace=Pace(ratio=1.6))
        picture.moved = True
        async with town.citizen(guest, 1) as (page, visit):
            assert visit["position"]["latest_s"] <= said["latest_s"]
            told_here = await page.until(type="position")
            assert told_here["latest_s"] <= said["latest_s"]


async def test_a_line_in_which_nothing_moved_is_not_gone_through_again(town: Town) -> None:
    """Five thousand who wait cost nothing while they wait; but calls grow older."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.clerk(), town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await page.until(lambda m: m["type"] == "position" and m.get("latest_s"))
        told(town, guest.visit)
        places = picture_of(town).places
        for seconds, same in ((1, True), (10, True), (16, False)):
            tell_positions(
                picture_of(town),
                office.hub,
                office.catalogues.known(),
                now=town.clock() + timedelta(seconds=seconds),
                away_after=office.desk.patience.away,
            )
            assert (picture_of(town).places is places) == same


async def test_a_promise_is_judged_and_shown_on_the_board(town: Town) -> None:
    """From the first range on a screen to the share on the board and the figure for monitoring."""
    guest, node = await town.guest(), town.nodes[0]
    supervisor = wire(town.client, town.apis[0], town.staff("supervisor", "Robin"))
    async with supervisor as (board, _), town.clerk() as clerk, town.citizen(guest) as (page, _):
        assert node.foresight.kept_today(QUEUE) is None
        await arrive(page, guest.visit)
        await page.until(lambda m: m["type"] == "position" and m.get("latest_s"))
        assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
        await page.until(type="stage", stage="called")
        picture_of(town).unread = True
        await node.foresight.look()
        assert node.foresight.kept_today(QUEUE) == 1.0
        assert node.foresight.typical_wait_s(QUEUE) is not None
        await clerk.ask("end", visit=guest.visit, outcome="citizen_left")
        row = await board.until(
            lambda m: (
                m["type"] == "board-delta"
                and "kept" in str(m.get("queues"))
                and "latest_s" in str(m.get("queues"))
            )
        )
        (shown,) = [each for each in row["queues"] if each["queue"] == QUEUE]
        assert shown["kept"] == 1.0
        assert shown["latest_s"] > 0
        assert 'vorsprache_promises{held="yes"} 1.0' in await metrics(town)


async def metrics(town: Town) -> str:
    """What monitoring reads."""
    async with ClientSession() as http:
        url = town.apis[0].removesuffix("/api/v1")
        async with http.get(f"{url}/metrics") as answer:
            return await answer.text()
