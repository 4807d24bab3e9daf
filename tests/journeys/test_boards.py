"""What desks and boards see: numbered changes, of their own queues only, without names for boards."""

import asyncio
from typing import Any

from broker.catalogues import DEMO_QUEUE
from broker.core.visit import Actor, By, Cancel, QueueId, Transfer
from broker.live.positions import tell_positions
from signaling.hub import Address
from tests.support.town import QUEUE, Town, arrive, only_those
from tests.support.wire import WITHIN_S, Wire, wire

NAME = "Erika Muster"


def deltas(page: Wire) -> list[dict[str, Any]]:
    """Every change that this page has heard and nobody has looked at."""
    return [message for message in page.heard if message["type"] == "board-delta"]


def _shows(message: dict[str, Any], visit: str, name: str | None) -> bool:
    """Whether a delta carries the row of this visit with this name; None: without one."""
    rows = message.get("visits", []) if message["type"] == "board-delta" else []
    return any(row["visit"] == visit and row.get("who") == name for row in rows)


async def test_changes_are_numbered_from_the_snapshot_on_without_gaps(two_nodes: Town) -> None:
    """A missing number is the only way a page can know that it missed something."""
    board_token = two_nodes.staff("supervisor", "Robin")
    async with (
        wire(two_nodes.client, two_nodes.apis[1], board_token) as (board, snapshot),
        two_nodes.clerk(0) as clerk,
    ):
        for _ in range(3):
            guest = await two_nodes.guest()
            async with two_nodes.citizen(guest, 0) as (page, _):
                await arrive(page, guest.visit)
                # Who comes and goes between two looks is never shown: so it is waited for.
                # Desk and board are on two nodes, and each looks when it hears of it.
                await clerk.until(lambda m, v=guest.visit: _shows(m, v, NAME))
                await board.sees(lambda m, v=guest.visit: _shows(m, v, None))
                await clerk.ask("call-next", queue=QUEUE)
                await page.until(type="stage", stage="called")
                await clerk.ask("end", visit=guest.visit, outcome="come_in_person")
                await board.sees(lambda m, v=guest.visit: v in m.get("gone", []))
        numbers = [delta["seq"] for delta in deltas(board)]
        first = snapshot.get("seq", 0) + 1
        assert numbers == list(range(first, first + len(numbers)))
        assert NAME not in str(board.heard)
        assert not any("who" in row for d in deltas(board) for row in d.get("visits", []))


async def test_a_visit_of_another_department_never_reaches_a_board(town: Town) -> None:
    """Not its row, not its queue, and not even the news that it is gone."""
    foreign = town.staff("supervisor", "Robin", "buergeramt-melden")
    guest = await town.guest()
    async with (
        wire(town.client, town.apis[0], foreign) as (board, _),
        wire(town.client, town.apis[0], town.staff("supervisor", "Sascha")) as (own, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        # Shown first: who comes and goes between two looks is never shown, and never gone.
        await own.until(lambda m: guest.visit in str(m.get("visits")))
        await page.ask("leave", visit=guest.visit)
        await own.until(lambda m: guest.visit in m.get("gone", []))
        await board.ask("watch", queues=[])
        assert guest.visit not in str(board.heard)
        assert DEMO_QUEUE not in str(deltas(board))


async def test_what_happened_while_the_post_was_away_is_told_afterwards(town: Town) -> None:
    """A lost notice leaves no ghost on a board, and no citizen who waits for what was decided."""
    guest = await town.guest()
    node = town.nodes[0]
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (board, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        await board.until(lambda m: m["type"] == "board-delta" and m.get("visits"))
        line = node.office.line
        # The node's ear is cut off, and hears again some 50 ms later.
        await line.redis.client_kill_filter(_type="pubsub")
        await node.office.desk.do(guest.visit, Cancel(), Actor(By.CITIZEN))
        await board.until(lambda m: guest.visit in m.get("gone", []))
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == "cancelled"


async def test_a_place_is_told_only_when_it_is_news(town: Town) -> None:
    """A screen reader would read every letter aloud."""
    first, second = await town.guest(), await town.guest()
    office = town.nodes[0].office
    async with town.citizen(first) as (ahead, _), town.citizen(second) as (page, _):
        await arrive(ahead, first.visit)
        await arrive(page, second.visit)
        assert (await page.until(type="position", ahead=1))["ahead"] == 1
        picture = office.boards.pictures.of(QUEUE)
        assert picture is not None
        for _ in range(3):
            picture.moved = True
            tell_positions(
                picture,
                office.hub,
                office.catalogues.known(),
                now=town.clock(),
                away_after=office.desk.patience.away,
            )
        await page.ask("say", visit=second.visit, text="still here")
        assert not [m for m in page.heard if m["type"] == "position"]
        await ahead.ask("leave", visit=first.visit)
        assert (await page.until(type="position"))["ahead"] == 0


async def test_who_waits_hears_that_a_desk_opened(two_nodes: Town) -> None:
    """On the other node, too; and that it closed again."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 1) as (page, _), two_nodes.clerk(0, opened=False) as clerk:
        await arrive(page, guest.visit)
        await page.until(type="position")
        await clerk.ask("desk", state="open", queues=[QUEUE])
        await page.until(type="office", desks=1)
        await clerk.ask("desk", state="closed", queues=[])
        await page.until(type="office", desks=0)


async def test_nothing_of_an_ended_visit_stays_in_the_memory_of_a_node(town: Town) -> None:
    """A node runs for months, with or without somebody who watches."""
    guest = await town.guest()
    pictures = town.nodes[0].office.boards.pictures
    async with (
        wire(town.client, town.apis[0], town.staff("supervisor")) as (board, _),
        town.citizen(guest) as (page, _),
    ):
        await arrive(page, guest.visit)
        await page.until(type="position")
        assert pictures.facts(guest.visit) is not None
        await page.ask("leave", visit=guest.visit)
        await board.until(lambda m: guest.visit in m.get("gone", []))
    await only_those(town, 0)
    assert pictures.facts(guest.visit) is None
    assert town.nodes[0].office.hub.at(Address(guest.visit, "citizen")) is None
    line = town.nodes[0].office.line
    presence = await line.presence(QueueId(QUEUE))
    assert (presence.seats, presence.lost, presence.media) == ({}, {}, {})


async def test_whom_time_alone_makes_away_is_shown_so_within_seconds(town: Town) -> None:
    """No bell rings when a silence grows too long; also for who was passed on meanwhile."""
    guest, office = await town.guest(), town.nodes[0].office
    moved = Transfer(queue=QueueId("melden"))
    token = town.staff("supervisor", "Robin", "buergeramt-melden")
    async with town.clerk() as desk, wire(town.client, town.apis[0], token) as (board, _):
        async with town.citizen(guest) as (page, _):
            await arrive(page, guest.visit)
        for queue, reader in ((QUEUE, desk), ("melden", board)):
            await reader.until(lambda m: rows(m, guest.visit, away=False))
            picture = office.boards.pictures.of(queue)
            assert picture is not None
            async with asyncio.timeout(WITHIN_S):
                while guest.visit not in picture.lost:
                    await asyncio.sleep(0.01)
            picture.lost[guest.visit] = town.clock() - office.desk.patience.away
            # Every row is told again each quarter of a minute; this is sooner.
            async with asyncio.timeout(5.0):
                await reader.until(lambda m: rows(m, guest.visit, away=True))
            if queue == QUEUE:
                await office.desk.do(guest.visit, moved, Actor(By.QUEUE_CLERK, "x"))


def rows(message: dict[str, Any], visit: str, *, away: bool) -> bool:
    """Whether a delta says so of this visit."""
    return any(r["visit"] == visit and r["away"] is away for r in message.get("visits", []))
