"""Reading the facts of case files, in one statement: at planning, for previews, and when sending."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.models import ContactPointKind, HoldKind, Stage
from tandem.contacts.facts import Address, CaseFacts, Earlier, Mandate, OwedClaim, Side
from tandem.contacts.gate import Hold, Segment
from tandem.contacts.gate import HoldKind as GateHoldKind
from tandem.contacts.history import past_contact
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.kit import clock, database
from tandem.kit.money import Money

# Longer than any limit looks back: seven local dates and the length of a day's difference between zones.
_LOOK_BACK = timedelta(days=9)


async def facts_of(case_file_ids: Iterable[UUID]) -> dict[UUID, CaseFacts]:
    """The facts of case files already reached, as of now, inside the open transaction.

    Read as the agency: row-level security hides opt-outs, senders and other creditors' files from everybody else. What
    colleagues did counts however little of the agency the reader reaches.
    """
    sql = facts_sql("= ANY ($1::uuid[])", "$2")
    rows = await database.rows(sql, list(case_file_ids), looked_back_to())
    return {row["id"]: _case_facts(row | {name: orjson.loads(row[name]) for name in _PARTS}) for row in rows}


def facts_sql(which: str, since: str) -> str:
    """SQL for the facts of case files: `which` compares their ids, attempts count from `since` on."""
    return _FACTS.format(which=which, since=since)


def looked_back_to() -> datetime:
    """From when on attempts count."""
    return clock.now() - _LOOK_BACK


def facts_from(told: dict[str, Any]) -> CaseFacts:
    """The facts from a row of `facts_sql` that PostgreSQL wrote as JSON."""
    row = {name: _typed(name, value) for name, value in told.items()}
    return _case_facts(row)


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("id", "agency_id", "debtor_id", "mandate_id"):
        return UUID(value)
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC) if name.endswith("_at") else value


def _case_facts(row: dict[str, Any]) -> CaseFacts:
    parts = {name: row[name] for name in _PARTS}
    currency = row["currency"]
    holds = [(hold["claim_id"], _hold(hold)) for hold in parts["holds"]]
    return CaseFacts(
        **{name: row[name] for name in _PLAIN},
        stage=Stage(row["stage"]),
        closed_on=row["closed_at"].date() if row["closed_at"] else None,
        mandate=Mandate(**{name: row[f"mandate_{name}"] for name in Mandate.__dataclass_fields__}),
        agency=Side(**parts["agency"]),
        creditor=Side(**parts["creditor"]),
        parties={UUID(party_id): name for party_id, name in parts["parties"].items()},
        senders={Channel(channel): address for channel, address in parts["senders"].items()},
        claims=tuple(_claim(claim, currency, holds) for claim in parts["claims"]),
        addresses=tuple(_address(address) for address in parts["addresses"]),
        earlier=tuple(_earlier(attempt) for attempt in parts["earlier"]),
    )


def _claim(claim: dict[str, Any], currency: str, holds: list[tuple[str | None, Hold]]) -> OwedClaim:
    return OwedClaim(
        id=UUID(claim["id"]),
        document_number=claim["document_number"],
        description=claim["description"],
        due_on=date.fromisoformat(claim["due_on"]),
        segment=Segment(claim["segment"]),
        mandate_id=UUID(claim["mandate_id"]),
        principal=claim["principal"],
        interest=claim["interest"],
        accessories=claim["accessories"],
        outstanding=Money(claim["outstanding"], currency),
        letter_posted_on=_day(claim["letter_posted_on"]),
        holds=tuple(hold for claim_id, hold in holds if claim_id in (None, claim["id"])),
        part_payments=tuple(date.fromisoformat(day) for day in claim["part_payments"]),
    )


def _hold(hold: dict[str, Any]) -> Hold:
    return Hold(
        kind=GateHoldKind(HoldKind(hold["kind"]).value),
        since=datetime.fromisoformat(hold["since"]),
        by=hold["by"],
        until=datetime.fromisoformat(hold["until"]) if hold["until"] else None,
    )


def _address(address: dict[str, Any]) -> Address:
    return Address(
        id=UUID(address["id"]),
        party_id=UUID(address["party_id"]),
        kind=ContactPointKind(address["kind"]),
        value=address["value"],
        invalid_on=datetime.fromisoformat(address["invalid_at"]).date() if address["invalid_at"] else None,
        opted_out_on={
            Channel(channel): datetime.fromisoformat(since).date() for channel, since in address["opt_outs"].items()
        },
    )


def _earlier(attempt: dict[str, Any]) -> Earlier:
    return Earlier(
        attempt_id=UUID(attempt["id"]),
        debtor_id=UUID(attempt["debtor_id"]),
        party_id=UUID(attempt["party_id"]),
        address=attempt["address"],
        contact=past_contact(
            datetime.fromisoformat(attempt["at"]),
            Channel(attempt["channel"]),
            AttemptState(attempt["state"]),
            Disposition(attempt["disposition"]) if attempt["disposition"] else None,
            attempt["provider_status"],
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_PLAIN = (
    "id",
    "agency_id",
    "debtor_id",
    "reference",
    "currency",
    "letter_reference",
    "letter_posted_on",
    "language",
    "country",
    "inbound_at",
    "letter_pending",
)
_PARTS = ("agency", "creditor", "parties", "senders", "claims", "holds", "addresses", "earlier")

# Attempts that never left have no `sending_at`.
_FACTS = """
SELECT cf.id, cf.agency_id, cf.debtor_id, cf.reference, cf.currency, cf.stage, cf.closed_at, cf.letter_reference,
    cf.letter_posted_on, d.language, d.country,
    m.id AS mandate_id, m.signed_on AS mandate_signed_on, m.starts_on AS mandate_starts_on,
    m.ends_on AS mandate_ends_on, m.payee AS mandate_payee, m.payee_account AS mandate_payee_account,
    json_build_object('name', ag.name, 'address', ag.address, 'email', ag.email, 'phone', ag.phone) AS agency,
    json_build_object('name', cr.name, 'address', cr.address, 'email', cr.email, 'phone', cr.phone) AS creditor,
    (SELECT coalesce(json_object_agg(p.id, p.name), '{{}}') FROM parties p WHERE p.case_file_id = cf.id) AS parties,
    (SELECT coalesce(json_object_agg(s.channel, s.address), '{{}}') FROM senders s
     WHERE s.agency_id = cf.agency_id) AS senders,
    (SELECT coalesce(json_agg(json_build_object(
        'id', c.id, 'document_number', c.document_number, 'description', c.description, 'due_on', c.due_on,
        'segment', c.segment, 'mandate_id', c.mandate_id, 'principal', c.principal, 'interest', c.interest,
        'accessories', c.indemnities + c.accessories, 'outstanding', c.outstanding,
        'letter_posted_on', c.letter_posted_on, 'part_payments', (
            SELECT coalesce(json_agg(DISTINCT y.received_on), '[]') FROM allocations x
            JOIN payments y ON y.id = x.payment_id AND y.reversed_at IS NULL WHERE x.claim_id = c.id)
        ) ORDER BY c.due_on, c.id), '[]') FROM claims c WHERE c.case_file_id = cf.id) AS claims,
    (SELECT coalesce(json_agg(json_build_object(
        'claim_id', h.claim_id, 'kind', h.kind, 'since', h.since, 'by', h.by_name, 'until', h.until)
        ORDER BY h.since), '[]')
     FROM holds h WHERE h.case_file_id = cf.id AND h.released_at IS NULL) AS holds,
    (SELECT coalesce(json_agg(json_build_object(
        'id', cp.id, 'party_id', cp.party_id, 'kind', cp.kind, 'value', cp.value,
        -- Found dead for whichever creditor: read as the agency, who alone sees all of them.
        'invalid_at', (SELECT dead.invalid_at FROM door_found_dead(cp.value) dead),
        'opt_outs', (SELECT coalesce(json_object_agg(o.channel, o.recorded_at), '{{}}') FROM opt_outs o
                     WHERE o.agency_id = cf.agency_id AND o.address = cp.value AND o.lifted_at IS NULL)
        ) ORDER BY cp.created_at, cp.id), '[]') FROM contact_points cp WHERE cp.case_file_id = cf.id) AS addresses,
    door_earlier_contacts(cf.id, {since}) AS earlier,
    (SELECT max(t.recorded_at) FROM timeline_entries t
     WHERE t.case_file_id = cf.id AND t.kind = 'inbound_message_received') AS inbound_at,
    EXISTS (SELECT FROM contact_attempts l WHERE l.case_file_id = cf.id AND l.is_opening_letter AND l.posted_on IS NULL
        AND l.state IN ('planned', 'deferred', 'sending', 'accepted', 'unconfirmed', 'needs_person')) AS letter_pending
FROM case_files cf
JOIN debtors d ON d.id = cf.debtor_id
JOIN mandates m ON m.id = cf.mandate_id
JOIN organizations ag ON ag.id = cf.agency_id
JOIN organizations cr ON cr.id = cf.creditor_id
WHERE cf.id {which}
"""
