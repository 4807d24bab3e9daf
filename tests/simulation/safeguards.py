"""All safeguards that are taken out: here those that simulated days, scenes and failpoints notice."""

from tests.simulation.mutants import Mutant
from tests.simulation.safeguards_of_edges import EDGES
from tests.simulation.safeguards_of_parts import PARTS

SIMULATED = (
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
        "            await self._untold(now)\n",
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
        "        self._news.read_anew(queues)\n",
        "",
        also=(
            (
                "broker/live/pictures.py",
                "            self._news.read_anew([picture.queue])\n        # Redis",
                "            pass\n        # Redis",
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
        "        missing = self._missing(queue, seated, pages)\n",
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
    Mutant(
        "a page that returns takes the seat of one that was opened later",
        "broker/live/seats.py",
        "            if chair.returns:\n                raise Replaced from later\n",
        "",
        scene="two-tabs",
    ),
)

MUTANTS = (*SIMULATED, *PARTS, *EDGES)


def named(name: str) -> Mutant:
    """The one of this name, or of this beginning."""
    (found,) = [each for each in MUTANTS if each.name.startswith(name)]
    return found
