"""What went wrong in the field, with other systems: each story is a test that it cannot happen here."""

from datetime import timedelta

from broker.core.visit import SYSTEM, Expire, Outcome, Stage
from tests.support.dresden import CITIZEN
from tests.support.town import QUEUE, Guest, Town, arrive
from tests.support.wire import Wire, wire


async def row_of(page: Wire, guest: Guest, **wanted: object) -> dict[str, object]:
    """The next row of a visit on a desk or board with these fields."""

    def fits(row: dict[str, object]) -> bool:
        return row["visit"] == guest.visit and wanted.items() <= row.items()

    delta = await page.until(lambda m: any(fits(row) for row in m.get("visits", [])))
    return next(row for row in delta["visits"] if fits(row))


async def test_after_a_blip_the_page_says_what_is_true(two_nodes: Town) -> None:
    """The story: a waiting person was dropped, while the page went on saying "please wait"."""
    guest = await two_nodes.guest()
    async with two_nodes.clerk(1) as clerk:
        async with two_nodes.citizen(guest, 0, page="p") as (page, _):
            await arrive(page, guest.visit)
        ended = await clerk.ask("end", visit=guest.visit, outcome="come_in_person")
        assert ended["type"] == "done"
    async with two_nodes.citizen(guest, 1, page="p") as (_, visit):
        assert (visit["stage"], visit["outcome"]) == ("ended", "come_in_person")


async def test_after_a_reload_the_desk_sees_the_person_who_sees_the_room(two_nodes: Town) -> None:
    """The story: the person was in the room, but nobody at the office could see it."""
    guest = await two_nodes.guest()
    async with two_nodes.clerk(1) as clerk:
        async with two_nodes.citizen(guest, 0) as (page, _):
            await arrive(page, guest.visit)
            await row_of(clerk, guest, stage="waiting")
        async with two_nodes.citizen(guest, 1) as (page, visit):
            assert visit["stage"] == "waiting"
            async with two_nodes.clerk(0, name="Ben") as other:
                assert (await other.ask("call-next", queue=QUEUE))["visit"] == guest.visit
            await page.until(type="stage", stage="called")


async def test_who_is_called_while_the_page_loads_finds_the_call(two_nodes: Town) -> None:
    """The story: admitted while loading, and lost between two screens."""
    guest = await two_nodes.guest()
    async with two_nodes.clerk(1) as clerk:
        async with two_nodes.citizen(guest, 0) as (page, _):
            await arrive(page, guest.visit)
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == guest.visit
        async with two_nodes.citizen(guest, 0) as (page, visit):
            assert (visit["stage"], visit["answer_by"] is not None) == ("called", True)
            assert (await page.ask("join", visit=guest.visit))["type"] == "done"
            await clerk.until(type="stage", stage="in-call")


async def test_who_is_put_back_keeps_arrival_place_and_recorded_wait(town: Town) -> None:
    """The story: after "back to the waiting room" the clock of the wait began at nought."""
    guest, second = await town.guest(), await town.guest()
    async with (
        town.citizen(guest) as (page, _),
        town.citizen(second) as (other, _),
        town.clerk() as clerk,
    ):
        await arrive(page, guest.visit)
        await arrive(other, second.visit)
        before = await row_of(clerk, guest, stage="waiting")
        await clerk.ask("call-next", queue=QUEUE)
        await clerk.ask("send-back", visit=guest.visit)
        after = await row_of(clerk, guest, stage="waiting", version=3)
        assert after["arrived_at"] == before["arrived_at"]
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == guest.visit


async def test_what_is_edited_keeps_its_place(town: Town) -> None:
    """The story: a booking that somebody corrected slipped to the end of the list."""
    first, second = await town.guest(), await town.guest()
    async with (
        town.citizen(first) as (page, _),
        town.citizen(second) as (other, _),
        town.clerk() as clerk,
    ):
        await arrive(page, first.visit)
        await arrive(other, second.visit)
        order = (await row_of(clerk, first, stage="waiting"))["order"]
        await clerk.ask("annotate", visit=first.visit, note="hat Fragen", case="17/2026")
        await page.ask("switch-channel", visit=first.visit, channel="phone", phone="0351 1234")
        await arrive(page, first.visit, when_called="connect", checks={"camera": "fine"})
        await clerk.ask("pre-call", visit=first.visit)
        row = await row_of(clerk, first, stay_close=True)
        assert (row["order"], row["channel"], row["case"]) == (order, "phone", "17/2026")
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == first.visit


async def test_the_office_that_never_came_is_not_booked_as_the_citizens_absence(
    town: Town,
) -> None:
    """The story: no clerk was at work, and the statistics said "citizen did not appear"."""
    guest, never = await town.guest(), await town.guest()
    desk = town.nodes[0].office.desk
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await desk.do(guest.visit, Expire(), SYSTEM)
        over = await page.until(type="stage", stage="ended")
        assert over["outcome"] == Outcome.NO_SHOW_OFFICE
    await desk.do(never.visit, Expire(desk_was_open=False), SYSTEM)
    found = await town.nodes[0].office.visits.get(never.visit)
    assert found is not None
    assert found.outcome is Outcome.NO_SHOW_OFFICE


async def test_a_telephone_visit_waits_in_the_same_line(town: Town) -> None:
    """The story: who telephoned got past those who waited."""
    first, caller = await town.guest(), await town.guest()
    async with (
        town.citizen(first) as (page, _),
        town.citizen(caller) as (phone, _),
        town.clerk() as clerk,
    ):
        await arrive(page, first.visit)
        await arrive(phone, caller.visit)
        await phone.ask("switch-channel", visit=caller.visit, channel="phone", phone="0351 99")
        refused = await clerk.ask("call", visit=caller.visit)
        assert refused["kind"] == "reason-needed"
        assert (await clerk.ask("call-next", queue=QUEUE))["visit"] == first.visit


async def test_a_page_that_was_replaced_says_nothing_any_more(town: Town) -> None:
    """The story: two tabs, two opinions. The older one is closed, and its commands with it."""
    guest = await town.guest()
    async with town.citizen(guest) as (older, _):
        await arrive(older, guest.visit)
        async with town.citizen(guest) as (newer, _):
            assert await older.closed() == 4505
            assert (await newer.ask("leave", visit=guest.visit))["type"] == "done"


async def test_a_citizen_a_day_early_is_told_when_to_come(town: Town) -> None:
    """Not an error, and not a place in today's line either."""
    guest = await town.guest()
    node = town.nodes[0]
    tomorrow = town.clock() + timedelta(days=1)
    booked = await node.bookings.get(guest.reference)
    free = await node.bookings.slots(
        booked.booking.service, tomorrow.date(), tomorrow.date(), "video", now=town.clock()
    )
    await node.bookings.move(guest.reference, free[-1].start, CITIZEN, now=town.clock())
    async with town.citizen(guest) as (page, visit):
        assert visit["opens_at"] > town.clock().isoformat()
        early = await page.ask("arrive", visit=guest.visit)
        assert (early["kind"], early["retry"]) == ("too-early", "later")
        assert early["opens_at"] == visit["opens_at"]


async def test_words_are_words_whatever_they_look_like(town: Town) -> None:
    """HTML, bidi marks and surrogates of jokes arrive as they were said, and do nothing."""
    guest = await town.guest()
    text = "<img src=x onerror=alert(1)> \u202etxet\u202c &amp; مرحبا"
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        assert (await page.ask("say", visit=guest.visit, text=text))["type"] == "done"
        assert (await clerk.until(type="said"))["text"] == text
        await clerk.ask("park", visit=guest.visit, reason=text)
        row = await row_of(clerk, guest, stage="parked")
        assert row["stage"] == "parked"
        await clerk.say("annotate", op="big", visit=guest.visit, note="x" * 100_000)
        assert await clerk.closed() in (1009, 4501)
    found = await town.nodes[0].office.visits.get(guest.visit)
    assert found is not None
    assert (found.stage, found.note) == (Stage.PARKED, None)


async def test_a_clerk_of_another_department_touches_nothing(town: Town) -> None:
    """Every verb, and every one of them refused in the same way."""
    guest = await town.guest()
    token = town.staff(name="Ben", department="parken")
    async with (
        town.citizen(guest) as (page, _),
        wire(town.client, town.apis[0], token) as (ben, _),
    ):
        await arrive(page, guest.visit)
        verbs: dict[str, dict[str, object]] = {
            "call": {},
            "park": {},
            "resume": {},
            "skip": {"reason": "x"},
            "pre-call": {},
            "recall": {},
            "send-back": {},
            "transfer": {"queue": "parken"},
            "annotate": {"note": "x"},
            "prioritise": {"reason": "x"},
            "cancel": {},
            "say": {"text": "x"},
            "end": {"outcome": "come_in_person"},
        }
        for verb, more in verbs.items():
            refused = await ben.ask(verb, visit=guest.visit, **more)
            assert (refused["type"], refused["kind"]) == ("problem", "not-yours"), verb
        for verb in ("call-next", "close-queue", "tell-queue"):
            assert (await ben.ask(verb, queue=QUEUE))["kind"] == "not-yours", verb
    found = await town.nodes[0].office.visits.get(guest.visit)
    assert found is not None
    assert found.version == 1


async def test_a_repeated_verb_happens_once_and_answers_twice(town: Town) -> None:
    """A socket breaks after the click: the page says it again, and nothing happens again."""
    guest, second = await town.guest(), await town.guest()
    async with (
        town.citizen(guest) as (page, _),
        town.citizen(second) as (other, _),
        town.clerk() as clerk,
    ):
        await arrive(page, guest.visit)
        await arrive(other, second.visit)
        for verb, more in (("skip", {"reason": "x"}), ("park", {}), ("resume", {})):
            first = await clerk.ask(verb, op=f"op-{verb}", visit=guest.visit, **more)
            again = await clerk.ask(verb, op=f"op-{verb}", visit=guest.visit, **more)
            assert first == again, verb
        reused = await clerk.ask("park", op="op-skip", visit=guest.visit)
        assert reused["kind"] == "op-reused"
        assert (await clerk.ask("undo", of="op-resume"))["kind"] == "not-now"
    history = await town.nodes[0].office.visits.history(guest.visit)
    assert [move.command for move in history] == ["arrive", "skip", "park", "resume"]
