"""The command line: exit codes, where results go, and a sentence for each mistake."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from broker import __version__
from broker.__main__ import main
from broker.trust.keys import read

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-thirty-two-characters"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine's own settings, and a folder of its own."""
    for name in list(os.environ):
        if name.startswith("VORSPRACHE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings that are enough; the folder of the installation."""
    settings = {
        "PUBLIC_URL": "https://termin.example.org",
        "SECRET": SECRET,
        "KEYS_FILE": str(tmp_path / "keys.json"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'v.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"VORSPRACHE_{name}", value)
    return tmp_path


def run(*arguments: str) -> int:
    """The exit code, whether argparse or a command said it."""
    try:
        return main(list(arguments))
    except SystemExit as stopped:
        assert isinstance(stopped.code, int)
        return stopped.code


def test_the_version_is_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout, alone, code 0."""
    assert run("--version") == 0
    assert capsys.readouterr() == (f"{__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["keys"],
        ["staff", "link", "--role", "admin", "--department", "amt", "--name", "x"],
        ["staff", "link", "--role", "clerk", "--name", "x"],
        ["demo", "--port", "http"],
        ["demo", "--port", "70000"],
        ["probe"],
        ["catalogue", "import"],
        ["serve", "--port", "1"],
        ["keys", "new"],
        ["turn-config", "--realm", "turn.example.org"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_code_2_and_says_so_on_stderr(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And writes nothing on stdout, where a script would read it."""
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_wrong_settings_are_code_2_with_a_sentence_each(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them at once."""
    monkeypatch.setenv("VORSPRACHE_PUBLIC_URL", "http://termin.example.org")
    monkeypatch.setenv("VORSPRACHE_PORT", "none")
    assert run(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("vorsprache: VORSPRACHE_") for line in lines)


def test_keys_are_made_rotated_and_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path is the result."""
    path = tmp_path / "keys.json"
    assert run("keys", "new", "--file", str(path)) == 0
    assert capsys.readouterr().out == f"{path}\n"
    first = read(path)
    assert run("keys", "new", "--file", str(path)) == 1
    assert "rotate" in capsys.readouterr().err
    assert run("keys", "rotate", "--file", str(path)) == 0
    kids = [key.kid for key in read(path).keys]
    assert kids[:-1] == [key.kid for key in first.keys]
    assert len(kids) == 2


def test_rotating_what_is_not_there_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence with the path, no trace."""
    assert run("keys", "rotate", "--file", "/nowhere/keys.json") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "/nowhere/keys.json" in line


def test_a_staff_link_is_the_result(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A note on stderr when nobody would honour it yet."""
    run("keys", "new")
    capsys.readouterr()
    arguments = ["--role", "clerk", "--department", "amt", "--department", "b", "--name", "Frau A"]
    assert run("staff", "link", *arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("https://termin.example.org/desk#ey")
    assert out.count("\n") == 1
    assert "STAFF_LINKS" in err


def test_each_staff_link_is_a_person_of_its_own(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same one again only where it is asked for, by the word that the first link came with."""
    run("keys", "new")
    capsys.readouterr()

    def subject(*more: str) -> tuple[str, str]:
        assert run("staff", "link", "--role", "clerk", "--department", "amt",
                   "--name", "Anna", *more) == 0  # fmt: skip
        out, err = capsys.readouterr()
        claims = out.partition("#")[2].split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"], err

    (one, said), (two, _) = subject(), subject()
    assert one != two
    person = said.split("--person ")[1].strip()
    again, said = subject("--person", person)
    assert again == one
    assert "--person" not in said


def test_a_staff_link_for_everything_is_wrong_use(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No wildcards."""
    run("keys", "new")
    assert run("staff", "link", "--role", "clerk", "--department", "*", "--name", "x") == 2
    assert "departments" in capsys.readouterr().err


def test_without_a_key_file_no_link_is_made(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code 1: the settings are right, the installation is not complete."""
    assert run("staff", "link", "--role", "clerk", "--department", "amt", "--name", "x") == 1
    assert "keys.json" in capsys.readouterr().err


def test_migrate_says_which_server_does_not_answer(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database is migrated by then; Redis on port 1 is nobody."""
    assert run("migrate") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "VORSPRACHE_REDIS_URL" in err
    assert (installed / "v.db").exists()


def test_a_database_that_cannot_be_opened_is_one_sentence(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No trace for a wrong path."""
    monkeypatch.setenv("VORSPRACHE_DATABASE_URL", "sqlite:////nowhere/v.db")
    assert run("migrate") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("vorsprache: the database:")


def test_a_catalogue_is_checked_without_any_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the desk of whoever writes it."""
    good = ROOT / "broker" / "sample" / "catalogue.json"
    assert run("catalogue", "check", str(good)) == 0
    assert "departments" in capsys.readouterr().out
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert run("catalogue", "check", str(bad)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("vorsprache: ")


def test_a_catalogue_needs_a_migrated_database(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then it is in force, and importing it again changes nothing."""
    good = str(ROOT / "broker" / "sample" / "catalogue.json")
    assert run("catalogue", "import", good) == 1
    assert "migrate" in capsys.readouterr().err
    run("migrate")
    capsys.readouterr()
    assert run("catalogue", "import", good) == 0
    assert capsys.readouterr().out == "in force\n"
    assert run("catalogue", "import", good) == 0
    assert capsys.readouterr().out == "was in force already\n"


def test_coturns_configuration_is_the_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the secret of the environment, and nothing else on stdout."""
    monkeypatch.setenv("VORSPRACHE_TURN_SECRET", "turn-secret-of-the-test")
    arguments = ["--realm", "turn.example.org", "--listening-ip", "192.0.2.1"]
    assert run("turn-config", *arguments) == 0
    out, err = capsys.readouterr()
    assert "static-auth-secret=turn-secret-of-the-test" in out
    assert err == ""


def test_every_mistake_of_coturns_configuration_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each."""
    monkeypatch.setenv("VORSPRACHE_TURN_SECRET", "turn-secret-of-the-test")
    assert run("turn-config", "--realm", "-", "--listening-ip", "here") == 2
    assert len(capsys.readouterr().err.splitlines()) >= 2


def test_the_documents_of_the_contract_can_be_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """CI runs it; here it only has to answer."""
    code = run("schema", "--check")
    out, err = capsys.readouterr()
    assert out == ""
    assert (code == 0) is (err == "")


def test_the_program_starts_without_loading_the_server() -> None:
    """`vorsprache keys new` on a machine that only keeps keys, and a shell that completes fast."""
    script = "import sys, broker.__main__; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout.replace("'", '"'))
    assert not {"aiohttp", "sqlalchemy", "redis", "aiortc", "msgspec"} & set(loaded)
