"""Holding what left against the chain: the copy kept with each attempt, what each call was given to say, and each
letter's stored PDF.

An erased person's copies cannot be opened any more and are passed over: `privacy.verify` holds destroyed keys against
the erasures, `timeline.verify` proves the events themselves.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.exceptions import InvalidTag

from tandem.casefiles import storage
from tandem.contacts import copies
from tandem.contacts.copies import SentCopy
from tandem.contacts.models import Channel
from tandem.timeline.sealing import DataKey, Sealed, event_key, unseal, unwrapped

_AT_ONCE = 500  # events opened, and attempts read, together


async def copy_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """Every copy or letter that is not the one that left, on the owner's connection; each fault names its event.

    Needs the timeline's keys and the document store of this process.
    """
    proved: set[UUID] = set()
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        part: list[asyncpg.Record] = []
        async for row in connection.cursor(_EVENTS, prefetch=_AT_ONCE):
            part.append(row)
            if len(part) == _AT_ONCE:
                async for fault in _faults_of(connection, part, proved):
                    yield fault
                part = []
        async for fault in _faults_of(connection, part, proved):
            yield fault
        async for row in connection.cursor(_LEFT, prefetch=_AT_ONCE):
            if row["id"] not in proved:
                yield f"contact attempt {row['id']}: its copy as sent is in no event"


async def _faults_of(
    connection: asyncpg.Connection, part: list[asyncpg.Record], proved: set[UUID]
) -> AsyncIterator[str]:
    attempts = {row["id"]: row for row in await connection.fetch(_ATTEMPTS, [_attempt_of(row) for row in part])}
    for row in part:
        where = f"case file {row['case_file_id']}, chain {row['chain']}, event {row['sequence']} ({row['id']})"
        told = _opened(row)
        if told is None:
            yield f"{where}: it does not open with its key"
            continue
        attempt = attempts.get(_attempt_of(row))
        if told.get("sent_copy"):
            proved.add(_attempt_of(row))
        problems = [*_copy_problems(told, attempt), *_said_problems(told, attempt)]
        for problem in [*problems, *await _letter_problems(told, attempt)]:
            yield f"{where}: {problem} (contact attempt {_attempt_of(row)})"


def _attempt_of(row: asyncpg.Record) -> UUID:
    return UUID(orjson.loads(row["public"])["data"]["attempt_id"])


def _opened(row: asyncpg.Record) -> dict[str, Any] | None:
    try:
        key = DataKey(row["key_id"], unwrapped(row["key_id"], row["wrapped"]))
        opened = unseal(event_key(key, row["id"]), row["id"], Sealed(row["sealed"], row["commitment"]))
    except (InvalidTag, ValueError):
        return None
    told: dict[str, Any] = orjson.loads(opened)["data"]
    return told


def _copy_problems(told: dict[str, Any], attempt: asyncpg.Record | None) -> list[str]:
    """What differs between the sealed copy and what the attempt keeps: the exact text, and the columns beside it."""
    text = told.get("sent_copy")
    if text is None:
        return []
    found = []
    if copies.sha256_of(text) != told["copy_sha256"]:
        found.append("the sealed copy does not give the sealed hash")
    if attempt is None:
        return [*found, "the attempt is gone"]
    if attempt["sent_copy"] != text:
        found.append("the copy kept as sent is missing" if attempt["sent_copy"] is None else "the copy was changed")
    copy = copies.read(text)
    if not copies.is_of_what_left(copy):
        found.append("the copy with its withheld parts is not the text that left")
    return [*found, *(f"its {name} was changed" for name in _changed_columns(copy, attempt))]


def _said_problems(told: dict[str, Any], attempt: asyncpg.Record | None) -> list[str]:
    """What differs between the sealed words that a call was given to say and those that the attempt keeps."""
    sealed = (told.get("told") or {}).get("said")
    if sealed is None:
        return []
    found = []
    if copies.sha256_of(sealed) != told["told"].get("said_sha256"):
        found.append("the sealed words that were said do not give the sealed hash")
    if attempt is None:
        return [*found, "the attempt is gone"]
    if attempt["body"] != sealed:
        missing = attempt["body"] is None
        found.append("the words kept as said are missing" if missing else "the words kept as said were changed")
    return found


def _changed_columns(copy: SentCopy, attempt: asyncpg.Record) -> list[str]:
    kept: dict[str, str | None] = {"to_address": copy.to}
    if copy.channel != Channel.LETTER:
        kept["sender"] = copy.sender
    if copy.channel in (Channel.SMS, Channel.EMAIL):
        # The page shows it; of a letter it shows the file, of a call the copy alone.
        kept["body"] = copy.text
    if copy.channel == Channel.EMAIL:
        kept |= {"subject": copy.subject, "html": copy.html}
    return [name for name, value in kept.items() if attempt[name] != value]


async def _letter_problems(told: dict[str, Any], attempt: asyncpg.Record | None) -> list[str]:
    """Whether the stored PDF is still the file that was printed, in its row and in its bytes."""
    sealed = told.get("pdf_sha256")
    if told.get("sent_copy"):
        sealed = next((file.sha256 for file in copies.read(told["sent_copy"]).attachments), None)
    if sealed is None or attempt is None:
        return []
    if attempt["storage_key"] is None:
        return ["the printed letter is not on file"]
    found = [] if attempt["sha256"] == sealed else ["the letter's recorded hash was changed"]
    try:
        stored = hashlib.sha256(await storage.get(attempt["storage_key"])).hexdigest()
    except storage.StoredFileMissing:
        return [*found, f"the letter's file {attempt['storage_key']} is missing"]
    return found if stored == sealed else [*found, f"the letter's file {attempt['storage_key']} was changed"]


_EVENTS = """
SELECT e.id, e.case_file_id, e.chain, e.sequence, e.public, e.sealed, e.commitment, e.key_id, k.wrapped
FROM timeline_events e JOIN timeline_keys k ON k.id = e.key_id
WHERE e.kind IN ('contact_state_changed', 'letter_posted', 'call_outcome_recorded') AND k.wrapped IS NOT NULL
ORDER BY e.case_file_id, e.chain, e.sequence
"""
_ATTEMPTS = """
SELECT a.id, a.sent_copy, a.to_address, a.sender, a.subject, a.body, a.html, d.sha256, d.storage_key
FROM contact_attempts a LEFT JOIN documents d ON d.id = a.document_id WHERE a.id = ANY ($1::uuid[])
"""
# A provider, or the printer, is known to have had them; written before copies were kept, they have none.
_LEFT = """
SELECT a.id FROM contact_attempts a JOIN case_files c ON c.id = a.case_file_id
JOIN timeline_keys k ON k.debtor_id = c.debtor_id AND k.mandate_id = c.mandate_id
WHERE a.sent_copy IS NOT NULL AND a.state IN ('accepted', 'delivered', 'unconfirmed') AND k.wrapped IS NOT NULL
"""
