"""Writing a planned attempt: the row, its event, and the outbox row that wakes the worker when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint
from tandem.contacts import content
from tandem.contacts.answering import Answer
from tandem.contacts.attachments import names_of
from tandem.contacts.content import Demanded
from tandem.contacts.events import ContactPlanned
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.contacts.letters import opening_letter
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.states import Reasons, move
from tandem.contacts.templates import Rendered, Template
from tandem.kit import clock, database, texts
from tandem.kit.ids import new_id
from tandem.kit.written import written_day
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
    # A call that a message opens, without a collector.
    automated: bool = False
    # A call that the collector dials on a telephone of their own: nothing is left for the worker to send.
    by_hand: bool = False
    # Of a call back: when the person asked to be called, whenever it is planned for.
    callback_at: datetime | None = None
    letter_reference: str | None = None
    # None for a call and for the opening letter.
    template: Template | None = None
    # Files that leave with an e-mail or a letter (`contacts.attachments`).
    attached: Sequence[dict[str, Any]] = ()
    # The claims that it is about; None: all that are open.
    claim_ids: frozenset[UUID] | None = None
    # Of an answer: what the collector wrote, and which message it answers.
    answer: Answer | None = None
    # Known before the attempt is written: its words carry a link of its own.
    attempt_id: UUID = field(default_factory=new_id)

    @property
    def is_opening_letter(self) -> bool:
        """The letter that no template words: article R124-4 does."""
        return self.channel is Channel.LETTER and self.template is None


async def one_at_a_time(agency_id: UUID, party_id: UUID) -> None:
    """Limits count per person over all files of the agency, so two of them may not be judged at the same time."""
    await database.rows(_ONE_AT_A_TIME, str(agency_id), party_id)


async def plan(
    acting: Actor | System,
    case_file: CaseFile,
    draft: Draft,
    verdict: Verdict,
    asked: Sequence[Demanded],
    words: Rendered | None,
) -> ContactAttempt:
    """Write the attempt, its event and its outbox row, inside the open transaction; the gate was asked before.

    What a person must let pass first waits on one.
    """
    person = acting if isinstance(acting, Actor) else None
    attempt = await ContactAttempt.create(
        id=draft.attempt_id,
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file=case_file,
        party_id=draft.point.party_id,
        contact_point=draft.point,
        channel=draft.channel,
        purpose=draft.purpose,
        state=AttemptState.PLANNED,
        template_id=draft.template_id,
        template_version=draft.template.version if draft.template else None,
        template_title=_title(draft, person.locale if person else _LOCALE_OF_RECORD),
        language=draft.language,
        to_address=draft.point.value,
        sender=draft.sender,
        collector_phone=draft.collector_phone,
        automated=draft.automated,
        callback_at=draft.callback_at,
        words=draft.answer.words if draft.answer else None,
        answers_id=draft.answer.event_id if draft.answer else None,
        subject=words.subject if words else None,
        body=words.text if words else None,
        html=words.html if words else None,
        attached=list(draft.attached) or None,
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
    if not verdict.to_release and not draft.by_hand:
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
            attached=tuple(names_of(attempt.attached)),
        ),
    )
    if verdict.to_release:
        left: Reasons = [reason.record() for reason in verdict.to_release]
        await move(acting, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=left)
    return attempt


def _title(draft: Draft, locale: str) -> str:
    if draft.template is None:
        return content.title(draft.template_id, locale)
    return draft.template.titles[texts.language_of(locale)]


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
    words = [lines, texts.render("letter.total", language, amount=total)]
    if letter.notice:
        ends = written_day(letter.notice.dispute_by, language)
        words.append(texts.render("letter.validation_notice", language, ends=ends))
    return Rendered(subject, "\n".join(words), None)


# By all addresses that the person has, and by the debtor's own row: two case files of one debtor may share no address.
_ONE_AT_A_TIME = """
WITH party AS (
    SELECT p.id, p.case_file_id, cf.debtor_id FROM parties p
    LEFT JOIN case_files cf ON cf.id = p.case_file_id AND p.role = 'debtor' WHERE p.id = $2
), person AS (
    SELECT id, case_file_id FROM party
    UNION
    SELECT again.id, again.case_file_id FROM party
    JOIN case_files cf ON cf.debtor_id = party.debtor_id
    JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
), known AS (
    SELECT cp.value FROM person
    JOIN contact_points cp ON cp.case_file_id = person.case_file_id AND cp.party_id = person.id
    UNION
    SELECT debtor_id::text FROM party WHERE debtor_id IS NOT NULL
)
SELECT pg_advisory_xact_lock(k) FROM (
    SELECT DISTINCT hashtextextended($1::text || value, 0) AS k FROM known ORDER BY k) AS keys
"""
