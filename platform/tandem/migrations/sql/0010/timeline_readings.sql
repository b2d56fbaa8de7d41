-- How far each membership has read the chains of a case file that it sees; never further than their heads.
SET LOCAL lock_timeout = '5s';

-- Through which membership this transaction acts; null for the system on nobody's behalf.
CREATE FUNCTION tandem_membership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tandem.membership_id', true), '')::uuid;

CREATE TABLE timeline_readings (
    membership_id uuid NOT NULL REFERENCES memberships (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    agency_id uuid NOT NULL,
    creditor_id uuid NOT NULL,
    -- The last sequence read of each chain; 0 of one that the membership does not see.
    agency bigint NOT NULL CHECK (agency >= 0),
    creditor bigint NOT NULL CHECK (creditor >= 0),
    parties bigint NOT NULL CHECK (parties >= 0),
    -- When a height last grew.
    read_at timestamptz NOT NULL,
    PRIMARY KEY (membership_id, case_file_id)
);
CREATE INDEX timeline_readings_of_case_file ON timeline_readings (case_file_id);

-- One's own rows only: not even a colleague learns when somebody read something.
ALTER TABLE timeline_readings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_membership ON timeline_readings USING (
    membership_id = (SELECT tandem_membership())
    AND (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization())));
GRANT SELECT, INSERT, UPDATE ON timeline_readings TO tandem_web;
