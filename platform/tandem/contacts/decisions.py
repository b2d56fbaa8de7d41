"""The log of the gate: for each decision what it was told, all its codes, and the version of the rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import orjson

from tandem.contacts.asking import Question, told
from tandem.contacts.errors import ContactRefused
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor


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
async def refusals_kept(actor: Actor) -> AsyncIterator[None]:
    """Around the transaction of a plan: a refusal undoes it, and is written down in one of its own."""
    try:
        yield
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
    """Write a decision down, inside the transaction of what followed from it; acting is the agency.

    `attempt_id` None: the contact was refused before there was an attempt. `asked_by`: the membership of the person who
    asked, if one did. Codes are those of the contact, then those of claims that were left out.
    """
    codes = [*verdict.codes, *(code for claim in verdict.removed for code in claim.codes)]
    await database.execute(
        "INSERT INTO gate_decisions (agency_id, id, creditor_id, case_file_id, attempt_id, judged_at, asked_for, "
        "channel, purpose, decision, until, codes, pack_version, asked_by_id, inputs) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb)",
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
    )
