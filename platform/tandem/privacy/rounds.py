"""The daily round of retention: what nothing justifies any more goes, on the road of every erasure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles import storage
from tandem.casefiles.wishes import hashed
from tandem.contacts.incoming.expiring import expire_inbound, sweep_inbound
from tandem.contacts.recordings.expiring import countries_of_recordings, expire_recordings
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.organizations.audit.expiring import expire_audit
from tandem.outbox import emit
from tandem.privacy import access
from tandem.privacy.commands.request_erasure import TOPIC, ask, tell_request
from tandem.privacy.due import DuePerson, people_due
from tandem.privacy.models import Ground
from tandem.privacy.obstacles import obstacles_to
from tandem.privacy.personal_data import Kept
from tandem.privacy.rules import ANYWHERE, rule_of

AT_ONCE = 200  # people of one agency a round; the next round is an hour away
_LOST_AFTER = timedelta(hours=1)  # an erasure whose files are not gone by then is taken up again
log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """What one round did."""

    people: int = 0
    files: int = 0
    rows: int = 0


async def retention_round() -> Round:
    """Apply every rule once, for each agency and creditor; two rounds at once do the same as one."""
    done = Round()
    for agency_id in await _organizations("agency"):
        agency = System(agency_id)
        done.people += await _erase_due(agency)
        done.rows += await _hash_wishes_without_person(agency)
        done.rows += await _blank_vouchers(agency)
        done.rows += await expire_inbound(agency, _before(Kept.WEBHOOK), _before(Kept.TECHNICAL))
        done.files += await _expire_recordings(agency)
        await _take_up_again(agency)
    for creditor_id in await _organizations("creditor"):
        done.files += await _destroy_uploads(System(creditor_id))
    for organization_id in [*await _organizations("agency"), *await _organizations("creditor")]:
        async with transaction(System(organization_id)):
            done.rows += await database.execute(
                "DELETE FROM idempotency_keys WHERE created_at < $1", _before(Kept.TECHNICAL)
            )
    done.rows += await _clear_technical() + await expire_audit()
    done.files += await sweep_inbound(_before(Kept.WEBHOOK))
    if done.people or done.files or done.rows:
        log.info("privacy.retention_applied", people=done.people, files=done.files, rows=done.rows)
    return done


async def _organizations(kind: str) -> list[UUID]:
    return [row["id"] for row in await database.rows("SELECT door_organizations($1) AS id", kind)]


async def _erase_due(agency: System) -> int:
    """Ask for what is due, past whatever obstructs some of it: nobody waits behind those who cannot go yet."""
    asked, last = 0, None
    while asked < AT_ONCE:
        async with reading(agency):
            due = await people_due(agency.organization_id, timedelta(0), most=AT_ONCE, after=last, held=False)
        if not due:
            break
        for person in due:
            asked += await _ask_for(agency, person)
        last = due[-1]
    return asked


async def _ask_for(agency: System, person: DuePerson) -> bool:
    async with transaction(agency):
        reached = (await access.person_for_update(agency, person.debtor_id)).row
        case_files = tuple(
            each for each in reached.case_files if each.mandate_id == person.mandate_id and each.erased_at is None
        )
        waiting = await database.row(
            "SELECT id FROM erasures WHERE debtor_id = $1 AND state = 'requested'", person.debtor_id
        )
        if not case_files or waiting or await obstacles_to(agency.organization_id, person.debtor_id, case_files):
            return False
        erasure = await ask(agency, case_files, Ground.RETENTION, None)
        await tell_request(agency, erasure, case_files)
        return True


async def _destroy_uploads(creditor: System) -> int:
    """Files whose placement is long over, and those that never became one; their rows go with them."""
    accepted_before, received_before = _before(Kept.UPLOAD), _before(Kept.DRAFT)
    async with reading(creditor):
        due = await database.rows(f"{_UPLOADS_DUE} ORDER BY u.received_at LIMIT 200", accepted_before, received_before)
    destroyed = 0
    for upload in due:
        async with transaction(creditor):
            # Both locked before the bytes go: it may have been placed, or confirmed, since it was found.
            await database.rows("SELECT id FROM uploads WHERE id = $1 FOR UPDATE", upload["id"])
            await database.rows("SELECT id FROM placement_batches WHERE upload_id = $1 FOR UPDATE", upload["id"])
            still = await database.row(f"{_UPLOADS_DUE} AND u.id = $3", accepted_before, received_before, upload["id"])
            if still is None:
                continue
            await storage.delete(still["storage_key"])
            await database.execute(
                "UPDATE uploads SET destroyed_at = $2, storage_key = '', filename = 'placement.csv' WHERE id = $1",
                upload["id"],
                clock.now(),
            )
            await database.execute(_PLACED_ROWS, upload["id"])
            await database.execute(_EXAMPLES, upload["id"])
            destroyed += 1
    return destroyed


async def _expire_recordings(agency: System) -> int:
    """Recordings of calls, by the rule of the country that the person is in."""
    countries = await countries_of_recordings(agency)
    return await expire_recordings(agency, {each: _before(Kept.RECORDING, each) for each in countries})


async def _hash_wishes_without_person(agency: System) -> int:
    """A wish whose address belongs to no case file: kept, but no longer readable."""
    async with transaction(agency):
        orphans = await database.rows(_ORPHANS, _before(Kept.TECHNICAL))
        for row in orphans:
            address = hashed(agency.organization_id, row["address"])
            await database.execute("UPDATE opt_outs SET address = $2 WHERE id = $1", row["id"], address)
        told = await database.rows(_ORPHANS_TOLD, _before(Kept.TECHNICAL))
        for row in told:
            await database.execute(
                "UPDATE consent_entries SET address = $2, evidence = NULL WHERE id = $1",
                row["id"],
                hashed(agency.organization_id, row["address"]),
            )
    return len(orphans) + len(told)


async def _blank_vouchers(agency: System) -> int:
    """Ten years on, the numbers of the invoices go too (C. com. L123-22)."""
    async with transaction(agency):
        return await database.execute(_VOUCHERS, _before(Kept.ACCOUNTING))


async def _take_up_again(agency: System) -> None:
    async with transaction(agency):
        left = await database.rows(
            "SELECT id FROM erasures WHERE organization_id = $1 AND finished_at IS NULL AND state <> 'stopped' "
            "AND requested_at < $2 AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = $3 AND o.done_at IS NULL "
            "AND o.failed_at IS NULL AND o.payload ->> 'erasure_id' = erasures.id::text)",
            agency.organization_id,
            clock.now() - _LOST_AFTER,
            TOPIC,
        )
        for row in left:
            await emit(agency, TOPIC, {"erasure_id": str(row["id"])})


async def _clear_technical() -> int:
    """Raw callbacks, effects that were done and requests that were answered; of nobody in particular."""
    rows = await database.execute(
        "UPDATE provider_events SET payload = '{}', case_file_ids = '{}' "
        "WHERE payload <> '{}' AND (received_at < $1 OR (received_at < $2 AND case_file_ids = '{}'))",
        _before(Kept.WEBHOOK),
        # Whoever has no case file here has no reason to be kept either.
        _before(Kept.TECHNICAL),
    )
    rows += await database.execute("DELETE FROM outbox WHERE done_at < $1", _before(Kept.TECHNICAL))
    return rows


def _before(kept: Kept, country: str = ANYWHERE) -> datetime:
    """What is older than this has had its time."""
    now = clock.now()
    years, month = divmod(now.month - 1 - rule_of(kept, country, clock.today()).months, 12)
    # The 29th to the 31st: counted from the 28th, kept up to three days longer.
    return now.replace(year=now.year + years, month=month + 1, day=min(now.day, 28))


# Of several batches (uploads older than their limit to one), each must be over.
_UPLOADS_DUE = """
SELECT u.id, u.storage_key FROM uploads u
WHERE u.received_at IS NOT NULL AND u.destroyed_at IS NULL AND u.case_file_id IS NULL AND u.storage_key <> ''
AND (u.received_at < $2 OR EXISTS (SELECT FROM placement_batches b WHERE b.upload_id = u.id))
AND NOT EXISTS (SELECT FROM placement_batches b WHERE b.upload_id = u.id AND NOT (
    (b.state = 'accepted' AND b.accepted_at < $1)
    OR (b.state IN ('uploaded', 'mapped', 'checked', 'abandoned', 'failed') AND u.received_at < $2)))
"""
_PLACED_ROWS = """
DELETE FROM placement_rows WHERE batch_id IN (SELECT id FROM placement_batches WHERE upload_id = $1)
"""
_EXAMPLES = """
UPDATE placement_batches SET questions = '[]', filename = reference || '.csv', columns = (
    SELECT coalesce(jsonb_agg(one || '{"samples": [], "example": ""}'), '[]') FROM jsonb_array_elements(columns) one)
WHERE upload_id = $1
"""
_ORPHANS = """
SELECT o.id, o.address FROM opt_outs o
WHERE o.recorded_at < $1 AND o.address NOT LIKE 'hash-%' AND o.address NOT LIKE 'erased-%'
  AND NOT EXISTS (SELECT FROM contact_points c WHERE c.agency_id = o.agency_id AND c.value = o.address)
LIMIT 1000
"""
_ORPHANS_TOLD = _ORPHANS.replace("opt_outs", "consent_entries")
_VOUCHERS = """
UPDATE claims SET document_number = 'erased-' || claims.id FROM case_files cf
WHERE cf.id = claims.case_file_id AND cf.erased_at IS NOT NULL AND cf.closed_at < $1
  AND claims.document_number NOT LIKE 'erased-%'
"""
