-- Row-level security: the second wall. Whatever a query forgets, these roles see only the acting organization's rows.
GRANT SELECT, INSERT, UPDATE ON
    debtors, case_files, parties, contact_points, claims, holds, documents, payments, allocations, directives,
    notes, note_revisions, contact_attempts, opt_outs, placement_batches, placement_rows, mandates, portfolios,
    bank_grants, uploads, idempotency_keys, counters
    TO tandem_web, tandem_worker;
GRANT SELECT ON organizations, memberships, people, senders TO tandem_web, tandem_worker;
GRANT SELECT, INSERT ON timeline_events TO tandem_web, tandem_worker;
GRANT SELECT, INSERT, UPDATE ON timeline_heads TO tandem_web, tandem_worker;
GRANT SELECT, INSERT ON timeline_entries, timeline_keys TO tandem_web, tandem_worker;
GRANT INSERT ON outbox, provider_events TO tandem_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, provider_events TO tandem_worker;
GRANT SELECT, INSERT, DELETE ON placement_staging TO tandem_worker;
GRANT DELETE ON placement_rows, idempotency_keys TO tandem_worker;

-- Rows about a case: the agency of record and the creditor.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['debtors', 'case_files', 'parties', 'contact_points', 'claims', 'holds', 'documents',
                                'payments', 'allocations', 'directives', 'contact_attempts', 'mandates',
                                'timeline_keys'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY parties_of_the_case ON %I USING '
                       '(agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()))',
                       name);
    END LOOP;
    -- The three chains: each side its own, both sides `parties`.
    FOREACH name IN ARRAY ARRAY['timeline_heads', 'timeline_events', 'timeline_entries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY audience ON %I USING '
                       '((agency_id = (SELECT tandem_organization()) AND chain IN (''agency'', ''parties'')) OR '
                       '(creditor_id = (SELECT tandem_organization()) AND chain IN (''creditor'', ''parties'')))',
                       name);
    END LOOP;
    -- Partitions are tables of their own: nobody but the owner reads them past the parent.
    FOR number IN 0..31 LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY',
                       format('timeline_events_%s', lpad(number::text, 2, '0')));
    END LOOP;
    -- Whatever belongs to one organization alone.
    FOREACH name IN ARRAY ARRAY['opt_outs', 'senders', 'counters'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_agency ON %I USING (agency_id = (SELECT tandem_organization()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['uploads', 'idempotency_keys', 'memberships'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_organization ON %I USING (organization_id = (SELECT tandem_organization()))',
                       name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['portfolios', 'placement_rows'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_creditor ON %I USING (creditor_id = (SELECT tandem_organization()))', name);
    END LOOP;
END $$;

-- A creditor's placement numbers its batches and case files at the agency that will work them.
CREATE POLICY placing_creditor ON counters USING (EXISTS (
    SELECT FROM mandates WHERE mandates.agency_id = counters.agency_id
      AND mandates.creditor_id = (SELECT tandem_organization())));

-- The agency sees a batch once the creditor has confirmed it.
ALTER TABLE placement_batches ENABLE ROW LEVEL SECURITY;
CREATE POLICY batch_parties ON placement_batches USING (
    creditor_id = (SELECT tandem_organization())
    OR (agency_id = (SELECT tandem_organization()) AND state IN ('submitted', 'accepted')));

-- A note: its author's side, and both parties once it is recorded for both.
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY audience ON notes USING (
    (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()))
    AND (author_organization_id = (SELECT tandem_organization()) OR (chain = 'parties' AND state = 'recorded')));
ALTER TABLE note_revisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY audience ON note_revisions USING (
    (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()))
    AND (author_organization_id = (SELECT tandem_organization())
         OR EXISTS (SELECT FROM notes WHERE notes.id = note_id)));

-- A grant is the creditor's to open and to end; the bank sees that it has it; the agency nothing at all.
ALTER TABLE bank_grants ENABLE ROW LEVEL SECURITY;
CREATE POLICY granting ON bank_grants
    USING (creditor_id = (SELECT tandem_organization()) OR bank_id = (SELECT tandem_organization()))
    WITH CHECK (creditor_id = (SELECT tandem_organization()));

-- Organizations know themselves and those they have a mandate or a grant with; creditors can choose among banks.
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION tandem_organization_kind() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT kind FROM organizations WHERE id = tandem_organization());
CREATE POLICY acquaintance ON organizations USING (
    id = (SELECT tandem_organization())
    OR EXISTS (SELECT FROM mandates WHERE (mandates.agency_id = organizations.id AND mandates.creditor_id = (SELECT tandem_organization()))
                                       OR (mandates.creditor_id = organizations.id AND mandates.agency_id = (SELECT tandem_organization())))
    OR EXISTS (SELECT FROM bank_grants WHERE bank_grants.creditor_id = organizations.id
                                          AND bank_grants.bank_id = (SELECT tandem_organization()))
    OR (kind = 'bank' AND (SELECT tandem_organization_kind()) = 'creditor'));
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON people USING (EXISTS (SELECT FROM memberships WHERE memberships.person_id = people.id));

-- Sessions and tokens are reached through the doors of 5_doors.sql only.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;

-- The relay and the handlers of callbacks serve every organization; the web role only adds.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY emitting ON outbox FOR INSERT TO tandem_web
    WITH CHECK (organization_id IS NULL OR organization_id = (SELECT tandem_organization()));
CREATE POLICY relaying ON outbox TO tandem_worker USING (true);
ALTER TABLE provider_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY receiving ON provider_events FOR INSERT TO tandem_web WITH CHECK (true);
CREATE POLICY handling ON provider_events TO tandem_worker USING (true);
