-- As in 0041, with the conversations that the person began: a collector entered them, on whichever case file of theirs.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE INDEX received_calls ON timeline_entries (case_file_id, occurred_at) WHERE kind = 'call_received';

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
    ), received AS (
        SELECT t.event_id, t.case_file_id, t.occurred_at, (t.data ->> 'party_id')::uuid AS party_id
        FROM (SELECT id FROM asked UNION SELECT case_file_id FROM same) theirs
        JOIN timeline_entries t ON t.case_file_id = theirs.id
        WHERE t.kind = 'call_received' AND t.occurred_at >= since
    ), earlier AS (
        SELECT json_build_object(
            'id', a.id, 'debtor_id', o.debtor_id, 'party_id', a.party_id, 'address', a.to_address, 'at', a.sending_at,
            'channel', a.channel, 'state', a.state, 'disposition', a.disposition,
            'provider_status', a.provider_status, 'claims', a.claims, 'received', false,
            'reached', (SELECT coalesce(json_agg(DISTINCT same.party_id), '[]') FROM same
                        WHERE same.other = a.party_id)) AS told
        FROM found JOIN contact_attempts a ON a.id = found.id AND a.sending_at >= since
        JOIN case_files o ON o.id = a.case_file_id
        UNION ALL
        SELECT json_build_object(
            'id', r.event_id, 'debtor_id', o.debtor_id, 'party_id', r.party_id, 'address', '', 'at', r.occurred_at,
            'channel', 'voice', 'claims', '[]'::json, 'received', true,
            'reached', (SELECT coalesce(json_agg(DISTINCT same.party_id), '[]') FROM same
                        WHERE same.other = r.party_id))
        FROM received r JOIN case_files o ON o.id = r.case_file_id
    )
    SELECT coalesce(json_agg(told), '[]') FROM earlier
$$;
