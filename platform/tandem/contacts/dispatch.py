"""The instant of sending: reserve under the gate and commit, call the provider once, then write what it answered.

At most once: after the commit of `sending` nothing is ever sent again for this attempt, unless the provider's own
answer proves that nothing left. See docs/adr and docs/architecture.md, "The life of one text message".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles.models import CaseFile
from tandem.contacts import access, content, copies, decisions, planning, printed, way_out
from tandem.contacts.accounts.choosing import SenderOf
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.answering import exchange_of
from tandem.contacts.asking import hours_end, question_of, verdict_for
from tandem.contacts.attachments import names_of
from tandem.contacts.calling.consented import machine_refusal
from tandem.contacts.calling.gone import BEFORE_A_RING, close_line_if_left
from tandem.contacts.calling.machine_words import sayable
from tandem.contacts.calling.placing import placed
from tandem.contacts.calling.script_copy import as_begun
from tandem.contacts.destinations import refusal_for
from tandem.contacts.enclosures import UNPRINTABLE, enclosing, why_not_printed
from tandem.contacts.errors import LetterIncomplete, RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.incoming import reply_address
from tandem.contacts.letters import follow_up_letter, opening_letter, produce
from tandem.contacts.messages import Outbound, outbound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.obstacles import obstruct
from tandem.contacts.outcomes import confirm, look_again, lost, rejected, send_again
from tandem.contacts.pacing import turns
from tandem.contacts.post import handovers
from tandem.contacts.recordings.setting import records_call
from tandem.contacts.states import Reasons, move, reason, take, tell
from tandem.contacts.templates import Rendered, Template, ValuesMismatch, may_leave, problems_of, template_as_planned
from tandem.contacts.transitions import WAITING
from tandem.contacts.unfilled import why_not_filled
from tandem.contacts.validity import LONGEST, SHORTEST
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor, System
from tandem.outbox import Job
from tandem_channels.contract import OutboundLineCall, RateLimited, Rejected, Unavailable, Unconfirmed
from tandem_channels.letters import FollowUpLetter, OpeningLetter, layout_version

log = structlog.get_logger()
DISPATCH_FAILED = "DISPATCH_FAILED"


@dataclass(frozen=True, slots=True)
class Reserved:
    """What the committed transaction left to be done: a message for a provider, or a letter to print."""

    attempt_id: UUID
    message: Outbound | None = None
    letter: OpeningLetter | FollowUpLetter | None = None
    # The provider was away when its sender asked last.
    after_failures: bool = False


async def dispatch(scope: System, attempt_id: UUID, job: Job) -> None:
    """Send an attempt if it is due, waiting, and the gate allows it at this instant; otherwise say why not."""
    reserved = await _reserve(scope, attempt_id, job)
    if reserved is None:
        return
    if reserved.letter is not None:
        await _print(scope, reserved.attempt_id, reserved.letter)
    elif reserved.message is not None:
        await _send(scope, reserved.attempt_id, reserved.message, reserved.after_failures)


async def _reserve(scope: System, attempt_id: UUID, job: Job) -> Reserved | None:
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt, case_file = reached.attempt, reached.case_file
        now = clock.now()
        if _was_given_up(attempt):
            # From here on it is counted how long a provider is away.
            await take(attempt, AttemptState.PLANNED, reasons=[], send_at=max(now, attempt.send_at))
        if attempt.state not in WAITING or attempt.send_at > now:
            return None
        if not (await channels_of(scope.organization_id)).is_on(attempt.channel):
            await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reason("CHANNEL_OFF"))
            return None
        await planning.one_at_a_time(attempt.agency_id, attempt.party_id)
        facts = (await facts_of([case_file.id]))[case_file.id]
        stopped = refusal_for(facts, attempt.channel, attempt.party_id, attempt.to_address)
        if attempt.automated and stopped is None:
            stopped = await machine_refusal(attempt.agency_id, attempt.to_address)
        if stopped:
            await obstruct(scope, case_file, attempt, AttemptState.BLOCKED, stopped)
            return None
        try:
            question = question_of(attempt, facts, now)
            verdict = verdict_for(facts, question)
        except RuleAbsent as absent:
            await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, absent.reason)
            return None
        await decisions.keep(case_file.creditor_id, facts, question, verdict, attempt.id)
        if verdict.decision is not Decision.ALLOW:
            await refuse(scope, case_file, attempt, verdict)
            return None
        if attempt.channel is Channel.VOICE and not await placed(scope, case_file, attempt, now):
            return None
        reserved = await _take(scope, case_file, attempt, facts, verdict, now)
        # Before the commit: a time limit that ends in between would leave what is reserved and surely never left.
        job.begin_anew()
        return reserved


async def given_up(scope: System | None, job: Job) -> None:
    """Its message failed too often: say on the case that it waits on a person, and why. It surely never left."""
    if scope is None:
        return
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, UUID(job.payload["attempt_id"]))
        if reached.attempt.state in WAITING:
            failed = [reason(DISPATCH_FAILED)]
            await move(scope, reached.case_file, reached.attempt, AttemptState.NEEDS_PERSON, reasons=failed)


def _was_given_up(attempt: ContactAttempt) -> bool:
    """Whether it waits on a person only because its message was given up: who is here again has it tried again."""
    codes = {item.get("code") for item in attempt.reasons}
    return attempt.state is AttemptState.NEEDS_PERSON and attempt.sending_at is None and codes == {DISPATCH_FAILED}


async def refuse(scope: Actor | System, case_file: CaseFile, attempt: ContactAttempt, verdict: Verdict) -> None:
    """Put a waiting attempt off, stop it, or hand it to a person, and say why. Last step of its transaction."""
    reasons: Reasons = [item.record() for item in verdict.reasons]
    version = verdict.pack_version
    if verdict.decision is Decision.BLOCK:
        await move(scope, case_file, attempt, AttemptState.BLOCKED, reasons=reasons, pack_version=version)
    elif verdict.decision is Decision.REVIEW or verdict.until is None:
        await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=reasons, pack_version=version)
    else:
        await planning.dispatch_at(scope, attempt, verdict.until)
        if attempt.state is not AttemptState.DEFERRED:
            until = verdict.until
            await move(
                scope, case_file, attempt, AttemptState.DEFERRED, reasons=reasons, until=until, pack_version=version
            )
        elif attempt.until != verdict.until:
            attempt.until, attempt.reasons = verdict.until, [dict(item) for item in reasons]
            attempt.pack_version = version
            await attempt.save(update_fields=["until", "reasons", "pack_version"])
            await tell(scope, case_file, attempt)


async def _take(
    scope: System, case_file: CaseFile, attempt: ContactAttempt, facts: CaseFacts, verdict: Verdict, now: datetime
) -> Reserved | None:
    """Write the final words for the claims that are left, and reserve the one call to the provider."""
    asked = content.demanded(facts, verdict)
    removed = [item.record() for answer in verdict.removed for item in answer.reasons]
    changes: dict[str, object] = {
        "sending_at": now,
        "claims": content.as_recorded(asked),
        "reasons": removed,
        "pack_version": verdict.pack_version,
    }
    if attempt.channel is Channel.LETTER and not attempt.is_opening_letter:
        return await _take_letter(scope, case_file, attempt, facts, asked, changes)
    if attempt.channel is Channel.LETTER:
        try:
            letter = opening_letter(
                facts,
                attempt.party_id,
                attempt.to_address,
                asked,
                reference=attempt.letter_reference or "",
                language=attempt.language,
                on=clock.today(),
            )
        except LetterIncomplete as incomplete:
            missing = reason("LETTER_INCOMPLETE", mention=str(incomplete.values["mention"]))
            await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, missing)
            return None
        words = planning.letter_in_words(
            facts,
            attempt.party_id,
            attempt.to_address,
            asked,
            reference=letter.reference,
            language=attempt.language,
        )
        changes |= {"subject": words.subject, "body": words.text, "encloses_notice": letter.notice is not None}
        await take(attempt, AttemptState.SENDING, **changes)
        return Reserved(attempt.id, letter=letter)
    ends, version, exchange, template = None, "", None, None
    answers_at = (await channels_of(attempt.agency_id)).inbound_domain
    if attempt.channel is not Channel.VOICE:
        final = await _final_words(attempt, facts, asked)
        if isinstance(final, dict):
            await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, final)
            return None
        template, words = final
        if exchange := await exchange_of(case_file.id, attempt.answers_id, attempt.channel, answers_at):
            words = replace(words, subject=exchange.subject or words.subject)
        version = template.version
        attempt.template_version = version
        changes["template_version"] = version
        attempt.update_from_dict({"subject": words.subject, "body": words.text, "html": words.html})
        changes |= {"subject": words.subject, "body": words.text, "html": words.html}
        named, released = [item.claim for item in asked], question_of(attempt, facts, now).released
        ends = hours_end(facts, attempt.party_id, named, attempt.channel, now, released)
        if attempt.channel is Channel.SMS and ends is not None and ends - now < timedelta(seconds=SHORTEST):
            # It could not leave the provider's queue in time: the next look finds the hours closed and puts it off.
            await planning.dispatch_at(scope, attempt, ends)
            return None
    if attempt.automated:
        spoken = await sayable(attempt, facts, asked, clock.today())
        if isinstance(spoken, dict):
            await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, spoken)
            return None
        attempt.template_version = spoken.version
        changes["template_version"] = spoken.version
    seconds = None if ends is None else min(LONGEST, int((ends - now).total_seconds()))
    sender = _sender(facts, attempt)
    if sender is None:
        await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reason("SENDER_MISSING"))
        return None
    if template is not None and not content.may_be_answered(template, sender):
        # Planned for another sender than there is now: it would ask for answers that nobody hears.
        unheard = reason("SENDER_UNHEARD", sender=sender.address)
        await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, unheard)
        return None
    attempt.sender = changes["sender"] = sender.address
    turn = await turns.take(scope, attempt)
    if turn is None:
        return None
    recorded = attempt.channel is Channel.VOICE and await records_call(attempt)
    leaving = outbound(
        attempt, facts.agency.name, seconds, recorded=recorded, reply_domain=answers_at, exchange=exchange
    )
    changes["sent_copy"] = copies.of_message(attempt, leaving.message, version) or as_begun(attempt, facts, asked)
    if attempt.channel is not Channel.VOICE:
        await way_out.keep(attempt)
    if attempt.channel is Channel.EMAIL:
        changes["reply_hash"] = reply_address.hash_of(reply_address.word_of(attempt.id))
    await take(attempt, AttemptState.SENDING, **changes)
    return Reserved(attempt.id, message=leaving, after_failures=turn.after_failures)


async def _take_letter(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    facts: CaseFacts,
    asked: Sequence[content.Demanded],
    changes: dict[str, object],
) -> Reserved | None:
    """Reserve the printing of a letter that a template words."""
    final = await _final_words(attempt, facts, asked)
    if isinstance(final, dict):
        await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, final)
        return None
    template, words = final
    try:
        letter = follow_up_letter(
            facts,
            attempt.party_id,
            attempt.to_address,
            words,
            asked=asked,
            reference=attempt.letter_reference or "",
            language=attempt.language,
            on=clock.today(),
        )
    except LetterIncomplete as incomplete:
        missing = reason("LETTER_INCOMPLETE", mention=str(incomplete.values["mention"]))
        await obstruct(scope, case_file, attempt, AttemptState.NEEDS_PERSON, missing)
        return None
    changes |= {"subject": words.subject, "body": words.text, "template_version": template.version}
    await take(attempt, AttemptState.SENDING, **changes)
    return Reserved(attempt.id, letter=letter)


async def _final_words(
    attempt: ContactAttempt, facts: CaseFacts, asked: Sequence[content.Demanded]
) -> tuple[Template, Rendered] | dict[str, object]:
    """The words of the version that was planned, or the reason why a person must see to it: rules have changed since it
    was approved, a value is missing or may not be sent, the agency sends it no more.
    """
    template = await template_as_planned(
        attempt.agency_id, attempt.template_id, attempt.template_version, facts.templates
    )
    if template is None:
        return reason("TEMPLATE_WITHDRAWN")
    country = facts.parties[attempt.party_id].country
    if not may_leave(template.wording, clock.today(), country):
        return reason("TEMPLATE_REFUSED")
    if attempt.words and problems_of(attempt.words, template.wording, to=country, on=clock.today()):
        return reason("WORDS_REFUSED")
    try:
        files = names_of(attempt.attached)
        return template, content.written(template, facts, attempt.party_id, asked, attempt.id, files, attempt.words)
    except ValuesMismatch as mismatch:
        return why_not_filled(mismatch)


def _sender(facts: CaseFacts, attempt: ContactAttempt) -> SenderOf | None:
    """The sender that was planned while the agency still has it, else the one that it has now."""
    planned = (attempt.channel, attempt.sender)
    kept = next((one for one in facts.every_sender if (one.channel, one.address) == planned), None)
    return kept or facts.sender_of(attempt.channel, attempt.party_id, attempt.to_address)


async def _print(scope: System, attempt_id: UUID, letter: OpeningLetter | FollowUpLetter) -> None:
    """Produce the PDF, then say that it waits to be posted; what came meanwhile stops it first."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
    try:
        document = await produce(reached.case_file, await enclosing(reached.attempt, letter))
    except UNPRINTABLE as fault:
        async with transaction(scope):
            reached, why = await access.attempt_for_update(scope, attempt_id), [why_not_printed(fault)]
            if reached.attempt.state is AttemptState.SENDING:
                waits = AttemptState.NEEDS_PERSON
                await move(scope, reached.case_file, reached.attempt, waits, reasons=why, sending_at=None)
        return
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.state is not AttemptState.SENDING:
            return
        await document.save(force_create=True)
        version = attempt.template_version or _layout_of(letter)
        copy = copies.of_letter(attempt, document, letter.agency.name, version)
        made = {"document_id": document.id, "sent_copy": copy}
        await move(scope, reached.case_file, attempt, AttemptState.ACCEPTED, as_left=True, **made)
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        if fallen := await printed.fallen(attempt, facts):
            await printed.stop(scope, reached.case_file, attempt, fallen)
        else:
            await handovers.plan(scope, attempt)


def _layout_of(letter: OpeningLetter | FollowUpLetter) -> str:
    with_notice = isinstance(letter, OpeningLetter) and letter.notice is not None
    return layout_version(letter.locale, with_notice=with_notice)


async def _send(scope: System, attempt_id: UUID, message: Outbound, after_failures: bool) -> None:
    """The one call to the provider, outside of any transaction, and what its answer means."""
    on_line = isinstance(message.message, OutboundLineCall)
    if on_line and await close_line_if_left(scope, attempt_id, BEFORE_A_RING):
        # Nobody is rung for a collector who is there no more: where the call is made is chosen anew.
        await look_again(scope, attempt_id)
        return
    try:
        receipt = await message.send()
    except Rejected as refusal:
        await rejected(scope, attempt_id, refusal)
    except RateLimited as limited:
        await send_again(scope, attempt_id, limited.retry_after)
    except Unavailable:
        await send_again(scope, attempt_id)
    except Unconfirmed as unknown:
        log.warning("contacts.unconfirmed", attempt_id=str(attempt_id), error=str(unknown))
        await lost(scope, attempt_id)
    else:
        await confirm(scope, attempt_id, receipt, after_failures=after_failures)
