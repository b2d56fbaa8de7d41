"""Sealing a recording: AES-256-GCM under a key derived from that of the debtor and mandate, as events are.

An erasure destroys that key: what a backup of the store still has opens for nobody.
"""

import asyncio
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tandem.timeline.sealing import DataKey

_NONCE = 12


class RecordingDamaged(Exception):
    """The stored bytes are not what was sealed for this recording."""


async def sealed(key: DataKey, recording_id: UUID, sound: bytes) -> bytes:
    """The sound, sealed for this recording alone; in a thread, since it may be tens of megabytes."""
    nonce = os.urandom(_NONCE)
    cipher = AESGCM(_key_of(key, recording_id))
    return nonce + await asyncio.to_thread(cipher.encrypt, nonce, sound, recording_id.bytes)


async def opened(key: DataKey, recording_id: UUID, stored: bytes) -> bytes:
    """The sound again. Raises RecordingDamaged."""
    cipher = AESGCM(_key_of(key, recording_id))
    try:
        return await asyncio.to_thread(cipher.decrypt, stored[:_NONCE], stored[_NONCE:], recording_id.bytes)
    except InvalidTag:
        raise RecordingDamaged(str(recording_id)) from None


def _key_of(key: DataKey, recording_id: UUID) -> bytes:
    info = b"tandem/recording/1" + recording_id.bytes
    return HKDF(SHA256(), 32, salt=key.id.bytes, info=info).derive(key.secret)
