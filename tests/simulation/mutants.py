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
