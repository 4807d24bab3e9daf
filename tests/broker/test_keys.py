"""The key file: what it holds, who may read it, and how one key hands over to the next."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from broker.trust import keys

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the key file of this test is."""
    return tmp_path / "keys.json"


def test_a_new_set_signs_at_once(path: Path) -> None:
    """`keys new` and `serve` is all it takes."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    found = keys.read(path)
    assert found.signing(NOW).kid in found.verifying(NOW)


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    """Whoever reads it can sign in as anybody."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_never_overwritten_by_new(path: Path) -> None:
    """All links in people's mail would be dead."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        keys.write(keys.new_set(NOW), path, replace_file=False)
    assert path.read_bytes() == before


def test_a_file_open_to_everybody_is_refused(path: Path) -> None:
    """Better no start than a key that is no secret."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    path.chmod(0o644)
    with pytest.raises(keys.UnusableKeysError, match="chmod 600"):
        keys.read(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"keys":[]}', b"[1]", b"\xff", b'{"keys":[{"kty":"oct","k":"AA"}]}'],
)
def test_a_damaged_file_is_named_in_one_sentence(path: Path, content: bytes) -> None:
    """The operator sees which file and why, not a trace."""
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(keys.UnusableKeysError, match="keys.json"):
        keys.read(path)


@pytest.mark.parametrize("member", ["x", "y", "kid", "crv", "kty", "d"])
def test_a_key_whose_parts_do_not_belong_together_is_refused(path: Path, member: str) -> None:
    """A foreign public half, a foreign name or another curve is no key of ours."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    other = tmp = path.with_name("other.json")
    keys.write(keys.new_set(NOW), tmp, replace_file=False)
    mine, foreign = (msgspec.json.decode(p.read_bytes()) for p in (path, other))
    replacement = {"crv": "P-384", "kty": "RSA"}
    mine["keys"][0][member] = replacement.get(member, foreign["keys"][0][member])
    path.write_bytes(msgspec.json.encode(mine))
    with pytest.raises(keys.UnusableKeysError):
        keys.read(path)


def test_a_missing_file_is_named() -> None:
    """One sentence, with the path."""
    with pytest.raises(keys.UnusableKeysError, match="/nowhere/keys.json"):
        keys.read(Path("/nowhere/keys.json"))


def test_rotation_gives_every_node_time_to_get_the_new_key() -> None:
    """The new key verifies at once but signs only after the lead."""
    old = keys.new_set(NOW - timedelta(days=90))
    both = keys.rotated(old, NOW)
    first, second = both.keys
    assert both.signing(NOW) == first
    assert set(both.verifying(NOW)) == {first.kid, second.kid}
    assert both.signing(NOW + keys.LEAD) == second


def test_the_old_key_verifies_until_it_retires() -> None:
    """Links that are in the mail go on working; after the overlap the key is gone."""
    both = keys.rotated(keys.new_set(NOW - timedelta(days=90)), NOW)
    first, second = both.keys
    retired = NOW + keys.LEAD + keys.KEPT
    assert first.kid in both.verifying(retired - timedelta(seconds=1))
    assert set(both.verifying(retired)) == {second.kid}
    assert keys.rotated(both, retired).keys[0].kid == second.kid


def test_rotating_twice_does_not_prolong_an_old_key() -> None:
    """Its end was fixed at its own rotation."""
    once = keys.rotated(keys.new_set(NOW), NOW)
    twice = keys.rotated(once, NOW + timedelta(days=90))
    assert twice.keys[0].retires_at == once.keys[0].retires_at


def test_nothing_secret_is_published() -> None:
    """The JWK set has public members only, and only of keys in force."""
    published = keys.rotated(keys.new_set(NOW), NOW).published(NOW)
    for jwk in msgspec.json.decode(msgspec.json.encode(published))["keys"]:
        assert set(jwk) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


def test_no_key_shows_its_secret_when_printed() -> None:
    """A trace or a log line may print it."""
    assert repr(keys.new_set(NOW).keys[0]).startswith("Key(kid=")


def test_a_replaced_file_is_read_again(path: Path) -> None:
    """Rotation needs no restart of any node."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    file = keys.KeyFile(path)
    keys.write(keys.rotated(file(), NOW), path, replace_file=True)
    assert len(file().keys) == 2


def test_a_file_that_vanishes_leaves_the_last_good_set_in_force(path: Path) -> None:
    """A slip of the operator does not sign everybody out."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    file = keys.KeyFile(path)
    path.unlink()
    assert len(file().keys) == 1


def test_a_failed_write_leaves_the_old_file(path: Path, tmp_path: Path) -> None:
    """Whole or not at all: here the folder takes no new file."""
    keys.write(keys.new_set(NOW), path, replace_file=False)
    before = path.read_bytes()
    if os.geteuid() == 0:
        pytest.skip("nothing is forbidden to root")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            keys.write(keys.new_set(NOW), path, replace_file=True)
    finally:
        tmp_path.chmod(0o700)
    assert path.read_bytes() == before


def test_a_key_for_messages_stands_alone(path: Path) -> None:
    """Browsers subscribe with one key: of two, nobody could say which a browser meant."""
    made = keys.new_set(NOW)
    keys.write(made, path, replace_file=False)
    assert keys.read_only_one(path).kid == made.keys[0].kid
    keys.write(keys.rotated(made, NOW), path, replace_file=True)
    with pytest.raises(keys.UnusableKeysError, match="more than one key"):
        keys.read_only_one(path)


def test_a_write_that_fails_leaves_no_key_behind(path: Path, tmp_path: Path) -> None:
    """A draft that nobody knows of would be read, copied and backed up like any other file."""
    path.mkdir()
    with pytest.raises(OSError, match="keys.json"):
        keys.write(keys.new_set(NOW), path, replace_file=True)
    assert list(tmp_path.iterdir()) == [path]
