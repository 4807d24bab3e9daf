"""The proof of the proof: a safeguard is taken out of the product, and the simulation has to notice.

A mutant is a small change of the product's source, made while it is loaded; a text that is not found any
more is an error, so the list grows old with the code and not behind its back. `make mutations` plays days
against each until one of them finds something.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutant:
    """`old` becomes `new` in a file of the product. Noticed by days, or at once by the failpoints of
    `command`, by a `scene` or by some of the `tests`; `sql` is done to the database."""

    name: str
    file: str
    old: str
    new: str
    command: str = ""
    scene: str = ""
    tests: str = ""
    also: tuple[tuple[str, str, str], ...] = ()
    sql: str = ""

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """All of them: file, old text, new text."""
        return ((self.file, self.old, self.new), *self.also)


MUTANTS = (
    Mutant(
        "no compare-and-set, and a move may be written twice",
        "broker/stores/visits.py",
        '    visits.c.id == bindparam("was_id"), visits.c.version == bindparam("was_version")\n',
        '    visits.c.id == bindparam("was_id")\n',
        also=(
            (
                "broker/stores/visits.py",
                "_ADD_MOVE, _ADD_OP = insert(moves), insert(ops)\n",
                "_ADD_MOVE, _ADD_OP = insert(moves).prefix_with('OR REPLACE'), insert(ops)\n",
            ),
        ),
    ),
    Mutant(
        "told before it is committed",
        "broker/desk.py",
        "        await self.visits.commit(",
        "        await self._tell(moved)\n        await self.visits.commit(",
    ),
    Mutant(
        "the sweeper does not tell again",
        "broker/sweeper.py",
        "        await self._untold(now)\n",
        "",
        command="arrive",
    ),
    Mutant(
        "Redis is not rebuilt from SQL",
        "broker/desk.py",
        "        live = [facts.visit for facts in await self.visits.facts(queue=queue)]\n",
        "        live: list[Visit] = []\n",
        scene="redis-emptied",
    ),
    Mutant(
        "no courtesy and no index: a clerk may have two calls",
        "broker/desk.py",
        "        if await self.visits.in_hand(actor.id) is not None:\n",
        "        if actor.id is None:\n",
        sql="DROP INDEX uq_visits_clerk_open",
    ),
    Mutant(
        "ops are not remembered",
        "broker/stores/visits.py",
        "    if row is None:\n        return None\n    if row.digest",
        "    return None\n    if row.digest",
        also=(
            (
                "broker/stores/visits.py",
                "_ADD_MOVE, _ADD_OP = insert(moves), insert(ops)\n",
                "_ADD_MOVE, _ADD_OP = insert(moves), insert(ops).prefix_with('OR REPLACE')\n",
            ),
        ),
        command="call-next",
    ),
    Mutant(
        "call-next takes the second",
        "broker/stores/lua/line.lua",
        "        if wanted == '' then return hold(visit) end\n",
        "        if wanted == '' and (ahead > 0 or #members < 2) then return hold(visit) end\n",
        command="call-next",
    ),
    Mutant(
        "a call does not look for whom Redis has not heard of",
        "broker/desk.py",
        "            unheard = await self._unheard(queue, reserved)\n",
        "            unheard = []\n",
        scene="unheard",
    ),
    Mutant(
        "what was not heard is not read again",
        "broker/live/pictures.py",
        "        self._news.reload.update(queues)\n",
        "",
        also=(
            (
                "broker/live/pictures.py",
                "            self._news.reload.add(picture.queue)\n        picture.seq",
                "            pass\n        picture.seq",
            ),
        ),
    ),
    Mutant(
        "a transferred visit stays in the line that it left",
        "broker/desk.py",
        "                await self.line.drop(before, after.id, after.version)\n",
        "                pass\n",
        scene="transferred",
        also=(
            (
                "broker/desk.py",
                "            await self.line.drop(queue, visit, found.version)\n",
                "            pass\n",
            ),
        ),
    ),
    Mutant(
        "moves are not chained",
        "broker/stores/visits.py",
        '    row["previous"] = previous or ""\n',
        '    row["previous"] = ""\n',
        command="call-next",
    ),
    Mutant(
        "who lost a seat is not seated again",
        "broker/live/rollcall.py",
        "        missing = self._missing(queue, seated)\n",
        "        missing: list[Missing] = []\n",
    ),
    Mutant(
        "a board is not told of what others did",
        "broker/live/boards.py",
        "            self._tell_watches(changes)\n",
        "            pass\n",
    ),
    Mutant(
        "deadlines are not kept",
        "broker/sweeper.py",
        "            await self._deadlines(now)\n",
        "            pass\n",
        command="arrive",
    ),
    Mutant(
        "a page sits down in a visit that has ended",
        "broker/stores/lua/presence.lua",
        "  if known and select(4, split(known)) == 'ended' then return '' end\n",
        "",
        scene="ended-while-redis-hangs",
    ),
    # --- what simulated people cannot do, or do too rarely: noticed by tests of these parts -------
    Mutant(
        "an older move is projected over a newer one",
        "broker/stores/lua/line.lua",
        "    if known_version >= version then return 0 end\n",
        "",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "two nodes rebuild after one loss",
        "broker/stores/lua/line.lua",
        "  if seen ~= argv[1] then return 0 end\n",
        "",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "a drop that comes late takes out who came back",
        "broker/stores/lua/line.lua",
        "  if known and left and split(known) > left then return 0 end\n",
        "",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "a hold keeps nobody off",
        "broker/stores/lua/line.lua",
        "      elseif tonumber(held) > now and (by == '' or holder ~= by) then\n"
        "        pass_by(visit, 'held')\n",
        "",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "who comes back by itself takes the seat from a newer page",
        "broker/stores/lua/presence.lua",
        "  if argv[6] == 'free' and before ~= '' then\n",
        "  if false then\n",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "a connection that is gone frees the seat of the next one",
        "broker/stores/lua/presence.lua",
        "  if redis.call('HGET', keys[6], place) ~= argv[3] then return 0 end\n",
        "",
        tests="tests/stores/test_line.py",
    ),
    Mutant(
        "who cannot renew the own lease buries others",
        "broker/sweeper.py",
        " or not self.lease.may_judge()",
        "",
        tests="tests/broker/test_sweeper.py::test_who_could_not_renew_the_own_lease_buries_nobody",
    ),
    Mutant(
        "who was buried alive does not notice",
        "broker/lease.py",
        "            if not alive and not first:\n",
        "            if alive is None:\n",
        tests="tests/broker/test_lease.py",
    ),
    Mutant(
        "who stood still acts on what waited meanwhile",
        "broker/lease.py",
        "            self._turned.clear()\n            await self._turned.wait()\n",
        "            return\n",
        tests="tests/broker/test_lease.py",
    ),
    Mutant(
        "deadlines pass while the time is not that of Redis",
        "broker/sweeper.py",
        "            if self.lease.may_count():\n                await self._deadlines",
        "            if True:\n                await self._deadlines",
        tests="tests/broker/test_sweeper.py::test_while_the_time_of_redis_is_another_nothing_passes",
    ),
    Mutant(
        "a node dates by the clock of its machine",
        "broker/clock.py",
        "        return self._shown + passed - min(self._ahead, passed / 2)\n",
        "        return self.machine()\n",
        scene="clock-wrong",
    ),
    Mutant(
        "the clock of the office goes back",
        "broker/clock.py",
        "            self._set(now, ahead=max(timedelta(0), now - latest))\n",
        "            self._set(min(now, latest))\n",
        tests="tests/broker/test_clock.py",
    ),
    Mutant(
        "graces go on over a gap of the sweeper",
        "broker/sweeper.py",
        "max(at, self.fair_since or at)",
        "at",
        tests="tests/broker/test_sweeper.py::test_a_node_that_slept_forgives_everybody_anew",
    ),
    Mutant(
        "a failover is not looked for",
        "broker/sweeper.py",
        "            lost = not mark.epoch or self._went_back(queue, mark)\n",
        "            lost = not mark.epoch\n",
        tests="tests/broker/test_sweeper.py::test_a_failover_that_brings_an_older_epoch_back_is_a_loss",
    ),
    Mutant(
        "a commit that comes late is not decided anew",
        "broker/stores/visits.py",
        "            if late():\n                raise Late\n",
        "",
        tests="tests/broker/test_desk.py::test_a_database_that_is_late_each_time_changes_nothing",
    ),
    Mutant(
        "nobody asks again what became of a commit",
        "broker/stores/database.py",
        "ASK_AGAIN_S if again else ()",
        "()",
        tests="tests/stores/test_unknown.py",
    ),
    Mutant(
        "the same op with other words is taken for the same",
        "broker/stores/visits.py",
        "    if row.digest != op.digest and not any_body:\n        raise OpReused\n",
        "",
        tests="tests/broker/test_desk.py::test_the_same_op_again_gives_the_same_answer_and_changes_nothing",
    ),
    Mutant(
        "who presses twice is refused the second time",
        "broker/desk.py",
        "            if op is not None and (answer := await self.visits.answered(op)):\n"
        "                return Done(answer.visit, answer.version)\n"
        "            raise\n",
        "            raise\n",
        tests="tests/broker/test_desk.py::test_who_presses_twice_is_answered_alike",
    ),
    Mutant(
        "call-next is not asked whether it was answered",
        "broker/desk.py",
        "Done:\n        if op is not None and (answer := await self.visits.answered(op)):\n"
        "            return Done(answer.visit, answer.version)\n"
        "        await self._open_for(queue",
        "Done:\n        await self._open_for(queue",
        tests="tests/broker/test_desk.py::test_the_same_op_again_gives_the_same_answer_and_changes_nothing",
    ),
    Mutant(
        "undo without an end",
        "broker/core/effects.py",
        '        raise NotNow("the time to take this back is over")\n',
        "        pass\n",
        tests="tests/core/test_visit.py",
    ),
    Mutant(
        "anybody undoes what others did",
        "broker/core/effects.py",
        '        raise NotYours("only who did it can take it back")\n',
        "        pass\n",
        tests="tests/core/test_visit.py",
    ),
    Mutant(
        "a visit is called from the line that it left",
        "broker/core/effects.py",
        '        raise NotNow("this visit waits in another queue by now")\n',
        "        pass\n",
        tests="tests/core/test_visit.py",
    ),
    Mutant(
        "a closed queue lets people in",
        "broker/desk.py",
        "            raise ClosedToday\n",
        "            pass\n",
        tests="tests/journeys/test_queue_days.py",
    ),
    Mutant(
        "seats of nobody are kept",
        "broker/live/rollcall.py",
        "        await self._free_those_of_nobody(queue, seated)\n",
        "",
        tests="tests/journeys/test_seats.py",
    ),
    Mutant(
        "a call that is over is relayed",
        "broker/live/relay.py",
        "call.number != message.call or not call.holds(seat, connection):\n"
        "            self.dropped += 1\n            return\n",
        "not call.holds(seat, connection):\n            self.dropped += 1\n            return\n",
        tests="tests/broker/test_relay.py",
    ),
    Mutant(
        "what could not be told is not told later",
        "broker/later.py",
        "            self._wait(telling)\n",
        "            pass\n",
        tests="tests/broker/test_later.py",
    ),
    Mutant(
        "a slow reader is kept",
        "signaling/connection.py",
        "            queue.clear()\n            self.close(TooSlow)\n",
        "            queue.clear()\n",
        tests="tests/signaling/test_connection.py",
    ),
)


def named(name: str) -> Mutant:
    """The one of this name, or of this beginning."""
    (found,) = [each for each in MUTANTS if each.name.startswith(name)]
    return found


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles anew, and changed."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_source(fullname) or ""
        for file, old, new in self.mutant.changes:
            if self.path.endswith(file):
                source = changed(source, old, new)
        return compile(source, self.path, "exec", dont_inherit=True)


def check(mutant: Mutant) -> None:
    """Raises ValueError when the product has grown away from it: a product that cannot even be loaded
    would be noticed by anything."""
    for file, old, new in mutant.changes:
        changed((ROOT / file).read_text(), old, new)


def changed(source: str, old: str, new: str) -> str:
    """A source with the one place changed. Raises ValueError when it is not there once."""
    if source.count(old) != 1:
        raise ValueError(f"{source.count(old)} places are like {old!r}")
    return source.replace(old, new)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> Any:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None:
            return None
        if any(spec.origin.endswith(file) for file, _, _ in self._mutant.changes):
            loader = _Loader(fullname, spec.origin)
            loader.mutant = self._mutant
            spec.loader = loader
            return spec
        return None


def take_out(mutant: Mutant) -> None:
    """From now on this process has the product without the safeguard; call it before anything of the
    product is imported."""
    sys.meta_path.insert(0, _Finder(mutant))


def lua(mutant: Mutant, source: str) -> str:
    """The library of functions without the safeguard."""
    for file, old, new in mutant.changes:
        if file.endswith(".lua"):
            source = changed(source, old, new)
    return source
