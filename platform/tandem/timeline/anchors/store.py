"""The files of anchors: an object store that is not the database's, written once and never overwritten.

Best a bucket that is versioned and locked against deletion, under another account than the database's. The store is
asked in threads: its own asynchronous calls abort a process that ends soon after them (docs/adr/0010).
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, from_url


class AnchorFileMissing(Exception):
    """A file that belongs to an anchor is not in the store."""


def opened(place: str) -> ObjectStore:
    """The store of a URL (`s3://bucket/folder`, `gs://…`, `az://…`), else of a folder, made when it is missing."""
    return from_url(place) if "://" in place else LocalStore(Path(place).expanduser().absolute(), mkdir=True)


async def put_new(store: ObjectStore, name: str, data: bytes | IO[bytes]) -> bool:
    """Write a file, whole or not at all; False, and nothing changes, when the name is taken."""
    try:
        await asyncio.to_thread(obstore.put, store, name, data, mode="create")
    except AlreadyExistsError:
        return False
    if isinstance(store, LocalStore) and store.prefix:
        await asyncio.to_thread(_flush, Path(store.prefix) / name)
    return True


async def read(store: ObjectStore, name: str) -> bytes:
    """A whole file. Raises AnchorFileMissing."""
    try:
        return await asyncio.to_thread(lambda: bytes(obstore.get(store, name).bytes()))
    except FileNotFoundError:
        raise AnchorFileMissing(name) from None


async def read_in_parts(store: ObjectStore, name: str) -> AsyncIterator[bytes]:
    """A file in pieces of about a megabyte. Raises AnchorFileMissing."""
    try:
        found = await asyncio.to_thread(obstore.get, store, name)
    except FileNotFoundError:
        raise AnchorFileMissing(name) from None
    parts = iter(found.stream(min_chunk_size=1 << 20))
    while (part := await asyncio.to_thread(next, parts, None)) is not None:
        yield bytes(part)


async def names_after(store: ObjectStore, name: str) -> AsyncIterator[str]:
    """The names that sort behind `name`, in no order; of the whole store when it is empty."""
    pages = iter(obstore.list(store, offset=name or None, chunk_size=1000))
    while (page := await asyncio.to_thread(next, pages, None)) is not None:
        for item in page:
            yield item["path"]


def _flush(path: Path) -> None:
    # A store of the cloud answers when it is safe; a folder's files are, once they and their folders are flushed.
    for each in (path, path.parent, path.parent.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
