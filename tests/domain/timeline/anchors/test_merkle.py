"""The tree against the published vectors of Certificate Transparency (transparency-dev/merkle, testonly)."""

import contextlib
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.timeline.anchors.merkle import Tree, leaf_hash, node_hash, path_of, root_by_path

Change = Callable[[list[bytes]], list[bytes]]
LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def grown(leaves: list[bytes]) -> Tree:
    """A tree of these leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_the_published_paths(index: int, size: int, path: list[str]) -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES[:size]]

    assert [each.hex() for each in path_of(index, hashes)] == path
    assert root_by_path(index, size, hashes[index], path_of(index, hashes)).hex() == ROOTS[size]


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below the number of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@given(st.lists(st.binary(max_size=4), max_size=70), st.data())
def test_any_tree_is_the_defined_one_and_each_leaf_leads_to_its_root(leaves: list[bytes], data: st.DataObject) -> None:
    root = grown(leaves).root()

    assert root == by_definition(leaves)
    if leaves:
        index = data.draw(st.integers(0, len(leaves) - 1))
        hashes = [leaf_hash(leaf) for leaf in leaves]
        assert root_by_path(index, len(leaves), hashes[index], path_of(index, hashes)) == root


@pytest.mark.parametrize(
    ("case", "index", "size", "change"),
    [
        ("another place", 4, 8, lambda path: path),
        ("another size", 5, 6, lambda path: path),
        ("no such leaf", 8, 8, lambda path: path),
        ("one hash less", 5, 8, lambda path: path[:-1]),
        ("one hash more", 5, 8, lambda path: [*path, path[0]]),
        ("hashes in another order", 5, 8, lambda path: path[::-1]),
    ],
)
def test_a_path_that_does_not_fit_leads_elsewhere(case: str, index: int, size: int, change: Change) -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    path = change(path_of(5, hashes))

    with contextlib.suppress(ValueError):
        assert root_by_path(index, size, hashes[5], path).hex() != ROOTS[8], case


def test_there_is_no_path_of_a_leaf_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no leaf 3 among 3"):
        path_of(3, [leaf_hash(leaf) for leaf in LEAVES[:3]])
