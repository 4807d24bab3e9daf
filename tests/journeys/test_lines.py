"""What is written reaches everybody whom it concerns: once each, in order, whatever the post has lost."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from broker.announce import SaidNotice, pack
from broker.core.visit import Actor, By, QueueId, Transfer, VisitId
from broker.live import lines
from broker.live.lines import said
from broker.stores.visits import Op, SaidLine
from signaling.hub import Address
from tests.support.town import QUEUE, Town, arrive, heard_of
from tests.support.wire import WITHIN_S, Wire, wire

LINE = QueueId(QUEUE)


async def write(town: Town, visit: str, text: str) -> None:
    """A line that is written on a node that dies before it could tell anybody."""
    node = town.nodes[0]
    found = await node.office.visits.get(visit)  # type: ignore[arg-type] # ids are texts
    assert found is not None
    op = Op("citizen:dead", text, text)
    await node.office.visits.say(found, "citizen", text, now=town.clock(), op=op)


def texts(page: Wire) -> list[str]:
    """All lines that a page has heard, as they came."""
    return [message["text"] for message in page.heard if message["type"] == "said"]


async def test_a_desk_hears_what_was_written_while_its_node_heard_nothing(town: Town) -> None:
    """The subscription was cut in that moment; nobody reloads for it."""
    guest, line = await town.guest(), town.nodes[0].office.line
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await heard_of(town.nodes[0], guest)
        # Deaf for some 50 ms.
        await line.redis.client_kill_filter(_type="pubsub")
        await page.ask("say", visit=guest.visit, text="Ich bin da")
        assert (await desk.until(type="said"))["text"] == "Ich bin da"
        assert (await page.until(type="said"))["text"] == "Ich bin da"


async def test_a_line_whose_predecessor_was_never_told_brings_it_along(town: Town) -> None:
    """Numbers have no gaps: so who hears of the second knows that there is a first, and says it first."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await heard_of(town.nodes[0], guest)
        await write(town, guest.visit, "first")
        await page.ask("say", visit=guest.visit, text="second")
        for reader in (page, desk):
            await reader.sees(type="said", text="second")
            assert texts(reader) == ["first", "second"]


async def test_a_desk_that_is_open_all_day_keeps_nothing_of_who_is_gone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of who is there it knows what was told."""
    monkeypatch.setattr(lines, "MANY", 2)
    node, stays = town.nodes[0], await town.guest()
    async with town.citizen(stays) as (staying, _), town.clerk() as desk:
        await arrive(staying, stays.visit)
        await heard_of(node, stays)
        await staying.ask("say", visit=stays.visit, text="stays")
        for _ in range(5):
            guest = await town.guest()
            async with town.citizen(guest) as (page, _):
                await arrive(page, guest.visit)
                await heard_of(node, guest)
                await page.ask("say", visit=guest.visit, text=guest.visit)
                await desk.until(type="said", text=guest.visit)
                await page.ask("cancel", visit=guest.visit)
                await desk.sees(lambda m, gone=guest.visit: gone in m.get("gone", []))
        (told,) = (
            len(told) for told in node.office.lines._told.values() if len(told) > 1
        )  # how much it keeps
        assert told <= 3
        await staying.ask("say", visit=stays.visit, text="again")
        await desk.until(type="said", text="again")
        assert texts(desk).count("stays") == 1


async def test_a_line_that_is_told_twice_is_heard_once(town: Town) -> None:
    """What Redis could not be told at its time is told again, perhaps after all."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        # Desks that see somebody for the first time are told what was said before, also a second time.
        await desk.sees(lambda m: any(row["visit"] == guest.visit for row in m.get("visits", [])))
        await page.ask("say", visit=guest.visit, text="once")
        (line,) = await office.visits.said(guest.visit)
        again = pack(SaidNotice(visit=guest.visit, queue=QUEUE, said=said(guest.visit, line)))
        await office.line.publish(LINE, again, visit=guest.visit)
        await page.ask("say", visit=guest.visit, text="twice")
        for reader in (page, desk):
            await reader.sees(type="said", text="twice")
            assert texts(reader) == ["once", "twice"]


async def test_a_line_said_again_after_its_node_died_is_told(town: Town) -> None:
    """It was committed and never told. The page that got no answer says it again with the same op."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await heard_of(town.nodes[0], guest)
        tell = office.later.tell

        async def dead(*_: object, **__: object) -> None:
            office.later.tell = tell  # type: ignore[method-assign] # dies once, before it tells

        office.later.tell = dead  # type: ignore[method-assign] # as above
        first = await page.ask("say", op="once", visit=guest.visit, text="Ich bin da")
        again = await page.ask("say", op="once", visit=guest.visit, text="Ich bin da")
        assert first["type"] == again["type"] == "done"
        assert (await desk.until(type="said"))["text"] == "Ich bin da"
        assert (await page.until(type="said"))["text"] == "Ich bin da"


async def test_the_desk_of_another_queue_learns_what_was_written_before_the_transfer(
    town: Town,
) -> None:
    """Once only, also by being passed on: whoever learns of a visit learns of its lines."""
    guest, office = await town.guest(), town.nodes[0].office
    there = "melden"
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await page.ask("say", visit=guest.visit, text="Ich brauche Hilfe")
        await desk.sees(type="said")
        other = town.staff(name="Ben", department="buergeramt-melden")
        async with wire(town.client, town.apis[0], other) as (elsewhere, _):
            await office.desk.do(
                guest.visit, Transfer(queue=QueueId(there)), Actor(By.QUEUE_CLERK, "x")
            )
            assert (await elsewhere.until(type="said"))["text"] == "Ich brauche Hilfe"


async def test_who_comes_back_out_of_a_call_brings_the_lines_along(town: Town) -> None:
    """What is said in a call only the two hear; sent back, any desk of the queue may be the next."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        other = town.staff(name="Ben")
        async with wire(town.client, town.apis[0], other) as (next_desk, _):
            await desk.ask("call-next", queue=QUEUE)
            await page.ask("join", visit=guest.visit)
            await page.ask("say", visit=guest.visit, text="first")
            await page.sees(type="said", text="first")
            assert texts(next_desk) == []
            await desk.ask("send-back", visit=guest.visit)
            await page.ask("say", visit=guest.visit, text="second")
            await next_desk.sees(type="said", text="second")
            assert texts(next_desk)[:2] == ["first", "second"]


async def test_a_desk_that_opens_before_its_node_knows_of_an_arrival_reads_the_lines(
    two_nodes: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row comes later, by a change; what was written before comes with it."""
    guest, pictures = await two_nodes.guest(), two_nodes.nodes[1].office.boards.pictures
    slow = pictures._refetch
    held: set[str] = set()

    async def later(ids: set[str]) -> None:
        """The other node looks into SQL only when the desk is open."""
        held.update(ids)

    monkeypatch.setattr(pictures, "_refetch", later)
    async with two_nodes.citizen(guest, 0) as (page, _):
        await arrive(page, guest.visit)
        await page.ask("say", visit=guest.visit, text="Ich bin da")
        async with two_nodes.clerk(1, opened=False) as desk:
            monkeypatch.setattr(pictures, "_refetch", slow)
            pictures._news.visits.update(held)  # type: ignore[arg-type] # ids are texts
            pictures._bell.set()
            assert (await desk.until(type="said"))["text"] == "Ich bin da"


@asynccontextmanager
async def slow_reading(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncio.Event]:
    """The first node begins to read what was said, and has its answer only when this is over. The
    event: somebody reads."""
    visits, reads, may_go_on = town.nodes[0].office.visits, asyncio.Event(), asyncio.Event()
    read = visits.said_after

    async def said_after(known: Mapping[VisitId, int]) -> list[tuple[VisitId, SaidLine]]:
        found = await read(known)
        reads.set()
        await may_go_on.wait()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(visits, "said_after", said_after)
        yield reads
        may_go_on.set()


async def test_a_desk_that_is_greeted_hears_a_new_line_after_those_before_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is said while its backlog is read."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await heard_of(town.nodes[0], guest)
        await page.ask("say", visit=guest.visit, text="first")
        await page.sees(type="said", text="first")
        async with slow_reading(town, monkeypatch) as reads:
            desk = asyncio.create_task(anext(desks := opened(town)))
            await asyncio.wait_for(reads.wait(), WITHIN_S)
            await page.ask("say", visit=guest.visit, text="second")
            await page.sees(type="said", text="second")
        reader = await desk
        await reader.sees(type="said", text="second")
        assert texts(reader) == ["first", "second"]
        await desks.aclose()


async def opened(town: Town) -> AsyncGenerator[Wire, None]:
    """A desk, as long as somebody asks for it."""
    async with town.clerk(opened=False) as desk:
        yield desk


async def test_a_call_that_a_node_never_saw_keeps_no_line_from_its_desks(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Called, spoken and sent back between two looks into SQL, while the lines were being read."""
    guest, office = await town.guest(), town.nodes[0].office
    pictures, held = office.boards.pictures, set[VisitId]()
    look = pictures._refetch

    async def not_now(ids: set[VisitId]) -> None:
        held.update(ids)

    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await heard_of(town.nodes[0], guest)
        async with wire(town.client, town.apis[0], town.staff(name="Ben")) as (next_desk, _):
            monkeypatch.setattr(pictures, "_refetch", not_now)
            async with slow_reading(town, monkeypatch) as reads:
                office.lines.missed(QUEUE)
                await asyncio.wait_for(reads.wait(), WITHIN_S)
                await desk.ask("call-next", queue=QUEUE)
                await page.ask("join", visit=guest.visit)
                await page.ask("say", visit=guest.visit, text="first")
                await page.sees(type="said", text="first")
            await desk.ask("send-back", visit=guest.visit)
            monkeypatch.setattr(pictures, "_refetch", look)
            pictures._news.visits.update(held)
            pictures._bell.set()
            await next_desk.sees(type="said", text="first")
            await page.ask("say", visit=guest.visit, text="second")
            await next_desk.sees(type="said", text="second")
            assert list(dict.fromkeys(texts(next_desk))) == ["first", "second"]


async def test_a_record_that_was_read_before_a_line_takes_it_from_nobody(
    town: Town,
) -> None:
    """What a page is shown takes the place of what it heard meanwhile; so that is told again."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as desk:
        await arrive(page, guest.visit)
        await desk.ask("call-next", queue=QUEUE)
        await desk.sees(type="record")
        old = office.hub.at(Address(guest.visit, "clerk"))
        assert old is not None
        await page.ask("say", visit=guest.visit, text="first")
        await desk.sees(type="said", text="first")
        desk.heard.clear()
        office.lines.shown(old, guest.visit, [])
        await desk.sees(type="said", text="first")
