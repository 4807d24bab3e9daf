"""What a push service is handed: a body that only the browser can read, and who sends it. Pure.

RFC 8291 encrypts for one browser: a key agreed between a fresh key of ours and the browser's, mixed
with the browser's secret, encrypts one record (RFC 8188, aes128gcm). RFC 8292 (VAPID) signs for one
push service: it lets only the holder of the key that the browser subscribed with write to it. The
random parts are arguments for the test of RFC 8291, appendix A, alone.
"""

import base64
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = 4096
SALT_LENGTH = AUTH_LENGTH = 16
# RFC 8292 allows a day; a token that leaks from a push service's log is worth little after this.
TOKEN_LIFE = timedelta(hours=1)
_LAST_RECORD = b"\x02"


def encrypted(
    plain: bytes,
    p256dh: str,
    auth: str,
    *,
    padded_to: int = 0,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body for the browser with this key and secret, in octets of one record.

    `padded_to` octets at least are encrypted, so that the length does not tell what is said.
    Raises ValueError for a key that is no point of P-256 or a secret of another length.
    """
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(SALT_LENGTH)
    receiver, secret = receiver_of(p256dh, auth)
    ours, theirs = point(sender.public_key()), point(receiver)
    info = b"WebPush: info\x00" + theirs + ours
    material = _derived(sender.exchange(ec.ECDH(), receiver), salt=secret, info=info, length=32)
    key = _derived(material, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(material, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    record = plain + _LAST_RECORD + bytes(max(0, padded_to - len(plain)))
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, record, None)


def receiver_of(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """A browser's key and secret from base64url. Raises ValueError for what is neither."""
    secret = unpacked(auth)
    if len(secret) != AUTH_LENGTH:
        raise ValueError("the secret of a browser has 16 octets")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(p256dh))
    return key, secret


def authorization(
    endpoint: str, key: ec.EllipticCurvePrivateKey, *, subject: str, now: datetime
) -> str:
    """The value of `Authorization` for this endpoint (RFC 8292). `subject` is a `mailto:` or
    `https:` address where the operator of the push service can ask."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": subject,
    }
    token = jwt.encode(claims, key, algorithm="ES256", headers={"typ": "JWT"})
    return f"vapid t={token}, k={packed(point(key.public_key()))}"


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 octets: an uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def packed(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The octets of base64url without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
