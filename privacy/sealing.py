"""Sealing: what is written here can be read only with one of the site's keys.

AES-256-GCM with a random nonce. A sealed value begins with a version and the id of the key that
sealed it, so that keys can be exchanged: the first key of `SEALING_KEYS` seals, all of them open.
The purpose ("field membership.application.statement") is bound to the value, so that a sealed value
moved to another column or row does not open there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

#: Bytes of a key, as AES-256 wants them.
KEY_LENGTH = 32
_VERSION = b"\x01"
_KEY_ID_LENGTH = 8
_NONCE_LENGTH = 12
_HEADER_LENGTH = len(_VERSION) + _KEY_ID_LENGTH
_TAG_LENGTH = 16


class SealingError(Exception):
    """Something could not be sealed or opened."""


class UnsealError(SealingError):
    """A sealed value is damaged, was changed, or was sealed for another purpose."""


class SealingKeyError(SealingError):
    """The keys are missing, malformed, or not those that sealed a value; the operator must act."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key of the ring and what is derived from it; never shown, not even in a traceback."""

    id: bytes
    sealing: bytes
    fingerprinting: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> Key:
        """Derive from one secret the keys for each use, so that no two uses share bytes."""

        def derive(label: str) -> bytes:
            return hmac.digest(secret, f"ilaw {label}".encode(), hashlib.sha256)

        return cls(derive("key id")[:_KEY_ID_LENGTH], derive("sealing"), derive("fingerprinting"))


def decode_key(encoded: str, place: str) -> bytes:
    """Return the bytes of one configured key.

    Raises SealingKeyError, which names the place but never what stands there.
    """
    try:
        secret = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise SealingKeyError(
            f"{place} is not base64. Make a key with: openssl rand -base64 {KEY_LENGTH}"
        ) from None
    if len(secret) != KEY_LENGTH:
        raise SealingKeyError(
            f"{place} has {len(secret)} bytes, not {KEY_LENGTH}. "
            f"Make a key with: openssl rand -base64 {KEY_LENGTH}"
        )
    return secret


def _make_key_file(path: Path) -> None:
    """Write a new key for its owner's eyes only; who comes second keeps the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    encoded = base64.b64encode(secrets.token_bytes(KEY_LENGTH))
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(encoded + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never replaces a key that exists.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@lru_cache(maxsize=8)
def _file_keys(path: Path, _changed_at: int) -> tuple[Key, ...]:
    encoded = path.read_text(encoding="ascii", errors="replace").split()
    if not encoded:
        raise SealingKeyError(f"The key file {path} is empty. Restore it from a backup.")
    return tuple(Key.from_secret(decode_key(key, f"A key in {path}")) for key in encoded)


@lru_cache(maxsize=8)
def _configured_keys(encoded: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(
        Key.from_secret(decode_key(key, f"Key {number} of SEALING_KEYS"))
        for number, key in enumerate(encoded, 1)
    )


def keyring() -> tuple[Key, ...]:
    """Return all keys, the current one first.

    Where no key is configured, the embedded site makes one and keeps it in SEALING_KEY_FILE.
    Raises SealingKeyError where there is none or one is malformed.
    """
    if settings.SEALING_KEYS:
        return _configured_keys(tuple(settings.SEALING_KEYS))
    if settings.SEALING_KEY_FILE is None:
        raise SealingKeyError(
            "No key to seal private files and texts with. Set SEALING_KEYS; make a key with: "
            f"openssl rand -base64 {KEY_LENGTH}"
        )
    path = Path(settings.SEALING_KEY_FILE)
    try:
        if not path.exists():
            _make_key_file(path)
        return _file_keys(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise SealingKeyError(
            f"The key file {path} cannot be read or made: {error.strerror}. "
            "Give the site's user the right to, or set SEALING_KEYS."
        ) from error


def seal(plain: bytes, purpose: str) -> bytes:
    """Return what only `unseal` with the same purpose opens. Raises SealingKeyError."""
    key = keyring()[0]
    header = _VERSION + key.id
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return header + nonce + AESGCM(key.sealing).encrypt(nonce, plain, header + purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Return what was sealed.

    Raises UnsealError where the value is damaged or of another purpose, SealingKeyError where the
    key that sealed it is not among ours.
    """
    header, rest = sealed[:_HEADER_LENGTH], sealed[_HEADER_LENGTH:]
    if len(rest) < _NONCE_LENGTH + _TAG_LENGTH or not header.startswith(_VERSION):
        raise UnsealError("This is no sealed value, or only a part of one.")
    key_id = header[len(_VERSION) :]
    key = next((key for key in keyring() if key.id == key_id), None)
    if key is None:
        raise SealingKeyError(
            f"The key {key_id.hex()}, which sealed this value, is not configured. "
            "Put it back into SEALING_KEYS, after the current one, or restore the key file."
        )
    nonce, ciphertext = rest[:_NONCE_LENGTH], rest[_NONCE_LENGTH:]
    try:
        return AESGCM(key.sealing).decrypt(nonce, ciphertext, header + purpose.encode())
    except InvalidTag:
        raise UnsealError("The sealed value was changed, or sealed for another purpose.") from None


def is_sealed_with_current_key(sealed: bytes) -> bool:
    """Return whether nothing is to be done about a value when keys are exchanged."""
    return sealed[:_HEADER_LENGTH] == _VERSION + keyring()[0].id


def _fingerprint(key: Key, value: str, purpose: str) -> str:
    text = f"{purpose}\0{value.strip().casefold()}"
    return hmac.new(key.fingerprinting, text.encode(), hashlib.sha256).hexdigest()


def fingerprint(value: str, purpose: str) -> str:
    """Return what recognises a value without telling it; capitals and outer spaces do not count."""
    return _fingerprint(keyring()[0], value, purpose)


def fingerprints(value: str, purpose: str) -> list[str]:
    """Return the fingerprints of a value by every key, for a look-up among older ones too."""
    return [_fingerprint(key, value, purpose) for key in keyring()]
