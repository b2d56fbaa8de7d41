"""Recordings whose time is over: the file goes, and what says that there was one stays without a word of it."""

from collections.abc import Mapping
from datetime import datetime

from tandem.casefiles import storage
from tandem.contacts.recordings.became import Became
from tandem.contacts.recordings.recording import recording_by_id, tell
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System

_AT_ONCE = 200


async def countries_of_recordings(agency: System) -> list[str]:
    """The countries (ISO codes) of the people whose calls an agency keeps."""
    async with reading(agency):
        rows = await database.rows(_COUNTRIES, agency.organization_id)
    return [row["country"] for row in rows]


async def expire_recordings(agency: System, before: Mapping[str, datetime]) -> int:
    """Destroy an agency's recordings of calls before a time, by the country of the person; how many.

    What a legal hold keeps stays as long as the hold.
    """
    async with reading(agency):
        due = await database.rows(_DUE, agency.organization_id, list(before), list(before.values()), _AT_ONCE)
    destroyed = 0
    for row in due:
        async with transaction(agency):
            await database.row(_CASE_FILE, agency.organization_id, row["id"])
            kept = await database.row(_LOCKED, agency.organization_id, row["id"])
            recording = await recording_by_id(row["id"]) if kept else None
            if kept is None or recording is None:
                continue
            # Before the commit: when removing fails, or the process dies, the next round finds the row again.
            await storage.delete(kept["storage_key"])
            await database.execute(_EMPTIED, agency.organization_id, row["id"], clock.now())
            await tell(agency, recording, Became.DESTROYED)
            destroyed += 1
    return destroyed


_COUNTRIES = """
SELECT DISTINCT coalesce(p.country, d.country) AS country FROM call_recordings r
JOIN contact_attempts a ON a.id = r.attempt_id JOIN parties p ON p.id = a.party_id
JOIN case_files cf ON cf.id = r.case_file_id JOIN debtors d ON d.id = cf.debtor_id
WHERE r.agency_id = $1 AND r.state = 'kept'
"""
_DUE = """
SELECT r.id FROM call_recordings r
JOIN contact_attempts a ON a.id = r.attempt_id JOIN parties p ON p.id = a.party_id
JOIN case_files cf ON cf.id = r.case_file_id JOIN debtors d ON d.id = cf.debtor_id
JOIN unnest($2::text[], $3::timestamptz[]) AS bound (country, at) ON bound.country = coalesce(p.country, d.country)
WHERE r.agency_id = $1 AND r.state = 'kept' AND r.announced_at < bound.at
AND NOT EXISTS (SELECT FROM door_legal_holds(ARRAY[cf.debtor_id]))
ORDER BY r.announced_at LIMIT $4
"""
_CASE_FILE = """
SELECT cf.id FROM case_files cf WHERE cf.id = (
    SELECT r.case_file_id FROM call_recordings r WHERE r.agency_id = $1 AND r.id = $2) FOR UPDATE
"""
_LOCKED = "SELECT storage_key FROM call_recordings WHERE agency_id = $1 AND id = $2 AND state = 'kept' FOR UPDATE"
_EMPTIED = """
UPDATE call_recordings SET state = 'destroyed', storage_key = NULL, size = NULL, sha256 = NULL, provider_id = NULL,
    destroyed_at = $3, moved_at = $3
WHERE agency_id = $1 AND id = $2
"""
