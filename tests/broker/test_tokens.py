"""Forgeries: whatever is not exactly what we wrote is refused, with one and the same answer."""

import base64
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.errors import TokenExpired, TokenInvalid
from broker.trust import keys
from broker.trust.claims import JoinClaims, StaffClaims
from broker.trust.tokens import LONGEST, Tokens
from tests.support.forgeries import STRANGER, Forger, Json, b64, by, encode, forgeries

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ISSUER = "https://termin.example.org"
MOMENT = int(NOW.timestamp())
KEYS = keys.new_set(NOW)
TOKENS = Tokens(lambda: KEYS, ISSUER)
REFUSALS = {str(TokenInvalid())}

FORGER = Forger(KEYS, ISSUER, NOW)
FORGERIES = forgeries(FORGER)
GOOD = FORGER.forged()
STAFF = FORGER.staff()
LIFE = 12 * 3600


def test_the_model_of_the_table_is_what_we_write() -> None:
    """Else every forgery below could be refused for a reason that is none."""
    assert TOKENS.read_join(GOOD, NOW).sub == "ABCD-1234"


def test_the_table_is_as_long_as_promised() -> None:
    """At least sixty forgeries, all of them different."""
    assert len(FORGERIES) >= 60
    assert len(set(FORGERIES.values())) == len(FORGERIES)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_without_a_hint(name: str) -> None:
    """TokenInvalid, never TokenExpired, never another exception, always the same text."""
    with pytest.raises(TokenInvalid) as refusal:
        TOKENS.read_join(FORGERIES[name], NOW)
    assert str(refusal.value) in REFUSALS
    assert refusal.value.extra == {}


@pytest.mark.parametrize("name", [name for name in FORGERIES if name != "a staff link"])
def test_a_forgery_is_no_staff_link_either(name: str) -> None:
    """A citizen's link never becomes a clerk's."""
    with pytest.raises(TokenInvalid):
        TOKENS.read_staff(FORGERIES[name], NOW)
    with pytest.raises(TokenInvalid):
        TOKENS.read(FORGERIES[name], NOW)


def test_a_citizens_link_is_no_staff_link() -> None:
    """Same key, same issuer: `typ` and audience keep them apart."""
    with pytest.raises(TokenInvalid):
        TOKENS.read_staff(GOOD, NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"departments": ["*"]},
        {"departments": []},
        {"departments": "amt"},
        {"departments": ["amt\n"]},
        {"departments": ["a"] * 21},
        {"role": "citizen"},
        {"role": "admin"},
        {"name": ""},
        {"name": "a\nb"},
        {"name": "a" * 121},
        {"exp": MOMENT + 12 * 3600 + 1},
        {"sub": "*"},
    ],
    ids=str,
)
def test_a_staff_link_holds_what_it_may_and_no_more(claims: Json) -> None:
    """No wildcard departments, no third role, no life above twelve hours."""
    good = msgspec.json.decode(base64.urlsafe_b64decode(STAFF.split(".")[1] + "=="))
    token = FORGER.forged(encode(FORGER.header(typ=StaffClaims.typ)), encode(good | claims))
    with pytest.raises(TokenInvalid):
        TOKENS.read_staff(token, NOW)


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [(-31, TokenInvalid), (-29, None), (0, None), (LIFE + 29, None), (LIFE + 31, TokenExpired)],
)
def test_clocks_may_be_thirty_seconds_apart(offset: int, verdict: type[Exception] | None) -> None:
    """Both ends of the window, on either side."""
    moment = NOW + timedelta(seconds=offset)
    if verdict is None:
        assert TOKENS.read_staff(STAFF, moment).role == "clerk"
    else:
        with pytest.raises(verdict):
            TOKENS.read_staff(STAFF, moment)


def test_only_one_of_ours_can_be_too_old() -> None:
    """An expired forgery is a forgery: the answer does not help to tell them apart."""
    later = NOW + timedelta(days=1)
    with pytest.raises(TokenExpired):
        TOKENS.read_staff(STAFF, later)
    with pytest.raises(TokenInvalid):
        TOKENS.read_join(FORGER.forged(sign=by(STRANGER)), later)


def test_a_link_of_another_installation_is_refused() -> None:
    """Even with the same keys (a copy of the key file on a test machine)."""
    with pytest.raises(TokenInvalid):
        Tokens(lambda: KEYS, "https://test.example.org").read_join(GOOD, NOW)


def test_links_survive_a_rotation_and_end_with_their_key() -> None:
    """Signed by the old key, read after the rotation, refused after its retirement."""
    far = NOW + timedelta(days=400)
    token = TOKENS.sign_join(booking="ABCD-1234", gen=1, expires_at=far, now=NOW)
    rotated = keys.rotated(KEYS, NOW)
    after = Tokens(lambda: rotated, ISSUER)
    assert after.read_join(token, NOW + timedelta(days=90)).sub == "ABCD-1234"
    with pytest.raises(TokenInvalid):
        after.read_join(token, NOW + timedelta(days=200))


def test_a_token_of_the_new_key_is_read_by_who_has_it_already() -> None:
    """Nodes change over one by one during the lead."""
    rotated = Tokens(lambda: keys.rotated(KEYS, NOW), ISSUER)
    both = keys.rotated(KEYS, NOW)
    newer = Tokens(lambda: both, ISSUER)
    later = NOW + timedelta(hours=1)
    token = newer.sign_join(
        booking="ABCD-1234", gen=1, expires_at=later + timedelta(hours=1), now=later
    )
    assert newer.read_join(token, later).sub == "ABCD-1234"
    with pytest.raises(TokenInvalid):
        rotated.read_join(token, later)


def test_every_token_is_another_one() -> None:
    """`jti` is 128 random bits."""
    made = {
        TOKENS.sign_join(booking="ABCD-1234", gen=1, expires_at=NOW + timedelta(1), now=NOW)
        for _ in range(50)
    }
    assert len(made) == 50
    assert all(len(token) < 600 for token in made)


@pytest.mark.parametrize(
    ("booking", "gen"), [("*", 1), ("ABCD-1234", 0), ("abcd-1234", 1), ("", 1)]
)
def test_we_sign_nothing_that_we_would_not_read(booking: str, gen: int) -> None:
    """A wrong reference is a fault of ours, and it shows here and not in somebody's mail."""
    with pytest.raises(msgspec.ValidationError):
        TOKENS.sign_join(booking=booking, gen=gen, expires_at=NOW + timedelta(1), now=NOW)


def test_a_link_that_would_be_too_long_is_not_made() -> None:
    """Twenty departments with the longest names do not fit."""
    departments = [f"{n:02d}" + "a" * 58 for n in range(20)]
    with pytest.raises(ValueError, match="too much"):
        TOKENS.sign_staff("abcdefghijklmnop", "clerk", "Ü" * 120, departments, NOW)
    assert LONGEST == 2048


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_noise_is_refused(noise: str) -> None:
    """No text at all makes the reader fail in another way."""
    with pytest.raises(TokenInvalid):
        TOKENS.read(noise, NOW)


@given(st.binary(max_size=200), st.binary(max_size=600), st.binary(min_size=64, max_size=64))
@settings(max_examples=200)
def test_noise_in_the_form_of_a_token_is_refused(
    header: bytes, payload: bytes, signature: bytes
) -> None:
    """Three parts of base64url around anything."""
    with pytest.raises(TokenInvalid):
        TOKENS.read(f"{b64(header)}.{b64(payload)}.{b64(signature)}", NOW)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(list("AZaz09-_.=+/ \n\x00\u00e4")))
@settings(max_examples=300)
def test_a_token_with_one_character_changed_is_refused(place: int, letter: str) -> None:
    """Wherever it is; there is no second spelling of the same token."""
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    if changed != GOOD:
        with pytest.raises(TokenInvalid):
            TOKENS.read(changed, NOW)


@given(
    st.dictionaries(
        st.sampled_from([*FORGER.claims(), "admin", "crit"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(["*"]),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=300)
def test_signed_claims_of_another_shape_are_refused(changes: Json) -> None:
    """Even our own key cannot make a token say what no token says."""
    claims = FORGER.claims() | changes
    try:
        found = TOKENS.read_join(FORGER.forged(payload=encode(claims)), NOW)
    except (TokenInvalid, TokenExpired):
        return
    assert set(claims) == set(FORGER.claims())
    assert (found.iss, found.aud, found.role) == (ISSUER, JoinClaims.audience, "citizen")
