-- Who refused what by which link; who is to be reached nowhere at all; and what only the agency reads of a refusal.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A person who refused texts, calls and e-mails at whichever address: those that the agency gets to know later too.
-- Each party of the agency that is this person has a row (the same name at a shared address).
CREATE TABLE opt_outs_altogether (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    id uuid NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    party_id uuid NOT NULL REFERENCES parties (id),
    -- The link that it was said by, which alone takes it back.
    way_out_id uuid REFERENCES ways_out (id),
    source varchar(20) NOT NULL,
    recorded_at timestamptz NOT NULL,
    lifted_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
CREATE UNIQUE INDEX one_opt_out_altogether ON opt_outs_altogether (agency_id, party_id) WHERE lifted_at IS NULL;
CREATE INDEX opt_outs_altogether_by_link ON opt_outs_altogether (agency_id, way_out_id);
CREATE INDEX opt_outs_altogether_of_case_file ON opt_outs_altogether (agency_id, case_file_id);
CREATE INDEX opt_outs_by_link ON opt_outs (agency_id, way_out_id) WHERE way_out_id IS NOT NULL;

-- The reasons of an event of both parties that the agency alone reads whole: the chain tells them in one neutral word.
CREATE TABLE event_reasons (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    event_id uuid NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    reasons jsonb NOT NULL,
    PRIMARY KEY (agency_id, event_id)
);
CREATE INDEX event_reasons_of_case_file ON event_reasons (agency_id, case_file_id);

ALTER TABLE opt_outs_altogether ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON opt_outs_altogether USING (agency_id = (SELECT tandem_organization()));
ALTER TABLE event_reasons ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON event_reasons USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY within_reach ON event_reasons AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = event_reasons.case_file_id));
GRANT SELECT, INSERT, UPDATE (lifted_at) ON opt_outs_altogether TO tandem_web, tandem_worker;
GRANT SELECT, INSERT ON event_reasons TO tandem_web, tandem_worker;
GRANT UPDATE (reasons) ON event_reasons TO tandem_worker;

-- Addresses came to parties: whoever of them is a person that refused to be reached at all is refused there too. Where
-- they were reached again since, they stay so. Whoever adds the address learns nothing of it.
CREATE FUNCTION door_refuse_altogether(of_agency uuid, addresses text[], at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM opt_outs_altogether w WHERE w.agency_id = of_agency AND w.lifted_at IS NULL) THEN
        RETURN;
    END IF;
    WITH theirs AS (
        SELECT DISTINCT ON (p.id) p.id AS party_id, p.creditor_id, p.case_file_id, w.way_out_id, w.source, w.recorded_at
        FROM opt_outs_altogether w
        JOIN parties known ON known.id = w.party_id
        JOIN contact_points old ON old.party_id = known.id
        JOIN contact_points shared ON shared.agency_id = of_agency AND shared.value = old.value
        JOIN parties p ON p.id = shared.party_id AND lower(trim(p.name)) = lower(trim(known.name))
        WHERE w.agency_id = of_agency AND w.lifted_at IS NULL AND EXISTS (
            SELECT FROM contact_points came WHERE came.party_id = p.id AND came.value = ANY (addresses))
        ORDER BY p.id, w.recorded_at
    ), known_from_now AS (
        INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source,
            recorded_at)
        SELECT of_agency, gen_random_uuid(), t.creditor_id, t.case_file_id, t.party_id, t.way_out_id, t.source,
            t.recorded_at FROM theirs t
        ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL DO NOTHING
    ), refused AS (
        INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id)
        SELECT DISTINCT ON (by.channel, cp.value) gen_random_uuid(), of_agency, by.channel, cp.value, t.source, false,
            at, t.way_out_id
        FROM theirs t
        JOIN contact_points cp ON cp.party_id = t.party_id
        JOIN (VALUES ('phone', 'sms'), ('phone', 'voice'), ('email', 'email')) AS by (kind, channel) ON by.kind = cp.kind
        WHERE NOT EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = of_agency AND o.channel = by.channel
            AND o.address = cp.value AND (o.lifted_at IS NULL OR o.lifted_at >= t.recorded_at))
        ORDER BY by.channel, cp.value, t.recorded_at
        ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL DO NOTHING
        RETURNING channel, address, source
    )
    INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
    SELECT gen_random_uuid(), of_agency, r.channel, r.address, 'opt_out', r.source, at, at FROM refused r;
END $$;
REVOKE EXECUTE ON FUNCTION door_refuse_altogether FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_refuse_altogether TO tandem_web, tandem_worker;
