"""An anchor from the store, believed only when number, key, signature, and leaves are what they say."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import IO

from obstore.store import ObjectStore

from tandem.timeline.anchors import signing, store
from tandem.timeline.anchors.merkle import Tree
from tandem.timeline.anchors.signing import NotSigned
from tandem.timeline.anchors.written import Anchor, NotAnAnchor, Point, anchor_name

_AT_ONCE = 5_000  # points compared or written together


async def signed_anchor(files: ObjectStore, number: int, pinned: frozenset[bytes]) -> Anchor:
    """The anchor of a number. Raises AnchorFileMissing, NotAnAnchor, or NotSigned (by a key that counts)."""
    anchor = Anchor.of(await store.read(files, anchor_name(number)))
    if anchor.number != number:
        raise NotAnAnchor(f"it calls itself number {anchor.number}")
    signature = await store.read(files, anchor.signature_name)
    signing.check(anchor.text(), signature, await store.read(files, anchor.key_name), anchor.key)
    if anchor.key not in pinned:
        raise NotSigned(f"it is signed by the key {anchor.key.hex()}, which is none of yours")
    return anchor


async def points_of(files: ObjectStore, anchor: Anchor) -> AsyncIterator[list[Point]]:
    """The points of an anchor, some thousand at a time, in constant memory.

    Raises AnchorFileMissing or NotAnAnchor, before the first point when the file is not the one that the anchor names:
    a forged leaf must accuse no event.
    """
    digest = hashlib.sha256()
    async for part in store.read_in_parts(files, anchor.leaves_name):
        digest.update(part)
    if digest.digest() != anchor.leaves_sha256:
        raise NotAnAnchor("its leaves are not those whose SHA-256 it names")
    tree, rest, before = Tree(), b"", list[bytes]()
    async for part in store.read_in_parts(files, anchor.leaves_name):
        *leaves, rest = (rest + part).split(b"\n")
        for start in range(0, len(leaves), _AT_ONCE):
            some = leaves[start : start + _AT_ONCE]
            points = [Point.of(leaf) for leaf in some]
            for leaf in some:
                tree.add(leaf)
                if (place := leaf.split(b" ", 2)[:2]) <= before:
                    raise NotAnAnchor("its leaves are not in order")
                before = place
            yield points
    if rest or (tree.size, tree.root()) != (anchor.leaves, anchor.root):
        raise NotAnAnchor("its leaves do not give its root")


def points_in(file: IO[bytes]) -> Iterator[list[Point]]:
    """The points of a leaves' file of our own making, some thousand at a time."""
    file.seek(0)
    while points := [Point.of(line[:-1]) for line in islice(file, _AT_ONCE)]:
        yield points
