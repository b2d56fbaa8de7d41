"""What happens to a directive."""

from dataclasses import dataclass
from uuid import UUID

from tandem.directives.models import DirectiveKind
from tandem.timeline import Chain, EventData, EventGroup, event, sealed


@event(
    "directive_issued",
    chains=(Chain.PARTIES,),
    group=EventGroup.INSTRUCTIONS,
    worded_by=("directive_kind", "in_part"),
)
@dataclass(frozen=True)
class DirectiveIssued(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
    in_part: bool = False  # a hold on some claims, and not on the whole case file
    reason: str = sealed()
    # Those claims: the number of each, and the part of it that is held, null for all of it.
    held: tuple[dict[str, object], ...] = sealed(default=())


@event("directive_released", chains=(Chain.PARTIES,), group=EventGroup.INSTRUCTIONS, worded_by=("directive_kind",))
@dataclass(frozen=True)
class DirectiveReleased(EventData):
    directive_id: UUID
    directive_kind: DirectiveKind
