"""What happens to an evidence bundle.

It goes to the asking side's own chain: that one side gathers its proof is not the other's to know. The archive's hash
stays readable after an erasure, so that a bundle handed out before can still be recognized: it tells nothing of a
person, since the archive holds the random salt of every event that it discloses. The PDF holds none: its hash is
sealed.
"""

from dataclasses import dataclass
from uuid import UUID

from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event(
    "evidence_bundle_made",
    chains=(Chain.AGENCY, Chain.CREDITOR),
    group=EventGroup.DOCUMENTS,
    worded_by=("event_count",),
)
@dataclass(frozen=True)
class EvidenceBundleMade(EventData):
    """Hashes in hexadecimal; `includes_own_side` when the asking side's own chain is in it too."""

    bundle_id: UUID
    language: str
    includes_own_side: bool
    exhibit_count: int
    event_count: int
    zip_sha256: str
    pdf_sha256: str = sealed()
