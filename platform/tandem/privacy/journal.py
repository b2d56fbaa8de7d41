"""The journal of erasures: kept outside the database, one small file each, ids only, never changed.

A database that is restored from a backup brings erased persons back. So each erasure is written here before its
transaction commits, and whatever a database lacks is carried out again before anything is served from it.
"""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from obstore.store import ObjectStore

from tandem.privacy.models import Erasure, Ground
from tandem.timeline.anchors import store as files

FORMAT = "tandem/erasure/1"
_FOLDER = "erasures/"
_store: ObjectStore | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is needed to erase the same person again, without saying who it was."""

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    debtor_id: UUID
    mandate_ids: tuple[UUID, ...]
    key_ids: tuple[UUID, ...]
    case_file_ids: tuple[UUID, ...]
    ground: Ground
    organization_id: UUID
    requested_at: datetime
    erased_at: datetime

    @classmethod
    def of(cls, erasure: Erasure, erased_at: datetime) -> "Entry":
        """The entry of an erasure that is carried out at this instant."""
        return cls(
            **{name: getattr(erasure, name) for name in cls.__dataclass_fields__ if name != "erased_at"},
            erased_at=erased_at,
        )


def configure(store: ObjectStore) -> None:
    """Set the journal's store of this process. Only the composition root calls this."""
    global _store
    _store = store


async def write(entry: Entry) -> None:
    """Add an entry; one that is there already stays as it is."""
    # The driver's UUIDs are of a type of their own.
    fields = {"format": FORMAT, **asdict(entry)}
    text = orjson.dumps(fields, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    await files.put_new(_configured(), f"{_FOLDER}{entry.id}.json", text)


async def names() -> set[UUID]:
    """The erasures that the journal knows."""
    return {UUID(name) async for name in _names()}


async def holds(erasure_id: UUID) -> bool:
    """Whether an erasure is in the journal: from then on nothing can take it back."""
    try:
        await files.read(_configured(), f"{_FOLDER}{erasure_id}.json")
    except files.AnchorFileMissing:
        return False
    return True


async def read(erasure_id: UUID) -> Entry:
    """One entry. Raises AnchorFileMissing when it is not there, ValueError when it is not ours."""
    kept: dict[str, Any] = orjson.loads(await files.read(_configured(), f"{_FOLDER}{erasure_id}.json"))
    if kept.pop("format") != FORMAT:
        raise ValueError(f"the journal's entry {erasure_id} is not of the format {FORMAT}")
    read: dict[str, Any] = {
        **{name: UUID(kept[name]) for name in ("id", "agency_id", "creditor_id", "debtor_id", "organization_id")},
        **{name: tuple(map(UUID, kept[name])) for name in ("mandate_ids", "key_ids", "case_file_ids")},
        **{name: datetime.fromisoformat(kept[name]) for name in ("requested_at", "erased_at")},
    }
    return Entry(**read, ground=Ground(kept["ground"]))


async def _names() -> AsyncIterator[str]:
    async for name in files.names_after(_configured(), ""):
        if name.startswith(_FOLDER) and name.endswith(".json"):
            yield name.removeprefix(_FOLDER).removesuffix(".json")


def _configured() -> ObjectStore:
    if _store is None:
        raise RuntimeError("no store for the journal of erasures: call journal.configure() first")
    return _store
