"""A page that stood still, or woke up elsewhere, and says what it had to say: the truth comes back, and
nothing of it happens to somebody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWSTimeout

from broker.core.visit import QueueId, Stage
from signaling.messages import SUBPROTOCOL
from tests.journeys.test_visit import OFFER, into_call
from tests.support.redis import running_redis
from tests.support.town import QUEUE, Town, open_town
from tests.support.wall import walled
from tests.support.wire import WITHIN_S

RELAYED = ("description", "candidate", "media")


@pytest.fixture
async def towns(sqlite_url: str, real_redis_url: str) -> AsyncIterator[Town]:
    """Two nodes on the quickest real stores."""
    async with open_town(sqlite_url, real_redis_url, nodes=2) as opened:
        yield opened


async def test_a_frozen_page_that_thaws_is_told_what_has_become_of_its_call(towns: Town) -> None:
    """Browsers go on answering pings for it, so its socket is open all the time: what it says was meant
    for a call that a colleague has by now, and then for one that is over."""
    guest = await towns.guest()
    async with (
        towns.citizen(guest, 0) as (page, _),
        towns.clerk(1) as anna,
        towns.clerk(0, name="Ben") as ben,
    ):
        first = await into_call(page, anna, guest.visit)
        assert (await anna.ask("send-back", visit=guest.visit))["type"] == "done"
        await ben.until(lambda m: m["type"] == "board-delta" and m.get("visits"))
        assert (await ben.ask("call", visit=guest.visit))["type"] == "done"
        late = {"visit": guest.visit, "call": first}
        await page.say("media", **late, state="failed")
        await page.say("description", **late, to="clerk", description=OFFER)
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
        joined = await ben.until(type="stage", stage="in-call")
        assert joined["call"] == first + 1
        # Sent after the new call had begun, and still of the old one.
        await page.say("media", **late, state="failed")
        await page.say("description", **late, to="clerk", description=OFFER)
        assert (await page.ask("say", visit=guest.visit, text="hello"))["type"] == "done"
        await ben.until(type="said")
        assert (await ben.ask("end", visit=guest.visit, outcome="completed"))["type"] == "done"
        await page.say("media", visit=guest.visit, call=first + 1, state="connected")
        for type_, kind, more in (
            ("join", "visit-over", {}),
            ("leave", "visit-over", {}),
            ("say", "not-now", {"text": "still?"}),
            ("ice", "not-now", {}),
        ):
            refused = await page.ask(type_, visit=guest.visit, **more)
            assert (refused["type"], refused["kind"]) == ("problem", kind), type_
        assert not [m for m in (*anna.heard, *ben.heard) if m["type"] in RELAYED]
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == "completed"
    async with towns.citizen(guest, 1) as (_, shown):
        assert (shown["stage"], shown["outcome"]) == ("ended", "completed")


async def test_a_device_that_wakes_in_another_network_has_its_seat_at_once(towns: Town) -> None:
    """The old socket is still open for the server; what arrives from it late reaches nobody, and when
    it is found dead nobody is told that somebody left."""
    guest = await towns.guest()
    async with towns.citizen(guest, 0, page="p") as (older, _), towns.clerk(0) as clerk:
        number = await into_call(older, clerk, guest.visit)
        async with towns.citizen(guest, 1, page="p") as (newer, shown):
            assert shown["stage"] == "in-call"
            path = {"visit": guest.visit, "call": number}
            await newer.say("media", **path, state="connected")
            await clerk.until(type="media", state="connected")
            await older.say("media", **path, state="failed")
            await older.say("description", **path, to="clerk", description=OFFER)
            # Whatever it said before this is done with when this is answered.
            assert (await older.ask("say", visit=guest.visit, text="late"))["type"] == "done"
            await clerk.until(type="said")
            await older.socket.close()
            await clerk.say("description", **path, to="citizen", description=OFFER)
            assert (await newer.until(type="description"))["from"] == "clerk"
            await newer.say("description", **path, to="clerk", description=OFFER)
            await clerk.until(type="description")
            assert not [m for m in clerk.heard if m["type"] in RELAYED]
            gone = [m for m in clerk.heard if m["type"] == "stage" and not _both(m)]
            assert gone == []
        found = await towns.nodes[0].office.visits.get(guest.visit)
        assert found is not None
        assert found.stage is Stage.IN_CALL


async def test_who_went_away_while_being_greeted_closes_nobody(sqlite_url: str) -> None:
    """A page that is being reloaded tries to come back, and its last hello is heard after that of the
    page that took its place: nobody is there to sit, so the open page stays and has its seat."""
    async with running_redis() as server, walled(server) as gate:
        async with open_town(sqlite_url, gate.redis_url) as town:
            guest, office = await town.guest(), town.nodes[0].office
            async with town.citizen(guest, page="newest") as (page, _):
                gate.shut(b"vorsprache_sit")
                async with town.client.ws_connect(
                    f"{town.apis[0]}/live",
                    protocols=[SUBPROTOCOL],
                    timeout=ClientWSTimeout(ws_close=0.05),
                ) as gone:
                    hello = {"type": "hello", "protocol": 1, "token": guest.token, "page": "older"}
                    await gone.send_json(hello)
                    await gate.held.wait()
                (late,) = [each for each in office.pages if each.page == "older"]
                async with asyncio.timeout(WITHIN_S):
                    while not late.closed:
                        await asyncio.sleep(0.01)
                    gate.open()
                    while late in office.pages:
                        await asyncio.sleep(0.01)
                    said = await page.ask("say", visit=guest.visit, text="still here")
                    assert said["kind"] == "not-now"
                    while "newest" not in str(
                        await office.line.seats(QueueId(QUEUE), guest.visit)
                    ):
                        await asyncio.sleep(0.02)


def _both(letter: dict[str, object]) -> bool:
    peers = letter.get("peers")
    return not isinstance(peers, list) or any(peer["seat"] == "citizen" for peer in peers)
