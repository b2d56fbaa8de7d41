"""Carrying an erasure out: everything in one transaction, the journal written before it commits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import orjson
import structlog

from tandem.casefiles.wishes import hashed
from tandem.kit import clock, database
from tandem.kit.database import transaction, wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit
from tandem.organizations.actor import System
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.models import Organization
from tandem.privacy import access, journal
from tandem.privacy.errors import PersonNotFound
from tandem.privacy.events import PersonErased
from tandem.privacy.models import Erasure, ErasureState
from tandem.privacy.obstacles import obstacles_to, unseen_on_its_way
from tandem.privacy.placement_files import lines_of_person
from tandem.privacy.scope import Scope, scope_of
from tandem.privacy.stored import counts_of
from tandem.timeline import record

log = structlog.get_logger()


async def carry_out(scope: System, erasure_id: UUID, *, again: bool = False) -> Erasure:
    """Erase the person of a requested erasure from the database; one that is not waiting is left as it is.

    Stopped, not refused, when something came up since it was asked for, unless the journal has it already; left waiting
    as long as something is under way that whoever asked may not know of. `again`: it does not even wait; for a database
    restored from a backup, whose journal says that it was done.
    """
    async with transaction(scope):
        erasure = await access.erasure_for(scope, erasure_id)
    if erasure.state is not ErasureState.REQUESTED:
        return erasure
    # Reading placement files takes seconds, so it is done before anything is locked.
    lines = await lines_of_person(erasure)
    async with transaction(scope):
        return await _erase(scope, erasure_id, lines, again=again)


async def _erase(scope: System, erasure_id: UUID, lines: Mapping[UUID, Sequence[int]], *, again: bool) -> Erasure:
    locked = await database.rows("SELECT id FROM erasures WHERE id = $1 AND state = 'requested' FOR UPDATE", erasure_id)
    erasure = await access.erasure_for(scope, erasure_id)
    if not locked:
        return erasure
    try:
        person = (await access.person_for_update(scope, erasure.debtor_id)).row
    except PersonNotFound:
        person = None  # a backup from before the placement
    case_files = [each for each in (person.case_files if person else ()) if each.mandate_id in erasure.mandate_ids]
    # Killed between the journal and the commit: what came up since then is too late. Nobody serves a database that is
    # behind its journal, so stopping here would stop everything.
    journaled = again or await journal.holds(erasure_id)
    stops = () if journaled else await obstacles_to(scope.organization_id, erasure.debtor_id, tuple(case_files))
    if stops:
        await database.execute(
            "UPDATE erasures SET state = 'stopped', obstacle = $2 WHERE id = $1", erasure_id, stops[0].value
        )
        return replace(erasure, state=ErasureState.STOPPED, obstacle=stops[0].value)
    if not again and await unseen_on_its_way(tuple(case_files)):
        return erasure
    words = await scope_of(erasure.debtor_id, erasure.mandate_ids)
    await _count(erasure_id, words)
    teller = await _teller(erasure)
    for case_file in sorted(case_files, key=lambda each: each.id):
        if case_file.erased_at is None:
            await record(teller, case_file, PersonErased(erasure_id, erasure.ground))
    now = clock.now()
    hashes = {address: hashed(erasure.agency_id, address) for address in words.addresses}
    await database.rows(
        "SELECT door_erase($1, $2::text::jsonb, $3::text::jsonb, $4)",
        erasure_id,
        orjson.dumps({str(batch): list(found) for batch, found in lines.items()}).decode(),
        orjson.dumps(hashes).decode(),
        now,
    )
    done = await access.erasure_for(scope, erasure_id)
    for case_file in case_files:
        wake_after_commit(Wakeup("timeline", case_file.id, (erasure.agency_id, erasure.creditor_id)))
    subject = Subject(SubjectType.ERASURE, erasure_id, " ".join(sorted(each.reference for each in case_files)))
    await audit.record(scope, AuditKind.ERASURE_CARRIED_OUT, subject)
    # Last, when nothing can fail any more but the commit: a journal that is ahead is caught up with, one that is
    # behind would let a person come back.
    await journal.write(journal.Entry.of(done, now))
    log.info("privacy.erased", erasure_id=str(erasure_id), files=done.files)
    return done


async def _count(erasure_id: UUID, words: Scope) -> None:
    """What goes, as far as the acting side may see it: nobody learns how much the other side had."""
    confined = await database.row("SELECT row_security_active('notes') AS yes")
    if not (confined and confined["yes"]):
        return  # the owner sees both sides, and neither may read the other's number
    counts = {table: rows for table, rows in (await counts_of(words)).items() if rows}
    await database.execute(
        "UPDATE erasures SET counts = $2::text::jsonb WHERE id = $1", erasure_id, orjson.dumps(counts).decode()
    )


async def _teller(erasure: Erasure) -> System:
    """In whose name the timeline tells it: the organization's, with the membership that asked."""
    organization = await Organization.get(id=erasure.organization_id)
    return System(
        erasure.organization_id,
        kind="person" if erasure.requested_by_id else "system",
        name=erasure.requested_by,
        organization_name=organization.name,
        membership_id=erasure.requested_by_id,
    )
