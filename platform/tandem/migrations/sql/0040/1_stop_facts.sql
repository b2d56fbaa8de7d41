-- Facts about a person that stop contact: dated, with where they are known from, ended by a date too.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE stop_facts (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    id uuid NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    party_id uuid NOT NULL REFERENCES parties (id),
    kind varchar(20) NOT NULL CHECK (kind IN ('insolvency', 'overindebtedness', 'deceased', 'lawyer', 'adviser',
        'guardian', 'wrong_party', 'cease', 'workplace', 'breathing_space')),
    since_on date NOT NULL,
    -- Of a breathing space: the first day that is free again.
    until_on date,
    -- Of an insolvency: the day of the notice in the BODACC, from which the declaration of claims counts.
    published_on date,
    -- Of a workplace: the number or address.
    contact_point_id uuid REFERENCES contact_points (id),
    source varchar(1000) NOT NULL,
    -- Who acts for the person: lawyer, adviser, guardian, notary, the court's representative.
    representative varchar(500),
    recorded_at timestamptz NOT NULL,
    recorded_by varchar(200) NOT NULL,
    recorded_by_id uuid,
    -- The side that entered it, which alone ends it.
    owner_id uuid NOT NULL REFERENCES organizations (id),
    ended_on date,
    ended_at timestamptz,
    ended_by varchar(200),
    ended_by_id uuid,
    end_source varchar(1000),
    PRIMARY KEY (agency_id, id),
    CHECK (owner_id IN (agency_id, creditor_id)),
    CHECK ((kind = 'workplace') = (contact_point_id IS NOT NULL)),
    CHECK ((kind = 'breathing_space') = (until_on IS NOT NULL)),
    CHECK (published_on IS NULL OR kind = 'insolvency'),
    CHECK (until_on > since_on AND ended_on >= since_on),
    CHECK ((ended_on IS NULL) = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX stop_facts_of_case_file ON stop_facts (agency_id, case_file_id);
CREATE INDEX stop_facts_of_party ON stop_facts (party_id) WHERE ended_on IS NULL;
CREATE UNIQUE INDEX one_stop_fact_in_force ON stop_facts (agency_id, party_id, kind, contact_point_id)
    NULLS NOT DISTINCT WHERE ended_on IS NULL;

ALTER TABLE stop_facts ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties_of_the_case ON stop_facts
    USING (agency_id = (SELECT tandem_organization()) OR creditor_id = ANY ((SELECT tandem_creditors())::uuid[]))
    WITH CHECK (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()));
CREATE POLICY within_reach ON stop_facts AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = stop_facts.case_file_id));
-- What was entered stays as it was entered; it is ended, once. An erasure takes the words out of it.
GRANT SELECT, INSERT, UPDATE (ended_on, ended_at, ended_by, ended_by_id, end_source) ON stop_facts TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON stop_facts TO tandem_worker;

-- What stops contact about a case file, for the agency as a whole. A fact of a person (death, insolvency,
-- over-indebtedness, who acts for them, a breathing space) holds on every case of that person at the agency: the same
-- name at a shared address. A workplace holds for the address. What was learned on another creditor's case names neither
-- that case nor who wrote it down.
CREATE FUNCTION door_stop_facts(of_case_file uuid) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH case_file AS (
        SELECT cf.id, cf.agency_id FROM case_files cf
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), people AS (
        SELECT p.id AS party_id, p.id AS other FROM case_file cf JOIN parties p ON p.case_file_id = cf.id
        UNION
        SELECT p.id, same.id FROM case_file cf
        JOIN parties p ON p.case_file_id = cf.id
        JOIN contact_points mine ON mine.party_id = p.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN parties same ON same.id = theirs.party_id AND lower(trim(same.name)) = lower(trim(p.name))
    ), found AS (
        SELECT people.party_id AS whose, f.*, NULL::varchar AS address FROM people
        JOIN stop_facts f ON f.party_id = people.other AND f.ended_on IS NULL AND f.kind <> 'workplace'
            AND (f.party_id = people.party_id OR f.kind NOT IN ('wrong_party', 'cease'))
        UNION ALL
        SELECT mine.party_id AS whose, f.*, mine.value FROM case_file cf
        JOIN contact_points mine ON mine.case_file_id = cf.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN stop_facts f ON f.contact_point_id = theirs.id AND f.ended_on IS NULL
    )
    SELECT coalesce(json_agg(json_build_object(
        'party_id', found.whose, 'kind', found.kind, 'since_on', found.since_on, 'until_on', found.until_on,
        'address', found.address, 'elsewhere', found.case_file_id <> of_case_file,
        'by', CASE WHEN found.case_file_id = of_case_file THEN found.recorded_by
              ELSE (SELECT o.name FROM organizations o WHERE o.id = found.agency_id) END)
        ORDER BY found.since_on, found.id), '[]') FROM found
$$;

REVOKE EXECUTE ON FUNCTION door_stop_facts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_stop_facts TO tandem_web, tandem_worker;
