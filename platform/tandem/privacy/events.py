"""What the timeline tells of erasures and legal holds."""

from dataclasses import dataclass
from uuid import UUID

from tandem.privacy.models import Ground
from tandem.timeline import Chain, EventData, EventGroup, event, sealed

_OWN_SIDE = (Chain.AGENCY, Chain.CREDITOR)


@event("person_erased", chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=("ground",))
@dataclass(frozen=True)
class PersonErased(EventData):
    """The last event of a case file: sealed under the key that dies with it, so that only this much stays."""

    erasure_id: UUID
    ground: Ground


@event("legal_hold_placed", chains=_OWN_SIDE, group=EventGroup.STEPS)
@dataclass(frozen=True)
class LegalHoldPlaced(EventData):
    legal_hold_id: UUID
    reason: str = sealed()


@event("legal_hold_released", chains=_OWN_SIDE, group=EventGroup.STEPS)
@dataclass(frozen=True)
class LegalHoldReleased(EventData):
    legal_hold_id: UUID
