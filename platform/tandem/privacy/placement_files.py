"""Which lines of placed files name a person: refused rows too, which no row of ours says whose they are."""

from uuid import UUID

import orjson

from tandem.casefiles import storage
from tandem.casefiles.storage import StoredFileMissing
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import TandemError
from tandem.organizations.actor import System
from tandem.placements.files import in_thread
from tandem.placements.questions import IDENTITY
from tandem.placements.redaction import lines_naming
from tandem.privacy.models import Erasure

# Instead of a line: a file that nobody can read, so that nobody can tell whose rows it has, goes as a whole.
WHOLE_FILE = 0


async def lines_of_person(erasure: Erasure) -> dict[UUID, list[int]]:
    """Lines by batch, in every file of these mandates whose placement is over; read as their creditor."""
    async with reading(System(erasure.creditor_id)):
        debtor = await database.row("SELECT reference FROM debtors WHERE id = $1", erasure.debtor_id)
        kept = await database.rows(_KEPT, list(erasure.mandate_ids))
    if debtor is None:
        return {}
    found = {}
    for batch in kept:
        if lines := await _lines(batch["storage_key"], batch["mapping"], batch["answers"], debtor["reference"]):
            found[batch["id"]] = lines
    return found


async def _lines(storage_key: str, mapping: str, answers: str, reference: str) -> list[int]:
    try:
        data = await storage.get(storage_key)
    except StoredFileMissing:
        return []
    identity = orjson.loads(answers).get(IDENTITY)
    try:
        return await in_thread(lambda: lines_naming(data, orjson.loads(mapping), identity, reference))
    except TandemError:
        return [WHOLE_FILE]


_KEPT = """
SELECT b.id, b.mapping, b.answers, u.storage_key FROM placement_batches b JOIN uploads u ON u.id = b.upload_id
WHERE b.mandate_id = ANY ($1::uuid[]) AND b.state IN ('submitted', 'accepted', 'failed', 'abandoned')
  AND u.received_at IS NOT NULL AND u.destroyed_at IS NULL
"""
