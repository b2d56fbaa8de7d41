"""Judging again, now, whatever waits for a case file or an address, so that the timeline says at once what stopped."""

from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile
from tandem.contacts import planning
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.dispatch import refuse
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.states import move
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System


async def regate_case_file(scope: System, case_file_id: UUID) -> None:
    """Judge the waiting attempts of one case file; whoever caused it, the agency's facts decide."""
    agency = await _agency_of(scope, case_file_id)
    async with transaction(agency):
        case_file = (await casefiles.case_file_for_update(agency, case_file_id)).row
        attempts = await _waiting(case_file)
        if not attempts:
            return
        facts = (await facts_of([case_file.id]))[case_file.id]
        for attempt in attempts:
            await _judge(agency, case_file, attempt, facts)


async def regate_address(scope: System, channel: Channel, address: str) -> None:
    """Judge the waiting attempts to one address, in every case file of the agency that `scope` is."""
    async with reading(scope):
        found = await database.rows(
            "SELECT DISTINCT case_file_id FROM contact_attempts "
            "WHERE agency_id = $1 AND to_address = $2 AND channel = $3 "
            "AND state IN ('planned', 'deferred', 'accepted')",
            scope.organization_id,
            address,
            channel.value,
        )
    for case_file_id in sorted(row["case_file_id"] for row in found):
        await regate_case_file(scope, case_file_id)


async def _agency_of(scope: System, case_file_id: UUID) -> System:
    """A client's hold is emitted for the client, who sees neither senders nor opt-outs: the agency judges."""
    async with reading(scope):
        case_file = (await casefiles.case_file_for(scope, case_file_id)).row
    return System(case_file.agency_id)


async def _waiting(case_file: CaseFile) -> list[ContactAttempt]:
    """Planned, put off, or a letter that is printed and not posted, locked."""
    locked = await database.rows(
        "SELECT id FROM contact_attempts WHERE case_file_id = $1 AND (state IN ('planned', 'deferred') "
        "OR (channel = 'letter' AND state = 'accepted' AND posted_on IS NULL)) ORDER BY id FOR UPDATE",
        case_file.id,
    )
    return await ContactAttempt.filter(id__in=[row["id"] for row in locked]).order_by("id")


async def _judge(agency: System, case_file: CaseFile, attempt: ContactAttempt, facts: CaseFacts) -> None:
    now = clock.now()
    verdict = verdict_for(facts, question_of(attempt, facts, max(now, attempt.send_at)))
    if verdict.decision is Decision.BLOCK:
        await refuse(agency, case_file, attempt, verdict)
    elif attempt.state is AttemptState.ACCEPTED:
        return  # a printed letter has no hour: only what forbids it stops it
    elif verdict.decision is Decision.REVIEW or (
        verdict.decision is Decision.DEFER and attempt.state is AttemptState.DEFERRED
    ):
        await refuse(agency, case_file, attempt, verdict)
    elif verdict.decision is Decision.ALLOW and attempt.state is AttemptState.DEFERRED:
        await planning.dispatch_at(agency, attempt, max(now, attempt.send_at))
        await move(agency, case_file, attempt, AttemptState.PLANNED, reasons=[])
