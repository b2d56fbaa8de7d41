"""A named person lets a contact pass that the gate left to a person: once, with a reason, for exactly those codes."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import access, decisions, planning
from tandem.contacts.asking import left_to_a_person, question_of, verdict_for
from tandem.contacts.calling.lines import wake_callers
from tandem.contacts.dispatch import refuse
from tandem.contacts.errors import ContactNotReleasable, ContactRefused
from tandem.contacts.events import ContactReleased
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision, ReasonCode, Verdict
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outside import for_outsiders
from tandem.contacts.releases import Marks, as_recorded, codes_for_a_person, is_new, is_releasable
from tandem.contacts.states import take, tell
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

LONGEST = 1_000  # characters


async def release_contact(actor: Actor, attempt_id: UUID, *, codes: Collection[str], reason: str) -> ContactAttempt:
    """Have an attempt leave that waits for a person's decision; `codes` are those that the person saw and decided on.

    The gate is asked again at once and when it leaves: a BLOCK, or a code that nobody decided on, still stops it, and
    a DEFER still puts it off. Raises ContactAttemptNotFound, NotPermitted, ContactNotReleasable, InvalidInput,
    RuleAbsent; ContactRefused with the attempt judged anew when something else stops it by now.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RELEASE)
        attempt, case_file = reached.attempt, reached.case_file
        words = reason.strip()
        if not 0 < len(words) <= LONGEST:
            raise InvalidInput("reason", words, "text")
        if not is_releasable(attempt):
            raise ContactNotReleasable(field="attemptId")
        decided = codes_for_a_person(attempt)
        if frozenset(codes) != decided:
            raise ContactNotReleasable(field="codes")
        verdict, seen = await _judge(actor, case_file, attempt, decided)
        if verdict.decision is Decision.BLOCK:
            await refuse(actor, case_file, attempt, verdict)
        elif verdict.decision is Decision.REVIEW:
            await _leave_to_a_person(actor, case_file, attempt, verdict)
        else:
            await _let_pass(actor, case_file, attempt, sorted(decided), words, seen)
    if verdict.decision in (Decision.BLOCK, Decision.REVIEW):
        raise ContactRefused(verdict.reasons)
    return attempt


async def _judge(
    actor: Actor, case_file: CaseFile, attempt: ContactAttempt, codes: frozenset[ReasonCode]
) -> tuple[Verdict, Marks]:
    """The verdict once these codes are let pass, and what they stand for now; a REVIEW where nobody saw that yet."""
    facts = (await facts_of([case_file.id]))[case_file.id]
    question = question_of(attempt, facts, max(clock.now(), attempt.send_at))
    verdict = verdict_for(facts, question)
    marks = left_to_a_person(facts, question, verdict)
    if verdict.decision is not Decision.REVIEW or not any(is_new(attempt, reason) for reason in verdict.reasons):
        question = replace(question, released=question.released | codes)
        verdict = verdict_for(facts, question)
    await decisions.keep(case_file.creditor_id, facts, question, verdict, attempt.id, asked_by=actor.membership_id)
    return verdict, {code: found for code, found in marks.items() if code in codes}


async def _leave_to_a_person(actor: Actor, case_file: CaseFile, attempt: ContactAttempt, verdict: Verdict) -> None:
    """Something else waits for a decision by now: it is told, and decided on anew."""
    attempt.reasons = [dict(reason.record()) for reason in verdict.reasons]
    attempt.pack_version = verdict.pack_version
    await attempt.save(update_fields=["reasons", "pack_version"])
    await tell(actor, case_file, attempt)


async def _let_pass(
    actor: Actor, case_file: CaseFile, attempt: ContactAttempt, codes: list[ReasonCode], words: str, seen: Marks
) -> None:
    let = [reason for reason in attempt.reasons if reason["code"] in codes]
    release: dict[str, object] = {
        "codes": [code.value for code in codes],
        "seen": as_recorded(seen),
        "reason": words,
        "by": actor.person_name,
        "by_id": str(actor.membership_id),
        "at": clock.now().isoformat(),
    }
    # From here on it is counted how long a provider is away.
    due, released = max(clock.now(), attempt.send_at), [*(attempt.released or []), release]
    await planning.dispatch_at(actor, attempt, due)
    await take(attempt, AttemptState.PLANNED, reasons=[], until=None, send_at=due, released=released)
    if attempt.channel is Channel.VOICE:
        await wake_callers(attempt)
    await record(
        actor, case_file, ContactReleased(attempt.id, attempt.channel, reasons=for_outsiders(let), reason=words)
    )
    subject = Subject(SubjectType.CASE_FILE, case_file.id, case_file.reference)
    details = {"channel": attempt.channel.value, "codes": ", ".join(code.value for code in codes)}
    await audit.record(actor, AuditKind.CONTACT_RELEASED, subject, details=details)
