-- What an agency allows itself within the rules of contact: narrower hours, smaller limits, days on which it is closed.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A version a row, never changed; decisions name the version that they were made by.
CREATE TABLE own_rules (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    version integer NOT NULL CHECK (version > 0),
    -- Of a profile of a country's pack; both null: the days on which the agency is closed, for every profile.
    country varchar(2),
    profile varchar(60),
    starts_on date NOT NULL,
    -- Of each weekday, Monday first, [opens, closes] in minutes of the day or null; null as a whole: as the pack has it.
    voice jsonb CHECK (jsonb_array_length(voice) = 7),
    written jsonb CHECK (jsonb_array_length(written) = 7),
    calls_day integer CHECK (calls_day > 0),
    calls_7d integer CHECK (calls_7d > 0),
    contacts_7d integer CHECK (contacts_7d > 0),
    -- [{"name": …, "first": …, "last": …}, …]: the whole list.
    closings jsonb,
    set_at timestamptz NOT NULL,
    set_by varchar(200) NOT NULL,
    set_by_id uuid,
    PRIMARY KEY (agency_id, version),
    CHECK ((country IS NULL) = (profile IS NULL)),
    CHECK ((profile IS NULL) = (closings IS NOT NULL)),
    CHECK (profile IS NOT NULL OR
        (voice IS NULL AND written IS NULL AND calls_day IS NULL AND calls_7d IS NULL AND contacts_7d IS NULL))
);

GRANT SELECT, INSERT ON own_rules TO tandem_web;
GRANT SELECT ON own_rules TO tandem_worker;
ALTER TABLE own_rules ENABLE ROW LEVEL SECURITY;
-- The agency's alone: how it works is not its clients' to read.
CREATE POLICY own_agency ON own_rules USING (agency_id = (SELECT tandem_organization()));
