"""Messages that went onto no case file, once their time is over: whoever has no case file has no reason to be kept."""

from datetime import datetime
from uuid import UUID

from tandem.casefiles import storage
from tandem.contacts.incoming.keeping import FOLDER
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System

_UUID7_TIME = 80  # bits after the milliseconds in an id of ours


async def expire_inbound(agency: System, received_before: datetime, aside_before: datetime) -> int:
    """Empty an agency's messages without case file that came before a time, or were put aside before another."""
    async with transaction(agency):
        rows = await database.rows(_EMPTY, agency.organization_id, received_before, aside_before)
        # Before the commit: when removing fails, or the process dies, the next round finds the row again.
        for row in rows:
            if row["storage_key"]:
                await storage.delete(row["storage_key"])
    return len(rows)


async def sweep_inbound(received_before: datetime) -> int:
    """Destroy e-mails that no row leads to any more, or that were of no agency: their ids say when they came."""
    gone = 0
    for key in await storage.keys_under(FOLDER):
        came = UUID(key.rpartition("/")[2]).int >> _UUID7_TIME
        if came < received_before.timestamp() * 1000:
            await storage.delete(key)
            gone += 1
    return gone


_EMPTY = """
WITH due AS (
    SELECT id, storage_key FROM inbound_messages
    WHERE agency_id = $1 AND case_file_id IS NULL AND (body <> '' OR sender <> '')
      AND (received_at < $2 OR (state = 'set_aside' AND handled_at < $3))
    FOR UPDATE
)
UPDATE inbound_messages m SET sender = '', subject = NULL, body = '', attachments = '[]', storage_key = NULL,
    message_id = NULL, comment = NULL
FROM due WHERE m.id = due.id RETURNING due.storage_key
"""
