"""The address that an e-mail is answered at: its word follows from the attempt, and only its hash is kept.

Copies and quotes have stars in the word's place (`contacts.withheld`).
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from uuid import UUID

from tandem.kit import keys

_PURPOSE = "contacts/reply-address/1"
_BYTES = 20  # 160 bits: nobody guesses one
LENGTH = 32
# Before the @: what mail servers keep of an address in both cases is its small letters.
_WORD = re.compile(rf"\breply\+([a-z2-7]{{{LENGTH}}})@", re.I)


def word_of(attempt_id: UUID) -> str:
    """The word of an attempt: the same whenever it is asked for, and told by nothing without the key."""
    digest = hmac.digest(keys.derived(_PURPOSE), attempt_id.bytes, "sha256")[:_BYTES]
    return b32encode(digest).decode().lower()


def address_of(attempt_id: UUID, domain: str) -> str:
    """Where the answer to this attempt is written to."""
    return f"reply+{word_of(attempt_id)}@{domain}"


def hashes_in(texts: Iterable[str]) -> list[str]:
    """What is kept of the words in addresses and message ids, in their order, each once."""
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    return list(dict.fromkeys(hash_of(word) for word in words))


def hash_of(word: str) -> str:
    """What is kept of a word, in hex."""
    return hashlib.sha256(word.encode()).hexdigest()
