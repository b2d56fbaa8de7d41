"""The two texts of an anchor and the names of its files: what a person reads and `sha256sum` checks.

Everything is ASCII, lines end with LF. A leaf is a line without its end: `case file, chain, sequence, hash`, one space
apart, ids and hashes in lower case. The format is described in docs/subsystems/anchors.md and never changes under its
name.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

FORMAT = "tandem/anchor/1"
_POINT = re.compile(
    rb"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (agency|creditor|parties) ([1-9]\d{0,18}) ([0-9a-f]{64})"
)
_ANCHOR = re.compile(
    rf"format: {FORMAT}\n"
    r"number: (?P<number>[1-9]\d{0,17})\n"
    r"time: (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\n"
    r"leaves: (?P<leaves>0|[1-9]\d*)\n"
    r"leaves-sha256: (?P<leaves_sha256>[0-9a-f]{64})\n"
    r"root: (?P<root>[0-9a-f]{64})\n"
    r"previous: (?P<previous>none|[0-9a-f]{64})\n"
    r"key: (?P<key>[0-9a-f]{64})\n"
)
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class NotAnAnchor(ValueError):
    """A text is not, to the letter, what Tandem writes."""


@dataclass(frozen=True, slots=True)
class Point:
    """How far a chain had come: the event at `sequence` had this hash."""

    case_file_id: UUID
    chain: str
    sequence: int
    hash: bytes

    def leaf(self) -> bytes:
        """The canonical bytes: what the tree hashes, and a line of the leaves' file without its end."""
        return f"{self.case_file_id} {self.chain} {self.sequence} {self.hash.hex()}".encode()

    @classmethod
    def of(cls, leaf: bytes) -> "Point":
        """Read a leaf. Raises NotAnAnchor."""
        if (found := _POINT.fullmatch(leaf)) is None:
            raise NotAnAnchor(f"not a leaf: {leaf[:120]!r}")
        case_file_id, chain, sequence, hexadecimal = (part.decode() for part in found.groups())
        return cls(UUID(case_file_id), chain, int(sequence), bytes.fromhex(hexadecimal))


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an anchor file says."""

    number: int
    at: datetime
    leaves: int
    leaves_sha256: bytes
    root: bytes
    # SHA-256 of the anchor file before this one; None in the first.
    previous: bytes | None
    # SHA-256 of the public key (DER, SubjectPublicKeyInfo) that the signature is checked with.
    key: bytes

    def text(self) -> bytes:
        """The anchor file."""
        return (
            f"format: {FORMAT}\n"
            f"number: {self.number}\n"
            f"time: {self.at.astimezone(UTC).strftime(_TIME)}\n"
            f"leaves: {self.leaves}\n"
            f"leaves-sha256: {self.leaves_sha256.hex()}\n"
            f"root: {self.root.hex()}\n"
            f"previous: {self.previous.hex() if self.previous else 'none'}\n"
            f"key: {self.key.hex()}\n"
        ).encode()

    @property
    def sha256(self) -> bytes:
        """What the next anchor names as `previous`."""
        return hashlib.sha256(self.text()).digest()

    @classmethod
    def of(cls, text: bytes) -> "Anchor":
        """Read an anchor file. Raises NotAnAnchor for any text that Tandem would have written otherwise."""
        try:
            found = _ANCHOR.fullmatch(text.decode("ascii"))
            if found is None:
                raise ValueError("its lines are not those of an anchor")
            anchor = cls(
                number=int(found["number"]),
                at=datetime.strptime(found["time"], _TIME).replace(tzinfo=UTC),
                leaves=int(found["leaves"]),
                leaves_sha256=bytes.fromhex(found["leaves_sha256"]),
                root=bytes.fromhex(found["root"]),
                previous=None if found["previous"] == "none" else bytes.fromhex(found["previous"]),
                key=bytes.fromhex(found["key"]),
            )
        except ValueError as wrong:
            raise NotAnAnchor(str(wrong)) from None
        return anchor

    # Files beside the anchor file carry the beginning of a SHA-256 in their names: a run that was cut short leaves
    # files that no anchor names, and nothing is ever overwritten, on a store that is locked against it either.

    @property
    def leaves_name(self) -> str:
        """The leaves' file, after its own SHA-256."""
        return f"{self.number:08}/leaves.{self.leaves_sha256.hex()[:16]}.txt"

    @property
    def signature_name(self) -> str:
        """The signature, after the SHA-256 of the anchor file."""
        return f"{self.number:08}/anchor.{self.sha256.hex()[:16]}.sig"

    @property
    def key_name(self) -> str:
        """The public key, after its own SHA-256."""
        return key_name(self.key)


def anchor_name(number: int) -> str:
    """The anchor file: the anchor is made when it is there."""
    return f"{number:08}/anchor.txt"


def token_name(number: int) -> str:
    """The authority's time-stamp over the anchor file."""
    return f"{number:08}/timestamp.tsr"


def chain_name(number: int, token: bytes) -> str:
    """The certificates that the token was checked with, after the SHA-256 of the token."""
    return f"{number:08}/timestamp.{hashlib.sha256(token).hexdigest()[:16]}.pem"


def key_name(fingerprint: bytes) -> str:
    """A public key, after its SHA-256."""
    return f"keys/{fingerprint.hex()}.pem"


def number_of(name: str) -> int | None:
    """The number of an anchor by the name of its anchor file; None for other files."""
    found = re.fullmatch(r"(\d{8,})/anchor\.txt", name)
    return int(found[1]) if found else None
