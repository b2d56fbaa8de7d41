"""The log of the gate: for each decision what it was told, all its codes, and the version of the rules."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import orjson

from tandem.casefiles import access as casefiles
from tandem.contacts.asking import Question, told
from tandem.contacts.errors import ContactRefused, Obstructed
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.rules.kept import keep_packs, packs_of
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor

# A reason that is not the gate's, as an attempt keeps it.
Why = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Attempted:
    """A contact that the gate was not asked about; `purpose` None: it was refused before its words were chosen."""

    agency_id: UUID
    creditor_id: UUID
    case_file_id: UUID
    channel: Channel
    purpose: Purpose | None


def attempted_by(attempt: ContactAttempt) -> Attempted:
    """What an attempt is, for the log."""
    return Attempted(attempt.agency_id, attempt.creditor_id, attempt.case_file_id, attempt.channel, attempt.purpose)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A contact that the gate refused before anything was written."""

    creditor_id: UUID
    facts: CaseFacts
    question: Question
    verdict: Verdict


class PlanRefused(ContactRefused):
    """The gate refused what a person wanted to plan; carries the question, so that the refusal is kept."""

    def __init__(self, creditor_id: UUID, facts: CaseFacts, question: Question, verdict: Verdict) -> None:
        super().__init__(verdict.reasons)
        self.refusal = _Refusal(creditor_id, facts, question, verdict)


@asynccontextmanager
async def refusals_kept(actor: Actor, case_file_id: UUID, channel: Channel) -> AsyncIterator[None]:
    """Around the transaction of a plan: a refusal undoes it, and is written down in one of its own."""
    try:
        yield
    except Obstructed as stopped:
        async with transaction(actor):
            case_file = (await casefiles.case_file_for(actor, case_file_id)).row
            attempted = Attempted(case_file.agency_id, case_file.creditor_id, case_file.id, channel, purpose=None)
            await keep_obstacle(attempted, stopped.reason, asked_by=actor.membership_id)
        raise
    except PlanRefused as refused:
        told_of = refused.refusal
        async with transaction(actor):
            await keep(
                told_of.creditor_id, told_of.facts, told_of.question, told_of.verdict, asked_by=actor.membership_id
            )
        raise


async def keep(
    creditor_id: UUID,
    facts: CaseFacts,
    question: Question,
    verdict: Verdict,
    attempt_id: UUID | None = None,
    asked_by: UUID | None = None,
) -> None:
    """Write a decision down, inside the transaction of what followed from it, and the first time the rules that it was
    made by; acting is the agency.

    `attempt_id` None: the contact was refused before there was an attempt. `asked_by`: the membership of the person who
    asked, if one did. Codes are those of the contact, then those of claims that were left out.
    """
    codes = [*verdict.codes, *(code for claim in verdict.removed for code in claim.codes)]
    packs = packs_of(verdict.pack_version)
    kept = await database.row(
        "INSERT INTO gate_decisions (agency_id, id, creditor_id, case_file_id, attempt_id, judged_at, asked_for, "
        "channel, purpose, decision, until, codes, pack_version, asked_by_id, inputs) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb) "
        "RETURNING (SELECT count(*) FROM rule_packs WHERE agency_id = $1 AND label = ANY ($16::text[])) AS packs",
        facts.agency_id,
        new_id(),
        creditor_id,
        facts.id,
        attempt_id,
        clock.now(),
        question.at,
        question.channel.value,
        question.purpose.value,
        verdict.decision.value,
        verdict.until,
        [code.value for code in dict.fromkeys(codes)],
        verdict.pack_version,
        asked_by,
        orjson.dumps(told(facts, question)).decode(),
        packs,
    )
    if kept is None or kept["packs"] < len(packs):
        await keep_packs(facts.agency_id, packs)


async def keep_obstacle(
    attempted: Attempted,
    why: Why,
    *,
    attempt_id: UUID | None = None,
    asked_by: UUID | None = None,
    left_to_a_person: bool = False,
) -> None:
    """Write down what stood in the way of a contact beside the gate, inside the transaction of what followed from it.

    No pack judged it, so none is named.
    """
    now = clock.now()
    decision = Decision.REVIEW if left_to_a_person else Decision.BLOCK
    await database.execute(
        "INSERT INTO gate_decisions (agency_id, id, creditor_id, case_file_id, attempt_id, judged_at, asked_for, "
        "channel, purpose, decision, codes, asked_by_id, inputs) "
        "VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12::jsonb)",
        attempted.agency_id,
        new_id(),
        attempted.creditor_id,
        attempted.case_file_id,
        attempt_id,
        now,
        attempted.channel.value,
        attempted.purpose.value if attempted.purpose else None,
        decision.value,
        [str(why["code"])],
        asked_by,
        orjson.dumps({"obstacle": why["args"]}).decode(),
    )
