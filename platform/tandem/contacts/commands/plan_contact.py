"""Planning a contact: the gate is asked when it would leave, the attempt is written, and the outbox is told."""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileClosed, CaseFileNotAccepted
from tandem.casefiles.models import CaseFile, ContactPoint, ContactPointKind, Stage
from tandem.contacts import content, planning
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.channels import channels
from tandem.contacts.errors import (
    CollectorPhoneMissing,
    ContactPointUnsuitable,
    ContactRefused,
    OpeningLetterPending,
    SenderMissing,
    TemplateNotFound,
)
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.models import Channel, ContactAttempt, Purpose
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


async def plan_contact(
    actor: Actor,
    case_file_id: UUID,
    contact_point_id: UUID,
    *,
    channel: Channel,
    template_id: str | None,
    send_at: datetime | None,
    idempotency_key: str,
) -> ContactAttempt:
    """Plan an SMS or e-mail from a template, the opening letter, or a bridge call, now or within 90 days.

    A DEFER of the gate is planned all the same and shows `until`; a BLOCK or REVIEW writes nothing and raises
    ContactRefused with the reasons. Raises ChannelOff, SenderMissing, CollectorPhoneMissing, ContactPointUnsuitable,
    TemplateNotFound, OpeningLetterPending, LetterIncomplete, CaseFileNotAccepted, CaseFileClosed, InvalidInput,
    ConflictingKey.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)

        async def act() -> UUID:
            attempt = await _plan(actor, reached.row, contact_point_id, channel, template_id, send_at)
            attempt_id: UUID = attempt.id
            return attempt_id

        asked = {
            "case_file_id": case_file_id,
            "contact_point_id": contact_point_id,
            "channel": channel,
            "template_id": template_id,
            "send_at": send_at,
        }
        planned = await once(actor, idempotency_key, "planContact", asked, act)
        return await ContactAttempt.get(id=planned)


async def _plan(
    actor: Actor,
    case_file: CaseFile,
    contact_point_id: UUID,
    channel: Channel,
    template_id: str | None,
    send_at: datetime | None,
) -> ContactAttempt:
    point = await casefiles.contact_point_for(case_file, contact_point_id)
    if case_file.stage is Stage.SUBMITTED:
        raise CaseFileNotAccepted(field="caseFileId")
    if case_file.stage is Stage.CLOSED:
        raise CaseFileClosed(field="caseFileId")
    if point.kind is not SUITABLE[channel]:
        raise ContactPointUnsuitable(field="contactPointId")
    channels().require(channel)
    at = _instant(send_at)
    facts = (await facts_of([case_file.id]))[case_file.id]
    if channel is not Channel.LETTER and channel not in facts.senders:
        raise SenderMissing(channel)
    if channel is Channel.LETTER:
        return await _letter(actor, case_file, facts, point, template_id, at)
    if channel is Channel.VOICE:
        return await _call(actor, case_file, facts, point, at)
    return await _message(actor, case_file, facts, point, channel, template_id, at)


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
) -> ContactAttempt:
    template = content.template_for(facts, channel, template_id or "")
    purpose = Purpose(template.purpose.value)
    if purpose is Purpose.OPTOUT_CONFIRM:
        raise TemplateNotFound(field="templateId")
    draft = planning.Draft(
        point=point,
        channel=channel,
        purpose=purpose,
        template_id=template.id,
        language=template.language,
        send_at=at,
        sender=facts.senders[channel],
    )
    verdict = _allowed(facts, draft)
    asked = content.demanded(facts, verdict)
    return await planning.plan(
        actor, case_file, draft, verdict, asked, content.written(template, facts, point.party_id, asked)
    )


async def _call(
    actor: Actor, case_file: CaseFile, facts: CaseFacts, point: ContactPoint, at: datetime
) -> ContactAttempt:
    membership = await Membership.get(id=actor.membership_id)
    if not membership.phone:
        raise CollectorPhoneMissing
    draft = planning.Draft(
        point=point,
        channel=Channel.VOICE,
        purpose=Purpose.DEMAND,
        template_id=content.CALL,
        language=facts.language,
        send_at=at,
        sender=facts.senders[Channel.VOICE],
        collector_phone=membership.phone,
    )
    verdict = _allowed(facts, draft)
    return await planning.plan(actor, case_file, draft, verdict, content.demanded(facts, verdict), None)


async def _letter(
    actor: Actor,
    case_file: CaseFile,
    facts: CaseFacts,
    point: ContactPoint,
    template_id: str | None,
    at: datetime,
) -> ContactAttempt:
    if facts.letter_pending:
        raise OpeningLetterPending
    offered = {choice.id for choice in content.choices(facts, Channel.LETTER, actor.locale)}
    if template_id not in offered:
        raise TemplateNotFound(field="templateId")
    letters = await ContactAttempt.filter(case_file_id=case_file.id, is_opening_letter=True).count()
    reference = f"{facts.reference}-L{letters + 1}"
    draft = planning.Draft(
        point=point,
        channel=Channel.LETTER,
        purpose=Purpose.DEMAND,
        template_id=content.OPENING_LETTER,
        language=facts.language,
        send_at=at,
        letter_reference=reference,
    )
    verdict = _allowed(facts, draft)
    asked = content.demanded(facts, verdict)
    words = planning.letter_in_words(
        facts, point.party_id, point.value, asked, reference=reference, language=draft.language
    )
    return await planning.plan(actor, case_file, draft, verdict, asked, words)


def _allowed(facts: CaseFacts, draft: planning.Draft) -> Verdict:
    question = Question(
        channel=draft.channel,
        purpose=draft.purpose,
        address=facts.address(draft.point.id),
        at=draft.send_at,
        language=draft.language,
        opening_letter=draft.is_opening_letter,
    )
    verdict = verdict_for(facts, question)
    if verdict.decision in (Decision.BLOCK, Decision.REVIEW):
        raise ContactRefused(verdict.reasons)
    return verdict
