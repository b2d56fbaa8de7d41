"""Proof of delivery: what the provider told of an attempt, each word kept with its time, late and repeated ones too."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from tandem.contacts.models import ContactAttempt, DeliveryReport
from tandem.kit import clock, database, texts
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.organizations.access import mine
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
    theirs_to_know = ~Q(status__in=REFUSALS) | Q(agency_id=actor.organization_id)
    async with reading(actor):
        rows = await DeliveryReport.filter(mine(actor), theirs_to_know, attempt_id__in=list(found))
    for row in sorted(rows, key=lambda row: (row.occurred_at or row.received_at, row.received_at, row.id)):
        found[row.attempt_id].append(row)
    return found


def label_of(report: DeliveryReport, locale: str) -> str:
    """What a report says, for people; the answer to the send says that the provider has taken the message."""
    if report.event_id is None:
        return texts.render("delivery.handed_over", locale)
    known = f"delivery.{report.status}"
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
