"""Proof of delivery: what the provider told of an attempt, each word kept with its time, late and repeated ones too."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contacts.models import ContactAttempt, DeliveryReport
from tandem.kit import clock, database, texts
from tandem.kit.database import reading
from tandem.kit.hydration import columns_of, hydrated
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem_channels.contract import DeliveryStatus, SendReceipt

# A person refuses to be reached, or no longer does: the agency's to know, for all its creditors.
REFUSALS = frozenset({DeliveryStatus.COMPLAINED, DeliveryStatus.UNSUBSCRIBED, DeliveryStatus.RESUBSCRIBED})


async def keep_receipt(attempt: ContactAttempt, receipt: SendReceipt) -> None:
    """The provider's answer to the send, once; in the transaction that believes it."""
    await _keep(attempt, receipt.provider.value, receipt.provider_id or None, None, receipt.status, None, None, None)


async def keep_callback(
    attempt: ContactAttempt, event_id: UUID, provider: str, payload: Mapping[str, Any], received_at: datetime
) -> None:
    """A callback as `webhooks` kept it, once; `event_id` is its row in `provider_events`."""
    occurred_at = datetime.fromisoformat(payload["occurred_at"]) if payload.get("occurred_at") else None
    await _keep(
        attempt,
        provider,
        payload["provider_id"],
        payload.get("leg"),
        payload["status"],
        payload["code"],
        occurred_at,
        (event_id, received_at),
    )


async def reports_by_attempt(actor: Actor, attempt_ids: Iterable[UUID]) -> dict[UUID, list[DeliveryReport]]:
    """What was told of each attempt that the actor may see, oldest first: by the provider's time, else by ours.

    Refusals to be reached are the agency's alone.
    """
    found: dict[UUID, list[DeliveryReport]] = {attempt_id: [] for attempt_id in attempt_ids}
    source = REPORTS.format(row="r", attempt="wanted.id", organization="$2")
    async with reading(actor):
        rows = await database.rows(
            f"SELECT r.* FROM unnest($1::uuid[]) wanted (id) "
            f"CROSS JOIN LATERAL (SELECT {columns_of(DeliveryReport, 'r')} FROM {source}) r "
            f"ORDER BY {REPORTED.format(row='r')}",
            list(found),
            actor.organization_id,
        )
    for row in rows:
        found[row["attempt_id"]].append(hydrated(DeliveryReport, row))
    return found


# Twilio's: the recipient has said STOP to this sender, whichever message they answered.
SAID_STOP = "21610"
# The reports of an attempt that `organization` may know.
REPORTS = (
    "delivery_reports {row} WHERE {row}.attempt_id = {attempt} AND ({row}.agency_id = {organization} "
    f"OR {{row}}.status <> ALL ('{{{{{','.join(sorted(REFUSALS))}}}}}') "
    f"AND {{row}}.code IS DISTINCT FROM '{SAID_STOP}')"
)
REPORTED = "coalesce({row}.occurred_at, {row}.received_at), {row}.received_at, {row}.id"


def label_of(status: str, locale: str, *, handed_over: bool) -> str:
    """What a report says, for people; the answer to the send says that the provider has taken the message."""
    if handed_over:
        return texts.render("delivery.handed_over", locale)
    known = f"delivery.{status}"
    return texts.render(known if known in texts.catalogue(texts.language_of(locale)) else "delivery.unknown", locale)


async def _keep(
    attempt: ContactAttempt,
    provider: str,
    provider_id: str | None,
    leg: str | None,
    status: str,
    code: str | None,
    occurred_at: datetime | None,
    callback: tuple[UUID, datetime] | None,
) -> None:
    event_id, received_at = callback or (None, clock.now())
    await database.execute(
        "INSERT INTO delivery_reports (id, agency_id, creditor_id, case_file_id, attempt_id, provider, provider_id, "
        "leg, status, code, occurred_at, received_at, event_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
        new_id(),
        attempt.agency_id,
        attempt.creditor_id,
        attempt.case_file_id,
        attempt.id,
        provider,
        provider_id,
        leg,
        status,
        code,
        occurred_at,
        received_at,
        event_id,
    )
