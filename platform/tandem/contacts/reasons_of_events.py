"""The reasons of an event as the agency reads them, beside the chain of both parties, which has neutral words."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts.models import ContactAttempt
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor


async def keep_whole(event_id: UUID, attempt: ContactAttempt) -> None:
    """Keep an event's reasons for the agency, in the transaction that recorded it."""
    await database.execute(
        "INSERT INTO event_reasons (agency_id, event_id, creditor_id, case_file_id, attempt_id, reasons) "
        "VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)",
        attempt.agency_id,
        event_id,
        attempt.creditor_id,
        attempt.case_file_id,
        attempt.id,
        orjson.dumps(attempt.reasons).decode(),
    )


async def whole_reasons_by_event(actor: Actor, event_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]] | None]:
    """The reasons of each event that the chain does not tell whole; None for every other, and for whoever is not the
    agency: row-level security shows them nothing.
    """
    found: dict[UUID, list[dict[str, Any]] | None] = dict.fromkeys(event_ids)
    async with reading(actor):
        rows = await database.rows(
            "SELECT event_id, reasons::text AS reasons FROM event_reasons WHERE agency_id = $1 "
            "AND event_id = ANY ($2::uuid[])",
            actor.organization_id,
            list(found),
        )
    return found | {row["event_id"]: orjson.loads(row["reasons"]) for row in rows}


# The same for the one statement of a page: NULL where there is none.
WHOLE_REASONS = (
    "(SELECT whole.reasons FROM event_reasons whole WHERE whole.agency_id = {organization} "
    "AND whole.event_id = {event})"
)
