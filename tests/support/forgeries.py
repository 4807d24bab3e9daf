"""Forged tokens of every kind: one table for all the doors that tokens are brought to."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from broker.trust.claims import JoinClaims, StaffClaims
from broker.trust.keys import Key, KeySet
from broker.trust.tokens import Tokens

Json = dict[str, Any]
STRANGER = ec.generate_private_key(ec.SECP256R1())
OTHER_CURVE = ec.generate_private_key(ec.SECP384R1())


def b64(raw: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def es256(signed: bytes, private: ec.EllipticCurvePrivateKey) -> bytes:
    """A raw ES256 signature (RFC 7518 section 3.4)."""
    r, s = utils.decode_dss_signature(private.sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def encode(document: Any) -> bytes:
    """JSON as we write it: no white space."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    """The classic confusion: our public key taken for a shared secret."""
    return lambda signed: hmac.new(secret, signed, hashlib.sha256).digest()


def rs256(signed: bytes) -> bytes:
    """A key of another family."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def by(private: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Signed by this key."""
    return lambda signed: es256(signed, private)


@dataclass(frozen=True)
class Forger:
    """Somebody who has got hold of our own key, and so can forge what nobody else could."""

    keys: KeySet
    issuer: str
    now: datetime
    booking: str = "ABCD-1234"

    @property
    def key(self) -> Key:
        """The key that signs."""
        return self.keys.signing(self.now)

    @property
    def moment(self) -> int:
        """Now, in seconds since 1970."""
        return int(self.now.timestamp())

    def header(self, **changes: Any) -> Json:
        """Our header with `changes`; None takes a member away."""
        found = {"typ": JoinClaims.typ, "alg": "ES256", "kid": self.key.kid} | changes
        return {name: value for name, value in found.items() if value is not None}

    def claims(self, **changes: Any) -> Json:
        """Our claims with `changes`; None takes a member away."""
        found = {
            "iss": self.issuer,
            "aud": JoinClaims.audience,
            "jti": "0123456789abcdef",
            "iat": self.moment,
            "nbf": self.moment,
            "exp": self.moment + 3600,
            "sub": self.booking,
            "role": "citizen",
            "gen": 1,
        } | changes
        return {name: value for name, value in found.items() if value is not None}

    def forged(
        self,
        header: bytes | None = None,
        payload: bytes | None = None,
        sign: Callable[[bytes], bytes] | None = None,
    ) -> str:
        """A token of these very bytes, signed with our own key unless told otherwise."""
        head = encode(self.header()) if header is None else header
        body = encode(self.claims()) if payload is None else payload
        signed = f"{b64(head)}.{b64(body)}"
        return f"{signed}.{b64((sign or by(self.key.private))(signed.encode()))}"

    def head(self, **changes: Any) -> str:
        """Another header, truly signed by our key: only its content is wrong."""
        return self.forged(header=encode(self.header(**changes)))

    def body(self, **changes: Any) -> str:
        """Other claims, truly signed by our key: only their content is wrong."""
        return self.forged(payload=encode(self.claims(**changes)))

    def staff(self) -> str:
        """A true staff link: no citizen's token."""
        tokens = Tokens(lambda: self.keys, self.issuer)
        return tokens.sign_staff("abcdefghijklmnop", "clerk", "Frau Amt", ["amt"], self.now)


def forgeries(forger: Forger) -> dict[str, str]:
    """What it is -> the token. Every one of them has to be refused as a citizen's token."""
    key, moment, issuer = forger.key, forger.moment, forger.issuer
    forged, head, body = forger.forged, forger.head, forger.body
    header_of, claims_of = forger.header, forger.claims
    public = key.public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    published = forger.keys.published(forger.now)
    public_jwk = msgspec.json.decode(msgspec.json.encode(published))["keys"][0]
    good, staff = forged(), forger.staff()
    parts = good.split(".")
    return {
        # --- form ---
        "empty": "",
        "dots": "..",
        "one part": parts[0],
        "two parts": ".".join(parts[:2]),
        "four parts": good + ".e30",
        "five parts, as if encrypted": ".".join([*parts, parts[0], parts[1]]),
        "no signature": f"{parts[0]}.{parts[1]}.",
        "no payload": f"{parts[0]}..{parts[2]}",
        "no header": f".{parts[1]}.{parts[2]}",
        "space before": f" {good}",
        "line break after": f"{good}\n",
        "line break inside": f"{parts[0]}.{parts[1]}\n.{parts[2]}",
        "NUL inside": f"{parts[0]}.{parts[1]}\x00.{parts[2]}",
        "unicode dots": good.replace(".", "\u3002"),
        "unicode letters": "\uff41" + good,
        "padding": f"{parts[0]}==.{parts[1]}.{parts[2]}",
        "plain base64 letters": f"{parts[0]}.{parts[1][:-1]}+.{parts[2]}",
        "Bearer in front": f"Bearer {good}",
        "a megabyte": "A" * 1_000_000,
        "a megabyte in three parts": f"{'A' * 500_000}.{'A' * 500_000}.{parts[2]}",
        "JSON serialisation": json.dumps(
            {"payload": parts[1], "protected": parts[0], "signature": parts[2]}
        ),
        # --- signature ---
        "payload of another": f"{parts[0]}.{b64(encode(claims_of(sub='ZZZZ-9999')))}.{parts[2]}",
        "generation raised by hand": f"{parts[0]}.{b64(encode(claims_of(gen=2)))}.{parts[2]}",
        "signature of zeros": f"{parts[0]}.{parts[1]}.{'A' * 86}",
        "signature r=s=n": f"{parts[0]}.{parts[1]}."
        + b64(
            2 * bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        ),
        "signature in DER": f"{parts[0]}.{parts[1]}."
        + b64(key.private.sign(f"{parts[0]}.{parts[1]}".encode(), ec.ECDSA(hashes.SHA256()))),
        "signature too long": f"{parts[0]}.{parts[1]}.{parts[2]}AA",
        "signature too short": f"{parts[0]}.{parts[1]}.{parts[2][:-2]}",
        # 512 bits leave four unused ones in the last letter: A, Q, g or w has a second spelling.
        "stray bits in the signature": good[:-1] + chr(ord(good[-1]) + 1),
        "a stranger's key under our name": forged(sign=by(STRANGER)),
        "another curve": forged(
            sign=lambda signed: OTHER_CURVE.sign(signed, ec.ECDSA(hashes.SHA256()))
        ),
        # --- algorithm ---
        "alg none": forged(header=encode(header_of(alg="none")), sign=lambda _: b""),
        "alg none, 64 bytes": forged(
            header=encode(header_of(alg="none")), sign=lambda _: bytes(64)
        ),
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
        "HS256 with our PEM": forged(header=encode(header_of(alg="HS256")), sign=hs256(public)),
        "HS256 with an empty key": forged(header=encode(header_of(alg="HS256")), sign=hs256(b"")),
        "HS256 under ES256": forged(sign=hs256(public)),
        "RS256": forged(header=encode(header_of(alg="RS256")), sign=rs256),
        # --- header members that ask for something ---
        "crit": head(crit=["exp"]),
        "crit unknown": head(crit=["vorsprache"], vorsprache=True),
        "crit empty": head(crit=[]),
        "b64 false": head(b64=False, crit=["b64"]),
        "jku": head(jku="https://evil.example/jwks.json"),
        "jwk": head(jwk=public_jwk),
        "jwk of a stranger": forged(header=encode(header_of(jwk=public_jwk)), sign=by(STRANGER)),
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
        "kid NUL": head(kid=key.kid + "\x00"),
        "kid with a space": head(kid=key.kid + " "),
        "kid unicode": head(kid="\uff10\uff11"),
        "kid a number": head(kid=0),
        "kid a list": head(kid=[key.kid]),
        "kid an object": head(kid={"$ne": ""}),
        "kid 1 kB": head(kid="A" * 1000),
        "kid in another case": head(kid=key.kid.swapcase()),
        # --- typ ---
        "typ JWT": head(typ="JWT"),
        "typ missing": head(typ=None),
        "typ staff on join claims": head(typ=StaffClaims.typ),
        "typ in another case": head(typ=JoinClaims.typ.upper()),
        "typ with application/": head(typ="application/" + JoinClaims.typ),
        "typ empty": head(typ=""),
        # --- other spellings of the header ---
        "header in another order": forged(
            header=encode({"alg": "ES256", "typ": JoinClaims.typ, "kid": key.kid})
        ),
        "header with white space": forged(header=json.dumps(header_of()).encode()),
        "header with a member twice": forged(
            header=encode(header_of()).replace(b'{"typ"', b'{"alg":"none","typ"')
        ),
        "header with an escape": forged(
            header=encode(header_of()).replace(b"ES256", b"\\u0045S256")
        ),
        "header with BOM": forged(header=b"\xef\xbb\xbf" + encode(header_of())),
        "header is a list": forged(header=b"[]"),
        "header is null": forged(header=b"null"),
        "header is text": forged(header=b"ES256"),
        "header is no UTF-8": forged(header=b'{"typ":"\xff"}'),
        "header is deep": forged(header=b"[" * 900),
        # --- issuer, audience, role ---
        "iss missing": body(iss=None),
        "iss of another": body(iss="https://evil.example"),
        "iss with a slash": body(iss=issuer + "/"),
        "iss a list": body(iss=[issuer]),
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
        "exp text": body(exp=str(moment + 3600)),
        "exp a fraction": body(exp=moment + 3600.5),
        "exp negative": body(exp=-1),
        "exp null": forged(payload=encode(claims_of() | {"exp": None})),
        "exp infinite": forged(
            payload=encode(claims_of()).replace(b'"exp":', b'"exp":1e999,"e":')
        ),
        "exp beyond the calendar": body(exp=10**15),
        "exp before nbf": body(exp=moment - 10, nbf=moment),
        "nbf before iat": body(nbf=moment - 1),
        "iat in the future": body(iat=moment + 31, nbf=moment + 31),
        "nbf in the future": body(nbf=moment + 31),
        # --- unknown claims and other spellings of the payload ---
        "extra claim": body(admin=True),
        "extra claim scope": body(scope="*"),
        "extra claim departments": body(departments=["*"]),
        "claim twice": forged(payload=encode(claims_of()).replace(b'"gen":1', b'"gen":2,"gen":1')),
        "claims in another order": forged(
            payload=json.dumps(claims_of(), sort_keys=True).encode()
        ),
        "payload with white space": forged(payload=encode(claims_of()) + b" "),
        "payload with an escape": forged(
            payload=encode(claims_of()).replace(b"citizen", b"\\u0063itizen")
        ),
        "payload empty object": forged(payload=b"{}"),
        "payload a list": forged(payload=b"[]"),
        "payload null": forged(payload=b"null"),
        "payload no JSON": forged(payload=b"citizen"),
        "payload no UTF-8": forged(payload=b"\xff\xfe"),
        "payload a token": forged(payload=good.encode()),
        "payload deep": forged(payload=b"[" * 1000),
        # --- the other kind ---
        "a staff link": staff,
    }
