"""Snapshot and deltas of a desk and a board: no gap, nothing twice, nothing stale."""

import asyncio

from broker.core.visit import VisitId
from tests.support.town import Town, arrive
from tests.support.wire import wire


async def test_deltas_go_on_exactly_where_the_snapshot_stands(town: Town) -> None:
    """Desks that come and go while citizens arrive: every page sees a numbered prefix of the truth.

    A gap makes a page come back for a fresh snapshot; numbers that do not fit the snapshot made
    pages come back for ever.
    """
    guests = [await town.guest() for _ in range(12)]

    async def crowd() -> None:
        for guest in guests:
            async with town.citizen(guest) as (page, _):
                await arrive(page, guest.visit)

    async def desk(name: str) -> set[VisitId]:
        seen: set[VisitId] = set()
        async with wire(town.client, town.apis[0], town.staff(name=name)) as (page, snapshot):
            assert not [m for m in page.heard if m["type"] == "board-delta"]
            seen |= {row["visit"] for row in snapshot["visits"]}
            seq = snapshot.get("seq", 0)
            while len(seen) < len(guests):
                delta = await page.until(type="board-delta")
                assert delta["seq"] == seq + 1
                seq = delta["seq"]
                seen |= {row["visit"] for row in delta.get("visits", [])}
        return seen

    results = await asyncio.gather(crowd(), *(desk(f"clerk{i}") for i in range(6)))
    assert all(seen == {guest.visit for guest in guests} for seen in results[1:])
