"""What a capability can put in front of a judge: the registry that evidence bundles are made from.

A capability registers in its own `exhibits.py`; nothing else has to know that it joined:

    @exhibits(order=50, covers=("delivery_receipts",))
    async def receipts(disclosing: Disclosing) -> list[Exhibit]: ...
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import tandem
from tandem.casefiles.models import CaseFile
from tandem.kit import texts
from tandem.timeline import Chain


class RecordsDisagree(Exception):
    """What the database keeps is not what the sealed events, or the anchors, say: no bundle may call that right."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it was sealed and opened again; `data` has its public and its personal fields."""

    kind: str
    event_id: UUID
    occurred_at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Disclosing:
    """What may be in the bundle, and in which language.

    Sources read inside the open transaction of the organization that asked, so that row-level security holds, and leave
    out whatever is on a chain that is not in `chains`.
    """

    case_file: CaseFile
    chains: tuple[Chain, ...]
    locale: str
    # Chain after chain, in their order; events of an erased person are not among them.
    told: tuple[Told, ...] = ()

    def newest(self, by: str, *kinds: str) -> dict[str, dict[str, Any]]:
        """The data of the last event of these kinds about each thing that the field `by` names."""
        return {event.data[by]: event.data for event in self.told if event.kind in kinds}

    @property
    def for_agency_itself(self) -> bool:
        """Whether what only the agency may know is in it."""
        return Chain.AGENCY in self.chains

    def say(self, key: str, **values: object) -> str:
        """A text in the bundle's language."""
        return texts.render(key, self.locale, **values)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: its bytes, or the key under which they are stored together with the SHA-256 they had then.

    A PDF with `annexed` is also set page by page into the document that is read.
    """

    name: str
    content_type: str
    content: bytes | None = None
    storage_key: str | None = None
    sha256: str | None = None
    size: int = 0
    annexed: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of proof: when it was so (None: no instant is known), and what was told by whom."""

    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One numbered exhibit. `facts` are label and value; `words` the text of a message or note as it stood."""

    title: str
    day: date
    facts: tuple[tuple[str, str], ...] = ()
    words: str | None = None
    proofs: tuple[Proof, ...] = ()
    pieces: tuple[Piece, ...] = ()
    # Files that prove and are not read, such as raw callbacks: in the archive only.
    receipts: tuple[Piece, ...] = ()
    # Instant by which exhibits of one source are put in order.
    at: datetime = field(default_factory=lambda: datetime(1970, 1, 1, tzinfo=UTC))


Source = Callable[[Disclosing], Awaitable[list[Exhibit]]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A source of exhibits, its place in the list, and the tables whose files or words it shows."""

    order: int
    source: Source
    covers: frozenset[str]


SOURCES: list[Registered] = []


def exhibits(order: int, *, covers: tuple[str, ...]) -> Callable[[Source], Source]:
    """Register a source. Raises ValueError when its place is taken: the order of exhibits must be one."""

    def register(source: Source) -> Source:
        if any(known.order == order for known in SOURCES):
            raise ValueError(f"two sources of exhibits have the order {order}")
        SOURCES.append(Registered(order, source, frozenset(covers)))
        return source

    return register


@cache
def every_source() -> tuple[Registered, ...]:
    """All sources in their order. Reads the `exhibits.py` of every capability at first use."""
    for path in sorted(Path(tandem.__file__).parent.glob("*/*exhibits.py")):
        import_module(f"tandem.{path.parent.name}.{path.stem}")
    return tuple(sorted(SOURCES, key=lambda known: known.order))
