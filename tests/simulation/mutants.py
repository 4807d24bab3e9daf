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
from types import CodeType, ModuleType
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """`old` becomes `new` in a file of the product. Noticed by days, or at once by the failpoints of
    `command`; `sql` is done to the database."""

    name: str
    file: str
    old: str
    new: str
    command: str = ""
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
        ".where(visits.c.id == moved.before.id, visits.c.version == moved.before.version)",
        ".where(visits.c.id == moved.before.id)",
        also=(
            (
                "broker/stores/visits.py",
                "insert(moves).values(await _move_row(",
                "insert(moves).prefix_with('OR REPLACE').values(await _move_row(",
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
                "        insert(ops).values(\n",
                "        insert(ops).prefix_with('OR REPLACE').values(\n",
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
