"""What happens to a directive."""

from dataclasses import dataclass
from uuid import UUID

from tandem.directives.models import DirectiveKind
from tandem.timeline import EventData, event, sealed


@event("directive_issued")
@dataclass(frozen=True)
class DirectiveIssued(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
    reason: str = sealed()


@event("directive_released")
@dataclass(frozen=True)
class DirectiveReleased(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
