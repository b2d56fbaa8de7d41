"""What happens to a directive."""

from dataclasses import dataclass
from uuid import UUID

from tandem.directives.models import DirectiveKind
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event("directive_issued", chains=(Chain.PARTIES,), group=EventGroup.INSTRUCTIONS, worded_by=("directive_kind",))
@dataclass(frozen=True)
class DirectiveIssued(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
    reason: str = sealed()


@event("directive_released", chains=(Chain.PARTIES,), group=EventGroup.INSTRUCTIONS, worded_by=("directive_kind",))
@dataclass(frozen=True)
class DirectiveReleased(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
