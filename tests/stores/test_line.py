"""The line in Redis when Redis itself is in trouble: named, repaired, never fatal."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from broker.core.visit import Annotate, Call, QueueId, SendBack, Transfer, VisitId
from broker.stores.line import DESKS, EpochMissing, Line, OpenedLater, Taking, Wanted, connect
from signaling.errors import StoreDown
from tests.support.clock import Clock
from tests.support.office import (
    MELDEN,
    DeskNode,
    open_desk,
    open_node,
    waiting,
)
from tests.support.redis import running_redis

THERE = QueueId("kfz")


@pytest.fixture
async def node(sqlite_url: str, redis_url: str, clock: Clock) -> AsyncIterator[DeskNode]:
    """One node on every kind of Redis."""
    opened = await open_node(sqlite_url, redis_url, clock)
    yield opened
    await opened.close()


async def test_a_redis_without_our_functions_gets_them_back_at_the_next_call(
    sqlite_url: str, real_redis_url: str, clock: Clock
) -> None:
    """A new volume has neither keys nor functions; whoever meets it first puts both right."""
    node = await open_node(sqlite_url, real_redis_url, clock)
    visits = [await waiting(node, clock.advance(seconds=1)) for _ in range(3)]
    await node.line.redis.flushall()
    await node.line.redis.function_flush()
    await node.desk.rebuild(MELDEN)
    assert await node.line.in_order(MELDEN) == visits
    await node.line.redis.function_flush()
    assert await node.line.rise(MELDEN, visits[0], "citizen", "n1-1~p", b"") is False
    await node.line.redis.function_flush()
    await node.line.publish(MELDEN, b"{}")
    await node.close()


async def test_a_redis_that_refuses_to_write_is_a_store_that_is_down() -> None:
    """Full, read-only after a failover, or unable to save: for us it is all the same."""
    for how in (("--maxmemory", "100kb"), ("--replicaof", "127.0.0.1 1")):
        async with running_redis(*how) as server:
            line = Line(connect(server.url))
            with pytest.raises(StoreDown):
                await line.renew("n1", lease_ms=1000)
            await line.redis.aclose()


async def test_a_line_that_contradicts_itself_is_rebuilt(node: DeskNode, clock: Clock) -> None:
    """An entry without its row must not stop everybody behind it from being called."""
    visits = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    await node.line.redis.hdel("vorsprache:{melden}:visits", visits[0])
    anna = await open_desk(node, "anna")
    assert (await node.desk.call_next(MELDEN, anna)).visit == visits[0]
    assert await node.line.in_order(MELDEN) == visits[1:]


async def test_open_desks_of_a_lost_redis_are_unknown_not_forgotten(
    node: DeskNode, clock: Clock
) -> None:
    """A desk whose page never comes back would promise a clerk for ever."""
    await open_desk(node, "anna")
    await node.desk.rebuild(DESKS)
    presence = await node.line.presence(DESKS)
    assert list(presence.lost) == [("anna", "clerk")]


async def test_an_epoch_that_is_missing_is_said_by_name(node: DeskNode) -> None:
    """Before any rebuild a queue has no epoch, and nobody can sit in it."""
    with pytest.raises(EpochMissing):
        await node.line.sit(QueueId("nowhere"), VisitId("v"), "citizen", "n1-1~p", b"")


async def test_what_has_ended_does_not_stay_in_redis(node: DeskNode, clock: Clock) -> None:
    """The versions of ended visits are dropped once nobody can be late with them."""
    ended, stays = await waiting(node, clock()), await waiting(node, clock())
    assert await node.line.known(MELDEN) == {ended, stays}
    await node.line.drop_all(MELDEN, {ended})
    assert await node.line.known(MELDEN) == {stays}


async def test_whoever_came_back_to_a_lost_place_keeps_it_when_others_forget_the_place(
    node: DeskNode, clock: Clock
) -> None:
    """A sweeper forgets what it saw a moment ago; the page may have sat down since."""
    visit, page = await waiting(node, clock.advance(seconds=1)), "n1-1~page"
    await node.line.sit(MELDEN, visit, "citizen", page, b"")
    await node.line.rise(MELDEN, visit, "citizen", page, b"")
    assert (visit, "citizen") in (await node.line.presence(MELDEN)).lost
    await node.line.sit(MELDEN, visit, "citizen", page, b"")
    await node.line.forget(MELDEN, visit, "citizen")
    assert await node.line.seats(MELDEN, visit) == {"citizen": page}
    await node.line.rise(MELDEN, visit, "citizen", page, b"")
    await node.line.forget(MELDEN, visit, "citizen")
    presence = await node.line.presence(MELDEN)
    assert (presence.lost, presence.seats) == ({}, {})


async def test_what_is_told_too_late_of_a_transfer_takes_nobody_out_and_brings_nobody_in(
    node: DeskNode, clock: Clock
) -> None:
    """A node is slow between its commit and its telling; meanwhile the visit is back again."""
    visit = await waiting(node, clock())
    anna = await open_desk(node, "anna", MELDEN, THERE)
    there = (await node.desk.do(visit, Transfer(queue=THERE), anna)).moved
    await node.desk.do(visit, Transfer(queue=MELDEN), anna)
    assert there is not None
    await node.line.sit(MELDEN, visit, "citizen", "n1-1~p", b"")
    await node.line.project(there.after, b"")
    await node.line.drop(MELDEN, visit, there.after.version)
    assert await node.line.in_order(THERE) == []
    assert await node.line.in_order(MELDEN) == [visit]
    assert await node.line.seats(MELDEN, visit) == {"citizen": "n1-1~p"}


async def test_of_two_nodes_that_notice_one_loss_only_one_rebuilds(
    node: DeskNode, clock: Clock
) -> None:
    """The second would take the seats away again from those who have sat down since."""
    visit, page = await waiting(node, clock.advance(seconds=1)), "n1-1~page"
    await node.line.redis.delete("vorsprache:{melden}:epoch")
    await node.desk.rebuild(MELDEN, seen="")
    await node.line.sit(MELDEN, visit, "citizen", page, b"")
    await node.desk.rebuild(MELDEN, seen="")
    assert await node.line.seats(MELDEN, visit) == {"citizen": page}


async def test_who_is_held_by_one_desk_is_passed_by_at_the_next(
    node: DeskNode, clock: Clock
) -> None:
    """Two clerks who press at the same moment do not collide, and the ledger says why."""
    visits = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    found = [
        await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000)
        for _ in range(3)
    ]
    assert [each and each.visit for each in found] == [*visits, None]
    assert found[1] is not None
    assert found[1].absent == ((visits[0], "held"),)


async def test_what_a_clerk_holds_without_knowing_is_no_obstacle_to_the_same_clerk(
    node: DeskNode, clock: Clock
) -> None:
    """Redis was slow, the press was refused, and the visit held all the same: the next press must not
    pass by the first, while another desk still does."""
    first, second = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    found = [
        await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000, by=who)
        for who in ("anna", "anna", "ben")
    ]
    assert [each and each.visit for each in found] == [first, first, second]


async def test_who_comes_back_by_itself_leaves_the_seat_to_a_newer_page(
    node: DeskNode, clock: Clock
) -> None:
    """A page that was opened later is where the person is now."""
    visit = await waiting(node, clock.advance(seconds=1))
    older, newer = "n1-1~older", "n1-2~newer"
    await node.line.sit(MELDEN, visit, "citizen", older, b"")
    await node.line.sit(MELDEN, visit, "citizen", newer, b"")
    assert not (await node.line.sit_if_free(MELDEN, visit, "citizen", older, b"")).sits
    assert not await node.line.rise(MELDEN, visit, "citizen", older, b"")
    assert await node.line.seats(MELDEN, visit) == {"citizen": newer}
    assert (await node.line.sit_if_free(MELDEN, visit, "citizen", newer, b"")).sits


async def test_of_two_pages_the_one_that_was_opened_last_has_the_seat(
    node: DeskNode, clock: Clock
) -> None:
    """However late the other one is heard. Of one page the newest connection has it, whatever it says."""
    visit, line = await waiting(node, clock.advance(seconds=1)), node.line

    async def sit(conn: str, opened: int) -> str | None:
        return await line.sit(MELDEN, visit, "citizen", conn, b"", opened=opened)

    assert await sit("n1-1~older", 1000) is None
    assert await sit("n1-2~newer", 2000) == "n1-1~older"
    for late in (1000, 2000):
        with pytest.raises(OpenedLater) as refused:
            await sit("n2-1~older", late)
        assert refused.value.at == 2000
    assert await sit("n1-3~newer", 1999) == "n1-2~newer"
    again = await line.sit_if_free(MELDEN, visit, "citizen", "n2-1~third", b"", opened=1999)
    assert again == Taking(sits=False, before="n1-3~newer")
    again = await line.sit_if_free(MELDEN, visit, "citizen", "n2-1~third", b"", opened=2000)
    assert again == Taking(sits=True, before="n1-3~newer")
    # Whoever has gone stands in nobody's way.
    await line.rise(MELDEN, visit, "citizen", "n2-1~third", b"")
    assert await sit("n2-2~older", 1000) is None
    # Nor does a page of which it is not known; and such a page is the newest, as ever.
    assert await sit("n2-3~unknown", 0) == "n2-2~older"
    assert await sit("n2-4~older", 1000) == "n2-3~unknown"


async def test_many_sit_down_at_once_and_who_is_newer_keeps_the_seat(
    node: DeskNode, clock: Clock
) -> None:
    """After a loss everybody comes at once; also where the functions are missing, or the queue is."""
    first, second = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    await node.line.sit(MELDEN, first, "citizen", "n2-1~newer", b"")
    wanted = [Wanted(visit, "citizen", f"n1-{visit}~p", b"") for visit in (first, second)]
    for _ in range(2):
        taken = await node.line.sit_all_if_free(MELDEN, wanted)
        assert [each.sits for each in taken] == [False, True]
    assert await node.line.seats(MELDEN, second) == {"citizen": f"n1-{second}~p"}
    await node.line.redis.flushall()
    with pytest.raises(EpochMissing):
        await node.line.sit_all_if_free(MELDEN, wanted)


async def test_what_is_said_of_media_counts_from_who_sits_there_and_ends_with_the_seat(
    node: DeskNode, clock: Clock
) -> None:
    """A call is left alone while its media flows, so nobody may say so for a connection that is gone."""
    visit, page, again = await waiting(node, clock()), "n1-1~page", "n1-2~page"
    await node.line.sit(MELDEN, visit, "citizen", page, b"")
    await node.line.sit(MELDEN, visit, "clerk", "n2-1~desk", b"")
    assert await node.line.media(MELDEN, visit, "citizen", page, "connected") == 1
    assert await node.line.media(MELDEN, visit, "citizen", "n1-9~older", "failed") == 1
    assert await node.line.media(MELDEN, visit, "clerk", "n2-1~desk", "connected") == 2
    await node.line.sit(MELDEN, visit, "citizen", again, b"")
    assert (await node.line.presence(MELDEN)).media == {(visit, "clerk"): "connected"}
    await node.line.rise(MELDEN, visit, "clerk", "n2-1~desk", b"")
    assert (await node.line.presence(MELDEN)).media == {}


async def test_a_dead_node_is_buried_with_its_own_seats_alone(
    node: DeskNode, clock: Clock
) -> None:
    """The name of a node may be the beginning of another's."""
    mine, others = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    await node.line.sit(MELDEN, mine, "citizen", "n1-1~page", b"")
    await node.line.sit(MELDEN, others, "citizen", "n11-1~page", b"")
    assert await node.line.seated(MELDEN, "n1") == {(mine, "citizen"): "n1-1~page"}


async def test_who_came_back_from_a_call_is_held_by_nobody(node: DeskNode, clock: Clock) -> None:
    """The hold of a clerk ends with what came of it, not seconds later: the next clerk takes the first."""
    first, _ = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)]
    anna = await open_desk(node, "anna", MELDEN)
    await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000, by="anna")
    await node.desk.do(first, Call(called_from=MELDEN, in_turn=True), anna)
    await node.desk.do(first, SendBack(), anna)
    found = await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000, by="ben")
    assert found is not None and (found.visit, found.absent) == (first, ())


async def test_of_a_crowd_that_is_away_a_hundred_are_named(node: DeskNode, clock: Clock) -> None:
    """Half a city has lost its network: no call keeps the names of thousands."""
    here = await waiting(node, clock())
    away = [f"v{n}" for n in range(130)]
    rows: dict[Any, Any] = {visit: f"1|0{n:03d}|0|citizen" for n, visit in enumerate(away)}
    line = {f"0{n:03d}:{visit}": 0 for n, visit in enumerate(away)}
    await node.line.redis.hset("vorsprache:{melden}:visits", mapping=rows)
    await node.line.redis.zadd("vorsprache:{melden}:line", line)
    await node.line.redis.zadd(
        "vorsprache:{melden}:lost", {f"{visit}/citizen": 0 for visit in away}
    )
    found = await node.line.reserve(MELDEN, visit=None, hold_ms=60_000, away_ms=60_000)
    assert found is not None and found.visit == here
    assert [found.absent[n] for n in (0, 99, 100)] == [
        ("v0", "away"),
        ("v99", "away"),
        ("*", "away"),
    ]
    assert len(found.absent) == 101


async def test_who_has_never_opened_the_page_is_away_since_the_arrival(
    node: DeskNode, clock: Clock
) -> None:
    """A walk-in who went home would look present for ever; and another move makes nobody come back."""
    visit = [await waiting(node, clock.advance(seconds=1)) for _ in range(2)][1]
    await node.line.redis.zadd("vorsprache:{melden}:lost", {f"{visit}/citizen": 1000}, xx=True)
    anna = await open_desk(node, "anna", MELDEN)
    await node.desk.do(visit, Annotate(note="called at the door"), anna)
    presence = await node.line.presence(MELDEN)
    assert presence.lost[visit, "citizen"].timestamp() == 1
