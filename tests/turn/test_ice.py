"""The credentials alone: pure, so every rule is asked without a server."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from signaling.ice import IceServer, Relay, ice_servers, participant_id

NOW = datetime(2030, 3, 1, 9, 0, 0, 999_999, tzinfo=UTC)
SECRET = "a-secret-shared-with-coturn"
RELAY = Relay(
    turn_uris=("turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443"),
    stun_uris=("stun:turn.example.org:3478",),
    secret=SECRET,
)


def test_the_password_is_the_hmac_of_expiry_and_participant() -> None:
    """Word for word the scheme of draft-uberti-behave-turn-rest-00, computed here a second way."""
    grant = ice_servers(RELAY, participant="p-1", now=NOW)
    turn = grant.ice_servers[1]
    assert turn.urls == list(RELAY.turn_uris)
    assert turn.username == f"{int(NOW.timestamp()) + 300}:p-1"
    mac = hmac.new(SECRET.encode(), turn.username.encode(), hashlib.sha1).digest()
    assert turn.credential == base64.b64encode(mac).decode()
    assert grant.expires_at == datetime(2030, 3, 1, 9, 5, tzinfo=UTC)


def test_stun_comes_without_credentials_and_without_empty_fields() -> None:
    stun = ice_servers(RELAY, participant="p-1", now=NOW).ice_servers[0]
    assert msgspec.json.encode(stun) == b'{"urls":["stun:turn.example.org:3478"]}'
    assert stun == IceServer(urls=["stun:turn.example.org:3478"])


def test_no_uris_means_no_servers() -> None:
    assert ice_servers(Relay(), participant="p-1", now=NOW).ice_servers == []


def test_the_expiry_does_not_depend_on_the_time_zone_of_now() -> None:
    berlin = NOW.astimezone(timezone(timedelta(hours=1)))
    here, there = (ice_servers(RELAY, participant="p-1", now=now) for now in (NOW, berlin))
    assert here == there


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ice_servers(RELAY, participant="p-1", now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["", "a:b", "Erika Mustermann", "ä", "x" * 65, "a\n"])
def test_a_participant_with_a_name_or_a_colon_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="participant"):
        ice_servers(RELAY, participant=name, now=NOW)


def test_a_participant_id_is_stable_opaque_and_fits() -> None:
    names = [participant_id(RELAY, "visit-1", "citizen") for _ in range(2)]
    assert names[0] == names[1]
    assert "visit" not in names[0]
    assert ice_servers(RELAY, participant=names[0], now=NOW).ice_servers


def test_participant_ids_tell_apart_what_is_joined_alike() -> None:
    asked = [("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"), ("a|2:bc",), ("1:a|2:bc",)]
    assert len({participant_id(RELAY, *parts) for parts in asked}) == len(asked)


def test_the_secret_is_not_in_the_representation() -> None:
    assert SECRET not in repr(RELAY)


@pytest.mark.parametrize(
    "uri",
    [
        "turn:turn.example.org",
        "turn:192.0.2.7:3478",
        "turn:[2001:db8::7]:3478?transport=tcp",
        "turns:turn.example.org:443?transport=tcp",
    ],
)
def test_every_shape_of_a_turn_uri_is_taken(uri: str) -> None:
    assert Relay(turn_uris=(uri,), secret=SECRET).turn_uris == (uri,)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="URI") as refused:
        Relay(
            turn_uris=("https://turn.example.org", "turn:user@host"),
            stun_uris=("turn:turn.example.org",),
            secret="short",
            ttl=timedelta(days=2),
        )
    told = str(refused.value)
    for part in ("https://", "user@host", "STUN", "secret", "24 hours"):
        assert part in told
