"""Where the bytes of documents are kept: an object store, a local folder by default; rows hold key, size and hash.

A store keeps what it was given under one key for ever: keys carry an id of ours, so nothing is overwritten.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from obstore.store import LocalStore, ObjectStore

_store: ObjectStore | None = None


class StoredFileMissing(Exception):
    """The row is there and the bytes are not: the store was not restored together with the database."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a row keeps of the bytes: their key, their number, and the SHA-256 that proves them."""

    key: str
    size: int
    sha256: str


def configure(store: ObjectStore) -> None:
    """Set the store of this process. Only the composition root calls this."""
    global _store
    _store = store


def local_folder(folder: Path) -> LocalStore:
    """A store in a folder of this machine, made when it is missing."""
    return LocalStore(folder, mkdir=True)


async def put(key: str, data: bytes) -> StoredFile:
    """Keep bytes under a key that has not been used before."""
    await _configured().put_async(key, data)
    return StoredFile(key, len(data), hashlib.sha256(data).hexdigest())


async def get(key: str) -> bytes:
    """The bytes of a key. Raises StoredFileMissing."""
    try:
        found = await _configured().get_async(key)
        return bytes(await found.bytes_async())
    except FileNotFoundError:
        raise StoredFileMissing(key) from None


def _configured() -> ObjectStore:
    if _store is None:
        raise RuntimeError("no store for documents: call storage.configure() first")
    return _store
