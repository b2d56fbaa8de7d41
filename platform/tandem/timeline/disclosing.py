"""Opening one event for a stranger: its own key, the salt and the text that was committed to."""

from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.timeline.encoding import commitment_of
from tandem.timeline.sealing import DataKey, Sealed, event_key

_NONCE, _SALT = 12, 32  # bytes: nonce, then what was encrypted: salt, then text


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What opens one event and no other, and proves that no other text could be shown."""

    key: bytes
    salt: bytes
    plaintext: bytes


def disclosure(key: DataKey, event_id: UUID, sealed: Sealed) -> Disclosure:
    """Open an event under its debtor's key. Raises ValueError when it is not what was committed to."""
    secret, nonce, ciphertext = event_key(key, event_id), sealed.ciphertext[:_NONCE], sealed.ciphertext[_NONCE:]
    try:
        opened = AESGCM(secret).decrypt(nonce, ciphertext, event_id.bytes)
    except InvalidTag:
        raise ValueError("this key does not open this event") from None
    if commitment_of(opened[:_SALT], opened[_SALT:]) != sealed.commitment:
        raise ValueError("the sealed text is not the one that was committed to")
    return Disclosure(secret, opened[:_SALT], opened[_SALT:])
