"""Sealing personal data: one key per debtor and mandate, one derived key per event (HKDF), AES-256-GCM.

The data key is stored wrapped by the installation's master key. Destroying the wrapped key erases the person from
every event and leaves the chain valid.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tandem.kit import clock, database
from tandem.kit.errors import ErrorKind, TandemError
from tandem.kit.ids import new_id
from tandem.timeline.encoding import commitment_of

_SALT = 32
_NONCE = 12
_master: bytes | None = None


def configure(master_key: bytes) -> None:
    """Set the master key (32 bytes) of this process. Only the composition root calls this."""
    global _master
    if len(master_key) != 32:
        raise ValueError("the master key has 32 bytes")
    _master = master_key


class KeyDestroyed(TandemError):
    """The person was erased: nothing sealed under this key can be opened or written again."""

    code = "person_erased"
    kind = ErrorKind.CONFLICT


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one debtor under one mandate."""

    id: UUID
    secret: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """Ciphertext with its nonce in front, and the commitment to its plaintext."""

    ciphertext: bytes
    commitment: bytes


async def key_for(agency_id: UUID, creditor_id: UUID, debtor_id: UUID, mandate_id: UUID) -> DataKey:
    """The key of a debtor under a mandate, made at first use. Raises KeyDestroyed after an erasure."""
    sql = "SELECT id, wrapped FROM timeline_keys WHERE debtor_id = $1 AND mandate_id = $2"
    found = await database.row(sql, debtor_id, mandate_id)
    if found is None:
        key_id = new_id()
        await database.execute(
            "INSERT INTO timeline_keys (id, agency_id, creditor_id, debtor_id, mandate_id, wrapped, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            key_id,
            agency_id,
            creditor_id,
            debtor_id,
            mandate_id,
            wrapped(key_id, os.urandom(32)),
            clock.now(),
        )
        found = await database.row(sql, debtor_id, mandate_id)
    if found is None:
        raise KeyDestroyed
    return opened_key(found["id"], found["wrapped"])


def opened_key(key_id: UUID, stored: bytes | None) -> DataKey:
    """A stored key, ready for use. Raises KeyDestroyed when nothing is left of it."""
    if stored is None:
        raise KeyDestroyed
    return DataKey(key_id, unwrapped(key_id, stored))


def wrapped(key_id: UUID, secret: bytes) -> bytes:
    """A data key under the master key, bound to its id."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_master_key()).encrypt(nonce, secret, key_id.bytes)


def unwrapped(key_id: UUID, stored: bytes) -> bytes:
    """The data key again. Raises InvalidTag when the master key is not the one it was wrapped with."""
    return AESGCM(_master_key()).decrypt(stored[:_NONCE], stored[_NONCE:], key_id.bytes)


def event_key(key: DataKey, event_id: UUID) -> bytes:
    """The key of one event: can be disclosed alone, in an evidence bundle, without opening any other."""
    return HKDF(SHA256(), 32, salt=key.id.bytes, info=b"tandem/timeline/event-key/1" + event_id.bytes).derive(
        key.secret
    )


def seal(key: DataKey, event_id: UUID, plaintext: bytes) -> Sealed:
    """Encrypt with a fresh salt inside the seal and commit to (salt, plaintext)."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    ciphertext = AESGCM(event_key(key, event_id)).encrypt(nonce, salt + plaintext, event_id.bytes)
    return Sealed(nonce + ciphertext, commitment_of(salt, plaintext))


def unseal(secret: bytes, event_id: UUID, sealed: Sealed) -> bytes:
    """Open one event with its own key. Raises ValueError when it is not what was committed to."""
    try:
        opened = AESGCM(secret).decrypt(sealed.ciphertext[:_NONCE], sealed.ciphertext[_NONCE:], event_id.bytes)
    except InvalidTag:
        raise ValueError("this key does not open this event") from None
    salt, plaintext = opened[:_SALT], opened[_SALT:]
    if commitment_of(salt, plaintext) != sealed.commitment:
        raise ValueError("the sealed text is not the one that was committed to")
    return plaintext


def derived_key(purpose: bytes) -> bytes:
    """A key of this installation for another purpose than wrapping; `purpose` names it and its version."""
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(_master_key())


def _master_key() -> bytes:
    if _master is None:
        raise RuntimeError("timeline keys are not configured: call sealing.configure() first")
    return _master
