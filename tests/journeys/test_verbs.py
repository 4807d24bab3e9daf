"""Every verb of a desk over the contract: citizen, desk and record on two nodes say the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from broker.core.visit import SYSTEM, PatienceOver, QueueId, Stage
from broker.figures.ledger import verify
from broker.stores.tables import mails
from tests.support.town import QUEUE, Guest, Town, arrive
from tests.support.wire import Wire, wire

OTHER_DEPARTMENT, OTHER = "parken", "parken"


@asynccontextmanager
async def other_clerk(town: Town, node: int = 0) -> AsyncIterator[Wire]:
    """A clerk of another department, with the desk open for its queue."""
    token = town.staff(name="Ben", department=OTHER_DEPARTMENT)
    async with wire(town.client, town.apis[node], token) as (page, _):
        assert (await page.ask("desk", state="open", queues=[OTHER]))["type"] == "done"
        yield page


async def stage_of(town: Town, guest: Guest) -> Stage:
    """As committed."""
    found = await town.nodes[0].office.visits.get(guest.visit)
    assert found is not None
    return found.stage


async def commands_of(town: Town, guest: Guest) -> list[str]:
    """The history of the visit."""
    return [move.command for move in await town.nodes[0].office.visits.history(guest.visit)]


async def sound(town: Town) -> bool:
    """Whether the ledger is."""
    return (await verify(town.nodes[0].office.database)).sound


async def test_park_and_resume_keep_the_place_and_an_undo_gives_it_back(two_nodes: Town) -> None:
    """The citizen sees it, the desk can take it back, and the place is the one before."""
    first, second = await two_nodes.guest(), await two_nodes.guest()
    async with (
        two_nodes.citizen(first, 0) as (page, _),
        two_nodes.citizen(second, 1) as (other, _),
        two_nodes.clerk(1) as clerk,
    ):
        await arrive(page, first.visit)
        await arrive(other, second.visit)
        await other.until(type="position", ahead=1)
        parked = await clerk.ask("park", visit=first.visit, reason="holt ein Papier", op="p-1")
        assert parked["type"] == "done"
        await page.until(type="stage", stage="parked", reason="park")
        await other.until(type="position", ahead=0)
        assert (await clerk.ask("resume", visit=first.visit))["type"] == "done"
        await other.until(type="position", ahead=1)
        await clerk.ask("park", visit=first.visit, op="p-2")
        assert (await clerk.ask("undo", of="p-2"))["type"] == "done"
        await page.until(type="stage", reason="undo", stage="waiting")
        assert (await clerk.ask("undo", of="p-1"))["kind"] == "not-now"
        assert (await clerk.ask("undo", of="nothing"))["kind"] == "not-found"
        done = await clerk.ask("call-next", queue=QUEUE)
        assert done["visit"] == first.visit
    assert await commands_of(two_nodes, first) == [
        *("arrive", "park", "resume", "park", "undo", "call")
    ]
    assert await sound(two_nodes)


async def test_a_skipped_one_stands_behind_the_next_and_is_told_why(two_nodes: Town) -> None:
    """One place, with a reason; the question "why was somebody before me?" has an answer."""
    guests = [await two_nodes.guest() for _ in range(3)]
    async with (
        two_nodes.citizen(guests[0], 0) as (page, _),
        two_nodes.citizen(guests[1], 0) as (second, _),
        two_nodes.citizen(guests[2], 1) as (third, _),
        two_nodes.clerk(1) as clerk,
    ):
        for its, guest in zip((page, second, third), guests, strict=True):
            await arrive(its, guest.visit)
        await third.until(type="position", ahead=2)
        await page.until(type="position", ahead=0)
        done = await clerk.ask("skip", visit=guests[0].visit, reason="noch nicht bereit")
        assert done["type"] == "done"
        assert (await page.until(type="position", ahead=1))["reason"]
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == guests[1].visit
        why = await page.ask("why", visit=guests[0].visit)
        assert why["type"] == "why"
        assert why["before"] == [{"cause": "you-were-skipped", "count": 1}]
        assert guests[1].visit not in str(why)
        late = await third.ask("why", visit=guests[2].visit)
        assert late["before"] == [{"cause": "appointment", "count": 1}]
        last = await clerk.ask("skip", visit=guests[2].visit, reason="letzter")
        assert last["kind"] == "not-now"
    assert await sound(two_nodes)


async def test_a_transfer_takes_visit_seat_and_notes_along(two_nodes: Town) -> None:
    """Nobody starts again: same visit, same page, another office; and both lines are right."""
    guest = await two_nodes.guest()
    async with (
        two_nodes.citizen(guest, 0) as (page, visit),
        two_nodes.clerk(1) as clerk,
        other_clerk(two_nodes, 0) as other,
    ):
        assert visit["queue"] == QUEUE
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        await clerk.until(type="record")
        await clerk.ask("annotate", visit=guest.visit, note="hat den Brief", case="AZ 17")
        noted = await clerk.until(lambda m: m["type"] == "record" and m.get("case"))
        assert (noted["note"], noted["case"]) == ("hat den Brief", "AZ 17")
        refused = await clerk.ask("transfer", visit=guest.visit, queue="no-such-queue")
        assert refused["kind"] == "not-found"
        same = await clerk.ask("transfer", visit=guest.visit, queue=QUEUE)
        assert same["kind"] == "not-now"
        done = await clerk.ask(
            "transfer", visit=guest.visit, queue=OTHER, note="fragt nach Parken"
        )
        assert done["type"] == "done"
        assert (await page.until(type="stage", reason="transfer"))["queue"] == OTHER
        shown = (await page.until(type="visit"))["visit"]
        assert (shown["queue"], shown["visit"]) == (OTHER, guest.visit)
        row = await other.until(
            lambda m: (
                m["type"] == "board-delta"
                and any(each["visit"] == guest.visit for each in m.get("visits", []))
            )
        )
        (mine,) = [each for each in row["visits"] if each["visit"] == guest.visit]
        assert (mine["transferred"], mine["noted"], mine["case"]) == (True, True, "AZ 17")
        await clerk.until(
            lambda m: m["type"] == "board-delta" and guest.visit in m.get("gone", [])
        )
        line = two_nodes.nodes[0].office.line
        assert await line.seats(QueueId(QUEUE), guest.visit) == {}
        assert "citizen" in await line.seats(QueueId(OTHER), guest.visit)
        assert (await clerk.ask("call-next", queue=QUEUE))["kind"] == "line-empty"
        assert (await other.ask("call-next", queue=OTHER))["visit"] == guest.visit
        record = await other.until(type="record")
        assert record["note"] == "hat den Brief\nfragt nach Parken"
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
        assert "Brief" not in str(page.heard)
        assert "AZ 17" not in str(page.heard)
    assert await sound(two_nodes)


async def test_a_transfer_is_given_back_within_its_seconds(two_nodes: Town) -> None:
    """The wrong queue: out of the call it came from, the citizen is called again."""
    guest = await two_nodes.guest()
    async with two_nodes.citizen(guest, 0) as (page, _), two_nodes.clerk(1) as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        first = await page.until(type="stage", stage="called")
        await clerk.ask("transfer", visit=guest.visit, queue=OTHER, op="wrong")
        await page.until(type="stage", reason="transfer")
        assert (await clerk.ask("undo", of="wrong"))["type"] == "done"
        again = await page.until(type="stage", reason="undo")
        assert again["call"] == first["call"] + 1
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
        # The seat moves back by itself; where the join is faster, the peers follow.
        await clerk.until(
            lambda m: (
                m["type"] in ("stage", "peers")
                and any(p["seat"] == "citizen" and p.get("conn") for p in m.get("peers", []))
            )
        )
    assert await sound(two_nodes)


async def test_who_missed_a_call_is_recalled_but_not_hounded(town: Town) -> None:
    """Too early says from when on; whoever is back by themselves can be recalled at once."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        assert (await clerk.ask("recall", visit=guest.visit))["kind"] == "not-now"
        await clerk.ask("call-next", queue=QUEUE)
        await town.nodes[0].office.desk.do(guest.visit, PatienceOver(), SYSTEM)
        early = await clerk.ask("recall", visit=guest.visit)
        assert early["kind"] == "too-early"
        assert early["opens_at"]
        await page.until(type="stage", passed_over=True)
        await arrive(page, guest.visit)
        assert (await clerk.ask("recall", visit=guest.visit))["type"] == "done"
        await page.until(type="stage", stage="called")
    assert await sound(town)


async def test_a_called_citizen_asks_for_patience_and_gets_it(town: Town) -> None:
    """The deadline moves, everybody sees it, and after a few times it is enough."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        assert (await clerk.ask("pre-call", visit=guest.visit))["type"] == "done"
        assert (await page.until(type="stage", reason="pre-call"))["stay_close"] is True
        await clerk.ask("call-next", queue=QUEUE)
        called = await page.until(type="stage", stage="called")
        assert (called["may_hold_on"], called.get("stay_close")) == (True, None)
        before = called["answer_by"]
        for n in range(3):
            assert (await page.ask("hold-on", visit=guest.visit))["type"] == "done"
            told = await page.until(type="stage", reason="hold-on")
            assert told["answer_by"] > before
            assert told.get("may_hold_on", False) is (n < 2)
            before = told["answer_by"]
        assert (await page.ask("hold-on", visit=guest.visit))["kind"] == "not-now"


async def test_who_steps_away_is_called_back_by_mail_and_not_dropped(town: Town) -> None:
    """The page is closed, the place stays past every hold, and one mail says when it is time."""
    guest = await town.guest(email="erika@example.org")
    async with town.clerk() as clerk:
        async with town.citizen(guest) as (page, visit):
            assert visit["has_mail"] is True
            await arrive(page, guest.visit)
            await page.until(type="position")
            done = await page.ask("step-away", visit=guest.visit, reach="mail")
            assert done["type"] == "done"
            assert (await page.until(type="stage", reason="step-away"))["reach"] == "mail"
            await clerk.until(lambda m: any(row.get("reach") for row in m.get("visits", [])))
        for _ in range(2):
            await town.nodes[0].sweeper.sweep()
    async with town.nodes[0].office.database.read() as connection:
        kinds = (await connection.scalars(select(mails.c.kind).order_by(mails.c.id))).all()
    assert kinds.count("near") == 1
    assert await stage_of(town, guest) is Stage.WAITING
    async with town.citizen(guest) as (page, visit):
        assert visit["reach"] == "mail"
        await arrive(page, guest.visit)
        assert "reach" not in await page.until(type="stage", reason="arrive")


async def test_without_an_address_nobody_can_be_called_back_by_mail(town: Town) -> None:
    """A promise that could not be kept is not made."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, visit):
        assert "has_mail" not in visit
        await arrive(page, guest.visit)
        assert (await page.ask("step-away", visit=guest.visit, reach="mail"))["kind"] == "not-now"


async def test_a_number_is_kept_as_it_is_dialled_and_refused_where_it_cannot(town: Town) -> None:
    """Whoever gives it, and in whatever script: the clerk dials what stands in the record."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        ask = {"visit": guest.visit, "channel": "phone"}
        wrong = {
            "+---": "short",
            "112": "emergency",
            "0351 12 App. 3": "form",
            "0900 5123456": "costly",
        }
        for number, why in wrong.items():
            said = await page.ask("switch-channel", **ask, phone=number)
            assert (said["kind"], said["field"], said["why"]) == (
                "bad-request",
                "person.phone",
                why,
            )
        await page.ask("switch-channel", **ask, phone="\u202a+49 (0)351 ١٢٣\u202c")
        await clerk.ask("call-next", queue=QUEUE)
        assert (await clerk.until(type="record"))["phone"] == "+49351123"
        assert (await clerk.ask("switch-channel", **ask, phone="()"))["kind"] == "bad-request"
        assert (await clerk.ask("say", visit=guest.visit, text="\u3164"))["kind"] == "bad-request"
        assert (await page.ask("say", visit=guest.visit, text="\u200d"))["kind"] == "bad-request"


async def test_who_wants_to_be_phoned_may_close_the_page(town: Town) -> None:
    """A telephone visit needs no page: the place stays, and call-next finds it."""
    desk = town.nodes[0].office.desk
    # Nobody is forgiven a blink here: whoever has no page is away at once.
    desk.patience = replace(desk.patience, away=timedelta())
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        switched = await page.ask(
            "switch-channel", visit=guest.visit, channel="phone", phone="+49 351 1234"
        )
        assert switched["type"] == "done"
    async with town.clerk() as clerk:
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == guest.visit
        shown = await clerk.until(type="record")
        assert (shown["phone"], shown["has_phone"]) == ("+493511234", True)


async def test_a_clerk_of_a_video_visit_learns_that_there_is_a_number_not_which(
    town: Town,
) -> None:
    """Before "go on by telephone" one must know whether to ask for it; the number itself comes
    after."""
    guest = await town.guest(phone="+49 351 1234")
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        await clerk.ask("call-next", queue=QUEUE)
        shown = await clerk.until(type="record")
        assert shown["has_phone"] is True
        assert "phone" not in shown
