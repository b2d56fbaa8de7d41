-- Erasure of a person, legal holds, and how long personal data is kept.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A file handled may be rewritten without some rows, or destroyed: what it was stays provable by its hash.
ALTER TABLE uploads
    ADD COLUMN original_sha256 text,
    ADD COLUMN rewritten_at timestamptz,
    ADD COLUMN destroyed_at timestamptz;

-- Whose case files a raw callback speaks of: filled when it is handled, so that it can be erased with the person.
ALTER TABLE provider_events ADD COLUMN case_file_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE provider_events p SET case_file_ids = ARRAY[a.case_file_id]
    FROM contact_attempts a WHERE p.kind <> 'inbound_sms' AND p.payload ->> 'attempt_id' = a.id::text;
UPDATE provider_events p SET case_file_ids = found.ids FROM (
    SELECT e.id, array_agg(DISTINCT c.case_file_id) AS ids FROM provider_events e
    JOIN senders s ON s.channel = 'sms' AND s.address = e.payload ->> 'to'
    JOIN contact_points c ON c.agency_id = s.agency_id AND c.value = e.payload ->> 'sender'
    WHERE e.kind = 'inbound_sms' GROUP BY e.id) found
    WHERE found.id = p.id;
CREATE INDEX provider_events_of_case_file ON provider_events USING gin (case_file_ids);
CREATE INDEX provider_events_by_age ON provider_events (received_at);

-- One erasure: a debtor under some mandates. No reference to debtors or organizations: after a restore of an older
-- backup the journal's entries are kept here even where that backup does not know the person yet.
CREATE TABLE erasures (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL,
    creditor_id uuid NOT NULL,
    debtor_id uuid NOT NULL,
    mandate_ids uuid[] NOT NULL,
    -- The timeline's keys that are destroyed: they name the person in the journal without naming them.
    key_ids uuid[] NOT NULL,
    case_file_ids uuid[] NOT NULL,
    ground text NOT NULL CHECK (ground IN ('request', 'retention', 'unlawful', 'court_order')),
    reason text,
    organization_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by text,
    requested_by_id uuid,
    state text NOT NULL CHECK (state IN ('requested', 'stopped', 'erased')),
    -- Why it was stopped, when something came up between the request and its turn.
    obstacle text,
    erased_at timestamptz,
    -- The bytes are gone too.
    finished_at timestamptz,
    -- Rows by store, as far as the asking side could see them.
    counts jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX one_erasure_under_way ON erasures (debtor_id) WHERE state = 'requested';
CREATE INDEX erasures_of_agency ON erasures (agency_id, requested_at DESC, id DESC);
CREATE INDEX erasures_of_creditor ON erasures (creditor_id, requested_at DESC, id DESC);
CREATE INDEX erasures_of_debtor ON erasures (debtor_id);

-- The bytes that go after the commit; `lines` set: a placement file of many debtors, rewritten without these records.
CREATE TABLE erasure_files (
    erasure_id uuid NOT NULL REFERENCES erasures (id),
    storage_key text NOT NULL,
    batch_id uuid,
    lines integer[],
    done_at timestamptz,
    PRIMARY KEY (erasure_id, storage_key)
);

-- Somebody's duty to keep what is stored about a person, for a lawsuit or an inquiry: stops erasure and retention.
CREATE TABLE legal_holds (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    debtor_id uuid NOT NULL REFERENCES debtors (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    reason text NOT NULL,
    placed_at timestamptz NOT NULL,
    placed_by text NOT NULL,
    placed_by_id uuid NOT NULL,
    released_at timestamptz,
    released_by text,
    released_by_id uuid
);
CREATE UNIQUE INDEX one_legal_hold_in_force ON legal_holds (debtor_id, organization_id) WHERE released_at IS NULL;
CREATE INDEX legal_holds_of_organization ON legal_holds (organization_id, placed_at DESC, id DESC);

-- How long an agency keeps a class of data, where that is another time than the rule's; the newest row counts.
CREATE TABLE retention_overrides (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    retention_class text NOT NULL,
    months integer NOT NULL CHECK (months > 0),
    set_at timestamptz NOT NULL,
    set_by text NOT NULL,
    set_by_id uuid NOT NULL,
    PRIMARY KEY (agency_id, retention_class, set_at)
);

GRANT SELECT, INSERT ON erasures, legal_holds, retention_overrides TO tandem_web, tandem_worker;
GRANT UPDATE (released_at, released_by, released_by_id) ON legal_holds TO tandem_web;
GRANT UPDATE (state, obstacle, finished_at, counts) ON erasures TO tandem_worker;
GRANT SELECT ON erasure_files TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON erasure_files TO tandem_worker;

-- That somebody was erased is told to both sides; a legal hold and its reason are its own side's.
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties_of_the_case ON erasures USING
    (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()));
ALTER TABLE erasure_files ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_erasure ON erasure_files USING (EXISTS (SELECT FROM erasures WHERE erasures.id = erasure_id));
ALTER TABLE legal_holds ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON legal_holds USING (organization_id = (SELECT tandem_organization()));
ALTER TABLE retention_overrides ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON retention_overrides USING (agency_id = (SELECT tandem_organization()));

-- What falls due, by when it was closed.
CREATE INDEX case_files_to_erase ON case_files (agency_id, closed_at) WHERE stage = 'closed' AND erased_at IS NULL;
