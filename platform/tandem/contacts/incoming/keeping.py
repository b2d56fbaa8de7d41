"""E-mails as they came: kept whole before anybody looks at them, once however often the provider posts them."""

import asyncio
import hashlib
from uuid import UUID

import orjson
import structlog

from tandem.casefiles import storage
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.outbox import emit
from tandem_channels.contract import Provider, WebhookRequest
from tandem_channels.inbound_email import InboundEmail
from tandem_channels.sendgrid_inbound import key_of, parse_inbound

log = structlog.get_logger()
KIND = "inbound_email"
FOLDER = "inbound"
_HEAD, _BREAK = b"Content-Type: ", b"\r\n\r\n"


async def receive_email(posted: WebhookRequest, agency_id: UUID | None) -> bool:
    """Keep one post of whoever proved to be the provider and have it handled; False when it was there before.

    `agency_id` where the account that it came through is one agency's: nobody can use up the keys of another's e-mails.
    What cannot be read is kept all the same: it is stored before anybody looks at it.
    """
    row_id = new_id()
    framed = _HEAD + posted.headers.get("content-type", "").encode("latin-1", "replace") + _BREAK + posted.body
    stored = await storage.put(f"{FOLDER}/{row_id}", framed)
    key = f"{KIND}:{agency_id.hex if agency_id else 'installation'}:{await asyncio.to_thread(_key_of, posted)}"
    payload = {
        "storage_key": stored.key,
        "size": stored.size,
        "sha256": stored.sha256,
        "agency_id": str(agency_id) if agency_id else None,
    }
    async with transaction(System(UUID(int=0))):
        kept = await database.row(
            "SELECT door_keep_provider_event($1, $2, $3, $4, $5::text::jsonb, $6) AS new",
            row_id,
            Provider.SENDGRID.value,
            key,
            KIND,
            orjson.dumps(payload).decode(),
            clock.now(),
        )
        is_new = bool(kept and kept["new"])
        if is_new:
            await emit(None, "contacts.provider_event", {"event_id": str(row_id)})
    if not is_new:
        await storage.delete(stored.key)
    return is_new


async def read_email(storage_key: str) -> InboundEmail | None:
    """A kept e-mail; None when it is none that can be read, whatever is wrong with it. Raises StoredFileMissing."""
    head, _, body = (await storage.get(storage_key)).partition(_BREAK)
    request = WebhookRequest("", {"content-type": head.removeprefix(_HEAD).decode("latin-1")}, body)
    try:
        return await asyncio.to_thread(parse_inbound, request)
    except Exception as error:  # noqa: BLE001 - a stranger wrote it: a person sees that it came, nobody waits for it
        log.warning("contacts.email_unread", storage_key=storage_key, error=type(error).__name__)
        return None


def _key_of(posted: WebhookRequest) -> str:
    try:
        return key_of(posted)
    except Exception:  # noqa: BLE001 - as above; the same post has the same bytes
        return hashlib.sha256(posted.body).hexdigest()


async def move_to_case_file(storage_key: str, case_file_id: UUID) -> str:
    """Copy a kept e-mail below its case file, with which it is erased; the new key. Again, it does the same again."""
    kept = await storage.put(f"documents/{case_file_id}/{storage_key}", await storage.get(storage_key))
    return kept.key
