"""An oracle that cannot fail is a defect: each kind of violation is planted once, and found."""

from collections.abc import Callable

import pytest

from tests.nemesis.oracle.facts import Facts, Json
from tests.nemesis.oracle.verdict import as_text, judge
from tests.nemesis.small_day import (
    BEGIN,
    CLERK,
    FIRST,
    QUEUE,
    SECOND,
    done,
    event,
    heard,
    invoked,
    key,
    move,
    refused,
    row_shown,
    seal,
    small_day,
)

PLANTED: dict[str, Callable[[Facts], None]] = {}
EXCUSED: dict[str, Callable[[Facts], None]] = {}


def plants(kind: str) -> Callable[[Callable[[Facts], None]], Callable[[Facts], None]]:
    """What the decorated function bends in the small day is of this kind."""

    def note(bend: Callable[[Facts], None]) -> Callable[[Facts], None]:
        PLANTED[f"{kind}: {bend.__name__}"] = bend
        return bend

    return note


def excuses(kind: str) -> Callable[[Callable[[Facts], None]], Callable[[Facts], None]]:
    """What the decorated function bends looks like this kind, and is none."""

    def note(bend: Callable[[Facts], None]) -> Callable[[Facts], None]:
        EXCUSED[f"{kind}: {bend.__name__}"] = bend
        return bend

    return note


def add(facts: Facts, *events: Json) -> None:
    """More happened."""
    facts.events = sorted([*facts.events, *events], key=lambda each: float(each["at"]))


def without(facts: Facts, wanted: Callable[[Json], bool]) -> None:
    """This was never heard."""
    facts.events = [each for each in facts.events if not wanted(each)]


def calm_visit(facts: Facts, visit: str) -> Json:
    return next(row for row in facts.calm.rows["visits"] if row["id"] == visit)


@plants("relay-lost")
def a_description_of_a_running_call_was_not_passed_on(facts: Facts) -> None:
    """While the database is locked, which is nothing to them."""
    at = BEGIN + 27.0
    add(
        facts,
        {"at": at - 1, "kind": "fault", "name": "database-locked", "phase": "begins", "on": ""},
        event(27.0, "relayed", "c0", visit=FIRST, call=1, nonce="n2"),
        {"at": at + 1, "kind": "fault", "name": "database-locked", "phase": "ends", "on": ""},
    )
    facts.events = [each for each in facts.events if each.get("name") != "redis-emptied"]


@plants("relay-lost")
def a_description_was_not_passed_on_after_its_page_had_slept(facts: Facts) -> None:
    add(facts, *_said_in_vain(28.0), event(22.5, "asleep", "k1"), event(25.0, "awake", "k1"))


@plants("relay-lost")
def a_description_was_not_passed_on_while_somebody_else_slept(facts: Facts) -> None:
    add(facts, *_said_in_vain(28.0), event(26.0, "asleep", "c1"), event(33.0, "awake", "c1"))


def _said_in_vain(second: float) -> list[Json]:
    """Somebody in the call says something that nobody hears."""
    return [event(second, "relayed", "c0", visit=FIRST, call=1, nonce="n2")]


@excuses("relay-lost")
def a_description_came_to_a_page_that_slept(facts: Facts) -> None:
    add(facts, *_said_in_vain(27.0), event(26.5, "asleep", "k1"), event(27.5, "awake", "k1"))


@excuses("relay-lost")
def a_description_came_to_a_page_that_never_woke(facts: Facts) -> None:
    add(facts, *_said_in_vain(27.0), event(26.5, "asleep", "k1"))


@plants("chain")
def a_move_was_changed_afterwards(facts: Facts) -> None:
    facts.over.rows["moves"][0]["actor"] = "somebody"


@plants("chain")
def a_version_is_missing(facts: Facts) -> None:
    del facts.over.rows["moves"][2]


@plants("row-unlike-moves")
def a_visit_changed_without_a_move(facts: Facts) -> None:
    facts.over.rows["visits"][0]["queue"] = "amt-b"


@plants("no-such-move")
def somebody_joined_who_was_not_called(facts: Facts) -> None:
    facts.over.rows["moves"][2] = move(FIRST, 2, "join", "in-call", 20.0, "k1-2")
    seal(facts.over.rows)


@plants("two-open-calls")
def a_clerk_called_two(facts: Facts) -> None:
    moves = facts.over.rows["moves"]
    moves.insert(4, moves.pop(5))


@plants("two-open-calls")
def a_clerk_was_seen_with_two(facts: Facts) -> None:
    add(facts, {"at": BEGIN + 40, "kind": "watch", "equal": True, "doubled": [CLERK]})


@plants("stuck")
def nobody_could_call_one(facts: Facts) -> None:
    facts.over.rows["moves"] = [
        row for row in facts.over.rows["moves"] if row["visit"] == FIRST or row["version"] < 2
    ]
    facts.over.rows["visits"][1] |= {"stage": "waiting", "version": 1, "order": key(2)}


@plants("done-lost")
def an_answer_done_is_not_in_sql(facts: Facts) -> None:
    add(
        facts,
        invoked(30, "c1", "c1-9", "arrive", visit=SECOND),
        *done(30.1, "c1", "c1-9", SECOND, 2),
    )


@plants("done-lost")
def a_line_of_text_is_not_in_sql(facts: Facts) -> None:
    facts.over.rows["messages"].clear()


@plants("refused-but-happened")
def a_call_was_refused_and_made(facts: Facts) -> None:
    add(facts, invoked(20, "k1", "k1-2", "call-next", queue=QUEUE))
    add(facts, *refused(20.05, "k1", "k1-2", "store-down"))


@plants("doubled")
def a_line_of_text_is_there_twice(facts: Facts) -> None:
    facts.over.rows["messages"].append(facts.over.rows["messages"][0] | {"n": 2})


@plants("other-answer")
def the_same_op_got_another_answer(facts: Facts) -> None:
    add(
        facts,
        invoked(30, "c1", "c1-1", "arrive", visit=SECOND),
        *done(30.1, "c1", "c1-1", SECOND, 7),
    )


@plants("answered-twice")
def one_saying_got_two_answers(facts: Facts) -> None:
    add(facts, done(30.1, "c1", "c1-1", SECOND, 1)[0])


@plants("unanswered")
def a_command_got_no_answer(facts: Facts) -> None:
    add(facts, invoked(30, "c1", "c1-9", "why", visit=SECOND))


@plants("told-but-never-so")
def somebody_was_told_before_it_was_true(facts: Facts) -> None:
    stage = {"type": "stage", "visit": SECOND, "version": 9, "stage": "called", "since": ""}
    add(facts, heard(65, "c1", stage))


@plants("line-differs")
def redis_has_another_order(facts: Facts) -> None:
    facts.calm.redis[QUEUE]["line"].append(f"{key(1)}:{FIRST}")


@plants("line-differs")
def redis_knows_an_old_version(facts: Facts) -> None:
    facts.calm.redis[QUEUE]["visits"][SECOND] = f"0|{key(2)}|0|citizen"


@plants("order-not-back")
def the_line_was_never_mended(facts: Facts) -> None:
    without(facts, lambda each: each["kind"] == "watch")


@plants("seat-missing")
def an_open_page_has_no_seat(facts: Facts) -> None:
    del facts.calm.redis[QUEUE]["seats"][f"{SECOND}/citizen"]


@plants("seat-missing")
def an_open_desk_has_no_seat(facts: Facts) -> None:
    facts.calm.redis[":desks"]["seats"].clear()


@plants("seat-missing")
def a_dead_page_has_the_seat_of_the_call(facts: Facts) -> None:
    facts.calm.redis[QUEUE]["seats"][f"{FIRST}/clerk"] = "a-9~k1_0"


@plants("away-for-ever")
def an_open_page_counts_as_lost(facts: Facts) -> None:
    facts.calm.redis[QUEUE]["lost"][f"{SECOND}/citizen"] = 1.0


@plants("seat-of-nobody")
def a_closed_page_has_a_seat(facts: Facts) -> None:
    add(facts, event(30, "gone", "c1"))


@plants("seat-of-nobody")
def a_seat_stands_in_another_queue(facts: Facts) -> None:
    facts.calm.redis["amt-b"] = facts.calm.redis[QUEUE] | {
        "seats": {f"{SECOND}/citizen": "a-2~c1_1"},
        "line": [],
    }


@plants("passed-over")
def the_second_was_called_first(facts: Facts) -> None:
    """Both were there, and nobody had them in hand."""
    facts.over.rows["moves"][2] = move(SECOND, 2, "call", "called", 20.0, "k1-2")
    facts.over.rows["moves"] = facts.over.rows["moves"][:3]
    seal(facts.over.rows)


@excuses("passed-over")
def the_first_slept(facts: Facts) -> None:
    the_second_was_called_first(facts)
    add(facts, event(12.0, "asleep", "c0"), event(18.0, "awake", "c0"))


@plants("ghost-citizen")
def a_page_shows_an_old_stage(facts: Facts) -> None:
    calm_visit(facts, SECOND)["version"] = 2


@plants("ghost-clerk")
def a_desk_shows_a_call_that_is_over(facts: Facts) -> None:
    calm_visit(facts, FIRST).update(stage="ended", version=4, order="")


@plants("ghost-clerk")
def a_desk_does_not_show_its_call(facts: Facts) -> None:
    without(facts, lambda each: each.get("message", {}).get("type") == "record")


@plants("ghost-desk")
def a_desk_shows_itself_open_and_is_closed(facts: Facts) -> None:
    facts.calm.rows["desks"][0]["state"] = "closed"


@plants("ghost-row")
def a_desk_never_heard_of_somebody(facts: Facts) -> None:
    without(facts, lambda each: each.get("message", {}).get("seq") == 1)


@plants("away-row")
def somebody_who_is_here_is_shown_as_away(facts: Facts) -> None:
    row = row_shown(SECOND, "waiting", 1) | {"away": True}
    add(facts, heard(50, "k1", {"type": "board-delta", "seq": 3, "visits": [row]}))


@plants("delta-gap")
def a_delta_is_missing(facts: Facts) -> None:
    row = row_shown(SECOND, "waiting", 1)
    add(facts, heard(50, "k1", {"type": "board-delta", "seq": 4, "visits": [row]}))


@plants("position")
def somebody_was_told_one_too_many(facts: Facts) -> None:
    add(facts, heard(50, "c1", {"type": "position", "visit": SECOND, "ahead": 1}))


@plants("peers")
def a_page_shows_nobody_on_the_other_side(facts: Facts) -> None:
    add(facts, heard(50, "c0", {"type": "peers", "visit": FIRST, "call": 1, "peers": []}))


@plants("text-missing")
def a_desk_never_heard_a_line(facts: Facts) -> None:
    without(
        facts,
        lambda each: each.get("message", {}).get("type") == "said" and each["who"] == "k1",
    )


@plants("text-missing")
def a_citizen_never_heard_a_line(facts: Facts) -> None:
    said = {
        "visit": SECOND,
        "n": 2,
        "seat": "clerk",
        "text": "Ja?",
        "at": "2027-01-15T08:00:40+00:00",
    }
    facts.calm.rows["messages"].append(said)


@plants("text-order")
def a_later_line_came_first(facts: Facts) -> None:
    for second, number in ((40.0, 3), (41.0, 2)):
        said = {
            "type": "said",
            "visit": SECOND,
            "id": number,
            "from": "clerk",
            "text": "",
            "at": "",
        }
        add(facts, heard(second, "c1", said))


@plants("name-told")
def a_citizen_heard_the_name_of_another(facts: Facts) -> None:
    add(facts, heard(40, "c1", {"type": "office", "queue": QUEUE, "notice": "Zeuge A"}))


@plants("relayed-wrong")
def a_description_came_into_another_call(facts: Facts) -> None:
    body = {"type": "offer", "sdp": "v=0\r\ns=n1\r\n"}
    strange = {"type": "description", "visit": SECOND, "call": 1, "description": body}
    add(facts, heard(40, "c1", strange))


@plants("name-in-log")
def a_log_has_a_name(facts: Facts) -> None:
    facts.logs["node-0.log"].append('{"event":"x","who":"Zeuge A"}')


@plants("traceback")
def a_log_has_a_traceback(facts: Facts) -> None:
    facts.logs["node-0.log"].append('{"event":"http.failed","exception":"Traceback (most recent"}')


@plants("error-logged")
def a_log_has_an_error(facts: Facts) -> None:
    facts.logs["node-0.log"].append('{"event":"x","level":"error"}')


@plants("exit-code")
def a_node_ended_badly(facts: Facts) -> None:
    add(facts, {"at": BEGIN + 99, "kind": "exit", "node": "b", "code": 1})


@plants("buried-alive")
def a_living_node_was_buried(facts: Facts) -> None:
    line = '{"node":"a","event":"node.buried","level":"info","at":"2027-01-15T08:00:40.000000Z"}'
    facts.logs["node-0.log"].append(line)


@plants("closed-as-replaced")
def the_newest_page_was_closed_as_replaced(facts: Facts) -> None:
    add(facts, event(40, "lost", "c1", code=4505))


@plants("closed-as-replaced")
def the_page_that_was_opened_last_gave_way_to_an_older_one(facts: Facts) -> None:
    """Whatever was greeted last: the older one came back after it."""
    shown = next(each["message"] for each in facts.of("heard") if each["who"] == "c1")
    older = shown | {"opened": 1_000}
    add(
        facts,
        event(36.0, "page", "c1", page="c1_2"),
        event(37.0, "heard", "c1", page="c1_2", message=older | {"opened": 2_000}),
        event(38.0, "lost", "c1", page="c1_2", code=1006),
        event(38.5, "heard", "c1", message=older),
        event(39.0, "lost", "c1", page="c1_2", code=4505),
    )


@plants("loop-blocked")
def a_node_computed_too_long(facts: Facts) -> None:
    figures = {"node": "a", "rss_mb": 90.0, "lag_s": 0.2, "busy_s": 0.2}
    add(facts, {"at": BEGIN + 50, "kind": "figures", **figures})


@plants("memory")
def a_node_grew(facts: Facts) -> None:
    figures = {"node": "a", "rss_mb": 900.0, "lag_s": 0.0, "busy_s": 0.0}
    add(facts, {"at": BEGIN + 50, "kind": "figures", **figures})


@plants("ledger")
def the_ledger_is_not_sound(facts: Facts) -> None:
    facts.ledger["sound"] = False


def test_an_honest_day_breaks_no_promise() -> None:
    verdict = judge(small_day())
    assert verdict.violations == []
    assert "no promise was broken" in as_text(verdict)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_was_planted_is_found(planted: str) -> None:
    facts = small_day()
    PLANTED[planted](facts)
    kind = planted.partition(":")[0]
    verdict = judge(facts)
    assert kind in verdict.kinds, verdict.kinds
    assert kind in as_text(verdict)


@pytest.mark.parametrize("excused", EXCUSED)
def test_what_only_looks_so_is_excused(excused: str) -> None:
    facts = small_day()
    EXCUSED[excused](facts)
    assert excused.partition(":")[0] not in judge(facts).kinds
