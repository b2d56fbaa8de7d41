-- As in 0022; with the claims that each attempt was about, since some countries count per debt, and with every party of
-- this case file whom it reached: a person is the same who shares an address with the one that was contacted, even when
-- this time another address was used.
CREATE OR REPLACE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH mine AS (
        SELECT cp.party_id, cp.value, cf.agency_id FROM case_files cf JOIN contact_points cp ON cp.case_file_id = cf.id
        WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
    ), same AS (
        SELECT DISTINCT theirs.party_id AS other, mine.party_id FROM mine
        JOIN contact_points theirs ON theirs.agency_id = mine.agency_id AND theirs.value = mine.value
    )
    SELECT coalesce(json_agg(json_build_object(
        'id', a.id, 'debtor_id', o.debtor_id, 'party_id', a.party_id, 'address', a.to_address, 'at', a.sending_at,
        'channel', a.channel, 'state', a.state, 'disposition', a.disposition,
        'provider_status', a.provider_status, 'claims', a.claims,
        'reached', (SELECT coalesce(json_agg(same.party_id), '[]') FROM same WHERE same.other = a.party_id))), '[]')
    FROM case_files cf JOIN contact_attempts a ON a.agency_id = cf.agency_id AND a.sending_at >= since
    JOIN case_files o ON o.id = a.case_file_id
    WHERE cf.id = of_case_file AND cf.agency_id = tandem_organization()
      AND (a.case_file_id = cf.id OR a.to_address IN (SELECT value FROM mine)
           OR a.party_id IN (SELECT other FROM same))
$$;
