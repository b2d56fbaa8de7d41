"""Rows for the pages that are measured: always the same ones, written set by set as the owner.

Case files of every mandate of the cast, each with a debtor, three claims, three contact points and its timeline's
projection. The events are in no chain: pages read projections and heads alone.
"""

from uuid import UUID

import asyncpg

from tandem.entrypoints import demo
from tandem.entrypoints.demo.cast import MANDATES
from tandem.kit import clock

# A hundredth of the data set of a large installation, with some 53,000 events.
CASE_FILES = 2_000
EVENTS, MANY_EVENTS = 25, 60  # of a case file, and of every twentieth


async def write(owner: asyncpg.Connection, numbers: range = range(1, CASE_FILES + 1)) -> None:
    """Write those of these numbers beside what the bench wrote before. The cast must be there."""
    await owner.execute("DROP TABLE IF EXISTS mandated, numbered")
    await owner.execute("CREATE TEMPORARY TABLE mandated (place int, agency uuid, creditor uuid, mandate uuid)")
    await owner.executemany(
        "INSERT INTO mandated VALUES ($1, $2, $3, $4)",
        [
            (place, demo.cast_id(one.agency), demo.cast_id(one.creditor), demo.cast_id(one.reference))
            for place, one in enumerate(MANDATES)
        ],
    )
    now = clock.now()
    for statement in _PER_MANDATE:
        await owner.execute(statement, now)
    await owner.execute(_NUMBERED, numbers.start, numbers.stop - 1, len(MANDATES))
    for statement in _PER_CASE_FILE:
        await owner.execute(statement, now)
    await owner.execute("ANALYZE")


async def case_file_with_many_events(url: str, agency: UUID, creditor: UUID) -> UUID:
    """One whose page shows fifty events and has more; always the same one."""
    owner = await asyncpg.connect(url)
    try:
        found: UUID = await owner.fetchval(
            "SELECT cf.id FROM case_files cf JOIN timeline_heads head ON head.case_file_id = cf.id "
            "WHERE cf.agency_id = $1 AND cf.creditor_id = $2 AND head.sequence = $3 AND cf.reference LIKE 'PAGES-%' "
            "ORDER BY cf.placed_at DESC LIMIT 1",
            agency,
            creditor,
            MANY_EVENTS,
        )
    finally:
        await owner.close()
    return found


async def take_heads_away(owner: asyncpg.Connection) -> None:
    """Leave the events in no chain without heads too: whoever verifies would miss them."""
    await owner.execute(
        "DELETE FROM timeline_heads head USING case_files cf "
        "WHERE cf.id = head.case_file_id AND cf.reference LIKE 'PAGES-%'"
    )


_PER_MANDATE = (
    "INSERT INTO portfolios (id, creditor_id, name) SELECT DISTINCT md5('pages portfolio' || creditor)::uuid, "
    "creditor, "
    "'Bench' FROM mandated WHERE $1::timestamptz IS NOT NULL ON CONFLICT DO NOTHING",
    "INSERT INTO uploads (id, organization_id, membership_id, filename, size, storage_key, requested_at) "
    "SELECT md5('pages upload' || mandate)::uuid, creditor, (SELECT id FROM memberships WHERE organization_id = "
    "creditor "
    "ORDER BY id LIMIT 1), 'pages.csv', 1, 'pages', $1 FROM mandated ON CONFLICT DO NOTHING",
    "INSERT INTO placement_batches (id, agency_id, creditor_id, mandate_id, portfolio_id, upload_id, reference, "
    "filename, "
    "state, columns, mapping, answers, questions, progress, case_file_count, created_at, created_by) "
    "SELECT md5('pages batch' || mandate)::uuid, agency, creditor, mandate, md5('pages portfolio' || creditor)::uuid, "
    "md5('pages upload' || mandate)::uuid, 'PAGES-' || place, 'pages.csv', 'accepted', '[]', '{}', '{}', '[]', 100, "
    "0, $1, '' "
    "FROM mandated ON CONFLICT DO NOTHING",
)
_NUMBERED = """
CREATE TEMPORARY TABLE numbered AS
SELECT n, md5('pages case file' || n)::uuid AS id, md5('pages debtor' || n)::uuid AS debtor,
       md5('pages party' || n)::uuid AS party, m.*, 10000 + (n * 7919) % 500000 AS owed,
       CASE WHEN n % 20 = 0 THEN 60 ELSE 25 END AS events
FROM generate_series($1::int, $2::int) n JOIN mandated m ON m.place = n % $3::int
"""
_SIDES = "id, agency_id, creditor_id"
_PER_CASE_FILE = (
    f"INSERT INTO debtors ({_SIDES}, reference, name, language, country) "
    "SELECT debtor, agency, creditor, 'D' || n, 'Société Éclair n° ' || n, 'fr', 'FR' FROM numbered "
    "WHERE $1::timestamptz IS NOT NULL",
    f"INSERT INTO case_files ({_SIDES}, mandate_id, portfolio_id, batch_id, debtor_id, reference, stage, currency, "
    "principal, interest, indemnities, accessories, paid, outstanding, claim_count, oldest_due_on, placed_at, "
    "name_sort, "
    "search) SELECT id, agency, creditor, mandate, md5('pages portfolio' || creditor)::uuid, "
    "md5('pages batch' || mandate)::uuid, debtor, 'PAGES-' || n, (ARRAY['amicable', 'amicable', 'pre_legal', "
    "'accepted'])"
    "[n % 4 + 1], 'EUR', owed, 0, 4000, 0, 100, owed + 3900, 3, ($1::timestamptz)::date - n % 700, "
    "$1::timestamptz - n * interval '1 minute', lpad(n::text, 8, '0'), 'societe eclair ' || n FROM numbered",
    f"INSERT INTO parties ({_SIDES}, case_file_id, role, name) "
    "SELECT party, agency, creditor, id, 'debtor', 'Société Éclair n° ' || n FROM numbered "
    "WHERE $1::timestamptz IS NOT NULL",
    f"INSERT INTO contact_points ({_SIDES}, case_file_id, party_id, kind, value, created_at) "
    "SELECT md5('pages point' || n || kind)::uuid, agency, creditor, id, party, kind, "
    "CASE kind WHEN 'phone' THEN '+3363998' || lpad(n::text, 6, '0') WHEN 'email' THEN n || '@eclair.example' "
    "ELSE n || E' rue de la Paix\\n75002 Paris' END, $1 FROM numbered, unnest(ARRAY['phone', 'email', 'postal']) kind",
    f"INSERT INTO claims ({_SIDES}, case_file_id, mandate_id, debtor_id, batch_id, document_number, due_on, segment, "
    "payee, currency, principal, interest, indemnities, accessories, paid, outstanding) "
    "SELECT md5('pages claim' || n || part)::uuid, agency, creditor, id, mandate, debtor, "
    "md5('pages batch' || mandate)::uuid, 'F-' || n || '-' || part, ($1::timestamptz)::date - n % 700 + part, "
    "'professional', 'Bâti-Loire SAS', 'EUR', owed / 3, 0, 4000, 0, 0, owed / 3 + 4000 "
    "FROM numbered, generate_series(1, 3) part",
    f"INSERT INTO holds ({_SIDES}, case_file_id, kind, reason, owner_id, since, by_name) "
    "SELECT md5('pages hold' || n)::uuid, agency, creditor, id, 'dispute', 'The goods came late.', creditor, "
    "$1::timestamptz - interval '3 days', 'Hélène Roy' FROM numbered WHERE n % 5 = 0",
    "INSERT INTO timeline_heads (case_file_id, chain, agency_id, creditor_id, sequence, hash) "
    "SELECT id, 'parties', agency, creditor, events, '' FROM numbered WHERE $1::timestamptz IS NOT NULL",
    "INSERT INTO timeline_entries (event_id, case_file_id, chain, sequence, agency_id, creditor_id, kind, milestone, "
    "occurred_at, recorded_at, actor_kind, actor_name, actor_organization, data) "
    "SELECT md5('pages event' || n || ' ' || nth)::uuid, id, 'parties', nth, agency, creditor, "
    "CASE WHEN nth = 1 THEN 'case_file_placed' WHEN nth % 3 = 0 THEN 'payment_recorded' "
    "WHEN nth % 3 = 1 THEN 'note_written' ELSE 'stage_changed' END, nth = 1, at, at, 'person', 'Awa Diallo', "
    "'Cabinet Lenoir Recouvrement', CASE WHEN nth = 1 THEN jsonb_build_object('batch_reference', 'PAGES', "
    "'claim_count', 3, 'amount', jsonb_build_object('minor', owed, 'currency', 'EUR')) WHEN nth % 3 = 0 THEN "
    "jsonb_build_object('amount', jsonb_build_object('minor', 100 * nth, 'currency', 'EUR'), 'received_on', at::date, "
    "'source', 'agency', 'outstanding', jsonb_build_object('minor', owed - 100 * nth, 'currency', 'EUR')) "
    "WHEN nth % 3 = 1 THEN jsonb_build_object('note_id', md5('pages note' || n || nth)::uuid, 'body', "
    "'Called the accounts department; they ask for a copy of the invoice “' || nth || '”.') "
    "ELSE jsonb_build_object('from_stage', 'accepted', 'to_stage', 'amicable', 'close_code', NULL) END "
    "FROM numbered, generate_series(1, events) nth, LATERAL (SELECT $1::timestamptz - n * interval '1 minute' + "
    "nth * interval '1.25 seconds' AS at) instant",
)
