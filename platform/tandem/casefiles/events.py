"""What happens to a case file itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.casefiles.models import ClaimNature, CloseCode, ContactPlace, ContactPointKind, PartyRole, Segment, Stage
from tandem.kit.money import Money
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("case_file_placed", chains=(Chain.PARTIES,), group=EventGroup.STEPS, milestone=True, worded_by=("claim_count",))
@dataclass(frozen=True)
class CaseFilePlaced(EventData):
    batch_reference: str
    claim_count: int
    amount: Money


@event("claims_added", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("claim_count",))
@dataclass(frozen=True)
class ClaimsAdded(EventData):
    """Claims of a later placement joined."""

    batch_reference: str
    claim_count: int
    amount: Money


@event(
    "stage_changed",
    chains=(Chain.PARTIES,),
    group=EventGroup.STEPS,
    milestone=True,
    worded_by=("to_stage", "close_code"),
)
@dataclass(frozen=True)
class StageChanged(EventData):
    from_stage: Stage
    to_stage: Stage
    close_code: CloseCode | None = None


@event("claim_nature_corrected", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("nature",))
@dataclass(frozen=True)
class ClaimNatureCorrected(EventData):
    """What a claim is for after all; its limitation period follows."""

    claim_id: UUID
    nature: ClaimNature
    former_nature: ClaimNature
    document_number: str = sealed()
    reason: str = sealed()


@event("contact_point_added", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("contact_kind",))
@dataclass(frozen=True)
class ContactPointAdded(EventData):
    contact_kind: ContactPointKind
    value: str = sealed()


@event("contact_place_recorded", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("place",))
@dataclass(frozen=True)
class ContactPlaceRecorded(EventData):
    """Where a number or an address that is on the case file reaches the person."""

    contact_kind: ContactPointKind
    place: ContactPlace
    former_place: ContactPlace
    value: str = sealed()


class PartyStep(StrEnum):
    """What was done about a person of the case file."""

    ADDED = "added"
    CORRECTED = "corrected"


@event("party_recorded", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("step",))
@dataclass(frozen=True)
class PartyRecorded(EventData):
    """Who else is bound by the debt, and by whose law they are contacted from now on; `reason` of a correction."""

    step: PartyStep
    role: PartyRole
    name: str = sealed()
    country: str | None = sealed()
    segment: Segment | None = sealed()
    language: str | None = sealed()
    reason: str | None = sealed()


class AssignedTo(StrEnum):
    """Who works a case file from now on."""

    PERSON = "person"
    TEAM = "team"
    BOTH = "both"
    NOBODY = "nobody"


@event("case_assigned", chains=(Chain.AGENCY,), group=EventGroup.STEPS, worded_by=("to",))
@dataclass(frozen=True)
class CaseAssigned(EventData):
    """Who works where is the agency's own affair, and the names are personal."""

    to: AssignedTo
    assignee: str | None = sealed()
    team: str | None = sealed()


@event("document_added", chains=tuple(Chain), group=EventGroup.DOCUMENTS, worded_by=("chain",))
@dataclass(frozen=True)
class DocumentAdded(EventData):
    """`size` in bytes; the name and the hash of what may be a person's letter are personal."""

    document_id: UUID
    content_type: str
    size: int
    name: str = sealed()
    sha256: str = sealed()
