"""The instant of sending: reserve under the gate and commit, call the provider once, then write what it answered.

At most once: after the commit of `sending` nothing is ever sent again for this attempt, unless the provider's own
answer proves that nothing left. See docs/adr and docs/architecture.md, "The life of one text message".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles.models import CaseFile
from tandem.contacts import access, content, copies, planning
from tandem.contacts.asking import profile_of, question_of, verdict_for, whereabouts_of
from tandem.contacts.channels import channels
from tandem.contacts.errors import LetterIncomplete, RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Channel as GateChannel
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.letters import opening_letter, produce
from tandem.contacts.messages import Outbound, outbound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outcomes import confirm, lost, rejected, send_again
from tandem.contacts.states import Reasons, move, reason, take, tell
from tandem.contacts.templates import shipped_templates
from tandem.contacts.transitions import WAITING
from tandem.contacts.validity import LONGEST, SHORTEST, window_ends
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem_channels.contract import RateLimited, Rejected, Unavailable, Unconfirmed
from tandem_channels.letters import OpeningLetter, layout_version

log = structlog.get_logger()
RETRY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What the committed transaction left to be done: a message for a provider, or a letter to print."""

    attempt_id: UUID
    message: Outbound | None = None
    letter: OpeningLetter | None = None


async def dispatch(scope: System, attempt_id: UUID, job: Job) -> None:
    """Send an attempt if it is due, waiting, and the gate allows it at this instant; otherwise say why not."""
    reserved = await _reserve(scope, attempt_id, job)
    if reserved is None:
        return
    if reserved.letter is not None:
        await _print(scope, reserved.attempt_id, reserved.letter)
    elif reserved.message is not None:
        await _send(scope, reserved.attempt_id, reserved.message)


async def _reserve(scope: System, attempt_id: UUID, job: Job) -> Reserved | None:
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt, case_file = reached.attempt, reached.case_file
        now = clock.now()
        if attempt.state not in WAITING or attempt.send_at > now:
            return None
        if not channels().is_on(attempt.channel):
            off = [reason("CHANNEL_OFF")]
            await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=off)
            return None
        await _one_at_a_time(attempt)
        facts = (await facts_of([case_file.id]))[case_file.id]
        try:
            verdict = verdict_for(facts, question_of(attempt, facts, now))
        except RuleAbsent as absent:
            await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=[absent.reason])
            return None
        if verdict.decision is not Decision.ALLOW:
            await refuse(scope, case_file, attempt, verdict)
            return None
        return await _take(scope, case_file, attempt, facts, verdict, now)


async def refuse(scope: System, case_file: CaseFile, attempt: ContactAttempt, verdict: Verdict) -> None:
    """Put a waiting attempt off, stop it, or hand it to a person, and say why. Last step of its transaction."""
    reasons: Reasons = [item.record() for item in verdict.reasons]
    if verdict.decision is Decision.BLOCK:
        await move(scope, case_file, attempt, AttemptState.BLOCKED, reasons=reasons)
    elif verdict.decision is Decision.REVIEW or verdict.until is None:
        await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=reasons)
    else:
        await planning.dispatch_at(scope, attempt, verdict.until)
        if attempt.state is not AttemptState.DEFERRED:
            await move(scope, case_file, attempt, AttemptState.DEFERRED, reasons=reasons, until=verdict.until)
        elif attempt.until != verdict.until:
            attempt.until, attempt.reasons = verdict.until, [dict(item) for item in reasons]
            await attempt.save(update_fields=["until", "reasons"])
            await tell(scope, case_file, attempt)


async def _one_at_a_time(attempt: ContactAttempt) -> None:
    """Limits count per person over all files of the agency, so two of them may not be judged at the same time."""
    await database.rows(
        "SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended($1::text || value, 0) AS k "
        "FROM contact_points WHERE party_id = $2 ORDER BY k) AS keys",
        str(attempt.agency_id),
        attempt.party_id,
    )


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
            await move(scope, case_file, attempt, AttemptState.NEEDS_PERSON, reasons=[missing])
            return None
        words = planning.letter_in_words(
            facts,
            attempt.party_id,
            attempt.to_address,
            asked,
            reference=letter.reference,
            language=attempt.language,
        )
        await take(attempt, AttemptState.SENDING, subject=words.subject, body=words.text, **changes)
        return Reserved(attempt.id, letter=letter)
    ends = None
    version = ""
    if attempt.channel is not Channel.VOICE:
        template = shipped_templates()[attempt.template_id]
        words = content.written(template, facts, attempt.party_id, asked)
        version = template.version
        attempt.update_from_dict({"subject": words.subject, "body": words.text, "html": words.html})
        changes |= {"subject": words.subject, "body": words.text, "html": words.html}
        place = whereabouts_of(facts, attempt.party_id)
        profile = profile_of(facts, [item.claim for item in asked])
        ends = window_ends(profile, GateChannel(attempt.channel.value), place.zones, now)
        if attempt.channel is Channel.SMS and ends is not None and ends - now < timedelta(seconds=SHORTEST):
            # It could not leave the provider's queue in time: the next look finds the hours closed and puts it off.
            await planning.dispatch_at(scope, attempt, ends)
            return None
    seconds = None if ends is None else min(LONGEST, int((ends - now).total_seconds()))
    leaving = outbound(attempt, facts.agency.name, seconds)
    changes["sent_copy"] = copies.of_message(attempt, leaving.message, version)
    await take(attempt, AttemptState.SENDING, **changes)
    return Reserved(attempt.id, message=leaving)


async def _print(scope: System, attempt_id: UUID, letter: OpeningLetter) -> None:
    """Produce the PDF, then say that it waits to be posted; a hold that came meanwhile stops it first."""
    async with transaction(scope):
        case_file = (await access.attempt_for_update(scope, attempt_id)).case_file
    document = await produce(case_file, letter)
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.state is not AttemptState.SENDING:
            return
        await document.save(force_create=True)
        copy = copies.of_letter(attempt, document, letter.agency.name, layout_version(letter.locale))
        printed = {"document_id": document.id, "sent_copy": copy}
        await move(scope, reached.case_file, attempt, AttemptState.ACCEPTED, as_left=True, **printed)
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        verdict = verdict_for(facts, question_of(attempt, facts, clock.now()))
        if verdict.decision is Decision.BLOCK:
            await refuse(scope, reached.case_file, attempt, verdict)


async def _send(scope: System, attempt_id: UUID, message: Outbound) -> None:
    """The one call to the provider, outside of any transaction, and what its answer means."""
    try:
        receipt = await message.send()
    except Rejected as refusal:
        await rejected(scope, attempt_id, refusal)
    except RateLimited as limited:
        wait = timedelta(seconds=limited.retry_after) if limited.retry_after else RETRY
        await send_again(scope, attempt_id, max(wait, timedelta(seconds=1)))
    except Unavailable:
        await send_again(scope, attempt_id, RETRY)
    except Unconfirmed as unknown:
        log.warning("contacts.unconfirmed", attempt_id=str(attempt_id), error=str(unknown))
        await lost(scope, attempt_id)
    else:
        await confirm(scope, attempt_id, receipt)
