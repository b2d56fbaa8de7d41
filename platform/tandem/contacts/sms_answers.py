"""What we text back by ourselves: that a STOP was understood, and to HELP how the agency is reached."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import structlog

from tandem.casefiles.models import CaseFile, ContactPoint, Stage
from tandem.contacts import content, decisions, planning
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision
from tandem.contacts.language import written_languages
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.templates import Template, ValuesMismatch
from tandem.contacts.unfilled import why_not_filled
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit

log = structlog.get_logger()
TOPIC = "contacts.answer_text"
CONFIRMATION = "sms_stop_confirmation"
# A machine that answers each of our texts with the same word gets one answer, not a conversation.
_HELP_AGAIN_AFTER = timedelta(days=1)
# Whoever reads an answer days later has forgotten the question.
_TOO_LATE = timedelta(days=1)


class Answers(StrEnum):
    """What is answered."""

    STOP = "stop"
    HELP = "help"


async def emit_answer(scope: System, event_id: UUID, answers: Answers) -> None:
    """Have a text answered by a message of its own: what it asked for holds, whether or not it can be."""
    await emit(scope, TOPIC, {"event_id": str(event_id), "answers": answers.value})


async def answer_text(scope: System, event_id: UUID, answers: Answers, job: Job) -> None:
    """Plan the answer to a text, a row of `provider_events`; what cannot be worded or judged is logged and left."""
    async with transaction(scope):
        await job.done()
        text = await database.row(
            "SELECT payload ->> 'sender' AS sender, received_at FROM provider_events WHERE id = $1", event_id
        )
        # An erasure takes the sender.
        if text is None or text["sender"] is None or text["received_at"] < clock.now() - _TOO_LATE:
            return
        try:
            if answers is Answers.STOP:
                await _answer(scope, text["sender"], CONFIRMATION, Purpose.OPTOUT_CONFIRM)
            else:
                await _answer_help(scope, text["sender"])
        except (RuleAbsent, ValuesMismatch) as why:
            # Never the words of it: they may name a number or an amount of the case file.
            log.warning("contacts.text_not_answered", event_row_id=str(event_id), answers=answers, error=_code_of(why))


def _code_of(why: RuleAbsent | ValuesMismatch) -> str:
    return str(why_not_filled(why)["code"]) if isinstance(why, ValuesMismatch) else str(why.reason["code"])


async def _answer_help(scope: System, address: str) -> None:
    """Say who writes and how to reach them; once a day, and never to who has refused texts."""
    # Of two that ask in one second one is the first.
    await database.row("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{scope.organization_id} {address}")
    answered = await ContactAttempt.filter(
        agency_id=scope.organization_id,
        to_address=address,
        template_id__startswith=f"{content.HELP}.",
        created_at__gt=clock.now() - _HELP_AGAIN_AFTER,
    ).exists()
    if not answered:
        await _answer(scope, address, content.HELP, Purpose.REPLY)


async def last_written_to(scope: System, address: str) -> CaseFile | None:
    """The case file of the last text to that number: what the debtor answers."""
    found = await database.row(
        "SELECT case_file_id FROM contact_attempts WHERE agency_id = $1 AND to_address = $2 AND channel = 'sms' "
        "AND sending_at IS NOT NULL ORDER BY sending_at DESC LIMIT 1",
        scope.organization_id,
        address,
    )
    return await CaseFile.get(id=found["case_file_id"]) if found else None


async def _answer(scope: System, address: str, name: str, purpose: Purpose) -> None:
    case_file = await last_written_to(scope, address)
    use = await channels_of(scope.organization_id)
    if case_file is None or case_file.stage is Stage.CLOSED or not use.is_on(Channel.SMS):
        return
    facts = (await facts_of([case_file.id]))[case_file.id]
    point = await ContactPoint.filter(case_file_id=case_file.id, value=address).first()
    sender = facts.sender_of(Channel.SMS, point.party_id, address) if point else None
    template = _template(facts, point.party_id, name) if point else None
    if point is None or sender is None or template is None or not content.may_be_answered(template, sender):
        return
    draft = planning.Draft(
        point=point,
        channel=Channel.SMS,
        purpose=purpose,
        template_id=template.id,
        template=template,
        language=template.language,
        send_at=clock.now(),
        sender=sender.address,
    )
    question = Question(
        draft.channel,
        draft.purpose,
        facts.address(point.id),
        draft.send_at,
        draft.language,
        help_asked_at=draft.send_at if content.is_help(draft.template_id) else None,
    )
    try:
        verdict = verdict_for(facts, question)
    except RuleAbsent as absent:
        told = decisions.Attempted(
            case_file.agency_id, case_file.creditor_id, case_file.id, draft.channel, draft.purpose
        )
        await decisions.keep_obstacle(told, absent.reason)
        raise
    allowed = verdict.decision is Decision.ALLOW
    words = content.written(template, facts, point.party_id, [], draft.attempt_id) if allowed else None
    await decisions.keep(case_file.creditor_id, facts, question, verdict, draft.attempt_id if allowed else None)
    if words is not None:
        await planning.plan(scope, case_file, draft, verdict, [], words)


def _template(facts: CaseFacts, party_id: UUID, name: str) -> Template | None:
    """The text in the best language that it may leave in: who has no text in their own is answered all the same."""
    country = facts.parties[party_id].country
    known = (facts.templates.get(f"{name}.{language}") for language in written_languages(facts, party_id))
    return next((found for one in known if one and (found := content.leaving(one, country))), None)
