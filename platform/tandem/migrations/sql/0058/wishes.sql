-- Who refused everything: said by two links it is neither's, what came meanwhile is found, and the agency is told of what
-- follows from it. A wrong person at an address is wrong there for every creditor. Roles keep what they could do.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

GRANT UPDATE (way_out_id, recorded_at) ON opt_outs_altogether TO tandem_web, tandem_worker;

-- As in 0057. Whoever adds addresses holds the agency's lock with all others who do, until the commit: whoever looks for
-- addresses that came meanwhile (`contacts.refuse_meanwhile`) looks once no such transaction is open. Of a wish that two
-- links said, neither takes back what follows from it. The agency's timeline is told of what was refused here.
CREATE OR REPLACE FUNCTION door_refuse_altogether(of_agency uuid, addresses text[], at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF of_agency IS DISTINCT FROM tandem_organization() AND NOT EXISTS (
        SELECT FROM mandates m WHERE m.agency_id = of_agency AND m.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('tandem.altogether ' || of_agency, 0));
    IF NOT EXISTS (SELECT FROM opt_outs_altogether w WHERE w.agency_id = of_agency AND w.lifted_at IS NULL) THEN
        RETURN;
    END IF;
    WITH theirs AS (
        SELECT p.id AS party_id, p.creditor_id, p.case_file_id, max(w.recorded_at) AS recorded_at,
            (array_agg(w.source ORDER BY w.recorded_at DESC))[1] AS source,
            CASE WHEN count(w.way_out_id) = count(*) AND count(DISTINCT w.way_out_id) = 1
                THEN (array_agg(w.way_out_id))[1] END AS way_out_id
        FROM opt_outs_altogether w
        JOIN parties known ON known.id = w.party_id
        JOIN contact_points old ON old.party_id = known.id
        JOIN contact_points shared ON shared.agency_id = of_agency AND shared.value = old.value
        JOIN parties p ON p.id = shared.party_id AND lower(trim(p.name)) = lower(trim(known.name))
        WHERE w.agency_id = of_agency AND w.lifted_at IS NULL AND EXISTS (
            SELECT FROM contact_points came WHERE came.party_id = p.id AND came.value = ANY (addresses))
        GROUP BY p.id
    ), known_from_now AS (
        INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source,
            recorded_at)
        SELECT of_agency, gen_random_uuid(), t.creditor_id, t.case_file_id, t.party_id, t.way_out_id, t.source,
            t.recorded_at FROM theirs t
        ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL DO NOTHING
    ), refused AS (
        INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at, way_out_id)
        SELECT gen_random_uuid(), of_agency, by.channel, cp.value,
            (array_agg(t.source ORDER BY t.recorded_at DESC))[1], false, at,
            CASE WHEN count(t.way_out_id) = count(*) AND count(DISTINCT t.way_out_id) = 1
                THEN (array_agg(t.way_out_id))[1] END
        FROM theirs t
        JOIN contact_points cp ON cp.party_id = t.party_id
        JOIN (VALUES ('phone', 'sms'), ('phone', 'voice'), ('email', 'email')) AS by (kind, channel) ON by.kind = cp.kind
        WHERE NOT EXISTS (SELECT FROM opt_outs o WHERE o.agency_id = of_agency AND o.channel = by.channel
            AND o.address = cp.value AND (o.lifted_at IS NULL OR o.lifted_at >= t.recorded_at))
        GROUP BY by.channel, cp.value
        ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL DO NOTHING
        RETURNING channel, address, source
    ), told AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_provider', jsonb_build_object('address', r.address), at, at, 0
        FROM refused r WHERE r.channel = 'email'
    ), recorded AS (
        INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
        SELECT gen_random_uuid(), of_agency, 'contacts.tell_refused',
            jsonb_build_object('channel', r.channel, 'address', r.address), at, at, 0
        FROM refused r
    )
    INSERT INTO consent_entries (id, agency_id, channel, address, kind, source, happened_at, recorded_at)
    SELECT gen_random_uuid(), of_agency, r.channel, r.address, 'opt_out', r.source, at, at FROM refused r;
END $$;

-- At which address somebody is the wrong person.
DO $$
DECLARE
    rule text;
BEGIN
    SELECT conname INTO STRICT rule FROM pg_constraint
    WHERE conrelid = 'stop_facts'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%workplace%contact_point_id%';
    EXECUTE format('ALTER TABLE stop_facts DROP CONSTRAINT %I', rule);
END $$;
ALTER TABLE stop_facts ADD CONSTRAINT of_an_address CHECK (
    CASE WHEN contact_point_id IS NULL THEN kind <> 'workplace' ELSE kind IN ('workplace', 'wrong_party') END);

-- As in 0040; a written request to be left alone was said to the agency, whoever the creditor; and who answers at an
-- address that they are not the debtor is not that debtor for any creditor, there.
CREATE OR REPLACE FUNCTION door_stop_facts(of_case_file uuid) RETURNS json
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
            AND (f.party_id = people.party_id OR f.kind <> 'wrong_party')
        UNION ALL
        SELECT mine.party_id AS whose, f.*, mine.value FROM case_file cf
        JOIN contact_points mine ON mine.case_file_id = cf.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN stop_facts f ON f.contact_point_id = theirs.id AND f.ended_on IS NULL
        JOIN people ON people.party_id = mine.party_id AND people.other = f.party_id
        WHERE f.kind = 'wrong_party' AND f.party_id <> mine.party_id
        UNION ALL
        SELECT mine.party_id AS whose, f.*, mine.value FROM case_file cf
        JOIN contact_points mine ON mine.case_file_id = cf.id
        JOIN contact_points theirs ON theirs.agency_id = cf.agency_id AND theirs.value = mine.value
        JOIN stop_facts f ON f.contact_point_id = theirs.id AND f.ended_on IS NULL
        WHERE f.kind = 'workplace'
    )
    SELECT coalesce(json_agg(json_build_object(
        'party_id', found.whose, 'kind', found.kind, 'since_on', found.since_on, 'until_on', found.until_on,
        'address', found.address, 'elsewhere', found.case_file_id <> of_case_file,
        'by', CASE WHEN found.case_file_id = of_case_file THEN found.recorded_by
              ELSE (SELECT o.name FROM organizations o WHERE o.id = found.agency_id) END)
        ORDER BY found.since_on, found.id), '[]') FROM found
$$;

-- What roles that organizations composed could do with one permission, and now want another for: ending an opt-out, or a
-- fact that stops contact. A form that is open on such a role is told that it changed meanwhile.
WITH kept AS (
    INSERT INTO role_rules (id, organization_id, role_id, relation, permission)
    SELECT gen_random_uuid(), r.organization_id, r.role_id, r.relation, now_wants.permission
    FROM role_rules r
    JOIN (VALUES ('opt_out:write', 'opt_out:lift'), ('stop_fact:write', 'stop_fact:end'))
        AS now_wants (had, permission) ON now_wants.had = r.permission
    ON CONFLICT (role_id, relation, permission) DO NOTHING
    RETURNING role_id
)
UPDATE roles SET version = version + 1 WHERE id IN (SELECT role_id FROM kept);
