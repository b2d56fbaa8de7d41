-- As in 0038, found by its indexes: a case file is asked about for each row of a list, and an agency's attempts are many.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE OR REPLACE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS (
        SELECT cf.id, cf.agency_id FROM case_files cf
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), mine AS (
        SELECT cp.party_id, cp.value, asked.agency_id FROM asked JOIN contact_points cp ON cp.case_file_id = asked.id
    ), same AS (
        SELECT DISTINCT theirs.party_id AS other, theirs.case_file_id, mine.party_id FROM mine
        JOIN contact_points theirs ON theirs.agency_id = mine.agency_id AND theirs.value = mine.value
    ), found AS (
        SELECT a.id FROM asked JOIN contact_attempts a ON a.case_file_id = asked.id
        UNION
        SELECT a.id FROM mine JOIN contact_attempts a ON a.agency_id = mine.agency_id AND a.to_address = mine.value
        UNION
        SELECT a.id FROM same JOIN contact_attempts a ON a.case_file_id = same.case_file_id AND a.party_id = same.other
    )
    SELECT coalesce(json_agg(json_build_object(
        'id', a.id, 'debtor_id', o.debtor_id, 'party_id', a.party_id, 'address', a.to_address, 'at', a.sending_at,
        'channel', a.channel, 'state', a.state, 'disposition', a.disposition,
        'provider_status', a.provider_status, 'claims', a.claims,
        'reached', (SELECT coalesce(json_agg(DISTINCT same.party_id), '[]') FROM same WHERE same.other = a.party_id))),
        '[]')
    FROM found JOIN contact_attempts a ON a.id = found.id AND a.sending_at >= since
    JOIN case_files o ON o.id = a.case_file_id
$$;
