"""Rows of this capability, as they are read; written by SQL, since an erasure reaches past row-level security."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson


class Ground(StrEnum):
    """Why somebody is erased: GDPR art. 17(1)."""

    REQUEST = "request"  # the person asked (b, c)
    RETENTION = "retention"  # no longer needed (a; art. 5(1)(e))
    UNLAWFUL = "unlawful"  # should never have been here (d)
    COURT_ORDER = "court_order"  # a legal obligation (e)


class ErasureState(StrEnum):
    """STOPPED: something came up between the request and its turn."""

    REQUESTED = "requested"
    STOPPED = "stopped"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One person under some mandates, to be erased or erased."""

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    debtor_id: UUID
    mandate_ids: tuple[UUID, ...]
    key_ids: tuple[UUID, ...]
    case_file_ids: tuple[UUID, ...]
    ground: Ground
    reason: str | None
    organization_id: UUID
    requested_at: datetime
    requested_by: str | None
    requested_by_id: UUID | None
    state: ErasureState
    obstacle: str | None
    erased_at: datetime | None
    finished_at: datetime | None
    counts: dict[str, int]
    files: int
    files_done: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Erasure":
        """From a row of COLUMNS."""
        lists = {name: tuple(row[name]) for name in ("mandate_ids", "key_ids", "case_file_ids")}
        told = {"ground": Ground(row["ground"]), "state": ErasureState(row["state"])}
        return cls(**{**row, **lists, **told, "counts": orjson.loads(row["counts"])})


COLUMNS = (
    "e.id, e.agency_id, e.creditor_id, e.debtor_id, e.mandate_ids, e.key_ids, e.case_file_ids, e.ground, e.reason, "
    "e.organization_id, e.requested_at, e.requested_by, e.requested_by_id, e.state, e.obstacle, e.erased_at, "
    "e.finished_at, e.counts, (SELECT count(*) FROM erasure_files f WHERE f.erasure_id = e.id) AS files, "
    "(SELECT count(*) FROM erasure_files f WHERE f.erasure_id = e.id AND f.done_at IS NOT NULL) AS files_done"
)


@dataclass(frozen=True, slots=True)
class LegalHold:
    """One side's duty to keep what is stored about a person."""

    id: UUID
    agency_id: UUID
    creditor_id: UUID
    debtor_id: UUID
    organization_id: UUID
    reason: str
    placed_at: datetime
    placed_by: str
    placed_by_id: UUID
    released_at: datetime | None
    released_by: str | None
    released_by_id: UUID | None
    debtor_name: str
    case_reference: str | None


HOLD_COLUMNS = (
    "h.id, h.agency_id, h.creditor_id, h.debtor_id, h.organization_id, h.reason, h.placed_at, h.placed_by, "
    "h.placed_by_id, h.released_at, h.released_by, h.released_by_id, d.name AS debtor_name, "
    "(SELECT max(cf.reference) FROM case_files cf WHERE cf.debtor_id = h.debtor_id) AS case_reference"
)
