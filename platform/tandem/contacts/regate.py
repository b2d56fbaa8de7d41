"""Judging again, now, whatever waits for a case file or an address, so that the timeline says at once what stopped."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile
from tandem.contacts import decisions, planning, printed
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.dispatch import refuse
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Decision
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.obstacles import obstruct
from tandem.contacts.states import move
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor, System
from tandem.outbox import Job, emit

# Case files of one message, where all of an agency's are judged again.
_AT_ONCE = 500


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


async def regate_address(scope: System, channel: Channel, address: str, job: Job) -> None:
    """Have the waiting attempts to one address judged, in every case file of the agency that `scope` is."""
    async with transaction(scope):
        await job.done()
        found = await database.rows(
            "SELECT DISTINCT case_file_id FROM contact_attempts "
            "WHERE agency_id = $1 AND to_address = $2 AND channel = $3 "
            "AND state IN ('planned', 'deferred', 'accepted')",
            scope.organization_id,
            address,
            channel.value,
        )
        await _each_by_itself(scope, [row["case_file_id"] for row in found])


async def regate_around(agency: System, case_file_id: UUID, job: Job) -> None:
    """Have the waiting attempts of a case file judged again, and of every other of the agency that has its debtor or
    shares an address with it.
    """
    async with transaction(agency):
        await job.done()
        found = await database.rows(_AROUND, agency.organization_id, case_file_id)
        await _each_by_itself(agency, [row["case_file_id"] for row in found])


async def regate_all_of(acting: Actor | System) -> None:
    """Have all that waits at an agency judged again, in the open transaction of what changed for all of it."""
    await emit(acting, "contacts.regate", {"all_after": str(UUID(int=0))})


async def regate_all_after(agency: System, after: UUID, job: Job) -> None:
    """Have what waits for an hour judged again, a part of the agency's case files at a time, by their ids."""
    async with transaction(agency):
        await job.done()
        found = await database.rows(
            "SELECT DISTINCT case_file_id FROM contact_attempts WHERE agency_id = $1 AND case_file_id > $2 "
            "AND state IN ('planned', 'deferred') AND channel <> 'letter' ORDER BY case_file_id LIMIT $3",
            agency.organization_id,
            after,
            _AT_ONCE,
        )
        await _each_by_itself(agency, [row["case_file_id"] for row in found])
        if len(found) == _AT_ONCE:
            await emit(agency, "contacts.regate", {"all_after": str(found[-1]["case_file_id"])})


async def _each_by_itself(agency: System, case_file_ids: Iterable[UUID]) -> None:
    """A message a case file: what fails in one keeps no other from being judged."""
    for case_file_id in sorted(case_file_ids):
        await emit(agency, "contacts.regate", {"case_file_id": str(case_file_id)})


async def _agency_of(scope: System, case_file_id: UUID) -> System:
    """A client's hold is emitted for the client, who sees neither senders nor opt-outs: the agency judges."""
    async with reading(scope):
        case_file = (await casefiles.case_file_for(scope, case_file_id)).row
    return System(case_file.agency_id)


async def _waiting(case_file: CaseFile) -> list[ContactAttempt]:
    """Planned, put off, or a letter that is printed, not posted, and not at a postal provider's, locked."""
    locked = await database.rows(
        "SELECT id FROM contact_attempts WHERE case_file_id = $1 AND (state IN ('planned', 'deferred') "
        "OR (channel = 'letter' AND state = 'accepted' AND posted_on IS NULL AND provider_id IS NULL)) "
        "ORDER BY id FOR UPDATE",
        case_file.id,
    )
    return await ContactAttempt.filter(id__in=[row["id"] for row in locked]).order_by("id")


async def _judge(agency: System, case_file: CaseFile, attempt: ContactAttempt, facts: CaseFacts) -> None:
    if attempt.state is AttemptState.ACCEPTED:
        if why := await printed.fallen(attempt, facts):
            await printed.stop(agency, case_file, attempt, why)
        return
    now = clock.now()
    try:
        question = question_of(attempt, facts, max(now, attempt.send_at))
        verdict = verdict_for(facts, question)
    except RuleAbsent as absent:
        # As when it would leave.
        await obstruct(agency, case_file, attempt, AttemptState.NEEDS_PERSON, absent.reason)
        return
    await decisions.keep(case_file.creditor_id, facts, question, verdict, attempt.id)
    if verdict.decision in (Decision.BLOCK, Decision.REVIEW) or (
        verdict.decision is Decision.DEFER and attempt.state is AttemptState.DEFERRED
    ):
        await refuse(agency, case_file, attempt, verdict)
    elif verdict.decision is Decision.ALLOW and attempt.state is AttemptState.DEFERRED:
        # From here on it is counted how long a provider is away.
        due = max(now, attempt.send_at)
        await planning.dispatch_at(agency, attempt, due)
        await move(agency, case_file, attempt, AttemptState.PLANNED, reasons=[], send_at=due)


# Who shares an address with a debtor shares it with each case file of that debtor (`door_earlier_contacts`).
_AROUND = """
WITH ours AS (
    SELECT p.id, p.case_file_id FROM parties p WHERE p.agency_id = $1 AND p.case_file_id = $2
    UNION
    SELECT again.id, again.case_file_id FROM case_files asked
    JOIN case_files cf ON cf.debtor_id = asked.debtor_id AND cf.agency_id = $1
    JOIN parties again ON again.case_file_id = cf.id AND again.role = 'debtor'
    WHERE asked.agency_id = $1 AND asked.id = $2
), shared AS (
    SELECT id, case_file_id FROM ours
    UNION
    SELECT theirs.party_id, theirs.case_file_id FROM ours
    JOIN contact_points mine ON mine.case_file_id = ours.case_file_id AND mine.party_id = ours.id
    JOIN contact_points theirs ON theirs.agency_id = $1 AND theirs.value = mine.value
), around AS (
    SELECT case_file_id FROM shared
    UNION
    SELECT cf.id FROM shared JOIN parties p ON p.id = shared.id AND p.role = 'debtor'
    JOIN case_files known ON known.id = p.case_file_id
    JOIN case_files cf ON cf.debtor_id = known.debtor_id AND cf.agency_id = $1
)
SELECT around.case_file_id FROM around WHERE EXISTS (SELECT FROM contact_attempts a
    WHERE a.case_file_id = around.case_file_id AND a.state IN ('planned', 'deferred', 'accepted'))
ORDER BY around.case_file_id
"""
