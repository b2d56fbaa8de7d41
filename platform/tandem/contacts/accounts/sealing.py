"""Sealing the keys of provider accounts: AES-256-GCM, bound to the account, under a key of this installation.

Every sealed text begins with the first eight bytes of its key's fingerprint: with a new key in TANDEM_PROVIDER_KEY and
the one before in TANDEM_FORMER_PROVIDER_KEY both can be opened, and the worker seals again what is under the former.
"""

import os
from dataclasses import asdict
from hashlib import sha256
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.contacts.accounts.account import Secrets

_PRINT = 8
_NONCE = 12
_keys: dict[bytes, bytes] = {}
_current = b""


class KeyUnknown(Exception):
    """Sealed under a key that this process was not given, or changed since: no secret is in this message."""


def configure(key: bytes, *former: bytes) -> None:
    """Set the key (32 bytes) that seals, and those before it, which only open. Only the composition root calls this."""
    global _current
    _keys.clear()
    _keys.update({fingerprint(each): each for each in (key, *former)})
    _current = fingerprint(key)


def fingerprint(key: bytes) -> bytes:
    """What a sealed text says of its key."""
    return sha256(b"tandem/provider-key/1" + key).digest()[:_PRINT]


def current() -> bytes:
    """The fingerprint of the key that seals now. Raises RuntimeError before `configure`."""
    if not _current:
        raise RuntimeError("sealing.configure was not called")
    return _current


def sealed(account_id: UUID, secrets: Secrets) -> bytes:
    """The secrets of one account, sealed: they open for this account alone."""
    nonce = os.urandom(_NONCE)
    text = orjson.dumps({name: value for name, value in asdict(secrets).items() if value})
    return current() + nonce + AESGCM(_keys[current()]).encrypt(nonce, text, account_id.bytes)


def opened(account_id: UUID, stored: bytes) -> Secrets:
    """The secrets again. Raises KeyUnknown."""
    key = _keys.get(stored[:_PRINT])
    if key is None:
        raise KeyUnknown("sealed under a key that this process does not have")
    nonce, text = stored[_PRINT : _PRINT + _NONCE], stored[_PRINT + _NONCE :]
    try:
        return Secrets(**orjson.loads(AESGCM(key).decrypt(nonce, text, account_id.bytes)))
    except InvalidTag:
        raise KeyUnknown("not what was sealed for this account") from None
