"""The installation's signing keys: a private JWK set in one file, and its public half for others.

Each key is P-256 and named by the first 16 characters of its RFC 7638 thumbprint. Rotation adds a
key that signs from a little later on, so that every node has it by then; the old one verifies
until it retires. Keys are looked up by name among our own: nothing is ever fetched.
"""

import base64
import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

KID_LENGTH = 16
# Longer than any link may live: bookings are made weeks ahead, and no rotation may break a link.
KEPT = timedelta(days=180)
# Time to bring the file to every node before one of them signs with the new key.
LEAD = timedelta(minutes=10)
_READ_BY_OTHERS = 0o007


class UnusableKeysError(Exception):
    """The key file is missing, damaged or open to others. The text says which and what to do."""


class Jwk(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key as RFC 7517 writes it; `d` is there only in our own file."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str = ""
    use: str = ""
    d: str | None = None
    signs_from: datetime | None = None
    retires_at: datetime | None = None


class JwkSet(Struct, frozen=True, kw_only=True):
    """RFC 7517 section 5."""

    keys: list[Jwk]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key pair. It signs from `signs_from` on and verifies until `retires_at` (None: open)."""

    kid: str
    private: ec.EllipticCurvePrivateKey
    signs_from: datetime
    retires_at: datetime | None = None

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        """The half that verifies."""
        return self.private.public_key()

    def __repr__(self) -> str:
        return f"Key(kid={self.kid!r})"


@dataclass(frozen=True, slots=True)
class KeySet:
    """All keys of the installation, the newest last."""

    keys: tuple[Key, ...]

    def signing(self, now: datetime) -> Key:
        """The newest key whose time has come; in a set of one, that one."""
        ready = [key for key in self.keys if key.signs_from <= now]
        return (ready or list(self.keys[:1]))[-1]

    def verifying(self, now: datetime) -> Mapping[str, ec.EllipticCurvePublicKey]:
        """Name -> key, of all that have not retired; those that will sign soon included."""
        return {key.kid: key.public for key in self.keys if _alive(key, now)}

    def published(self, now: datetime) -> JwkSet:
        """What `/.well-known/jwks.json` says: public parts only."""
        return JwkSet(keys=[_public_jwk(key) for key in self.keys if _alive(key, now)])


def new_set(now: datetime) -> KeySet:
    """A set with one fresh key that signs at once."""
    return KeySet((_fresh(now),))


def rotated(keys: KeySet, now: datetime, *, lead: timedelta = LEAD) -> KeySet:
    """`keys` with a fresh one that signs after `lead`, without those that have retired."""
    kept = [key for key in keys.keys if _alive(key, now)]
    retiring = [replace(key, retires_at=key.retires_at or now + lead + KEPT) for key in kept]
    return KeySet((*retiring, _fresh(now + lead)))


def write(keys: KeySet, path: Path, *, replace_file: bool) -> None:
    """Writes the file with mode 0600, whole or not at all. Raises FileExistsError."""
    if path.exists() and not replace_file:
        raise FileExistsError(f"{path} is there already: `keys rotate` adds a key to it")
    text = msgspec.json.format(
        msgspec.json.encode(JwkSet(keys=[_private_jwk(key) for key in keys.keys])), indent=2
    )
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read(path: Path) -> KeySet:
    """The set in the file. Raises UnusableKeysError with one sentence."""
    try:
        if path.stat().st_mode & _READ_BY_OTHERS:
            raise UnusableKeysError(f"{path} may be read by everybody: chmod 600 {path}")
        found = msgspec.json.decode(path.read_bytes(), type=JwkSet)
        keys = tuple(_key(jwk) for jwk in found.keys)
    except OSError as error:
        raise UnusableKeysError(f"{path} cannot be read ({error.strerror})") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnusableKeysError(f"{path} is no set of private P-256 keys: {error}") from error
    if not keys or len({key.kid for key in keys}) != len(keys):
        raise UnusableKeysError(f"{path} holds no key, or two of one name")
    return KeySet(tuple(sorted(keys, key=lambda key: key.signs_from)))


def read_only_one(path: Path) -> Key:
    """The key in a file of one: browsers subscribe with it, and no other can write to them.

    Raises UnusableKeysError.
    """
    keys = read(path).keys
    if len(keys) != 1:
        raise UnusableKeysError(f"{path} holds more than one key: write a new file of one")
    return keys[0]


class KeyFile:
    """The key file as it is now: read again when it was replaced, so rotation needs no restart."""

    def __init__(self, path: Path) -> None:
        """Raises UnusableKeysError at once rather than at the first token."""
        self._path = path
        self._stamp = _stamp(path)
        self._keys = read(path)

    def __call__(self) -> KeySet:
        """The current set. A file that is damaged or gone leaves the last good one in force."""
        try:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._keys, self._stamp = read(self._path), stamp
        except UnusableKeysError:
            pass
        return self._keys


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise UnusableKeysError(f"{path} cannot be read ({error.strerror})") from error
    return found.st_ino, found.st_mtime_ns, found.st_size


def _alive(key: Key, now: datetime) -> bool:
    return key.retires_at is None or now < key.retires_at


def _fresh(signs_from: datetime) -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    return Key(kid=_kid(private), private=private, signs_from=signs_from.astimezone(UTC))


def _kid(private: ec.EllipticCurvePrivateKey) -> str:
    x, y = _coordinates(private)
    members = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    # RFC 7638: required members only, in alphabetical order, without white space.
    thumbprint = hashlib.sha256(msgspec.json.encode(members)).digest()
    return _text(thumbprint)[:KID_LENGTH]


def _coordinates(private: ec.EllipticCurvePrivateKey) -> tuple[str, str]:
    numbers = private.public_key().public_numbers()
    return _text(numbers.x.to_bytes(32, "big")), _text(numbers.y.to_bytes(32, "big"))


def _public_jwk(key: Key) -> Jwk:
    x, y = _coordinates(key.private)
    return Jwk(kty="EC", crv="P-256", x=x, y=y, kid=key.kid, alg="ES256", use="sig")


def _private_jwk(key: Key) -> Jwk:
    secret = key.private.private_numbers().private_value.to_bytes(32, "big")
    return msgspec.structs.replace(
        _public_jwk(key), d=_text(secret), signs_from=key.signs_from, retires_at=key.retires_at
    )


def _key(jwk: Jwk) -> Key:
    if (jwk.kty, jwk.crv) != ("EC", "P-256") or jwk.d is None or jwk.signs_from is None:
        raise ValueError(f"key {jwk.kid!r} is not one of ours")
    private = ec.derive_private_key(int.from_bytes(_bytes(jwk.d), "big"), ec.SECP256R1())
    if _coordinates(private) != (jwk.x, jwk.y) or _kid(private) != jwk.kid:
        raise ValueError(f"the parts of key {jwk.kid!r} do not belong together")
    return Key(
        kid=jwk.kid,
        private=private,
        signs_from=jwk.signs_from,
        retires_at=jwk.retires_at,
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
