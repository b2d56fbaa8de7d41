"""Reading the facts of case files, in one statement: at planning, for previews, and when sending."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles.first_steps import contacts_sql, reminded_sql
from tandem.casefiles.models import ContactPlace, ContactPointKind, HoldKind, Stage
from tandem.contacts.accounts.choosing import SENDERS, SenderOf
from tandem.contacts.consents import EXTRA_CALLS, INFORMATION_REFUSED, SAID_LAST, ConsentPurpose, EntryKind
from tandem.contacts.facts import Address, AskedCall, CaseFacts, Earlier, Mandate, OwedClaim, Side
from tandem.contacts.gate import (
    ClaimNature,
    Hold,
    Interruption,
    InterruptionKind,
    PriorConsent,
    Segment,
    look_back,
    look_back_by_country,
)
from tandem.contacts.gate import HoldKind as GateHoldKind
from tandem.contacts.gate.rows import LONGEST_CONSENT
from tandem.contacts.history import letter_counts_at, past_contact, received_call
from tandem.contacts.instructions import INSTRUCTIONS, instructions_from
from tandem.contacts.models import AttemptState, Channel, Disposition
from tandem.contacts.opening_letters import PostedOpening
from tandem.contacts.person import Person, person_of
from tandem.contacts.places import LEGAL_ZONE
from tandem.contacts.returns.reasons import WRONG_ADDRESS
from tandem.contacts.rules.reading import OWN_RULES, own_rules_from
from tandem.contacts.stops.reading import stops_from
from tandem.contacts.templates.reading import OWN_TEMPLATES, templates_from
from tandem.kit import clock, database
from tandem.kit.money import Money
from tandem_channels.contract import Provider


async def facts_of(case_file_ids: Iterable[UUID]) -> dict[UUID, CaseFacts]:
    """The facts of case files already reached, as of now, inside the open transaction.

    Read as the agency: row-level security hides opt-outs, senders and other creditors' files from everybody else. What
    colleagues did counts however little of the agency the reader reaches.
    """
    sql = facts_sql("= ANY ($1::uuid[])", "$2")
    rows = await database.rows(sql, list(case_file_ids), looked_back_to())
    return {row["id"]: _case_facts(row | {name: orjson.loads(row[name]) for name in _PARTS}) for row in rows}


def facts_sql(which: str, since: str) -> str:
    """SQL for the facts of case files: `which` compares their ids, attempts count from `since` on, or from later where
    no rule of the debtor's country looks so far back.
    """
    return _FACTS.format(
        which=which,
        since=since,
        later=_later(),
        senders=SENDERS.format(agency="cf.agency_id"),
        templates=_TEMPLATES,
        instructions=INSTRUCTIONS,
        own_rules=OWN_RULES.format(agency="cf.agency_id", since=since),
        machine_calls=_MACHINE_CALLS,
        extra_calls=_EXTRA_CALLS.format(since=since),
        information_refused=_INFORMATION_REFUSED,
        contacts=contacts_sql("c"),
        reminded=reminded_sql("o"),
        void=", ".join(f"'{why}'" for why in sorted(WRONG_ADDRESS)),
    )


def _later() -> str:
    """By how much later than any rule a debtor's own country begins to count; others may be under any law."""
    longest = look_back()
    whens = " ".join(
        f"WHEN '{country}' THEN interval '{(longest - own) // timedelta(seconds=1)} seconds'"
        for country, own in sorted(look_back_by_country().items())
    )
    return f"CASE d.country {whens} ELSE interval '0' END"


def looked_back_to() -> datetime:
    """From when on attempts count."""
    return clock.now() - look_back()


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
        parties={UUID(told["id"]): _person(told, row) for told in parts["parties"]},
        every_sender=tuple(map(SenderOf.of, parts["senders"])),
        own_providers=frozenset(map(Provider, parts["own_providers"])),
        templates=templates_from(parts["templates"]),
        claims=tuple(_claim(claim, currency, holds) for claim in parts["claims"]),
        addresses=tuple(_address(address) for address in parts["addresses"]),
        earlier=tuple(_earlier(attempt) for attempt in parts["earlier"]),
        stops=tuple(stops_from(parts["stops"])),
        instructions=tuple(instructions_from(parts["instructions"])),
        opening_letters=tuple(_opening_letters(row)),
        letters_pending=frozenset(map(UUID, parts["letters_pending"])),
        own_rules=own_rules_from(parts["own_rules"]),
        asked_calls={
            UUID(party_id): AskedCall(UUID(call["id"]), _instant(call["at"]))
            for party_id, call in parts["asked_calls"].items()
        },
        wrote_at={UUID(party_id): datetime.fromisoformat(at) for party_id, at in parts["wrote"].items()},
    )


def _person(told: dict[str, Any], row: dict[str, Any]) -> Person:
    mine = [
        (one["kind"], one["value"])
        for one in row["addresses"]
        if one["party_id"] == told["id"] and one["invalid_at"] is None
    ]
    return person_of(
        told,
        country=row["country"],
        language=row["language"],
        addresses=[value for kind, value in mine if kind == ContactPointKind.POSTAL],
        numbers=[value for kind, value in mine if kind == ContactPointKind.PHONE],
    )


def _opening_letters(row: dict[str, Any]) -> Iterator[PostedOpening]:
    """By their days. A claim that was opened before its letters were kept here was opened to the debtor alone."""
    known = [
        PostedOpening(
            UUID(told["party_id"]),
            told["reference"],
            date.fromisoformat(told["posted_on"]),
            frozenset(UUID(claim_id) for claim_id, _ in told["claims"]),
            encloses_notice=told["encloses_notice"],
            by_email=told["by_email"],
        )
        for told in row["opening_letters"]
    ]
    debtors = [UUID(debtor) for debtor in row["debtors"]]
    to_debtor = [letter for letter in known if letter.party_id in debtors and not letter.by_email]
    kept = frozenset[UUID]().union(*(letter.claim_ids for letter in to_debtor))
    for claim in row["claims"]:
        claim_id, day = UUID(claim["id"]), _day(claim["letter_posted_on"])
        if day is not None and claim_id not in kept:
            for debtor in debtors:
                yield PostedOpening(debtor, row["letter_reference"] or "", day, frozenset({claim_id}))
    yield from known


def _claim(claim: dict[str, Any], currency: str, holds: list[tuple[str | None, Hold]]) -> OwedClaim:
    return OwedClaim(
        id=UUID(claim["id"]),
        document_number=claim["document_number"],
        description=claim["description"],
        issued_on=_day(claim["issued_on"]),
        due_on=date.fromisoformat(claim["due_on"]),
        segment=Segment(claim["segment"]),
        nature=ClaimNature(claim["nature"]),
        mandate_id=UUID(claim["mandate_id"]),
        principal=claim["principal"],
        interest=claim["interest"],
        accessories=claim["accessories"],
        outstanding=Money(claim["outstanding"], currency),
        received=Money(claim["paid"] - claim["declared"], currency),
        declared=Money(claim["declared"], currency),
        first_contacts={UUID(party): datetime.fromisoformat(at) for party, at in claim["first_contacts"].items()},
        holds=tuple(hold for claim_id, hold in holds if claim_id in (None, claim["id"])),
        interruptions=tuple(
            Interruption(date.fromisoformat(day), InterruptionKind(kind), _day(until))
            for day, kind, until in claim["interruptions"]
        ),
        also_placed=frozenset(map(UUID, claim["also_placed"])),
    )


def _hold(hold: dict[str, Any]) -> Hold:
    return Hold(
        kind=GateHoldKind(HoldKind(hold["kind"]).value),
        since=datetime.fromisoformat(hold["since"]),
        by=hold["by"],
        until=datetime.fromisoformat(hold["until"]) if hold["until"] else None,
        amount_minor=hold["amount"],
    )


def _address(address: dict[str, Any]) -> Address:
    return Address(
        id=UUID(address["id"]),
        party_id=UUID(address["party_id"]),
        kind=ContactPointKind(address["kind"]),
        value=address["value"],
        place=ContactPlace(address["place"]),
        place_here=ContactPlace(address["place_here"]),
        invalid_on=_day_of(address["invalid_at"]),
        texts_end_on=_day_of(address["texts_end_at"]),
        opted_out_on={
            Channel(channel): datetime.fromisoformat(since).date() for channel, since in address["opt_outs"].items()
        },
        preference=_preference(address["preference"]),
        information_refused_on=_day_of(address["information_refused_at"]),
        invalid_here_on=_day_of(address["invalid_here_at"]),
        texts_end_here_on=_day_of(address["texts_end_here_at"]),
        machine_calls=EntryKind(address["machine_calls"]) if address["machine_calls"] else None,
        extra_calls=tuple(
            PriorConsent(datetime.fromisoformat(given_at), datetime.fromisoformat(known_at), _instant(until))
            for given_at, known_at, until in address["extra_calls"] or ()
        ),
    )


def _preference(told: dict[str, Any] | None) -> tuple[datetime, tuple[int, int] | None, Channel | None] | None:
    if told is None:
        return None
    hours = None if told["from_minute"] is None else (told["from_minute"], told["to_minute"])
    channel = Channel(told["channel"]) if told["channel"] else None
    return datetime.fromisoformat(told["recorded_at"]), hours, channel


def _earlier(attempt: dict[str, Any]) -> Earlier:
    at = datetime.fromisoformat(attempt["at"])
    if attempt["received"]:
        contact = received_call(at)
    else:
        channel = Channel(attempt["channel"])
        contact = past_contact(
            letter_counts_at(_day(attempt["posted_on"])) if channel is Channel.LETTER else at,
            channel,
            AttemptState(attempt["state"]),
            Disposition(attempt["disposition"]) if attempt["disposition"] else None,
            attempt["provider_status"],
        )
    return Earlier(
        attempt_id=UUID(attempt["id"]),
        debtor_id=UUID(attempt["debtor_id"]),
        party_id=UUID(attempt["party_id"]),
        address=attempt["address"],
        reached=frozenset(map(UUID, attempt["reached"])),
        contact=replace(contact, claims=frozenset(UUID(claim_id) for claim_id, _ in attempt["claims"])),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day_of(instant: str | None) -> date | None:
    return datetime.fromisoformat(instant).date() if instant else None


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
    "country",
)
_PARTS = (
    "agency",
    "creditor",
    "parties",
    "senders",
    "own_providers",
    "templates",
    "claims",
    "holds",
    "addresses",
    "earlier",
    "stops",
    "instructions",
    "own_rules",
    "wrote",
    "asked_calls",
    "opening_letters",
    "letters_pending",
    "debtors",
)

_MACHINE_CALLS = SAID_LAST.format(
    agency="cf.agency_id", address="cp.value", purpose=f"'{ConsentPurpose.AUTOMATED_CALLS}'", zone=f"'{LEGAL_ZONE.key}'"
)
_EXTRA_CALLS = EXTRA_CALLS.format(
    agency="cf.agency_id",
    address="cp.value",
    purpose=f"'{ConsentPurpose.EXTRA_CALLS}'",
    days=LONGEST_CONSENT,
    since="{since}",
)
_INFORMATION_REFUSED = INFORMATION_REFUSED.format(agency="cf.agency_id", address="cp.value")
_TEMPLATES = OWN_TEMPLATES.format(agency="cf.agency_id")
# Attempts that never left have no `sending_at`.
_FACTS = """
SELECT cf.id, cf.agency_id, cf.debtor_id, cf.reference, cf.currency, cf.stage, cf.closed_at, cf.letter_reference,
    cf.letter_posted_on, d.language, d.country,
    m.id AS mandate_id, m.signed_on AS mandate_signed_on, m.starts_on AS mandate_starts_on,
    m.ends_on AS mandate_ends_on, m.payee AS mandate_payee, m.payee_account AS mandate_payee_account,
    json_build_object('name', ag.name, 'address', ag.address, 'email', ag.email, 'phone', ag.phone,
        'country', ag.country) AS agency,
    json_build_object('name', cr.name, 'address', cr.address, 'email', cr.email, 'phone', cr.phone,
        'country', cr.country, 'company_number', cr.company_number) AS creditor,
    (SELECT coalesce(json_agg(json_build_object('id', p.id, 'role', p.role, 'name', p.name, 'country', p.country,
        'segment', p.segment, 'language', p.language) ORDER BY p.role <> 'debtor', p.id), '[]')
     FROM parties p WHERE p.case_file_id = cf.id) AS parties,
    {senders} AS senders,
    {templates} AS templates,
    (SELECT coalesce(json_agg(p.provider), '[]') FROM provider_accounts p
     WHERE p.agency_id = cf.agency_id AND p.ended_at IS NULL) AS own_providers,
    (SELECT coalesce(json_agg(json_build_object(
        'id', c.id, 'document_number', c.document_number, 'description', c.description,
        'issued_on', c.issued_on, 'due_on', c.due_on,
        'segment', c.segment, 'nature', c.nature, 'mandate_id', c.mandate_id,
        'principal', c.principal, 'interest', c.interest, 'accessories', c.indemnities + c.accessories,
        'outstanding', c.outstanding, 'paid', c.paid,
        'letter_posted_on', c.letter_posted_on,
        -- Only American law counts from it, from each person's own; others than the debtor may be under it anywhere.
        'first_contacts', CASE WHEN d.country = 'US' OR EXISTS (
            SELECT FROM parties p WHERE p.case_file_id = cf.id AND p.role <> 'debtor') THEN (
            SELECT coalesce(json_object_agg(f.party_id, f.at), '{{}}') FROM (
                SELECT each.party_id, min(each.at) AS at FROM ({contacts}) each GROUP BY each.party_id) f)
            ELSE '{{}}' END,
        -- Only American law counts contacts by the debt, which placed again under another mandate is the same.
        'also_placed', CASE WHEN d.country = 'US' OR EXISTS (
            SELECT FROM parties p WHERE p.case_file_id = cf.id AND p.role <> 'debtor') THEN (
            SELECT coalesce(json_agg(o.id), '[]') FROM claims o
            WHERE o.creditor_id = c.creditor_id AND o.document_number = c.document_number
                AND o.debtor_id = c.debtor_id AND o.agency_id = c.agency_id AND o.id <> c.id)
            ELSE '[]' END,
        'declared', (
            SELECT coalesce(sum(x.amount), 0)::bigint FROM allocations x JOIN payments y ON y.id = x.payment_id
            WHERE x.claim_id = c.id AND y.source = 'creditor' AND y.reversed_at IS NULL),
        'interruptions', (SELECT coalesce(json_agg(json_build_array(act.day, act.kind, act.until)), '[]') FROM (
            SELECT y.received_on, 'part_payment', NULL::date FROM allocations x
            JOIN payments y ON y.id = x.payment_id AND y.reversed_at IS NULL WHERE x.claim_id = c.id
            UNION
            SELECT i.happened_on, i.kind, i.until_on FROM claim_interruptions i
            WHERE i.claim_id = c.id AND i.withdrawn_at IS NULL) act (day, kind, until))
        ) ORDER BY c.due_on, c.id), '[]') FROM claims c WHERE c.case_file_id = cf.id) AS claims,
    (SELECT coalesce(json_agg(json_build_object(
        'claim_id', h.claim_id, 'amount', h.amount, 'kind', h.kind, 'since', h.since, 'by', h.by_name, 'until', h.until)
        ORDER BY h.since), '[]')
     FROM holds h WHERE h.case_file_id = cf.id AND h.released_at IS NULL) AS holds,
    (SELECT coalesce(json_agg(json_build_object(
        'id', cp.id, 'party_id', cp.party_id, 'kind', cp.kind, 'value', cp.value,
        -- Found dead, or said to be at work, for whichever creditor: read as the agency, who alone sees all of them.
        'place', door_place_of(cp.value),
        'place_here', cp.place,
        'invalid_at', dead.invalid_at,
        'texts_end_at', dead.texts_end_at,
        'invalid_here_at', cp.invalid_at,
        'texts_end_here_at', cp.texts_end_at,
        'opt_outs', (SELECT coalesce(json_object_agg(o.channel, o.recorded_at), '{{}}') FROM opt_outs o
                     WHERE o.agency_id = cf.agency_id AND o.address = cp.value AND o.lifted_at IS NULL),
        'information_refused_at', CASE WHEN cp.kind = 'email' THEN ({information_refused}) END,
        'machine_calls', CASE WHEN cp.kind = 'phone' THEN ({machine_calls}) END,
        'extra_calls', CASE WHEN cp.kind = 'phone' THEN ({extra_calls}) END,
        'preference', (SELECT json_build_object('from_minute', f.from_minute, 'to_minute', f.to_minute,
                           'channel', f.channel, 'recorded_at', f.recorded_at) FROM contact_preferences f
                       WHERE f.agency_id = cf.agency_id AND f.address = cp.value AND f.ended_at IS NULL)
        ) ORDER BY cp.created_at, cp.id), '[]') FROM contact_points cp CROSS JOIN LATERAL door_found_dead(cp.value) dead
     WHERE cp.case_file_id = cf.id) AS addresses,
    door_earlier_contacts(cf.id, CAST({since} AS timestamptz) + CASE WHEN EXISTS (
        SELECT FROM parties p WHERE p.case_file_id = cf.id AND p.role <> 'debtor') THEN interval '0' ELSE {later} END
    ) AS earlier,
    door_stop_facts(cf.id) AS stops,
    {instructions} AS instructions,
    {own_rules} AS own_rules,
    -- Whoever wrote may be answered: known by the address they wrote from, or by the message of ours that they answer.
    -- Nothing is received after it was recorded, and a call that was missed says nothing.
    (SELECT coalesce(json_object_agg(wrote.party_id, wrote.at), '{{}}') FROM (
        SELECT each.party_id, max(each.at) AS at FROM (
            SELECT p.party_id, t.occurred_at AS at FROM timeline_entries t
            JOIN contact_points p ON p.case_file_id = t.case_file_id AND p.value = t.data ->> 'sender'
            WHERE t.case_file_id = cf.id AND t.recorded_at >= {since} AND t.kind = 'inbound_message_received'
                AND t.data ->> 'channel' <> 'voice'
            UNION ALL
            SELECT a.party_id, i.received_at FROM inbound_messages i
            JOIN contact_attempts a ON a.id = i.attempt_id AND a.case_file_id = i.case_file_id
            WHERE i.agency_id = cf.agency_id AND i.case_file_id = cf.id AND i.received_at >= {since}
        ) each GROUP BY each.party_id) wrote) AS wrote,
    -- A call that somebody asked for, not one that a collector planned and a person must let pass.
    (SELECT coalesce(json_object_agg(w.party_id, json_build_object('id', w.id, 'at', w.callback_at)), '{{}}') FROM (
        SELECT DISTINCT ON (a.party_id) a.party_id, a.id, a.callback_at FROM contact_attempts a
        WHERE a.case_file_id = cf.id AND a.channel = 'voice' AND a.purpose = 'callback' AND a.state = 'needs_person'
            AND a.sending_at IS NULL AND a.created_by_id IS NULL ORDER BY a.party_id, a.id DESC) w) AS asked_calls,
    -- As `returns.opening`: what came back for its address opened nothing. In Belgium the free first reminder may go
    -- by e-mail instead, on a day there.
    (SELECT coalesce(json_agg(json_build_object(
        'party_id', l.party_id, 'reference', coalesce(l.letter_reference, cf.reference), 'posted_on', l.sent_on,
        'claims', l.claims, 'by_email', l.posted_on IS NULL,
        'encloses_notice', l.encloses_notice) ORDER BY l.sent_on, l.created_at, l.id), '[]')
     FROM (SELECT o.*, coalesce(o.posted_on, (o.sending_at AT TIME ZONE 'Europe/Brussels')::date) AS sent_on
           FROM contact_attempts o WHERE o.case_file_id = cf.id
           AND ((o.is_opening_letter AND o.posted_on IS NOT NULL
                 AND (o.return_reason IS NULL OR o.return_reason NOT IN ({void})))
             OR ({reminded}))) l
    ) AS opening_letters,
    (SELECT coalesce(json_agg(DISTINCT l.party_id), '[]') FROM contact_attempts l
     WHERE l.case_file_id = cf.id AND l.is_opening_letter AND l.posted_on IS NULL
        AND l.state IN ('planned', 'deferred', 'sending', 'accepted', 'unconfirmed', 'needs_person')
    ) AS letters_pending,
    (SELECT coalesce(json_agg(p.id), '[]') FROM parties p
     WHERE p.case_file_id = cf.id AND p.role = 'debtor') AS debtors
FROM case_files cf
JOIN debtors d ON d.id = cf.debtor_id
JOIN mandates m ON m.id = cf.mandate_id
JOIN organizations ag ON ag.id = cf.agency_id
JOIN organizations cr ON cr.id = cf.creditor_id
WHERE cf.id {which}
"""
