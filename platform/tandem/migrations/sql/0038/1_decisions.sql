-- What the gate was told and answered, each time it decided about a contact: the agency's alone, because what counts
-- against a person may have been done for another creditor.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE gate_decisions (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    id uuid NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    -- Null: the contact was refused before there was an attempt. The decision to plan comes before the row it allows.
    attempt_id uuid REFERENCES contact_attempts (id) DEFERRABLE INITIALLY DEFERRED,
    judged_at timestamptz NOT NULL,
    -- The instant that was asked about: now, or when it would leave.
    asked_for timestamptz NOT NULL,
    channel varchar(10) NOT NULL,
    purpose varchar(20) NOT NULL,
    decision varchar(10) NOT NULL CHECK (decision IN ('allow', 'defer', 'review', 'block')),
    until timestamptz,
    codes text[] NOT NULL,
    pack_version varchar(120) NOT NULL,
    inputs jsonb NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX gate_decisions_of_case_file ON gate_decisions (agency_id, case_file_id, judged_at);
CREATE INDEX gate_decisions_of_attempt ON gate_decisions (attempt_id) WHERE attempt_id IS NOT NULL;

ALTER TABLE gate_decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON gate_decisions USING (agency_id = (SELECT tandem_organization()));
-- A decision is never changed and never removed; only an erasure empties what was told.
GRANT SELECT, INSERT ON gate_decisions TO tandem_web, tandem_worker;
GRANT UPDATE (inputs) ON gate_decisions TO tandem_worker;
