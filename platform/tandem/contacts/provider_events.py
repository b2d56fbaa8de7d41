"""A stored callback, handled once: whose it is, what it says, and what that changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog

from tandem.casefiles import storage
from tandem.contacts import access, callbacks, inbound, reports
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.incoming import emails, keeping, media
from tandem.contacts.incoming.numbers import Addressed, addressed
from tandem.contacts.models import Channel
from tandem.contacts.post import proofs, told
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem.people.mailing import keep_bounce
from tandem_channels.contract import AnsweredBy, CallLeg, CallStatus, Cause, DeliveryStatus, InboundMedium
from tandem_channels.keywords import Reply

log = structlog.get_logger()
_GIVEN_BACK = frozenset({DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED})

# What comes from a telephone number to one of ours.
_FROM_A_NUMBER = {"inbound_sms": Channel.SMS, "inbound_call": Channel.VOICE}


class NumberOfNoAgency(Exception):
    """A text or a call came to a number of this installation, and nothing tells which of its agencies is meant."""


async def handle(event_row_id: UUID, job: Job) -> None:
    """Handle one row of `provider_events`, in one transaction with the mark that it was; never twice.

    Raises EmailOfNoAgency, NumberOfNoAgency, and leaves it as it was.
    """
    row = await database.row(
        "SELECT id, provider, kind, payload, received_at, handled_at FROM provider_events WHERE id = $1", event_row_id
    )
    if row is None or row["handled_at"] is not None:
        return
    payload: dict[str, Any] = orjson.loads(row["payload"])
    if not payload:  # its time was over before anybody said whose it is
        await database.execute(_HANDLED, event_row_id, clock.now())
        return
    if row["kind"] == keeping.KIND:
        await emails.handle(row, payload, job)
        return
    meant = await _meant(row["kind"], payload)
    await _refused_by_all(meant.others, row, payload)
    agency_id = meant.agency_id
    if agency_id is None and row["kind"] in _FROM_A_NUMBER:
        raise NumberOfNoAgency(str(event_row_id))
    if agency_id is None:
        await _of_no_agency(event_row_id, row, payload)
        return
    scope = System(agency_id, kind="provider", name=row["provider"])
    async with transaction(scope):
        if await database.execute(_HANDLED, event_row_id, clock.now()):
            await _link(scope, row, payload)
            await _apply(scope, row, payload)
        await job.done()
    if payload.get("proof"):
        await storage.delete(proofs.key_of(row["id"]))


async def _meant(kind: str, payload: Mapping[str, Any]) -> Addressed:
    """Whose it is; of no agency is what an agency's own account says of another's contacts."""
    signed_for = _uuid(payload.get("agency_id"))
    if kind in _FROM_A_NUMBER:
        # The account that it came through, or the operator who looked into it, tells before the number does.
        known = signed_for or _uuid(payload.get("handed_to"))
        return Addressed(known) if known else await addressed(_FROM_A_NUMBER[kind], payload["to"], payload["sender"])
    attempt_id = _uuid(payload["attempt_id"])
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id) if attempt_id else None
    agency_id: UUID | None = found["agency_id"] if found else None
    return Addressed(None if signed_for is not None and signed_for != agency_id else agency_id)


async def _refused_by_all(agencies: Sequence[UUID], row: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    """A refusal that may be meant for these agencies too counts for each, before it is handled: again, it is one."""
    if row["kind"] != "inbound_sms":
        return
    for agency_id in agencies:
        scope = System(agency_id, kind="provider", name=row["provider"])
        async with transaction(scope):
            await inbound.refused_perhaps(
                scope, payload["sender"], payload["body"], row["received_at"], _taken_as(payload)
            )


async def _of_no_agency(event_row_id: UUID, row: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    """E-mails to users are nobody's contact: an invitation shows that it bounced, the rest is marked as handled."""
    ours = row["kind"] == "delivery" and not payload.get("agency_id")
    our_id = _uuid(payload["attempt_id"]) if ours else None
    if our_id is None or payload["status"] not in _GIVEN_BACK or not await keep_bounce(our_id):
        log.info("contacts.callback_of_nobody", event_row_id=str(event_row_id), provider=row["provider"])
    await database.execute(_HANDLED, event_row_id, clock.now())


async def _link(scope: System, row: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    """Note of whom it speaks, so that it is erased with them; a text from a number, of everybody who has it."""
    if row["kind"] in _FROM_A_NUMBER:
        await database.execute(_LINKED_BY_NUMBER, row["id"], scope.organization_id, payload["sender"])
    else:
        await database.execute(_LINKED_BY_ATTEMPT, row["id"], UUID(payload["attempt_id"]))


async def _apply(scope: System, row: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    if row["kind"] in _FROM_A_NUMBER:
        # Of what came before an upgrade nothing was said of files.
        files = tuple(InboundMedium(one["id"], one["content_type"]) for one in payload.get("media", ()))
        with_it = media.Media(row["id"], payload["provider_id"], files, row["received_at"]) if files else None
        came = inbound.Came(row["id"], payload["to"], row["received_at"], with_it)
        if row["kind"] == "inbound_call":
            await inbound.call_missed(scope, payload["sender"], came, payload.get("leg_id"))
            return
        await inbound.sms_received(scope, payload["sender"], payload["body"], came, _taken_as(payload))
        return
    try:
        reached = await access.attempt_for_update(scope, UUID(payload["attempt_id"]))
    except ContactAttemptNotFound:
        return
    if reached.case_file.erased_at is not None:
        # A late word about somebody who is erased: nothing is kept of it but that it came.
        await database.execute(_FORGOTTEN, row["id"])
        return
    if row["kind"] == "postal":
        await told.take(scope, reached, payload, row["id"], row["received_at"])
        return
    await reports.keep_callback(reached.attempt, row["id"], row["provider"], payload, row["received_at"])
    cause = Cause(payload["cause"]) if payload["cause"] else None
    if row["kind"] == "call":
        await callbacks.call(
            scope,
            reached.case_file,
            reached.attempt,
            CallLeg(payload["leg"]),
            CallStatus(payload["status"]),
            provider_id=payload["provider_id"],
            code=payload["code"],
            cause=cause,
            at=_said_at(payload, row["received_at"]) or row["received_at"],
            duration_seconds=payload.get("duration_seconds"),
            answered_by=AnsweredBy(payload["answered_by"]) if payload.get("answered_by") else None,
        )
        return
    await callbacks.delivery(
        scope,
        reached.case_file,
        reached.attempt,
        DeliveryStatus(payload["status"]),
        provider_id=payload["provider_id"],
        code=payload["code"],
        cause=cause,
        occurred_at=_said_at(payload, row["received_at"]),
        group_id=payload.get("group_id"),
    )


def _taken_as(payload: Mapping[str, Any]) -> Reply | None:
    """What the provider took a text for; of what came before an upgrade nothing was said."""
    return Reply(payload["taken_as"]) if payload.get("taken_as") else None


def _said_at(payload: Mapping[str, Any], received_at: datetime) -> datetime | None:
    """Never later than we heard of it: by a clock that is fast, what a person says next would count as said before."""
    told = payload.get("occurred_at")
    return min(datetime.fromisoformat(told), received_at) if told else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


_FORGOTTEN = "UPDATE provider_events SET payload = '{}', case_file_ids = '{}' WHERE id = $1"
_LINKED_BY_NUMBER = """
UPDATE provider_events SET case_file_ids = ARRAY(
    SELECT DISTINCT case_file_id FROM contact_points WHERE agency_id = $2 AND value = $3)
WHERE id = $1
"""
_LINKED_BY_ATTEMPT = """
UPDATE provider_events SET case_file_ids = ARRAY(SELECT case_file_id FROM contact_attempts WHERE id = $2) WHERE id = $1
"""
_HANDLED = "UPDATE provider_events SET handled_at = $2 WHERE id = $1 AND handled_at IS NULL"
