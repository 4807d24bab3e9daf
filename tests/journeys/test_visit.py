"""The whole visit over the contract, with citizen and clerk on different nodes."""

from typing import Any

from broker.announce import pack, retold
from broker.core.visit import QueueId, Stage
from tests.support.town import QUEUE, Town, arrive, heard_of
from tests.support.wire import Wire, wire

OFFER = {"type": "offer", "sdp": "v=0\r\n"}
CANDIDATE = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0"}


def lines_of(message: dict[str, Any]) -> list[str]:
    """What a message tells of what was said: the line itself, or a record anew, which holds all."""
    shown = [message] if message["type"] == "said" else message.get("messages", [])
    return [line["text"] for line in shown]


async def into_call(page: Wire, clerk: Wire, visit: str) -> int:
    """Arrives, is called, joins; returns the number of the call."""
    await arrive(page, visit)
    assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
    called = await page.until(type="stage", stage="called")
    assert (await page.ask("join", visit=visit))["type"] == "done"
    await page.until(type="stage", stage="in-call")
    await clerk.until(type="stage", stage="in-call")
    return int(called["call"])


async def test_a_visit_goes_its_whole_way_across_two_nodes(two_nodes: Town) -> None:
    """Arrival, line, call, media signaling, text, outcome, record."""
    guest = await two_nodes.guest()
    async with (
        two_nodes.citizen(guest, 0) as (page, visit),
        two_nodes.clerk(1) as clerk,
        wire(two_nodes.client, two_nodes.apis[1], two_nodes.staff("supervisor", "Robin")) as board,
    ):
        assert visit["stage"] == "booked"
        await arrive(page, guest.visit, checks={"camera": "fine", "microphone": "fine"})
        row = await clerk.until(lambda m: m["type"] == "board-delta" and m.get("visits"))
        assert row["visits"][0]["who"] == "Erika Muster"
        seen = await board[0].until(lambda m: m["type"] == "board-delta" and m.get("visits"))
        assert "who" not in seen["visits"][0]
        position = await page.until(type="position")
        assert position["ahead"] == 0
        done = await clerk.ask("call-next", queue=QUEUE)
        assert done["visit"] == guest.visit
        called = await page.until(type="stage", stage="called")
        assert called["answer_by"]
        record = await clerk.until(type="record")
        assert record["who"] == "Erika Muster"
        await page.ask("join", visit=guest.visit)
        joined = await page.until(type="stage", stage="in-call")
        (peer,) = joined["peers"]
        assert (peer["seat"], peer["name"], peer["polite"]) == ("clerk", "Anna", True)
        assert peer["conn"]
        await clerk.until(type="stage", stage="in-call")
        path = {"visit": guest.visit, "call": joined["call"]}
        await clerk.say("description", **path, to="citizen", description=OFFER)
        heard = await page.until(type="description")
        assert (heard["from"], heard["description"]) == ("clerk", OFFER)
        await page.say("candidate", **path, to="clerk", candidate=CANDIDATE)
        assert (await clerk.until(type="candidate"))["candidate"] == CANDIDATE
        await page.say("media", **path, state="connected")
        await clerk.say("media", **path, state="connected")
        await page.ask("say", visit=guest.visit, text="Guten Tag")
        await clerk.sees(lambda m: "Guten Tag" in lines_of(m))
        await clerk.sees(lambda m: m["type"] == "record" and m["version"] == 4)
        ended = await clerk.ask(
            "end", visit=guest.visit, outcome="completed", note="alles erledigt"
        )
        assert ended["type"] == "done"
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == "completed"
        assert "alles erledigt" not in str(page.heard)
    history = await two_nodes.nodes[0].office.visits.history(guest.visit)
    assert [move.command for move in history] == ["arrive", "call", "join", "connect", "end"]


async def test_a_page_that_comes_back_on_the_other_node_keeps_its_call(two_nodes: Town) -> None:
    """The clerk's browser sees the same page name, so it does not touch the media."""
    guest = await two_nodes.guest()
    async with two_nodes.clerk(1) as clerk:
        async with two_nodes.citizen(guest, 0, page="page-1") as (page, _):
            number = await into_call(page, clerk, guest.visit)
        await clerk.until(lambda m: m["type"] == "peers" and "conn" not in m["peers"][0])
        async with two_nodes.citizen(guest, 1, page="page-1") as (page, visit):
            assert (visit["stage"], visit["call"]) == ("in-call", number)
            back = await clerk.until(lambda m: m["type"] == "peers" and "conn" in m["peers"][0])
            assert back["peers"][0]["conn"] == "page-1"
            await page.say(
                "description", visit=guest.visit, call=number, to="clerk", description=OFFER
            )
            assert (await clerk.until(type="description"))["description"] == OFFER


async def test_a_reload_in_the_line_keeps_the_place(two_nodes: Town) -> None:
    """Coming back is no arrival: same place, same arrival time."""
    first, second = await two_nodes.guest(), await two_nodes.guest()
    async with two_nodes.citizen(first, 0) as (page, _):
        await arrive(page, first.visit)
    async with two_nodes.citizen(second, 0) as (page, _):
        await arrive(page, second.visit)
        assert (await page.until(type="position"))["ahead"] == 1
    for node in two_nodes.nodes:
        await heard_of(node, first, second)
    async with two_nodes.citizen(second, 1) as (_, visit):
        assert (visit["stage"], visit["position"]["ahead"]) == ("waiting", 1)


async def test_an_emptied_redis_in_the_middle_of_a_call_disturbs_nobody(two_nodes: Town) -> None:
    """Everybody sits down anew by themselves; signaling and line go on."""
    guest, waiting = await two_nodes.guest(), await two_nodes.guest()
    async with (
        two_nodes.citizen(guest, 0) as (page, _),
        two_nodes.citizen(waiting, 1) as (other, _),
        two_nodes.clerk(1) as clerk,
    ):
        number = await into_call(page, clerk, guest.visit)
        await arrive(other, waiting.visit)
        line = two_nodes.nodes[0].office.line
        await line.redis.flushall()
        for node in two_nodes.nodes:
            await node.sweeper.sweep()
        await clerk.until(lambda m: m["type"] == "peers" and "conn" in m["peers"][0])
        await page.say(
            "description", visit=guest.visit, call=number, to="clerk", description=OFFER
        )
        assert await clerk.until(type="description")
        await clerk.ask("end", visit=guest.visit, outcome="completed")
        done = await clerk.ask("call-next", queue=QUEUE)
        assert done["visit"] == waiting.visit


async def test_the_newest_page_of_a_seat_wins_and_the_older_is_told(two_nodes: Town) -> None:
    """On the same node and on another one: 4505, stay away."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 0) as (oldest, _):
        async with two_nodes.citizen(guest, 0) as (older, _):
            assert await oldest.closed() == 4505
            async with two_nodes.citizen(guest, 1) as (newest, _):
                assert await older.closed() == 4505
                await arrive(newest, guest.visit)


async def test_two_appointments_in_two_tabs_do_not_take_each_other_over(town: Town) -> None:
    """Each tab names its visit."""
    first, second = await town.guest(), await town.guest()
    async with town.citizen(first, visit=first.visit) as (one, _):
        async with town.citizen(second, visit=second.visit) as (two, _):
            await arrive(one, first.visit)
            await arrive(two, second.visit)


async def test_late_signaling_of_an_older_call_is_dropped_and_nobody_is_closed(
    town: Town,
) -> None:
    """The call number is the fence."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        number = await into_call(page, clerk, guest.visit)
        await clerk.ask("send-back", visit=guest.visit)
        await page.until(type="stage", reason="send-back")
        await page.say(
            "description", visit=guest.visit, call=number, to="clerk", description=OFFER
        )
        dropped = town.nodes[0].office.calls.dropped
        assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
        await page.ask("join", visit=guest.visit)
        await clerk.until(type="stage", stage="in-call")
        await page.say(
            "description", visit=guest.visit, call=number, to="clerk", description=OFFER
        )
        await page.ask("say", visit=guest.visit, text="still here")
        await clerk.until(type="said")
        assert town.nodes[0].office.calls.dropped > dropped
        assert not any(message["type"] == "description" for message in clerk.heard)


async def test_nothing_is_relayed_before_the_citizen_says_yes(town: Town) -> None:
    """Nobody is heard or seen between the call and the gesture."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        called = await page.until(type="stage", stage="called")
        path = {"visit": guest.visit, "call": called["call"]}
        await clerk.say("description", **path, to="citizen", description=OFFER)
        await page.say("description", **path, to="clerk", description=OFFER)
        await clerk.ask("say", visit=guest.visit, text="please come in")
        await page.until(type="said")
        assert not any(m["type"] == "description" for m in (*page.heard, *clerk.heard))


async def test_an_arrival_that_is_heard_of_late_takes_no_clerk_out_of_the_call(town: Town) -> None:
    """Who calls is quicker than a notice: the clerk must hear that the citizen has joined."""
    guest, office = await town.guest(), town.nodes[0].office
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        arrived = await office.visits.get(guest.visit)
        assert arrived is not None
        assert (await clerk.ask("call-next", queue=QUEUE))["type"] == "done"
        await office.line.publish(QueueId(QUEUE), pack(retold(arrived)), visit=guest.visit)
        await page.until(type="stage", version=arrived.version, reason="retold")
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
        await clerk.until(type="stage", stage="in-call")


async def test_a_clerk_who_comes_back_finds_the_call_on_the_desk(two_nodes: Town) -> None:
    """The snapshot brings the visit in hand back, on any node."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 0) as (page, _):
        async with two_nodes.clerk(0) as clerk:
            await into_call(page, clerk, guest.visit)
        token = two_nodes.staff()
        async with wire(two_nodes.client, two_nodes.apis[1], token) as (clerk, snapshot):
            assert snapshot["current"]["visit"] == guest.visit
            assert snapshot["current"]["peers"][0]["conn"]
            assert (await clerk.ask("end", visit=guest.visit, outcome="completed"))["version"]


async def test_leaving_is_final_and_closing_the_page_is_not(town: Town) -> None:
    """Two different things on two different buttons."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
    found = await town.nodes[0].office.visits.get(guest.visit)
    assert found is not None
    assert found.stage is Stage.WAITING
    async with town.citizen(guest) as (page, _):
        await page.ask("leave", visit=guest.visit)
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == "citizen_left"
        again = await page.ask("arrive", visit=guest.visit)
        assert again["kind"] == "visit-over"


async def test_the_same_op_is_answered_alike_and_another_body_is_refused(town: Town) -> None:
    """A client repeats what it did not hear answered."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        first = await page.ask("arrive", op="same", visit=guest.visit)
        again = await page.ask("arrive", op="same", visit=guest.visit)
        assert first == again
        other = await page.ask("leave", op="same", visit=guest.visit)
        assert (other["type"], other["kind"]) == ("problem", "op-reused")


async def test_a_link_of_a_cancelled_booking_only_says_what_happened(town: Town) -> None:
    """No session comes of it any more: 410 with the outcome, so that the page can say it."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await page.ask("cancel", visit=guest.visit)
        assert (await page.until(type="stage", stage="ended"))["outcome"] == "cancelled"
    async with town.client.post(f"{town.apis[0]}/session", json={"token": guest.token}) as answer:
        problem = await answer.json()
        assert (answer.status, problem["type"]) == (410, "/problems/visit-over")
        assert problem["outcome"] == "cancelled"
    async with town.citizen(guest) as (page, visit):
        assert (visit["stage"], visit["outcome"]) == ("ended", "cancelled")
        assert (await page.ask("arrive", visit=guest.visit))["kind"] == "visit-over"


async def test_a_desk_that_is_opened_anew_reads_what_those_who_wait_have_written(
    two_nodes: Town,
) -> None:
    """A clerk reloads the page, or comes to work after the citizen."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 0) as (page, _):
        await arrive(page, guest.visit)
        await page.ask("say", visit=guest.visit, text="Ich bin da")
        async with two_nodes.clerk(1) as clerk:
            assert (await clerk.until(type="said"))["text"] == "Ich bin da"
