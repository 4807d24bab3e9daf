"""Twenty clerks on two nodes reach for the same citizen at once: one gets them, nineteen are free."""

import asyncio
from contextlib import AsyncExitStack

from broker.figures.ledger import as_text
from tests.cluster.crowd import crowd
from tests.support.cluster import Cluster, Room
from tests.support.wire import Wire, token_of, wire

CLERKS = 20


async def desks(cluster: Cluster, room: Room, stack: AsyncExitStack) -> list[Wire]:
    """Open desks, half of them on each node."""
    opened = []
    for n in range(CLERKS):
        token = token_of(cluster.staff(room, name=f"Clerk {n}"))
        api = cluster.api_of(n % len(cluster.nodes))
        clerk, _ = await stack.enter_async_context(wire(cluster.client, api, token))
        done = await clerk.ask("desk", state="open", queues=[room.queue])
        assert done["type"] == "done", done
        opened.append(clerk)
    return opened


async def test_twenty_clerks_who_call_at_once_get_one_citizen_once(
    cluster: Cluster, room: Room
) -> None:
    """Half press "next", half call this very person; three times, so that luck is no reason."""
    async with AsyncExitStack() as stack:
        clerks = await desks(cluster, room, stack)
        for _ in range(3):
            guest = await cluster.book(room)
            async with crowd(cluster, [guest]) as (person,):
                answers = await asyncio.gather(
                    *(
                        clerk.ask("call-next", queue=room.queue)
                        if n % 4 < 2
                        else clerk.ask("call", visit=guest.visit)
                        for n, clerk in enumerate(clerks)
                    )
                )
                won = [answer for answer in answers if answer["type"] == "done"]
                assert [answer["visit"] for answer in won] == [guest.visit], answers
                kinds = {answer["kind"] for answer in answers if answer["type"] == "problem"}
                assert kinds <= {"line-empty", "not-now", "conflict"}, kinds
                await person.until(lambda person=person: person.stage == "called")
                story = (await cluster.booking(guest))["visit"]
                assert [move["command"] for move in story["moves"]] == ["arrive", "call"]
                winner = clerks[answers.index(won[0])]
                ended = await winner.ask("end", visit=guest.visit, outcome="technical_failure")
                assert ended["type"] == "done", ended


async def test_twenty_clerks_who_call_at_once_get_twenty_different_people(
    cluster: Cluster, room: Room
) -> None:
    """Nobody is called twice and nobody is left over."""
    guests = [await cluster.book(room) for _ in range(CLERKS)]
    async with AsyncExitStack() as stack:
        clerks = await desks(cluster, room, stack)
        async with crowd(cluster, guests) as people:
            answers = await asyncio.gather(
                *(clerk.ask("call-next", queue=room.queue) for clerk in clerks)
            )
            called = [answer.get("visit") for answer in answers]
            assert set(called) == {guest.visit for guest in guests}, answers
            for person in people:
                await person.until(lambda person=person: person.stage == "called")
    verdict = await cluster.ledger()
    assert verdict.sound, as_text(verdict)
