"""The Merkle tree of RFC 6962 (section 2.1) over SHA-256, as Certificate Transparency uses it."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: 0x00 before it, so that no leaf can pass for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: 0x01 before them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf and remembers one hash for each complete subtree: 20 of them for a million leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []

    def add(self, data: bytes) -> None:
        """Append a leaf."""
        grown, number = leaf_hash(data), self.size
        while number & 1:
            grown = node_hash(self._complete.pop(), grown)
            number >>= 1
        self._complete.append(grown)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root; of no leaves, the hash of nothing."""
        if not self._complete:
            return hashlib.sha256(b"").digest()
        *rest, root = self._complete
        for subtree in reversed(rest):
            root = node_hash(subtree, root)
        return root


def path_of(index: int, hashes: Iterable[bytes]) -> list[bytes]:
    """The inclusion path of leaf number `index`, counted from 0, among leaves with these hashes (RFC 6962, 2.1.1)."""
    level = list(hashes)
    if not 0 <= index < len(level):
        raise ValueError(f"there is no leaf {index} among {len(level)}")
    path = []
    while len(level) > 1:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        # The odd one at the end rises as it is.
        level = above + level[len(level) - len(level) % 2 :]
        index >>= 1
    return path


def root_by_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that a leaf's hash and its path give (RFC 9162, 2.1.3.2). Raises ValueError when they do not fit."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    found, last, left = leaf, size - 1, list(path)
    while last:
        if index & 1 or index < last:
            if not left:
                raise ValueError("the path is too short")
            sibling = left.pop(0)
            found = node_hash(sibling, found) if index & 1 else node_hash(found, sibling)
        index, last = index >> 1, last >> 1
    if left:
        raise ValueError("the path is too long")
    return found
