"""Planning a contact: the gate is asked when it would leave, the attempt is written, and the outbox is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileClosed, CaseFileNotAccepted
from tandem.casefiles.models import CaseFile, ContactPoint, ContactPointKind, Stage
from tandem.contacts import content, decisions, planning
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.answering import Answer, exchange_of, require_writer
from tandem.contacts.asking import Question, once_released, verdict_for
from tandem.contacts.attachments import attached_to, names_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.in_hand import call_question, keeps_word, require_free_hands
from tandem.contacts.calling.machine_now import require_message
from tandem.contacts.destinations import refusal_for
from tandem.contacts.enclosures import require_printable
from tandem.contacts.errors import (
    AttachmentMissing,
    AttachmentsNotCarried,
    CollectorPhoneMissing,
    ContactPointUnsuitable,
    DestinationRefused,
    OpeningLetterPending,
    SenderMissing,
    TemplateNotFound,
    TextNotFilled,
    WordsRefused,
)
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.language import written_languages
from tandem.contacts.letters import follow_up_letter, later_reference
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, PostalService, Purpose
from tandem.contacts.repeats import require_not_on_its_way
from tandem.contacts.states import move, reason
from tandem.contacts.templates import WORDS, Rendered, Template, ValuesMismatch, overlong, problems_of
from tandem.contacts.unfilled import why_not_filled
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Membership
from tandem.outbox.idempotency import once
from tandem_policies.permission import Permission

FARTHEST = timedelta(days=90)
# A click and its request take a moment: "now" may already be past.
_SLACK = timedelta(minutes=5)
SUITABLE = {
    Channel.VOICE: ContactPointKind.PHONE,
    Channel.SMS: ContactPointKind.PHONE,
    Channel.EMAIL: ContactPointKind.EMAIL,
    Channel.LETTER: ContactPointKind.POSTAL,
}
_CARRIES_FILES = (Channel.EMAIL, Channel.LETTER)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with a message: files of the case file, and the claims that it is about where not all are."""

    document_ids: tuple[UUID, ...] = ()
    claim_ids: frozenset[UUID] | None = None
    # Of an answer in the collector's own words.
    answer: Answer | None = None


async def plan_contact(
    actor: Actor,
    case_file_id: UUID,
    contact_point_id: UUID,
    *,
    channel: Channel,
    template_id: str | None,
    send_at: datetime | None,
    idempotency_key: str,
    document_ids: Sequence[UUID] = (),
    claim_ids: frozenset[UUID] | None = None,
    postal_service: PostalService = PostalService.ORDINARY,
    answer: Answer | None = None,
) -> ContactAttempt:
    """Plan an SMS or e-mail from a template, a letter, or a bridge call, now or within 90 days.

    `document_ids`: files of the case file that leave with an e-mail or a letter; `claim_ids`: the claims that it is
    about, None for all that are open; `postal_service`: how a letter is to be posted;
    `answer`: what is answered in one's own words (`answer_message`).
    A DEFER of the gate is planned all the same and shows `until`; a REVIEW is planned and waits on a person; a BLOCK
    writes the refusal alone and raises ContactRefused with the reasons.

    Raises AttachmentUnusable, AttachmentsTooLarge, AttachmentsNotCarried, AttachmentMissing, EnclosureUnprintable,
    EnclosuresTooLong, ChannelOff, DestinationRefused, SenderMissing, CollectorPhoneMissing, ContactPointUnsuitable,
    TemplateNotFound, TextNotFilled, OpeningLetterPending, LetterIncomplete, CaseFileNotAccepted, CaseFileClosed,
    InvoiceCopyOnItsWay, InvalidInput, ConflictingKey.
    """
    if channel is Channel.LETTER and document_ids:
        await require_printable(actor, case_file_id, document_ids)
    async with decisions.refusals_kept(actor, case_file_id, channel), transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)

        async def act() -> UUID:
            enclosed = Enclosed(tuple(document_ids), claim_ids, answer)
            attempt = await _plan(actor, reached.row, contact_point_id, channel, template_id, send_at, enclosed)
            if channel is Channel.LETTER and postal_service is not attempt.postal_service:
                attempt.postal_service = postal_service
                await attempt.save(update_fields=["postal_service"])
            attempt_id: UUID = attempt.id
            return attempt_id

        asked: dict[str, object] = {
            "case_file_id": case_file_id,
            "contact_point_id": contact_point_id,
            "channel": channel,
            "template_id": template_id,
            "send_at": send_at,
        }
        if postal_service is not PostalService.ORDINARY:
            asked["postal_service"] = postal_service
        if document_ids:
            asked["document_ids"] = list(document_ids)
        if claim_ids is not None:
            asked["claim_ids"] = sorted(map(str, claim_ids))
        if answer is not None:
            asked |= {"answers": answer.event_id, "words": answer.words}
        planned = await once(actor, idempotency_key, "planContact", asked, act)
        return await ContactAttempt.get(id=planned)


async def _plan(
    actor: Actor,
    case_file: CaseFile,
    contact_point_id: UUID,
    channel: Channel,
    template_id: str | None,
    send_at: datetime | None,
    enclosed: Enclosed,
) -> ContactAttempt:
    point = await casefiles.contact_point_for(case_file, contact_point_id)
    if case_file.stage is Stage.SUBMITTED:
        raise CaseFileNotAccepted(field="caseFileId")
    if point.kind is not SUITABLE[channel]:
        raise ContactPointUnsuitable(field="contactPointId")
    (await channels_of(case_file.agency_id)).require(channel)
    if enclosed.document_ids and channel not in _CARRIES_FILES:
        raise AttachmentsNotCarried(field="documentIds")
    at = _instant(send_at)
    facts = (await facts_of([case_file.id]))[case_file.id]
    if case_file.stage is Stage.CLOSED and not _is_receipt(facts, template_id):
        raise CaseFileClosed(field="caseFileId")
    if refused := refusal_for(facts, channel, point.party_id, point.value):
        raise DestinationRefused(refused)
    if channel is not Channel.LETTER and facts.sender_for(channel, point.party_id, point.value) is None:
        raise SenderMissing(channel)
    if channel is Channel.LETTER:
        return await _letter(actor, case_file, facts, point, template_id, at, enclosed)
    if channel is Channel.VOICE:
        return await _call(actor, case_file, facts, point, template_id, at)
    return await _message(actor, case_file, facts, point, channel, template_id, at, enclosed)


def _is_receipt(facts: CaseFacts, template_id: str | None) -> bool:
    """A receipt is owed for every payment, after the last one too (CPCE R124-6)."""
    template = facts.templates.get(template_id or "")
    return template is not None and template.purpose.value == Purpose.RECEIPT


def _instant(send_at: datetime | None) -> datetime:
    now = clock.now()
    if send_at is None:
        return now
    if send_at.tzinfo is None or not now - _SLACK <= send_at <= now + FARTHEST:
        raise InvalidInput("sendAt", send_at.isoformat(), "future_instant")
    return max(send_at, now)


async def _message(
    actor: Actor,
    case_file: CaseFile,
    facts: CaseFacts,
    point: ContactPoint,
    channel: Channel,
    template_id: str | None,
    at: datetime,
    enclosed: Enclosed,
) -> ContactAttempt:
    template = content.template_for(facts, channel, point.party_id, template_id or "", point.value)
    purpose, answer = Purpose(template.purpose.value), enclosed.answer
    if purpose is Purpose.OPTOUT_CONFIRM or (WORDS in template.variables) is (answer is None):
        raise TemplateNotFound(field="templateId")
    if answer is not None:
        await require_writer(case_file, facts, point, answer.event_id)
        if wrong := problems_of(
            answer.words, template.wording, to=facts.parties[point.party_id].country, on=clock.today()
        ):
            raise WordsRefused(wrong)
    if content.ATTACHED_FILES in template.variables and not enclosed.document_ids:
        raise AttachmentMissing(field="documentIds")
    if enclosed.claim_ids is not None:
        await require_not_on_its_way(case_file, enclosed.document_ids, point.value)
    draft = planning.Draft(
        point=point,
        channel=channel,
        purpose=purpose,
        template_id=template.id,
        template=template,
        language=template.language,
        send_at=at,
        sender=facts.sender_for(channel, point.party_id, point.value),
        attached=await attached_to(case_file, enclosed.document_ids),
        claim_ids=enclosed.claim_ids,
        answer=answer,
    )
    verdict = await _allowed(actor, case_file, facts, draft)
    asked = content.demanded(facts, verdict)
    words = _filled(template, facts, point, asked, draft)
    if answer is not None:
        if too_long := overlong(answer.words, template.wording, words):
            raise WordsRefused(too_long)
        if exchange := await exchange_of(case_file.id, answer.event_id, channel, ""):
            words = replace(words, subject=exchange.subject or words.subject)
    return await planning.plan(actor, case_file, draft, verdict, asked, words)


async def _call(
    actor: Actor,
    case_file: CaseFile,
    facts: CaseFacts,
    point: ContactPoint,
    template_id: str | None,
    at: datetime,
) -> ContactAttempt:
    membership = await Membership.get(id=actor.membership_id)
    automated = template_id == content.CALL_MESSAGE
    message = None
    if automated:
        message = require_message(facts, facts.address(point.id))
    elif not membership.phone and await lines.line_of(actor.membership_id) is None:
        raise CollectorPhoneMissing
    elif at <= clock.now():
        await require_free_hands(actor)
    asked = None if automated else facts.asked_calls.get(point.party_id)
    question = Question(Channel.VOICE, Purpose.DEMAND, facts.address(point.id), at)
    if asked is not None:
        question = call_question(facts, question.address, at)
    draft = planning.Draft(
        point=point,
        channel=Channel.VOICE,
        purpose=question.purpose,
        callback_at=question.callback_at,
        template_id=message.id if message else content.CALL,
        template=message,
        language=facts.parties[point.party_id].language,
        send_at=at,
        sender=facts.sender_for(Channel.VOICE, point.party_id, point.value),
        collector_phone=None if automated else membership.phone,
        automated=automated,
    )
    verdict = await _allowed(actor, case_file, facts, draft)
    if asked is not None and keeps_word(asked, question) and not verdict.to_release:
        waited = await ContactAttempt.get(id=asked.attempt_id)
        await move(actor, case_file, waited, AttemptState.CANCELLED, reasons=[reason("CALL_MADE")])
    lines.wake(actor.organization_id, actor.membership_id)
    return await planning.plan(actor, case_file, draft, verdict, content.demanded(facts, verdict), None)


async def _letter(
    actor: Actor,
    case_file: CaseFile,
    facts: CaseFacts,
    point: ContactPoint,
    template_id: str | None,
    at: datetime,
    enclosed: Enclosed,
) -> ContactAttempt:
    if template_id != content.OPENING_LETTER:
        return await _follow_up(actor, case_file, facts, point, template_id or "", at, enclosed)
    if point.party_id in facts.letters_pending:
        raise OpeningLetterPending
    if not content.opening_due(facts, point.party_id):
        raise TemplateNotFound(field="templateId")
    letters = await ContactAttempt.filter(case_file_id=case_file.id, is_opening_letter=True).count()
    reference = f"{facts.reference}-L{letters + 1}"
    draft = planning.Draft(
        point=point,
        channel=Channel.LETTER,
        purpose=Purpose.DEMAND,
        template_id=content.OPENING_LETTER,
        language=written_languages(facts, point.party_id)[0],
        send_at=at,
        letter_reference=reference,
        attached=await attached_to(case_file, enclosed.document_ids),
    )
    verdict = await _allowed(actor, case_file, facts, draft)
    asked = content.demanded(facts, verdict)
    words = planning.letter_in_words(
        facts, point.party_id, point.value, asked, reference=reference, language=draft.language
    )
    return await planning.plan(actor, case_file, draft, verdict, asked, words)


async def _follow_up(
    actor: Actor,
    case_file: CaseFile,
    facts: CaseFacts,
    point: ContactPoint,
    template_id: str,
    at: datetime,
    enclosed: Enclosed,
) -> ContactAttempt:
    """A letter of a template, after the opening one was posted."""
    template = content.template_for(facts, Channel.LETTER, point.party_id, template_id)
    draft = planning.Draft(
        point=point,
        channel=Channel.LETTER,
        purpose=Purpose(template.purpose.value),
        template_id=template.id,
        template=template,
        language=template.language,
        send_at=at,
        letter_reference=await later_reference(case_file.id, facts.reference),
        attached=await attached_to(case_file, enclosed.document_ids),
    )
    verdict = await _allowed(actor, case_file, facts, draft)
    asked = content.demanded(facts, verdict)
    words = _filled(template, facts, point, asked, draft)
    follow_up_letter(
        facts,
        point.party_id,
        point.value,
        words,
        asked=asked,
        reference=draft.letter_reference or "",
        language=draft.language,
        on=clock.today(),
    )
    return await planning.plan(actor, case_file, draft, verdict, asked, words)


def _filled(
    template: Template,
    facts: CaseFacts,
    point: ContactPoint,
    asked: Sequence[content.Demanded],
    draft: planning.Draft,
) -> Rendered:
    try:
        files, words = names_of(draft.attached), draft.answer.words if draft.answer else None
        return content.written(template, facts, point.party_id, asked, draft.attempt_id, files, words)
    except ValuesMismatch as mismatch:
        raise TextNotFilled(why_not_filled(mismatch)) from None


async def _allowed(actor: Actor, case_file: CaseFile, facts: CaseFacts, draft: planning.Draft) -> Verdict:
    question = Question(
        channel=draft.channel,
        purpose=draft.purpose,
        address=facts.address(draft.point.id),
        at=draft.send_at,
        language=draft.language,
        opening_letter=draft.is_opening_letter,
        claim_ids=draft.claim_ids,
        callback_at=draft.callback_at,
    )
    verdict = verdict_for(facts, question)
    then = once_released(facts, question, verdict) if verdict.decision is Decision.REVIEW else verdict
    if then.decision in (Decision.BLOCK, Decision.REVIEW):
        raise decisions.PlanRefused(case_file.creditor_id, facts, question, verdict)
    await decisions.keep(
        case_file.creditor_id, facts, question, verdict, draft.attempt_id, asked_by=actor.membership_id
    )
    return then
