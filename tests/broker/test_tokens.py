"""Forgeries: whatever is not exactly what we wrote is refused, with one and the same answer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from hypothesis import given, settings
from hypothesis import strategies as st

from broker import keys
from broker.claims import JoinClaims, StaffClaims
from broker.errors import TokenExpired, TokenInvalid
from broker.tokens import LONGEST, Tokens

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ISSUER = "https://termin.example.org"
KEYS = keys.new_set(NOW)
KEY = KEYS.keys[0]
TOKENS = Tokens(lambda: KEYS, ISSUER)
REFUSALS = {str(TokenInvalid())}

Json = dict[str, Any]


def b64(raw: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def es256(signed: bytes, private: ec.EllipticCurvePrivateKey = KEY.private) -> bytes:
    """A raw ES256 signature (RFC 7518 section 3.4)."""
    r, s = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def forged(
    header: bytes | None = None,
    payload: bytes | None = None,
    sign: Callable[[bytes], bytes] = es256,
) -> str:
    """A token of these very bytes, signed with our own key unless told otherwise."""
    head = encode(header_of()) if header is None else header
    body = encode(claims_of()) if payload is None else payload
    signed = f"{b64(head)}.{b64(body)}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def encode(document: Any) -> bytes:
    """JSON as we write it: no white space."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def header_of(**changes: Any) -> Json:
    """Our header with `changes`; None takes a member away."""
    found = {"typ": JoinClaims.typ, "alg": "ES256", "kid": KEY.kid} | changes
    return {name: value for name, value in found.items() if value is not None}


def claims_of(**changes: Any) -> Json:
    """Our claims with `changes`; None takes a member away."""
    moment = int(NOW.timestamp())
    found = {
        "iss": ISSUER,
        "aud": "vorsprache-join",
        "jti": "0123456789abcdef",
        "iat": moment,
        "nbf": moment,
        "exp": moment + 3600,
        "sub": "ABCD-1234",
        "role": "citizen",
        "gen": 1,
    } | changes
    return {name: value for name, value in found.items() if value is not None}


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    """The classic confusion: our public key taken for a shared secret."""
    return lambda signed: hmac.new(secret, signed, hashlib.sha256).digest()


def rs256(signed: bytes) -> bytes:
    """A key of another family."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.sign(signed, padding.PKCS1v15(), hashes.SHA256())


PEM = KEY.public.public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
STRANGER = ec.generate_private_key(ec.SECP256R1())
OTHER_CURVE = ec.generate_private_key(ec.SECP384R1())
MOMENT = int(NOW.timestamp())
PUBLIC_JWK = msgspec.json.decode(msgspec.json.encode(KEYS.published(NOW)))["keys"][0]


def by(private: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Signed by somebody else."""
    return lambda signed: es256(signed, private)


def head(**changes: Any) -> str:
    """Another header, truly signed by our key: only its content is wrong."""
    return forged(header=encode(header_of(**changes)))


def body(**changes: Any) -> str:
    """Other claims, truly signed by our key: only their content is wrong."""
    return forged(payload=encode(claims_of(**changes)))


GOOD = forged()
PARTS = GOOD.split(".")
STAFF = TOKENS.sign_staff("abcdefghijklmnop", "clerk", "Frau Amt", ["amt"], NOW)

FORGERIES: dict[str, str] = {
    # --- form ---
    "empty": "",
    "dots": "..",
    "one part": PARTS[0],
    "two parts": ".".join(PARTS[:2]),
    "four parts": GOOD + ".e30",
    "five parts, as if encrypted": ".".join([*PARTS, PARTS[0], PARTS[1]]),
    "no signature": f"{PARTS[0]}.{PARTS[1]}.",
    "no payload": f"{PARTS[0]}..{PARTS[2]}",
    "no header": f".{PARTS[1]}.{PARTS[2]}",
    "space before": f" {GOOD}",
    "line break after": f"{GOOD}\n",
    "line break inside": f"{PARTS[0]}.{PARTS[1]}\n.{PARTS[2]}",
    "NUL inside": f"{PARTS[0]}.{PARTS[1]}\x00.{PARTS[2]}",
    "unicode dots": GOOD.replace(".", "\u3002"),
    "unicode letters": "\uff41" + GOOD,
    "padding": f"{PARTS[0]}==.{PARTS[1]}.{PARTS[2]}",
    "plain base64 letters": f"{PARTS[0]}.{PARTS[1][:-1]}+.{PARTS[2]}",
    "Bearer in front": f"Bearer {GOOD}",
    "a megabyte": "A" * 1_000_000,
    "a megabyte in three parts": f"{'A' * 500_000}.{'A' * 500_000}.{PARTS[2]}",
    "JSON serialisation": json.dumps(
        {"payload": PARTS[1], "protected": PARTS[0], "signature": PARTS[2]}
    ),
    # --- signature ---
    "payload of another": f"{PARTS[0]}.{b64(encode(claims_of(sub='ZZZZ-9999')))}.{PARTS[2]}",
    "generation raised by hand": f"{PARTS[0]}.{b64(encode(claims_of(gen=2)))}.{PARTS[2]}",
    "signature of zeros": f"{PARTS[0]}.{PARTS[1]}.{'A' * 86}",
    "signature r=s=n": f"{PARTS[0]}.{PARTS[1]}."
    + b64(2 * bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")),
    "signature in DER": f"{PARTS[0]}.{PARTS[1]}."
    + b64(KEY.private.sign(f"{PARTS[0]}.{PARTS[1]}".encode(), ec.ECDSA(hashes.SHA256()))),
    "signature too long": f"{PARTS[0]}.{PARTS[1]}.{PARTS[2]}AA",
    "signature too short": f"{PARTS[0]}.{PARTS[1]}.{PARTS[2][:-2]}",
    "stray bits in the signature": f"{PARTS[0]}.{PARTS[1]}.{PARTS[2][:-1]}"
    + ("B" if PARTS[2][-1] in "AQgw" and PARTS[2][-1] == "A" else "x"),
    "a stranger's key under our name": forged(sign=by(STRANGER)),
    "another curve": forged(
        sign=lambda signed: OTHER_CURVE.sign(signed, ec.ECDSA(hashes.SHA256()))
    ),
    # --- algorithm ---
    "alg none": forged(header=encode(header_of(alg="none")), sign=lambda _: b""),
    "alg none, 64 bytes": forged(header=encode(header_of(alg="none")), sign=lambda _: bytes(64)),
    "alg None": head(alg="None"),
    "alg NONE": head(alg="NONE"),
    "alg empty": head(alg=""),
    "alg missing": head(alg=None),
    "alg null": forged(header=encode(header_of() | {"alg": None})),
    "alg a list": head(alg=["ES256"]),
    "alg es256": head(alg="es256"),
    "alg ES256K": head(alg="ES256K"),
    "alg ES384": head(alg="ES384"),
    "alg EdDSA": head(alg="EdDSA"),
    "alg PS256": head(alg="PS256"),
    "alg dir": head(alg="dir"),
    "HS256 with our PEM": forged(header=encode(header_of(alg="HS256")), sign=hs256(PEM)),
    "HS256 with an empty key": forged(header=encode(header_of(alg="HS256")), sign=hs256(b"")),
    "HS256 under ES256": forged(sign=hs256(PEM)),
    "RS256": forged(header=encode(header_of(alg="RS256")), sign=rs256),
    # --- header members that ask for something ---
    "crit": head(crit=["exp"]),
    "crit unknown": head(crit=["vorsprache"], vorsprache=True),
    "crit empty": head(crit=[]),
    "b64 false": head(b64=False, crit=["b64"]),
    "jku": head(jku="https://evil.example/jwks.json"),
    "jwk": head(jwk=PUBLIC_JWK),
    "jwk of a stranger": forged(header=encode(header_of(jwk=PUBLIC_JWK)), sign=by(STRANGER)),
    "x5u": head(x5u="https://evil.example/cert.pem"),
    "x5c": head(x5c=["MIIB"]),
    "x5t": head(x5t="AAAA"),
    "zip": head(zip="DEF"),
    "enc": head(enc="A256GCM"),
    "cty JWT": head(cty="JWT"),
    # --- key names ---
    "kid missing": head(kid=None),
    "kid null": forged(header=encode(header_of() | {"kid": None})),
    "kid empty": head(kid=""),
    "kid of nobody": head(kid="0123456789abcdef"),
    "kid path": head(kid="../../../dev/null"),
    "kid SQL": head(kid="' OR 1=1 --"),
    "kid NUL": head(kid=KEY.kid + "\x00"),
    "kid with a space": head(kid=KEY.kid + " "),
    "kid unicode": head(kid="\uff10\uff11"),
    "kid a number": head(kid=0),
    "kid a list": head(kid=[KEY.kid]),
    "kid an object": head(kid={"$ne": ""}),
    "kid 1 kB": head(kid="A" * 1000),
    "kid in another case": head(kid=KEY.kid.swapcase()),
    # --- typ ---
    "typ JWT": head(typ="JWT"),
    "typ missing": head(typ=None),
    "typ staff on join claims": head(typ=StaffClaims.typ),
    "typ in another case": head(typ=JoinClaims.typ.upper()),
    "typ with application/": head(typ="application/" + JoinClaims.typ),
    "typ empty": head(typ=""),
    # --- other spellings of the header ---
    "header in another order": forged(
        header=encode({"alg": "ES256", "typ": JoinClaims.typ, "kid": KEY.kid})
    ),
    "header with white space": forged(header=json.dumps(header_of()).encode()),
    "header with a member twice": forged(
        header=encode(header_of()).replace(b'{"typ"', b'{"alg":"none","typ"')
    ),
    "header with an escape": forged(header=encode(header_of()).replace(b"ES256", b"\\u0045S256")),
    "header with BOM": forged(header=b"\xef\xbb\xbf" + encode(header_of())),
    "header is a list": forged(header=b"[]"),
    "header is null": forged(header=b"null"),
    "header is text": forged(header=b"ES256"),
    "header is no UTF-8": forged(header=b'{"typ":"\xff"}'),
    "header is deep": forged(header=b"[" * 900),
    # --- issuer, audience, role ---
    "iss missing": body(iss=None),
    "iss of another": body(iss="https://evil.example"),
    "iss with a slash": body(iss=ISSUER + "/"),
    "iss a list": body(iss=[ISSUER]),
    "iss empty": body(iss=""),
    "aud missing": body(aud=None),
    "aud of staff": body(aud=StaffClaims.audience),
    "aud a list": body(aud=["vorsprache-join"]),
    "aud a list of both": body(aud=["vorsprache-join", "vorsprache-staff"]),
    "aud wildcard": body(aud="*"),
    "role clerk": body(role="clerk"),
    "role supervisor": body(role="supervisor"),
    "role missing": body(role=None),
    "role wildcard": body(role="*"),
    "role a list": body(role=["citizen"]),
    "role in another case": body(role="Citizen"),
    # --- subject and generation ---
    "sub missing": body(sub=None),
    "sub wildcard": body(sub="*"),
    "sub SQL wildcard": body(sub="____-____"),
    "sub per cent": body(sub="%"),
    "sub in small letters": body(sub="abcd-1234"),
    "sub with NUL": body(sub="ABCD-1234\x00"),
    "sub with a line break": body(sub="ABCD-1234\n"),
    "sub a list": body(sub=["ABCD-1234"]),
    "sub unicode digits": body(sub="ABCD-\u0661\u0662\u0663\u0664"),
    "gen missing": body(gen=None),
    "gen zero": body(gen=0),
    "gen negative": body(gen=-1),
    "gen text": body(gen="1"),
    "gen true": body(gen=True),
    "gen a fraction": body(gen=1.5),
    "gen a whole fraction": body(gen=1.0),
    "gen huge": body(gen=2**63),
    "jti missing": body(jti=None),
    "jti empty": body(jti=""),
    "jti short": body(jti="1"),
    # --- times ---
    "iat missing": body(iat=None),
    "nbf missing": body(nbf=None),
    "exp missing": body(exp=None),
    "exp text": body(exp=str(MOMENT + 3600)),
    "exp a fraction": body(exp=MOMENT + 3600.5),
    "exp negative": body(exp=-1),
    "exp null": forged(payload=encode(claims_of() | {"exp": None})),
    "exp infinite": forged(payload=encode(claims_of()).replace(b'"exp":', b'"exp":1e999,"e":')),
    "exp beyond the calendar": body(exp=10**15),
    "exp before nbf": body(exp=MOMENT - 10, nbf=MOMENT),
    "nbf before iat": body(nbf=MOMENT - 1),
    "iat in the future": body(iat=MOMENT + 31, nbf=MOMENT + 31),
    "nbf in the future": body(nbf=MOMENT + 31),
    # --- unknown claims and other spellings of the payload ---
    "extra claim": body(admin=True),
    "extra claim scope": body(scope="*"),
    "extra claim departments": body(departments=["*"]),
    "claim twice": forged(payload=encode(claims_of()).replace(b'"gen":1', b'"gen":2,"gen":1')),
    "claims in another order": forged(payload=json.dumps(claims_of(), sort_keys=True).encode()),
    "payload with white space": forged(payload=encode(claims_of()) + b" "),
    "payload with an escape": forged(
        payload=encode(claims_of()).replace(b"citizen", b"\\u0063itizen")
    ),
    "payload empty object": forged(payload=b"{}"),
    "payload a list": forged(payload=b"[]"),
    "payload null": forged(payload=b"null"),
    "payload no JSON": forged(payload=b"citizen"),
    "payload no UTF-8": forged(payload=b"\xff\xfe"),
    "payload a token": forged(payload=GOOD.encode()),
    "payload deep": forged(payload=b"[" * 1000),
    # --- the other kind ---
    "a staff link": STAFF,
}


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
    token = forged(encode(header_of(typ=StaffClaims.typ)), encode(good | claims))
    with pytest.raises(TokenInvalid):
        TOKENS.read_staff(token, NOW)


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [(-31, TokenInvalid), (-29, None), (0, None), (3600 + 29, None), (3600 + 31, TokenExpired)],
)
def test_clocks_may_be_thirty_seconds_apart(offset: int, verdict: type[Exception] | None) -> None:
    """Both ends of the window, on either side."""
    moment = NOW + timedelta(seconds=offset)
    if verdict is None:
        assert TOKENS.read_join(GOOD, moment).gen == 1
    else:
        with pytest.raises(verdict):
            TOKENS.read_join(GOOD, moment)


def test_only_one_of_ours_can_be_too_old() -> None:
    """An expired forgery is a forgery: the answer does not help to tell them apart."""
    later = NOW + timedelta(days=1)
    with pytest.raises(TokenExpired):
        TOKENS.read_join(GOOD, later)
    with pytest.raises(TokenInvalid):
        TOKENS.read_join(forged(sign=by(STRANGER)), later)


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
        st.sampled_from([*claims_of(), "admin", "crit"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(["*"]),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=300)
def test_signed_claims_of_another_shape_are_refused(changes: Json) -> None:
    """Even our own key cannot make a token say what no token says."""
    claims = claims_of() | changes
    try:
        found = TOKENS.read_join(forged(payload=encode(claims)), NOW)
    except (TokenInvalid, TokenExpired):
        return
    assert set(claims) == set(claims_of())
    assert (found.iss, found.aud, found.role) == (ISSUER, JoinClaims.audience, "citizen")
