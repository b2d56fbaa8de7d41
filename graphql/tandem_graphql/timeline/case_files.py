"""Events of a case file itself."""

from tandem.casefiles import events
from tandem.casefiles.events import AssignedTo, PartyStep
from tandem.casefiles.models import ClaimNature, CloseCode, ContactPlace, ContactPointKind, PartyRole, Segment, Stage
from tandem_graphql.fields import field
from tandem_graphql.money import Money
from tandem_graphql.timeline.types import TimelineEvent, as_money, recorded, shows
from tandem_policies.vocabulary import Resource


@shows(events.CaseFilePlaced)
class CaseFilePlaced(TimelineEvent):
    batch_reference: str = field(Resource.TIMELINE, of=recorded("batch_reference"))
    claim_count: int = field(Resource.TIMELINE, of=recorded("claim_count"))
    amount: Money = field(Resource.CASE_FILE_AMOUNTS, of=recorded("amount", as_money))


@shows(events.ClaimsAdded)
class ClaimsAdded(TimelineEvent):
    """Claims of a later placement joined this case file."""

    batch_reference: str = field(Resource.TIMELINE, of=recorded("batch_reference"))
    claim_count: int = field(Resource.TIMELINE, of=recorded("claim_count"))
    amount: Money = field(Resource.CASE_FILE_AMOUNTS, of=recorded("amount", as_money))


@shows(events.StageChanged)
class StageChanged(TimelineEvent):
    from_stage: Stage = field(Resource.TIMELINE, of=recorded("from_stage", Stage))
    to_stage: Stage = field(Resource.TIMELINE, of=recorded("to_stage", Stage))
    close_code: CloseCode | None = field(Resource.TIMELINE, of=recorded("close_code", CloseCode))


@shows(events.CaseAssigned)
class CaseAssigned(TimelineEvent):
    """Who of the agency works it from now on."""

    to: AssignedTo = field(Resource.TIMELINE, of=recorded("to", AssignedTo))
    assignee: str | None = field(Resource.TIMELINE, of=recorded("assignee"))
    team: str | None = field(Resource.TIMELINE, of=recorded("team"))


@shows(events.PartyRecorded)
class PartyRecorded(TimelineEvent):
    """Who else is bound by the debt, and by whose law they are contacted from now on; with the reason of a correction.

    Country, segment and language are null as long as nobody has said them.
    """

    step: PartyStep = field(Resource.TIMELINE, of=recorded("step", PartyStep))
    role: PartyRole = field(Resource.TIMELINE, of=recorded("role", PartyRole))
    name: str | None = field(Resource.CASE_FILE_IDENTITY, of=recorded("name"))
    country: str | None = field(Resource.PARTY, of=recorded("country"))
    segment: Segment | None = field(Resource.PARTY, of=recorded("segment", Segment))
    language: str | None = field(Resource.PARTY, of=recorded("language"))
    reason: str | None = field(Resource.PARTY, of=recorded("reason"))


@shows(events.ContactPointAdded)
class ContactPointAdded(TimelineEvent):
    contact_kind: ContactPointKind = field(Resource.TIMELINE, of=recorded("contact_kind", ContactPointKind))
    value: str | None = field(Resource.CONTACT_POINT, of=recorded("value"))


@shows(events.ContactPlaceRecorded)
class ContactPlaceRecorded(TimelineEvent):
    """Where a number or an address that is on the case file reaches the person."""

    contact_kind: ContactPointKind = field(Resource.TIMELINE, of=recorded("contact_kind", ContactPointKind))
    place: ContactPlace = field(Resource.CONTACT_POINT, of=recorded("place", ContactPlace))
    former_place: ContactPlace = field(Resource.CONTACT_POINT, of=recorded("former_place", ContactPlace))
    value: str | None = field(Resource.CONTACT_POINT, of=recorded("value"))


@shows(events.ClaimNatureCorrected)
class ClaimNatureCorrected(TimelineEvent):
    """What a claim is for after all: its limitation period follows."""

    nature: ClaimNature = field(Resource.CLAIM, of=recorded("nature", ClaimNature))
    former_nature: ClaimNature = field(Resource.CLAIM, of=recorded("former_nature", ClaimNature))
    document_number: str | None = field(Resource.CLAIM, of=recorded("document_number"))
    reason: str | None = field(Resource.CLAIM, of=recorded("reason"))
