"""Events of erasures and legal holds."""

from tandem.privacy import events
from tandem.privacy.models import Ground
from tandem_graphql.fields import field
from tandem_graphql.timeline.types import TimelineEvent, recorded, shows
from tandem_policies.vocabulary import Resource


@shows(events.PersonErased)
class PersonErased(TimelineEvent):
    ground: Ground = field(Resource.TIMELINE, of=recorded("ground", Ground))


@shows(events.LegalHoldPlaced)
class LegalHoldPlaced(TimelineEvent):
    reason: str | None = field(Resource.TIMELINE, of=recorded("reason"))


@shows(events.LegalHoldReleased)
class LegalHoldReleased(TimelineEvent):
    pass
