"""A collector's line, the call in hand, and outcomes."""

from datetime import datetime

import strawberry

from tandem.contacts.calling import outcomes, queries
from tandem.contacts.calling import script as scripts
from tandem.contacts.calling.lines import Closed, Line, LineDevice, LineState
from tandem.contacts.calling.outcomes import Asks
from tandem.contacts.models import Disposition
from tandem.organizations.actor import Actor
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.recordings import CallRecording
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.fields import value_type
from tandem_graphql.sight import Sight

strawberry.enum(LineDevice)
strawberry.enum(LineState)
strawberry.enum(Closed, name="LineClosed")
strawberry.enum(Asks, name="OutcomeAsks")


@value_type()
class PhoneLine:
    """The collector's own leg, open between calls."""

    line_id: str = strawberry.field(description="As in `issueSoftphoneToken`: a browser knows its own line by it.")
    device: LineDevice = strawberry.field(description="Where the collector holds it.")
    state: LineState
    phone: str | None = strawberry.field(description="The collector's own telephone; null on a computer.")
    opened_at: datetime | None
    idle_at: datetime = strawberry.field(description="When it closes if nobody is called.")
    closed_because: Closed | None

    @classmethod
    def of(cls, line: Line) -> "PhoneLine":
        """As the domain has it."""
        return cls(
            line_id=str(line.id),
            device=line.device,
            state=line.state,
            phone=line.phone,
            opened_at=line.opened_at,
            idle_at=line.idle_at,
            closed_because=line.closed_because,
        )


@value_type()
class ReceivedCall:
    """A call that somebody made to us and that was put through to a collector, until its outcome is told."""

    call_id: str
    number: str | None = strawberry.field(description="That they called from.")
    began_at: datetime
    ended_at: datetime | None
    case_file: CaseFile | None = strawberry.field(description="Null once it has left the reader's reach.")

    @classmethod
    def of(cls, actor: Actor, found: queries.Received) -> "ReceivedCall":
        """As the domain has it."""
        return cls(
            call_id=str(found.call.id),
            number=found.number,
            began_at=found.call.began_at,
            ended_at=found.call.ended_at,
            case_file=CaseFile(row=found.case_file, sight=Sight.of_case(actor)) if found.case_file else None,
        )


@value_type()
class MyCalls:
    """The reader's own telephone: the line, and the call that is being made or waits for its outcome."""

    line: PhoneLine | None
    call: ContactAttempt | None
    recording: CallRecording | None = strawberry.field(description="Of the call, once it is announced to the person.")
    received: ReceivedCall | None = strawberry.field(description="Put through to the reader's line.")
    overdue: list[ReceivedCall] = strawberry.field(
        description="Put through to the reader, over for long, and nobody said how they went; twenty at most."
    )
    can_open_line: bool = strawberry.field(description="There is a provider, and something to be reached at.")
    line_devices: list[LineDevice] = strawberry.field(
        description="Where the line can be opened, the one chosen last before the others."
    )

    @classmethod
    def of(cls, actor: Actor, found: queries.MyCalls) -> "MyCalls":
        """As the domain has them."""
        return cls(
            line=PhoneLine.of(found.line) if found.line else None,
            call=ContactAttempt.of(actor, found.call) if found.call else None,
            recording=CallRecording.of(actor, found.recording, found.call) if found.recording and found.call else None,
            received=ReceivedCall.of(actor, found.received) if found.received else None,
            overdue=[ReceivedCall.of(actor, one) for one in found.overdue],
            can_open_line=found.can_open,
            line_devices=list(found.devices),
        )


@value_type()
class ScriptParagraph:
    said: bool = strawberry.field(description="To the person; else it is for the collector's eyes.")
    text: str


@value_type()
class CallScript:
    """What to say in a call, with the case file's values."""

    title: str
    language: str
    identity: list[ScriptParagraph] = strawberry.field(description="Before anything of the case file is said.")
    matter: list[ScriptParagraph]

    @classmethod
    def of(cls, script: scripts.CallScript) -> "CallScript":
        """As the domain has it."""
        return cls(
            title=script.title,
            language=script.language,
            identity=[ScriptParagraph(said=one.said, text=one.text) for one in script.identity],
            matter=[ScriptParagraph(said=one.said, text=one.text) for one in script.matter],
        )


@value_type()
class CallOutcome:
    """What a call can end with."""

    key: str
    label: str = strawberry.field(description="In the reader's language.")
    label_fr: str
    label_en: str
    meaning: Disposition = strawberry.field(description="What the rules of contact count it as.")
    asks: Asks

    @classmethod
    def of(cls, outcome: outcomes.CallOutcome, locale: str) -> "CallOutcome":
        """One outcome for a reader of `locale`."""
        return cls(
            key=outcome.key,
            label=outcome.label(locale),
            label_fr=outcome.label_fr,
            label_en=outcome.label_en,
            meaning=outcome.meaning,
            asks=outcome.asks,
        )
