"""Writing a planned attempt: the row, its event, and the outbox row that wakes the worker when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint
from tandem.contacts import content
from tandem.contacts.content import Demanded
from tandem.contacts.events import ContactPlanned
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.contacts.letters import opening_letter
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.templates import Rendered
from tandem.kit import clock, texts
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit
from tandem.timeline import record

_LOCALE_OF_RECORD = "fr"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent to whom, when and from where; the gate and the template add the rest."""

    point: ContactPoint
    channel: Channel
    purpose: Purpose
    template_id: str
    language: str
    send_at: datetime
    sender: str | None = None
    collector_phone: str | None = None
    letter_reference: str | None = None

    @property
    def is_opening_letter(self) -> bool:
        """The only letter there is so far."""
        return self.channel is Channel.LETTER


async def plan(
    acting: Actor | System,
    case_file: CaseFile,
    draft: Draft,
    verdict: Verdict,
    asked: Sequence[Demanded],
    words: Rendered | None,
) -> ContactAttempt:
    """Write the attempt, its event and its outbox row, inside the open transaction; the gate was asked before."""
    person = acting if isinstance(acting, Actor) else None
    attempt = await ContactAttempt.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file=case_file,
        party_id=draft.point.party_id,
        contact_point=draft.point,
        channel=draft.channel,
        purpose=draft.purpose,
        state=AttemptState.PLANNED,
        template_id=draft.template_id,
        template_title=content.title(draft.template_id, person.locale if person else _LOCALE_OF_RECORD),
        language=draft.language,
        to_address=draft.point.value,
        sender=draft.sender,
        collector_phone=draft.collector_phone,
        subject=words.subject if words else None,
        body=words.text if words else None,
        html=words.html if words else None,
        claims=content.as_recorded(asked),
        is_opening_letter=draft.is_opening_letter,
        letter_reference=draft.letter_reference,
        send_at=draft.send_at,
        until=verdict.until,
        reasons=[reason.record() for reason in verdict.reasons],
        pack_version=verdict.pack_version,
        created_at=clock.now(),
        created_by=person.person_name if person else None,
        created_by_id=person.membership_id if person else None,
    )
    await dispatch_at(acting, attempt, draft.send_at)
    await record(
        acting,
        case_file,
        ContactPlanned(
            attempt_id=attempt.id,
            channel=attempt.channel,
            template_title=attempt.template_title,
            send_at=attempt.send_at,
            to=attempt.to_address,
            subject=attempt.subject,
            body=attempt.body,
        ),
    )
    return attempt


async def dispatch_at(acting: Actor | System, attempt: ContactAttempt, at: datetime) -> None:
    """Have the worker look at the attempt at `at`; looking twice does nothing twice."""
    await emit(acting, "contacts.dispatch", {"attempt_id": str(attempt.id)}, available_at=at)


def letter_in_words(
    facts: CaseFacts, party_id: UUID, address: str, asked: Sequence[Demanded], *, reference: str, language: str
) -> Rendered:
    """What the opening letter asks for, as text for the page and the timeline; the PDF is made when it is printed.

    Raises LetterIncomplete when the letter could not be printed as it is.
    """
    letter = opening_letter(facts, party_id, address, asked, reference=reference, language=language, on=clock.today())
    total = content.total_of(asked, facts.currency).formatted(language)
    subject = texts.render("letter.subject", language, reference=letter.reference)
    lines = content.claims_list(asked, language)
    return Rendered(subject, f"{lines}\n{texts.render('letter.total', language, amount=total)}", None)
