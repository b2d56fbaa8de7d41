"""What providers told of the contacts of one case file, as far as a bundle may show it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.exhibits import Disclosing, Piece
from tandem.contacts.models import ContactAttempt, DeliveryReport
from tandem.contacts.reports import REFUSALS, SAID_STOP
from tandem.contacts.way_out import STARS
from tandem.contacts.withheld import ANY_LINK, withheld_of_anybody
from tandem.kit import database
from tandem_channels.contract import CallLeg, Cause

_NAMES = {"twilio": "Twilio", "sendgrid": "SendGrid"}


def provider_name(provider: str) -> str:
    """A provider as it writes its own name."""
    return _NAMES.get(provider, provider)


async def reports_of(disclosing: Disclosing, attempts: list[ContactAttempt]) -> dict[UUID, list[DeliveryReport]]:
    """What providers told of these attempts, as it came in."""
    found: dict[UUID, list[DeliveryReport]] = {}
    rows = DeliveryReport.filter(attempt_id__in=[attempt.id for attempt in attempts]).order_by("received_at", "id")
    for report in await rows:
        if _may_be_shown(report.leg, report.status, disclosing, refused=report.code == SAID_STOP):
            found.setdefault(report.attempt_id, []).append(report)
    return found


async def callbacks_of(disclosing: Disclosing, attempts: list[ContactAttempt]) -> dict[UUID, list[Piece]]:
    """The raw callbacks of these attempts and of no others: the table holds those of everybody."""
    found: dict[UUID, list[Piece]] = {}
    rows = await database.rows(
        "SELECT provider, payload, received_at FROM provider_events "
        "WHERE payload ->> 'attempt_id' = ANY ($1::text[]) AND handled_at IS NOT NULL ORDER BY received_at, id",
        [str(attempt.id) for attempt in attempts],
    )
    for row in rows:
        payload: dict[str, Any] = orjson.loads(row["payload"])
        refused = payload.get("cause") == Cause.OPTED_OUT
        if _may_be_shown(payload.get("leg"), payload.get("status"), disclosing, refused=refused):
            kept = found.setdefault(UUID(payload["attempt_id"]), [])
            kept.append(_raw(row, payload, f"{len(kept) + 1:02}-{row['provider']}-{payload.get('status')}.json"))
    return found


async def raw_replies(disclosing: Disclosing, told: list[tuple[datetime, dict[str, Any]]]) -> dict[int, list[Piece]]:
    """The raw callbacks of disclosed replies: the same words from the same number, at that time.

    One person may write to two agencies: only what was handled as speaking of this case file is shown. Or to one
    agency about two creditors: the words decide.
    """
    found: dict[int, list[Piece]] = {}
    rows = await database.rows(
        "SELECT t.place, e.provider, e.payload, e.received_at "
        "FROM unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[]) AS t (place, sender, body, at) "
        "JOIN provider_events e ON e.kind = 'inbound_sms' AND e.payload ->> 'sender' = t.sender "
        "AND regexp_replace(e.payload ->> 'body', $6, $7, 'g') = t.body "
        "AND e.received_at BETWEEN t.at - interval '1 hour' AND t.at "
        "WHERE $5 = ANY (e.case_file_ids) ORDER BY t.place, e.received_at DESC",
        list(range(len(told))),
        [data["sender"] for _, data in told],
        [data["body"] for _, data in told],
        [at for at, _ in told],
        disclosing.case_file.id,
        ANY_LINK,
        rf"\1{STARS}",
    )
    for row in rows:
        if row["place"] not in found:
            found[row["place"]] = [_raw(row, orjson.loads(row["payload"]), f"01-{row['provider']}-reply.json")]
    return found


def _raw(row: dict[str, Any], payload: dict[str, Any], name: str) -> Piece:
    told = {"provider": row["provider"], "received_at": row["received_at"].isoformat(), **payload}
    text = orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    # SendGrid repeats our message id, which is the address that the e-mail is answered at.
    return Piece(name, "application/json", content=withheld_of_anybody(text).encode())


def _may_be_shown(leg: str | None, status: str | None, disclosing: Disclosing, *, refused: bool = False) -> bool:
    """Never the collector's own telephone; a refusal to be reached only to the agency itself."""
    refused = refused or status in REFUSALS
    return leg != CallLeg.COLLECTOR and (disclosing.for_agency_itself or not refused)
