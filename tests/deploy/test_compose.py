"""The compose file and the operator's page, held against the program: what they name is there."""

import re
import subprocess
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from broker.__main__ import parser
from broker.settings import _SETTINGS, PREFIX, Numbers, Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SECRETS = "/run/secrets/"
BY_HAND = {"tls.pem"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What `new-secrets.sh` leaves behind."""
    folder = tmp_path / "secrets"
    subprocess.run([DEPLOY / "new-secrets.sh", folder], check=True, capture_output=True)
    return folder


def test_every_file_that_the_compose_file_names_is_there(
    compose: dict[str, Any], made: Path
) -> None:
    for secret in compose["secrets"].values():
        name = Path(secret["file"]).name
        assert name in BY_HAND or (made / name).is_file(), name
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists() or source == "./catalogue", source
            else:
                assert source in compose["volumes"], source


def test_a_service_sees_the_secrets_that_it_reads_and_no_others(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        given = set(service.get("secrets", []))
        assert given <= compose["secrets"].keys()
        read = {
            value.removeprefix(SECRETS)
            for value in service.get("environment", {}).values()
            if value.startswith(SECRETS)
        }
        # The mail server is switched on in .env.
        assert read <= given, name
        assert given - read <= {"smtp_url"}, name


def test_every_service_is_closed(compose: dict[str, Any]) -> None:
    """Read-only root, no rights, no new ones, and only the proxy can be reached from outside."""
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert ("ports" in service) == (name == "haproxy"), name
    assert compose["networks"]["inside"]["internal"] is True
    assert compose["services"]["postgres"]["networks"] == ["inside"]
    assert compose["services"]["redis"]["networks"] == ["inside"]


def test_the_secrets_are_made_once_and_are_good_settings(
    compose: dict[str, Any], made: Path
) -> None:
    """The program itself accepts what a first installation ends up with, mail included."""
    before = {file.name: file.read_text() for file in made.iterdir()}
    subprocess.run([DEPLOY / "new-secrets.sh", made], check=True, capture_output=True)
    assert {file.name: file.read_text() for file in made.iterdir()} == before
    assert made.stat().st_mode & 0o077 == 0
    (made / "smtp_url").write_text("smtps://vorsprache:hush@mail.example.org\n")
    example = (DEPLOY / ".env.example").read_text().replace("#VORSPRACHE_", "VORSPRACHE_")
    environ = dict(line.split("=", 1) for line in example.splitlines() if re.match(r"\w+=", line))
    environ |= compose["services"]["broker-1"]["environment"]
    settings = Settings.from_environment(
        {name: value.replace(SECRETS, f"{made}/") for name, value in environ.items()}
    )
    assert settings.public_url == "https://termine.example.org"
    assert settings.database_url.endswith("@postgres/vorsprache")
    assert settings.turn_uris
    assert settings.smtp_url


def test_every_command_in_the_papers_is_one(compose: dict[str, Any]) -> None:
    """Parsed by the program's own command line."""
    for service in compose["services"].values():
        if "build" in service and "entrypoint" not in service and "command" in service:
            parser().parse_args(service["command"])
    page = (DEPLOY / "README.md").read_text()
    asked = re.findall(r"run --rm tools ([^\n`#]+)", page)
    assert len(asked) >= 4
    for words in asked:
        parser().parse_args(re.sub(r'"([^"]*)"', "a-name", words).split())


def test_the_table_of_settings_is_the_program(compose: dict[str, Any]) -> None:
    """Names, defaults, and which may come from a file."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (?:`([^`]+)`|-|none) \| [^|]+ \| (file)? ?\|$",
        (DEPLOY / "README.md").read_text(),
        re.MULTILINE,
    )
    assert {name: (default, file == "file") for name, default, file in rows} == in_force()
    named = re.findall(
        r"VORSPRACHE_([A-Z_]+?)(?:_FILE)?\b",
        "".join(
            (DEPLOY / name).read_text() for name in ("compose.yaml", ".env.example", "README.md")
        ),
    )
    assert set(named) - {"KEYS", "PUSH_KEY"} <= in_force().keys()


def in_force() -> dict[str, tuple[str, bool]]:
    example = Settings(public_url="https://a.example")
    found = {}
    for setting in _SETTINGS:
        value = getattr(example, setting.field)
        needed = bool(setting.needed) or value in ("", (), None)
        found[setting.name.removeprefix(PREFIX)] = "" if needed else written(value), setting.file
    for number in fields(Numbers):
        found[number.name.upper()] = written(number.default), False
    return found


def written(value: object) -> str:
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        for unit, size in (("h", 3600), ("min", 60)):
            if seconds % size == 0:
                return f"{seconds // size}{unit}"
        return f"{seconds}s"
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).replace("sqlite+aiosqlite", "sqlite")


def test_the_proxy_gets_the_variables_that_its_configuration_asks_for(
    compose: dict[str, Any],
) -> None:
    config = (DEPLOY / "haproxy.cfg").read_text()
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", config))
    own = set(re.findall(r"setenv ([A-Z0-9_]+)", config))
    without_default = set(re.findall(r"\$\{([A-Z0-9_]+)\}", config)) - own
    given = set(compose["services"]["haproxy"]["environment"])
    assert without_default <= given <= asked


def test_the_image_copies_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (DEPLOY.parent / source).exists(), source


def test_no_secret_is_in_the_repository() -> None:
    assert {"secrets/", ".env"} <= set((DEPLOY / ".gitignore").read_text().split())
