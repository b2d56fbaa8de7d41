"""Where the bytes of documents are kept: an object store, a local folder by default; rows hold key, size and hash.

A store keeps what it was given under one key for ever: keys carry an id of ours, so nothing is overwritten. The store
is asked in threads: its own asynchronous calls abort a process that ends soon after them (docs/adr/0010).
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from obstore.store import LocalStore, ObjectStore

from tandem.kit.errors import ErrorKind, TandemError

# What keys may begin with: each is registered in `tandem.privacy.registry`, which says what an erasure does there.
PREFIXES = ("documents/", "evidence/", "inbound/", "recordings/", "print-runs/", "uploads/")
_PIECE = 1_000_000  # bytes that are read at a time of a file that is served as it is read
_store: ObjectStore | None = None


class StoredFileMissing(TandemError):
    """The row is there and the bytes are not: they were destroyed, their time being over, or the store was not restored
    together with the database.
    """

    code = "stored_file_missing"
    kind = ErrorKind.NOT_FOUND


class StillStored(Exception):
    """The store said that it deleted the bytes, and has them all the same."""


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
    """Keep bytes under a key that has not been used before. Raises ValueError for a prefix that is not registered."""
    if not key.startswith(PREFIXES):
        raise ValueError(f"no erasure would find {key!r}: register its prefix, here and in tandem.privacy.registry")
    await asyncio.to_thread(_configured().put, key, data)
    return StoredFile(key, len(data), sha256_of(data))


async def put_file(key: str, path: Path) -> StoredFile:
    """Keep the bytes of a file, as `put` does, however large: it is read piece by piece."""
    if not key.startswith(PREFIXES):
        raise ValueError(f"no erasure would find {key!r}: register its prefix, here and in tandem.privacy.registry")
    await asyncio.to_thread(_configured().put, key, path)
    size, sha256 = await asyncio.to_thread(_measured, path)
    return StoredFile(key, size, sha256)


async def pieces(key: str) -> AsyncIterator[bytes]:
    """The bytes of a key, piece by piece: memory holds one of them. Raises StoredFileMissing before the first."""
    store = _configured()
    try:
        found = await asyncio.to_thread(store.get, key)
    except FileNotFoundError:
        raise StoredFileMissing(key=key) from None
    stream = iter(found.stream(_PIECE))
    while piece := await asyncio.to_thread(next, stream, None):
        yield bytes(piece)


async def get(key: str) -> bytes:
    """The bytes of a key. Raises StoredFileMissing."""
    store = _configured()
    if not key:
        raise StoredFileMissing
    try:
        return await asyncio.to_thread(lambda: bytes(store.get(key).bytes()))
    except FileNotFoundError:
        raise StoredFileMissing(key=key) from None


async def delete(key: str) -> None:
    """Destroy the bytes of a key, and look again that they are gone; nothing happens when they were never there.

    Raises StillStored.
    """
    with contextlib.suppress(FileNotFoundError):
        await asyncio.to_thread(_configured().delete, key)
    try:
        await asyncio.to_thread(_configured().head, key)
    except FileNotFoundError:
        return
    raise StillStored(key)


def sha256_of(data: bytes) -> str:
    """The hash that a row keeps of its bytes."""
    return hashlib.sha256(data).hexdigest()


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


async def keys_under(folder: str) -> list[str]:
    """All keys that begin with `folder/`."""
    found = await asyncio.to_thread(_configured().list(f"{folder}/").collect)
    return [each["path"] for each in found]


def _configured() -> ObjectStore:
    if _store is None:
        raise RuntimeError("no store for documents: call storage.configure() first")
    return _store
