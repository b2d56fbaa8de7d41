-- What people said about being reached, entry by entry; how they would rather be; and the link that their messages carry.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The ledger. `opt_outs` says what is in force; this says how it came to be, and is only ever added to.
CREATE TABLE consent_entries (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    channel varchar(10) NOT NULL,
    address varchar(500) NOT NULL,
    kind varchar(20) NOT NULL CHECK (kind IN ('opt_out', 'asked_to_stop', 'opt_in', 'consent', 'withdrawal')),
    -- Of a consent and its withdrawal: what for.
    purpose varchar(20),
    source varchar(20) NOT NULL,
    -- The person's own words, or a word on the paper that proves it.
    evidence text,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by varchar(200),
    recorded_by_id uuid,
    CHECK ((purpose IS NULL) = (kind NOT IN ('consent', 'withdrawal')))
);
CREATE INDEX consent_entries_of_address ON consent_entries (agency_id, address, recorded_at);

-- What was in force before there was a ledger.
INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
SELECT gen_random_uuid(), agency_id, channel, address, CASE WHEN provisional THEN 'asked_to_stop' ELSE 'opt_out' END,
       source, recorded_at, recorded_at FROM opt_outs;
INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
SELECT gen_random_uuid(), agency_id, channel, address, 'opt_in', source, lifted_at, lifted_at
FROM opt_outs WHERE lifted_at IS NOT NULL;

-- Told by whoever is reached at this address; a later row takes the place of an earlier one, which stays.
CREATE TABLE contact_preferences (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    address varchar(500) NOT NULL,
    channel varchar(10),
    -- Minutes of the local day, [from, to).
    from_minute int CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute int CHECK (to_minute BETWEEN 1 AND 1440),
    source varchar(20) NOT NULL,
    recorded_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((from_minute IS NULL) = (to_minute IS NULL) AND from_minute < to_minute)
);
CREATE UNIQUE INDEX one_preference_in_force ON contact_preferences (agency_id, address) WHERE ended_at IS NULL;

-- The link that one attempt carries: whose page a code opens. The code itself is kept nowhere.
CREATE TABLE ways_out (
    id uuid PRIMARY KEY,
    code_hash char(64) NOT NULL UNIQUE,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    contact_point_id uuid NOT NULL REFERENCES contact_points (id),
    channel varchar(10) NOT NULL,
    language varchar(10) NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ways_out_of_case_file ON ways_out (agency_id, case_file_id);

-- Up to when a provider's lists of refusals were read for an agency.
CREATE TABLE suppression_readings (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    list varchar(30) NOT NULL,
    read_to timestamptz NOT NULL,
    PRIMARY KEY (agency_id, list)
);
