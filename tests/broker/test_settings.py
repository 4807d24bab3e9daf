"""Settings: every mistake at once, in plain sentences, and no secret in any text."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from broker.outbox.endpoints import BROWSER_MAKERS
from broker.settings import Settings, WrongSettingsError

SECRET = "a-secret-of-thirty-two-characters"
GOOD = {
    "VORSPRACHE_PUBLIC_URL": "https://termin.example.org",
    "VORSPRACHE_SECRET": SECRET,
    "VORSPRACHE_KEYS_FILE": "/etc/vorsprache/keys.json",
    "VORSPRACHE_REDIS_URL": "redis://:hidden@127.0.0.1/0",
}


def mistakes(**changes: str) -> list[str]:
    """What is said about the good settings with these changes (without the prefix)."""
    environ = GOOD | {f"VORSPRACHE_{name}": value for name, value in changes.items()}
    with pytest.raises(WrongSettingsError) as found:
        Settings.from_environment(environ)
    return found.value.mistakes


def read(**changes: str) -> Settings:
    """The good settings with these changes."""
    changed = {f"VORSPRACHE_{name}": value for name, value in changes.items()}
    return Settings.from_environment(GOOD | changed)


def test_four_values_are_enough() -> None:
    """Everything else has a default that is safe."""
    settings = read()
    assert settings.secure
    assert not settings.staff_links
    assert not settings.demo
    assert settings.host == "127.0.0.1"
    assert settings.database_url == "sqlite+aiosqlite:///vorsprache.db"
    assert settings.allowed_origins == {"https://termin.example.org"}
    assert settings.numbers.patience == timedelta(seconds=60)


def test_all_mistakes_are_named_at_once() -> None:
    """An operator fixes them in one go, not in six restarts."""
    with pytest.raises(WrongSettingsError) as found:
        Settings.from_environment(
            {
                "VORSPRACHE_PUBLIC_URL": "http://termin.example.org",
                "VORSPRACHE_SECRET": "short",
                "VORSPRACHE_PORT": "http",
                "VORSPRACHE_PATIENCE": "soon",
                "VORSPRACHE_PATIENSE": "60s",
            }
        )
    said = "\n".join(found.value.mistakes)
    for name in ("PUBLIC_URL", "SECRET", "PORT", "PATIENCE", "KEYS_FILE", "REDIS_URL"):
        assert f"VORSPRACHE_{name}" in said
    assert "did you mean VORSPRACHE_PATIENCE?" in said
    assert len(found.value.mistakes) == 7


def test_nothing_set_names_all_that_is_needed() -> None:
    """The shortest way to the README's list."""
    with pytest.raises(WrongSettingsError) as found:
        Settings.from_environment({})
    assert len(found.value.mistakes) == 4


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    """Container secrets are files; the line break at their end is none of the secret."""
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    environ = GOOD | {"VORSPRACHE_SECRET": "", "VORSPRACHE_SECRET_FILE": str(file)}
    assert Settings.from_environment(environ).secret == SECRET


def test_a_secret_from_two_places_is_a_mistake(tmp_path: Path) -> None:
    """Nobody could say which one is in force."""
    assert "choose one" in mistakes(SECRET_FILE=str(tmp_path / "secret"))[0]


def test_a_file_that_cannot_be_read_is_named() -> None:
    """With its path and the reason."""
    (sentence,) = mistakes(METRICS_TOKEN_FILE="/nowhere/token")
    assert "/nowhere/token cannot be read" in sentence


def test_pages_come_from_files(tmp_path: Path) -> None:
    """A page is longer than anybody likes in an environment."""
    page = tmp_path / "imprint.txt"
    page.write_text("Stadt Musterstadt\n\nRathausplatz 1\n", encoding="utf-8")
    assert read(IMPRINT_FILE=str(page)).imprint == "Stadt Musterstadt\n\nRathausplatz 1"


def test_a_coat_of_arms_is_a_drawing_and_nothing_else() -> None:
    """It is shown on every page: nothing in it acts, and nothing comes from elsewhere."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><path d="M0 0h9v9z"/></svg>'
    for start in ("", '<?xml version="1.0"?>\n', "<!-- the city's -->\n"):
        assert read(EMBLEM=start + drawing).emblem == start + drawing
    for bad in (
        "Wappen",
        drawing.replace("<path", "<script>1</script><path"),
        drawing.replace("<path", '<path onload="x()"'),
        drawing.replace("#a", "https://elsewhere.example.org/a.svg"),
        "<html></html>",
    ):
        assert mistakes(EMBLEM=bad), bad


def test_no_text_of_the_settings_shows_a_secret() -> None:
    """They are printed in traces and in bug reports."""
    shown = repr(
        read(
            TURN_SECRET="turn-secret-hidden",
            TURN_URIS="turn:turn.example.org",
            METRICS_TOKEN="metrics-hidden-token",
            SMTP_URL="smtp://user:mail-hidden@mail.example.org",
            MAIL_FROM="termin@example.org",
            DATABASE_URL="postgresql://vorsprache:sql-hidden@db/vorsprache",
        )
    )
    assert "hidden" not in shown
    assert SECRET not in shown


def test_no_mistake_repeats_a_secret() -> None:
    """The sentences go to a log."""
    said = "".join(
        mistakes(
            SECRET="hidden",
            DATABASE_URL="mysql://u:hidden@db/x",
            REDIS_URL="http://:hidden@x",
            SMTP_URL="ftp://u:hidden@m",
        )
    )
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("text", "driver", "database"),
    [
        ("sqlite:////var/lib/v.db", "sqlite+aiosqlite", "/var/lib/v.db"),
        ("sqlite:///v.db", "sqlite+aiosqlite", "v.db"),
        ("postgresql://u:p%40w@db:5433/v", "postgresql+asyncpg", "v"),
        ("postgres://u@db/v", "postgresql+asyncpg", "v"),
        ("postgresql+psycopg://u@db/v", "postgresql+asyncpg", "v"),
        ("postgresql://u@/v?host=/run/postgresql", "postgresql+asyncpg", "v"),
    ],
)
def test_a_database_url_is_made_ready_for_its_driver(
    text: str, driver: str, database: str
) -> None:
    """People write the URL that their database's page shows."""
    url = make_url(read(DATABASE_URL=text).database_url)
    assert (url.drivername, url.database) == (driver, database)


def test_the_database_drivers_own_words_are_used() -> None:
    """`sslmode` is libpq's word; the driver would refuse it at the first connection."""
    url = make_url(read(DATABASE_URL="postgresql://u@db/v?sslmode=require").database_url)
    assert url.query == {"ssl": "require"}


@pytest.mark.parametrize(
    "text", ["mysql://db/v", "sqlite://", "sqlite:///", "postgresql://db", "v.db"]
)
def test_another_database_is_refused(text: str) -> None:
    """Two databases are tested; a third one would only seem to work."""
    assert "VORSPRACHE_DATABASE_URL" in mistakes(DATABASE_URL=text)[0]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://termin.example.org/", "https://termin.example.org"),
        ("https://termin.example.org:443", "https://termin.example.org"),
        ("https://termin.example.org:8443", "https://termin.example.org:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://Termin.Example.org", "https://termin.example.org"),
    ],
)
def test_the_public_address_is_an_origin(text: str, origin: str) -> None:
    """As a browser writes it, because it is compared with what a browser sends."""
    assert read(PUBLIC_URL=text).public_url == origin


@pytest.mark.parametrize(
    "text",
    [
        "http://termin.example.org",
        "https://termin.example.org/pfad",
        "https://user@termin.example.org",
        "https://termin.example.org?x",
        "https://",
        "https://ter min.example.org",
        "https://*.example.org",
        "termin.example.org",
        "javascript:alert(1)",
        "https://termin.example.org:99999",
    ],
)
def test_what_is_no_safe_origin_is_refused(text: str) -> None:
    """No camera without https beyond the own machine, and no wildcards at all."""
    assert "VORSPRACHE_PUBLIC_URL" in mistakes(PUBLIC_URL=text)[0]


def test_further_origins_are_named_one_by_one() -> None:
    """Such as the city's portal that embeds the booking."""
    found = read(ORIGINS="https://a.example, https://b.example:8443")
    assert found.allowed_origins == {
        "https://termin.example.org",
        "https://a.example",
        "https://b.example:8443",
    }


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("2min", 120), ("2 min", 120), ("1h", 3600)]
)
def test_times_are_written_as_people_do(text: str, seconds: int) -> None:
    """Numbers without a unit have ruined many evenings."""
    assert read(PATIENCE=text).numbers.patience == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["90", "s", "-5s", "1.5h", "1d", "9999999s", "0s", "19s"])
def test_a_time_without_unit_or_out_of_bounds_is_refused(text: str) -> None:
    """Nobody gets less than twenty seconds to react (WCAG 2.2.1)."""
    assert "VORSPRACHE_PATIENCE" in mistakes(PATIENCE=text)[0]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"TURN_URIS": "turn:turn.example.org"}, "TURN"),
        ({"TURN_URIS": "http://turn.example.org", "TURN_SECRET": "x" * 16}, "TURN"),
        ({"RELAY_ONLY": "on"}, "TURN_URIS"),
        ({"SMTP_URL": "smtp://mail.example.org"}, "MAIL_FROM"),
        ({"MAIL_FROM": "termin@example.org"}, "SMTP_URL"),
        ({"MAIL_FROM": "termin@example.org\nBcc: a@b.example"}, "MAIL_FROM"),
        ({"WARNING": "60s"}, "WARNING"),
        ({"PING": "25s"}, "PING"),
        ({"STAFF_LINKS": "perhaps"}, "STAFF_LINKS"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "\u0668"}, "PORT"),
        ({"TRUSTED_PROXIES": "10.0.0.0/33"}, "TRUSTED_PROXIES"),
        ({"PHONE": "0351\n4880"}, "PHONE"),
        ({"IMPRINT": " "}, "IMPRINT"),
    ],
    ids=str,
)
def test_each_mistake_is_one_sentence_with_its_name(changes: dict[str, str], word: str) -> None:
    """The operator searches for the name."""
    (sentence,) = mistakes(**changes)
    assert word in sentence
    assert sentence.endswith(".")


def test_the_build_has_its_own_names() -> None:
    """They may be set on a developer's machine."""
    assert read(SKIP_WEB="1").port == 8080


def test_the_rules_of_the_core_follow_the_numbers() -> None:
    """One place to set a patience, whoever uses it."""
    assert read(PATIENCE="2min").numbers.rules().patience == timedelta(minutes=2)


def test_messages_to_browsers_go_to_named_hosts() -> None:
    """Or to a push service on this machine, for trials; never to an address or another port."""
    assert read().push_hosts == BROWSER_MAKERS
    assert read(PUSH_HOSTS="FCM.googleapis.com, *.example.org").push_hosts == (
        "fcm.googleapis.com",
        "*.example.org",
    )
    assert read(PUSH_HOSTS="http://127.0.0.1:9090").push_hosts == ("http://127.0.0.1:9090",)
    for wrong in ("*", "*.org.", "10.0.0.1", "a.example:8443", "https://a.example", "http://a.b"):
        (sentence,) = mistakes(PUSH_HOSTS=wrong)
        assert sentence.startswith("VORSPRACHE_PUSH_HOSTS ")


def test_the_key_of_the_links_is_no_key_for_messages() -> None:
    """It is shown to push services, is never rotated, and would be void with every link."""
    path = read().keys_file
    (sentence,) = mistakes(PUSH_KEY_FILE=str(path))
    assert "a file of its own" in sentence
    assert read(PUSH_KEY_FILE="/keys/push.json").push_key_file == Path("/keys/push.json")
