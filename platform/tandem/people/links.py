"""What is in a link by e-mail: which row it is about, and a code that only this installation can compute.

Nothing of it is stored. It covers the expiry, so that a link that was renewed makes the former one worthless, and it
travels in the fragment of the address: neither logs nor other sites see it.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.kit import keys

_MAC = 16  # bytes


class LinkKind(StrEnum):
    """What a link is for, and where its page is."""

    INVITATION = "invitation"
    RESET = "reset"


def address_of(public_url: str, kind: LinkKind, key: UUID, expires_at: datetime) -> str:
    """The whole address, for an e-mail."""
    return f"{public_url}/{kind.value}#{token_of(kind, key, expires_at)}"


def token_of(kind: LinkKind, key: UUID, expires_at: datetime) -> str:
    """The secret part of the link."""
    return base64.urlsafe_b64encode(key.bytes + _mac(kind, key, expires_at)).decode().rstrip("=")


def key_of(token: str) -> UUID | None:
    """Which row a token speaks of; None for what is no token. `is_right` says whether it is believed."""
    raw = _raw(token)
    return UUID(bytes=raw[:16]) if len(raw) == 16 + _MAC else None


def is_right(kind: LinkKind, token: str, key: UUID, expires_at: datetime) -> bool:
    """Whether this installation made the token for this row with this expiry."""
    return hmac.compare_digest(_raw(token)[16:], _mac(kind, key, expires_at))


def _raw(token: str) -> bytes:
    try:
        return base64.b64decode(token.encode() + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


def _mac(kind: LinkKind, key: UUID, expires_at: datetime) -> bytes:
    text = f"{kind.value}\n{key}\n{expires_at.timestamp():.6f}"
    return hmac.digest(keys.derived("links"), text.encode(), hashlib.sha256)[:_MAC]
