"""A case file with something in every part that the API shows, and an event of every kind; written as the owner."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import asyncpg
import orjson

from tandem.contacts.copies import Attachment, SentCopy, written
from tandem.entrypoints.demo import cast_id
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.timeline import EventData
from tandem.timeline.kinds import every_kind
from tests.api.cases import make_full_case
from tests.support.builders import MadeCase, make_case

# Not a whole second, and one whose fraction ends in zeros, which PostgreSQL's own JSON would cut.
NOW = datetime(2026, 11, 20, 10, 15, 30, 120_000, UTC)
TEAM = cast_id("team", "of the look-ahead")


async def write_everything(owner: asyncpg.Connection) -> list[MadeCase]:
    """Case files of Lenoir and Bâti-Loire: one with everything, a usual one that is Awa's, one in yen, one erased."""
    everything, usual, erased = await make_full_case(), await make_full_case(), await make_full_case()
    yen = await make_case(name="Kabushiki “Zéro\tTab” 株式会社")
    await owner.execute("UPDATE case_files SET currency = 'JPY' WHERE id = $1", yen.case_file.id)
    await owner.execute("UPDATE claims SET currency = 'JPY' WHERE case_file_id = $1", yen.case_file.id)
    case_file = everything.case_file
    await owner.execute(_OPEN, case_file.id, NOW, date(2026, 10, 1))
    told = await _named(owner, case_file.id)
    await _attempts(owner, everything)
    await _events(owner, everything, told)
    for statement in (*_MORE, *_SAID, *_OVER):
        await owner.execute(statement, case_file.id, NOW)
    await owner.execute(_READ, cast_id("awa", "lenoir"), case_file.id, NOW)
    await owner.execute(
        "UPDATE case_files SET assignee_id = $2 WHERE id = $1", usual.case_file.id, cast_id("awa", "lenoir")
    )
    for statement in _ERASED:
        await owner.execute(statement, erased.case_file.id, NOW)
    return [everything, usual, yen, erased]


async def _named(owner: asyncpg.Connection, case_file_id: UUID) -> dict[str, object]:
    """Rows that events name by the field of their data."""
    tables = {
        "attempt_id": "contact_attempts",
        "directive_id": "directives",
        "document_id": "documents",
        "note_id": "notes",
    }
    return {
        name: await owner.fetchval(f"SELECT id FROM {table} WHERE case_file_id = $1 ORDER BY id LIMIT 1", case_file_id)
        for name, table in tables.items()
    }


async def _attempts(owner: asyncpg.Connection, made: MadeCase) -> None:
    """One of each channel, left and not, with what the provider told of it."""
    states = ("needs_person", "delivered", "blocked", "unconfirmed", "accepted", "planned", "deferred")
    for place, state in enumerate(states):
        channel = ("sms", "email", "voice", "letter")[place % 4]
        key, left = new_id(), NOW + timedelta(minutes=place) if state not in ("planned", "deferred") else None
        copy = _copy(key, channel) if left else None
        await owner.execute(_ATTEMPT, key, made.case_file.id, channel, state, NOW, left, copy)
        if left:
            for order, status in enumerate(("delivered", "opened", "unsubscribed", "strange")):
                await owner.execute(_REPORT, new_id(), key, status, None if order == 1 else left, NOW, new_id())
            await owner.execute(_REPORT, new_id(), key, "queued", None, NOW, None)


def _copy(key: UUID, channel: str) -> str | None:
    if channel == "voice":
        return None
    file = Attachment("mise en demeure.pdf", "application/pdf", 10, "0" * 64)
    text = "Bonjour,\n« Réglez » votre facture."
    words = ("Objet", text, "<p>", (file,), "fr", "t", "1")
    return written(SentCopy(str(key), channel, "+33600000000", "+33937001200", "Cabinet", None, *words))


async def _events(owner: asyncpg.Connection, made: MadeCase, told: Mapping[str, object]) -> None:
    """Two of every kind on each chain that may carry it: with all its words, and as an erasure leaves it."""
    case_file, at = made.case_file, NOW
    older: UUID | None = None
    for kind, declared in every_kind().items():
        for chain in declared.chains:
            for whole in (True, False):
                at += timedelta(milliseconds=1_500)
                key, data = new_id(), {**_data(declared, whole=whole), **told}
                data = {name: str(value) if isinstance(value, UUID) else value for name, value in data.items()}
                sequence = 1_000 + int((at - NOW).total_seconds() * 2)
                await owner.execute(
                    _EVENT,
                    key,
                    case_file.id,
                    chain.value,
                    sequence,
                    kind,
                    at,
                    orjson.dumps(data).decode(),
                    older,
                    whole,
                )
                if older is not None:
                    await owner.execute(_CORRECTED, key, older)
                older = key if whole else None
    await owner.execute(
        "UPDATE timeline_heads h SET sequence = (SELECT max(sequence) FROM timeline_entries e WHERE e.case_file_id = "
        "$1 "
        "AND e.chain = h.chain) WHERE case_file_id = $1",
        case_file.id,
    )


def _data(declared: type[EventData], *, whole: bool) -> dict[str, Any]:
    hints = get_type_hints(declared)
    kept = [item for item in fields(declared) if whole or not item.metadata.get("sealed")]  # type: ignore[arg-type]
    return {item.name: next(_samples(hints[item.name])) for item in kept}


def _samples(hint: Any) -> Iterator[Any]:
    """A value as an event keeps it, of the kind that is there rather than null."""
    if isinstance(hint, UnionType):
        hint = next(one for one in get_args(hint) if one is not NoneType)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        yield list(hint)[-1].value
    plain: dict[Any, Any] = {
        str: 'd’abord "cité"\n\u2028puis \u0001 é',
        int: 3,
        bool: True,
        Money: {"minor": 1_234_05, "currency": "TND"},
        date: "2026-11-02",
        datetime: "2026-11-02T08:30:00.500000+00:00",
        UUID: str(new_id()),
        tuple[str, ...]: ['été "2".docm', "facture\u2028.exe"],
        tuple[dict[str, object], ...]: [
            {"number": 'F "1"', "part": {"minor": 1_234_05, "currency": "TND"}},
            {"number": "F\u20282", "part": None},
        ],
    }
    yield plain.get(hint, [{"code": "NOT_ACCEPTED", "source": "R124-4", "args": {}}])


_OPEN = """
UPDATE case_files SET oldest_due_on = $3, last_day = $3, last_contact_at = $2, close_code = NULL WHERE id = $1
"""
_ATTEMPT = """
INSERT INTO contact_attempts (id, agency_id, creditor_id, case_file_id, party_id, contact_point_id, channel, purpose,
    state,
    template_id, template_title, language, to_address, subject, body, claims, is_opening_letter, send_at, until,
    reasons,
    created_at, created_by, sending_at, sent_copy, document_id, disposition)
SELECT $1, a.agency_id, a.creditor_id, a.case_file_id, a.party_id, a.contact_point_id, $3::text, 'demand', $4::text,
    't', 'Titre « é »',
    'fr', a.to_address, 'Objet', 'Corps', '[]', false, $5, $5, '[{"code": "NOT_ACCEPTED", "source": null, "args": {}}]',
    $5, 'Awa', $6, $7, CASE WHEN $3::text = 'letter' THEN a.document_id END, CASE WHEN $4::text = 'blocked' THEN
    'refuses' END
FROM contact_attempts a WHERE a.case_file_id = $2 AND a.document_id IS NOT NULL LIMIT 1
"""
_REPORT = """
INSERT INTO delivery_reports (id, agency_id, creditor_id, case_file_id, attempt_id, provider, provider_id, leg,
    status, code,
    occurred_at, received_at, event_id)
SELECT $1, agency_id, creditor_id, case_file_id, id, 'twilio', 'SM1', NULL, $3, '30003', $4, $5, $6
FROM contact_attempts WHERE id = $2
"""
_EVENT = """
INSERT INTO timeline_entries (event_id, case_file_id, chain, sequence, agency_id, creditor_id, kind, milestone,
    occurred_at,
    recorded_at, actor_kind, actor_name, actor_organization, data, supersedes)
SELECT $1, id, $3, $4, agency_id, creditor_id, $5, $9, $6, $6, CASE WHEN $9 THEN 'person' ELSE 'system' END,
    CASE WHEN $9 THEN 'Awa' END, NULL, $7::jsonb, $8
FROM case_files WHERE id = $2
"""
_CORRECTED = "UPDATE timeline_entries SET superseded_by = $1 WHERE event_id = $2"
_READ = """
INSERT INTO timeline_readings (membership_id, case_file_id, agency_id, creditor_id, agency, creditor, parties, read_at)
SELECT $1, id, agency_id, creditor_id, 1, 0, 2, $3 FROM case_files WHERE id = $2
"""
# What is otherwise null, said once.
_SAID = (
    "UPDATE claims SET description = 'Chaises', issued_on = $2::timestamptz::date WHERE case_file_id = $1",
    "UPDATE contact_attempts SET posted_on = $2::timestamptz::date, provider_status = 'delivered', until = $2, "
    "tracking_number = '2C00000000001', returned_on = $2::timestamptz::date, return_reason = 'unknown', "
    "tracing_outcome = 'not_found' WHERE case_file_id = $1 AND channel = 'letter'",
    "UPDATE contact_attempts SET callback_at = $2::timestamptz, promised_on = $2::timestamptz::date, "
    "answered_at = $2, duration_seconds = 95, "
    """outcome_labels = '{"fr": "Refuse « net »", "en": "Refuses"}' """
    "WHERE case_file_id = $1 AND disposition IS NOT NULL",
    "UPDATE contact_points SET texts_end_at = $2::timestamptz, texts_end_reason = 'provider 30006', reopened_at = $2 "
    "WHERE case_file_id = $1 AND kind = 'phone'",
    "UPDATE debtors SET company_number = '552100554' WHERE $2::timestamptz IS NOT NULL AND id = (SELECT debtor_id "
    "FROM case_files WHERE id = $1)",
    "UPDATE delivery_reports SET leg = 'debtor' WHERE case_file_id = $1 AND status = 'strange' "
    "AND $2::timestamptz IS NOT NULL",
)
# What is made and what is over, beside what is under way.
_OVER = (
    "INSERT INTO directives (id, agency_id, creditor_id, case_file_id, kind, state, reason, issued_at, issued_by, "
    "released_at, released_by) SELECT gen_random_uuid(), agency_id, creditor_id, id, 'hold', 'released', 'Rappel', "
    "$2::timestamptz, 'Hélène', $2, 'Hélène' FROM case_files WHERE id = $1",
    "INSERT INTO directives (id, agency_id, creditor_id, case_file_id, kind, state, reason, issued_at, issued_by, "
    "released_at, released_by, party_id) SELECT gen_random_uuid(), agency_id, creditor_id, case_file_id, "
    "'other_person', 'released', 'Son avocat', $2::timestamptz, 'Hélène', $2, 'Hélène', id FROM parties "
    "WHERE case_file_id = $1 LIMIT 1",
    "INSERT INTO evidence_bundles (id, organization_id, agency_id, creditor_id, case_file_id, membership_id, locale, "
    "includes_own_side, state, progress, requested_at, requested_by, pdf_key, zip_key, pdf_size, zip_size, pdf_sha256, "
    "zip_sha256, exhibit_count, event_count, made_at, expires_at) SELECT gen_random_uuid(), organization_id, "
    "agency_id, creditor_id, case_file_id, membership_id, 'en', false, 'ready', 100, $2::timestamptz, 'Marc', 'p', "
    "'z', 1, 2, "
    "repeat('a', 64), repeat('b', 64), 3, 4, $2, $2 + interval '7 days' FROM evidence_bundles "
    "WHERE case_file_id = $1 AND state = 'failed'",
    "UPDATE evidence_bundles SET step = 'reading' WHERE case_file_id = $1 AND state = 'making' "
    "AND $2::timestamptz IS NOT NULL",
    "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, claim_id, amount, kind, reason, owner_id, "
    "since, by_name) SELECT gen_random_uuid(), agency_id, creditor_id, case_file_id, id, 1, 'dispute', 'Une ligne', "
    "agency_id, $2::timestamptz, 'Awa' FROM claims WHERE case_file_id = $1 LIMIT 1",
    "UPDATE claim_interruptions SET document_id = (SELECT id FROM documents WHERE case_file_id = $1 AND "
    "chain = 'parties' AND state = 'recorded' LIMIT 1) WHERE case_file_id = $1 AND $2::timestamptz IS NOT NULL",
    # Two who answer for the debt beside the debtor: of one it is said where they live and as whom they are bound.
    "WITH guarantor AS (INSERT INTO parties (id, agency_id, creditor_id, case_file_id, role, name, country, segment, "
    "language) SELECT gen_random_uuid(), agency_id, creditor_id, id, 'guarantor', g.name, g.country, g.segment, "
    "g.language FROM case_files, (VALUES ('Léa Ève', 'BE', 'consumer', 'fr'), ('Noël Aït', NULL, NULL, NULL)) "
    "g (name, country, segment, language) WHERE case_files.id = $1 RETURNING *) INSERT INTO contact_points (id, "
    "agency_id, creditor_id, case_file_id, party_id, kind, value, place, created_at) SELECT gen_random_uuid(), "
    "agency_id, creditor_id, case_file_id, id, 'phone', CASE WHEN country IS NULL THEN '+33639980177' ELSE "
    "'+33639980178' END, 'home', $2::timestamptz FROM guarantor",
    "INSERT INTO contact_attempts (id, agency_id, creditor_id, case_file_id, party_id, contact_point_id, channel, "
    "purpose, state, template_id, template_title, language, to_address, claims, is_opening_letter, send_at, reasons, "
    "created_at, created_by, "
    "callback_at) SELECT gen_random_uuid(), agency_id, creditor_id, case_file_id, party_id, id, "
    "'voice', 'callback', 'needs_person', '', '', 'fr', value, '[]', false, $2::timestamptz, '[]', $2, 'Awa', "
    "'2026-11-24T10:00:00+01:00' FROM contact_points WHERE case_file_id = $1 AND kind = 'phone'",
    "INSERT INTO claim_interruptions (id, agency_id, creditor_id, case_file_id, claim_id, kind, happened_on, until_on, "
    "basis, proof, recorded_at, recorded_by) SELECT gen_random_uuid(), agency_id, creditor_id, case_file_id, id, "
    "i.kind, $2::timestamptz::date - 90, i.until_on, i.basis, 'court_document', $2, 'Awa' FROM claims, (VALUES "
    "('mediation', $2::timestamptz::date - 20, NULL), ('mediation', NULL, NULL), "
    "('stated_last_day', $2::timestamptz::date - 20, 'Texas § 16.004')) i (kind, until_on, "
    "basis) WHERE case_file_id = $1",
    "UPDATE claim_interruptions SET until_on = $2::timestamptz::date - 10, end_proof = 'message', end_document_id = "
    "(SELECT id FROM documents WHERE case_file_id = $1 AND chain = 'parties' AND state = 'recorded' LIMIT 1), "
    "end_recorded_at = $2, end_recorded_by = 'Awa' WHERE case_file_id = $1 AND kind = 'mediation' AND until_on IS NULL",
    "UPDATE mandates SET ends_on = $2::timestamptz::date + 900 WHERE id = (SELECT mandate_id FROM case_files "
    "WHERE id = $1)",
)
# What an erasure leaves: the shell of a case file, whose texts are gone.
_ERASED = (
    "UPDATE case_files SET stage = 'closed', close_code = 'other', closed_at = $2, erased_at = $2 WHERE id = $1",
    "UPDATE parties SET name = '' WHERE case_file_id = $1 AND $2::timestamptz IS NOT NULL",
    "UPDATE contact_points SET invalid_at = $2, invalid_reason = 'erased', value = id::text WHERE case_file_id = $1",
    "UPDATE contact_attempts SET subject = NULL, body = NULL, sent_copy = NULL WHERE case_file_id = $1 "
    "AND $2::timestamptz IS NOT NULL",
    "UPDATE timeline_entries SET data = data - 'body' - 'reason' - 'to' - 'subject' - 'value' WHERE case_file_id = $1 "
    "AND $2::timestamptz IS NOT NULL",
    "UPDATE debtors SET name = '', company_number = NULL WHERE $2::timestamptz IS NOT NULL AND id = (SELECT debtor_id "
    "FROM case_files WHERE id = $1)",
)
_MORE = (
    f"WITH team AS (INSERT INTO teams (id, agency_id, name) SELECT '{TEAM}', agency_id, 'Équipe' FROM "
    "case_files "
    "WHERE id = $1 AND $2::timestamptz IS NOT NULL RETURNING *), joined AS (INSERT INTO team_members (id, agency_id, "
    "team_id, membership_id) SELECT gen_random_uuid(), t.agency_id, t.id, m.id FROM team t JOIN memberships m "
    "ON m.organization_id = t.agency_id RETURNING *) UPDATE case_files cf SET team_id = t.id, assignee_id = (SELECT "
    "id FROM "
    "memberships m WHERE m.organization_id = cf.agency_id ORDER BY id LIMIT 1) FROM team t WHERE cf.id = $1",
    "INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at) SELECT "
    "gen_random_uuid(), "
    "agency_id, channel, value, 'agency', channel = 'sms', $2::timestamptz FROM contact_points, unnest(ARRAY['sms', "
    "'voice']) channel "
    "WHERE case_file_id = $1 AND kind = 'phone'",
    "UPDATE contact_points SET invalid_at = $2::timestamptz, invalid_reason = 'bounced' WHERE case_file_id = $1 AND "
    "kind = 'email'",
    "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, until, by_name) "
    "SELECT gen_random_uuid(), agency_id, creditor_id, id, 'dispute', 'Litige', agency_id, $2::timestamptz, "
    "$2::timestamptz + interval '9 years', "
    "'Awa' FROM case_files WHERE id = $1",
    "UPDATE payments SET reversed_at = $2::timestamptz, reversed_by = 'Marc', reversal_reason = 'Rejet' WHERE id = "
    "(SELECT id FROM "
    "payments WHERE case_file_id = $1 ORDER BY id LIMIT 1)",
    "INSERT INTO claim_interruptions (id, agency_id, creditor_id, case_file_id, claim_id, kind, happened_on, proof, "
    "recorded_at, recorded_by, withdrawn_at, withdrawn_by, withdrawal_reason) SELECT gen_random_uuid(), agency_id, "
    "creditor_id, case_file_id, id, 'court_claim', $2::timestamptz::date, 'court_document', $2::timestamptz, 'Awa', "
    "$2::timestamptz, 'Marc', 'Erreur' FROM claims WHERE case_file_id = $1",
    "INSERT INTO documents (id, agency_id, creditor_id, case_file_id, chain, state, author_organization_id, "
    "author_membership_id, author_name, name, content_type, size, sha256, storage_key, created_at, publishes_at) "
    "SELECT gen_random_uuid(), cf.agency_id, cf.creditor_id, cf.id, 'parties', state, m.organization_id, m.id, 'Awa', "
    "'facture.pdf', 'application/pdf', 7, repeat('a', 64), 'k', $2::timestamptz, $2::timestamptz + interval '10 "
    "seconds' FROM case_files cf "
    "JOIN memberships m ON m.organization_id = cf.agency_id, unnest(ARRAY['publishing', 'withdrawn', 'recorded']) "
    "state "
    "WHERE cf.id = $1",
    "INSERT INTO timeline_anchors (number, made_at, looked_at, leaves, sha256, stamp, stamped_at, authority, "
    "qualified) "
    "SELECT 1, $2::timestamptz, $2::timestamptz, 1, decode(repeat('00', 32), 'hex'), 'stamped', $2::timestamptz, "
    "'TSA', true WHERE $1::uuid IS NOT NULL ON CONFLICT DO NOTHING",
    "INSERT INTO timeline_anchored (case_file_id, chain, sequence, anchor) SELECT case_file_id, chain, 1, 1 "
    "FROM timeline_heads WHERE case_file_id = $1 AND $2::timestamptz IS NOT NULL",
    "INSERT INTO evidence_bundles (id, organization_id, agency_id, creditor_id, case_file_id, membership_id, locale, "
    "includes_own_side, state, progress, requested_at, requested_by, problem, pdf_key, zip_key) SELECT "
    "gen_random_uuid(), "
    "m.organization_id, cf.agency_id, cf.creditor_id, cf.id, m.id, 'fr', true, s.state, 40, $2::timestamptz, 'Marc', "
    "s.problem, s.key, "
    "s.key FROM case_files cf JOIN (SELECT DISTINCT ON (organization_id) * FROM memberships) m "
    "ON m.organization_id IN (cf.agency_id, cf.creditor_id), (VALUES "
    "('failed', 'too_large', NULL), ('making', NULL, 'k')) s (state, problem, key) WHERE cf.id = $1",
)
