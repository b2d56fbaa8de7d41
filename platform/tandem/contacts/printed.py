"""Whether a printed letter may still leave: its words are on paper, so it leaves as it is or not at all.

Asked when its file is stored, whenever something changed (`regate`), as it is handed to a printer, as the file of its
run is made, and as that run is told as posted. It stands while every claim that it names is demanded still, in at least
the sum that is printed: a payment of a part makes that sum wrong. Limits on how often somebody is contacted were met
when it was printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import decisions
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision, Verdict, in_rule_order
from tandem.contacts.models import AttemptState, ContactAttempt, Purpose
from tandem.contacts.states import Reasons, move, reason
from tandem.kit import clock
from tandem.organizations.actor import System

OUTDATED = "LETTER_OUTDATED"
# They say what was received or answered, and ask for nothing.
_ASK_FOR_NOTHING = (Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM)


@dataclass(frozen=True, slots=True)
class Fallen:
    """Why a printed letter may not leave; `pack_version` None: a rule is missing, so nothing judged it."""

    reasons: Reasons
    pack_version: str | None


async def fallen(attempt: ContactAttempt, facts: CaseFacts) -> Fallen | None:
    """Why a printed letter may not leave at this instant; None: it stands. The decision is kept.

    Where no rule is known it does not leave: nobody judges it on its way to the post.
    """
    try:
        question = question_of(attempt, facts, clock.now())
        verdict = verdict_for(facts, question)
    except RuleAbsent as absent:
        await decisions.keep_obstacle(decisions.attempted_by(attempt), absent.reason, attempt_id=attempt.id)
        return Fallen([absent.reason], None)
    await decisions.keep(attempt.creditor_id, facts, question, verdict, attempt.id)
    against = objections(attempt, facts, verdict)
    return Fallen(against, verdict.pack_version) if against else None


async def still_stands(scope: System, reached: ReachedAttempt) -> bool:
    """Whether a printed letter, reached for update, may leave at this instant; else it is stopped, and told so."""
    attempt = reached.attempt
    why = await fallen(attempt, (await facts_of([attempt.case_file_id]))[attempt.case_file_id])
    if why is not None:
        await stop(scope, reached.case_file, attempt, why)
    return why is None


async def stop(scope: System, case_file: CaseFile, attempt: ContactAttempt, why: Fallen) -> None:
    """Take it out of what goes to the post, and say why. Last step of its transaction."""
    version = why.pack_version or attempt.pack_version
    await move(scope, case_file, attempt, AttemptState.BLOCKED, reasons=why.reasons, pack_version=version)


def objections(attempt: ContactAttempt, facts: CaseFacts, verdict: Verdict) -> Reasons:
    """What speaks against a letter whose words are fixed, by the gate's answer about it; empty: nothing.

    A claim that waits, is for a person to decide on, or may not be named at all cannot be left out of it any more.
    """
    if not verdict.claims:
        return [] if verdict.decision is Decision.ALLOW else [item.record() for item in verdict.reasons]
    told = [item for answer in verdict.removed for item in answer.reasons]
    less = [] if attempt.purpose in _ASK_FOR_NOTHING else _asked_too_much(attempt, facts, verdict)
    if less:
        told += [item for answer in verdict.allowed for item in answer.reasons]
    against: list[dict[str, object]] = [item.record() for item in in_rule_order(told)]
    return [*against, reason(OUTDATED, documents=", ".join(less))] if less else against


def _asked_too_much(attempt: ContactAttempt, facts: CaseFacts, verdict: Verdict) -> Sequence[str]:
    """The documents of the claims for which less may be asked than is printed; those refused altogether say why."""
    numbers = {claim.id: claim.document_number for claim in facts.claims}
    printed = {UUID(str(claim_id)): int(str(minor)) for claim_id, minor in attempt.claims}
    return [
        numbers[answer.claim_id]
        for answer in verdict.allowed
        if answer.demandable.minor < printed.get(answer.claim_id, 0)
    ]
